//! Step four: the video large, the coding keys, and below it what was coded so far.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use egui::{Align, Key as EguiKey, Label, Layout, RichText, Slider, Ui, vec2};

use super::align::told;
use super::keys;
use super::lanes::{Asked, Span, lanes_ui};
use super::share;
use super::sheet::{Selected, Sheet};
use crate::desk::act::pressed;
use crate::desk::keyboard::Keyboards;
use crate::desk::page;
use crate::desk::viewer::{Standing, Viewer, transport};
use crate::desk::words;
use crate::look::{Icon, button, palette, strong, tokens};
use crate::protocol::Key;
use crate::session::DeskInput;
use crate::time::{FilmTime, Micros, Stamp};

/// How far one press moves an onset.
const NUDGE: Micros = Micros(200_000);
/// The least height of the picture, in points.
const LEAST_PICTURE: f32 = 160.0;
/// What the rows that follow the picture need beside lanes and caps, in points.
const ROWS: f32 = 118.0;

/// The page's own state while it codes.
pub struct Code {
    presses: Option<Receiver<(DeskInput, Stamp)>>,
    down: BTreeSet<Key>,
    span: Span,
    length_s: f64,
    /// When live coding was on.
    live: Vec<share::Span>,
    /// What the last frame's rows below the picture took.
    below: f32,
    finishing: bool,
    finished: bool,
    leaving: bool,
}

/// How it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It goes on.
    On,
    /// The alignment is to be looked at again.
    Align,
    /// Away from here.
    Leave,
}

impl Code {
    /// Nothing was pressed yet.
    pub fn new(length_s: f64, live: Vec<share::Span>) -> Self {
        Self {
            presses: None,
            down: BTreeSet::new(),
            span: Span::whole(length_s),
            length_s,
            live,
            below: 200.0,
            finishing: false,
            finished: false,
            leaving: false,
        }
    }

    /// Draws a frame and takes what was pressed since the last one.
    pub fn code_ui(
        &mut self,
        ui: &mut Ui,
        heading: &str,
        video: &str,
        viewer: &mut Viewer,
        sheet: &mut Sheet,
        keyboards: &Arc<Keyboards>,
    ) -> Turn {
        if self.finished {
            return finished_ui(ui, heading, sheet);
        }
        // A key that codes must never press the button that was used last.
        ui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
        self.take_presses(viewer, sheet, keyboards);
        let mut turn = Turn::On;
        ui.add_space(6.0);
        // Within a row there is only the row's height.
        let bottom = ui.max_rect().bottom();
        ui.horizontal_top(|ui| {
            ui.add_space(12.0);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - 12.0);
                ui.spacing_mut().item_spacing.y = 4.0;
                turn = self.head_ui(ui, heading, video, sheet);
                self.faults_ui(ui, sheet);
                if self.finishing {
                    page::quiet(ui, &sheet.share(&self.live, self.length_s));
                }
                let height = (bottom - ui.cursor().top() - self.below).max(LEAST_PICTURE);
                let size = vec2(ui.available_width(), height);
                viewer.picture_ui(ui, size);
                let before = ui.cursor().top();
                self.below_ui(ui, viewer, sheet, keyboards);
                self.below = (ui.cursor().top() - before + 12.0).max(ROWS);
            });
        });
        if self.finished {
            sheet.finish(viewer.position());
            viewer.pause();
            self.presses = None;
            keyboards.connect(None);
        } else if turn != Turn::On {
            sheet.leave(viewer.position());
            viewer.pause();
            self.presses = None;
            keyboards.connect(None);
        }
        turn
    }

    fn below_ui(
        &mut self,
        ui: &mut Ui,
        viewer: &mut Viewer,
        sheet: &mut Sheet,
        keyboards: &Arc<Keyboards>,
    ) {
        transport(ui, viewer, &keys::TRANSPORT);
        let ready = *viewer.standing() == Standing::Ready;
        if ready && pressed(ui, EguiKey::Tab) {
            if viewer.is_playing() {
                viewer.pause();
            } else {
                viewer.play(viewer.speed());
            }
        }
        if pressed(ui, EguiKey::Backspace) {
            sheet.undo(viewer.position());
        }
        super::failed_ui(ui, viewer);
        let held = keyboards.held();
        for key in keys::caps_ui(ui, sheet.pass(), &held, !ready) {
            let (at, rate) = (viewer.position(), rate(viewer));
            sheet.key(at, rate, &key, true);
            sheet.key(at, rate, &key, false);
        }
        let position = viewer.position();
        if viewer.is_playing() {
            self.span.follow(position, self.length_s);
        }
        match lanes_ui(ui, sheet, &mut self.span, position, self.length_s) {
            Some(Asked::Select(selected)) => sheet.selected = Some(selected),
            Some(Asked::Seek(to)) if ready => {
                sheet.leave(position);
                sheet.selected = None;
                viewer.seek(to);
            }
            _ => {}
        }
        self.selected_ui(ui, viewer, sheet);
    }

    /// From now on the coding keys come here.
    fn take_presses(&mut self, viewer: &Viewer, sheet: &mut Sheet, keyboards: &Arc<Keyboards>) {
        let presses = self.presses.get_or_insert_with(|| {
            let (heard, presses) = channel();
            keyboards.connect(Some(Arc::new(move |input, at| {
                // Nobody may be listening any more; then the press means nothing.
                let _ = heard.send((input, at));
            })));
            presses
        });
        let ready = *viewer.standing() == Standing::Ready;
        let rate = rate(viewer);
        for (input, stamp) in presses.try_iter().filter(|_| ready) {
            let at = viewer.at(stamp);
            match input {
                DeskInput::Key { key, down } => {
                    sheet.key(at, rate, &key, down);
                    if down {
                        self.down.insert(key);
                    } else {
                        self.down.remove(&key);
                    }
                }
                DeskInput::ReleaseAll => {
                    for key in std::mem::take(&mut self.down) {
                        sheet.key(at, rate, &key, false);
                    }
                }
                _ => {}
            }
        }
        if !ready {
            sheet.look_away();
        } else if viewer.is_settled() {
            sheet.see(viewer.position(), viewer.is_playing());
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, heading: &str, video: &str, sheet: &mut Sheet) -> Turn {
        let mut turn = Turn::On;
        let kept = sheet.kept();
        ui.horizontal(|ui| {
            let label = if self.leaving {
                "Leave, and lose what is not saved"
            } else {
                "Back"
            };
            if button::compact(ui, Some(Icon::Left), label, button::Weight::Quiet).clicked() {
                if kept.fault.is_none() || self.leaving {
                    turn = Turn::Leave;
                }
                self.leaving = true;
            }
            let title = RichText::new(heading)
                .font(strong(tokens::DESK_TEXT + 1.5))
                .color(palette(ui).text);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if self.finishing {
                    let finish =
                        button::compact(ui, None, "Finish now", button::Weight::Primary).clicked();
                    if button::compact(ui, None, "Go on coding", button::Weight::Normal).clicked() {
                        self.finishing = false;
                    }
                    ui.label(
                        RichText::new("A finished coding can't be changed.")
                            .color(palette(ui).caution),
                    );
                    self.finished = finish;
                } else {
                    if button::compact(ui, None, "Finish coding…", button::Weight::Normal).clicked()
                    {
                        self.finishing = true;
                    }
                    let align = button::compact(ui, None, "Align…", button::Weight::Quiet);
                    let how = sheet.aligned().map(told).unwrap_or_default();
                    if align.on_hover_text(how).clicked() {
                        turn = Turn::Align;
                    }
                    let saved = format!("saved to #{}", kept.saved);
                    let waiting = format!("{}, {} waiting", saved, kept.waiting);
                    let text = if kept.waiting > 0 { waiting } else { saved };
                    ui.label(RichText::new(text).color(palette(ui).faint));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.label(title);
                    let file = RichText::new(video).color(palette(ui).faint);
                    ui.add(Label::new(file).truncate());
                });
            });
        });
        turn
    }

    fn faults_ui(&self, ui: &mut Ui, sheet: &Sheet) {
        let kept = sheet.kept();
        if let Some(fault) = &kept.fault {
            page::caution(
                ui,
                &format!(
                    "{fault} {} facts wait in memory and are tried again every second.",
                    kept.waiting
                ),
            );
        }
    }

    fn selected_ui(&self, ui: &mut Ui, viewer: &mut Viewer, sheet: &mut Sheet) {
        ui.horizontal(|ui| {
            let Some(about) = sheet.selected.and_then(|selected| about(sheet, selected)) else {
                let text = match &sheet.said {
                    Some(why) => RichText::new(why).color(palette(ui).caution),
                    None => RichText::new(keys::HINT).color(palette(ui).faint),
                };
                ui.add(Label::new(text).truncate());
                return;
            };
            ui.label(&about.0);
            let small = |ui: &mut Ui, label: &str| {
                button::compact(ui, None, label, button::Weight::Normal).clicked()
            };
            let at = viewer.position();
            if small(ui, "0.2 s earlier") {
                sheet.nudge(at, Micros(-NUDGE.0));
            }
            if small(ui, "0.2 s later") {
                sheet.nudge(at, NUDGE);
            }
            if small(ui, "Go to it") {
                sheet.leave(at);
                viewer.seek(about.1);
            }
            if small(ui, "Take it back") {
                sheet.delete(at);
            }
            if let Some(said) = &sheet.said {
                ui.label(RichText::new(said).color(palette(ui).caution));
            }
        });
    }
}

/// How fast the video plays; 0 while it stands.
fn rate(viewer: &Viewer) -> f64 {
    if viewer.is_playing() {
        viewer.speed()
    } else {
        0.0
    }
}

/// What is selected in words, and where it begins.
fn about(sheet: &Sheet, selected: Selected) -> Option<(String, FilmTime)> {
    let scheme = sheet.pass().scheme();
    match selected {
        Selected::Bout(id) => {
            let mut channels = scheme.channels.iter();
            let (name, bout) = channels.find_map(|channel| {
                let bout = sheet.bouts(&channel.id).find(|bout| bout.bout == id)?;
                Some((keys::name(channel.label.as_ref(), &channel.id), bout))
            })?;
            let onset = bout.levels.first().map(|(t, _)| *t)?;
            let to = bout
                .offset
                .map_or_else(|| "now".to_owned(), words::film_clock);
            Some((format!("{name} {}–{to}", words::film_clock(onset)), onset))
        }
        Selected::Point(id) => {
            let (_, code, at) = sheet.pass().points().find(|(point, ..)| *point == id)?;
            let point = scheme.points.iter().find(|point| point.id == *code);
            let name = point.map_or_else(
                || code.to_string(),
                |point| keys::name(point.label.as_ref(), code),
            );
            Some((format!("{name} at {}", words::film_clock(at)), at))
        }
    }
}

fn finished_ui(ui: &mut Ui, heading: &str, sheet: &Sheet) -> Turn {
    let kept = sheet.kept();
    let mut turn = Turn::On;
    ui.add_space(48.0);
    ui.vertical_centered(|ui| {
        page::heading(ui, heading);
        match (&kept.fault, kept.is_finished) {
            (Some(fault), _) => page::caution(ui, fault),
            (None, false) => drop(page::quiet(ui, "Saving…")),
            (None, true) => {
                let (bouts, points) = (sheet.pass().bouts().count(), sheet.pass().points().count());
                page::quiet(
                    ui,
                    &format!("The coding is finished and saved: bouts {bouts}, points {points}."),
                );
            }
        }
        if kept.is_finished && button::compact(ui, None, "Done", button::Weight::Primary).clicked()
        {
            turn = Turn::Leave;
        }
    });
    turn
}

/// A slider over the whole video, where nothing is coded.
pub fn scrub_ui(ui: &mut Ui, viewer: &mut Viewer) {
    let length = viewer.length().0.max(1);
    let mut at = viewer.position().0.clamp(0, length);
    ui.spacing_mut().slider_width = ui.available_width();
    let slider = ui.add_enabled(
        *viewer.standing() == Standing::Ready,
        Slider::new(&mut at, 0..=length).show_value(false),
    );
    page::named(ui, &slider, "Place in the video");
    if slider.changed() {
        viewer.seek(FilmTime(at));
    }
}

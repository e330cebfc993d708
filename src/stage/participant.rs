//! What the participant sees and does: draws the current view, fades between screens, and tells what happens.

use std::collections::HashMap;
use std::path::PathBuf;

use egui::{CursorIcon, Ui};

use super::act::Act;
use super::corner::{Corner, Offered};
use super::drafts::Drafts;
use super::film::{Canvas, SwapClock};
use super::outbox::Outbox;
use super::own_key::OwnKey;
use super::place::Places;
use super::screens::{FilmAct, ImageAct, Scene};
use super::stamps::InputStamps;
use super::targets::Targets;
use crate::link::{Draft, FileMark, ToDesk};
use crate::look::tokens::STAGE_FADE_S;
use crate::protocol::{Id, Key};
use crate::session::{FilmStats, MediaInput, Screen, StageInput, StageView};
use crate::time::{self, FilmTime, Stamp};

/// The participant's side of the window, without window, wire or clock.
#[derive(Default)]
pub struct Participant {
    /// What the engine must know.
    pub out: Outbox,
    /// Where everything is.
    pub targets: Targets,
    /// When presses and keys were delivered.
    pub stamps: InputStamps,
    /// When the window was last swapped.
    pub swaps: SwapClock,
    /// Refresh rate of the window's monitor in Hz, where it is known.
    pub refresh_hz: Option<f64>,
    /// Where the stimuli lie.
    pub media: HashMap<Id, PathBuf>,
    /// By what their files are known again.
    pub marks: HashMap<Id, FileMark>,
    /// Where their subtitles lie.
    pub subtitles: HashMap<Id, PathBuf>,
    view: Option<StageView>,
    act: Act,
    /// Since when this screen is drawn, in the window's seconds.
    since: Option<f64>,
    /// The serial whose appearance is still to be told, once it is fully in.
    unshown: Option<u64>,
    /// What the next swap shows for the first time.
    drawn: Drawn,
    corner: Corner,
    own_key: OwnKey,
    drafts: Drafts,
    /// Shows films; must meet the window's OpenGL before the first one.
    pub(super) canvas: Canvas,
    /// Films that are being cut.
    leaving: Vec<FilmAct>,
    /// A film ended without its sound since this was last asked.
    pub(super) without_sound: bool,
    /// The serial of the screen on which the participant stopped.
    stopped: Option<u64>,
    /// Whether the pointer is drawn in this pass.
    pointer_hidden: bool,
}

/// What was drawn for the first time in the latest pass, to be told with the stamp of its swap.
#[derive(Default)]
struct Drawn {
    serial: Option<u64>,
    items: Vec<Id>,
    at: Option<Stamp>,
}

impl Participant {
    /// The participant's side of a window that marks its swaps and stamps its events.
    pub fn new(swaps: SwapClock, stamps: InputStamps) -> Self {
        Self {
            swaps,
            stamps,
            ..Self::default()
        }
    }

    /// Takes up a view. A new serial number begins a new screen.
    pub fn show(&mut self, view: StageView) {
        // A view that left before the desk heard of the stop must not bring the film back.
        if self.stopped == Some(view.serial) && view.can_stop {
            return;
        }
        self.stopped = None;
        let same = self.view.as_ref().is_some_and(|old| {
            old.serial == view.serial
                && std::mem::discriminant(&old.screen) == std::mem::discriminant(&view.screen)
                && !matches!(self.act, Act::Blank)
        });
        if let (true, Act::Page(page), Screen::Page(news)) = (same, &mut self.act, &view.screen) {
            page.update(news);
        }
        if !same {
            self.leave();
            self.act = Act::of(&view);
            self.drafts.begin(view.serial, &mut self.act);
            self.since = None;
            self.unshown = Some(view.serial);
        }
        self.view = Some(view);
    }

    /// Takes what the participant had begun in a process that ended, for the view that follows.
    pub fn take_up(&mut self, draft: Draft) {
        self.drafts.give(draft);
    }

    /// Ends picture and sound at once; a calm, empty screen until the next view.
    pub fn stop(&mut self) {
        if matches!(self.act, Act::Practice(_)) {
            // The stop that is practised ends nothing; the next view follows.
            return;
        }
        self.leave();
        self.act = Act::Blank;
        self.unshown = None;
    }

    /// Nobody is there to tell anything to: a calm line in place of whatever was shown, with nothing to press.
    pub fn stand_by(&mut self) {
        self.stopped = None;
        let Some(mut view) = self.view.take() else {
            return;
        };
        view.screen = Screen::Calm {
            line: Some(view.words.one_moment.clone()),
            go_on: None,
            still: false,
        };
        (view.can_stop, view.can_call) = (false, false);
        self.act = Act::Calm;
        self.since = None;
        self.view = Some(view);
    }

    /// Draws the window's whole inside.
    pub fn ui(&mut self, ui: &mut Ui) {
        let now = ui.input(|input| input.time);
        self.tell_drawn();
        self.targets.clear();
        let places = Places::of(ui.max_rect());
        let since = *self.since.get_or_insert(now);
        let fade_s = if self.act.is_measured() {
            0.0
        } else {
            STAGE_FADE_S
        };
        let visible = if fade_s > 0.0 {
            ((now - since) / fade_s).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let fresh = now - since < GUARD_S;
        if visible < 1.0 {
            ui.ctx().request_repaint();
        } else if fresh {
            ui.ctx()
                .request_repaint_after_secs((GUARD_S - (now - since) + 0.001) as f32);
        }
        let Some(view) = self.view.take() else { return };
        let own = self.own_key_of(&view);
        self.own_key.look(ui, own, &self.stamps, &mut self.out);
        let mut here = ui.new_child(egui::UiBuilder::new().max_rect(ui.max_rect()));
        here.set_opacity(visible as f32);
        if fresh || self.is_just_turned(ui, now) {
            // The second half of a double click was meant for the screen before.
            here.disable();
        }
        let on_window = self.act_ui(&mut here, &places, &view, now);
        self.corner_ui(ui, &places, &view, now);
        self.drafts
            .tell(ui, view.serial, &self.act, now, &mut self.out);
        self.view = Some(view);
        let out = &mut self.out;
        let mut without_sound = false;
        self.leaving.retain_mut(|film| {
            let over = film.wind_up(ui, out);
            without_sound |= film.take_without_sound();
            !over
        });
        if let Act::Film(Some(film)) = &mut self.act {
            without_sound |= film.take_without_sound();
        }
        self.without_sound |= without_sound;
        if visible >= 1.0 && on_window {
            self.note_drawn(ui);
        }
        if self.pointer_hidden {
            ui.ctx().set_cursor_icon(CursorIcon::None);
        }
    }

    /// Whether the ground is black: under a film.
    pub fn is_black(&self) -> bool {
        match (&self.act, &self.view) {
            (
                Act::Film(Some(_)),
                Some(StageView {
                    screen: Screen::Film(film),
                    ..
                }),
            ) => film.pictures && !film.paused,
            _ => false,
        }
    }

    /// Whether a film or sound is on, so that needless painting would disturb it.
    pub fn is_presenting(&self) -> bool {
        matches!(&self.act, Act::Film(Some(film)) if !film.is_over())
    }

    /// The participant's own key, while a film or sound asks for it.
    pub(super) fn self_key(&self) -> Option<&Key> {
        match &self.view.as_ref()?.screen {
            Screen::Film(film) => film.self_key.as_ref(),
            _ => None,
        }
    }

    /// Whether presses count already on this screen.
    pub fn takes_input(&self, now: f64) -> bool {
        let since = self
            .since
            .into_iter()
            .chain(self.act.turned())
            .fold(f64::MIN, f64::max);
        now - since > GUARD_S
    }

    /// Tells what the latest swap brought onto the display, with the swap's stamp.
    fn tell_drawn(&mut self) {
        let Some(drawn_at) = self.drawn.at.take() else {
            return;
        };
        // Without a swap clock (in tests) the next pass is the best that is known.
        let swap = self.swaps.last();
        let at = if swap >= drawn_at { swap } else { time::now() };
        if let Some(serial) = self.drawn.serial.take() {
            self.out.input(at, StageInput::Shown { serial });
        }
        for item in std::mem::take(&mut self.drawn.items) {
            self.out.input(at, StageInput::ItemShown { item });
        }
    }

    fn note_drawn(&mut self, ui: &Ui) {
        let serial = self.unshown.take();
        let items = self.act.take_unseen();
        if serial.is_some() || !items.is_empty() {
            self.drawn = Drawn {
                serial,
                items,
                at: Some(time::now()),
            };
            ui.ctx().request_repaint();
        }
    }

    /// Whether the second half of a double click could still reach the page that was turned to.
    fn is_just_turned(&self, ui: &Ui, now: f64) -> bool {
        let Some(since) = self.act.turned() else {
            return false;
        };
        let age = now - since;
        if age < GUARD_S {
            ui.ctx()
                .request_repaint_after_secs((GUARD_S - age + 0.001) as f32);
        }
        age < GUARD_S
    }

    /// Draws the current screen. False while there is nothing of it on the window yet.
    fn act_ui(&mut self, ui: &mut Ui, places: &Places, view: &StageView, now: f64) -> bool {
        let scene = &mut Scene {
            words: &view.words,
            serial: view.serial,
            out: &mut self.out,
            stamps: &self.stamps,
            targets: &mut self.targets,
            now,
        };
        self.pointer_hidden = matches!(
            view.screen,
            Screen::Calm {
                go_on: None,
                still: true,
                ..
            }
        );
        match (&mut self.act, &view.screen) {
            (Act::Film(act), Screen::Film(film)) => {
                self.pointer_hidden = true;
                if act.is_none() {
                    let Some(path) = self.media.get(&film.stimulus) else {
                        fail(scene, &film.stimulus, film.start_at);
                        self.act = Act::Blank;
                        return false;
                    };
                    let (canvas, swaps) = (self.canvas.clone(), self.swaps.clone());
                    let subtitles = self.subtitles.get(&film.stimulus);
                    let file = (path.clone(), self.marks.get(&film.stimulus).cloned());
                    let mut opened =
                        FilmAct::open(view.serial, film, file, canvas, swaps, ui.ctx());
                    if let Some(path) = subtitles.filter(|_| film.subtitles && film.pictures) {
                        opened.show_subtitles(path.clone());
                    }
                    *act = Some(Box::new(opened));
                }
                if let Some(act) = act {
                    act.ui(ui, places, film, &mut self.own_key, scene);
                }
            }
            (Act::Image(act), Screen::Image { stimulus, go_on }) => {
                self.pointer_hidden = go_on.is_none();
                if act.is_none() {
                    let Some(path) = self.media.get(stimulus) else {
                        let text = lost(stimulus);
                        scene.out.message(ToDesk::Trouble {
                            id: "image".to_owned(),
                            text,
                        });
                        self.act = Act::Blank;
                        return false;
                    };
                    let size = ui.max_rect().size() * ui.pixels_per_point();
                    let window = (size.x as u32, size.y as u32);
                    *act = Some(ImageAct::open(path.clone(), window, ui.ctx()));
                }
                let Some(act) = act else { return false };
                let there = act.ui(ui, places, go_on.as_deref(), scene);
                if let Some(text) = act.take_failure() {
                    scene.out.message(ToDesk::Trouble {
                        id: "image".to_owned(),
                        text,
                    });
                }
                return there;
            }
            (Act::Mark(act), Screen::Mark { .. }) => {
                self.pointer_hidden = true;
                act.ui(ui, places, self.swaps.last(), self.refresh_hz, scene);
            }
            (act, screen) => return act.ui(ui, places, screen, scene),
        }
        true
    }

    fn corner_ui(&mut self, ui: &mut Ui, places: &Places, view: &StageView, now: f64) {
        if matches!(self.act, Act::Blank) {
            return;
        }
        let over_pictures = match &view.screen {
            Screen::Film(film) => film.pictures && !film.paused,
            Screen::Image { .. } | Screen::Mark { .. } => true,
            _ => false,
        };
        let practises = matches!(self.act, Act::Practice(_));
        let offered = Offered {
            stop: view.can_stop || practises,
            call: view.can_call,
            hidden: over_pictures,
            strong: practises,
        };
        let scene = &mut Scene {
            words: &view.words,
            serial: view.serial,
            out: &mut self.out,
            stamps: &self.stamps,
            targets: &mut self.targets,
            now,
        };
        if self.pointer_hidden && self.corner.is_reached_for(ui, now) {
            self.pointer_hidden = false;
        }
        if !self.corner.ui(ui, places, offered, scene) {
            return;
        }
        if let Act::Practice(practice) = &mut self.act {
            practice.tell(scene);
        } else {
            scene.out.input(time::now(), StageInput::StopHeld);
            self.stopped = Some(view.serial);
            self.stop();
            ui.ctx().request_repaint();
        }
    }

    /// The participant's own key while a film or sound is on that has one, and the screen's serial.
    fn own_key_of(&self, view: &StageView) -> Option<(egui::Key, u64)> {
        let (Screen::Film(film), Act::Film(act)) = (&view.screen, &self.act) else {
            return None;
        };
        let is_over = act.as_ref().is_some_and(|act| act.is_over());
        let key = film
            .self_key
            .as_ref()
            .filter(|_| !film.paused && !is_over)?;
        Some((egui::Key::from_name(&key.0)?, view.serial))
    }

    fn leave(&mut self) {
        self.own_key.let_go(time::now(), &mut self.out);
        match std::mem::take(&mut self.act) {
            Act::Film(Some(mut film)) => {
                film.cut();
                self.leaving.push(*film);
            }
            Act::Image(Some(image)) if image.has_failed() => {
                let id = "image".to_owned();
                let text = String::new();
                self.out.message(ToDesk::Trouble { id, text });
            }
            Act::Recall(recall) => recall.leave(&mut self.out),
            _ => {}
        }
    }
}

/// How long after a screen has appeared presses do not count, in seconds.
const GUARD_S: f64 = 0.35;

fn lost(stimulus: &Id) -> String {
    format!(
        "The file of “{stimulus}” is not at hand: leave its step out, or end the program, resume the session and choose the file that it began with."
    )
}

fn fail(scene: &mut Scene<'_>, stimulus: &Id, film: FilmTime) {
    let (serial, why, stats) = (scene.serial, lost(stimulus), FilmStats::default());
    let media = MediaInput::Failed { film, why, stats };
    scene
        .out
        .input(time::now(), StageInput::Media { serial, media });
}

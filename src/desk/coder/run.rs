//! A run of the reaction-lag task in the window: the disc in the middle, the tones, and the presses with their stamps.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use egui::{Align2, Key, Pos2, Rect, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::swaps::Swaps;
use super::task::{Act, Task, Told};
use super::tones::Tones;
use crate::desk::keyboard::{Focus, Keyboards};
use crate::look::{palette, plain, tokens};
use crate::session::DeskInput;
use crate::time::{self, Stamp};

/// One run.
pub struct Run {
    task: Task,
    tones: Tones,
    /// Added to the stamp of a tone.
    buffer: Option<Duration>,
    presses: Receiver<Stamp>,
    /// When the frame was begun that shows the disc for the first time.
    drawn: Option<Stamp>,
    /// A tone was asked for and has not begun.
    asked: bool,
    had_focus: bool,
}

/// How a run goes on.
pub enum Turn {
    /// It goes on.
    On,
    /// Every target has come.
    Done(Told),
    /// It was ended: one sentence.
    Ended(&'static str),
}

/// Radius of the disc, in points.
const DISC: f32 = 64.0;
/// How often it is asked whether a tone has begun.
const SOON: Duration = Duration::from_millis(5);

impl Run {
    /// Begins now; presses come from `keyboards` until the run is over.
    pub fn begin(
        seed: u64,
        tones: Tones,
        buffer: Option<Duration>,
        keyboards: &Arc<Keyboards>,
    ) -> Self {
        let (pressed, presses) = channel();
        keyboards.connect(Some(Arc::new(move |input, at| {
            if let DeskInput::Key { down: true, .. } = input {
                // Nobody may be listening any more; then the press means nothing.
                let _ = pressed.send(at);
            }
        })));
        Self {
            task: Task::new(seed, time::now()),
            tones,
            buffer,
            presses,
            drawn: None,
            asked: false,
            had_focus: false,
        }
    }

    /// The device's buffer, which is added to the onsets of tones.
    pub fn buffer(&self) -> Option<Duration> {
        self.buffer
    }

    /// Draws a frame and goes on.
    pub fn run_ui(&mut self, ui: &mut Ui, keyboards: &Keyboards, swaps: &Swaps) -> Turn {
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            return Turn::Ended("The measurement was ended. Nothing of it is kept.");
        }
        if self.tones.is_broken() {
            return Turn::Ended("The sound device stopped working. Nothing of this run is kept.");
        }
        match keyboards.focus() {
            Focus::Desk => self.had_focus = true,
            Focus::Elsewhere if self.had_focus => {
                return Turn::Ended(
                    "Another window took the keyboard. Nothing of this run is kept.",
                );
            }
            _ => {}
        }
        self.hear_onsets(swaps);
        self.presses.try_iter().for_each(|at| self.task.press(at));
        let now = time::now();
        let wait = match self.task.step(now) {
            Act::Done => {
                if let Some(told) = self.task.told() {
                    return Turn::Done(told);
                }
                SOON
            }
            Act::Show => {
                self.drawn = Some(now);
                // The swap of this frame is known at the next one.
                Duration::ZERO
            }
            Act::Play => {
                self.tones.ask();
                self.asked = true;
                SOON
            }
            Act::Wait(until) | Act::Await(until) => until.since(now).unwrap_or(SOON).max(SOON),
        };
        self.paint(ui);
        ui.ctx().request_repaint_after(wait);
        Turn::On
    }

    /// Tells the task when what it asked for was really there.
    fn hear_onsets(&mut self, swaps: &Swaps) {
        if let Some(drawn) = self.drawn
            && swaps.last() > drawn
        {
            self.drawn = None;
            self.task.onset(swaps.last());
        }
        if self.asked
            && let Some(began) = self.tones.began()
        {
            self.asked = false;
            self.task
                .onset(began.after(self.buffer.unwrap_or_default()));
        }
    }

    fn paint(&self, ui: &mut Ui) {
        let palette = palette(ui);
        let rect = ui.max_rect();
        let center = rect.center();
        if self.task.is_disc_due() {
            let area = Rect::from_center_size(center, Vec2::splat(2.0 * DISC));
            let disc = ui.interact(area, ui.scope_id().with("disc"), Sense::hover());
            disc.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Disc"));
            ui.painter().circle_filled(center, DISC, palette.text);
        } else {
            cross(ui, center);
        }
        let (come, all) = self.task.progress();
        let lines = [
            "Press the space bar, or your coding key, at each disc and at each tone.".to_owned(),
            format!("{come} of {all} targets · Esc ends it"),
        ];
        let mut at = Pos2::new(center.x, rect.bottom() - 72.0);
        for (place, line) in lines.into_iter().enumerate() {
            let id = ui.scope_id().with(("line", place));
            let area = Rect::from_center_size(at, vec2(560.0, 20.0));
            let label = ui.interact(area, id, Sense::hover());
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &line));
            ui.painter().text(
                at,
                Align2::CENTER_CENTER,
                line,
                plain(tokens::DESK_TEXT),
                palette.faint,
            );
            at.y += 24.0;
        }
    }
}

/// Where to look while nothing is there.
fn cross(ui: &Ui, center: Pos2) {
    let color = palette(ui).faint;
    for size in [vec2(18.0, 2.0), vec2(2.0, 18.0)] {
        let bar = Rect::from_center_size(center, size);
        ui.painter().rect_filled(bar, 0, color);
    }
}

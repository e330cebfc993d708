//! The running session: what the experimenter watches and does while a participant sits in the other room.

mod actions;
mod asked;
mod cautions;
mod centre;
mod episode;
mod gestures;
mod help;
mod key_caps;
mod lanes;
mod more_acts;
mod not_saved;
mod notices;
mod nudge;
mod pick;
mod reasons;
mod sheets;
mod social;
mod steps;
mod stop;
mod top_bar;

use std::path::PathBuf;

use egui::{CentralPanel, FocusDirection, Frame, Margin, Panel, Ui};

use crate::conductor::DeskFeed;
use crate::look::palette;
use crate::protocol::Key;
use crate::session::{DeskInput, DeskView};
use crate::time::{FilmTime, SessionTime, Stamp};

pub use episode::asks_quality;
pub use gestures::Gestures;
pub(super) use key_caps::sign;

/// What the run view asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum RunCommand {
    /// Tell the engine.
    Send(DeskInput),
    /// Tell the engine of something that began at this instant.
    SendAt(DeskInput, Stamp),
    /// Stop the session at once.
    Stop,
    /// Keep the session in another data folder from here on.
    Move(PathBuf),
    /// Save the session as it is, unfinished, and close the window.
    Close,
    /// Look at the finished session.
    Summary,
    /// Go back to the home window without a summary.
    Home,
}

/// One frame's view of the session.
pub struct Seen<'a> {
    /// What the conductor lets us see.
    pub feed: &'a DeskFeed,
    /// The clock at this frame.
    pub now: Stamp,
    /// Session time at this frame; it stands still when the session is over.
    pub t: SessionTime,
    /// How far Escape is held, from 0 to 1.
    pub escape: Option<f32>,
    /// Coding keys that are down.
    pub held: Vec<Key>,
}

impl<'a> Seen<'a> {
    /// The session at `now`.
    pub fn at(feed: &'a DeskFeed, now: Stamp, escape: Option<f32>) -> Self {
        let over = feed.view.now.ended.is_some();
        let t = if over {
            feed.view.now.t
        } else {
            feed.session_time(now)
        };
        Self {
            feed,
            now,
            t,
            escape,
            held: Vec::new(),
        }
    }

    /// With these coding keys down.
    pub fn holding(self, held: Vec<Key>) -> Self {
        Self { held, ..self }
    }

    /// Film time at this frame. It runs on by itself between two views and must not seem to run past the film's end.
    fn film(&self) -> Option<FilmTime> {
        let film = self.feed.film_time(self.now)?;
        let length = self.view().now.film_length;
        Some(length.map_or(film, |length| film.min(FilmTime(length.0))))
    }

    fn view(&self) -> &'a DeskView {
        &self.feed.view
    }
}

/// Draws the running session; what the experimenter does is added to `commands`.
pub fn run_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    gestures.begin(seen, ui.ctx().text_edit_focused());
    keep_keys_free(ui);
    nudge::nudge(ui, seen, gestures, commands);
    let palette = palette(ui);
    let flat = |color, x, y| {
        Frame::NONE
            .fill(color)
            .inner_margin(Margin::symmetric(x, y))
    };

    Panel::top("facts")
        .exact_size(48.0)
        .resizable(false)
        .frame(flat(palette.panel, 16, 6))
        .show(ui, |ui| top_bar::top_bar_ui(ui, seen));
    if let Some(why) = &seen.feed.health.not_saving {
        let frame = flat(palette.not_saved, 16, 8);
        Panel::top("not saved").frame(frame).show(ui, |ui| {
            not_saved::not_saved_ui(ui, seen, why, gestures, commands)
        });
    }
    Panel::left("steps")
        .exact_size(232.0)
        .resizable(false)
        .frame(flat(palette.panel, 12, 12))
        .show(ui, |ui| steps::steps_ui(ui, seen));
    Panel::right("acts")
        .exact_size(304.0)
        .resizable(false)
        .frame(flat(palette.panel, 12, 12))
        .show(ui, |ui| right_ui(ui, seen, gestures, commands));
    Panel::bottom("keys")
        .resizable(false)
        .show_separator_line(false)
        .frame(flat(palette.ground, 16, 12))
        .show(ui, |ui| key_caps::key_caps_ui(ui, seen, gestures, commands));
    CentralPanel::no_frame()
        .frame(flat(palette.ground, 16, 12))
        .show(ui, |ui| centre::centre_ui(ui, seen, gestures, commands));
    cautions::frame_ui(ui, seen);
}

fn right_ui(ui: &mut Ui, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    cautions::cautions_ui(ui, seen, gestures, commands);
    Panel::bottom("acting")
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::NONE)
        .show(ui, |ui| {
            notices::note_ui(ui, gestures, commands);
            ui.add_space(12.0);
            actions::actions_ui(ui, seen, gestures, commands);
            ui.add_space(8.0);
            stop::stop_ui(ui, seen, gestures, commands);
        });
    CentralPanel::no_frame().show(ui, |ui| notices::notices_ui(ui, seen));
}

/// A button that has the keyboard's focus would take the space bar, which is a coding key: only text fields keep it. Tab
/// must not lead into one either, for there the coding keys would be off.
fn keep_keys_free(ui: &Ui) {
    let ctx = ui.ctx();
    if !ctx.text_edit_focused() {
        ctx.memory_mut(|memory| {
            memory.move_focus(FocusDirection::None);
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }
}

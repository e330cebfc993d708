//! Tells the desk what is begun on the screen, so that it is still there when this process ends and another takes over.

use egui::Ui;

use super::act::Act;
use super::outbox::Outbox;
use crate::link::{Draft, ToDesk};

/// What the desk was told last, and what it gave back.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    told: Draft,
    /// When that was, in the window's seconds.
    told_at: f64,
    given: Option<Draft>,
}

impl Drafts {
    /// The desk gives back what was begun before this process.
    pub fn give(&mut self, draft: Draft) {
        self.given = Some(draft);
    }

    /// A screen begins: takes up what was begun on it. What belongs to another one is forgotten.
    pub fn begin(&mut self, serial: u64, act: &mut Act) {
        let Some(draft) = self.given.take().filter(|draft| draft.serial == serial) else {
            return;
        };
        self.told = draft.clone();
        act.take_up(draft);
    }

    /// Tells what is begun now, not too often: a text may be long.
    pub fn tell(&mut self, ui: &Ui, serial: u64, act: &Act, now: f64, out: &mut Outbox) {
        let draft = act.draft(serial);
        if draft == self.told || (draft.is_empty() && self.told.is_empty()) {
            return;
        }
        let wait = self.told_at + EVERY_S - now;
        if wait > 0.0 {
            ui.ctx().request_repaint_after_secs(wait as f32);
            return;
        }
        self.told_at = now;
        self.told = draft.clone();
        out.message(ToDesk::Draft(Box::new(draft)));
    }
}

/// Least time between two tellings, in seconds: what may be lost of a text when the process is killed.
const EVERY_S: f64 = 0.25;

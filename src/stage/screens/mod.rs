//! One file for each kind of screen that the participant meets.

mod begin;
mod buttons;
mod calm;
mod consent;
mod film;
mod image;
mod item;
mod leaves;
mod mark;
mod page;
mod practice;
mod question;
mod recall;
mod screening;
mod task;
mod text;

pub(super) use begin::begin_ui;
pub(super) use calm::calm_ui;
pub(super) use consent::ConsentAct;
pub(super) use film::FilmAct;
pub(super) use image::ImageAct;
pub(super) use leaves::Leaves;
pub(super) use mark::MarkAct;
pub(super) use page::PageAct;
pub(super) use practice::PracticeAct;
pub(super) use question::QuestionAct;
pub(super) use recall::RecallAct;
pub(super) use screening::ScreeningAct;
pub(super) use task::TaskAct;
pub(super) use text::TextAct;

use egui::Ui;

use super::outbox::Outbox;
use super::stamps::InputStamps;
use super::targets::Targets;
use crate::session::Words;
use crate::time::Stamp;

/// What every screen is given while it is drawn.
pub(super) struct Scene<'a> {
    /// Fixed words in the participant's language.
    pub words: &'a Words,
    /// The screen's serial number.
    pub serial: u64,
    /// Takes what the engine must know.
    pub out: &'a mut Outbox,
    /// When the latest presses and keys were delivered.
    pub stamps: &'a InputStamps,
    /// Takes note of what can be touched.
    pub targets: &'a mut Targets,
    /// The window's seconds.
    pub now: f64,
}

impl Scene<'_> {
    /// When the click of this pass happened: a release of the pointer, or a key.
    pub fn clicked_at(&self, ui: &Ui) -> Stamp {
        if ui.input(|input| input.pointer.any_released()) {
            self.stamps.release()
        } else {
            self.stamps.key()
        }
    }

    /// The same where the first touch counts: a press of the pointer, or a key.
    pub fn pressed_at(&self, ui: &Ui) -> Stamp {
        if ui.input(|input| input.pointer.any_released()) {
            self.stamps.press()
        } else {
            self.stamps.key()
        }
    }
}

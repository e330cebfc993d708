//! One file for each kind of screen that the participant meets.

mod begin;
mod calm;
mod film;
mod image;
mod item;
mod page;
mod text;

pub(super) use begin::begin_ui;
pub(super) use calm::calm_ui;
pub(super) use film::FilmAct;
pub(super) use image::ImageAct;
pub(super) use page::PageAct;
pub(super) use text::TextAct;

use egui::Ui;

use super::outbox::Outbox;
use super::place::Places;
use super::stamps::InputStamps;
use super::targets::{Target, Targets};
use crate::look::button;
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

    /// The button that goes on, in its place. True when it was pressed.
    pub fn go_on_ui(&mut self, ui: &mut Ui, places: &Places, label: &str, ready: bool) -> bool {
        let id = egui::Id::unique("go on");
        let response = button::big(ui, id, label, places.button, ready);
        if ready {
            self.targets.put(Target::GoOn, response.rect);
        }
        ready && response.clicked()
    }
}

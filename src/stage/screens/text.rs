//! A page of text: as large as fits, over several pages when it is long, never scrolled.

use egui::Ui;

use super::Scene;
use super::leaves::{Leaves, Sheet};
use crate::session::StageInput;
use crate::stage::place::Places;

/// Where in the text the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct TextAct {
    pub(in crate::stage) leaves: Leaves,
}

impl TextAct {
    /// Draws the current page. A text in several pages has its button even where the experimenter goes on, except on the last;
    /// there it comes `min_s` after the first page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        text: &str,
        (go_on, min_s): (Option<&str>, f64),
        scene: &mut Scene<'_>,
    ) {
        self.leaves
            .ui(ui, &Sheet::of(text), places.column, scene.now);
        if !self.leaves.turn_ui(ui, places, scene) {
            return;
        }
        let Some(label) = go_on else { return };
        let shown = self.leaves.faded_in(ui, scene.now, min_s);
        if scene.late_go_on_ui(ui, places, label, shown) {
            let (at, serial) = (scene.clicked_at(ui), scene.serial);
            scene.out.input(at, StageInput::Continue { serial });
        }
    }
}

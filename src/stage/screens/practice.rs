//! The participant practises stopping: a text, and the corner button drawn strongly. Nothing ends by it but this screen.

use egui::Ui;

use super::Scene;
use super::leaves::{Leaves, Sheet};
use crate::session::StageInput;
use crate::stage::place::Places;
use crate::time;

/// Where in the text the participant is, and whether the gesture was made.
#[derive(Debug, Default)]
pub(in crate::stage) struct PracticeAct {
    pub(in crate::stage) leaves: Leaves,
    /// When the stop was told, in the window's seconds.
    told: Option<f64>,
}

impl PracticeAct {
    /// Draws the current page.
    pub fn ui(&mut self, ui: &mut Ui, places: &Places, text: &str, scene: &mut Scene<'_>) {
        self.leaves
            .ui(ui, &Sheet::of(text), places.column, scene.now);
        self.leaves.turn_ui(ui, places, scene);
    }

    /// Tells a stop. Once is enough: a second one could reach the desk after this screen is over, and would be a real one. It is
    /// told again only when the desk had time enough to take the first and did not.
    pub fn tell(&mut self, scene: &mut Scene<'_>) {
        if self.told.is_none_or(|told| scene.now - told > PATIENCE_S) {
            self.told = Some(scene.now);
            scene.out.input(time::now(), StageInput::StopHeld);
        }
    }
}

/// How long the desk may take to show the next screen, in seconds.
const PATIENCE_S: f64 = 3.0;

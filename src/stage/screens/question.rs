//! A question with a few buttons of equal weight, one below the other: how to go on after a stop, whether somebody should come.

use egui::Ui;

use super::Scene;
use super::buttons::{stack_size, stack_ui};
use super::leaves::{Leaves, Sheet};
use crate::session::StageInput;
use crate::stage::place::Places;

/// Where in the text the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct QuestionAct {
    pub(in crate::stage) leaves: Leaves,
}

impl QuestionAct {
    /// Draws the current page; the buttons are on the last. `input` makes what is told of the number of the pressed one.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        (text, labels): (&str, &[&str]),
        scene: &mut Scene<'_>,
        input: impl FnOnce(usize) -> Option<StageInput>,
    ) {
        let sheet = Sheet {
            tail: stack_size(ui, labels, places.column.width()).y,
            ..Sheet::of(text)
        };
        // Nothing else is on this screen: where one page is enough it reaches over the place of the button that goes on.
        let long = places.long_column();
        let room = if sheet.is_one_page(ui, long.size()) {
            long
        } else {
            places.column
        };
        let spread = self.leaves.ui(ui, &sheet, room, scene.now);
        if !self.leaves.turn_ui(ui, places, scene) {
            return;
        }
        let Some(rect) = spread.tail else { return };
        if let Some(pressed) = stack_ui(ui, rect, labels, scene)
            && let Some(input) = input(pressed)
        {
            scene.out.input(scene.clicked_at(ui), input);
        }
    }
}

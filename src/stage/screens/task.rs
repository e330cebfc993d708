//! A timed task: what to do, and, while its clock runs, a large button in the middle that ends it.

use egui::{Id, Rect, Ui, vec2};

use super::Scene;
use super::leaves::{Leaves, Sheet};
use crate::look::button::{self, Face};
use crate::look::tokens::GRID;
use crate::session::StageInput;
use crate::stage::place::Places;
use crate::stage::targets::Target;

/// Where in the text the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct TaskAct {
    pub(in crate::stage) leaves: Leaves,
}

impl TaskAct {
    /// Draws the current page; the button is on the last. Its place is kept free before the clock runs, so that nothing moves.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        text: &str,
        stop: Option<&str>,
        scene: &mut Scene<'_>,
    ) {
        let label = stop.unwrap_or_default();
        let natural = button::big_size(ui, label, places.column.width());
        let size = natural.max(vec2(WIDTH, HEIGHT));
        let sheet = Sheet {
            tail: size.y,
            ..Sheet::of(text)
        };
        let spread = self.leaves.ui(ui, &sheet, places.column, scene.now);
        if !self.leaves.turn_ui(ui, places, scene) {
            return;
        }
        let (Some(label), Some(tail)) = (stop, spread.tail) else {
            return;
        };
        let rect = Rect::from_center_size(tail.center(), size);
        let id = Id::unique(("task", scene.serial));
        let response = button::big_in(ui, id, label, rect, Face::Raised, true);
        scene.targets.put(Target::Button(0), rect);
        if response.clicked() {
            // The task ends with the press, not with the release.
            let (at, serial) = (scene.pressed_at(ui), scene.serial);
            scene.out.input(at, StageInput::TaskStop { serial });
        }
    }
}

const WIDTH: f32 = 40.0 * GRID;
const HEIGHT: f32 = 12.0 * GRID;

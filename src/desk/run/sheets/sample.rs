//! A sample that the plan does not know of.

use egui::{Ui, vec2};

use crate::desk::run::actions::{GAP, ROW};
use crate::desk::run::pick::option_ui;
use crate::desk::words;
use crate::protocol::Material;
use crate::session::DeskInput;
use crate::time::Stamp;

use super::{Done, KEYS, at, end_ui, field_ui, keyed, title_ui};

/// The sheet.
pub struct Sample {
    since: Stamp,
    material: Option<Material>,
    label: String,
    note: String,
}

const MATERIALS: [Material; 4] = [
    Material::Saliva,
    Material::Tear,
    Material::Blood,
    Material::Other,
];

impl Sample {
    /// Taken at `since`.
    pub fn new(since: Stamp) -> Self {
        Self {
            since,
            material: None,
            label: String::new(),
            note: String::new(),
        }
    }

    pub(super) fn sheet_ui(&mut self, ui: &mut Ui, typing: bool) -> Done {
        title_ui(ui, "What was taken?");
        let half = vec2((ui.available_width() - GAP) / 2.0, ROW);
        for (row, pair) in MATERIALS.chunks(2).enumerate() {
            ui.horizontal(|ui| {
                for (column, material) in pair.iter().enumerate() {
                    let place = 2 * row + column;
                    let key = KEYS.get(place).copied().map(Into::into);
                    let on = self.material == Some(*material);
                    let label = words::material(*material);
                    let clicked = option_ui(ui, label, key, on, half).clicked();
                    if clicked || keyed(ui, typing, place) {
                        self.material = Some(*material);
                    }
                }
            });
        }
        let entered = field_ui(ui, "Label of the sample", &mut self.label);
        let entered = field_ui(ui, "Note on the sample", &mut self.note) || entered;
        end_ui(ui, self.ready(), typing, entered)
    }

    fn ready(&self) -> Option<super::RunCommand> {
        let input = DeskInput::Sample {
            material: self.material?,
            label: self.label.trim().to_owned(),
            note: self.note.trim().to_owned(),
        };
        Some(at(input, self.since))
    }
}

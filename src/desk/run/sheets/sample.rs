//! A sample that the plan does not know of.

use egui::Ui;

use crate::desk::words;
use crate::protocol::Material;
use crate::session::DeskInput;
use crate::time::Stamp;

use super::{Done, at, choice_ui, end_ui, field_ui, title_ui};

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
        for (place, material) in MATERIALS.into_iter().enumerate() {
            let label = words::material(material);
            if choice_ui(ui, label, place, self.material == Some(material), typing) {
                self.material = Some(material);
            }
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

//! Remembering, imagining or writing: a text, and a field that takes the room there is. Nothing that was written is lost.

use egui::{Id, Ui, UiBuilder};

use super::Scene;
use super::leaves::{Leaves, Sheet};
use crate::look::{text_field, text_field_height};
use crate::session::StageInput;
use crate::stage::outbox::Outbox;
use crate::stage::place::Places;
use crate::stage::targets::Target;
use crate::time::{self, Stamp};

/// Where in the text the participant is, and what was written.
#[derive(Debug)]
pub(in crate::stage) struct RecallAct {
    pub(in crate::stage) leaves: Leaves,
    serial: u64,
    /// Whether there is a field.
    write: bool,
    /// Whether the text itself is told, or only how long it is.
    tell_text: bool,
    written: String,
    /// What the desk was told.
    told: Option<String>,
}

impl RecallAct {
    pub fn new(serial: u64, write: bool, tell_text: bool) -> Self {
        Self {
            leaves: Leaves::default(),
            serial,
            write,
            tell_text,
            written: String::new(),
            told: None,
        }
    }

    /// Draws the current page; field and button are on the last.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        text: &str,
        (go_on, min_s): (&str, f64),
        scene: &mut Scene<'_>,
    ) {
        let sheet = Sheet {
            tail: if self.write {
                text_field_height(LEAST_LINES)
            } else {
                0.0
            },
            tail_grows: self.write,
            ..Sheet::of(text)
        };
        let spread = self.leaves.ui(ui, &sheet, places.column, scene.now);
        if let Some(rect) = spread.tail {
            let mut here = ui.new_child(UiBuilder::new().max_rect(rect));
            let id = Id::unique(("recall", self.serial));
            let written = &mut self.written;
            text_field(&mut here, id, text, written, MOST_CHARS, rect.height());
            scene.targets.put(Target::Field, rect);
        }
        if !self.leaves.turn_ui(ui, places, scene) {
            return;
        }
        let shown = self.leaves.faded_in(ui, scene.now, min_s);
        if scene.late_go_on_ui(ui, places, go_on, shown) {
            self.tell(scene.clicked_at(ui), scene.out);
        }
    }

    /// What stands in the field.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Takes up what was written in a stage process that ended.
    pub fn take_up(&mut self, written: String) {
        if self.write {
            self.written = written;
        }
    }

    /// The screen goes without its button having been pressed, or after something more was written.
    pub fn leave(&self, out: &mut Outbox) {
        if self.write && self.told.as_deref() != Some(self.written.as_str()) {
            out.input(time::now(), self.recalled());
        }
    }

    fn tell(&mut self, at: Stamp, out: &mut Outbox) {
        out.input(at, self.recalled());
        self.told = Some(self.written.clone());
    }

    fn recalled(&self) -> StageInput {
        let text = self.written.trim();
        StageInput::Recalled {
            serial: self.serial,
            characters: text.chars().count() as u64,
            words: text.split_whitespace().count() as u64,
            text: (self.write && self.tell_text).then(|| text.to_owned()),
        }
    }
}

/// Lines that the field has at least.
const LEAST_LINES: usize = 3;
/// Longest text, in characters: far more than anybody writes in a sitting, and short enough for the wire.
const MOST_CHARS: usize = 50_000;

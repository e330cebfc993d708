//! Step one: who codes, and whether they go on with a coding of their own.

use std::path::Path;

use egui::Ui;

use super::blind::Blind;
use crate::desk::page;
use crate::desk::setup::lag::CoderLag;
use crate::desk::worker::Wake;
use crate::look::button;
use crate::protocol::Id;
use crate::session::Coder;

/// The coder's form.
pub struct Who {
    id: String,
    lag: CoderLag,
    /// Whether they know nothing that could sway them.
    unaware: bool,
}

/// What was settled.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// A new coding by this coder, blind or not.
    New(Coder, bool),
    /// An unfinished one.
    TakeUp(Id),
}

impl Who {
    /// `unaware` where the coder didn't come by way of what was recorded.
    pub fn new(unaware: bool) -> Self {
        Self {
            id: String::new(),
            lag: CoderLag::default(),
            unaware,
        }
    }

    /// Draws it.
    pub fn who_ui(
        &mut self,
        ui: &mut Ui,
        blind: &Blind,
        data: &Path,
        wake: &Wake,
    ) -> Option<Settled> {
        let mut settled = None;
        page::field(ui, "Coder", |ui| {
            page::text_field(ui, "Coder", &mut self.id, 200.0)
        });
        ui.checkbox(
            &mut self.unaware,
            "I have seen no rating, no condition and no other coding of this session",
        );
        let id = self.id.trim().to_owned();
        let is_named = Id::is_valid(&id);
        if is_named {
            self.lag.follow(data, &id, wake);
            let check = self.lag.check(&blind.scheme);
            page::faint(ui, &check.text);
        } else if !id.is_empty() {
            page::caution(
                ui,
                "An id holds letters, digits, “-”, “_” and “.” only: choose another.",
            );
        }
        let ready = is_named && self.lag.is_known();
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(ready, |ui| {
                let begin =
                    button::compact(ui, None, "Begin a new coding", button::Weight::Primary);
                if begin.clicked() && ready {
                    let coder = self.lag.coder(Id(id.clone()), &blind.scheme);
                    settled = Some(Settled::New(coder, self.unaware));
                }
            });
            let own =
                |layer: &&super::blind::Known| !layer.is_finished && layer.coder.as_str() == id;
            for layer in blind.layers.iter().filter(own) {
                let label = format!("Go on with {}", layer.id);
                if button::compact(ui, None, &label, button::Weight::Normal).clicked() {
                    settled = Some(Settled::TakeUp(layer.id.clone()));
                }
            }
        });
        for layer in &blind.layers {
            let state = if layer.is_finished {
                "finished"
            } else {
                "not finished"
            };
            page::faint(
                ui,
                &format!("Further coding {}, by {}: {state}", layer.id, layer.coder),
            );
        }
        settled
    }
}

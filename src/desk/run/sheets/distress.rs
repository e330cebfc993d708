//! A participant in distress: when it was noticed, how bad it is, and what was done (SCIENCE.md section 6).

use egui::Ui;

use crate::desk::run::actions::GAP;
use crate::desk::run::pick::tick_ui;
use crate::session::{DeskInput, Severity};
use crate::time::Stamp;

use super::{Done, KEYS, at, choice_ui, end_ui, field_ui, keyed, title_ui};

/// The sheet.
pub struct Distress {
    since: Stamp,
    severity: Option<Severity>,
    done: [bool; CHECKLIST.len()],
    note: String,
}

const SEVERITIES: [(Severity, &str); 3] = [
    (Severity::Mild, "Mild"),
    (Severity::Moderate, "Moderate"),
    (Severity::Severe, "Severe"),
];

/// Names in the data, and what the experimenter reads.
const CHECKLIST: [(&str, &str); 5] = [
    ("talked", "Talked with the participant"),
    ("offered_break", "Offered a break"),
    ("gave_contact_sheet", "Gave the contact sheet"),
    ("follow_up_agreed", "Agreed on a follow-up"),
    ("stopped_session", "Stopped the session"),
];

impl Distress {
    /// Noticed at `since`.
    pub fn new(since: Stamp) -> Self {
        Self {
            since,
            severity: None,
            done: [false; CHECKLIST.len()],
            note: String::new(),
        }
    }

    pub(super) fn sheet_ui(&mut self, ui: &mut Ui, typing: bool) -> Done {
        title_ui(ui, "How distressed is the participant?");
        for (place, (severity, label)) in SEVERITIES.into_iter().enumerate() {
            if choice_ui(ui, label, place, self.severity == Some(severity), typing) {
                self.severity = Some(severity);
            }
        }
        ui.add_space(GAP);
        for (place, ((_, label), done)) in CHECKLIST.iter().zip(&mut self.done).enumerate() {
            let place = place + SEVERITIES.len();
            let key = KEYS.get(place).copied().map(Into::into);
            if tick_ui(ui, label, key, *done).clicked() || keyed(ui, typing, place) {
                *done = !*done;
            }
        }
        let entered = field_ui(ui, "Note on the distress", &mut self.note);
        end_ui(ui, self.ready(), typing, entered)
    }

    fn ready(&self) -> Option<super::RunCommand> {
        let ticked = CHECKLIST.iter().zip(self.done).filter(|(_, done)| *done);
        let input = DeskInput::Distress {
            severity: self.severity?,
            actions: ticked.map(|((name, _), _)| (*name).to_owned()).collect(),
            note: self.note.trim().to_owned(),
        };
        Some(at(input, self.since))
    }
}

//! How many others are with the participant from now on, and who they are.

use egui::Ui;

use crate::desk::run::Seen;
use crate::desk::run::actions::caption_ui;
use crate::protocol::Relation;
use crate::session::DeskInput;
use crate::time::Stamp;

use super::{Done, at, choice_ui, end_ui, title_ui};

/// The sheet.
pub struct Presence {
    since: Stamp,
    others: u8,
    relation: Option<Relation>,
}

const OTHERS: [(u8, &str); 3] = [(0, "Nobody"), (1, "One"), (2, "Two or more")];

const RELATIONS: [(Relation, &str); 6] = [
    (Relation::Experimenter, "Experimenter"),
    (Relation::Stranger, "Stranger"),
    (Relation::Acquaintance, "Acquaintance"),
    (Relation::Friend, "Friend"),
    (Relation::Partner, "Partner"),
    (Relation::Family, "Family"),
];

impl Presence {
    /// As it is now.
    pub fn new(seen: &Seen<'_>) -> Self {
        let setting = &seen.view().setting;
        Self {
            since: seen.now,
            others: setting.n_present,
            relation: setting.relation,
        }
    }

    pub(super) fn sheet_ui(&mut self, ui: &mut Ui, typing: bool) -> Done {
        title_ui(ui, "Who is with the participant?");
        for (place, (others, label)) in OTHERS.into_iter().enumerate() {
            if choice_ui(ui, label, place, self.others.min(2) == others, typing) {
                self.others = others;
            }
        }
        if self.others > 0 {
            self.relations_ui(ui, typing);
        }
        end_ui(ui, Some(self.ready()), typing, false)
    }

    /// Their keys go on where those of the first row end.
    fn relations_ui(&mut self, ui: &mut Ui, typing: bool) {
        caption_ui(ui, "To the participant they are");
        for (row, (relation, label)) in RELATIONS.into_iter().enumerate() {
            let place = OTHERS.len() + row;
            if choice_ui(ui, label, place, self.relation == Some(relation), typing) {
                self.relation = Some(relation);
            }
        }
    }

    fn ready(&self) -> super::RunCommand {
        let input = DeskInput::Presence {
            n_present: self.others,
            relation: self.relation.filter(|_| self.others > 0),
        };
        at(input, self.since)
    }
}

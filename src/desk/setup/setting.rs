//! Who is with the participant and who watches, as it really is in this session.

use egui::{ComboBox, DragValue, Ui};

use super::checks::{Check, State};
use crate::desk::page;
use crate::protocol::{Condition, Id, Observation, Protocol, Relation, Setting};

/// The fields, prefilled from the protocol.
pub struct SettingForm {
    setting: Setting,
    group: String,
    room: String,
}

/// Rooms are neither colder nor warmer than this, in °C.
const ROOM_C: (f64, f64) = (0.0, 50.0);

const RELATIONS: [(Relation, &str, &str); 6] = [
    (Relation::Experimenter, "experimenter", "Experimenter"),
    (Relation::Stranger, "stranger", "Stranger"),
    (Relation::Acquaintance, "acquaintance", "Acquaintance"),
    (Relation::Friend, "friend", "Friend"),
    (Relation::Partner, "partner", "Partner"),
    (Relation::Family, "family", "Family"),
];
const OBSERVATIONS: [(Observation, &str, &str); 3] = [
    (Observation::Unobserved, "unobserved", "Nobody"),
    (Observation::Recorded, "recorded", "A camera"),
    (Observation::Observed, "observed", "Somebody"),
];

impl SettingForm {
    /// As the protocol has it.
    pub fn new(protocol: &Protocol) -> Self {
        let setting = protocol.setting.clone();
        let room = setting.room_c.map(|room| room.to_string());
        let group = setting.group_id.as_ref().map(ToString::to_string);
        Self {
            group: group.unwrap_or_default(),
            room: room.unwrap_or_default(),
            setting,
        }
    }

    /// Takes over what the factors `presence` and `observation` of a condition that was chosen by hand say, where they are
    /// words that the setting knows.
    pub fn prefill(&mut self, condition: &Condition) {
        let level = |factor: &str| condition.factors.get(factor).map(Id::as_str);
        let presence = level("presence").unwrap_or_default();
        if presence == "alone" {
            (self.setting.n_present, self.setting.relation) = (0, None);
        } else if let Some((relation, ..)) = RELATIONS.iter().find(|(_, id, _)| *id == presence) {
            (self.setting.n_present, self.setting.relation) = (1, Some(*relation));
        }
        let observation = level("observation").unwrap_or_default();
        if let Some((observation, ..)) = OBSERVATIONS.iter().find(|(_, id, _)| *id == observation) {
            self.setting.observation = *observation;
        }
    }

    /// What the session keeps.
    pub fn settled(&self) -> Setting {
        let group = Some(self.group.trim()).filter(|group| Id::is_valid(group));
        Setting {
            relation: self.setting.relation.filter(|_| self.setting.n_present > 0),
            group_id: group.map(Id::from),
            room_c: self.room_c().ok().flatten(),
            ..self.setting.clone()
        }
    }

    fn room_c(&self) -> Result<Option<f64>, ()> {
        match self.room.trim() {
            "" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(room) if (ROOM_C.0..=ROOM_C.1).contains(&room) => Ok(Some(room)),
                _ => Err(()),
            },
        }
    }

    /// What does not make sense, and what is lacking.
    pub fn check(&self) -> Option<Check> {
        let check = |state, text: &str| Some(Check::new("Setting", state, text));
        let group = self.group.trim();
        if !group.is_empty() && !Id::is_valid(group) {
            return check(
                State::Bad,
                "The group's id may hold 1 to 64 letters, digits, _ and -.",
            );
        }
        if self.room_c().is_err() {
            return check(
                State::Bad,
                "Write the room's temperature in °C with a decimal point, as in 21.5, or leave it empty.",
            );
        }
        if self.setting.n_present > 0 && self.setting.relation.is_none() {
            return check(State::Warn, "Say who is with the participant.");
        }
        None
    }

    /// The fields.
    pub fn setting_ui(&mut self, ui: &mut Ui) {
        page::heading(ui, "Setting");
        page::field(ui, "Others present", |ui| {
            for (count, label) in [(0, "None"), (1, "One"), (2, "Two or more")] {
                ui.selectable_value(&mut self.setting.n_present, count, label);
            }
        });
        if self.setting.n_present > 0 {
            page::field(ui, "Who they are", |ui| self.relation_ui(ui));
        }
        page::field(ui, "Who watches", |ui| {
            for (observation, _, label) in OBSERVATIONS {
                ui.selectable_value(&mut self.setting.observation, observation, label);
            }
        });
        page::field(ui, "Group", |ui| {
            page::text_field(ui, "Group", &mut self.group, 200.0);
            page::faint(ui, "links sessions that run at the same time");
        });
        page::field(ui, "Room", |ui| {
            page::text_field(ui, "Room temperature", &mut self.room, 64.0);
            page::faint(ui, "°C");
        });
    }

    fn relation_ui(&mut self, ui: &mut Ui) {
        let named = RELATIONS
            .iter()
            .find(|(relation, ..)| Some(*relation) == self.setting.relation);
        let combo = ComboBox::from_id_salt("relation")
            .width(200.0)
            .selected_text(named.map_or("Choose", |(.., label)| label))
            .show_ui(ui, |ui| {
                for (relation, _, label) in RELATIONS {
                    ui.selectable_value(&mut self.setting.relation, Some(relation), label);
                }
            });
        page::named(ui, &combo.response, "Who they are");
    }
}

/// The visit's number, which may be corrected.
pub fn visit_ui(ui: &mut Ui, visit: &mut u32) -> bool {
    let field = ui.add(DragValue::new(visit).range(1..=999));
    page::named(ui, &field, "Visit");
    field.changed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SettingForm {
        SettingForm {
            setting: Setting::default(),
            group: String::new(),
            room: String::new(),
        }
    }

    fn condition(factors: &str) -> Condition {
        serde_json::from_str(&format!(r#"{{"id": "c", "factors": {factors}}}"#)).unwrap()
    }

    #[test]
    fn factors_prefill_what_they_name_and_nothing_else() {
        let mut form = form();
        form.prefill(&condition(
            r#"{"presence": "stranger", "observation": "recorded"}"#,
        ));
        let settled = form.settled();
        assert_eq!(
            (settled.n_present, settled.relation),
            (1, Some(Relation::Stranger))
        );
        assert_eq!(settled.observation, Observation::Recorded);
        form.prefill(&condition(r#"{"presence": "intimate", "film": "sad"}"#));
        assert_eq!(form.settled(), settled);
        form.prefill(&condition(
            r#"{"presence": "alone", "observation": "unobserved"}"#,
        ));
        assert!(form.settled().is_default());
    }

    #[test]
    fn what_is_written_is_kept_or_refused() {
        let mut form = form();
        form.room = "21.5".to_owned();
        form.group = "g-1".to_owned();
        form.setting.relation = Some(Relation::Friend);
        let settled = form.settled();
        assert_eq!(settled.room_c, Some(21.5));
        assert_eq!(settled.group_id, Some(Id::from("g-1")));
        assert_eq!(settled.relation, None, "nobody is there");
        assert_eq!(form.check(), None);
        form.room = "21,5".to_owned();
        assert_eq!(form.check().unwrap().state, State::Bad);
        form.room.clear();
        form.group = "a b".to_owned();
        assert_eq!(form.check().unwrap().state, State::Bad);
    }
}

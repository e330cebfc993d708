//! The fields of set-up: who takes part, who codes, in which condition, why, and where the data go.

use std::collections::BTreeMap;

use egui::{ComboBox, Ui};

use super::checks::{Check, State};
use super::condition::{self, Given, Ledger, Request};
use super::covariates::Covariates;
use super::setting::{self, SettingForm};
use super::visits::{Asked, Earlier};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::start::Options;
use crate::desk::words;
use crate::desk::worker::Wake;
use crate::look::button;
use crate::protocol::covariates::Noted;
use crate::protocol::{ASSET, Id, Protocol, identity};
use crate::record;
use crate::session::Mode;
use crate::time;

/// What is settled so far.
pub struct Form {
    /// The participant's code, as typed.
    pub participant: String,
    /// The condition, where the experimenter chooses it.
    pub condition: Option<Id>,
    /// Condition and ratings are hidden from whoever sits at this desk.
    pub blinded: bool,
    /// The coder's id, as typed.
    pub coder: String,
    /// Language of the participant's texts.
    pub language: String,
    /// The data folder.
    pub data: PathField,
    /// Why the session is run.
    pub mode: Mode,
    /// Whether a sound warns a minute before each probe.
    pub warn: bool,
    /// What is noted of the participant.
    pub covariates: Covariates,
    /// Who is with the participant.
    pub setting: SettingForm,
    /// Who has been here before.
    pub(super) earlier: Earlier,
    visit: Option<u32>,
    ledger: Ledger,
}

impl Form {
    /// With what the command line settled, and proposals for the rest.
    pub fn new(protocol: &Protocol, options: &Options, wake: &Wake) -> Self {
        let data = options.data.clone().unwrap_or_else(record::default_data);
        let coder = options.coder.as_ref();
        let mut form = Self {
            participant: options.participant.clone().unwrap_or_else(propose_code),
            condition: chosen(protocol, options),
            blinded: options.blinded || protocol.allocation.blind,
            coder: coder.map_or_else(|| "coder-1".to_owned(), ToString::to_string),
            language: language(protocol, options),
            data: PathField::new(Kind::Folder, data.display().to_string()),
            mode: mode(protocol, options),
            warn: false,
            covariates: Covariates::new(protocol, options),
            setting: SettingForm::new(protocol),
            earlier: Earlier::default(),
            visit: options.visit,
            ledger: Ledger::default(),
        };
        form.prefill_setting(protocol);
        form.follow(protocol, wake);
        form
    }

    /// Whether every safeguard holds.
    pub fn is_study(&self) -> bool {
        self.mode == Mode::Study
    }

    fn asked<'a>(&'a self, study: &'a Id) -> Asked<'a> {
        Asked {
            study,
            mode: self.mode,
            code: self.participant.trim(),
        }
    }

    /// Which visit of this participant in this study it is, from 1.
    pub fn visit(&self, study: &Id) -> u32 {
        let proposed = || self.earlier.next_visit(self.asked(study));
        self.visit.unwrap_or_else(proposed)
    }

    /// What is noted of the participant and fits.
    pub fn noted(&self, protocol: &Protocol) -> BTreeMap<Id, Noted> {
        let today = time::utc_now().date_naive().to_string();
        self.covariates.noted(protocol, &today)
    }

    /// Looks again at whatever depends on the data folder or the participant's code.
    pub fn follow(&mut self, protocol: &Protocol, wake: &Wake) {
        let data = self.data.path();
        self.earlier.follow(&data, wake);
        self.ledger.follow(&data, protocol, wake);
        let code = self.participant.trim();
        self.covariates.follow(protocol, code, wake);
    }

    /// The condition of this session: the chosen one, or a place that is taken for good in the study's ledger.
    ///
    /// # Errors
    /// One sentence; nothing is taken then.
    pub fn give_condition(&self, protocol: &Protocol, seed: Option<u64>) -> Result<Given, String> {
        if condition::is_manual(protocol) {
            let chosen = self.condition.clone();
            return Ok(Given {
                condition: chosen.ok_or("Choose the condition of this session.")?,
                method: protocol.allocation.method.name().to_owned(),
                allocated: None,
            });
        }
        let participant = Id(self.participant.trim().to_owned());
        let request = Request {
            protocol,
            participant: &participant,
            visit: self.visit(&protocol.study.id),
            noted: &self.noted(protocol),
        };
        if self.is_study() {
            return request.take(&self.data.path());
        }
        request.draw_aside(seed)
    }

    /// The fields, one line a part of the form.
    pub fn checks(&mut self, protocol: &Protocol) -> Vec<Check> {
        let mut checks = vec![self.check_fields(protocol)];
        let study = &protocol.study.id;
        let visit = self.visit(study);
        let today = time::utc_now().date_naive();
        let visits = self
            .earlier
            .checks(protocol, self.asked(study), visit, today);
        checks.extend(visits);
        checks.extend(self.covariates.check(protocol));
        if !condition::is_manual(protocol) {
            let participant = Id(self.participant.trim().to_owned());
            let noted = self.noted(protocol);
            let request = Request {
                protocol,
                participant: &participant,
                visit,
                noted: &noted,
            };
            let sessions = self.earlier.of_study(study);
            checks.push(
                self.ledger
                    .check(&request, self.mode == Mode::Study, sessions),
            );
        }
        checks.extend(self.setting.check());
        checks
    }

    /// The ids, and the condition where it is chosen.
    pub fn check_fields(&self, protocol: &Protocol) -> Check {
        let check = |state, text: &str| Check::new("Participant and coder", state, text);
        let known = |id: &Id| protocol.conditions.iter().any(|known| known.id == *id);
        let wrong = if !Id::is_valid(self.participant.trim()) {
            "The participant's code may hold 1 to 64 letters, digits, _ and -."
        } else if identity::is_birth_date(self.participant.trim()) {
            "The participant's code looks like a date of birth: choose one that tells nothing of the person."
        } else if !Id::is_valid(self.coder.trim()) {
            "The coder's id may hold 1 to 64 letters, digits, _ and -."
        } else {
            match &self.condition {
                _ if !condition::is_manual(protocol) => return check(State::Well, "Named."),
                None => "Choose the condition of this session.",
                Some(id) if !known(id) => {
                    "The protocol does not know this condition: choose another."
                }
                Some(_) => return check(State::Well, "Named."),
            }
        };
        check(State::Bad, wrong)
    }

    /// The fields.
    pub fn form_ui(&mut self, ui: &mut Ui, protocol: &Protocol, wake: &Wake) {
        page::heading(ui, "Session");
        page::field(ui, "Participant code", |ui| {
            let typed = page::text_field(ui, "Participant code", &mut self.participant, 200.0);
            let another = button::compact(ui, None, "Another", button::Weight::Quiet).clicked();
            if another {
                self.participant = propose_code();
            }
            if another || typed.changed() {
                self.visit = None;
            }
        });
        page::field(ui, "Visit", |ui| {
            let mut visit = self.visit(&protocol.study.id);
            if setting::visit_ui(ui, &mut visit) {
                self.visit = Some(visit);
            }
            if let Some(planned) = protocol.visits {
                page::faint(ui, &format!("of {}", planned.count));
            }
        });
        self.condition_ui(ui, protocol);
        page::field(ui, "Coder", |ui| {
            page::text_field(ui, "Coder", &mut self.coder, 200.0);
            self.blinded_ui(ui, protocol);
        });
        self.language_ui(ui, protocol);
        self.mode_ui(ui);
        page::field(ui, "Data folder", |ui| {
            self.data.show(ui, "Data folder", wake)
        });
        page::field(ui, "Probes", |ui| {
            ui.checkbox(
                &mut self.warn,
                "Warn me with a sound a minute before each probe",
            );
        });
        if !protocol.covariates.is_empty() {
            ui.add_space(12.0);
            let code = self.participant.trim().to_owned();
            self.covariates.covariates_ui(ui, protocol, &code, wake);
        }
        ui.add_space(12.0);
        self.setting.setting_ui(ui);
    }

    fn condition_ui(&mut self, ui: &mut Ui, protocol: &Protocol) {
        page::field(ui, "Condition", |ui| {
            if !condition::is_manual(protocol) {
                condition::allocated_ui(ui, protocol);
            } else if self.blinded {
                let text = match self.condition {
                    Some(_) => "Set, and hidden from this desk",
                    None => "Not set yet",
                };
                page::faint(ui, text);
            } else if condition::choice_ui(ui, protocol, &mut self.condition) {
                self.prefill_setting(protocol);
            }
        });
    }

    fn blinded_ui(&mut self, ui: &mut Ui, protocol: &Protocol) {
        let before = self.blinded;
        ui.checkbox(&mut self.blinded, "Coding is blinded");
        // Whoever takes the blind off must not see what was set behind it.
        if before && !self.blinded && protocol.conditions.len() > 1 {
            self.condition = None;
        }
    }

    /// A condition that is known at this desk says who is present; one that is hidden must not show itself so.
    fn prefill_setting(&mut self, protocol: &Protocol) {
        if self.blinded || !condition::is_manual(protocol) {
            return;
        }
        let chosen = protocol
            .conditions
            .iter()
            .find(|condition| Some(&condition.id) == self.condition.as_ref());
        if let Some(condition) = chosen {
            self.setting.prefill(condition);
        }
    }

    fn language_ui(&mut self, ui: &mut Ui, protocol: &Protocol) {
        if protocol.title.0.len() > 1 {
            page::field(ui, "Language", |ui| {
                let combo = ComboBox::from_id_salt("language")
                    .width(200.0)
                    .selected_text(language_name(&self.language))
                    .show_ui(ui, |ui| {
                        for code in protocol.title.0.keys() {
                            let name = language_name(code);
                            ui.selectable_value(&mut self.language, code.clone(), name);
                        }
                    });
                page::named(ui, &combo.response, "Language");
            });
        }
    }

    fn mode_ui(&mut self, ui: &mut Ui) {
        page::field(ui, "Mode", |ui| {
            if self.mode == Mode::Pilot {
                page::faint(ui, "Pilot: a simulated person in real windows");
                return;
            }
            for mode in [Mode::Study, Mode::Rehearsal, Mode::Demo] {
                ui.selectable_value(&mut self.mode, mode, words::mode(mode));
            }
            page::faint(
                ui,
                match self.mode {
                    Mode::Study => "for the data; every safeguard holds",
                    Mode::Rehearsal => "a real person, short waits",
                    _ => "to show the program",
                },
            );
        });
    }
}

/// Six characters that can't be mistaken for one another when read aloud or written by hand.
fn propose_code() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRTUVWXY346789";
    (0..6)
        .filter_map(|_| LETTERS.get(rand::random_range(0..LETTERS.len())))
        .map(|byte| char::from(*byte))
        .collect()
}

/// The condition that is settled already: the one of the command line, or the only one.
fn chosen(protocol: &Protocol, options: &Options) -> Option<Id> {
    let proposed = match protocol.conditions.as_slice() {
        [only] => Some(&only.id),
        // Nobody sits at a pilot to choose.
        [first, ..] if options.pilot.is_some() => Some(&first.id),
        _ => None,
    };
    let chosen = options.condition.as_ref().or(proposed);
    chosen.filter(|_| condition::is_manual(protocol)).cloned()
}

/// A language by its own name; its code where we know no name.
fn language_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "nl" => "Nederlands",
        "hr" => "Hrvatski",
        "de" => "Deutsch",
        other => other,
    }
}

fn language(protocol: &Protocol, options: &Options) -> String {
    let languages = &protocol.title.0;
    let wanted = options.language.as_deref().unwrap_or("en");
    match languages.contains_key(wanted) {
        true => wanted.to_owned(),
        false => languages
            .keys()
            .next()
            .cloned()
            .unwrap_or_else(|| "en".to_owned()),
    }
}

/// A protocol that shows shipped clips is a demonstration until somebody says otherwise.
fn mode(protocol: &Protocol, options: &Options) -> Mode {
    let shipped =
        |file: &Option<String>| file.as_deref().is_some_and(|file| file.starts_with(ASSET));
    let demo = protocol
        .stimuli
        .values()
        .any(|stimulus| shipped(&stimulus.file));
    match options.mode {
        _ if options.pilot.is_some() => Mode::Pilot,
        Some(mode) => mode,
        None if demo => Mode::Demo,
        None => Mode::Study,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_code_can_name_a_folder_and_is_read_without_doubt() {
        for _ in 0..50 {
            let code = propose_code();
            assert!(Id::is_valid(&code) && code.len() == 6, "{code}");
            assert!(
                !code.contains(['O', '0', 'I', '1', 'S', '5', 'Z', '2', 'L']),
                "{code}"
            );
        }
    }

    fn demo(change: impl FnOnce(&mut Form)) -> (Form, crate::protocol::load::Loaded) {
        let path = crate::protocol::assets::shipped_protocols();
        let path = path
            .iter()
            .find(|path| path.ends_with("demo.json"))
            .unwrap();
        let loaded = crate::protocol::load::read(path).unwrap();
        let data = tempfile::tempdir().unwrap();
        let options = Options {
            data: Some(data.path().to_owned()),
            ..Options::default()
        };
        let wake: Wake = std::sync::Arc::new(|| {});
        let mut form = Form::new(&loaded.protocol, &options, &wake);
        change(&mut form);
        (form, loaded)
    }

    #[test]
    fn the_demonstration_is_offered_as_such_and_can_start() {
        let (form, loaded) = demo(|_| {});
        assert_eq!(form.mode, Mode::Demo);
        assert_eq!(form.check_fields(&loaded.protocol).state, State::Well);
    }

    #[test]
    fn a_code_with_a_slash_is_refused_with_what_to_do() {
        let (form, loaded) = demo(|form| form.participant = "../x".to_owned());
        let check = form.check_fields(&loaded.protocol);
        assert_eq!(check.state, State::Bad);
        assert!(check.text.contains("letters, digits"), "{}", check.text);
    }
}

//! The fields of set-up: who takes part, who codes, in which condition, why, and where the data go.

use egui::{ComboBox, Ui};

use super::checks::{Check, State};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::start::Options;
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::look::button;
use crate::protocol::load::Loaded;
use crate::protocol::{ASSET, Id, Protocol};
use crate::record::{self, Listed};
use crate::session::Mode;

/// What is settled so far.
pub struct Form {
    /// The participant's code, as typed.
    pub participant: String,
    /// The condition.
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
    known: Option<(std::path::PathBuf, Job<Vec<Listed>>)>,
    sessions: Vec<(Id, Id)>,
}

impl Form {
    /// With what the command line settled, and proposals for the rest.
    pub fn new(protocol: &Protocol, options: &Options, wake: &Wake) -> Self {
        let data = options.data.clone().unwrap_or_else(record::default_data);
        let only = match protocol.conditions.as_slice() {
            [only] => Some(only.id.clone()),
            // Nobody sits at a pilot to choose.
            [first, ..] if options.pilot.is_some() => Some(first.id.clone()),
            _ => None,
        };
        let mut form = Self {
            participant: options.participant.clone().unwrap_or_else(propose_code),
            condition: options.condition.clone().or(only),
            blinded: options.blinded,
            coder: options
                .coder
                .as_ref()
                .map_or_else(|| "coder-1".to_owned(), ToString::to_string),
            language: language(protocol, options),
            data: PathField::new(Kind::Folder, data.display().to_string()),
            mode: mode(protocol, options),
            warn: false,
            known: None,
            sessions: Vec::new(),
        };
        form.follow(protocol, wake);
        form
    }

    /// Whether every safeguard holds.
    pub fn is_study(&self) -> bool {
        self.mode == Mode::Study
    }

    /// Which visit of this participant in this study it is, from 1.
    pub fn visit(&self, study: &Id) -> u32 {
        let code = self.participant.trim();
        let before = self
            .sessions
            .iter()
            .filter(|(s, p)| s == study && p.as_str() == code)
            .count();
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Looks who has been here before when the data folder is another one.
    pub fn follow(&mut self, _protocol: &Protocol, wake: &Wake) {
        let data = self.data.path();
        if self.known.as_ref().is_none_or(|(path, _)| *path != data) {
            let path = data.clone();
            self.known = Some((
                data,
                Job::start("visits", wake, move |_| record::list(&path)),
            ));
            self.sessions.clear();
        }
        if let Some(listed) = self.known.as_mut().and_then(|(_, job)| job.take()) {
            self.sessions = listed
                .into_iter()
                .map(|session| (session.study, session.participant))
                .collect();
        }
    }

    /// The protocol itself, and in study mode what a study must say of itself.
    pub fn check_protocol(&self, loaded: &Loaded) -> Check {
        let study = &loaded.protocol.study;
        let blank =
            |field: &Option<String>| field.as_deref().is_none_or(|text| text.trim().is_empty());
        let lacking: Vec<&str> = [
            ("`ethics_id`", blank(&study.ethics_id)),
            ("`contact`", blank(&study.contact)),
            ("`retain_until`", blank(&study.retain_until)),
        ]
        .iter()
        .filter_map(|(name, lacks)| lacks.then_some(*name))
        .collect();
        if self.is_study() && !lacking.is_empty() {
            let text = format!(
                "Study mode needs {} in the protocol's `study`: fill in, or choose another mode.",
                lacking.join(", ")
            );
            return Check::new("Protocol", State::Bad, text);
        }
        match loaded.warnings.as_slice() {
            [] => Check::new("Protocol", State::Well, "Valid."),
            [first, ..] => Check::new(
                "Protocol",
                State::Warn,
                format!("Valid. Line {}: {}", first.line, first.message),
            ),
        }
    }

    /// The fields.
    pub fn check_fields(&self, protocol: &Protocol) -> Check {
        let bad = |text: &str| Check::new("Participant and coder", State::Bad, text);
        let known = |id: &Id| {
            protocol
                .conditions
                .iter()
                .any(|condition| condition.id == *id)
        };
        if !Id::is_valid(self.participant.trim()) {
            return bad("The participant's code may hold 1 to 64 letters, digits, _ and -.");
        }
        if !Id::is_valid(self.coder.trim()) {
            return bad("The coder's id may hold 1 to 64 letters, digits, _ and -.");
        }
        match &self.condition {
            None => bad("Choose the condition of this session."),
            Some(id) if !known(id) => {
                bad("The protocol does not know this condition: choose another.")
            }
            Some(_) => {
                let visit = self.visit(&protocol.study.id);
                let text = match visit {
                    1 => "First visit of this participant.".to_owned(),
                    n => format!("This code has been used before: visit {n}."),
                };
                Check::new("Participant and coder", State::Well, text)
            }
        }
    }

    /// The fields.
    pub fn form_ui(&mut self, ui: &mut Ui, protocol: &Protocol, wake: &Wake) {
        page::heading(ui, "Session");
        page::field(ui, "Participant code", |ui| {
            page::text_field(ui, "Participant code", &mut self.participant, 200.0);
            if button::compact(ui, None, "Another", button::Weight::Quiet).clicked() {
                self.participant = propose_code();
            }
            let visit = self.visit(&protocol.study.id);
            if visit > 1 {
                page::faint(ui, &format!("Visit {visit}"));
            }
        });
        self.condition_ui(ui, protocol);
        page::field(ui, "Coder", |ui| {
            page::text_field(ui, "Coder", &mut self.coder, 200.0)
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
    }

    fn condition_ui(&mut self, ui: &mut Ui, protocol: &Protocol) {
        page::field(ui, "Condition", |ui| {
            if self.blinded {
                page::faint(
                    ui,
                    if self.condition.is_some() {
                        "Set, and hidden from this desk"
                    } else {
                        "Not set yet"
                    },
                );
            } else {
                let title = |id: &Id| {
                    let condition = protocol
                        .conditions
                        .iter()
                        .find(|condition| condition.id == *id);
                    let title = condition.and_then(|condition| condition.title.as_ref());
                    title.map_or_else(
                        || words::sentence_case(id.as_str()),
                        |title| title.get("en").to_owned(),
                    )
                };
                let shown = self
                    .condition
                    .as_ref()
                    .map_or_else(|| "Choose".to_owned(), title);
                ComboBox::from_id_salt("condition")
                    .width(200.0)
                    .truncate()
                    .selected_text(shown)
                    .show_ui(ui, |ui| {
                        for condition in &protocol.conditions {
                            let chosen = Some(condition.id.clone());
                            ui.selectable_value(&mut self.condition, chosen, title(&condition.id));
                        }
                    });
            }
            let before = self.blinded;
            ui.checkbox(&mut self.blinded, "Coding is blinded");
            // Whoever takes the blind off must not see what was set behind it.
            if before && !self.blinded && protocol.conditions.len() > 1 {
                self.condition = None;
            }
        });
    }

    fn language_ui(&mut self, ui: &mut Ui, protocol: &Protocol) {
        if protocol.title.0.len() > 1 {
            page::field(ui, "Language", |ui| {
                ComboBox::from_id_salt("language")
                    .width(200.0)
                    .selected_text(&self.language)
                    .show_ui(ui, |ui| {
                        for language in protocol.title.0.keys() {
                            ui.selectable_value(&mut self.language, language.clone(), language);
                        }
                    });
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

    fn demo(change: impl FnOnce(&mut Form)) -> (Form, Loaded) {
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
        assert_ne!(form.check_protocol(&loaded).state, State::Bad);
        assert_eq!(form.check_fields(&loaded.protocol).state, State::Well);
    }

    #[test]
    fn study_mode_asks_for_what_a_study_must_say_of_itself() {
        let (form, mut loaded) = demo(|form| form.mode = Mode::Study);
        loaded.protocol.study.ethics_id = Some(" ".to_owned());
        let check = form.check_protocol(&loaded);
        assert_eq!(check.state, State::Bad);
        assert!(check.text.contains("`ethics_id`"), "{}", check.text);
    }

    #[test]
    fn a_code_with_a_slash_is_refused_with_what_to_do() {
        let (form, loaded) = demo(|form| form.participant = "../x".to_owned());
        let check = form.check_fields(&loaded.protocol);
        assert_eq!(check.state, State::Bad);
        assert!(check.text.contains("letters, digits"), "{}", check.text);
    }

    #[test]
    fn whoever_was_here_before_is_on_the_next_visit() {
        let (form, loaded) = demo(|form| {
            form.participant = "P7".to_owned();
            form.sessions = vec![
                (Id::from("other"), Id::from("P7")),
                (Id::from("film-2026"), Id::from("P7")),
                (Id::from("film-2026"), Id::from("P8")),
            ];
        });
        assert_eq!(form.visit(&Id::from("film-2026")), 2);
        assert_eq!(form.visit(&Id::from("new")), 1);
        assert_eq!(form.check_fields(&loaded.protocol).state, State::Well);
    }
}

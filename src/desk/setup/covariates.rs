//! What is noted of the participant before the session: a form made from the protocol, and a table that can fill it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::{ComboBox, Label, RichText, Ui};

use super::checks::{Check, State};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::start::Options;
use crate::desk::worker::{Job, Wake};
use crate::look::palette;
use crate::protocol::covariates::{self, FromTable, Noted, Source};
use crate::protocol::{Choice, Covariate, Id, Protocol, Scale};

/// The answers so far.
pub struct Covariates {
    entries: BTreeMap<Id, Entry>,
    table: PathField,
    reading: Option<Reading>,
    said: Said,
}

/// One answer as it was typed or read.
struct Entry {
    text: String,
    source: Source,
    date: Option<String>,
}

/// A table that is being read or was read, and for which code.
struct Reading {
    path: PathBuf,
    code: String,
    job: Job<Result<FromTable, String>>,
}

/// What reading the table gave.
#[derive(Default)]
struct Said {
    filled: usize,
    wrong: Vec<String>,
}

impl Covariates {
    /// With what the command line settled; a simulated participant answers what is still open.
    pub fn new(protocol: &Protocol, options: &Options) -> Self {
        let mut entries = BTreeMap::new();
        if let Some(pilot) = options.pilot {
            for (id, noted) in covariates::simulated(protocol, pilot.seed) {
                entries.insert(id, Entry::of(&noted));
            }
        }
        for (id, text) in &options.covariates {
            entries.insert(id.clone(), Entry::typed(text.clone()));
        }
        Self {
            entries,
            table: PathField::new(Kind::Table, String::new()),
            reading: None,
            said: Said::default(),
        }
    }

    /// What is noted and fits.
    pub fn noted(&self, protocol: &Protocol, today: &str) -> BTreeMap<Id, Noted> {
        let covariates = protocol.covariates.iter();
        covariates
            .filter_map(|covariate| {
                let entry = self.entries.get(&covariate.id)?;
                let value = covariate.read(&entry.text).ok()?;
                let date = match entry.source {
                    Source::Form => Some(today.to_owned()),
                    Source::Table | Source::Simulated => entry.date.clone(),
                };
                let source = entry.source;
                let noted = Noted {
                    value,
                    source,
                    date,
                };
                Some((covariate.id.clone(), noted))
            })
            .collect()
    }

    /// Takes over what a table says of the participant with this code, and reads it again when the code is another one.
    pub fn follow(&mut self, protocol: &Protocol, code: &str, wake: &Wake) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        if reading.code != code {
            let path = reading.path.clone();
            self.read(path, protocol, code, wake);
            return;
        }
        match reading.job.take() {
            Some(Ok(found)) => {
                self.said = Said {
                    filled: found.values.len(),
                    wrong: found.misfits,
                };
                for (id, noted) in &found.values {
                    self.entries.insert(id.clone(), Entry::of(noted));
                }
            }
            Some(Err(why)) => self.said.wrong = vec![why],
            None => {}
        }
    }

    /// Begins to read a table; what an earlier one said may be of another participant, so it goes.
    fn read(&mut self, path: PathBuf, protocol: &Protocol, code: &str, wake: &Wake) {
        self.entries
            .retain(|_, entry| entry.source != Source::Table);
        self.said = Said::default();
        let (asked, wanted) = (protocol.covariates.clone(), code.to_owned());
        let file = path.clone();
        let work = move |_| covariates::table(&file, &asked, &wanted);
        self.reading = Some(Reading {
            path,
            code: code.to_owned(),
            job: Job::start("covariate table", wake, work),
        });
    }

    /// What is still needed and what does not fit; nothing when the protocol asks for nothing.
    pub fn check(&self, protocol: &Protocol) -> Option<Check> {
        if protocol.covariates.is_empty() {
            return None;
        }
        let check = |state, text: String| Some(Check::new("About the participant", state, text));
        let wrong = protocol.covariates.iter().find_map(|covariate| {
            let entry = self.entries.get(&covariate.id)?;
            let is_given = !entry.text.trim().is_empty();
            is_given
                .then(|| covariate.read(&entry.text).err())
                .flatten()
        });
        if let Some(why) = wrong {
            return check(State::Bad, why);
        }
        let noted = self.noted(protocol, "");
        let missing = covariates::missing(protocol, &noted);
        if missing.is_empty() {
            let all = protocol.covariates.len();
            return check(State::Well, format!("{} of {all} noted.", noted.len()));
        }
        let names: Vec<String> = missing
            .iter()
            .map(|covariate| format!("“{}”", covariate.text.get("en")))
            .collect();
        check(
            State::Bad,
            format!("The session can't start without {}.", names.join(", ")),
        )
    }

    /// The form; nothing when the protocol asks for nothing.
    pub fn covariates_ui(&mut self, ui: &mut Ui, protocol: &Protocol, code: &str, wake: &Wake) {
        if protocol.covariates.is_empty() {
            return;
        }
        page::heading(ui, "About the participant");
        let mut settled = false;
        page::field(ui, "Read from a table…", |ui| {
            settled = self.table.show(ui, "Table of covariates", wake);
        });
        if settled && !self.table.text.trim().is_empty() {
            let path = self.table.path();
            self.read(path, protocol, code, wake);
        }
        self.said_ui(ui);
        for covariate in &protocol.covariates {
            let entry = self.entries.entry(covariate.id.clone());
            let entry = entry.or_insert_with(|| Entry::typed(String::new()));
            let before = entry.text.clone();
            asked_ui(ui, covariate, &mut entry.text);
            if entry.text != before {
                (entry.source, entry.date) = (Source::Form, None);
            }
        }
    }

    fn said_ui(&self, ui: &mut Ui) {
        let indented = |ui: &mut Ui, draw: &dyn Fn(&mut Ui)| {
            page::field(ui, "", |ui| {
                ui.vertical(|ui| draw(ui));
            });
        };
        if let Some(reading) = self.reading.as_ref().filter(|_| self.said.filled > 0) {
            let text = format!("{} read for participant {}", self.said.filled, reading.code);
            indented(ui, &|ui| drop(page::faint(ui, &text)));
        }
        if !self.said.wrong.is_empty() {
            indented(ui, &|ui| {
                for sentence in &self.said.wrong {
                    page::faint(ui, sentence);
                }
            });
        }
    }
}

impl Entry {
    fn typed(text: String) -> Self {
        let (source, date) = (Source::Form, None);
        Self { text, source, date }
    }

    fn of(noted: &Noted) -> Self {
        let text = noted.value.as_str().map(str::to_owned);
        Self {
            text: text.unwrap_or_else(|| noted.value.to_string()),
            source: noted.source,
            date: noted.date.clone(),
        }
    }
}

/// One covariate: its text, on a line of its own where it is long, and the field for the answer.
fn asked_ui(ui: &mut Ui, covariate: &Covariate, text: &mut String) {
    let name = covariate.text.get("en");
    let label = if name.chars().count() > SHORT {
        ui.add(Label::new(RichText::new(name).color(palette(ui).quiet)).wrap());
        ""
    } else {
        name
    };
    page::field(ui, label, |ui| {
        answer_ui(ui, covariate, name, text);
        if covariate.required {
            page::faint(ui, "needed");
        }
    });
}

/// Longest text that fits beside its field, in characters.
const SHORT: usize = 20;

fn answer_ui(ui: &mut Ui, covariate: &Covariate, name: &str, text: &mut String) {
    match &covariate.scale {
        Scale::Choice { options } => choice_ui(ui, covariate, options, text),
        Scale::Likert {
            points,
            first,
            ends,
        } => {
            let ends = ends.in_language("en");
            let end = |ui: &mut Ui, side: fn(&[String; 2]) -> &String| {
                if let Some(ends) = ends {
                    page::faint(ui, side(ends));
                }
            };
            end(ui, |[left, _]| left);
            for step in 0..i32::from(*points) {
                let number = first.saturating_add(step).to_string();
                if ui.selectable_label(*text == number, &number).clicked() {
                    // A second click takes the answer back.
                    *text = if *text == number {
                        String::new()
                    } else {
                        number
                    };
                }
            }
            end(ui, |[_, right]| right);
        }
        Scale::Number { min, max, unit } => {
            page::text_field(ui, name, text, 96.0);
            let unit = unit
                .as_ref()
                .map_or(String::new(), |unit| format!("{}, ", unit.get("en")));
            page::faint(ui, &format!("{unit}{min} to {max}"));
        }
        _ => {
            page::text_field(ui, name, text, 320.0);
            page::faint(ui, "Don't write names.");
        }
    }
}

fn choice_ui(ui: &mut Ui, covariate: &Covariate, options: &[Choice], text: &mut String) {
    let chosen = options.iter().find(|option| option.id == **text);
    let shown = chosen.map_or("Choose", |option| option.text.get("en"));
    let combo = ComboBox::from_id_salt(("covariate", covariate.id.as_str()))
        .width(200.0)
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            ui.selectable_value(text, String::new(), "Not noted");
            for option in options {
                ui.selectable_value(text, option.id.to_string(), option.text.get("en"));
            }
        });
    page::named(ui, &combo.response, covariate.text.get("en"));
}

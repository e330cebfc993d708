//! How this session gets its condition: chosen by hand, or drawn from the study's list at the start and hidden until then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::{ComboBox, Ui};
use sha2::{Digest, Sha256};

use super::checks::{Check, State};
use crate::desk::page;
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::protocol::allocate::{self, List};
use crate::protocol::covariates::{self, Noted};
use crate::protocol::{AllocationMethod, Condition, Id, Protocol};
use crate::record::allocation::{self, Line};
use crate::session::Allocated;
use crate::time;

/// The study's ledger as it lies in the data folder; read for the checks only, the place is taken at the start.
#[derive(Default)]
pub struct Ledger {
    looking: Option<(PathBuf, Job<Result<Vec<Line>, String>>)>,
}

/// The condition of a session and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The condition.
    pub condition: Id,
    /// The method's name.
    pub method: String,
    /// The place in the list.
    pub allocated: Option<Allocated>,
}

/// Who is about to be allocated.
pub struct Request<'a> {
    /// The protocol.
    pub protocol: &'a Protocol,
    /// The participant's code.
    pub participant: &'a Id,
    /// Which visit.
    pub visit: u32,
    /// What is noted of the participant.
    pub noted: &'a BTreeMap<Id, Noted>,
}

/// Whether the experimenter chooses the condition.
pub fn is_manual(protocol: &Protocol) -> bool {
    protocol.allocation.method == AllocationMethod::Manual
}

impl Request<'_> {
    fn stratum(&self) -> Result<String, String> {
        allocate::stratum(self.protocol, |id| covariates::for_stratum(self.noted, id)).map_err(
            |id| {
                format!(
                    "The allocation needs the participant's answer to “{id}”, one of its choices."
                )
            },
        )
    }

    /// Takes the participant's place in the study's ledger.
    ///
    /// # Errors
    /// One sentence; see [`allocation::take`].
    pub fn take(&self, data: &Path) -> Result<Given, String> {
        let utc = time::utc_now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let stratum = self.stratum()?;
        // A visit that has no condition must not use up a place.
        self.given(List::new(self.protocol, &stratum)?.at(1))?;
        let drawn = allocation::take(data, self.protocol, self.participant, &stratum, &utc)?;
        self.given(Some(drawn))
    }

    /// Draws from a list of the session's own. Rehearsals, demonstrations and pilots must neither use up a place of the study
    /// nor show what the next participant will get.
    ///
    /// # Errors
    /// One sentence when the protocol describes no list.
    pub fn draw_aside(&self, seed: Option<u64>) -> Result<Given, String> {
        let seed = seed.unwrap_or_else(|| self.own_seed());
        let list = List::with_seed(self.protocol, &self.stratum()?, seed)?;
        self.given(list.at(1))
    }

    /// The same for every visit of this participant. Other programs read numbers exactly up to 2^53.
    fn own_seed(&self) -> u64 {
        let text = format!("{}/{}", self.protocol.study.id, self.participant);
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let bytes = digest.iter().take(8);
        bytes.fold(0, |seed, byte| seed << 8 | u64::from(*byte)) >> 11
    }

    fn given(&self, drawn: Option<allocate::Drawn>) -> Result<Given, String> {
        let drawn = drawn.ok_or("The allocation list is empty: correct the protocol.")?;
        let method = self.protocol.allocation.method;
        Ok(Given {
            condition: drawn.condition(method, self.visit)?,
            method: method.name().to_owned(),
            allocated: Some(drawn.into()),
        })
    }
}

impl Ledger {
    /// Looks again when the data folder is another one.
    pub fn follow(&mut self, data: &Path, protocol: &Protocol, wake: &Wake) {
        let is_new = self.looking.as_ref().is_none_or(|(path, _)| path != data);
        if is_new && !is_manual(protocol) {
            let (path, study) = (data.to_owned(), protocol.study.id.clone());
            let work = move |_| allocation::ledger(&path, &study);
            let job = Job::start("allocation ledger", wake, work);
            self.looking = Some((data.to_owned(), job));
        }
    }

    /// Whether a place can be taken at the start. `sessions` of the study lie in the data folder. Nothing here tells the condition.
    pub fn check(&mut self, request: &Request<'_>, is_study: bool, sessions: usize) -> Check {
        let check = |state, text: &str| Check::new("Allocation", state, text);
        let stratum = match request.stratum() {
            Ok(stratum) => stratum,
            Err(why) => return check(State::Bad, &why),
        };
        let first =
            List::new(request.protocol, &stratum).and_then(|list| request.given(list.at(1)));
        if let Err(why) = first {
            return check(State::Bad, &why);
        }
        if !is_study {
            return check(
                State::Well,
                "Outside study mode the condition is drawn aside; no place of the study's list is taken.",
            );
        }
        let lines = match self.looking.as_mut().and_then(|(_, job)| job.look()) {
            None => return check(State::Working(0.0), "Reading the allocation ledger…"),
            Some(Err(why)) => return check(State::Bad, why),
            Some(Ok(lines)) => lines,
        };
        let own = lines
            .iter()
            .find(|line| line.participant == *request.participant);
        match own {
            Some(line) if line.stratum != stratum => check(
                State::Warn,
                "This participant was allocated in another stratum and keeps that place: see that the answers are right.",
            ),
            Some(_) => check(
                State::Well,
                "This participant has a place already and keeps it.",
            ),
            None if lines.is_empty() && sessions > 0 => check(
                State::Warn,
                &format!(
                    "Nobody is allocated in this data folder yet, though it holds {}. If another machine allocates, places are given twice: let all use one data folder.",
                    counted(sessions, "session")
                ),
            ),
            None if lines.is_empty() => check(
                State::Well,
                "The first place is taken at the start. All machines of the study must use this data folder.",
            ),
            None => check(
                State::Well,
                &format!(
                    "A place is taken at the start; {} so far.",
                    counted(lines.len(), "participant")
                ),
            ),
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// The condition's title.
pub fn title(condition: &Condition) -> String {
    let title = condition.title.as_ref();
    title.map_or_else(
        || words::sentence_case(condition.id.as_str()),
        |title| title.get("en").to_owned(),
    )
}

/// The choice by hand; true when another condition was chosen.
pub fn choice_ui(ui: &mut Ui, protocol: &Protocol, chosen: &mut Option<Id>) -> bool {
    let before = chosen.clone();
    let named = protocol
        .conditions
        .iter()
        .find(|condition| Some(&condition.id) == chosen.as_ref());
    let shown = named.map_or_else(|| "Choose".to_owned(), title);
    let combo = ComboBox::from_id_salt("condition")
        .width(200.0)
        .truncate()
        .selected_text(shown)
        .show_ui(ui, |ui| {
            for condition in &protocol.conditions {
                let value = Some(condition.id.clone());
                ui.selectable_value(chosen, value, title(condition));
            }
        });
    page::named(ui, &combo.response, "Condition");
    *chosen != before
}

/// What stands in the choice's place when a list decides.
pub fn allocated_ui(ui: &mut Ui, protocol: &Protocol) {
    let how = match protocol.allocation.method {
        AllocationMethod::Latin => "a Latin square",
        AllocationMethod::Williams => "a Williams square",
        AllocationMethod::Blocks | AllocationMethod::Manual => "permuted blocks",
    };
    let shown = match &protocol.allocation.reveal {
        Some(step) => format!("shown when the step “{step}” begins"),
        None => "shown at the first step that depends on it".to_owned(),
    };
    let text = format!("Allocated at the start by {how}; {shown}.");
    page::quiet(ui, &text);
}

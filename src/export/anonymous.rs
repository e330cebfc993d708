//! Sessions from which nobody should be recognized: built from a list of what may be told, so that what is new stays out.
//!
//! What stays: condition, answers, scores, coded crying, how faithfully films were shown, what became of each step; times count from the
//! session's begin, in milliseconds. What goes: codes, ids, dates, clocks, seeds, places in the allocation list, file names, every free
//! text, who coded. Numbers that were typed in become bands. A participant gets a name that leads nowhere: a digest with a secret that is
//! made for one export and forgotten. Whether rare combinations of covariates still tell who somebody is, only the laboratory can
//! judge; [`Anonymous::finish`] counts them.

mod bands;
mod care;
mod crying;
mod rare;
mod session;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Place;
use crate::protocol::Id;
use crate::record::Document;
use crate::record::exports::Kind;
use crate::session::MediaFacts;
use crate::time::Micros;
use rare::Rare;
use session::Session;
use vocabulary::Vocabulary;

/// The `format` that every file of the export names.
pub const FORMAT: &str = "lacrima.anonymous";
/// The version of that format.
pub const VERSION: u32 = 1;
/// Of a stimulus that fewer participants were shown nothing is told but its id: it may be their own song.
const SHARED: usize = 3;
/// The file that tells of the stimuli.
const STIMULI: &str = "stimuli.json";

/// An export that is being written, session by session.
pub struct Anonymous {
    place: Place,
    names: Names,
    without: Vec<Id>,
    coders: BTreeMap<Id, u32>,
    stimuli: BTreeMap<(Id, Id), BTreeMap<String, Shown>>,
    rare: Rare,
}

/// What makes a participant's name in one export.
#[derive(Clone, Copy)]
pub struct Names([u8; 32]);

/// One file that served a stimulus, and who saw it.
struct Shown {
    facts: MediaFacts,
    participants: Vec<String>,
}

/// What is told of a stimulus.
#[derive(Serialize)]
struct Stimulus {
    study: Id,
    id: Id,
    sha256: String,
    duration_s: Option<f64>,
    width: Option<u32>,
    height: Option<u32>,
    fps: Option<f64>,
}

impl Names {
    /// With a secret of its own, which must not be kept.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// With a secret that nobody knows.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// A participant's name within this export.
    pub fn of(&self, study: &Id, code: &Id) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(study.as_str().as_bytes());
        hash.update([0]);
        hash.update(code.as_str().as_bytes());
        hash.finalize()
            .iter()
            .take(6)
            .fold("p-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
    }
}

impl Anonymous {
    /// Begins an export into this folder; the covariates in `without` are left out.
    ///
    /// # Errors
    /// One sentence when the folder can't be used.
    pub fn begin(
        folder: &Path,
        force: bool,
        names: Names,
        without: Vec<Id>,
    ) -> Result<Self, String> {
        Ok(Self {
            place: Place::begin(folder, Kind::Anonymous, force)?,
            names,
            without,
            coders: BTreeMap::new(),
            stimuli: BTreeMap::new(),
            rare: Rare::default(),
        })
    }

    /// Writes one session. Hand them over in the order of their names, not of their dates: files have times.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn add(&mut self, document: &Document) -> Result<(), String> {
        let study = &document.session.study;
        let participant = self.names.of(study, &document.participant.code);
        let vocabulary = Vocabulary::new(&document.protocol);
        let session = Session::of(
            document,
            participant.clone(),
            &vocabulary,
            &self.without,
            &mut self.coders,
        );
        self.rare.add(study, &participant, &session);
        for facts in &document.stimuli {
            if let Some(id) = vocabulary.stimulus(&facts.id) {
                let files = self.stimuli.entry((study.clone(), id)).or_default();
                let shown = files.entry(facts.sha256.clone()).or_insert(Shown {
                    facts: facts.clone(),
                    participants: Vec::new(),
                });
                if !shown.participants.contains(&participant) {
                    shown.participants.push(participant.clone());
                }
            }
        }
        let stem = format!("{participant}_visit-{}", session.visit);
        let name = std::iter::once(format!("{stem}.json"))
            .chain((2..).map(|n| format!("{stem}_{n}.json")))
            .find(|name| !self.place.has(name))
            .unwrap_or_default();
        self.place.write(&name, &json(&session)?)
    }

    /// Ends the export. Returns what the laboratory must look at before it publishes, one sentence each.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(mut self) -> Result<Vec<String>, String> {
        let mut stimuli = Vec::new();
        for ((study, id), files) in &self.stimuli {
            for (sha256, shown) in files {
                let digest = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
                if digest && shown.participants.len() >= SHARED {
                    stimuli.push(Stimulus {
                        study: study.clone(),
                        id: id.clone(),
                        sha256: sha256.clone(),
                        duration_s: shown.facts.duration_s,
                        width: shown.facts.width,
                        height: shown.facts.height,
                        fps: shown.facts.fps,
                    });
                }
            }
        }
        self.place.write(STIMULI, &json(&stimuli)?)?;
        self.place.finish()?;
        Ok(self.rare.sentences())
    }
}

fn json(told: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut bytes = serde_json::to_vec_pretty(told)
        .map_err(|error| format!("A session can't be written as JSON ({error})."))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Seconds, to the millisecond.
fn s(t: impl Into<Seconds>) -> f64 {
    (t.into().0 * 1000.0).round() / 1000.0
}

/// Any of the three clocks' times.
struct Seconds(f64);

impl From<crate::time::SessionTime> for Seconds {
    fn from(t: crate::time::SessionTime) -> Self {
        Self(t.as_s())
    }
}

impl From<crate::time::FilmTime> for Seconds {
    fn from(t: crate::time::FilmTime) -> Self {
        Self(t.as_s())
    }
}

impl From<Micros> for Seconds {
    fn from(t: Micros) -> Self {
        Self(t.as_s())
    }
}

impl From<f64> for Seconds {
    fn from(t: f64) -> Self {
        Self(t)
    }
}

fn maybe<T: Into<Seconds>>(t: Option<T>) -> Option<f64> {
    t.map(s)
}

//! What stays of a withdrawn participant: a line that names nobody, for the study's counts and the ethics board.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::record::disk;
use crate::session::{Event, Fact, Severity};

/// The file's name in a study's folder: one tombstone a line, only ever added to.
pub const FILE: &str = "withdrawn.jsonl";
/// More is no such file.
const MOST: u64 = 64 << 20;

/// Why data were withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The participant asked for it.
    Participant,
    /// Consent was refused, or refused when it was asked again.
    Consent,
    /// Something else; the study's own papers say what.
    Other,
}

/// One withdrawal. It holds neither code nor session, neither answers nor times of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Random; it leads nowhere.
    pub id: String,
    /// The day of the withdrawal.
    pub day: NaiveDate,
    /// Why.
    pub why: Why,
    /// How many sessions were removed.
    pub sessions: usize,
    /// What the ethics board must be told of all the same.
    pub adverse_events: Vec<AdverseEvent>,
    /// Of so many sessions the adverse events could not be read, since they were encrypted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: usize,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// The participant was distressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdverseEvent {
    /// How badly.
    pub severity: Severity,
    /// What was done about it.
    pub actions: Vec<String>,
}

impl Tombstone {
    /// A new one for these sessions, of which `unread` are encrypted.
    pub fn new(day: NaiveDate, why: Why, sessions: &[Vec<Event>], unread: usize) -> Self {
        let adverse = |event: &Event| match &event.fact {
            Fact::Distressed {
                severity, actions, ..
            } => Some(AdverseEvent {
                severity: *severity,
                actions: actions.clone(),
            }),
            _ => None,
        };
        Self {
            id: format!("{:032x}", rand::random::<u128>()),
            day,
            why,
            sessions: sessions.len(),
            adverse_events: sessions.iter().flatten().filter_map(adverse).collect(),
            unread,
        }
    }

    /// Adds it to the study's file and syncs that; once only, however often it is asked for.
    pub fn set(&self, study: &Path) -> io::Result<()> {
        let path = study.join(FILE);
        let mut file = disk::open_end(&path)?;
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        (&file).take(MOST).read_to_end(&mut text)?;
        let is_this = |line: &[u8]| {
            serde_json::from_slice::<Self>(line).is_ok_and(|other| other.id == self.id)
        };
        if !text.split(|b| *b == b'\n').any(is_this) {
            let mut line = serde_json::to_vec(self)?;
            line.push(b'\n');
            // A line that a crash cut off must not swallow this one.
            if text.last().is_some_and(|last| *last != b'\n') {
                line.insert(0, b'\n');
            }
            file.write_all(&line)?;
        }
        file.sync_all()?;
        disk::sync_folder(study)
    }
}

//! A session opened with its amendments.

use std::path::Path;

use serde_json::Value;

use super::lines::{self, Log};
use super::overlay::{Amended, Problem, lay};
use super::{Amendment, What, Wish};
use crate::record::Document;
use crate::record::folders;
use crate::record::layers::{self, Layer};
use crate::record::vault::{self, Passphrase};
use crate::session::Fact;

/// A session as it was recorded and as it stands now.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As it was recorded.
    pub recorded: Document,
    /// As it stands with its amendments.
    pub amended: Document,
    /// Every amendment, undone ones too, in order.
    pub amendments: Vec<Amendment>,
    /// The numbers of those that count: neither undone nor an undoing.
    pub standing: Vec<u64>,
    /// What is to be known of the sealed files, one sentence each; empty when they are as they were sealed.
    pub changes: Vec<String>,
    /// Further codings of the session, also unfinished ones.
    pub layers: Vec<Layer>,
    /// What is to be known of the amendments and layers, one sentence each.
    pub notices: Vec<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) log: Log,
}

/// Opens a session by its folder or its document.
///
/// # Errors
/// One sentence when the document or the list of amendments can't be read.
pub fn open(path: &Path) -> Result<Opened, String> {
    let folder = folders::folder_of(path);
    let (recorded, changes) = Document::read(path)?;
    let log = lines::read(&folder)?;
    let layers = layers::read(&folder, &recorded.journal_sha256);
    Ok(Opened::with(recorded, changes, log).and(layers))
}

/// Opens an encrypted session by its folder, in memory alone.
///
/// # Errors
/// One sentence when the passphrase is wrong, or the archive or what is in it can't be read.
pub fn open_encrypted(path: &Path, passphrase: &Passphrase) -> Result<Opened, String> {
    let folder = folders::folder_of(path);
    let files = vault::read(&folder, passphrase)?;
    let (recorded, changes) = Document::read_among(&folder, &files)?;
    let log = lines::read_among(&folder, &files)?;
    let layers = layers::read_among(&files, &recorded.journal_sha256);
    Ok(Opened::with(recorded, changes, log).and(layers))
}

/// A session as it stands now, what is to be known of it, and how many amendments count: cheaper than [`open`] where what was recorded
/// is not asked for.
///
/// # Errors
/// As [`open`].
pub fn open_amended(path: &Path) -> Result<(Document, Vec<String>, usize), String> {
    let (recorded, mut notices) = Document::read(path)?;
    let log = lines::read(&folders::folder_of(path))?;
    if log.amendments.is_empty() {
        notices.extend(log.dropped);
        return Ok((recorded, notices, 0));
    }
    let opened = Opened::with(recorded, notices, log);
    let notices = opened.changes.into_iter().chain(opened.notices).collect();
    Ok((opened.amended, notices, opened.standing.len()))
}

impl Opened {
    fn and(mut self, (layers, lost): (Vec<Layer>, Vec<String>)) -> Self {
        self.layers = layers;
        self.notices.extend(lost);
        self
    }

    fn with(recorded: Document, changes: Vec<String>, mut log: Log) -> Self {
        let mut opened = Self::of(recorded, std::mem::take(&mut log.amendments));
        opened.changes = changes;
        opened.notices.splice(..0, log.dropped.clone());
        opened.log = log;
        opened
    }

    /// A session with these amendments, without looking at any file.
    pub fn of(recorded: Document, amendments: Vec<Amendment>) -> Self {
        let Amended {
            document,
            standing,
            problems,
        } = Amended::of(&recorded, &amendments);
        let notice = |problem: &Problem| {
            format!(
                "Amendment {} counts for nothing: {}",
                problem.n, problem.text
            )
        };
        Self {
            recorded,
            amended: document,
            standing,
            changes: Vec::new(),
            layers: Vec::new(),
            notices: problems.iter().map(notice).collect(),
            amendments,
            problems,
            log: Log::default(),
        }
    }

    /// The number of the amendment by which this one was undone, if it was.
    pub fn undone_by(&self, n: u64) -> Option<u64> {
        let refused = |n: u64| self.problems.iter().any(|problem| problem.n == n);
        let by = self.amendments.iter().filter(|later| !refused(later.n));
        by.filter(|later| later.undoes == Some(n))
            .map(|later| later.n)
            .next_back()
    }

    /// What these words wish, seen by whoever looks at the session as it is here: refused when it was changed meanwhile.
    ///
    /// # Errors
    /// One sentence that says what may be written, or why it can't be amended.
    pub fn wish(&self, words: &[String]) -> Result<Wish, String> {
        let (what, new) = super::parse(words, self)?;
        let old = Some(self.present(&what)?);
        Ok(Wish::Set { what, new, old })
    }

    /// The present value of what these words change, for people; `None` when they name nothing.
    pub fn told(&self, words: &[String]) -> Option<String> {
        let (what, _) = super::parse(words, self).ok()?;
        let present = self.present(&what).ok()?;
        Some(super::words::told(&present))
    }

    pub(super) fn present(&self, what: &What) -> Result<Value, String> {
        lay(&self.recorded, &self.amendments).0.value(what)
    }

    /// A number that no bout and no point of this session ever had.
    pub(super) fn free_number(&self) -> u64 {
        let coded = self.recorded.events.iter().map(|event| match event.fact {
            Fact::BoutOpened { bout: number, .. } | Fact::Point { point: number, .. } => number,
            _ => 0,
        });
        let amended = self
            .amendments
            .iter()
            .map(|amendment| match amendment.what {
                What::Bout { bout: number } | What::Point { point: number } => number,
                _ => 0,
            });
        coded.chain(amended).max().unwrap_or(0).saturating_add(1)
    }

    /// A number that no added note ever had.
    pub(super) fn free_note(&self) -> u64 {
        let amended = self
            .amendments
            .iter()
            .map(|amendment| match amendment.what {
                What::Note { note } => note,
                _ => 0,
            });
        amended.max().unwrap_or(0).saturating_add(1)
    }
}

//! A session opened with its amendments.

use std::path::{Path, PathBuf};

use super::lines::{self, Log};
use super::overlay::{Amended, Problem};
use super::{Amendment, What};
use crate::record::Document;
use crate::record::document;
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
    /// What is to be known of the amendments, one sentence each.
    pub notices: Vec<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) log: Log,
}

/// Opens a session by its folder or its document.
///
/// # Errors
/// One sentence when the document or the list of amendments can't be read.
pub fn open(path: &Path) -> Result<Opened, String> {
    let (recorded, changes) = Document::read(path)?;
    let log = lines::read(&folder_of(path))?;
    let Amended {
        document,
        standing,
        problems,
    } = Amended::of(&recorded, &log.amendments);
    let notices = log.dropped.clone().into_iter();
    let notices = notices.chain(problems.iter().map(|problem| {
        format!(
            "Amendment {} counts for nothing: {}",
            problem.n, problem.text
        )
    }));
    Ok(Opened {
        recorded,
        amended: document,
        amendments: log.amendments.clone(),
        standing,
        changes,
        notices: notices.collect(),
        problems,
        log,
    })
}

/// The session's folder, where its document may be named too.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.file_name() {
        Some(name) if name == document::FILE && !path.is_dir() => {
            let parent = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty());
            parent.unwrap_or(Path::new(".")).to_owned()
        }
        _ => path.to_owned(),
    }
}

impl Opened {
    /// The number of the amendment by which this one was undone, if it was.
    pub fn undone_by(&self, n: u64) -> Option<u64> {
        let refused = |n: u64| self.problems.iter().any(|problem| problem.n == n);
        let by = self.amendments.iter().filter(|later| !refused(later.n));
        by.filter(|later| later.undoes == Some(n))
            .map(|later| later.n)
            .next_back()
    }

    /// A number that no bout of this session ever had.
    pub(super) fn free_bout(&self) -> u64 {
        let coded = self.recorded.events.iter().map(|event| match event.fact {
            Fact::BoutOpened { bout, .. } => bout,
            _ => 0,
        });
        let amended = self
            .amendments
            .iter()
            .map(|amendment| match amendment.what {
                What::Bout { bout } => bout,
                _ => 0,
            });
        coded.chain(amended).max().unwrap_or(0).saturating_add(1)
    }

    /// A number that no point of this session ever had.
    pub(super) fn free_point(&self) -> u64 {
        let coded = self.recorded.events.iter().map(|event| match event.fact {
            Fact::Point { point, .. } => point,
            _ => 0,
        });
        let amended = self
            .amendments
            .iter()
            .map(|amendment| match amendment.what {
                What::Point { point } => point,
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

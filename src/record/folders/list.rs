//! What lies in a data folder, fast enough for the home window: names, the head of each document, the ends of journals.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};

use super::{MOVED, lock, name_of, participant_of};
use crate::protocol::Id;
use crate::record::{disk, document, frames, journal, vault};
use crate::session::{Event, Fact, Mode, Status};
use crate::time::SessionTime;

/// Enough of a document to hold its first keys.
const HEAD: u64 = 64 << 10;
/// Enough of a journal to hold its first line, and its last ones.
const FIRST: u64 = 4 << 20;
const TAIL: u64 = 64 << 10;

/// One session in a data folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its folder.
    pub folder: PathBuf,
    /// Its id: the folder's name.
    pub id: String,
    /// The study, by the folder above.
    pub study: Id,
    /// The participant's code.
    pub participant: Id,
    /// UTC as in the folder's name, `YYYYMMDDTHHMMSSZ`.
    pub stamp: String,
    /// Why it was run, where that can be read.
    pub mode: Option<Mode>,
    /// How far it came.
    pub progress: Progress,
    /// Whether the participant wants the data to be deleted.
    pub wants_deletion: bool,
}

/// How far a session came.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Its document is written.
    Finished(Status),
    /// It is open in a program now.
    Running,
    /// It was left without an end: its events are there, its document is not.
    Unfinished {
        /// When the last readable event was taken.
        last_s: Option<SessionTime>,
        /// That event's number.
        last_seq: Option<u64>,
    },
    /// It went on in another data folder.
    Moved,
    /// It is finished and encrypted; only its folder's name tells of it.
    Encrypted,
    /// The program ended before anything was recorded: there is a folder, and no fact in it.
    NeverBegun,
    /// There is neither a readable journal nor a readable document.
    Unreadable,
}

/// Every session in `data`, newest first. What is no session is passed over; an absent folder holds none.
pub fn list(data: &Path) -> Vec<Listed> {
    let mut found: Vec<Listed> = folders_in(data)
        .filter(|study| Id::is_valid(&name_of(study)))
        .flat_map(|study| list_study(&study))
        .collect();
    found.sort_by(|a, b| b.id.cmp(&a.id));
    found
}

/// Every session in a study's folder.
pub fn list_study(study: &Path) -> Vec<Listed> {
    folders_in(study)
        .filter_map(|folder| look(&folder))
        .collect()
}

/// The folders in a folder; links to folders are none.
pub fn folders_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
}

/// One session by its folder; `None` when its name is no session's.
pub fn look(folder: &Path) -> Option<Listed> {
    let id = name_of(folder);
    let by_name = participant_of(&id)?;
    let study = Id(folder.parent().map(name_of)?);
    let stamp = id.split('_').next().unwrap_or_default().to_owned();
    let encrypted = vault::is_encrypted(folder);
    let head = head_of_document(&folder.join(document::FILE)).filter(|_| !encrypted);
    let (participant, mode, progress) = match head {
        Some((session, participant)) => (
            participant
                .map(|participant| participant.code)
                .filter(is_code)
                .unwrap_or(by_name),
            Some(session.mode),
            Progress::Finished(session.status),
        ),
        None if encrypted => (by_name, None, Progress::Encrypted),
        None => unfinished(folder, by_name),
    };
    Some(Listed {
        folder: folder.to_owned(),
        id,
        study,
        participant,
        stamp,
        mode,
        wants_deletion: wants_deletion(folder, &progress),
        progress,
    })
}

/// What a file says is a participant's code may be anything; places on the disk are named after it.
fn is_code(code: &Id) -> bool {
    Id::is_valid(code.as_str())
}

/// Only a withdrawn session's document is read as a whole for this.
fn wants_deletion(folder: &Path, progress: &Progress) -> bool {
    *progress == Progress::Finished(Status::Withdrawn)
        && document::Document::read(folder)
            .is_ok_and(|(document, _)| document::wants_deletion(&document))
}

fn unfinished(folder: &Path, by_name: Id) -> (Id, Option<Mode>, Progress) {
    let path = folder.join(journal::FILE);
    let first = disk::read_head(&path, FIRST).unwrap_or_default();
    let begun = journal::read(
        first
            .split_inclusive(|b| *b == b'\n')
            .next()
            .unwrap_or_default(),
    )
    .ok()
    .and_then(|journal| journal.events.into_iter().next());
    let (participant, mode) = match begun {
        Some(Event {
            fact: Fact::SessionStarted { header },
            ..
        }) if is_code(&header.participant) => (header.participant.clone(), Some(header.mode)),
        Some(Event {
            fact: Fact::SessionStarted { header },
            ..
        }) => (by_name, Some(header.mode)),
        _ => (by_name, None),
    };
    let progress = if lock::is_session_locked(folder) {
        Progress::Running
    } else if folder.join(MOVED).exists() {
        Progress::Moved
    } else if mode.is_none() && holds_nothing(folder) {
        Progress::NeverBegun
    } else if mode.is_none() {
        Progress::Unreadable
    } else {
        let last = last_event(&path);
        Progress::Unfinished {
            last_s: last.as_ref().map(|event| event.t_s),
            last_seq: last.as_ref().map(|event| event.seq),
        }
    };
    (participant, mode, progress)
}

/// Whether there is nothing in a session's folder but what its start makes before the first fact: files of no content, and locks.
pub(super) fn holds_nothing(folder: &Path) -> bool {
    let Ok(mut entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries.all(|entry| {
        entry.is_ok_and(|entry| match entry.file_name().to_str() {
            Some(journal::FILE) => holds_at_most(&entry.path(), b""),
            Some(frames::FILE) => holds_at_most(&entry.path(), frames::HEAD.as_bytes()),
            Some(lock::SESSION) => entry.file_type().is_ok_and(|kind| kind.is_file()),
            _ => false,
        })
    })
}

/// Whether it is a plain file that holds a beginning of `most` and nothing else.
fn holds_at_most(path: &Path, most: &[u8]) -> bool {
    disk::read_head(path, most.len() as u64 + 1).is_ok_and(|bytes| most.starts_with(&bytes))
}

/// The last line of a journal that reads as an event. Its chain is not checked here: recovery does that.
fn last_event(path: &Path) -> Option<Event> {
    #[derive(Deserialize)]
    struct Line {
        event: Event,
    }
    use std::io::{Read, Seek, SeekFrom};
    let mut file = disk::open_plain(path, u64::MAX).ok()?;
    let from = file.metadata().ok()?.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    tail.rsplit(|b| *b == b'\n')
        .find_map(|line| serde_json::from_slice::<Line>(line).ok())
        .map(|line| line.event)
}

/// What the list needs of a document's `session`.
#[derive(Deserialize)]
struct Session {
    status: Status,
    mode: Mode,
}

/// What the list needs of its `participant`.
#[derive(Deserialize)]
struct Participant {
    code: Id,
}

/// Reads a document only as far as its `participant`, which stands near the top.
fn head_of_document(path: &Path) -> Option<(Session, Option<Participant>)> {
    let bytes = disk::read_head(path, HEAD).ok()?;
    let mut head = Head::default();
    let mut reader = serde_json::Deserializer::from_slice(&bytes);
    // The visitor breaks off on purpose, so the error says nothing.
    drop(reader.deserialize_map(&mut head));
    Some((head.session?, head.participant))
}

#[derive(Default)]
struct Head {
    session: Option<Session>,
    participant: Option<Participant>,
}

impl<'de> Visitor<'de> for &mut Head {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a session document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "session" => self.session = Some(map.next_value()?),
                "participant" => {
                    self.participant = Some(map.next_value()?);
                    return Err(de::Error::custom("far enough"));
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

//! Sessions whose folders somebody renamed or moved within the data folder: no list names them, so they must be told of wherever
//! nothing may be overlooked.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{folders_in, is_session_name, name_of};
use crate::protocol::Id;
use crate::record::{disk, document, journal, vault};
use crate::session::{Event, Fact};

/// Deeper folders, and more of them, are not looked into.
const DEPTH: usize = 4;
const MOST: usize = 20_000;
/// Enough of a journal to hold its first line, and a document at most.
const FIRST: u64 = 4 << 20;
const WHOLE: u64 = 32 << 20;

/// A folder with a session's files that is not called, or does not lie, as a session's folder does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// The folder.
    pub folder: PathBuf,
    /// Whose session it is and where it belongs, where its files can be read: participant, study, name of the folder.
    pub session: Option<(Id, Id, String)>,
}

/// The ones in a data folder.
pub fn strangers(data: &Path) -> Vec<Stranger> {
    let mut found = Vec::new();
    let mut waiting: Vec<(PathBuf, usize)> = visible(data).map(|folder| (folder, 1)).collect();
    let mut seen = 0;
    while let Some((folder, depth)) = waiting.pop() {
        seen += 1;
        if seen > MOST {
            break;
        }
        let study = folder.parent().map(name_of).unwrap_or_default();
        // What lies where it belongs is in the list; its files need not be read once more.
        if depth == 2 && is_session_name(&name_of(&folder)) && Id::is_valid(&study) {
            continue;
        }
        if holds_session(&folder) {
            found.push(Stranger {
                session: session_in(&folder),
                folder,
            });
        } else if depth < DEPTH {
            waiting.extend(visible(&folder).map(|folder| (folder, depth + 1)));
        }
    }
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found
}

impl Stranger {
    /// What is to be done, in one sentence.
    pub fn sentence(&self) -> String {
        let here = self.folder.display();
        match &self.session {
            Some((participant, study, name)) => format!(
                "{here} holds a session of participant {participant}, but is not where it belongs, so it is left out everywhere: move it back to {study}/{name} in the data folder."
            ),
            None => format!(
                "{here} holds files of a session, but its name is no session's, so it is left out everywhere: give it its old name back."
            ),
        }
    }

    /// Whether it is, or may be, this participant's.
    pub fn may_be_of(&self, code: &Id) -> bool {
        self.session
            .as_ref()
            .is_none_or(|(participant, _, _)| participant == code)
    }
}

fn visible(folder: &Path) -> impl Iterator<Item = PathBuf> {
    folders_in(folder).filter(|folder| !name_of(folder).starts_with('.'))
}

fn holds_session(folder: &Path) -> bool {
    let is_file = |name: &str| {
        let about = folder.join(name).symlink_metadata();
        about.is_ok_and(|about| about.is_file())
    };
    is_file(journal::FILE) || is_file(document::FILE) || vault::is_encrypted(folder)
}

fn session_in(folder: &Path) -> Option<(Id, Id, String)> {
    let told = by_journal(folder).or_else(|| by_document(folder))?;
    let (participant, study, name) = &told;
    let is_plain =
        Id::is_valid(participant.as_str()) && Id::is_valid(study.as_str()) && is_session_name(name);
    is_plain.then_some(told)
}

fn by_journal(folder: &Path) -> Option<(Id, Id, String)> {
    let first = disk::read_head(&folder.join(journal::FILE), FIRST).ok()?;
    let line = first.split_inclusive(|b| *b == b'\n').next()?;
    match journal::read(line).ok()?.events.into_iter().next()? {
        Event {
            fact: Fact::SessionStarted { header },
            ..
        } => Some((header.participant, header.study, header.session)),
        _ => None,
    }
}

fn by_document(folder: &Path) -> Option<(Id, Id, String)> {
    #[derive(Deserialize)]
    struct Head {
        session: Session,
        participant: Participant,
    }
    #[derive(Deserialize)]
    struct Session {
        id: String,
        study: Id,
    }
    #[derive(Deserialize)]
    struct Participant {
        code: Id,
    }
    let file = disk::open_plain(&folder.join(document::FILE), WHOLE).ok()?;
    let head: Head = serde_json::from_reader(BufReader::new(file.take(WHOLE))).ok()?;
    Some((head.participant.code, head.session.study, head.session.id))
}

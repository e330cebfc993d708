//! Where sessions lie: `DATA/<study>/<UTC stamp>_<participant code>[_n]/`, made privately and locked against a second writer.

mod list;
mod lock;
mod place;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub use list::{Listed, Progress, list, look};
pub(super) use list::{folders_in, list_study};
pub(super) use place::cant_write;
pub use place::{check, default_data, free_bytes, is_open_to_others, synced_by};

use super::{disk, trouble};
use crate::protocol::Id;
use lock::Lock;

/// How often one participant can begin within one second.
const MOST_IN_A_SECOND: u32 = 99;
/// Left in a folder whose session went on in another one.
pub(super) const MOVED: &str = "moved";

/// A session's folder that is ours alone while this lives, together with the participant's code in its data folder.
#[derive(Debug)]
pub struct SessionFolder {
    path: PathBuf,
    study: Id,
    participant: Id,
    _session: Lock,
    _participant: Lock,
}

impl SessionFolder {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder's name, which is also the session's id.
    pub fn id(&self) -> String {
        name_of(&self.path)
    }

    /// Makes a folder of the same name in another data folder, for a session whose own can't be written to any more.
    ///
    /// # Errors
    /// One sentence, as [`create`].
    pub(super) fn beside(&self, data: &Path) -> Result<Self, String> {
        create_named(data, &self.study, &self.participant, &self.id())
    }
}

/// Makes the folder of a new session and locks it.
///
/// # Errors
/// One sentence: a name that can't be a folder's, a folder that can't be written to, or a participant whose session is running.
pub fn create(
    data: &Path,
    study: &Id,
    participant: &Id,
    started: DateTime<Utc>,
) -> Result<SessionFolder, String> {
    for (what, name) in [("study", study), ("participant code", participant)] {
        if !Id::is_valid(name.as_str()) {
            return Err(format!(
                "The {what} “{name}” can't name a folder: use 1 to 64 letters, digits, _ or -."
            ));
        }
    }
    let stamp = started.format("%Y%m%dT%H%M%SZ");
    create_named(data, study, participant, &format!("{stamp}_{participant}"))
}

/// Locks the folder of a session that is there already, to take it up again or to close it.
///
/// # Errors
/// One sentence when it is no session's folder or another program has it open.
pub fn reopen(path: &Path) -> Result<SessionFolder, String> {
    let study = path.parent().map(name_of).unwrap_or_default();
    let listed = look(path).filter(|_| Id::is_valid(&study) && path.is_dir());
    let Some(Listed {
        study, participant, ..
    }) = listed
    else {
        return Err(format!(
            "{} is not the folder of a session.",
            path.display()
        ));
    };
    let data = path.parent().and_then(Path::parent).unwrap_or(path);
    lock_both(data, path.to_owned(), &study, &participant)
}

fn create_named(
    data: &Path,
    study: &Id,
    participant: &Id,
    name: &str,
) -> Result<SessionFolder, String> {
    let cant = |error| cant_write(data, &error);
    let parent = data.join(study.as_str());
    disk::make_folder(&parent).map_err(cant)?;
    for n in 1..=MOST_IN_A_SECOND {
        let path = parent.join(if n == 1 {
            name.to_owned()
        } else {
            format!("{name}_{n}")
        });
        match make_one(&path) {
            Ok(()) => {
                disk::sync_folder(&parent).map_err(cant)?;
                return lock_both(data, path.clone(), study, participant)
                    .inspect_err(|_| drop(std::fs::remove_dir(&path)));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cant(error)),
        }
    }
    Err(format!(
        "There are too many folders named {name} in {}: wait a second and begin again.",
        parent.display()
    ))
}

fn make_one(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

fn lock_both(
    data: &Path,
    path: PathBuf,
    study: &Id,
    participant: &Id,
) -> Result<SessionFolder, String> {
    let _participant = lock_participant(data, participant)?;
    let _session = lock_session(&path)?;
    Ok(SessionFolder {
        path,
        study: study.clone(),
        participant: participant.clone(),
        _session,
        _participant,
    })
}

fn lock_participant(data: &Path, participant: &Id) -> Result<Lock, String> {
    locked(
        lock::participant(data, participant),
        &format!("A session of participant {participant} is running in this data folder"),
    )
}

fn lock_session(path: &Path) -> Result<Lock, String> {
    locked(
        lock::session(path),
        &format!("Session {} is open in another window", name_of(path)),
    )
}

fn locked(lock: std::io::Result<Option<Lock>>, what: &str) -> Result<Lock, String> {
    match lock {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(format!("{what}: end it there first, or close that window.")),
        Err(error) => Err(trouble::sentence(&error)),
    }
}

/// A participant's code in a data folder, and sessions of theirs, that are ours alone while this lives.
pub(super) struct Held {
    _participant: Lock,
    sessions: Vec<Lock>,
}

/// Locks a participant's code.
///
/// # Errors
/// One sentence when a session of theirs is running.
pub(super) fn hold(data: &Path, participant: &Id) -> Result<Held, String> {
    Ok(Held {
        _participant: lock_participant(data, participant)?,
        sessions: Vec::new(),
    })
}

impl Held {
    /// Locks a session's folder too.
    ///
    /// # Errors
    /// One sentence when it is open elsewhere.
    pub(super) fn lock(&mut self, session: &Path) -> Result<(), String> {
        self.sessions.push(lock_session(session)?);
        Ok(())
    }
}

/// Whether a name is that of a session's folder.
pub(super) fn is_session_name(name: &str) -> bool {
    !name.contains('/') && participant_of(name).is_some()
}

/// Whether a session's folder by its name may belong to this participant: a code may end in `_n` as a second folder does.
pub(super) fn may_be_of(name: &str, participant: &Id) -> bool {
    let code = name.split_once('_').map(|(_, code)| code);
    let bare = code.and_then(|code| code.rsplit_once('_'));
    code == Some(participant.as_str()) || bare.is_some_and(|(bare, _)| participant == bare)
}

/// The participant in a folder's name `<stamp>_<code>[_n]`. A code that itself may end in `_n` is taken with it: only the journal knows.
fn participant_of(name: &str) -> Option<Id> {
    let (stamp, code) = name.split_once('_')?;
    chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").ok()?;
    let numbered = |code: &'_ str| {
        let (bare, n) = code.rsplit_once('_')?;
        n.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| bare.to_owned())
    };
    let code = if Id::is_valid(code) {
        Some(code.to_owned())
    } else {
        numbered(code)
    };
    code.filter(|code| Id::is_valid(code)).map(Id)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

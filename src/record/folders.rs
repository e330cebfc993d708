//! Where sessions lie: `DATA/<study>/<UTC stamp>_<participant code>[_n]/`, made privately and locked against a second writer.

mod held;
mod list;
mod lock;
mod place;
mod strangers;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub(super) use held::{Alone, Held, alone, data_of, hold};
pub use held::{is_occupied, is_open};
pub(super) use list::folders_in;
pub use list::list_study;
pub use list::{Listed, Progress, list, look};
pub(super) use lock::is_left_lock;
pub(super) use place::{cant_write, check_elsewhere};
pub use place::{check, default_data, free_bytes, is_open_to_others, synced_by};

pub use strangers::{Stranger, strangers};

use super::{AtHand, disk, frames, journal, trouble};
use crate::protocol::Id;
use lock::{Doing, Lock};

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
    /// The whole data folder, while a session is running in it.
    data: Option<Lock>,
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

    /// Whether others are kept out; false where the file system has no locks.
    pub fn keeps_others_out(&self) -> bool {
        let data = self.data.iter();
        data.chain([&self._session, &self._participant])
            .all(|lock| lock.is_real)
    }

    /// Keeps other sessions out of the data folder as well, for a session that is taken up again.
    ///
    /// # Errors
    /// One sentence when another session is running there.
    pub fn occupy(self) -> Result<Self, String> {
        let holder = held::holder(Doing::Running, Some(self.id()));
        let data = match self.data {
            Some(data) => data,
            None => held::lock_data(&data_of(&self.path), &holder)?,
        };
        Ok(Self {
            data: Some(data),
            ..self
        })
    }

    /// What a folder of the same name in another data folder needs to be made.
    pub(super) fn twin(&self) -> Twin {
        Twin {
            study: self.study.clone(),
            participant: self.participant.clone(),
            id: self.id(),
            occupies: self.data.is_some(),
        }
    }
}

/// The folder of a session whose own can't be written to any more, not made yet.
pub(super) struct Twin {
    study: Id,
    participant: Id,
    id: String,
    occupies: bool,
}

impl Twin {
    /// Makes it in another data folder.
    ///
    /// # Errors
    /// One sentence, as [`begin`].
    pub(super) fn make(&self, data: &Path) -> Result<SessionFolder, String> {
        let holder = held::holder(Doing::Running, Some(self.id.clone()));
        let occupied = match self.occupies {
            true => Some(held::lock_data(data, &holder)?),
            false => None,
        };
        let made = create_named(data, &self.study, &self.participant, &self.id)?;
        Ok(SessionFolder {
            data: occupied,
            ..made
        })
    }
}

/// Makes the folder of a session that is to run now: as [`create`], and no other session can begin in the data folder meanwhile.
///
/// # Errors
/// One sentence, as [`create`], or that a session is running there.
pub fn begin(
    data: &Path,
    study: &Id,
    participant: &Id,
    started: DateTime<Utc>,
) -> Result<SessionFolder, String> {
    let name = new_name(study, participant, started)?;
    let holder = held::holder(Doing::Running, Some(name.clone()));
    disk::make_folder(data).map_err(|error| cant_write(data, &error))?;
    let occupied = held::lock_data(data, &holder)?;
    let folder = create_named(data, study, participant, &name)?;
    Ok(SessionFolder {
        data: Some(occupied),
        ..folder
    })
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
    let name = new_name(study, participant, started)?;
    create_named(data, study, participant, &name)
}

fn new_name(study: &Id, participant: &Id, started: DateTime<Utc>) -> Result<String, String> {
    for (what, name) in [("study", study), ("participant code", participant)] {
        if !Id::is_valid(name.as_str()) {
            return Err(format!(
                "The {what} “{name}” can't name a folder: use 1 to 64 letters, digits, _ or -."
            ));
        }
    }
    let stamp = started.format("%Y%m%dT%H%M%SZ");
    Ok(format!("{stamp}_{participant}"))
}

/// Locks the folder of a session that is there already, to take it up again.
///
/// # Errors
/// One sentence when it is no session's folder or another program has it open.
pub fn reopen(path: &Path) -> Result<SessionFolder, String> {
    reopen_for(Doing::Running, path)
}

/// Removes the folder of a session that never began, and the empty files in it.
///
/// # Errors
/// One sentence when somebody has it open, something was recorded after all, or the disk fails; what is not empty stays.
pub fn clear_never_begun(path: &Path) -> Result<(), String> {
    let held = reopen_to_close(path)?;
    // Looked at again now that nobody else can begin in it.
    if !list::holds_nothing(path) {
        return Err(format!(
            "{} is not empty any more: look again.",
            path.display()
        ));
    }
    AtHand::forget(path);
    let cant = |error| format!("{} can't be removed: {error}.", path.display());
    for name in [journal::FILE, frames::FILE] {
        match std::fs::remove_file(path.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(cant(error)),
            _ => {}
        }
    }
    // The lock's own file goes with it; a folder in which somebody begins meanwhile is not empty and stays.
    drop(held);
    std::fs::remove_dir(path).map_err(cant)
}

/// Locks the folder of a session that is there already, to close it.
///
/// # Errors
/// As [`reopen`].
pub(super) fn reopen_to_close(path: &Path) -> Result<SessionFolder, String> {
    reopen_for(Doing::Closing, path)
}

fn reopen_for(doing: Doing, path: &Path) -> Result<SessionFolder, String> {
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
    lock_both(&data_of(path), path.to_owned(), &study, &participant, doing)
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
                return lock_both(data, path.clone(), study, participant, Doing::Running)
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
    doing: Doing,
) -> Result<SessionFolder, String> {
    let holder = held::holder(doing, Some(name_of(&path)));
    let _participant = held::lock_participant(data, participant, &holder)?;
    let _session = held::lock_session(&path, &holder)?;
    Ok(SessionFolder {
        path,
        study: study.clone(),
        participant: participant.clone(),
        _session,
        _participant,
        data: None,
    })
}

/// A session's folder, by itself or by a file in it.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        _ if path.is_dir() => path.to_owned(),
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
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

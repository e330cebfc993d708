//! Locks that end with the process that holds them, whatever becomes of it, and that say what they are held for.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::record::disk;

/// The lock file in a session's folder.
pub(super) const SESSION: &str = ".lock";
/// The folder of the other lock files in a data folder: one of each participant, named by the code.
const FOLDER: &str = ".locks";
/// The lock file of a data folder; no code begins with a full stop.
const DATA: &str = ".data";
/// Who only looks whether a file is locked holds it for an instant: so often and so long it is tried again.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);
/// What a holder says of itself is shorter.
const MOST: u64 = 4096;

/// What a lock is held for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// What is being done.
    pub doing: Doing,
    /// The session's id.
    pub session: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What is being done by whoever holds a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// A session is running.
    Running,
    /// A session that was left is being closed.
    Closing,
    /// Sessions are being removed.
    Withdrawing,
    /// A session is being amended or put away.
    Amending,
}

/// Held until dropped; its file goes with it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
    /// False where the file system has no locks: then nobody else is kept out.
    pub is_real: bool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if is_there(&self.path, &self.file) {
            drop(std::fs::remove_file(&self.path));
        }
    }
}

/// What came of trying to lock.
#[derive(Debug)]
pub enum Taken {
    /// It is ours.
    Ours(Lock),
    /// Somebody else holds it, and says for what, where that can be read.
    Theirs(Option<Holder>),
}

/// Locks a data folder for one running session.
pub fn data(data: &Path, holder: &Holder) -> io::Result<Taken> {
    take(in_data(data, DATA)?, holder)
}

/// Who has locked a data folder, if anybody has.
pub fn data_holder(data: &Path) -> Option<Option<Holder>> {
    let path = data.join(FOLDER).join(DATA);
    is_locked(&path).then(|| read_holder(&path))
}

/// Locks a participant's code in a data folder.
pub fn participant(data: &Path, code: &Id, holder: &Holder) -> io::Result<Taken> {
    take(in_data(data, code.as_str())?, holder)
}

/// Locks a session's folder.
pub fn session(folder: &Path, holder: &Holder) -> io::Result<Taken> {
    take(folder.join(SESSION), holder)
}

/// Whether another program, or another part of this one, has the session open.
pub fn is_session_locked(folder: &Path) -> bool {
    is_locked(&folder.join(SESSION))
}

/// Who has locked a session's folder, if anybody has.
pub fn session_holder(folder: &Path) -> Option<Option<Holder>> {
    let path = folder.join(SESSION);
    is_locked(&path).then(|| read_holder(&path))
}

/// Whether this is a lock file that nobody holds any more and that was one of these sessions'.
pub fn is_left_lock(path: &Path, sessions: &[String]) -> bool {
    let holder = read_holder(path).and_then(|holder| holder.session);
    holder.is_some_and(|session| sessions.contains(&session)) && !is_locked(path)
}

fn is_locked(path: &Path) -> bool {
    let Ok(file) = disk::open_plain(path, u64::MAX) else {
        return false;
    };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn in_data(data: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = data.join(FOLDER);
    disk::make_folder(&folder)?;
    if !Id::is_valid(name) && name != DATA {
        return Err(io::Error::other("it is no participant's code"));
    }
    if !folder.symlink_metadata()?.is_dir() {
        return Err(io::Error::other(format!(
            "{} is a link to another folder: put a real one in its place",
            folder.display()
        )));
    }
    Ok(folder.join(name))
}

fn take(path: PathBuf, holder: &Holder) -> io::Result<Taken> {
    let mut tries = 0;
    loop {
        let file = disk::open_own(&path)?;
        let is_real = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) if tries < TRIES => {
                tries += 1;
                std::thread::sleep(PAUSE);
                continue;
            }
            Err(TryLockError::WouldBlock) => return Ok(Taken::Theirs(read_holder(&path))),
            Err(TryLockError::Error(error)) if knows_no_locks(&error) => false,
            Err(TryLockError::Error(error)) => return Err(error),
        };
        // The holder before us may have removed the file between our opening and our locking it.
        if is_there(&path, &file) {
            is_lock_file(&path, &file)?;
            tell(&file, holder);
            return Ok(Taken::Ours(Lock {
                path,
                file,
                is_real,
            }));
        }
    }
}

/// Whether this very file lies at the path.
fn is_there(path: &Path, file: &File) -> bool {
    match (path.symlink_metadata(), file.metadata()) {
        (Ok(there), Ok(ours)) => (there.dev(), there.ino()) == (ours.dev(), ours.ino()),
        _ => false,
    }
}

/// What lies in the place of a lock file is written to and removed again: nothing else may be taken for one.
fn is_lock_file(path: &Path, file: &File) -> io::Result<()> {
    if file.metadata()?.len() == 0 || read_holder(path).is_some() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "{} is no lock file: put it elsewhere",
        path.display()
    )))
}

/// Some network file systems have no locks. A session runs there all the same, and is warned of it.
fn knows_no_locks(error: &io::Error) -> bool {
    let none = [Errno::NOLCK, Errno::OPNOTSUPP, Errno::NOSYS];
    error.kind() == io::ErrorKind::Unsupported
        || Errno::from_io_error(error).is_some_and(|errno| none.contains(&errno))
}

/// Says in the file what the lock is for. It holds without, too, as on a full disk.
fn tell(mut file: &File, holder: &Holder) {
    let text = serde_json::to_vec(holder).unwrap_or_default();
    drop(file.set_len(0).and_then(|()| file.write_all(&text)));
}

fn read_holder(path: &Path) -> Option<Holder> {
    serde_json::from_slice(&disk::read_head(path, MOST).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder() -> Holder {
        Holder {
            doing: Doing::Running,
            session: Some("20260102T030405Z_P01".to_owned()),
            since: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_lock_says_what_it_is_for_and_its_file_goes_with_it() {
        let home = tempfile::tempdir().unwrap();
        let Taken::Ours(lock) = data(home.path(), &holder()).unwrap() else {
            panic!("nobody else is there");
        };
        assert!(lock.is_real);
        assert_eq!(data_holder(home.path()), Some(Some(holder())));
        match data(home.path(), &holder()).unwrap() {
            Taken::Theirs(told) => assert_eq!(told, Some(holder())),
            Taken::Ours(_) => panic!("it is held"),
        }
        drop(lock);
        assert_eq!(data_holder(home.path()), None);
        assert!(matches!(
            data(home.path(), &holder()).unwrap(),
            Taken::Ours(_)
        ));
    }

    #[test]
    fn who_only_looks_for_a_lock_keeps_nobody_out() {
        let home = tempfile::tempdir().unwrap();
        let path = in_data(home.path(), DATA).unwrap();
        let looking = disk::open_own(&path).unwrap();
        looking.lock_shared().unwrap();
        let later = std::thread::spawn(move || {
            std::thread::sleep(2 * PAUSE);
            drop(looking);
        });
        assert!(matches!(
            data(home.path(), &holder()).unwrap(),
            Taken::Ours(_)
        ));
        later.join().unwrap();
    }

    #[test]
    fn a_file_system_without_locks_is_told_from_one_that_fails() {
        for errno in [Errno::NOLCK, Errno::OPNOTSUPP, Errno::NOSYS] {
            assert!(knows_no_locks(&errno.into()), "{errno}");
        }
        for errno in [Errno::IO, Errno::ACCESS, Errno::NOSPC] {
            assert!(!knows_no_locks(&errno.into()), "{errno}");
        }
    }
}

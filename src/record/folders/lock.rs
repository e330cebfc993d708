//! Locks that end with the process that holds them, whatever becomes of it.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::protocol::Id;
use crate::record::disk;

/// The lock file in a session's folder.
const SESSION: &str = ".lock";
/// The folder of the participants' lock files in a data folder.
const PARTICIPANTS: &str = ".locks";

/// Held until dropped; its file goes with it.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

/// Locks a participant's code in a data folder; `None` when it is locked already.
pub fn participant(data: &Path, code: &Id) -> io::Result<Option<Lock>> {
    let folder = data.join(PARTICIPANTS);
    disk::make_folder(&folder)?;
    take(folder.join(code.as_str()))
}

/// Locks a session's folder; `None` when it is locked already.
pub fn session(folder: &Path) -> io::Result<Option<Lock>> {
    take(folder.join(SESSION))
}

/// Whether another program, or another part of this one, has the session open.
pub fn is_session_locked(folder: &Path) -> bool {
    let Ok(file) = disk::open_plain(&folder.join(SESSION), u64::MAX) else {
        return false;
    };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn take(path: PathBuf) -> io::Result<Option<Lock>> {
    loop {
        let file = disk::private().create(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The holder before us may have removed the file between our opening and our locking it.
        let ours = file.metadata()?.ino();
        if path
            .symlink_metadata()
            .is_ok_and(|there| there.ino() == ours)
        {
            return Ok(Some(Lock { path, _file: file }));
        }
    }
}

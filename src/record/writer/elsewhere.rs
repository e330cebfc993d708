//! Going on in another data folder while the session runs: tried on a thread of its own, since neither disk may keep anybody waiting.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::Builder;

use super::super::folders::{self, SessionFolder};
use super::super::{AtHand, disk};
use super::state::Shared;
use super::threads::RETRY;

/// How far going on in another data folder has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Moving {
    /// Nobody asked for it.
    #[default]
    No,
    /// It is being tried.
    Trying,
    /// It can't be, for this reason; everything stayed as it was.
    Refused(String),
    /// The session is kept in this folder now.
    Moved(PathBuf),
}

/// Tries the other data folder and moves on to it; what comes of it is told in the shared state.
pub fn ask(shared: &Arc<Shared>, data: PathBuf) {
    if std::mem::replace(&mut shared.lock().moving, Moving::Trying) == Moving::Trying {
        return;
    }
    let there = Arc::clone(shared);
    let begun = Builder::new()
        .name("record-move".to_owned())
        .spawn(move || match go(&there, &data) {
            Ok((path, old)) => {
                tell(&there, Moving::Moved(path));
                leave(&there, old);
            }
            Err(why) => tell(&there, Moving::Refused(why)),
        });
    if let Err(error) = begun {
        let why = format!("It can't be tried now ({error}): close other programs and try again.");
        tell(shared, Moving::Refused(why));
    }
}

/// Makes the other folder the session's own. Returns its path and the folder that was left.
pub fn go(shared: &Shared, data: &Path) -> Result<(PathBuf, SessionFolder), String> {
    // The lock is held for microseconds only, never while a disk is asked.
    let (here, twin) = {
        let state = shared.lock();
        (state.folder.path().to_owned(), state.folder.twin())
    };
    if is_same(&folders::data_of(&here), data) {
        return Err(
            "That is the folder that the session is kept in now: choose another one.".to_owned(),
        );
    }
    folders::check_elsewhere(data)?;
    let next = twin.make(data)?;
    let path = next.path().to_owned();
    Ok((path, shared.move_to(next)))
}

/// Marks the folder that was left, as soon as everything lies in the new one: after a crash before that the old one counts.
/// It stays locked meanwhile, and is tried again each second when its disk can't be written to, and once more at the end.
pub fn leave(shared: &Shared, old: SessionFolder) {
    leave_for_good(shared, &old);
    // Others may have the old folder before the recorder's end is told of.
    drop(old);
    shared.lock().leaving -= 1;
    shared.tell();
}

fn leave_for_good(shared: &Shared, old: &SessionFolder) {
    let mut state = shared.lock();
    loop {
        state = shared.wait_while(state, RETRY, |state| {
            !state.closing && !state.journal.is_synced()
        });
        if !state.journal.is_synced() {
            if state.closing {
                return;
            }
            continue;
        }
        let last = state.closing;
        drop(state);
        // Only the folder that counts is taken up, so only its films matter.
        AtHand::forget(old.path());
        let marked = mark(old.path()).is_ok();
        state = shared.lock();
        if marked || last {
            return;
        }
        state = shared.wait_while(state, RETRY, |state| !state.closing);
    }
}

/// That the mark is there says everything, so it is empty: an empty file mostly fits on a full disk, which may be why the folder was left.
fn mark(folder: &Path) -> io::Result<()> {
    let path = folder.join(folders::MOVED);
    match disk::make_new(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => disk::sync_folder(folder),
    }
}

fn tell(shared: &Shared, moving: Moving) {
    shared.lock().moving = moving;
    shared.tell();
}

fn is_same(here: &Path, there: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real(here) == real(there)
}

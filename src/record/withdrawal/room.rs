//! Room for a withdrawal's note on a full disk: it is taken from what the session's own files say twice, or what nobody can read.

use std::io;
use std::path::{Path, PathBuf};

use super::{Progress, document, is_real_folder};
use crate::record::folders::Listed;
use crate::record::{disk, frames, recover, vault};

/// Where room can be made, and how.
enum Room {
    /// This file goes: its facts are in the journal, or it tells of no fact.
    Remove(PathBuf),
    /// An encrypted session loses its second half: it still lies there as one that was encrypted.
    Cut(PathBuf, u64),
}

/// Tries `write` until it succeeds, making room for it step by step while the disk is full.
pub fn make(sessions: &[&Listed], write: impl Fn() -> io::Result<()>) -> Result<(), Stuck> {
    let mut found = find(sessions).into_iter();
    let mut gone = Vec::new();
    loop {
        let error = match write() {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let Some(room) = found.next().filter(|_| disk::is_full(&error)) else {
            return Err(Stuck { error, gone });
        };
        match room.make() {
            Ok(path) => gone.push(path),
            Err(error) => return Err(Stuck { error, gone }),
        }
    }
}

/// The note could not be written.
pub struct Stuck {
    pub error: io::Error,
    /// What was removed for its sake.
    pub gone: Vec<PathBuf>,
}

impl Stuck {
    /// Truly what was done, and what is to do.
    pub fn sentence(&self, study: &Path) -> String {
        let done = match self.gone.as_slice() {
            [] => "nothing was removed".to_owned(),
            gone => {
                let name = |path: &PathBuf| path.display().to_string();
                let names: Vec<String> = gone.iter().map(name).collect();
                format!(
                    "only {} had to give way already, and everything else is still there",
                    names.join(", ")
                )
            }
        };
        format!(
            "The withdrawal in {} can't be begun ({}): {done}; make room on the disk, then withdraw again.",
            study.display(),
            self.error
        )
    }
}

impl Room {
    fn make(self) -> io::Result<PathBuf> {
        match self {
            Self::Remove(path) => {
                std::fs::remove_file(&path)?;
                if let Some(folder) = path.parent() {
                    disk::sync_folder(folder)?;
                }
                Ok(path)
            }
            Self::Cut(path, to) => {
                let file = disk::open_there(&path)?;
                file.set_len(to)?;
                file.sync_all()?;
                Ok(path)
            }
        }
    }
}

/// The frame lists first, then documents whose journals say it all, then archives; the largest of each first.
fn find(sessions: &[&Listed]) -> Vec<Room> {
    let folders = || {
        let real = |session: &&&Listed| is_real_folder(&session.folder);
        sessions.iter().filter(real)
    };
    let frames = folders().map(|session| session.folder.join(frames::FILE));
    let documents = folders()
        .filter(|session| session.progress != Progress::Encrypted && is_in_journal(session))
        .map(|session| session.folder.join(document::FILE));
    let archives = folders()
        .filter(|session| session.progress == Progress::Encrypted)
        .map(|session| session.folder.join(vault::FILE));
    let plain = by_size(frames)
        .into_iter()
        .chain(by_size(documents))
        .map(|(_, path)| Room::Remove(path));
    let cut = by_size(archives)
        .into_iter()
        .map(|(length, path)| Room::Cut(path, length / 2));
    plain.chain(cut).collect()
}

fn by_size(paths: impl Iterator<Item = PathBuf>) -> Vec<(u64, PathBuf)> {
    let mut found: Vec<(u64, PathBuf)> = paths
        .filter_map(|path| {
            let about = path.symlink_metadata().ok()?;
            about.is_file().then_some((about.len(), path))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found
}

/// Whether the journal alone tells everything that the document does.
fn is_in_journal(session: &Listed) -> bool {
    let journal = recover::read(&session.folder).map_or(0, |journal| journal.events.len());
    let sealed = document::Document::read(&session.folder);
    journal > 0 && sealed.is_ok_and(|(document, _)| document.events.len() <= journal)
}

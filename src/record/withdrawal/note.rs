//! What a withdrawal still has to do, noted in the study's folder so that a crash can't leave it half done.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Tombstone, is_real_folder};
use crate::protocol::Id;
use crate::record::{disk, folders};

/// How such a file's name begins and ends; the tombstone's id stands between.
const BEGIN: &str = ".withdrawing-";
const END: &str = ".json";
/// More is no such file.
const MOST: u64 = 16 << 20;

/// One withdrawal in one study. The file goes with the last thing done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What is to stay.
    pub tombstone: Tombstone,
    /// Whose sessions these are.
    pub participant: Id,
    /// Names of the folders that are to go.
    pub sessions: Vec<String>,
    /// Whether the allocation ledger is to forget the code.
    pub forget: bool,
}

/// Whether a file of this name is a note that was not written to its end.
pub fn is_half_written(name: &str) -> bool {
    name.starts_with(BEGIN) && name.ends_with(".part")
}

/// Every note in a data folder, with its study's folder.
pub fn find(data: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut found = Vec::new();
    for study in folders::folders_in(data) {
        for entry in std::fs::read_dir(&study).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(BEGIN) && name.ends_with(END) {
                found.push((study.clone(), entry.path()));
            }
        }
    }
    found.sort();
    found
}

impl Note {
    /// Where it lies.
    pub fn path(&self, study: &Path) -> PathBuf {
        study.join(format!("{BEGIN}{}{END}", self.tombstone.id))
    }

    pub fn write(&self, path: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        disk::replace(path, |out| out.write_all(&text))
    }

    pub fn read(path: &Path) -> Result<Self, String> {
        let cant = |why: String| {
            format!(
                "{} can't be read, so the withdrawal that it tells of can't be finished: {why}.",
                path.display()
            )
        };
        let file = disk::open_plain(path, MOST).map_err(|error| cant(error.to_string()))?;
        let note: Self = serde_json::from_reader(io::BufReader::new(file))
            .map_err(|error| cant(error.to_string()))?;
        if Id::is_valid(note.participant.as_str()) {
            Ok(note)
        } else {
            Err(cant("its participant is no code".to_owned()))
        }
    }

    /// A session that is not this participant's, as no note of our own names one.
    pub fn of_another(&self, study: &Path) -> Option<String> {
        let is_theirs = |folder: &PathBuf| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            // Half removed, only its name may be left of it.
            folders::may_be_of(&name, &self.participant)
                || folders::look(folder)
                    .is_some_and(|listed| listed.participant == self.participant)
        };
        let other = self
            .folders(study)
            .into_iter()
            .find(|folder| !is_theirs(folder));
        other.map(|folder| folder.display().to_string())
    }

    /// The session folders that are still there; a name that is no session's folder in this study is passed over.
    pub fn folders(&self, study: &Path) -> Vec<PathBuf> {
        self.sessions
            .iter()
            .filter(|name| folders::is_session_name(name))
            .map(|name| study.join(name))
            .filter(|folder| is_real_folder(folder))
            .collect()
    }
}

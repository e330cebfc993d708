//! What a running session needs of this computer, and no session file may hold: where its films lie and where the participant's window
//! stands. One private file a session beside the studies' folders, `DATA/.running/<session id>.json`; it goes when the session is over.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk;
use crate::link::Placement;
use crate::protocol::Id;

/// The folder of these files in a data folder.
const FOLDER: &str = ".running";
/// More is no such file.
const MOST: u64 = 1 << 20;

/// What a session that is taken up again finds at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtHand {
    /// Where each stimulus lies.
    pub media: BTreeMap<Id, PathBuf>,
    /// Where the subtitles of stimuli lie.
    pub subtitles: BTreeMap<Id, PathBuf>,
    /// Where the participant's window goes.
    pub placement: Placement,
    /// Whether the experimenter is warned a minute before a probe falls due.
    pub warn_before_probes: bool,
}

impl AtHand {
    /// Keeps it for the session in this folder.
    ///
    /// # Errors
    /// When the disk fails or a path is no text.
    pub fn keep(&self, session: &Path) -> io::Result<()> {
        let path = place(session).ok_or(io::ErrorKind::InvalidInput)?;
        if let Some(folder) = path.parent() {
            disk::make_folder(folder)?;
        }
        let text = serde_json::to_vec(self)?;
        disk::replace(&path, |out| out.write_all(&text))
    }

    /// What was kept for the session in this folder, if that is there and readable.
    pub fn of(session: &Path) -> Option<Self> {
        let file = disk::open_plain(&place(session)?, MOST).ok()?;
        serde_json::from_reader(io::BufReader::new(file)).ok()
    }

    /// Forgets what was kept for the session in this folder.
    pub fn forget(session: &Path) {
        if let Some(path) = place(session) {
            // What is not there need not go; what can't be removed holds no fact of the session.
            drop(std::fs::remove_file(path));
        }
    }
}

fn place(session: &Path) -> Option<PathBuf> {
    let name = session.file_name()?.to_str()?;
    let data = session.parent()?.parent()?;
    Some(data.join(FOLDER).join(format!("{name}.json")))
}

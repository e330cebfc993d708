//! What is broken in the world, and what the engine has been told of it.

use std::collections::BTreeMap;

use crate::record::Recorder;
use crate::session::{OTHER_FOLDER, WorldInput};

/// Names the fault of a disk that saves nothing.
const DISK: &str = "disk";
/// Names the fault of a file system that has no locks.
const LOCK: &str = "lock";
const UNLOCKED: &str = "This data folder lies on a file system without locks: make sure yourself that no other program uses it during the session.";
const MOVED: &str = "The session is kept in another data folder from here on; the first one holds only its beginning.";

/// Faults by their names.
#[derive(Debug, Default)]
pub(super) struct Faults {
    now: BTreeMap<String, String>,
    told: BTreeMap<String, String>,
}

impl Faults {
    /// For an engine that knows of these already, as one does whose session is taken up again.
    pub(super) fn known(told: BTreeMap<String, String>) -> Self {
        Self {
            now: BTreeMap::new(),
            told,
        }
    }

    /// Something is broken, or mended when there is no text.
    pub(super) fn set(&mut self, id: &str, text: Option<String>) {
        match text {
            Some(text) => self.now.insert(id.to_owned(), text),
            None => self.now.remove(id),
        };
    }

    /// What was broken in a stage that is gone is not broken in the next one, unless that says so.
    pub(super) fn forget_stage(&mut self) {
        self.now.retain(|id, _| id == DISK || id == LOCK);
    }

    /// Looks after the disk.
    pub(super) fn look_at(&mut self, recorder: &Recorder) {
        let unlocked = (!recorder.keeps_others_out()).then(|| UNLOCKED.to_owned());
        self.set(DISK, recorder.trouble());
        self.set(LOCK, unlocked);
    }

    /// What broke and what is mended since the engine was last told, in order.
    pub(super) fn news(&mut self) -> Vec<WorldInput> {
        if self.now == self.told {
            return Vec::new();
        }
        let told = std::mem::replace(&mut self.told, self.now.clone());
        let broke = self
            .now
            .iter()
            .filter(|(id, text)| told.get(*id) != Some(*text))
            .map(|(id, text)| fault(id, text));
        let mended = told
            .keys()
            .filter(|id| !self.now.contains_key(*id))
            .map(|id| WorldInput::FaultCleared { id: id.clone() });
        broke.chain(mended).collect()
    }
}

/// The session went on in another data folder: told once, and mended by that.
pub(super) fn moved() -> [WorldInput; 2] {
    let id = OTHER_FOLDER.to_owned();
    [fault(OTHER_FOLDER, MOVED), WorldInput::FaultCleared { id }]
}

fn fault(id: &str, text: &str) -> WorldInput {
    WorldInput::Fault {
        id: id.to_owned(),
        text: text.to_owned(),
    }
}

//! By what a stage knows that a file is still the one that was examined before the session.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How much of each end is looked at: enough to tell films apart, little enough to be read while a participant waits.
const END: u64 = 64 << 10;

/// A file's length and a digest of its two ends. Touching or copying the file does not change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    bytes: u64,
    ends: String,
}

impl FileMark {
    /// The mark of a regular file; `None` when there is none that can be read.
    pub fn of(path: &Path) -> Option<Self> {
        if !path.metadata().ok()?.is_file() {
            return None;
        }
        let mut file = File::open(path).ok()?;
        let bytes = file.metadata().ok()?.len();
        let mut digest = Sha256::new();
        let mut end = Vec::new();
        for from in [0, bytes.saturating_sub(END)] {
            end.clear();
            file.seek(SeekFrom::Start(from)).ok()?;
            (&file).take(END).read_to_end(&mut end).ok()?;
            digest.update(&end);
        }
        let ends = digest.finalize();
        let ends = ends.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self { bytes, ends })
    }
}

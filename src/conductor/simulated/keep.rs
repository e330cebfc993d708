//! Writes a simulated session to disk with the same record code as a real one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::session::Simulated;
use crate::record::{self, Recorder};
use crate::time::Stamp;

/// How long one session may take to reach the disk.
const LONGEST: Duration = Duration::from_secs(30);

/// Writes the session into the data folder and returns its document.
///
/// # Errors
/// One sentence when the folder can't be written to, or already holds the session of this seed and participant.
pub fn keep(simulated: &Simulated, data: &Path) -> Result<PathBuf, String> {
    let header = simulated.engine.header();
    let folder = data.join(header.study.as_str()).join(&simulated.id);
    if folder.exists() {
        return Err(format!(
            "{} is there already: choose another data folder or another seed.",
            folder.display()
        ));
    }
    let folder = record::create(data, &header.study, &header.participant, simulated.started)?;
    let recorder = Recorder::start(folder, Stamp(0))?;
    recorder.append(simulated.events.iter().cloned());
    recorder.seal();
    recorder.settle(LONGEST)?;
    recorder
        .document()
        .ok_or_else(|| "The session document could not be written.".to_owned())
}

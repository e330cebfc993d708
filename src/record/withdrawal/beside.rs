//! What a data folder holds of a session outside the session's own folder: local files of the program, half written files, exports.

use std::io;
use std::path::Path;

use super::note;
use crate::record::{allocation, disk, exports, folders, unlocking};

/// Removes it for these sessions of a study. Returns what the experimenter has to know, one sentence each.
pub fn forget(study: &Path, sessions: &[String]) -> io::Result<Vec<String>> {
    half_written(study)?;
    unlocking::forget(study, sessions)?;
    let Some(data) = study.parent() else {
        return Ok(Vec::new());
    };
    local(data, sessions)?;
    exports::forget(data, sessions)
}

/// A crash may have left the ledger, or the note of a withdrawal, half written beside the real one.
fn half_written(study: &Path) -> io::Result<()> {
    let ledger = format!("{}.part", allocation::FILE);
    for entry in std::fs::read_dir(study)?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name == ledger || note::is_half_written(&name);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Files of the program's own in the hidden folders of the data folder, named after a session as in `.running/<session>.json`.
fn local(data: &Path, sessions: &[String]) -> io::Result<()> {
    for folder in folders::folders_in(data) {
        let is_hidden = folder
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden {
            continue;
        }
        let mut removed = false;
        for entry in std::fs::read_dir(&folder)?.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let stem = name.split('.').next().unwrap_or_default();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let is_named = sessions.iter().any(|session| session == stem);
            // A lock that a crash left behind says for which session it was.
            if !is_folder && (is_named || folders::is_left_lock(&entry.path(), sessions)) {
                std::fs::remove_file(entry.path())?;
                removed = true;
            }
        }
        if removed {
            disk::sync_folder(&folder)?;
        }
    }
    Ok(())
}

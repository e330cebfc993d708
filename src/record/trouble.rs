//! What the experimenter reads when the disk fails: one sentence that says what to do.

use std::io::{Error, ErrorKind};

/// Why something is not being saved, and what helps.
pub fn sentence(error: &Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "The disk is full: free some space or choose another data folder; what happens is kept in memory until then."
                .to_owned()
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "The session's folder can't be written to: allow writing or choose another data folder; what happens is kept in memory until then."
                .to_owned()
        }
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            "The session's folder is gone: put it back or choose another data folder; what happens is kept in memory until then."
                .to_owned()
        }
        _ => format!(
            "The disk reports an error ({error}): choose another data folder; what happens is kept in memory until then."
        ),
    }
}

/// The session's file is no longer where it was.
pub fn gone() -> Error {
    Error::from(ErrorKind::NotFound)
}

//! What the experimenter reads when the disk fails: one sentence that says what to do.

use std::io::{Error, ErrorKind};

/// How a failure is told.
pub type Tell = fn(&Error) -> String;

/// Why something of the running session is not being saved, and what helps.
pub fn sentence(error: &Error) -> String {
    let helps = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some space or"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "allow writing or",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "put it back or",
        _ => "",
    };
    let gap = if helps.is_empty() { "" } else { " " };
    format!(
        "{}: {helps}{gap}choose another data folder; what happens is kept in memory until then.",
        cause(error)
    )
}

/// Why a session that does not run can't be begun, taken up or closed, and what helps.
pub fn at_rest(error: &Error) -> String {
    let helps = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some space"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "allow writing",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "put it back",
        _ => "look after the disk",
    };
    format!("{}: {helps} and try again.", cause(error))
}

fn cause(error: &Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "The disk is full".to_owned()
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "The session's folder can't be written to".to_owned()
        }
        ErrorKind::NotFound | ErrorKind::NotADirectory => "The session's folder is gone".to_owned(),
        _ => format!("The disk reports an error ({error})"),
    }
}

/// The session's file is no longer where it was.
pub fn gone() -> Error {
    Error::from(ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_runs_nothing_is_said_to_be_kept_in_memory() {
        let kinds = [
            ErrorKind::StorageFull,
            ErrorKind::ReadOnlyFilesystem,
            ErrorKind::NotFound,
            ErrorKind::Other,
        ];
        for error in kinds.map(Error::from) {
            let (running, rest) = (sentence(&error), at_rest(&error));
            assert!(
                running.ends_with(
                    "choose another data folder; what happens is kept in memory until then."
                ),
                "{running}"
            );
            assert!(rest.ends_with("and try again."), "{rest}");
            assert!(
                !rest.contains("memory") && !rest.contains("another"),
                "{rest}"
            );
        }
    }
}

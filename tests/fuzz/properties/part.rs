//! Any bytes as a part of a protocol in a file of its own are refused in plain lines or accepted, and the same by themselves as inside
//! a protocol's folder.

use lacrima::protocol::{FileKind, Severity, load};

use super::common::plain;

/// The property.
pub fn holds(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder for the part");
    let path = folder.path().join("part.json");
    std::fs::write(&path, bytes).expect("the part can be written");
    let said = load::kind_of(&path);
    for kind in FileKind::ALL {
        // A file that says nothing of its kind may be taken for any; one that says it, for no other.
        match load::check_part(&path, kind) {
            Ok(warnings) => {
                plain(&warnings);
                assert!(warnings.iter().all(|p| p.severity == Severity::Warning));
                assert_eq!(said, kind);
            }
            Err(problems) => {
                plain(&problems);
                assert!(problems.iter().any(|p| p.severity == Severity::Error));
            }
        }
    }
}

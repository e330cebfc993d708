//! Which sessions were shown in this run of the program with what was recorded of them: whoever codes one of these again can't be taken
//! to be blind.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What was shown.
#[derive(Debug, Default)]
pub struct Shown(BTreeSet<PathBuf>);

impl Shown {
    /// This session was shown, or every session in this folder.
    pub fn note(&mut self, folder: &Path) {
        self.0.insert(known(folder));
    }

    /// Whether nothing of this session was shown.
    pub fn is_unseen(&self, session: &Path) -> bool {
        let session = known(session);
        !self.0.iter().any(|shown| session.starts_with(shown))
    }
}

/// One path for a folder, however it was named.
fn known(folder: &Path) -> PathBuf {
    folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_seen_by_any_name_alone_or_among_its_study() {
        let data = tempfile::tempdir().unwrap();
        let at = |name: &str| data.path().join(name);
        for name in ["film/s1", "film/s2", "other/s3"] {
            std::fs::create_dir_all(at(name)).unwrap();
        }
        let mut shown = Shown::default();
        shown.note(&at("film/../film/s1"));
        let unseen = |shown: &Shown| {
            ["film/s1", "film/s2", "other/s3"].map(|name| shown.is_unseen(&at(name)))
        };
        assert_eq!(unseen(&shown), [false, true, true]);
        shown.note(&at("film"));
        assert_eq!(unseen(&shown), [false, false, true]);
    }
}

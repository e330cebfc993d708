//! The newest session document below a folder, with its times on the machine's own clock.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A session as another program reads it.
pub struct Session {
    document: Value,
    /// `CLOCK_MONOTONIC` at session time zero, in seconds.
    origin_s: f64,
}

impl Session {
    /// Reads the newest `session.json` below `folder`.
    pub fn newest(folder: &Path) -> Option<Self> {
        let path = files(folder, "session.json").pop()?;
        let document: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let origin_s = document.pointer("/session/clock/origin_s")?.as_f64()?;
        Some(Self { document, origin_s })
    }

    /// When the keys were stamped: point events and onsets of bouts, `CLOCK_MONOTONIC` seconds.
    pub fn stamps(&self) -> Vec<f64> {
        self.times("points", "t_s")
            .chain(self.times("coding", "onset_s"))
            .collect()
    }

    /// When the first event of this kind and step was taken, `CLOCK_MONOTONIC` seconds.
    pub fn event(&self, kind: &str, step: &str) -> Option<f64> {
        let is = |event: &&Value| {
            event.get("kind").and_then(Value::as_str) == Some(kind)
                && event.get("step").and_then(Value::as_str) == Some(step)
        };
        let event = self.list("events").iter().find(is)?;
        Some(self.origin_s + event.get("t_s")?.as_f64()?)
    }

    /// Each probe that had a time to be due, with that time in `CLOCK_MONOTONIC` seconds.
    pub fn due(&self) -> Vec<f64> {
        self.times("probes", "scheduled_s").collect()
    }

    fn times(&self, list: &str, key: &'static str) -> impl Iterator<Item = f64> {
        self.list(list)
            .iter()
            .filter_map(move |entry| entry.get(key)?.as_f64())
            .map(|s| self.origin_s + s)
    }

    fn list(&self, name: &str) -> &[Value] {
        self.document
            .get(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// All files of that name below `folder`, oldest first.
pub fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|own| own == name) {
                found.push(path);
            }
        }
    }
    found.sort_by_key(|path| fs::metadata(path).and_then(|about| about.modified()).ok());
    found
}

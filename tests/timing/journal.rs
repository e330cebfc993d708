//! When lines reach the journal: watches the file from outside while a session runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::photodiode::now_s;
use super::session::files;

/// Watches the newest journal below a folder until [`Watch::stop`].
pub struct Watch {
    thread: JoinHandle<Vec<f64>>,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Begins; the journal need not be there yet.
    pub fn start(folder: PathBuf) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("journal-watch".to_owned())
            .spawn(move || watch(&folder, &stopped))
            .expect("a thread for the journal");
        Self { thread, stop }
    }

    /// When the journal grew, `CLOCK_MONOTONIC` seconds, to about a millisecond.
    pub fn stop(self) -> Vec<f64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the journal can be watched")
    }
}

fn watch(folder: &Path, stopped: &AtomicBool) -> Vec<f64> {
    let mut grown = Vec::new();
    let mut journal = None;
    let mut length = 0;
    while !stopped.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(if journal.is_some() {
            1
        } else {
            100
        }));
        if journal.is_none() {
            journal = files(folder, "journal.jsonl").pop();
        }
        let now = journal
            .as_ref()
            .and_then(|path| fs::metadata(path).ok())
            .map_or(0, |about| about.len());
        if now > length {
            grown.push(now_s());
            length = now;
        }
    }
    grown
}

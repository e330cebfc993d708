//! The recorder over a slow disk, a failing disk and a real one.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Moving, Recorder};
use crate::link::FrameLine;
use crate::record::disk::{Disk, RealDisk, Sink};
use crate::record::document::Document;
use crate::record::testing::{started, whole};
use crate::record::{Progress, folders, journal, recover};
use crate::session::Event;
use crate::time::{FilmTime, Stamp};

/// So long may a test wait for what must come; nothing is judged by it.
const PATIENCE: Duration = Duration::from_secs(20);

fn folder(data: &Path) -> folders::SessionFolder {
    folders::create(data, &"film".into(), &"P01".into(), started()).unwrap()
}

fn over(disk: Arc<dyn Disk>, data: &Path) -> Recorder {
    let journal = journal::Journal::default();
    Recorder::with_disk(
        folder(data),
        Stamp(0),
        disk,
        Vec::new(),
        journal,
        super::super::trouble::sentence,
    )
    .unwrap()
}

/// Waits for `condition`.
fn until(condition: impl Fn() -> bool) {
    for _ in 0..2000 {
        if condition() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it never came true");
}

/// A disk whose syncs and writes do what the test says.
struct Wayward {
    /// Each sync of the journal takes one permit, when there is a gate.
    gate: Option<Arc<Mutex<Receiver<()>>>>,
    full: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
}

struct WaywardSink {
    inner: Box<dyn Sink>,
    gate: Option<Arc<Mutex<Receiver<()>>>>,
    full: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
}

impl Wayward {
    fn new(gate: Option<Receiver<()>>) -> Self {
        Self {
            gate: gate.map(|gate| Arc::new(Mutex::new(gate))),
            full: Arc::default(),
            broken: Arc::default(),
        }
    }
}

impl Disk for Wayward {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Sink>> {
        let gate = self.gate.clone().filter(|_| path.ends_with(journal::FILE));
        let inner = RealDisk.open(path)?;
        let (full, broken) = (self.full.clone(), self.broken.clone());
        Ok(Box::new(WaywardSink {
            inner,
            gate,
            full,
            broken,
        }))
    }
}

impl Sink for WaywardSink {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        if self.full.load(Ordering::SeqCst) {
            // A full disk still takes a part of what it is given.
            self.inner.write_at(offset, &bytes[..bytes.len() / 2])?;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.inner.write_at(offset, bytes)
    }

    fn sync(&self) -> io::Result<()> {
        if let Some(gate) = &self.gate {
            // A dropped sender opens the gate for good.
            let _ = gate.lock().unwrap().recv();
        }
        if self.broken.load(Ordering::SeqCst) {
            return Err(io::Error::from_raw_os_error(5));
        }
        self.inner.sync()
    }

    fn head(&self, most: usize) -> io::Result<Vec<u8>> {
        self.inner.head(most)
    }

    fn in_place(&self) -> bool {
        self.inner.in_place()
    }
}

fn gated(data: &Path) -> (Recorder, SyncSender<()>) {
    let (permit, gate) = sync_channel(1000);
    (over(Arc::new(Wayward::new(Some(gate))), data), permit)
}

fn read_back(recorder: &Recorder) -> Vec<Event> {
    recover::read(&recorder.folder()).unwrap().events
}

#[test]
fn what_is_appended_is_in_the_file_before_it_is_synced_and_saved_only_after() {
    let data = tempfile::tempdir().unwrap();
    let (recorder, permit) = gated(data.path());
    let events = whole();
    // The sync hangs all the while; the appends come through.
    for event in &events {
        recorder.append([event.clone()]);
    }
    assert_eq!(recorder.taken(), events.len() as u64);
    until(|| read_back(&recorder) == events);
    assert_eq!(recorder.saved(), 0);
    drop(permit);
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(recorder.saved(), events.len() as u64);
    assert_eq!(recorder.trouble(), None);
}

#[test]
fn a_full_disk_keeps_everything_in_order_and_goes_on_when_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let disk = Wayward::new(None);
    let full = disk.full.clone();
    let recorder = over(Arc::new(disk), data.path());
    let events = whole();
    let (first, rest) = events.split_at(5);
    recorder.append(first.to_vec());
    recorder.settle(PATIENCE).unwrap();
    full.store(true, Ordering::SeqCst);
    recorder.append(rest.to_vec());
    until(|| {
        recorder
            .trouble()
            .is_some_and(|said| said.contains("disk is full"))
    });
    assert_eq!(
        (recorder.taken(), recorder.saved()),
        (events.len() as u64, 5)
    );
    assert!(read_back(&recorder).len() >= 5);
    full.store(false, Ordering::SeqCst);
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(recorder.trouble(), None);
    assert_eq!(read_back(&recorder), events);
}

#[test]
fn after_a_failed_sync_nothing_counts_as_saved_until_it_was_written_again() {
    let data = tempfile::tempdir().unwrap();
    let disk = Wayward::new(None);
    let broken = disk.broken.clone();
    let recorder = over(Arc::new(disk), data.path());
    broken.store(true, Ordering::SeqCst);
    recorder.append(whole());
    until(|| {
        recorder
            .trouble()
            .is_some_and(|said| said.contains("reports an error"))
    });
    assert_eq!(recorder.saved(), 0);
    broken.store(false, Ordering::SeqCst);
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(recorder.saved(), whole().len() as u64);
}

#[test]
fn a_removed_folder_is_noticed_and_written_anew() {
    let data = tempfile::tempdir().unwrap();
    let recorder = over(Arc::new(RealDisk), data.path());
    recorder.append(whole());
    recorder.settle(PATIENCE).unwrap();
    std::fs::remove_dir_all(recorder.folder()).unwrap();
    until(|| recorder.folder().join(journal::FILE).exists());
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(read_back(&recorder), whole());
}

#[test]
fn with_its_disk_taken_out_a_session_moves_to_another_folder_whole() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let recorder = over(Arc::new(RealDisk), data.path());
    let events = whole();
    recorder.append(events[..9].to_vec());
    recorder.settle(PATIENCE).unwrap();
    std::fs::rename(data.path().join("film"), data.path().join("elsewhere")).unwrap();
    recorder.append(events[9..].to_vec());
    until(|| {
        recorder
            .trouble()
            .is_some_and(|said| said.contains("folder is gone"))
    });
    assert_eq!(recorder.saved(), 0);
    // The folder that failed is no other folder, and a file is none at all.
    let refused = |data: &Path, why: &str| {
        recorder.ask_move(data.to_owned());
        until(|| matches!(recorder.moving(), Moving::Refused(said) if said.contains(why)));
    };
    refused(data.path(), "kept in now");
    refused(Path::new("stick"), "whole path");
    std::fs::write(other.path().join("file"), "").unwrap();
    refused(&other.path().join("file"), "it is a file");
    recorder.ask_move(other.path().to_owned());
    until(|| matches!(recorder.moving(), Moving::Moved(_)));
    let moved = recorder.folder();
    recorder.seal();
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(recorder.saved(), events.len() as u64);
    assert!(moved.starts_with(other.path()));
    assert_eq!(recover::read(&moved).unwrap().events, events);
    assert_eq!(recorder.document().unwrap(), moved.join("session.json"));
    // The old disk comes back while the session runs: what lies there is marked, and is not taken for a session that crashed.
    std::fs::rename(data.path().join("elsewhere"), data.path().join("film")).unwrap();
    let old = data.path().join("film").join(moved.file_name().unwrap());
    until(|| old.join(folders::MOVED).exists());
    until(|| folders::look(&old).unwrap().progress == Progress::Moved);
    let refused = recover::close_interrupted(&old).unwrap_err();
    assert!(
        refused.contains("went on in another data folder"),
        "{refused}"
    );
    // What was written before anybody saw that the folder was gone may have reached it all the same.
    let there = recover::read(&old).unwrap().events;
    assert!(there.len() >= 9 && events.starts_with(&there));
}

#[test]
fn before_the_new_folder_holds_everything_the_old_one_is_not_marked_as_left() {
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (recorder, permit) = gated(data.path());
    let old = recorder.folder();
    recorder.append(whole());
    until(|| read_back(&recorder) == whole());
    recorder.ask_move(other.path().to_owned());
    until(|| matches!(recorder.moving(), Moving::Moved(_)));
    until(|| read_back(&recorder) == whole());
    // Everything is written there and nothing synced: a crash now must leave the old folder as the one that counts.
    assert_eq!(
        (recorder.saved(), old.join(folders::MOVED).exists()),
        (0, false)
    );
    drop(permit);
    recorder.settle(PATIENCE).unwrap();
    until(|| old.join(folders::MOVED).exists());
}

#[test]
fn sealing_writes_the_document_and_again_when_more_becomes_known() {
    let data = tempfile::tempdir().unwrap();
    let recorder = over(Arc::new(RealDisk), data.path());
    let mut events = whole();
    let last = events.pop().unwrap();
    recorder.append(events);
    recorder.append([last.clone()]);
    recorder.seal();
    recorder.settle(PATIENCE).unwrap();
    let note = crate::session::Fact::Note {
        text: "afterwards".to_owned(),
    };
    recorder.append([Event {
        seq: last.seq + 1,
        fact: note,
        ..last
    }]);
    recorder.settle(PATIENCE).unwrap();
    let (document, notices) = Document::read(&recorder.folder()).unwrap();
    assert_eq!(notices, Vec::<String>::new());
    assert_eq!(document.notes.len(), 2);
}

#[test]
fn frames_become_lines_in_session_time() {
    let data = tempfile::tempdir().unwrap();
    let origin = Stamp(5_000_000_000);
    let recorder = Recorder::start(folder(data.path()), origin).unwrap();
    let shown = FrameLine {
        index: 0,
        film: FilmTime::from_s(20.0),
        due: Stamp(6_000_000_000),
        shown: Some(Stamp(6_000_400_000)),
    };
    let dropped = FrameLine {
        index: 1,
        shown: None,
        ..shown
    };
    recorder.frames(&"film".into(), &"sad".into(), &[shown, dropped]);
    recorder.settle(PATIENCE).unwrap();
    let text = std::fs::read_to_string(recorder.folder().join("frames.csv")).unwrap();
    assert_eq!(
        text,
        "step,stimulus,index,film_s,due_s,shown_s\nfilm,sad,0,20.000000,1.000000,1.000400\nfilm,sad,1,20.000000,1.000000,\n"
    );
}

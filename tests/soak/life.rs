//! One run that is killed at a random instant, recovered, and checked: was anything lost that the status bar had called saved?

#![allow(
    dead_code,
    reason = "the tests take a few kills from the soak and read only a part of what came of them"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lacrima::record::{self, Document};
use lacrima::session::{Event, Fact, Status};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustix::process::{Pid, Signal, kill_process};

use super::lab;
use crate::support::{Program, Screen, wait_within};

/// A step comes first in its protocol, so it is reached soon on any machine.
const LONGEST: Duration = Duration::from_secs(180);
/// What closes a session that was left.
const CLOSE: &[&str] = &["recover", "--close"];

/// Who was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Victim {
    Desk,
    StageFirst,
    Both,
}

/// What came of one run.
#[derive(Debug)]
pub struct Outcome {
    pub victim: Victim,
    /// The kind of step in which the kill fell.
    pub kind: String,
    /// Number of the last event that the status bar had called saved.
    pub acknowledged: u64,
    /// Acknowledged events that the journal does not hold.
    pub lost: u64,
    /// Acknowledged events that a power cut would have taken, at the kill or at the worst instant before it: they had been
    /// called saved before they were synced.
    pub unsynced: u64,
    /// Whether recovery worked on what a power cut would have left.
    pub power_cut: bool,
    /// How often recovery itself was killed.
    pub recoveries_killed: u32,
    /// Events of the document.
    pub recovered: u64,
}

/// Starts a run whose first step is of `kind`, kills it, recovers it. Panics when recovery fails or invents something.
pub fn live_and_die(screen: &Screen, lab: &Path, kind: &str, seed: u64) -> Outcome {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let room = lab.join(format!("run-{seed}"));
    let (data, durable) = (room.join("data"), room.join("durable"));
    fs::create_dir_all(&durable).expect("a folder for the run");
    // On a slow disk a number that is called saved too early is caught.
    let sync_ms = [0, 30, 300][random.random_range(0..3)];
    let mut program = start(screen, lab, kind, seed, sync_ms, &room);
    let study = data.join("soak");
    let mut early = 0;
    wait_within(LONGEST, &format!("a step {kind} to begin"), || {
        assert_eq!(program.ended(), None, "the run ended: {}", program.log());
        early = early.max(called_too_early(&program, &durable));
        begun(&study, kind).then_some(())
    });
    // Mostly in that step, now and then anywhere in the session.
    let wait = if random.random_bool(0.2) {
        0..25_000
    } else {
        0..2500
    };
    let wait = Duration::from_millis(random.random_range(wait));
    early = early.max(watch(&program, &durable, wait));

    let victim = match random.random_range(0..10) {
        0..7 => Victim::Desk,
        7..9 => Victim::StageFirst,
        _ => Victim::Both,
    };
    if victim != Victim::Desk {
        program.children().into_iter().for_each(end);
    }
    if victim == Victim::StageFirst {
        std::thread::sleep(Duration::from_millis(random.random_range(0..1500)));
    }
    program.kill();

    let acknowledged = saved(&program.log());
    let folder = session(&study).expect("the session's folder");
    let left = events(&folder);
    let synced = synced(&durable, &folder, &room);
    // A power cut before the first sync leaves an empty journal, of which nothing can be made.
    let power_cut = random.random_bool(0.5) && !synced.is_empty();
    let expected = if power_cut { &synced } else { &left };
    if power_cut {
        let name = folder.file_name().expect("a name").to_owned();
        let kept = durable.join(name).with_extension("jsonl");
        fs::copy(kept, folder.join("journal.jsonl")).expect("a journal was synced");
    }
    let mut recoveries_killed = 0;
    while random.random_bool(0.3) && recoveries_killed < 3 {
        let mut recovery = close(screen, &data);
        std::thread::sleep(Duration::from_millis(random.random_range(0..120)));
        recovery.kill();
        recoveries_killed += 1;
    }
    let recovered = recover(screen, &data, &folder, expected);
    Outcome {
        victim,
        kind: current(&left),
        acknowledged,
        lost: acknowledged.saturating_sub(left.len() as u64),
        unsynced: early.max(acknowledged.saturating_sub(synced.len() as u64)),
        power_cut,
        recoveries_killed,
        recovered,
    }
}

fn start(screen: &Screen, lab: &Path, kind: &str, seed: u64, sync_ms: u32, room: &Path) -> Program {
    let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
    command
        .arg("run")
        .arg(lab::path(lab, kind))
        .args(["--pilot", &seed.to_string(), "--speed", "20", "--say-saved"])
        .args(["--stage-rect", "1280,0,1024,720", "--data"])
        .arg(room.join("data"))
        .env("LD_PRELOAD", lab::meddler())
        .env("MEDDLE_SYNC_MS", sync_ms.to_string())
        .env("MEDDLE_DURABLE", room.join("durable"));
    Program::start(command)
}

fn close(screen: &Screen, data: &Path) -> Program {
    let mut command = screen.command(env!("CARGO_BIN_EXE_lacrima"));
    command.args(CLOSE).arg(data);
    Program::start(command)
}

/// Closes the session and holds its document against the events that were left; returns how many events it has.
fn recover(screen: &Screen, data: &Path, folder: &Path, left: &[Event]) -> u64 {
    let mut recovery = close(screen, data);
    let status = wait_within(LONGEST, "recovery to end", || recovery.ended());
    assert_eq!(status.code(), Some(0), "{}", recovery.log());
    let (document, notices) = Document::read(folder).expect("a document");
    assert_eq!(notices, Vec::<String>::new());
    assert_eq!(
        document.events.get(..left.len()),
        Some(left),
        "the document begins with what was left"
    );
    let ended = left
        .iter()
        .any(|event| matches!(event.fact, Fact::SessionEnded { .. }));
    assert_eq!(document.session.status == Status::Interrupted, !ended);
    assert!(
        document.events[left.len()..].iter().all(is_closing),
        "recovery only closes what was open: {:?}",
        &document.events[left.len()..]
    );
    document.events.len() as u64
}

/// Whether an event may be added when a session is closed: nothing that a person did.
pub fn is_closing(event: &Event) -> bool {
    matches!(
        event.fact,
        Fact::BoutClosed { .. }
            | Fact::CodingEnded { .. }
            | Fact::ProbeEnded { .. }
            | Fact::StepEnded { .. }
            | Fact::SessionEnded { .. }
            | Fact::MediaEnded { .. }
            | Fact::SelfReleased { .. }
            | Fact::TaskStopped { .. }
    )
}

/// Looks on for so long; returns how many events were called saved too early at the worst instant.
fn watch(program: &Program, durable: &Path, long: Duration) -> u64 {
    let step = Duration::from_millis(10);
    let times = long.as_millis() / step.as_millis();
    (0..times).fold(0, |early, _| {
        std::thread::sleep(step);
        early.max(called_too_early(program, durable))
    })
}

/// How many events are called saved now that a power cut would take. What is said is read first, so a sync in between can only
/// excuse, never accuse.
fn called_too_early(program: &Program, durable: &Path) -> u64 {
    let said = saved(&program.log());
    let kept = fs::read_dir(durable)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|kind| kind == "jsonl"));
    let lines = kept
        .and_then(|path| fs::read(path).ok())
        .map_or(0, |bytes| {
            bytes.iter().filter(|byte| **byte == b'\n').count()
        });
    said.saturating_sub(lines as u64)
}

/// The last number that was called saved.
fn saved(log: &str) -> u64 {
    log.split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .filter_map(|line| line.trim_end().strip_prefix("saved "))
        .filter_map(|number| number.parse().ok())
        .max()
        .unwrap_or(0)
}

/// The only session of the study.
pub fn session(study: &Path) -> Option<PathBuf> {
    fs::read_dir(study)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.join("journal.jsonl").exists())
}

fn events(folder: &Path) -> Vec<Event> {
    let events = record::read(folder).map(|journal| journal.events);
    let events = events.unwrap_or_default();
    assert!(
        events.iter().zip(1..).all(|(event, n)| event.seq == n),
        "events are gapless"
    );
    events
}

/// The events that had been synced.
fn synced(durable: &Path, folder: &Path, room: &Path) -> Vec<Event> {
    let name = folder.file_name().expect("a name");
    let alone = room.join("synced").join(name);
    fs::create_dir_all(&alone).expect("a folder");
    let kept = durable.join(name).with_extension("jsonl");
    match fs::copy(kept, alone.join("journal.jsonl")) {
        Ok(_) => events(&alone),
        Err(_) => Vec::new(),
    }
}

fn begun(study: &Path, kind: &str) -> bool {
    let text = session(study)
        .and_then(|folder| fs::read_to_string(folder.join("journal.jsonl")).ok())
        .unwrap_or_default();
    text.contains(&format!("\"step_kind\":\"{kind}\""))
}

/// The kind of the step that was on.
fn current(events: &[Event]) -> String {
    let mut kind = "before the first step";
    for event in events {
        match &event.fact {
            Fact::StepStarted { step_kind, .. } => kind = step_kind,
            Fact::SessionEnded { .. } => kind = "after the end",
            _ => {}
        }
    }
    kind.to_owned()
}

fn end(process: u32) {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It may have ended by itself meanwhile.
        let _ = kill_process(pid, Signal::KILL);
    }
}

//! A crash at any instant: a real journal cut at every byte and with every byte flipped, and real runs that are killed.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use lacrima::conductor::{keep, simulate};
use lacrima::protocol::Id;
use lacrima::record::{self, Document, Journal};
use lacrima::session::{Event, Fact};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

use super::lab;
use super::life::{is_closing, live_and_die};
use super::simulate::plan;
use super::support::Screen;

/// A folder in memory where there is one, so that thousands of recoveries do not wait for a disk.
fn room() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// A whole session with every kind of step, kept by the recorder: its events, the journal's bytes, where its lines end.
struct Lived {
    events: Vec<Event>,
    image: Vec<u8>,
    ends: Vec<usize>,
}

impl Lived {
    fn new(room: &Path) -> Self {
        let session = simulate(&plan(lab::EVERY, 5), 0.0);
        let document = keep(&session, room).unwrap();
        let image = fs::read(document.with_file_name("journal.jsonl")).unwrap();
        let newlines = image.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let ends = newlines.map(|(at, _)| at + 1).collect();
        Self {
            events: session.events,
            image,
            ends,
        }
    }

    /// How many lines end at or before this byte.
    fn lines_before(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end <= at)
    }
}

/// A session's folder with nothing in it yet.
fn empty(data: &Path, name: &str) -> PathBuf {
    let folder = data.join("soak").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_real_journal_holds_every_kind_of_step() {
    let room = room();
    let lived = Lived::new(room.path());
    let begun: BTreeSet<&str> = lived
        .events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::StepStarted { step_kind, .. } => Some(step_kind.as_str()),
            _ => None,
        })
        .collect();
    let every: BTreeSet<&str> = lab::KINDS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(begun, every);
}

/// Reads every third cut and flip, beginning at another byte for each; together the three parts are every byte.
fn every_byte(part: usize) {
    let room = room();
    let lived = Lived::new(room.path());
    let folder = empty(room.path(), "20260102T030405Z_CUT");
    let path = folder.join("journal.jsonl");
    fs::write(&path, &lived.image).unwrap();
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    let bytes = || {
        (part..lived.image.len())
            .rev()
            .filter(move |at| at % 3 == part)
    };

    for at in bytes() {
        let good = lived.image[at];
        file.write_all_at(&[good ^ [0x01, 0x20, 0x80][at / 3 % 3]], at as u64)
            .unwrap();
        let journal = record::read(&folder).unwrap();
        let whole = lived.lines_before(at);
        assert_eq!(journal.events, lived.events[..whole], "flipped at {at}");
        names(&journal, whole, at);
        file.write_all_at(&[good], at as u64).unwrap();
    }
    for at in bytes() {
        file.set_len(at as u64).unwrap();
        let journal = record::read(&folder).unwrap();
        // A line that lacks nothing but its newline is whole.
        let whole = lived.lines_before(at + 1);
        assert_eq!(journal.events, lived.events[..whole], "cut at {at}");
        let torn = at > 0
            && lived.ends.binary_search(&at).is_err()
            && lived.ends.binary_search(&(at + 1)).is_err();
        match torn {
            true => names(&journal, whole, at),
            false => assert_eq!(journal.dropped, None, "cut at {at}"),
        }
    }
}

/// What was left out is named by the line at which it begins.
fn names(journal: &Journal, whole: usize, at: usize) {
    let dropped = journal.dropped.as_deref().unwrap_or_default();
    assert!(
        dropped.contains(&format!("line {} ", whole + 1)),
        "at {at}: {dropped}"
    );
}

#[test]
fn a_real_journal_with_any_byte_cut_or_flipped_reads_as_a_beginning_first_part() {
    every_byte(0);
}

#[test]
fn a_real_journal_with_any_byte_cut_or_flipped_reads_as_a_beginning_second_part() {
    every_byte(1);
}

#[test]
fn a_real_journal_with_any_byte_cut_or_flipped_reads_as_a_beginning_third_part() {
    every_byte(2);
}

/// Damages a journal: cuts it, flips a bit, or lays a stretch of zeros or noise over it, as a disk might after a power cut.
fn damage(image: &[u8], random: &mut ChaCha8Rng) -> (Vec<u8>, usize) {
    let at = random.random_range(0..image.len());
    let mut bad = image.to_vec();
    match random.random_range(0..4) {
        0 => bad.truncate(at),
        1 => bad[at] ^= 1 << random.random_range(0..8),
        2 => bad[at..].iter_mut().take(512).for_each(|byte| *byte = 0),
        _ => bad[at..]
            .iter_mut()
            .take(512)
            .for_each(|byte| *byte = random.random()),
    }
    (bad, at)
}

#[test]
fn five_hundred_damaged_journals_are_closed_with_all_that_was_whole_and_the_rest_set_aside() {
    let room = room();
    let lived = Lived::new(room.path());
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for n in 0..500 {
        let folder = empty(room.path(), &format!("20260102T030405Z_P{n}"));
        let (bad, at) = damage(&lived.image, &mut random);
        fs::write(folder.join("journal.jsonl"), &bad).unwrap();
        let read = record::read(&folder).unwrap();
        let whole = read.events.len();
        assert!(
            whole >= lived.lines_before(at),
            "{n}: what lies before the damage is there"
        );
        assert_eq!(read.events, lived.events[..whole], "{n}: a beginning");
        let closed = record::close_interrupted(&folder);
        if whole == 0 {
            let why = closed.unwrap_err();
            assert!(why.contains("no readable beginning"), "{n}: {why}");
            assert_eq!(
                fs::read(folder.join("journal.jsonl")).unwrap(),
                bad,
                "{n}: left as it is"
            );
            continue;
        }
        let (document, dropped) = closed.unwrap();
        assert_eq!(dropped, read.dropped, "{n}");
        let (document, notices) = Document::read(&document).unwrap();
        assert_eq!(notices, Vec::<String>::new(), "{n}");
        assert_eq!(document.events[..whole], lived.events[..whole], "{n}");
        assert!(
            document.events[whole..].iter().all(is_closing),
            "{n}: {:?}",
            &document.events[whole..]
        );
        let kept = usize::try_from(read.bytes).unwrap();
        let aside = fs::read(folder.join("journal.damaged-1")).unwrap_or_default();
        assert_eq!(aside, bad[kept..], "{n}: what was left out is kept beside");
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn the_program_recovers_a_folder_full_of_damaged_sessions_and_names_what_it_dropped() {
    let room = room();
    let lived = Lived::new(room.path());
    let data = room.path().join("damaged");
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut torn = 0;
    for n in 0..30 {
        let folder = empty(&data, &format!("20260102T030405Z_P{n}"));
        // Behind the first line, so that something can be made of each.
        let at = random.random_range(lived.ends[0]..lived.image.len());
        fs::write(folder.join("journal.jsonl"), &lived.image[..at]).unwrap();
        torn += usize::from(record::read(&folder).unwrap().dropped.is_some());
    }
    let recovered = Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .arg("recover")
        .arg(&data)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&recovered.stdout);
    assert_eq!(recovered.status.code(), Some(0), "{recovered:?}");
    assert_eq!(told.matches("closed as it was left").count(), 30, "{told}");
    assert_eq!(
        told.matches("it was not written to its end").count(),
        torn,
        "{told}"
    );
    assert!(torn > 0);
    let listed = record::list(&data);
    assert!(
        listed
            .iter()
            .all(|one| matches!(one.progress, record::Progress::Finished(_)))
    );
    assert_eq!(
        listed
            .iter()
            .map(|one| one.participant.clone())
            .collect::<BTreeSet<Id>>()
            .len(),
        1
    );
}

/// Three of the kills of `make soak`.
#[test]
fn what_the_status_bar_called_saved_outlives_a_kill_and_a_power_cut() {
    let screen = Screen::start();
    let lab = screen.home().join("lab");
    lab::set_up(&lab);
    for (kind, seed) in [("film", 1), ("probe", 2), ("recall", 3)] {
        let outcome = live_and_die(&screen, &lab, kind, seed);
        assert!(outcome.acknowledged > 0, "{outcome:?}");
        assert_eq!((outcome.lost, outcome.unsynced), (0, 0), "{outcome:?}");
    }
}

//! Withdrawal as a laboratory sees it: files that go, a line that stays, links, running sessions, the command line.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::NaiveDate;
use lacrima::conductor::simulate;
use lacrima::protocol::Id;
use lacrima::record::withdrawal::{FILE, Tombstone, Whom, Why};
use lacrima::record::{self, Recorder};
use lacrima::session::{Event, Fact, Severity};
use lacrima::time::Stamp;

use super::simulate::{DELAYED, plan};

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

pub fn of(code: &str) -> Whom {
    Whom::Participant {
        code: Id::from(code),
        study: None,
    }
}

/// The events of a session of this participant, distressed in the middle of it.
fn lived(code: &str, seed: u64) -> Vec<Event> {
    let mut events = simulate(&plan(DELAYED, seed), 0.3).events;
    let middle = events.len() / 2;
    let distressed = Fact::Distressed {
        severity: Severity::Moderate,
        actions: vec!["talked".to_owned()],
        note: "she wept for her brother".to_owned(),
    };
    let t_s = events[middle].t_s;
    events.insert(
        middle,
        Event {
            seq: 0,
            t_s,
            at_s: None,
            fact: distressed,
        },
    );
    for (event, seq) in events.iter_mut().zip(1..) {
        event.seq = seq;
    }
    if let Fact::SessionStarted { header } = &mut events[0].fact {
        header.participant = Id::from(code);
    }
    events
}

/// Writes a whole session in a study, with a layer, and returns its folder.
pub fn kept(data: &Path, study: &str, code: &str, seed: u64) -> PathBuf {
    let started = chrono::DateTime::from_timestamp(1_790_000_000 + 3600 * seed as i64, 0).unwrap();
    let folder = record::create(data, &study.into(), &code.into(), started).unwrap();
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(lived(code, seed));
    recorder.seal();
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    let folder = recorder.folder();
    std::fs::create_dir(folder.join("layers")).unwrap();
    std::fs::write(folder.join("layers/C2.json"), "{}").unwrap();
    folder
}

pub fn tombstones(study: &Path) -> Vec<Tombstone> {
    let text = std::fs::read_to_string(study.join(FILE)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Whether these bytes stand in any file or name below a folder.
pub fn is_anywhere(folder: &Path, bytes: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let entry = entry.unwrap();
        let named = entry.file_name().to_string_lossy().contains(bytes);
        let holds = match entry.file_type().unwrap() {
            kind if kind.is_dir() => is_anywhere(&entry.path(), bytes),
            kind if kind.is_file() => {
                String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).contains(bytes)
            }
            _ => false,
        };
        named || holds
    })
}

#[test]
fn every_trace_of_the_participant_goes_and_a_line_without_a_name_stays() {
    let data = tempfile::tempdir().unwrap();
    let own = [
        kept(data.path(), "film", "Q77", 1),
        kept(data.path(), "film", "Q77", 2),
        kept(data.path(), "song", "Q77", 3),
    ];
    let other = kept(data.path(), "film", "Q78", 4);
    let ledger = data.path().join("film/allocation.jsonl");
    let (line, theirs) = (
        "{\"place\":1,\"participant\":\"Q77\",\"condition\":\"sad\"}\n",
        "{\"place\":2,\"participant\":\"Q78\"}\nnot json\n",
    );
    std::fs::write(&ledger, format!("{line}{theirs}")).unwrap();

    let done = record::withdraw(data.path(), &of("Q77"), day(), Why::Participant).unwrap();
    assert_eq!((done.sessions, done.remarks), (3, Vec::new()));
    assert!(own.iter().all(|folder| !folder.exists()));
    assert!(!is_anywhere(data.path(), "Q77"));
    assert!(other.join("layers/C2.json").exists() && record::read(&other).is_ok());

    let stones = tombstones(&data.path().join("film"));
    assert_eq!(stones.len(), 1);
    assert_eq!(
        (stones[0].day, stones[0].sessions, stones[0].why),
        (day(), 2, Why::Participant)
    );
    let adverse: Vec<_> = stones[0]
        .adverse_events
        .iter()
        .map(|event| (event.severity, event.actions.join(",")))
        .collect();
    assert_eq!(
        adverse,
        [
            (Severity::Moderate, "talked".to_owned()),
            (Severity::Moderate, "talked".to_owned())
        ]
    );
    assert!(!is_anywhere(data.path(), "brother") || other.exists());
    let line = std::fs::read_to_string(data.path().join("song").join(FILE)).unwrap();
    assert!(
        !line.contains("wept") && !line.contains("t_s") && !line.contains('Z'),
        "{line}"
    );
    let mode = data
        .path()
        .join("song")
        .join(FILE)
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        std::fs::read_to_string(&ledger).unwrap(),
        format!("{{\"place\":1,\"participant\":\"withdrawn\",\"condition\":\"sad\"}}\n{theirs}")
    );
}

#[test]
fn the_tombstones_are_only_added_to_and_one_study_or_one_session_can_be_meant() {
    let data = tempfile::tempdir().unwrap();
    let (first, second) = (
        kept(data.path(), "film", "P1", 1),
        kept(data.path(), "film", "P1", 2),
    );
    let song = kept(data.path(), "song", "P1", 3);
    let ledger = data.path().join("film/allocation.jsonl");
    std::fs::write(&ledger, "{\"participant\":\"P1\"}\n").unwrap();
    record::withdraw(
        data.path(),
        &Whom::Session(first.clone()),
        day(),
        Why::Other,
    )
    .unwrap();
    assert!(!first.exists() && second.exists());
    assert!(
        std::fs::read_to_string(&ledger).unwrap().contains("P1"),
        "a session is left"
    );
    let before = std::fs::read_to_string(data.path().join("film").join(FILE)).unwrap();
    let film = Whom::Participant {
        code: "P1".into(),
        study: Some("film".into()),
    };
    record::withdraw(data.path(), &film, day(), Why::Participant).unwrap();
    assert!(!second.exists() && song.exists());
    assert!(
        std::fs::read_to_string(&ledger)
            .unwrap()
            .contains("withdrawn")
    );
    let after = std::fs::read_to_string(data.path().join("film").join(FILE)).unwrap();
    assert!(after.starts_with(&before) && after.lines().count() == 2);
    let again = record::withdraw(data.path(), &film, day(), Why::Participant).unwrap_err();
    assert!(
        again.starts_with("There is no session of participant P1 in"),
        "{again}"
    );
}

#[test]
fn links_are_not_followed() {
    let data = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("precious"), "1").unwrap();
    let foreign = kept(outside.path(), "film", "P2", 1);
    let own = kept(data.path(), "film", "P2", 2);
    symlink(outside.path(), own.join("layers/more")).unwrap();
    symlink(outside.path().join("precious"), own.join("note")).unwrap();
    let linked = data.path().join("film").join(foreign.file_name().unwrap());
    symlink(&foreign, &linked).unwrap();
    symlink(outside.path().join("film"), data.path().join("alias")).unwrap();
    let done = record::withdraw(data.path(), &of("P2"), day(), Why::Participant).unwrap();
    assert_eq!(done.sessions, 1);
    assert!(!own.exists());
    assert!(outside.path().join("precious").exists() && foreign.join("session.json").exists());
    let by_link = record::withdraw(data.path(), &Whom::Session(linked), day(), Why::Other);
    assert!(
        by_link
            .unwrap_err()
            .contains("is not the folder of a session")
    );
    let aliased = data.path().join("alias").join(foreign.file_name().unwrap());
    assert!(record::withdraw(data.path(), &Whom::Session(aliased), day(), Why::Other).is_err());
    assert!(foreign.join("session.json").exists());
}

#[test]
fn a_running_session_is_refused_and_nothing_is_touched() {
    let data = tempfile::tempdir().unwrap();
    let own = kept(data.path(), "film", "P3", 1);
    let started = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let running = record::create(data.path(), &"song".into(), &"P3".into(), started).unwrap();
    let refused = record::withdraw(data.path(), &of("P3"), day(), Why::Participant).unwrap_err();
    assert!(
        refused.starts_with("A session of participant P3 is running in this data folder, begun 20"),
        "{refused}"
    );
    assert!(
        refused.ends_with("P3): end it there first, or close that window."),
        "{refused}"
    );
    assert!(own.join("session.json").exists() && !data.path().join("film").join(FILE).exists());
    drop(running);
    assert!(record::withdraw(data.path(), &of("P3"), day(), Why::Participant).is_ok());
}

#[test]
fn a_folder_that_cant_be_read_is_named_and_left() {
    let data = tempfile::tempdir().unwrap();
    kept(data.path(), "film", "P4", 1);
    let doubtful = data.path().join("film/20260102T030405Z_P4_2");
    std::fs::create_dir(&doubtful).unwrap();
    let done = record::withdraw(data.path(), &of("P4"), day(), Why::Participant).unwrap();
    assert_eq!(done.sessions, 1);
    assert!(
        done.remarks[0].contains("20260102T030405Z_P4_2 can't be read"),
        "{:?}",
        done.remarks
    );
    assert!(doubtful.exists());
    let only = record::withdraw(data.path(), &of("P4"), day(), Why::Participant).unwrap_err();
    assert!(only.contains("may belong to participant P4 too"), "{only}");
    record::withdraw(
        data.path(),
        &Whom::Session(doubtful.clone()),
        day(),
        Why::Participant,
    )
    .unwrap();
    assert!(!doubtful.exists());
}

fn lacrima(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_lacrima");
    Command::new(program).args(arguments).output().unwrap()
}

#[test]
fn the_command_lists_first_and_removes_only_with_yes() {
    let data = tempfile::tempdir().unwrap();
    let own = kept(data.path(), "film", "P5", 1);
    let folder = data.path().to_str().unwrap();
    let listed = lacrima(&["withdraw", folder, "--participant", "P5"]);
    let said = String::from_utf8(listed.stdout).unwrap();
    assert!(
        listed.status.success() && said.contains(own.to_str().unwrap()) && said.contains("--yes"),
        "{said}"
    );
    assert!(own.join("session.json").exists());
    let wrong = lacrima(&[
        "withdraw",
        own.to_str().unwrap(),
        "--participant",
        "P6",
        "--yes",
    ]);
    assert_eq!(wrong.status.code(), Some(1));
    let none = lacrima(&[
        "withdraw",
        folder,
        "--participant",
        "P5",
        "--study",
        "song",
        "--yes",
    ]);
    assert_eq!(
        (none.status.code(), none.stderr.is_empty()),
        (Some(1), false)
    );
    assert!(own.exists());
    let removed = lacrima(&[
        "withdraw",
        folder,
        "--participant",
        "P5",
        "--why",
        "consent",
        "--yes",
    ]);
    assert!(removed.status.success(), "{removed:?}");
    assert!(!own.exists());
    assert_eq!(tombstones(&data.path().join("film"))[0].why, Why::Consent);
}

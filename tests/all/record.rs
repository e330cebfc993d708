//! Sessions on disk through the record's public face: real files, limits, permissions, locks, crashes.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lacrima::conductor::simulate;
use lacrima::record::{self, Document, Progress, Recorder};
use lacrima::session::{Event, Fact, Header, Status};
use lacrima::time::Stamp;

use super::simulate::{DELAYED, plan};

/// So long may a test wait for what must come; nothing is judged by it.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Names the folder in which a child of this test binary plays its part.
const PART: &str = "LACRIMA_TEST_DATA";

pub fn lived(seed: u64) -> Vec<Event> {
    simulate(&plan(DELAYED, seed), 0.3).events
}

fn header(events: &[Event]) -> &Header {
    match &events[0].fact {
        Fact::SessionStarted { header } => header,
        other => panic!("the first fact is {other:?}"),
    }
}

pub fn recorder(data: &Path, events: &[Event]) -> Recorder {
    let header = header(events);
    let started = header.started_utc.parse().unwrap();
    let folder = record::create(data, &header.study, &header.participant, started).unwrap();
    Recorder::start(folder, Stamp(0)).unwrap()
}

/// Writes a whole session and returns its folder.
fn kept(data: &Path, events: &[Event]) -> PathBuf {
    let recorder = recorder(data, events);
    recorder.append(events.to_vec());
    recorder.seal();
    recorder.settle(PATIENCE).unwrap();
    recorder.folder()
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

pub fn until(condition: impl Fn() -> bool) {
    for _ in 0..6000 {
        if condition() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it never came true");
}

#[test]
fn what_the_engine_lived_is_what_the_disk_says() {
    let data = tempfile::tempdir().unwrap();
    for seed in 0..4 {
        let events = lived(seed);
        let folder = kept(data.path(), &events);
        assert_eq!(record::read(&folder).unwrap().events, events);
        let (document, notices) = Document::read(&folder).unwrap();
        assert_eq!(notices, Vec::<String>::new());
        // The digest of the frames is the disk's own.
        let mut told = Document::from_events(&events).unwrap();
        told.frames_sha256 = document.frames_sha256.clone();
        assert_eq!(document, told);
        assert_eq!(document.probes.len(), 4);
        let bouts = events
            .iter()
            .filter(|event| matches!(event.fact, Fact::BoutOpened { .. }))
            .count();
        let undone = document.events.iter().filter(|event| {
            matches!(
                event.fact,
                Fact::Undone {
                    what: lacrima::session::Undone::Bout(_)
                }
            )
        });
        assert_eq!(document.coding.len(), bouts - undone.count());
    }
}

#[test]
fn cut_after_any_event_a_session_has_a_document_with_every_answer_so_far() {
    let events = lived(11);
    let mut given: BTreeMap<(String, String), bool> = BTreeMap::new();
    for (n, event) in events.iter().enumerate() {
        match &event.fact {
            Fact::Answered { step, item, .. } => {
                given.insert((step.to_string(), item.to_string()), true)
            }
            Fact::Declined { step, item, .. } => {
                given.insert((step.to_string(), item.to_string()), false)
            }
            _ => None,
        };
        let document = Document::from_events(&events[..=n]).unwrap();
        let ended = events[..=n]
            .iter()
            .any(|event| matches!(event.fact, Fact::SessionEnded { .. }));
        assert_eq!(document.session.status == Status::Interrupted, !ended);
        let probes = document.probes.iter().flat_map(|probe| {
            probe
                .answers
                .iter()
                .map(|answer| (probe.step.to_string(), answer))
        });
        let responses = document
            .responses
            .iter()
            .map(|response| (response.step.to_string(), &response.answer));
        let told: BTreeMap<(String, String), bool> = probes
            .chain(responses)
            .filter(|(_, answer)| answer.input.is_some())
            .map(|(step, answer)| ((step, answer.item.to_string()), answer.value.is_some()))
            .collect();
        assert_eq!(told, given, "after event {}", event.seq);
    }
}

#[test]
fn files_and_folders_are_private() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path(), &lived(1));
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(&folder), mode(folder.parent().unwrap())),
        (0o700, 0o700)
    );
    for name in ["journal.jsonl", "frames.csv", "session.json"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    let names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "nothing else stays: {names:?}");
}

#[test]
fn one_participant_has_one_session_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let events = lived(1);
    let first = recorder(data.path(), &events);
    let again = record::create(
        data.path(),
        &"film".into(),
        &"P0001".into(),
        chrono::DateTime::UNIX_EPOCH,
    );
    let refused = again.unwrap_err();
    let (before, after) = refused.split_once(", begun ").unwrap();
    assert_eq!(
        before,
        "A session of participant P0001 is running in this data folder"
    );
    let told = format!(
        " UTC ({}): end it there first, or close that window.",
        name(&first.folder())
    );
    assert!(after.ends_with(&told), "{refused}");
    let other = record::create(
        data.path(),
        &"film".into(),
        &"P0002".into(),
        chrono::DateTime::UNIX_EPOCH,
    );
    assert!(other.is_ok());
    drop(first);
    assert!(
        record::create(
            data.path(),
            &"film".into(),
            &"P0001".into(),
            chrono::DateTime::UNIX_EPOCH
        )
        .is_ok()
    );
}

#[test]
fn a_name_that_leads_elsewhere_is_refused() {
    let data = tempfile::tempdir().unwrap();
    for code in ["a/b", "../../x", "/etc", "", "a b", &"x".repeat(65)] {
        let refused = record::create(
            data.path(),
            &"film".into(),
            &code.into(),
            chrono::DateTime::UNIX_EPOCH,
        );
        assert!(
            refused.unwrap_err().contains("can't name a folder"),
            "{code}"
        );
    }
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_journal_that_is_a_link_or_a_pipe_is_not_followed() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("film/20260102T030405Z_P01");
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("journal.jsonl")).unwrap();
    assert!(record::read(&folder).unwrap_err().contains("can't be read"));
    std::fs::remove_file(folder.join("journal.jsonl")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(folder.join("journal.jsonl"))
            .status()
            .unwrap()
            .success()
    );
    assert!(
        record::read(&folder)
            .unwrap_err()
            .contains("it is not a plain file")
    );
    assert_eq!(record::list(data.path())[0].progress, Progress::Unreadable);
}

#[test]
fn two_thousand_sessions_are_listed_newest_first() {
    let data = tempfile::tempdir().unwrap();
    let finished = kept(data.path(), &lived(1));
    let text = std::fs::read(finished.join("session.json")).unwrap();
    for n in 0..2000 {
        let folder = data.path().join(format!(
            "film/2027{:02}{:02}T030405Z_P{n}",
            n % 12 + 1,
            n % 28 + 1
        ));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("session.json"), &text).unwrap();
    }
    let listed = record::list(data.path());
    assert_eq!(listed.len(), 2001);
    assert!(listed.is_sorted_by(|a, b| a.id >= b.id));
    assert!(listed.iter().all(|one| matches!(one.progress, Progress::Finished(_)) && one.participant == *"P0001"));
}

/// The part of a child process: writes a session under a file size limit, then lifts the limit.
fn write_under_a_limit(data: &Path) {
    let events = lived(3);
    let recorder = recorder(data, &events);
    let (first, rest) = events.split_at(3);
    recorder.append(first.to_vec());
    recorder.append(rest.to_vec());
    until(|| {
        recorder
            .trouble()
            .is_some_and(|said| said.contains("disk is full"))
    });
    assert!(recorder.saved() < recorder.taken());
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize);
    let lifted = rustix::process::Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    rustix::process::setrlimit(rustix::process::Resource::Fsize, lifted).unwrap();
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(
        (recorder.trouble(), recorder.saved()),
        (None, events.len() as u64)
    );
}

#[test]
fn a_journal_that_meets_a_limit_goes_on_when_it_is_lifted() {
    if let Some(data) = std::env::var_os(PART) {
        return write_under_a_limit(Path::new(&data));
    }
    let data = tempfile::tempdir().unwrap();
    // A signal that is ignored stays so across exec; without it the limit would kill the child instead of failing its write.
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 16; exec \"$0\" --exact record::a_journal_that_meets_a_limit_goes_on_when_it_is_lifted"])
        .arg(std::env::current_exe().unwrap())
        .env(PART, data.path())
        .output()
        .unwrap();
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stdout)
    );
    let folder = &record::list(data.path())[0].folder;
    let journal = record::read(folder).unwrap();
    assert_eq!((journal.events, journal.dropped), (lived(3), None));
}

/// A file system of its own, as small as `kib`, where this user may mount one.
pub struct Small(pub PathBuf);

impl Small {
    pub fn mount(at: &Path, kib: u32) -> Option<Self> {
        std::fs::create_dir_all(at).ok()?;
        let size = format!("size={kib}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .output()
            .ok()?;
        mounted.status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_nothing_is_lost_and_the_document_follows() {
    let home = tempfile::tempdir().unwrap();
    // Without the right to mount, the limit on file sizes above stands in for a full disk.
    let Some(small) = Small::mount(&home.path().join("small"), 256) else {
        return;
    };
    let events = lived(5);
    let ballast = small.0.join("ballast");
    let recorder = recorder(&small.0, &events);
    recorder.append([events[0].clone()]);
    recorder.settle(PATIENCE).unwrap();
    let free = usize::try_from(record::free_bytes(&small.0).unwrap()).unwrap();
    std::fs::write(&ballast, vec![0; free]).unwrap();
    recorder.append(events[1..].to_vec());
    recorder.seal();
    until(|| {
        recorder
            .trouble()
            .is_some_and(|said| said.contains("disk is full"))
    });
    assert!(recorder.saved() >= 1 && recorder.document().is_none());
    std::fs::remove_file(&ballast).unwrap();
    recorder.settle(PATIENCE).unwrap();
    assert_eq!(recorder.saved(), events.len() as u64);
    let (document, notices) = Document::read(&recorder.folder()).unwrap();
    assert_eq!((document.events, notices), (events, Vec::new()));
}

/// The part of a child process: says each number that it calls saved, and goes on until it is killed.
fn write_until_killed(data: &Path) {
    use std::io::Write;
    let events = lived(2);
    let recorder = recorder(data, &events);
    for event in &events {
        recorder.append([event.clone()]);
        println!("saved {}", recorder.saved());
        std::io::stdout().flush().unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(PATIENCE);
}

#[test]
fn what_was_called_saved_outlives_a_kill() {
    use std::io::{BufRead, BufReader};
    if let Some(data) = std::env::var_os(PART) {
        return write_until_killed(Path::new(&data));
    }
    let most = lived(2).len();
    for lines in [3, most / 3, most - 3] {
        let data = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "record::what_was_called_saved_outlives_a_kill",
                "--nocapture",
            ])
            .env(PART, data.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let told = out.lines().map_while(Result::ok).filter_map(|line| {
            line.split_once("saved ")
                .and_then(|(_, n)| n.parse::<usize>().ok())
        });
        let saved = told.take(lines).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let listed = record::list(data.path());
        assert!(
            matches!(listed[0].progress, Progress::Unfinished { .. }),
            "{listed:?}"
        );
        let events = record::read(&listed[0].folder).unwrap().events;
        assert!(events.len() >= saved && events[..] == lived(2)[..events.len()]);
        let (document, _) = record::close_interrupted(&listed[0].folder).unwrap();
        let (document, notices) = Document::read(&document).unwrap();
        assert_eq!(notices, Vec::<String>::new());
        assert_eq!(document.events[..events.len()], events[..]);
        assert_eq!(document.session.status, Status::Interrupted);
    }
}

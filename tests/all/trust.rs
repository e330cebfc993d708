//! What a session's files say is never trusted with a place on the disk, and a session that somebody renamed is told of.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lacrima::record::{self, Recorder};
use lacrima::session::{Event, Fact};
use lacrima::time::Stamp;

use super::simulate::{DELAYED, plan};

fn lacrima(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_lacrima");
    Command::new(program).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).unwrap()
}

/// A session of `code` that was broken off after twenty facts, or came to its end; its journal calls the participant `named`.
fn session(data: &Path, code: &str, named: &str, whole: bool) -> PathBuf {
    let mut events: Vec<Event> = lacrima::conductor::simulate(&plan(DELAYED, 1), 0.0).events;
    let Fact::SessionStarted { header } = &mut events[0].fact else {
        panic!("the first fact is the start");
    };
    let started = header.started_utc.parse().unwrap();
    let folder = record::create(data, &header.study, &code.into(), started).unwrap();
    header.participant = named.into();
    header.session = folder.id();
    if !whole {
        events.truncate(20);
    }
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(events);
    if whole {
        recorder.seal();
    }
    recorder.settle(std::time::Duration::from_secs(60)).unwrap();
    recorder.folder()
}

#[test]
fn a_code_in_a_journal_names_no_other_file() {
    let data = tempfile::tempdir().unwrap();
    let victim = data.path().join("precious");
    fs::write(&victim, "precious").unwrap();
    let folder = session(data.path(), "P1", "../precious", false);
    let closed = lacrima(&["recover", text(data.path()), "--close"]);
    assert!(closed.status.success(), "{}", said(&closed));
    assert!(folder.join("session.json").exists());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
}

#[test]
fn another_name_of_a_journal_is_not_written_to() {
    let data = tempfile::tempdir().unwrap();
    for (n, name) in [".lock", "frames.csv", "session.json.part"]
        .iter()
        .enumerate()
    {
        let folder = session(data.path(), &format!("P{n}"), "P", false);
        let journal = folder.join("journal.jsonl");
        let before = fs::read(&journal).unwrap();
        drop(fs::remove_file(folder.join(name)));
        fs::hard_link(&journal, folder.join(name)).unwrap();
        lacrima(&["recover", text(&folder), "--close"]);
        assert!(fs::read(&journal).unwrap().starts_with(&before), "{name}");
    }
}

#[test]
fn an_encryption_that_broke_off_left_no_name_by_which_another_file_is_emptied() {
    let data = tempfile::tempdir().unwrap();
    let folder = session(data.path(), "P1", "P1", true);
    let (other, password) = (data.path().join("other"), data.path().join("password"));
    fs::write(&other, "precious").unwrap();
    fs::write(&password, "correct horse battery").unwrap();
    fs::hard_link(&other, folder.join("session.age.part")).unwrap();
    let file = ["--passphrase-file", text(&password)];
    let done = lacrima(&[&["encrypt", text(&folder)][..], &file].concat());
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(fs::read_to_string(&other).unwrap(), "precious");
    assert!(folder.join("session.age").exists());
}

#[test]
fn a_note_of_a_withdrawal_removes_no_other_participants_session() {
    let data = tempfile::tempdir().unwrap();
    let folder = session(data.path(), "P1", "P1", true);
    let note = folder.parent().unwrap().join(".withdrawing-00.json");
    let name = folder.file_name().unwrap().to_str().unwrap();
    let told = serde_json::json!({
        "tombstone": {"id": "00", "day": "2026-01-01", "why": "participant", "sessions": 1, "adverse_events": []},
        "participant": "nobody", "sessions": [name], "forget": false,
    });
    fs::write(&note, told.to_string()).unwrap();
    let recovered = lacrima(&["recover", text(data.path())]);
    assert_eq!(recovered.status.code(), Some(1), "{}", said(&recovered));
    assert!(folder.join("session.json").exists(), "{}", said(&recovered));
}

#[test]
fn a_session_that_somebody_renamed_is_told_of_wherever_it_is_left_out() {
    let data = tempfile::tempdir().unwrap();
    let folder = session(data.path(), "P1", "P1", true);
    session(data.path(), "P2", "P2", true);
    let renamed = folder.with_file_name("P1 excluded");
    fs::rename(&folder, &renamed).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    let out = data.path().join("out");
    let password = data.path().join("password");
    fs::write(&password, "correct horse battery").unwrap();
    for arguments in [
        vec![
            "withdraw",
            text(data.path()),
            "--participant",
            "P1",
            "--yes",
        ],
        vec![
            "export",
            text(data.path()),
            "--format",
            "csv",
            "--out",
            text(&out),
        ],
        vec!["recover", text(data.path())],
        vec![
            "encrypt",
            text(data.path()),
            "--passphrase-file",
            text(&password),
        ],
    ] {
        let said = said(&lacrima(&arguments));
        assert!(
            said.contains("P1 excluded") && said.contains(name),
            "{said}"
        );
    }
    assert!(renamed.join("session.json").exists());
    assert!(record::strangers(data.path()).len() == 1);
}

#[test]
fn an_export_stays_in_its_folder_whatever_a_session_calls_itself() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let folder = session(&data, "P01", "P01", true);
    let path = folder.join("session.json");
    let whole = fs::read_to_string(&path).unwrap();
    let id = folder.file_name().unwrap().to_string_lossy().into_owned();
    for name in ["../../escaped", "/escaped", "a/b", ".hidden"] {
        let named = format!("\"id\":\"{name}\"");
        let forged = whole
            .replacen(&format!("\"id\":\"{id}\""), &named, 1)
            .replacen(&format!("\"id\": \"{id}\""), &named, 1);
        assert_ne!(forged, whole);
        fs::write(&path, forged).unwrap();
        for format in ["boris", "bids-events"] {
            let out = home.path().join("deep/er").join(format);
            let told = lacrima(&[
                "export",
                text(&folder),
                "--format",
                format,
                "--out",
                text(&out),
                "--force",
            ]);
            let says = said(&told).contains("is no file name");
            assert!(says || format != "boris", "{name}: {}", said(&told));
            let about = home.path().join("deep").read_dir().into_iter().flatten();
            assert!(about.flatten().all(|entry| entry.file_name() == "er"));
        }
    }
    let beside: Vec<_> = home.path().read_dir().unwrap().flatten().collect();
    let names = beside.iter().map(|entry| entry.file_name());
    assert!(
        names
            .into_iter()
            .all(|name| name == "data" || name == "deep")
    );
}

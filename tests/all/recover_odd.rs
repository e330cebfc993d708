//! Recovery of what is odd: damaged lists of frames, folders in which nothing began, sealed files that are missing, journals of absurd
//! times and numbers. The program closes what can be closed, loses no byte, says what it set aside, and never stops at one session.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use lacrima::conductor::{self, simulate};
use lacrima::record::journal::Chain;
use lacrima::record::vault::{self, Passphrase};
use lacrima::record::{self, Document, Progress};
use lacrima::session::{Event, Fact, Status};
use lacrima::time::{FilmTime, SessionTime};

use super::amendments::{amend, kept};
use super::simulate::{DELAYED, plan};

const HEAD: &str = "step,stimulus,index,film_s,due_s,shown_s\n";

/// The first part of a session, up to the middle of its film.
fn begun() -> Vec<Event> {
    let events = simulate(&plan(DELAYED, 3), 0.0).events;
    let onset = |event: &Event| matches!(event.fact, Fact::MediaOnset { .. });
    let until = events.iter().position(onset).unwrap() + 1;
    events[..until].to_vec()
}

/// The folder of a session that was left with these facts.
fn left(data: &Path, name: &str, events: &[Event]) -> PathBuf {
    let folder = data.join("study").join(name);
    fs::create_dir_all(&folder).unwrap();
    let (mut chain, mut image) = (Chain::default(), Vec::new());
    for event in events {
        chain.append(event, &mut image).unwrap();
    }
    fs::write(folder.join("journal.jsonl"), image).unwrap();
    folder
}

/// What `lacrima recover` says, and its exit code.
fn recover(place: &Path) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacrima"));
    let done = command.arg("recover").arg(place).output().unwrap();
    let said =
        String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (said, done.status.code())
}

/// When the session ended, once it is closed as interrupted and nothing about its files is odd.
#[track_caller]
fn closed(folder: &Path) -> f64 {
    let (document, notices) = Document::read(folder).unwrap();
    assert_eq!(notices, Vec::<String>::new());
    assert_eq!(document.session.status, Status::Interrupted);
    document.events.last().unwrap().t_s.as_s()
}

/// Two lines of frames, the later shown at `shown` seconds.
fn frames(shown: f64) -> String {
    format!(
        "{HEAD}film,film,0,0.000000,{0:.6},\nfilm,film,1,0.040000,{0:.6},{0:.6}\n",
        shown
    )
}

#[test]
fn what_is_no_list_of_frames_is_set_aside_whole_and_the_session_is_closed() {
    let home = tempfile::tempdir().unwrap();
    let events = begun();
    let outside = home.path().join("outside");
    fs::write(&outside, "precious").unwrap();
    type Put<'p> = &'p dyn Fn(&Path);
    let damaged = frames(50.0).replacen("step", "stfp", 1);
    let puts: [(&str, Put<'_>); 5] = [
        ("head", &|path| fs::write(path, &damaged).unwrap()),
        ("garbage", &|path| fs::write(path, [0xff; 9000]).unwrap()),
        ("folder", &|path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join("inner"), "kept").unwrap();
        }),
        ("link", &|path| symlink(&outside, path).unwrap()),
        ("pipe", &|path| {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }),
    ];
    for (what, put) in puts {
        let data = home.path().join(what);
        let folder = left(&data, "20260102T030405Z_P1", &events);
        put(&folder.join("frames.csv"));
        let before = fs::symlink_metadata(folder.join("frames.csv")).unwrap();
        let (said, code) = recover(&data);
        assert_eq!(code, Some(0), "{what}: {said}");
        assert!(
            said.contains("it is set aside as frames.damaged-1"),
            "{what}: {said}"
        );
        assert!(
            !said.contains("memory") && !said.contains("another data folder"),
            "{said}"
        );
        closed(&folder);
        let aside = fs::symlink_metadata(folder.join("frames.damaged-1")).unwrap();
        assert_eq!(
            (aside.file_type(), aside.len()),
            (before.file_type(), before.len())
        );
        assert_eq!(fs::read_to_string(folder.join("frames.csv")).unwrap(), HEAD);
    }
    let kept = |data: &str, name: &str| {
        let folder = home.path().join(data).join("study/20260102T030405Z_P1");
        fs::read(folder.join(name)).unwrap()
    };
    assert_eq!(kept("head", "frames.damaged-1"), damaged.as_bytes());
    assert_eq!(kept("folder", "frames.damaged-1/inner"), b"kept");
    assert_eq!(fs::read(&outside).unwrap(), b"precious");
    // What was set aside is encrypted with the rest.
    let folder = home.path().join("head/study/20260102T030405Z_P1");
    let passphrase = Passphrase::new("seven wet handkerchiefs".to_owned()).unwrap();
    vault::encrypt(&folder, &passphrase.with_work(2)).unwrap();
    assert!(!folder.join("frames.damaged-1").exists());
}

#[test]
fn of_a_damaged_list_of_frames_the_lines_before_the_damage_stay_and_the_rest_is_set_aside() {
    let data = tempfile::tempdir().unwrap();
    let events = begun();
    let last = events.last().unwrap().t_s.as_s();
    let whole = frames(last + 1.5);
    let bads: [&[u8]; 6] = [
        b"film,film,2,0.08",
        b"film,film,2,0.08,51.0,51.1,7\nfilm,film,3,0.12,52.0,52.1\n",
        b"film,film,2,0.08,51.0,1e300\n",
        b"fi\xfflm,film,2,0.08,51.0,51.1\nfilm,film,3,0.12,52.0,52.1\n",
        b"film,film,-2,0.08,51.0,NaN\n",
        b"\0\0\0\0\0\0\0\0",
    ];
    for (n, bad) in bads.iter().enumerate() {
        let folder = left(data.path(), &format!("20260102T030405Z_P{n}"), &events);
        fs::write(folder.join("frames.csv"), [whole.as_bytes(), *bad].concat()).unwrap();
        let (said, code) = recover(&folder);
        let told = format!(
            "read up to line 4 ({} bytes set aside as frames.damaged-1)",
            bad.len()
        );
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&told), "{n}: {said}");
        assert_eq!(closed(&folder), SessionTime::from_s(last + 1.5).as_s());
        assert_eq!(
            fs::read_to_string(folder.join("frames.csv")).unwrap(),
            whole
        );
        assert_eq!(fs::read(folder.join("frames.damaged-1")).unwrap(), *bad);
    }
    // A sound list stays as it is, and nothing is said of it; but what it tells of tomorrow is not believed.
    let folder = left(data.path(), "20260102T030405Z_P9", &events);
    fs::write(folder.join("frames.csv"), frames(last + 200_000.0)).unwrap();
    let (said, code) = recover(&folder);
    assert_eq!((code, said.contains("set aside")), (Some(0), false));
    assert_eq!(closed(&folder), last);
}

#[test]
fn a_folder_in_which_nothing_began_is_no_trouble_and_goes() {
    let data = tempfile::tempdir().unwrap();
    let running = data.path().join(".running");
    fs::create_dir(&running).unwrap();
    let make = |name: &str, files: &[(&str, &str)]| {
        let folder = left(data.path(), name, &[]);
        fs::remove_file(folder.join("journal.jsonl")).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        fs::write(running.join(format!("{name}.json")), "{}").unwrap();
        folder
    };
    let empty = [
        make("20260102T030405Z_P1", &[]),
        make("20260102T030406Z_P1", &[("journal.jsonl", "")]),
        make(
            "20260102T030407Z_P1",
            &[("journal.jsonl", ""), ("frames.csv", HEAD), (".lock", "")],
        ),
    ];
    for folder in &empty {
        assert_eq!(record::look(folder).unwrap().progress, Progress::NeverBegun);
        let why = conductor::look(folder).unwrap_err();
        assert!(why.contains("had not begun"), "{why}");
    }
    let (said, code) = recover(data.path());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("nothing was recorded").count(), 3, "{said}");
    assert!(empty.iter().all(|folder| !folder.exists()));
    assert_eq!(fs::read_dir(&running).unwrap().count(), 0);
    let (said, code) = recover(data.path());
    assert!(
        code == Some(0) && said.contains("Nothing to recover"),
        "{said}"
    );

    // What holds anything stays, whatever it is.
    let full = [
        make("20260102T030408Z_P1", &[("journal.jsonl", "x")]),
        make("20260102T030409Z_P1", &[("notes.txt", "")]),
        make("20260102T030410Z_P1", &[("frames.csv", &frames(1.0))]),
    ];
    let (said, code) = recover(data.path());
    assert_eq!(code, Some(1), "{said}");
    assert!(full.iter().all(|folder| folder.exists()));
    assert!(record::clear_never_begun(&full[2]).is_err());
    assert!(full[2].join("frames.csv").exists());
}

#[test]
fn a_missing_file_of_a_sealed_session_is_told_and_a_document_that_was_copied_is_not_accused() {
    let data = tempfile::tempdir().unwrap();
    let simulated = kept(data.path());
    let (document, _) = Document::read(&simulated).unwrap();
    let folder = simulated.with_file_name(document.session.id);
    fs::rename(&simulated, &folder).unwrap();
    let alone = data.path().join("session.json");
    fs::copy(folder.join("session.json"), &alone).unwrap();
    assert_eq!(Document::read(&alone).unwrap().1, Vec::<String>::new());
    for (file, what) in [
        ("journal.jsonl", "The journal"),
        ("frames.csv", "The list of frames"),
    ] {
        let away = data.path().join(file);
        fs::rename(folder.join(file), &away).unwrap();
        let (_, notices) = Document::read(&folder).unwrap();
        assert_eq!(notices.len(), 1, "{notices:?}");
        let told = notices[0].as_str();
        assert!(
            told.starts_with(what) && told.ends_with("session.json is missing."),
            "{told}"
        );
        let why = amend(&folder, "visit 2").unwrap_err();
        assert!(why.contains("is missing. Only a session as"), "{why}");
        let passphrase = Passphrase::new("seven wet handkerchiefs".to_owned()).unwrap();
        let why = vault::encrypt(&folder, &passphrase.with_work(2)).unwrap_err();
        assert!(why.contains("is missing. Only a session as"), "{why}");
        fs::create_dir(folder.join(file)).unwrap();
        let (_, notices) = Document::read(&folder).unwrap();
        assert!(notices[0].ends_with("can't be read."), "{notices:?}");
        fs::remove_dir(folder.join(file)).unwrap();
        fs::rename(&away, folder.join(file)).unwrap();
    }
    assert_eq!(Document::read(&folder).unwrap().1, Vec::<String>::new());
    amend(&folder, "visit 2").unwrap();
}

#[test]
fn journals_of_absurd_times_and_numbers_stop_nothing() {
    let data = tempfile::tempdir().unwrap();
    let events = begun();
    let far = SessionTime(i64::MAX);
    let mut numbers = events.clone();
    numbers.last_mut().unwrap().seq = u64::MAX;
    let (mut films, mut times, mut early, mut stamps) = (
        events.clone(),
        events.clone(),
        events.clone(),
        events.clone(),
    );
    for event in &mut films {
        match &mut event.fact {
            Fact::MediaOnset { film, .. } | Fact::MediaPrepared { film, .. } => {
                *film = FilmTime::from_s(1e300)
            }
            _ => {}
        }
    }
    times.last_mut().unwrap().t_s = far;
    early.last_mut().unwrap().t_s = SessionTime(i64::MIN);
    stamps.last_mut().unwrap().at_s = Some(far);
    let absurd = [
        ("P1", &numbers),
        ("P2", &times),
        ("P3", &early),
        ("P4", &stamps),
        ("P5", &films),
    ];
    for (code, events) in absurd {
        let folder = left(data.path(), &format!("20260102T030405Z_{code}"), events);
        match conductor::look(&folder) {
            Ok(found) => assert!(code == "P5" && found.last < far, "{code}"),
            Err(why) => assert!(
                why.contains("times or numbers that no session has"),
                "{why}"
            ),
        }
    }
    let good = left(data.path(), "20260102T030404Z_P0", &events);
    let (said, code) = recover(data.path());
    assert!(code.is_some() && !said.contains("panicked"), "{said}");
    assert!(said.contains("20260102T030404Z_P0: closed"), "{said}");
    closed(&good);
    for (code, _) in absurd {
        let told = format!("20260102T030405Z_{code}: ");
        assert!(said.contains(&told), "{said}");
    }
}

//! Hostile sessions, data folders, codes and names through the real program: nothing leaves the folder, nothing commands the terminal.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use crate::hostile::{MOST_KB, folder, huge, is_plain, lacrima, no_files, path, refused};

#[test]
fn what_is_no_session_is_refused_in_one_sentence() {
    let folder = folder();
    for file in no_files(folder.path()) {
        refused(&["show", path(&file)], "can't be opened");
    }
    let huge = huge(
        folder.path().join("huge.json"),
        r#"{"format": "lacrima.session", "version": 1, "x": ""#,
    );
    refused(&["show", path(&huge)], "larger than any session file");
    let session = folder.path().join("session.json");
    for (text, words) in [
        (String::new(), "cut off"),
        ("[".repeat(100_000), "not a session document"),
        (
            r#"{"format": "lacrima.session", "version": 99}"#.into(),
            "newer version",
        ),
        (
            r#"{"format": "lacrima.session", "version": 1, "revision": 1}"#.into(),
            "not a session document",
        ),
        (
            format!(
                r#"{{"format": "lacrima.session", "version": 1, "app": {{"name": "{}"}}}}"#,
                "\\u001b[2J".repeat(9000)
            ),
            "not a session",
        ),
        (
            format!(
                r#"{{"format": "lacrima.session", "version": 1, "x": [{}0]}}"#,
                "0,".repeat(9_000_000)
            ),
            "not a session",
        ),
    ] {
        std::fs::write(&session, text).unwrap();
        refused(&["show", path(&session)], words);
        refused(&["show", "--json", path(folder.path())], words);
    }
    std::fs::remove_file(&session).unwrap();
    symlink("/etc/hostname", &session).unwrap();
    refused(&["show", path(folder.path())], "it is a link");
}

#[test]
fn names_and_ids_can_not_command_the_terminal() {
    let folder = folder();
    let names: [&[u8]; 5] = [
        b"a\x1b[31mb\x1b]0;t\x07.json",
        b"a\nb.json",
        b"a\xff\xfeb.json",
        "a\u{202e}nosj.b".as_bytes(),
        b"a\x9b2Jb.json",
    ];
    for name in names {
        let file = folder.path().join(OsStr::from_bytes(name));
        std::fs::write(
            &file,
            "{\"\\u001b[31m\": 1, \"format\": \"lacrima.protocol\", \"id\": \"\\u001b[2J../../x\"}",
        )
        .unwrap();
        let data = folder
            .path()
            .join(OsStr::from_bytes(&[name, b".d"].concat()));
        std::fs::create_dir(&data).unwrap();
        let os = OsStr::new;
        for arguments in [
            vec![os("check"), file.as_os_str()],
            vec![os("simulate"), file.as_os_str()],
            vec![os("show"), file.as_os_str()],
            vec![os("show"), data.as_os_str()],
            vec![os("recover"), file.as_os_str()],
            vec![os("recover"), data.as_os_str()],
            vec![
                os("withdraw"),
                data.as_os_str(),
                os("--participant"),
                os("\u{1b}[31mP"),
            ],
        ] {
            let ended = lacrima(&arguments);
            assert!(matches!(ended.code, Some(0 | 1)), "{}", ended.said());
            is_plain(&ended.said());
        }
    }
}

#[test]
fn a_session_that_says_what_it_likes_is_shown_as_plain_text() {
    let folder = folder();
    let data = folder.path().join("data");
    let done = lacrima(&[
        "simulate",
        "protocols/coder-practice.json",
        "--data",
        path(&data),
    ]);
    assert_eq!(done.code, Some(0), "{}", done.said());
    let session = PathBuf::from(done.out.lines().last().unwrap());
    let text = std::fs::read_to_string(&session).unwrap();
    let mut told: serde_json::Value = serde_json::from_str(&text).unwrap();
    told["session"]["id"] = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}".into();
    std::fs::write(&session, told.to_string()).unwrap();
    let table = lacrima(&["show", path(&session)]);
    assert_eq!(table.code, Some(0), "{}", table.said());
    assert!(table.err.contains("was changed"), "{}", table.err);
    is_plain(&table.said());
    let json = lacrima(&["show", "--json", path(&session)]);
    is_plain(&json.out);
    let measures: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(measures["session"], told["session"]["id"]);
}

#[test]
fn a_hostile_data_folder_is_recovered_and_withdrawn_from_without_leaving_it() {
    let folder = folder();
    let outside = folder.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("journal.jsonl"), "not mine").unwrap();
    let study = folder.path().join("data/film");
    std::fs::create_dir_all(&study).unwrap();
    let session = |name: &str| study.join(name);
    symlink(&outside, session("20260101T000000Z_P01")).unwrap();
    for name in [
        "20260102T000000Z_P01",
        "20260103T000000Z_P01",
        "20260104T000000Z_P01",
    ] {
        std::fs::create_dir(session(name)).unwrap();
    }
    symlink(
        outside.join("journal.jsonl"),
        session("20260102T000000Z_P01/journal.jsonl"),
    )
    .unwrap();
    huge(
        session("20260103T000000Z_P01/journal.jsonl"),
        "{\"chain\":\"",
    );
    let made = Command::new("mkfifo")
        .arg(session("20260104T000000Z_P01/session.json"))
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::create_dir(session("../\u{1b}[31m_P01")).unwrap();
    let data = folder.path().join("data");
    let ended = lacrima(&["recover", path(&data)]);
    assert_eq!(ended.code, Some(1), "{}", ended.said());
    assert_eq!(ended.err.lines().count(), 3, "{}", ended.said());
    is_plain(&ended.said());
    assert!(ended.peak_kb < MOST_KB, "{} kB", ended.peak_kb);
    let listed = lacrima(&["withdraw", path(&data), "--participant", "P01", "--yes"]);
    is_plain(&listed.said());
    assert!(listed.peak_kb < MOST_KB, "{} kB", listed.peak_kb);
    assert_eq!(
        std::fs::read_to_string(outside.join("journal.jsonl")).unwrap(),
        "not mine"
    );
    for file in no_files(&folder.path().join("outside")) {
        if !file.ends_with("directory") {
            refused(&["recover", path(&file)], "is not a folder");
            refused(
                &["withdraw", path(&file), "--participant", "P01"],
                "is not a folder",
            );
        }
    }
}

#[test]
fn codes_that_lead_out_of_the_data_folder_are_refused() {
    let folder = folder();
    let data = path(folder.path());
    for code in [
        "../../x",
        "/etc/x",
        "a/b",
        "",
        ".",
        "..",
        "a\nb",
        "\u{1b}[31m",
        "\u{202e}",
        "ž",
    ] {
        refused(
            &[
                "run",
                "protocols/demo.json",
                "--start",
                "--data",
                data,
                "--participant",
                code,
            ],
            "can't name a folder",
        );
        let ended = lacrima(&["withdraw", data, "--participant", code, "--yes"]);
        assert_eq!(ended.code, Some(1), "{code:?}: {}", ended.said());
        is_plain(&ended.said());
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

//! Amendments on the disk and from the command line: locks, cuts, changes, a list that is never rewritten.

use std::path::Path;
use std::process::{Command, Output};

use lacrima::record;
use lacrima::record::amendments::{self, FILE};
use serde_json::Value;

use super::amendments::{amend, kept, now, proposal, sealed};

fn lacrima(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacrima"));
    command.args(arguments).output().unwrap()
}

#[test]
fn only_a_sealed_session_is_amended_and_by_one_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let held = record::reopen(&folder).unwrap();
    let why = amend(&folder, "visit 2").unwrap_err();
    assert!(why.contains("open in another window"), "{why}");
    drop(held);

    // Many at once: each is kept or refused in words, and none is lost.
    let amenders: Vec<_> = (2..10)
        .map(|visit| {
            let folder = folder.clone();
            std::thread::spawn(move || amend(&folder, &format!("visit {visit}")))
        })
        .collect();
    let done: Vec<_> = amenders
        .into_iter()
        .map(|one| one.join().unwrap())
        .collect();
    let mut numbers: Vec<u64> = done.iter().flatten().copied().collect();
    numbers.sort_unstable();
    let opened = amendments::open(&folder).unwrap();
    assert!(
        !numbers.is_empty() && opened.notices.is_empty(),
        "{:?}",
        opened.notices
    );
    assert_eq!(
        numbers,
        (1..=opened.amendments.len() as u64).collect::<Vec<_>>()
    );
    assert_eq!(opened.standing, numbers);
    let refused = done.iter().filter_map(|one| one.as_ref().err());
    assert!(
        refused
            .into_iter()
            .all(|why| why.contains("open in another window"))
    );

    // A session that runs, or was left without an end.
    let path = folder.join("session.json");
    let document = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(
        amend(&folder, "visit 11")
            .unwrap_err()
            .contains("run lacrima recover")
    );
    let held = record::reopen(&folder).unwrap();
    assert!(
        amend(&folder, "visit 11")
            .unwrap_err()
            .contains("is running: amend it after its end")
    );
    drop(held);
    assert!(
        amend(data.path(), "visit 11")
            .unwrap_err()
            .contains("is not the folder of a session")
    );

    // One that was changed since it was sealed.
    let changed = String::from_utf8(document)
        .unwrap()
        .replacen("\"visit\": 1", "\"visit\": 5", 1);
    std::fs::write(&path, changed).unwrap();
    let why = amend(&folder, "visit 11").unwrap_err();
    assert!(why.contains("was changed since it was sealed"), "{why}");
}

/// A list of four amendments, its bytes and the ends of its lines.
fn list(folder: &Path) -> Vec<u8> {
    for change in ["visit 2", "covariate age 34", "note a remark", "visit 3"] {
        amend(folder, change).unwrap();
    }
    std::fs::read(folder.join(FILE)).unwrap()
}

#[test]
fn cut_or_changed_at_any_byte_the_list_yields_its_beginning_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let image = list(&folder);
    let whole = amendments::read(&folder).unwrap().amendments;
    let path = folder.join(FILE);
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    for at in 0..image.len() {
        std::fs::write(&path, &image[..at]).unwrap();
        let log = amendments::read(&folder).unwrap();
        // A line that lacks nothing but its newline is whole; one that lacks nothing at all can't be missed.
        let left = lines(&image[..at]) + usize::from(image[at] == b'\n');
        assert_eq!(log.amendments, whole[..left], "cut at {at}");
        let torn = at > 0 && image[at - 1] != b'\n' && image[at] != b'\n';
        assert_eq!(log.dropped.is_some(), torn, "cut at {at}");

        let mut bad = image.clone();
        bad[at] ^= [0x01, 0x20, 0x80][at % 3];
        std::fs::write(&path, bad).unwrap();
        let log = amendments::read(&folder).unwrap();
        assert_eq!(
            log.amendments,
            whole[..lines(&image[..at])],
            "changed at {at}"
        );
        assert!(log.dropped.is_some(), "changed at {at}");
    }
}

#[test]
fn an_unfinished_line_is_set_aside_and_a_changed_one_stops_further_amending() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let image = list(&folder);
    let path = folder.join(FILE);
    std::fs::write(&path, &image[..image.len() - 30]).unwrap();
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(
        (opened.amendments.len(), opened.amended.session.visit),
        (3, 2)
    );
    assert!(opened.notices[0].contains("line 4"), "{:?}", opened.notices);
    let kept = amendments::amend(&folder, &proposal("visit 4"), now()).unwrap();
    assert!(
        kept.remark
            .unwrap()
            .contains("set aside as amendments.damaged-1")
    );
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(
        (opened.amended.session.visit, opened.notices),
        (4, Vec::new())
    );
    let aside = std::fs::read(folder.join("amendments.damaged-1")).unwrap();
    assert!(image[..image.len() - 30].ends_with(&aside) && !aside.is_empty());

    let mut bad = image.clone();
    let place = image
        .windows(9)
        .position(|part| part == b"\"new\":2,\"")
        .unwrap();
    bad[place + 6] = b'7';
    std::fs::write(&path, &bad).unwrap();
    let told = lacrima(&["show", folder.to_str().unwrap()]);
    let notices = String::from_utf8(told.stderr).unwrap();
    assert!(
        told.status.success() && notices.contains("damaged or changed"),
        "{notices}"
    );
    assert!(
        amend(&folder, "visit 5")
            .unwrap_err()
            .contains("from a copy")
    );
    assert_eq!(std::fs::read(&path).unwrap(), bad);
    // A link in place of the list leads nowhere.
    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(data.path().join("elsewhere"), &path).unwrap();
    assert!(amend(&folder, "visit 5").is_err() && !data.path().join("elsewhere").exists());
}

#[test]
fn the_command_line_amends_lists_undoes_and_shows_both_layers() {
    let data = tempfile::tempdir().unwrap();
    let folder = kept(data.path());
    let (path, before) = (folder.to_str().unwrap(), sealed(&folder));
    let by = ["--who", "C2", "--why", "seen on the video"];
    let done = |arguments: &[&str]| {
        let output = lacrima(&[&["amend", path], arguments].concat());
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(told).unwrap())
    };
    let show = |arguments: &[&str]| -> Value {
        let output = lacrima(&[&["show", path, "--json"], arguments].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let recorded = show(&[]);
    assert_eq!(
        done(&["--list"]),
        (Some(0), "This session was never amended.\n".to_owned())
    );
    let bouts: Vec<u64> = amendments::open(&folder)
        .unwrap()
        .recorded
        .coding
        .iter()
        .map(|row| row.bout)
        .collect();
    for bout in &bouts {
        let (status, told) = done(&[&by[..], &["bout", &bout.to_string(), "remove"]].concat());
        assert_eq!(status, Some(0), "{told}");
    }
    let (amended, live) = (show(&[]), show(&["--as-recorded"]));
    assert_eq!(amended["crier"]["status"], "non_crier");
    assert_eq!(amended["standing"].as_array().unwrap().len(), bouts.len());
    assert_eq!(
        (&live["phases"], &live["crier"]),
        (&recorded["phases"], &recorded["crier"])
    );
    assert_ne!(amended["phases"], recorded["phases"]);
    let table = String::from_utf8(lacrima(&["show", path]).stdout).unwrap();
    assert!(table.contains("Amendments (in these figures"), "{table}");
    assert_eq!(done(&["--who", "C3", "--undo", "1"]).0, Some(0));
    let (_, listed) = done(&["--list"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), bouts.len() + 1);
    assert!(lines[0].contains("C2") && lines[0].contains(&format!("[undone by {}]", lines.len())));
    assert!(
        lines.last().unwrap().contains("Undo of amendment 1"),
        "{listed}"
    );
    for (arguments, status) in [
        (&["visit", "2"][..], 1),
        (&["--who", "C2", "visit", "2"], 1),
        (&["--who", "C2", "--why", "x"], 1),
        (&["--list", "--undo", "1"], 2),
    ] {
        assert_eq!(done(arguments).0, Some(status), "{arguments:?}");
    }
    assert_eq!(sealed(&folder), before);

    let schema: Value = serde_json::from_slice(&lacrima(&["schema", "amendment"]).stdout).unwrap();
    let list = std::fs::read_to_string(folder.join(FILE)).unwrap();
    for line in list.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let mut keys = line["amendment"].as_object().unwrap().keys();
        assert!(keys.all(|key| schema["properties"].get(key).is_some()));
    }

    let code = "P0001";
    let output = lacrima(&[
        "withdraw",
        data.path().to_str().unwrap(),
        "--participant",
        code,
        "--yes",
    ]);
    assert!(output.status.success() && !folder.exists());
}

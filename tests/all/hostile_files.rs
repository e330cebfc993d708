//! Hostile protocols, parts, films and pictures through the real program: one clear sentence, bounded memory, and an end.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::faults_pictures::bomb;
use crate::hostile::{MOST_KB, folder, huge, is_plain, lacrima, no_files, path, refused};

#[test]
fn what_is_no_protocol_file_is_refused_in_one_sentence() {
    let folder = folder();
    for file in no_files(folder.path()) {
        for verb in ["check", "simulate", "run"] {
            refused(&[verb, path(&file)], "");
        }
    }
    let huge = huge(folder.path().join("huge.json"), "{");
    let empty = folder.path().join("empty.json");
    std::fs::write(&empty, "").unwrap();
    for verb in ["check", "simulate", "run"] {
        refused(&[verb, path(&huge)], "larger than 1 MiB");
        refused(&[verb, path(&empty)], "The file is empty");
        refused(
            &[verb, path(&folder.path().join("none.json"))],
            "There is no such file",
        );
    }
    refused(&["run", "--start", path(&huge)], "larger than 1 MiB");
}

#[test]
fn a_part_never_lies_outside_the_protocols_folder() {
    let folder = folder();
    let inside = folder.path().join("study");
    std::fs::create_dir(&inside).unwrap();
    let secret = folder.path().join("secret.json");
    std::fs::write(
        &secret,
        r#"{"format": "lacrima.instrument", "version": 1, "secret-word": 1}"#,
    )
    .unwrap();
    symlink("../secret.json", inside.join("out.json")).unwrap();
    symlink("..", inside.join("up")).unwrap();
    symlink("loop.json", inside.join("loop.json")).unwrap();
    huge(inside.join("huge.json"), "{");
    let made = Command::new("mkfifo")
        .arg(inside.join("pipe.json"))
        .status()
        .unwrap();
    assert!(made.success());
    let protocol = inside.join("p.json");
    for (file, words) in [
        ("../secret.json", "leads out of"),
        ("x/../../secret.json", "leads out of"),
        (path(&secret), "is not inside"),
        ("/dev/zero", "is not inside"),
        ("~/secret.json", "is not inside"),
        ("C:\\secret.json", "is not inside"),
        ("out.json", "a link that leads out of"),
        ("up/secret.json", "a link that leads out of"),
        ("loop.json", "There is no file"),
        ("pipe.json", "There is no file"),
        ("CON", "There is no file"),
        ("a\u{0}b", "control character U+0000"),
        ("a\u{1b}[31mb", "control character U+001B"),
        ("a\u{202e}nosj.b", "U+202E"),
        ("huge.json", "larger than 1 MiB"),
        ("p.json", "must be \"lacrima.instrument\""),
    ] {
        let text = serde_json::json!({
            "format": "lacrima.protocol", "version": 1, "id": "p", "title": {"en": "P"}, "study": {"id": "s"},
            "instruments": {"mood": {"file": file}},
            "conditions": [{"id": "a"}], "steps": [{"id": "m", "kind": "probe", "instrument": "mood"}],
        });
        std::fs::write(&protocol, text.to_string()).unwrap();
        for verb in ["check", "simulate"] {
            let ended = lacrima(&[verb, path(&protocol)]);
            let said = ended.said();
            assert_eq!(ended.code, Some(1), "{file:?}: {said}");
            assert!(said.contains(words), "{file:?}: {said}");
            assert!(!said.contains("secret-word"), "{said}");
            is_plain(&said);
        }
    }
}

#[test]
fn what_is_no_film_is_refused_before_a_window_opens() {
    let folder = folder();
    let huge = huge(folder.path().join("huge.mp4"), "");
    let empty = folder.path().join("empty.webm");
    std::fs::write(&empty, "").unwrap();
    let mut files = no_files(folder.path());
    files.extend([huge, empty, folder.path().join("none.webm")]);
    for file in files {
        let film = format!("sad-film={}", path(&file));
        let ended = lacrima(&[
            "run",
            "protocols/delayed-mood.json",
            "--start",
            "--film",
            &film,
        ]);
        assert_eq!(ended.code, Some(1), "{film}: {}", ended.said());
        assert_eq!(ended.err.lines().count(), 1, "{film}: {}", ended.said());
        is_plain(&ended.said());
        assert!(ended.peak_kb < MOST_KB, "{} kB", ended.peak_kb);
    }
}

#[test]
fn a_picture_that_unpacks_to_more_than_memory_holds_is_refused_by_its_size() {
    let folder = folder();
    // The head of a picture of 60000 × 60000 pixels: 14 GB once it is unpacked.
    bomb(&folder.path().join("card.png"), 60_000, 60_000, true);
    let protocol = folder.path().join("p.json");
    let text = serde_json::json!({
        "format": "lacrima.protocol", "version": 1, "id": "p", "title": {"en": "P"}, "study": {"id": "s"},
        "stimuli": {"card": {"kind": "image", "file": "card.png", "tags": {"valence": "neutral"}}},
        "conditions": [{"id": "a"}],
        "steps": [{"id": "c", "kind": "image", "stimulus": "card"}, {"id": "e", "kind": "end"}],
        "on_stop": [{"id": "s", "kind": "end"}],
    });
    std::fs::write(&protocol, text.to_string()).unwrap();
    refused(&["check", path(&protocol)], "60000 × 60000 pixels");
}

#[test]
fn a_file_without_permission_is_one_sentence() {
    let folder = folder();
    let file = folder.path().join("locked.json");
    std::fs::write(&file, "{}").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::File::open(&file).is_ok() {
        eprintln!("This user may read every file, so there is nothing to test.");
        return;
    }
    refused(&["check", path(&file)], "may not be read");
    refused(&["show", path(&file)], "may not be read");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_a_protocol_or_refused() {
    let folder = folder();
    let file = folder.path().join("p.json");
    let texts = [
        std::fs::read("protocols/demo.json").unwrap(),
        b"{\"format\": \"lacrima.protocol\"".to_vec(),
        vec![b' '; 3 << 20],
    ];
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::fs::write(&file, &texts[0]).unwrap();
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for text in texts.iter().cycle() {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    return;
                }
                std::fs::write(&file, text).unwrap();
            }
        });
        for _ in 0..10 {
            let ended = lacrima(&["check", path(&file)]);
            assert!(matches!(ended.code, Some(0 | 1)), "{}", ended.said());
            is_plain(&ended.said());
            assert!(ended.peak_kb < MOST_KB, "{} kB", ended.peak_kb);
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn schemas_and_wrong_usage_end_at_once() {
    for of in ["protocol", "instrument", "coding", "covariates", "session"] {
        let ended = lacrima(&["schema", of]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        serde_json::from_str::<serde_json::Value>(&ended.out).unwrap();
    }
    for wrong in [
        &["schema", "../x"][..],
        &["show"],
        &["check"],
        &["run", "p.json", "--speed", "NaN"],
        &["run", "p.json", "--stage-rect", "1,1,99999999999,1"],
    ] {
        assert_eq!(lacrima(wrong).code, Some(2));
    }
}

/// Set-up reads the table of covariates that somebody chooses in a file dialog.
#[test]
fn what_is_no_table_is_refused_in_one_sentence() {
    let folder = folder();
    let mut files = no_files(folder.path());
    files.push(huge(
        folder.path().join("huge.csv"),
        "participant,age\nP01,20\n",
    ));
    files.push(folder.path().join("none.csv"));
    for file in files {
        let why = lacrima::protocol::covariates::table(&file, &[], "P01").unwrap_err();
        is_plain(&why);
        assert!(why.ends_with('.') && !why.contains("os error"), "{why}");
    }
}

//! `lacrima agree` and the export for BORIS, through the binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lacrima::record::Document;
use lacrima::record::document::Bout;
use lacrima::time::Micros;
use serde_json::Value;

fn lacrima(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .output()
        .unwrap()
}

/// A simulated session with crying in it, and another file of it in which every bout begins and ends 3 s later.
fn twice(home: &Path) -> (PathBuf, PathBuf) {
    let data = home.join("data");
    let made = lacrima(&[
        "simulate",
        "protocols/delayed-mood.json",
        "--seed",
        "3",
        "--sessions",
        "3",
        "--data",
        data.to_str().unwrap(),
    ]);
    assert!(made.status.success(), "{made:?}");
    let sessions = lacrima::record::list(&data);
    let coded = sessions.iter().map(|session| session.folder.clone());
    let folder = coded
        .max_by_key(|folder| Document::read(folder).unwrap().0.coding.len())
        .unwrap();
    let mut document = Document::read(&folder).unwrap().0;
    assert!(!document.coding.is_empty());
    for bout in &mut document.coding {
        let late = Micros(3_000_000);
        bout.onset_s = bout.onset_s + late;
        bout.offset_s = bout.offset_s + late;
        for level in &mut bout.levels {
            level.t_s = level.t_s + late;
        }
    }
    let other = home.join("other.json");
    document.write(&other).unwrap();
    (folder, other)
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn two_files_of_a_session_are_compared_and_exported_for_boris() {
    let home = tempfile::tempdir().unwrap();
    let (folder, other) = twice(home.path());
    let (session, with) = (folder.to_str().unwrap(), other.to_str().unwrap());
    let alone = lacrima(&["agree", session]);
    assert_eq!(alone.status.code(), Some(1));
    let why = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(
        why.contains("one finished coding only: code it again"),
        "{why}"
    );

    let told = json(&lacrima(&["agree", session, "--with", with, "--json"]));
    let any = &told["channels"][0];
    assert_eq!(any["channel"], "any");
    let kappa = any["exact"]["kappa"].as_f64().unwrap();
    assert!(0.0 < kappa && kappa < 1.0, "{kappa}");
    // What began 3 s later is found within 3 s, not within 2.
    let led = |told: &Value| {
        told["channels"][0]["unit"]["kappa_tolerance_b_led"]
            .as_f64()
            .unwrap()
    };
    let wider = json(&lacrima(&[
        "agree",
        session,
        "--with",
        with,
        "--tolerance",
        "4",
        "--json",
    ]));
    assert!(
        led(&told) < 1.0 && led(&wider) == 1.0,
        "{} {}",
        led(&told),
        led(&wider)
    );
    let apart = any["bouts"]["onset_difference_median_s"].as_f64();
    assert!(
        apart.is_none_or(|apart| (apart - 3.0).abs() < 1e-9),
        "{apart:?}"
    );

    let itself = lacrima(&["agree", session, "--layers", "first,first"]);
    assert_eq!(itself.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&itself.stderr).contains("agrees with itself"));
    let text = lacrima(&["agree", session, "--with", with]);
    let text = String::from_utf8(text.stdout).unwrap();
    for part in [
        "What these figures assume",
        "BORIS-compatible kappa (unit 1 s)",
        "Disagreements: ",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let unknown = lacrima(&["agree", session, "--layers", "first,nobody"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("it has first."));

    let out = home.path().join("boris");
    let written = lacrima(&[
        "export",
        session,
        "--format",
        "boris",
        "--with",
        with,
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(written.status.success(), "{written:?}");
    assert!(String::from_utf8_lossy(&written.stderr).contains("BORIS counts two bouts there"));
    let id = folder.file_name().unwrap().to_string_lossy().into_owned();
    let project = std::fs::read(out.join(format!("{id}.boris"))).unwrap();
    let project: Value = serde_json::from_slice(&project).unwrap();
    assert_eq!(project["project_format_version"], "7.0");
    let observations = project["observations"].as_object().unwrap();
    assert_eq!(observations.keys().collect::<Vec<_>>(), ["first", "other"]);
    let document = Document::read(&folder).unwrap().0;
    // A level that was changed at once, at the same instant, lasted no time.
    let lasting = |bout: &Bout| {
        let ends = bout.levels.iter().skip(1).map(|level| level.t_s);
        let ends = ends.chain([bout.offset_s]);
        let levels = bout.levels.iter().zip(ends);
        levels.filter(|(level, end)| *end > level.t_s).count()
    };
    let pieces: usize = document.coding.iter().map(lasting).sum();
    assert!(pieces >= document.coding.len());
    let events = observations["first"]["events"].as_array().unwrap();
    assert_eq!(events.len(), 2 * pieces + document.points.len());
    // Starts and stops are told apart by counting alone: of each code and level they come in pairs.
    let mut counts = std::collections::BTreeMap::<(&str, &str), usize>::new();
    for event in events {
        let key = (event[2].as_str().unwrap(), event[3].as_str().unwrap());
        *counts.entry(key).or_default() += 1;
    }
    let behaviours = project["behaviors_conf"].as_object().unwrap();
    let is_state = |code: &str| {
        let mut states = behaviours.values().filter(|x| x["type"] == "State event");
        states.any(|state| state["code"] == code)
    };
    assert!(counts.keys().any(|(code, _)| is_state(code)));
    for ((code, level), count) in &counts {
        assert!(!is_state(code) || count % 2 == 0, "{code} {level}: {count}");
    }
    let codes: std::collections::BTreeSet<String> =
        behaviours.values().map(|x| x["code"].to_string()).collect();
    assert_eq!(codes.len(), behaviours.len(), "one list of codes");
    assert!(events.is_sorted_by_key(|event| event[0].as_f64().unwrap()));
}

#[test]
fn a_folder_without_second_codings_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let (folder, _) = twice(home.path());
    let data = folder.parent().unwrap().parent().unwrap();
    let told = lacrima(&["agree", data.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(1));
    let why = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(
        why.contains("has a second coding: code one again first."),
        "{why}"
    );
}

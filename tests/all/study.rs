//! `lacrima study` as a laboratory uses it: overview, lock, tables, odd folders; with sessions on a real disk and the real program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use lacrima::conductor::simulate;
use lacrima::protocol::Id;
use lacrima::record::{self, Recorder, unlocking};
use lacrima::session::{Fact, Mode};
use lacrima::time::Stamp;

use super::simulate::{DELAYED, plan};

/// A finished session of this mode in `data/film`; its folder.
pub fn kept(data: &Path, code: &str, seed: u64, mode: Mode) -> PathBuf {
    let mut events = simulate(&plan(DELAYED, seed), 0.0).events;
    let started = chrono::DateTime::from_timestamp(1_790_000_000 + 3600 * seed as i64, 0).unwrap();
    let folder = record::create(data, &"film".into(), &code.into(), started).unwrap();
    if let Fact::SessionStarted { header } = &mut events[0].fact {
        header.participant = Id::from(code);
        header.mode = mode;
        header.session = folder.id();
    }
    let recorder = Recorder::start(folder, Stamp(0)).unwrap();
    recorder.append(events);
    recorder.seal();
    recorder.settle(Duration::from_secs(60)).unwrap();
    recorder.folder()
}

fn study(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .arg("study")
        .arg(folder)
        .args(more)
        .output()
        .unwrap()
}

#[track_caller]
pub fn done(folder: &Path, more: &[&str]) -> (String, String) {
    let output = study(folder, more);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (said, told) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}\n{told}");
    (said, told)
}

#[track_caller]
pub fn refused(folder: &Path, more: &[&str], why: &str) {
    let output = study(folder, more);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(why), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

/// The rows of a table, each by the names of its columns.
pub fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

pub fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn simulated_sessions_are_told_with_a_loud_caution_and_written_as_tidy_tables() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    for seed in 1..=6 {
        kept(&data, &format!("P{seed}"), seed, Mode::Simulated);
    }
    kept(&data, "D1", 9, Mode::Demo);
    let (said, told) = done(&data, &[]);
    assert!(
        told.contains("CAUTION: these are no study sessions"),
        "{told}"
    );
    assert!(
        said.contains("demonstrations do not count beside"),
        "{said}"
    );
    assert!(said.contains("Mood: valence"), "{said}");
    let out = home.path().join("out");
    done(&data, &["--out", out.to_str().unwrap()]);
    let sessions = table(&out, "sessions");
    assert_eq!(sessions.len(), 6);
    let moods = table(&out, "moods");
    // Three items at four probes.
    assert_eq!(moods.len(), 6 * 3 * 4);
    for row in moods.iter().filter(|row| !row["change"].is_empty()) {
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let change = number("value") - number("baseline");
        assert!((number("change") - change).abs() < 1e-9, "{row:?}");
    }
    means_agree(&moods, &table(&out, "group_summary"));
    for row in table(&out, "dictionary") {
        let meaning = &row["meaning"];
        assert!(
            !meaning.starts_with("a column of"),
            "{row:?} is not explained"
        );
    }
    every_column_is_in_the_dictionary(&out);
    let whole: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("study.json")).unwrap()).unwrap();
    assert_eq!(whole["study"]["counts"]["sessions"], 6);
    // The same sessions give the same bytes, whichever thread read which.
    let again = home.path().join("again");
    done(&data, &["--out", again.to_str().unwrap()]);
    for entry in std::fs::read_dir(&out).unwrap().flatten() {
        let other = again.join(entry.file_name());
        let same = std::fs::read(entry.path()).unwrap() == std::fs::read(&other).unwrap();
        assert!(same, "{} differs", other.display());
    }
}

/// The means of the summary are those of the ratings.
fn means_agree(moods: &[BTreeMap<String, String>], summary: &[BTreeMap<String, String>]) {
    let mut compared = 0;
    for told in summary.iter().filter(|row| row["value_n"] != "0") {
        let own = moods.iter().filter(|row| {
            row["outcome"] == "valence"
                && row["group"] == told["group"]
                && row["probe"] == told["probe"]
                && !row["value"].is_empty()
                && row["phase"] != "none"
        });
        let values: Vec<f64> = own.map(|row| row["value"].parse().unwrap()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert_eq!(values.len().to_string(), told["value_n"], "{told:?}");
        let wanted: f64 = told["value_mean"].parse().unwrap();
        assert!((mean - wanted).abs() < 1e-9, "{mean} {told:?}");
        compared += 1;
    }
    assert!(compared >= 4, "{compared}");
}

fn every_column_is_in_the_dictionary(out: &Path) {
    let told = table(out, "dictionary");
    let mut tables = 0;
    for entry in std::fs::read_dir(out).unwrap().flatten() {
        let file = name(&entry.path());
        let Some(stem) = file
            .strip_suffix(".csv")
            .filter(|stem| *stem != "dictionary")
        else {
            continue;
        };
        tables += 1;
        let mut reader = csv::Reader::from_path(entry.path()).unwrap();
        for column in reader.headers().unwrap() {
            let is_told = told
                .iter()
                .any(|row| row["table"] == stem && row["column"] == column);
            assert!(is_told, "{stem}: {column}");
        }
    }
    assert!(tables > 15, "{tables}");
}

#[test]
fn mood_is_locked_until_it_is_settled_who_cried_and_again_for_new_sessions() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    for seed in 1..=3 {
        kept(&data, &format!("P{seed}"), seed, Mode::Study);
    }
    kept(&data, "X1", 8, Mode::Pilot);
    let out = home.path().join("out");
    let out_arguments = ["--out", out.to_str().unwrap()];
    let (said, _) = done(&data, &[]);
    assert!(
        said.contains("locked until it is settled who cried (3 of 3"),
        "{said}"
    );
    assert!(
        !said.contains("change") && !said.contains("less non_crier"),
        "{said}"
    );
    let (json, _) = done(&data, &["--json"]);
    assert!(!json.contains("valence"), "{json}");
    let (by_condition, _) = done(&data, &["--json", "--group-by", "condition"]);
    assert!(
        !by_condition.contains("\"group\": \"sad\""),
        "{by_condition}"
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["is_open"], json["study"].is_null()),
        (&false.into(), true)
    );
    refused(&data, &out_arguments, "--fix-criers --who ID");
    // Not even for the time of writing: nothing was begun.
    assert!(!out.exists());
    assert_eq!(study(&data, &["--fix-criers"]).status.code(), Some(2));
    refused(&data, &["--fix-criers", "--who", "../x"], "can't say who");
    // One is settled otherwise than the rule says.
    let listed = json["sessions"].as_array().unwrap();
    let (first, by_rule) = (&listed[0]["session"], &listed[0]["crier"]["status"]);
    let other = if *by_rule == "crier" {
        "non_crier"
    } else {
        "crier"
    };
    let settle = format!("{}={other}", first.as_str().unwrap());
    let by = ["--fix-criers", "--who", "AB", "--why", "seen on the video"];
    let (said, _) = done(&data, &[&by[..], &["--override", &settle]].concat());
    assert!(
        said.contains("Mood: valence") && said.contains("settled otherwise"),
        "{said}"
    );
    done(&data, &out_arguments);
    let sessions = table(&out, "sessions");
    assert_eq!(sessions.len(), 3);
    assert_eq!(
        (&sessions[0]["crier"], &sessions[0]["crier_by_hand"]),
        (&other.to_owned(), &"true".to_owned())
    );
    kept(&data, "P4", 4, Mode::Study);
    let (said, _) = done(&data, &[]);
    assert!(said.contains("(1 of 4 sessions"), "{said}");
    // An export that is there already stays as it was.
    let before = std::fs::metadata(out.join("sessions.csv")).unwrap();
    let again = ["--out", out.to_str().unwrap(), "--force"];
    refused(&data, &again, "--fix-criers --who ID");
    let after = std::fs::metadata(out.join("sessions.csv")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
    done(&data, &["--fix-criers", "--who", "AB"]);
    let list = unlocking::read(&data.join("film")).unwrap();
    assert_eq!((list.entries.len(), list.dropped), (3, None));
    // A changed list unlocks nothing.
    let path = data.join("film").join(unlocking::FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("AB", "AC", 1)).unwrap();
    let (said, told) = done(&data, &[]);
    assert!(
        said.contains("locked until") && told.contains("hash does not fit"),
        "{said}{told}"
    );
}

#[test]
fn odd_folders_and_places_cost_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let empty = home.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    refused(&empty, &[], "There is no session in");
    refused(&home.path().join("absent"), &[], "is no folder");
    let one = kept(&data, "P1", 1, Mode::Simulated);
    let two = kept(&data, "P2", 2, Mode::Simulated);
    let three = kept(&data, "P3", 3, Mode::Simulated);
    refused(&one, &[], "is one session");
    refused(
        &data,
        &["--out", data.join("out").to_str().unwrap()],
        "lies in the data folder",
    );
    let file = home.path().join("file");
    std::fs::write(&file, "x").unwrap();
    refused(&data, &["--out", file.to_str().unwrap()], "--out");
    refused(&data, &["--merge-gap", "7"], "5, 10, 20 or 30");
    refused(&data, &["--rule", "tears"], "tears_strict, tears_any");
    refused(
        &data,
        &["--override", "x=crier", "--who", "AB", "--why", "seen"],
        "no session x",
    );
    // One is broken and one was changed: they are named, and the rest goes on.
    std::fs::write(one.join("session.json"), "{").unwrap();
    let text = std::fs::read_to_string(two.join("session.json")).unwrap();
    std::fs::write(
        two.join("session.json"),
        text.replacen("\"visit\": 1", "\"visit\": 2", 1),
    )
    .unwrap();
    let (said, told) = done(&data, &[]);
    assert!(
        said.contains(&format!("{}: It has no end yet", name(&one))),
        "{said}"
    );
    assert!(
        told.contains("does not say what its own events say"),
        "{told}"
    );
    assert!(said.contains("files that were changed"), "{said}");
    // Broken behind its head, it is found broken when it is read: the others are told, and the exit status says so.
    let text = std::fs::read_to_string(three.join("session.json")).unwrap();
    std::fs::write(three.join("session.json"), &text[..text.len() / 2]).unwrap();
    refused(&data, &[], "cut off at line");
    std::fs::create_dir(data.join("other")).unwrap();
    std::fs::rename(&three, data.join("other").join(name(&three))).unwrap();
    refused(&data, &[], "holds 2 studies (film, other)");
    done(&data.join("film"), &[]);
}

#[test]
fn a_withdrawal_takes_a_session_out_of_the_settled_list_and_of_bids_events() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    kept(&data, "Q1", 1, Mode::Study);
    kept(&data, "Q2", 2, Mode::Study);
    done(&data, &["--fix-criers", "--who", "AB"]);
    let lacrima = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_lacrima"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let data_text = data.to_str().unwrap();
    let bids = data.join("bids");
    lacrima(&[
        "export",
        data_text,
        "--format",
        "bids-events",
        "--out",
        bids.to_str().unwrap(),
    ]);
    let events: Vec<PathBuf> = std::fs::read_dir(&bids)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "tsv"))
        .collect();
    assert_eq!(events.len(), 2);
    let text = std::fs::read_to_string(&events[0]).unwrap();
    assert!(text.starts_with("onset\tduration\ttrial_type\t"), "{text}");
    assert!(text.lines().all(|line| line.split('\t').count() == 6));
    lacrima(&["withdraw", data_text, "--participant", "Q1", "--yes"]);
    let list = unlocking::read(&data.join("film")).unwrap();
    assert_eq!((list.statuses().len(), list.dropped.as_deref()), (1, None));
    let mut places = vec![data.clone()];
    let mut looked = 0;
    while let Some(place) = places.pop() {
        assert!(!name(&place).contains("Q1"), "{}", place.display());
        if place.is_dir() {
            places.extend(
                std::fs::read_dir(&place)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            let bytes = std::fs::read(&place).unwrap();
            assert!(
                !String::from_utf8_lossy(&bytes).contains("Q1"),
                "{}",
                place.display()
            );
            looked += 1;
        }
    }
    assert!(looked > 5, "{looked}");
    done(&data, &[]);
}

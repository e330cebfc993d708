//! A session coded twice, through the library's writer and the binary's readers: listed, compared, counted in the study, put away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, Utc};
use lacrima::record::Document;
use lacrima::record::layers::{self, Alignment, FORMAT, Header, Kind, Pair, VERSION, Video, What};
use lacrima::session::{BoutEnd, Coder, Fact, Mode};
use lacrima::time::{FilmTime, SessionTime};
use serde_json::Value;

use super::study::kept;

fn lacrima(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lacrima"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn simulated(home: &Path) -> (PathBuf, Vec<PathBuf>) {
    let data = home.join("data");
    said(&lacrima(&[
        "simulate",
        "protocols/delayed-mood.json",
        "--seed",
        "3",
        "--sessions",
        "4",
        "--data",
        data.to_str().unwrap(),
    ]));
    let mut folders: Vec<PathBuf> = lacrima::record::list(&data)
        .into_iter()
        .map(|session| session.folder)
        .collect();
    folders.sort();
    (data, folders)
}

/// A second coding from a video that began 30 s before the session: the first one's bouts, `late_s` later.
fn code_again(folder: &Path, late_s: f64, is_finished: bool) {
    let (document, _) = Document::read(folder).unwrap();
    code(folder, &document, late_s, is_finished);
}

/// A second coder who saw nothing at all.
fn see_nothing(folder: &Path) {
    let (mut document, _) = Document::read(folder).unwrap();
    document.coding.clear();
    document.points.clear();
    code(folder, &document, 0.0, true);
}

/// A consensus that nothing was to be seen.
fn agree_on_nothing(folder: &Path) {
    let (document, _) = Document::read(folder).unwrap();
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Consensus,
        coder: Coder {
            id: "both".into(),
            lag_s: 0.0,
            lag_calibrated: true,
            lags: BTreeMap::new(),
        },
        blind: false,
        of: document.journal_sha256,
        video: None,
        from: vec!["first".into(), "C2".into()],
    };
    let now: DateTime<Utc> = DateTime::UNIX_EPOCH;
    let mut writer = layers::begin(folder, header, now).unwrap();
    writer.add(What::Finished, now).unwrap();
}

fn code(folder: &Path, document: &Document, late_s: f64, is_finished: bool) {
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Coding,
        coder: Coder {
            id: "C2".into(),
            lag_s: 0.8,
            lag_calibrated: false,
            lags: BTreeMap::new(),
        },
        blind: true,
        of: document.journal_sha256.clone(),
        video: Some(Video {
            file: "face.mp4".to_owned(),
            sha256: "00".repeat(32),
            duration_s: 9000.0,
        }),
        from: Vec::new(),
    };
    let now: DateTime<Utc> = DateTime::UNIX_EPOCH;
    let mut writer = layers::begin(folder, header, now).unwrap();
    let pair = Pair {
        what: "hand".to_owned(),
        video_s: 30.0,
        session_s: 0.0,
        residual_ms: 0.0,
    };
    let alignment = Alignment::of(&[pair]).unwrap();
    writer.add(What::Aligned { alignment }, now).unwrap();
    let mut add = |t: SessionTime, fact| {
        let what = What::Coded {
            video_s: Some(FilmTime::from_s(t.as_s() + 30.0 + late_s)),
            t_s: None,
            rate: None,
            fact,
            why: None,
        };
        writer.add(what, now).unwrap();
    };
    for bout in &document.coding {
        let mut levels = bout.levels.iter();
        let first = levels.next().unwrap();
        let opened = Fact::BoutOpened {
            bout: bout.bout,
            channel: bout.channel.clone(),
            level: first.level,
            key: lacrima::protocol::Key("J".to_owned()),
            held: false,
        };
        add(first.t_s, opened);
        for level in levels {
            let (bout, level_now) = (bout.bout, level.level);
            add(
                level.t_s,
                Fact::LevelSet {
                    bout,
                    level: level_now,
                },
            );
        }
        let closed = Fact::BoutClosed {
            bout: bout.bout,
            by: BoutEnd::Key,
        };
        add(bout.offset_s, closed);
    }
    for point in &document.points {
        let fact = Fact::Point {
            point: point.point,
            code: point.code.clone(),
        };
        add(point.t_s, fact);
    }
    if is_finished {
        writer.add(What::Finished, now).unwrap();
    }
}

/// The folder in which most was coded.
fn fullest(folders: &[PathBuf]) -> PathBuf {
    let bouts = |folder: &&PathBuf| Document::read(folder).unwrap().0.coding.len();
    folders.iter().max_by_key(bouts).unwrap().clone()
}

#[test]
fn a_second_coding_is_listed_compared_and_counted() {
    let home = tempfile::tempdir().unwrap();
    let (data, folders) = simulated(home.path());
    let folder = fullest(&folders);
    let path = folder.to_str().unwrap();
    code_again(&folder, 0.0, true);
    let listed = said(&lacrima(&["layers", path]));
    assert!(listed.contains("C2  coding by C2, finished"), "{listed}");
    // One pair alone was marked.
    let doubt = "Layer C2: Marks less than two minutes apart tell nothing of the clocks' drift";
    assert!(listed.contains(doubt), "{listed}");
    let agreed = said(&lacrima(&["agree", path]));
    assert!(agreed.contains(doubt), "{agreed}");
    let all = said(&lacrima(&["agree", data.to_str().unwrap()]));
    assert!(all.contains(doubt), "{all}");
    let same: Value = serde_json::from_str(&said(&lacrima(&["agree", path, "--json"]))).unwrap();
    let channels = same["channels"].as_array().unwrap();
    let tears = channels.iter().find(|one| one["channel"] == "tears");
    let kappa = tears.unwrap()["exact"]["kappa"].as_f64().unwrap();
    assert!((kappa - 1.0).abs() < 1e-9, "{kappa}");
    assert_eq!(same["disagreements"].as_array().map(Vec::len), Some(0));
}

#[test]
fn codings_make_statuses_and_doses_in_the_study() {
    let home = tempfile::tempdir().unwrap();
    let (data, folders) = simulated(home.path());
    let study = |more: &[&str]| -> Value {
        let arguments = [&["study", data.to_str().unwrap(), "--json"], more].concat();
        serde_json::from_str(&said(&lacrima(&arguments))).unwrap()
    };
    // Who cried by the first coding; of the last one of them a second coder saw nothing.
    let once = study(&[]);
    assert!(once["study"]["coders"].is_null());
    let cried = |told: &Value| -> Vec<String> {
        let sessions = told["sessions"].as_array().unwrap().iter();
        let criers = sessions.filter(|one| one["crier"]["status"] == "crier");
        criers
            .map(|one| one["session"].as_str().unwrap().to_owned())
            .collect()
    };
    let criers = cried(&once);
    assert!((2..4).contains(&criers.len()), "{criers:?}");
    let unseen = criers.last().unwrap();
    for folder in &folders {
        match folder.ends_with(unseen) {
            true => see_nothing(folder),
            false => code_again(folder, 0.0, true),
        }
    }
    let twice = study(&[]);
    let coders = &twice["study"]["coders"];
    let (n, both) = (folders.len(), criers.len() - 1);
    let counts = ["n", "both", "only_first", "only_second", "neither"];
    let counts = counts.map(|name| coders[name].as_u64().unwrap() as usize);
    assert_eq!(counts, [n, both, 1, 0, n - both - 1]);
    let (n, both) = (n as f64, both as f64);
    let (observed, first, second) = ((n - 1.0) / n, (both + 1.0) / n, both / n);
    let chance = first * second + (1.0 - first) * (1.0 - second);
    let kappa = coders["kappa"].as_f64().unwrap();
    assert!((kappa - (observed - chance) / (1.0 - chance)).abs() < 1e-9);
    for quality in twice["quality"].as_array().unwrap() {
        assert_eq!(quality["quality"]["layers"], 1, "{quality}");
    }
    let tables = |name: &str, coding: &str| -> (Vec<Cells>, Vec<Cells>) {
        let out = home.path().join(name);
        let (out_of, out_text) = (data.to_str().unwrap(), out.to_str().unwrap());
        said(&lacrima(&[
            "study", out_of, "--coding", coding, "--out", out_text,
        ]));
        let table = |name: &str| {
            let mut table = csv::Reader::from_path(out.join(name)).unwrap();
            table.deserialize().map(Result::unwrap).collect()
        };
        (table("sessions.csv"), table("channels.csv"))
    };
    let (sessions, channels) = tables("first", "first");
    let dose = |session: &str, coding: &str| -> f64 {
        let row = channels.iter().find(|row| {
            row["session"] == session
                && row["coding"] == coding
                && row["channel"] == "any"
                && row["phase"] == "stimulus"
        });
        row.unwrap()["dose"].parse().unwrap()
    };
    for row in &sessions {
        let session = &row["session"];
        let (first, second) = (dose(session, "first"), dose(session, "C2"));
        if session == unseen {
            assert!(first > 0.0 && second == 0.0, "{first} {second}");
        } else {
            assert!((first - second).abs() < 1e-6, "{first} {second}");
        }
        assert_eq!(row["coding"], "first");
    }
    let own = |sessions: &[Cells]| {
        sessions
            .iter()
            .find(|row| &row["session"] == unseen)
            .cloned()
    };
    assert!(own(&sessions).unwrap()["any_dose"].parse::<f64>().unwrap() > 0.0);
    // What was agreed upon counts where it is asked for.
    let path = folders.iter().find(|folder| folder.ends_with(unseen));
    agree_on_nothing(path.unwrap());
    let agreed = study(&["--coding", "consensus"]);
    assert_eq!(cried(&agreed), criers[..criers.len() - 1]);
    let (sessions, _) = tables("consensus", "consensus");
    let own = own(&sessions).unwrap();
    assert_eq!(own["coder"], "both");
    assert!(!own["any_dose"].parse().is_ok_and(|dose: f64| dose > 0.0));
}

type Cells = BTreeMap<String, String>;

#[test]
fn only_sessions_that_count_in_the_study_are_compared_over_a_folder() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let counted = kept(&data, "P1", 1, Mode::Study);
    kept(&data, "P2", 2, Mode::Study);
    for (code, seed, mode) in [("D1", 3, Mode::Demo), ("T1", 4, Mode::Rehearsal)] {
        code_again(&kept(&data, code, seed, mode), 5.0, true);
    }
    // Only practised and demonstrated: nothing counts that was coded twice.
    let refused = lacrima(&["agree", data.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        why.contains("has a second coding") && why.contains("mode is demo"),
        "{why}"
    );
    code_again(&counted, 5.0, true);
    let told = said(&lacrima(&["agree", data.to_str().unwrap()]));
    for part in [
        "1 session(s) coded twice, 1 coded once",
        "Left out (2)",
        "_D1: Its mode is demo, and only sessions of mode study count",
        "_T1: Its mode is rehearsal",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let all = said(&lacrima(&["agree", data.to_str().unwrap(), "--json"]));
    let all: Value = serde_json::from_str(&all).unwrap();
    let ids: Vec<&str> = all["sessions"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(ids, [counted.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(all["left_out"].as_array().map(Vec::len), Some(2));
    // Studies are never pooled.
    let other = data.join("other");
    std::fs::create_dir(&other).unwrap();
    let moved = other.join(counted.file_name().unwrap());
    std::fs::rename(&counted, moved).unwrap();
    let refused = lacrima(&["agree", data.to_str().unwrap()]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("holds 2 studies (film, other)"), "{why}");
}

fn id(compared: &Value) -> &str {
    compared["session"].as_str().unwrap()
}

#[test]
fn an_unfinished_layer_is_not_compared_and_the_share_tells_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let (data, folders) = simulated(home.path());
    code_again(&folders[0], 5.0, false);
    let refused = lacrima(&["agree", folders[0].to_str().unwrap()]);
    assert!(!refused.status.success());
    let all = ["layers", data.to_str().unwrap(), "--share", "1"];
    let listed = said(&lacrima(&all));
    assert!(
        listed.contains("C2  coding by C2, not finished"),
        "{listed}"
    );
    assert!(
        listed.contains("4 of 4 sessions are to be coded twice; 4 of them are missing."),
        "{listed}"
    );
    code_again(&folders[1], 5.0, true);
    let listed = said(&lacrima(&all));
    assert!(listed.contains("3 of them are missing"), "{listed}");
    let none = said(&lacrima(&[
        "layers",
        data.to_str().unwrap(),
        "--share",
        "0",
    ]));
    assert!(none.contains("0 of 4 sessions"), "{none}");
}

#[test]
fn layers_go_with_their_session_into_the_vault_and_out_of_the_data() {
    let home = tempfile::tempdir().unwrap();
    let (data, folders) = simulated(home.path());
    let folder = &folders[0];
    code_again(folder, 5.0, true);
    let before = std::fs::read(folder.join("layers/C2.jsonl")).unwrap();
    let word = home.path().join("word");
    std::fs::write(&word, "a long enough passphrase\n").unwrap();
    let (path, word) = (folder.to_str().unwrap(), word.to_str().unwrap());
    said(&lacrima(&["encrypt", path, "--passphrase-file", word]));
    assert!(!folder.join("layers").exists());
    said(&lacrima(&["decrypt", path, "--passphrase-file", word]));
    assert_eq!(
        std::fs::read(folder.join("layers/C2.jsonl")).unwrap(),
        before
    );
    let code = Document::read(folder)
        .unwrap()
        .0
        .participant
        .code
        .to_string();
    let gone = [
        "withdraw",
        data.to_str().unwrap(),
        "--participant",
        &code,
        "--yes",
    ];
    said(&lacrima(&gone));
    assert!(!folder.exists());
}

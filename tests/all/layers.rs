//! A session coded twice, through the library's writer and the binary's readers: listed, compared, counted in the study, put away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, Utc};
use lacrima::record::Document;
use lacrima::record::layers::{self, Alignment, FORMAT, Header, Kind, Pair, VERSION, Video, What};
use lacrima::session::{BoutEnd, Coder, Fact};
use lacrima::time::{FilmTime, SessionTime};
use serde_json::Value;

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
    let doubt = "Layer C2: Marks at one place alone tell nothing of the clocks' drift";
    assert!(listed.contains(doubt), "{listed}");
    let agreed = said(&lacrima(&["agree", path]));
    assert!(agreed.contains(doubt), "{agreed}");
    let all = said(&lacrima(&["agree", data.to_str().unwrap()]));
    assert!(all.contains(doubt), "{all}");
    let same: Value = serde_json::from_str(&said(&lacrima(&["agree", path, "--json"]))).unwrap();
    let tears = |agreed: &Value| {
        let channels = agreed["channels"].as_array().unwrap().clone();
        let tears = channels.into_iter().find(|one| one["channel"] == "tears");
        tears.unwrap()
    };
    let kappa = tears(&same)["exact"]["kappa"].as_f64();
    assert!(
        kappa.is_none_or(|kappa| (kappa - 1.0).abs() < 1e-9),
        "{kappa:?}"
    );
    assert_eq!(same["disagreements"].as_array().map(Vec::len), Some(0));
    let study: Value = serde_json::from_str(&said(&lacrima(&[
        "study",
        data.to_str().unwrap(),
        "--json",
    ])))
    .unwrap();
    let told = study.to_string();
    assert!(
        told.contains("\"layers\":1") || told.contains("C2"),
        "no layer in the study"
    );
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

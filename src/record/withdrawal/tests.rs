//! Withdrawals that a crash broke off, and notes that lead elsewhere.

use std::path::PathBuf;

use super::*;
use crate::record::journal;
use crate::record::testing::{started, whole};

const CODE: &str = "P01";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn whom() -> Whom {
    Whom::Participant {
        code: Id::from(CODE),
        study: None,
    }
}

/// A session that was left with all its events.
fn left(data: &Path) -> PathBuf {
    let folder = folders::create(data, &"film".into(), &CODE.into(), started()).unwrap();
    let mut image = Vec::new();
    let mut chain = journal::Chain::default();
    for event in &whole() {
        chain.append(event, &mut image).unwrap();
    }
    std::fs::write(folder.path().join(journal::FILE), image).unwrap();
    folder.path().to_owned()
}

/// The note of a withdrawal of this session, as it is written before anything else is done.
fn noted(folder: &Path, sessions: Vec<String>) -> (PathBuf, Note) {
    let note = Note {
        tombstone: Tombstone::new(day(), Why::Consent, &[whole()], 0),
        participant: Id::from(CODE),
        sessions,
        forget: true,
    };
    let path = note.path(folder.parent().unwrap());
    note.write(&path).unwrap();
    (path, note)
}

fn tombstones(study: &Path) -> Vec<Tombstone> {
    let text = std::fs::read_to_string(study.join(FILE)).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

#[test]
fn a_crash_before_or_after_the_tombstone_or_half_way_through_is_finished_once() {
    for stage in 0..4 {
        let data = tempfile::tempdir().unwrap();
        let folder = left(data.path());
        let study = folder.parent().unwrap().to_owned();
        let (path, note) = noted(&folder, vec![folders::look(&folder).unwrap().id]);
        match stage {
            0 => {}
            // The line was cut off.
            1 => std::fs::write(study.join(FILE), "{\"id\":\"12").unwrap(),
            2 => note.tombstone.set(&study).unwrap(),
            _ => {
                note.tombstone.set(&study).unwrap();
                std::fs::remove_file(folder.join(journal::FILE)).unwrap();
            }
        }
        assert_eq!(
            finish_withdrawals(data.path()),
            (1, Vec::new()),
            "stage {stage}"
        );
        assert_eq!(tombstones(&study), [note.tombstone], "stage {stage}");
        assert!(!folder.exists() && !path.exists(), "stage {stage}");
        assert_eq!(finish_withdrawals(data.path()), (0, Vec::new()));
    }
}

#[test]
fn the_next_withdrawal_finishes_a_broken_one_of_the_same_participant() {
    let data = tempfile::tempdir().unwrap();
    let folder = left(data.path());
    noted(&folder, vec![folders::look(&folder).unwrap().id]);
    let done = withdraw(data.path(), &whom(), day(), Why::Participant).unwrap();
    assert_eq!(done.sessions, 0);
    assert_eq!(
        done.remarks,
        ["A withdrawal that was broken off before was finished."]
    );
    assert!(!folder.exists());
    assert_eq!(tombstones(folder.parent().unwrap()).len(), 1);
}

#[test]
fn a_broken_withdrawal_waits_while_a_session_of_the_participant_runs() {
    let data = tempfile::tempdir().unwrap();
    let folder = left(data.path());
    noted(&folder, vec![folders::look(&folder).unwrap().id]);
    let held = folders::reopen(&folder).unwrap();
    let (finished, failed) = finish_withdrawals(data.path());
    assert_eq!(finished, 0);
    assert!(
        failed[0].contains("is running in this data folder"),
        "{failed:?}"
    );
    assert!(folder.join(journal::FILE).exists());
    drop(held);
    assert_eq!(finish_withdrawals(data.path()).0, 1);
}

#[test]
fn a_note_removes_nothing_outside_its_study() {
    let data = tempfile::tempdir().unwrap();
    let folder = left(data.path());
    let study = folder.parent().unwrap().to_owned();
    let id = folders::look(&folder).unwrap().id;
    let elsewhere = data.path().join("other").join(&id);
    disk::make_folder(&elsewhere).unwrap();
    std::fs::rename(&folder, study.join("kept")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &folder).unwrap();
    noted(
        &folder,
        vec![
            id.clone(),
            format!("../other/{id}"),
            "kept".to_owned(),
            String::new(),
            "..".to_owned(),
        ],
    );
    assert_eq!(finish_withdrawals(data.path()), (1, Vec::new()));
    assert!(elsewhere.is_dir() && study.join("kept").join(journal::FILE).exists());
    std::fs::write(study.join(".withdrawing-1.json"), "{").unwrap();
    let (_, failed) = finish_withdrawals(data.path());
    assert!(failed[0].contains("can't be read"), "{failed:?}");
}

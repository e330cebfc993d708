//! A disk without a free byte: what is moved away from it is marked, what is to go goes, and an export that fails leaves the earlier one.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use lacrima::export::Tables;
use lacrima::export::tables::Rows;
use lacrima::record::vault::{self, Passphrase};
use lacrima::record::withdrawal::{Whom, Why};
use lacrima::record::{self, Moving, Progress};

use super::export::{files, session};
use super::record::{PATIENCE, Small, lived, recorder, until};
use super::record_withdrawal::{day, is_anywhere, kept, of, tombstones};

/// A small disk; `None` where this user may mount none.
fn small(home: &Path) -> Option<Small> {
    Small::mount(&home.join("small"), 4096)
}

fn fill(small: &Small) {
    let mut ballast = 0;
    while let Some(free) = record::free_bytes(&small.0).filter(|free| *free > 0) {
        let path = small.0.join(format!("ballast{ballast}"));
        std::fs::write(path, vec![0; free as usize]).unwrap();
        ballast += 1;
    }
    assert!(std::fs::write(small.0.join("more"), [0; 4096]).is_err());
    std::fs::remove_file(small.0.join("more")).unwrap();
}

#[test]
fn a_folder_that_was_left_for_its_full_disk_is_marked_all_the_same() {
    let home = tempfile::tempdir().unwrap();
    let Some(small) = small(home.path()) else {
        return;
    };
    let events = lived(5);
    let recorder = recorder(&small.0, &events);
    recorder.append([events[0].clone()]);
    recorder.settle(PATIENCE).unwrap();
    let old = recorder.folder();
    fill(&small);
    recorder.append(events[1..].to_vec());
    recorder.ask_move(home.path().join("other"));
    until(|| matches!(recorder.moving(), Moving::Moved(_)));
    // The end comes at once: the mark must not be forgotten over it.
    drop(recorder);
    assert_eq!(record::look(&old).unwrap().progress, Progress::Moved);
    let why = record::close_interrupted(&old).unwrap_err();
    assert!(why.contains("went on in another data folder"), "{why}");
}

#[test]
fn withdrawal_needs_no_free_byte() {
    let home = tempfile::tempdir().unwrap();
    let passphrase = Passphrase::new("seven wet handkerchiefs".to_owned()).unwrap();
    type Make = fn(&Path, &Passphrase);
    let shapes: [Make; 3] = [
        |_, _| {},
        |folder, _| std::fs::remove_file(folder.join("session.json")).unwrap(),
        |folder, passphrase| {
            vault::encrypt(folder, passphrase).unwrap();
        },
    ];
    for make in shapes {
        let Some(small) = small(home.path()) else {
            return;
        };
        let study = small.0.join("film");
        let folder = kept(&small.0, "film", "P01", 1);
        make(&folder, &passphrase.clone().with_work(1));
        let encrypted = vault::is_encrypted(&folder);
        // Where a lock is needed its file is there already, as after any earlier command.
        fill(&small);
        let done = record::withdraw(&small.0, &of("P01"), day(), Why::Participant).unwrap();
        assert_eq!(done.sessions, 1);
        assert!(!folder.exists() && !is_anywhere(&small.0, "P01"));
        let stones = tombstones(&study);
        assert_eq!(stones.len(), 1);
        let (adverse, unread) = (stones[0].adverse_events.len(), stones[0].unread);
        assert_eq!((adverse, unread), if encrypted { (0, 1) } else { (1, 0) });
        assert_eq!(record::finish_withdrawals(&small.0), (0, Vec::new()));
    }
}

#[test]
fn a_withdrawal_that_finds_no_room_says_truly_what_became_of_it() {
    let home = tempfile::tempdir().unwrap();
    let Some(small) = small(home.path()) else {
        return;
    };
    let folder = kept(&small.0, "film", "P01", 1);
    let study = folder.parent().unwrap().to_owned();
    // Its frames are elsewhere and nothing is said twice: there is nothing to take room from.
    std::fs::remove_file(folder.join("frames.csv")).unwrap();
    std::fs::remove_file(folder.join("session.json")).unwrap();
    fill(&small);
    let before = names(&study);
    let whom = Whom::Session(folder.clone());
    let why = record::withdraw(&small.0, &whom, day(), Why::Participant).unwrap_err();
    assert!(why.contains("can't be begun"), "{why}");
    assert!(why.contains("nothing was removed"), "{why}");
    assert_eq!(names(&study), before, "nothing half written is left");
    assert!(folder.join("journal.jsonl").metadata().unwrap().size() > 0);
    assert_eq!(record::finish_withdrawals(&small.0), (0, Vec::new()));
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    names.sort();
    names
}

#[test]
fn an_export_that_fails_leaves_the_earlier_one_and_nothing_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let Some(small) = small(home.path()) else {
        return;
    };
    let out = small.0.join("out");
    let document = session("P1", 1, vec![]);
    let export = |force| {
        let mut tables = Tables::begin(&out, force)?;
        tables.add(&Rows::of(&document, |_| true)?)?;
        tables.finish()
    };
    fill(&small);
    assert!(export(false).unwrap_err().contains("can't be written"));
    assert_eq!(names(&out), Vec::<PathBuf>::new());
    clear(&small);
    export(false).unwrap();
    let before = files(&out);
    fill(&small);
    assert!(export(true).unwrap_err().contains("can't be written"));
    assert_eq!(files(&out), before);
    clear(&small);
    // Room for the mark and half of the tables.
    let free = record::free_bytes(&small.0).unwrap() as usize;
    let half = before.values().map(String::len).sum::<usize>() / 2;
    std::fs::write(small.0.join("ballast0"), vec![0; free - half]).unwrap();
    assert!(export(true).unwrap_err().contains("can't be written"));
    assert_eq!(files(&out), before);
}

fn clear(small: &Small) {
    for path in names(&small.0) {
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
}

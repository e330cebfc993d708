//! The list on a real disk.

use std::path::Path;

use super::*;
use crate::time;

fn fixed(session: &str, status: &str) -> Fixed {
    Fixed {
        session: session.to_owned(),
        status: status.to_owned(),
        why: "the rule's signs were coded".to_owned(),
        instead_of: None,
    }
}

fn criers(sessions: Vec<Fixed>) -> What {
    What::CriersFixed {
        rule: "tears_strict".to_owned(),
        settings: serde_json::json!({"merge_gap_s": 10.0}),
        sessions,
        withdrawn: 0,
    }
}

fn put(study: &Path, what: Vec<What>) -> Result<Unlocking, String> {
    add(study, "AB", "as planned", time::utc_now(), |_| Ok(what))
}

#[test]
fn what_is_added_stands_in_order_and_the_last_word_counts() {
    let study = tempfile::tempdir().unwrap();
    assert!(read(study.path()).unwrap().entries.is_empty());
    let first = criers(vec![fixed("s1", "crier"), fixed("s2", "non_crier")]);
    put(study.path(), vec![first, What::MoodUnlocked]).unwrap();
    put(
        study.path(),
        vec![criers(vec![fixed("s2", "ambiguous"), fixed("s3", "crier")])],
    )
    .unwrap();
    let read = read(study.path()).unwrap();
    let numbers: Vec<u64> = read.entries.iter().map(|entry| entry.n).collect();
    assert_eq!((numbers, read.dropped.as_deref()), (vec![1, 2, 3], None));
    assert_eq!(read.unlocked().unwrap().n, 2);
    let told: Vec<_> = read
        .statuses()
        .into_iter()
        .map(|(id, standing)| {
            (
                id.to_owned(),
                standing.fixed.status.clone(),
                standing.changed_after_unlocking,
            )
        })
        .collect();
    let wanted = [
        ("s1", "crier", false),
        ("s2", "ambiguous", true),
        ("s3", "crier", false),
    ];
    let wanted = wanted.map(|(id, status, changed)| (id.to_owned(), status.to_owned(), changed));
    assert_eq!(told, wanted);
}

#[test]
fn a_changed_line_and_what_follows_do_not_count_and_nothing_is_added_behind_it() {
    let study = tempfile::tempdir().unwrap();
    put(
        study.path(),
        vec![criers(vec![fixed("s1", "non_crier")]), What::MoodUnlocked],
    )
    .unwrap();
    let path = study.path().join(FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("non_crier", "a_crier__", 1)).unwrap();
    let found = read(study.path()).unwrap();
    assert!(found.unlocked().is_none() && found.statuses().is_empty());
    assert!(found.dropped.unwrap().contains("line 1"));
    let refused = put(study.path(), vec![What::MoodUnlocked]).unwrap_err();
    assert!(refused.contains("from a copy"), "{refused}");
}

#[test]
fn a_line_cut_by_a_crash_is_set_aside_at_any_byte() {
    let study = tempfile::tempdir().unwrap();
    let path = study.path().join(FILE);
    put(study.path(), vec![criers(vec![fixed("s1", "crier")])]).unwrap();
    let one = std::fs::metadata(&path).unwrap().len() as usize;
    put(study.path(), vec![What::MoodUnlocked]).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for cut in one..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let again = put(study.path(), vec![What::MoodUnlocked]).unwrap();
        // A line that lacks nothing but its newline is whole.
        let wanted = if cut == whole.len() - 1 { 3 } else { 2 };
        assert_eq!(again.entries.len(), wanted, "cut at {cut}");
        assert_eq!(read(study.path()).unwrap().entries, again.entries);
        assert_eq!(read(study.path()).unwrap().dropped, None);
    }
}

#[test]
fn a_withdrawn_session_leaves_the_list_and_the_list_stays_whole() {
    let study = tempfile::tempdir().unwrap();
    let first = criers(vec![
        fixed("20260101T090000Z_P1", "crier"),
        fixed("20260102T090000Z_P2", "crier"),
    ]);
    put(study.path(), vec![first, What::MoodUnlocked]).unwrap();
    forget(study.path(), &["20260101T090000Z_P1".to_owned()]).unwrap();
    let text = std::fs::read_to_string(study.path().join(FILE)).unwrap();
    assert!(!text.contains("P1") && text.contains("P2"), "{text}");
    let found = read(study.path()).unwrap();
    assert_eq!((found.entries.len(), found.dropped.as_deref()), (2, None));
    assert!(found.unlocked().is_some());
    let What::CriersFixed { withdrawn, .. } = found.entries[0].what else {
        panic!("the first entry fixes criers");
    };
    assert_eq!(withdrawn, 1);
    put(
        study.path(),
        vec![criers(vec![fixed("20260103T090000Z_P3", "crier")])],
    )
    .unwrap();
}

#[test]
fn nobody_and_no_long_reason_unlocks_and_what_is_refused_leaves_no_list() {
    let study = tempfile::tempdir().unwrap();
    let now = time::utc_now();
    for (who, why) in [
        ("", "x"),
        ("../x", "x"),
        ("AB", "a\nb"),
        ("AB", &"x".repeat(501)),
    ] {
        assert!(add(study.path(), who, why, now, |_| Ok(vec![])).is_err());
    }
    let refused = add(study.path(), "AB", "", now, |_| Err("not now".to_owned()));
    assert_eq!(refused.unwrap_err(), "not now");
    assert!(!study.path().join(FILE).exists());
}

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

#[test]
fn who_unblinds_a_session_is_kept_once_with_time_and_reason_and_withdrawn_with_it() {
    let study = tempfile::tempdir().unwrap();
    let unblinded = |session: &str, who: &str, why: &str| {
        unblind(study.path(), session, who, why, time::utc_now())
    };
    let refused = unblinded("20260101T090000Z_P1", "AB", "  ").unwrap_err();
    assert!(refused.contains("say why"), "{refused}");
    assert!(!study.path().join(FILE).exists());
    unblinded("20260101T090000Z_P1", "AB", "P1 asked for help").unwrap();
    unblinded("20260101T090000Z_P1", "CD", "again").unwrap();
    put(
        study.path(),
        vec![criers(vec![fixed("20260102T090000Z_P2", "crier")])],
    )
    .unwrap();
    // It is settled: nobody is unblinded.
    let told = unblinded("20260102T090000Z_P2", "CD", "to look").unwrap();
    assert_eq!(told.entries.len(), 2);
    let found = read(study.path()).unwrap();
    assert_eq!(
        (&found.entries, found.dropped.as_deref()),
        (&told.entries, None)
    );
    let entry = found.unblinded("20260101T090000Z_P1").unwrap();
    assert_eq!((entry.who.as_str(), entry.n), ("AB", 1));
    assert!(entry.utc.ends_with('Z') && entry.why == "P1 asked for help");
    // Neither a status nor the study's unlocking.
    assert!(found.unlocked().is_none() && found.statuses().len() == 1);
    assert!(found.unblinded("20260102T090000Z_P2").is_none());
    let text = std::fs::read_to_string(study.path().join(FILE)).unwrap();
    assert!(text.contains("\"kind\":\"unblinded\""), "{text}");
    forget(study.path(), &["20260101T090000Z_P1".to_owned()]).unwrap();
    let text = std::fs::read_to_string(study.path().join(FILE)).unwrap();
    assert!(!text.contains("P1") && text.contains("P2"), "{text}");
    let found = read(study.path()).unwrap();
    assert_eq!((found.entries.len(), found.dropped.as_deref()), (2, None));
}

/// A list of these entries as another version of the program would have written it.
fn written(study: &Path, entries: &[Value]) {
    let mut chain = crate::record::journal::Chain::begun("lacrima.unlocking.1");
    let mut lines = Vec::new();
    for entry in entries {
        chain.add("entry", &serde_json::to_vec(entry).unwrap(), &mut lines);
    }
    std::fs::write(study.join(FILE), lines).unwrap();
}

fn entry(n: u64, what: Value) -> Value {
    serde_json::json!({"n": n, "utc": "2027-01-01T00:00:00.000Z", "who": "AB", "why": "", "what": what})
}

#[test]
fn a_kind_of_a_later_version_is_carried_along_and_a_known_one_that_does_not_fit_is_damage() {
    let study = tempfile::tempdir().unwrap();
    let later =
        serde_json::json!({"kind": "looked_at", "session": "20260101T090000Z_P1", "at": [1, 2]});
    let entries = [
        entry(1, later.clone()),
        entry(2, serde_json::json!({"kind": "mood_unlocked"})),
    ];
    written(study.path(), &entries);
    let found = read(study.path()).unwrap();
    assert_eq!((found.entries.len(), found.dropped.as_deref()), (2, None));
    assert!(found.unlocked().is_some());
    put(
        study.path(),
        vec![criers(vec![fixed("20260102T090000Z_P2", "crier")])],
    )
    .unwrap();
    forget(study.path(), &["20260102T090000Z_P2".to_owned()]).unwrap();
    assert_eq!(
        read(study.path()).unwrap().entries[0].what,
        What::Other(later)
    );
    forget(study.path(), &["20260101T090000Z_P1".to_owned()]).unwrap();
    let text = std::fs::read_to_string(study.path().join(FILE)).unwrap();
    assert!(text.contains("looked_at") && !text.contains("P1"), "{text}");
    for broken in [
        serde_json::json!({"kind": "criers_fixed", "rule": 1}),
        serde_json::json!({"session": "x"}),
    ] {
        written(study.path(), &[entry(1, broken)]);
        let dropped = read(study.path()).unwrap().dropped.unwrap();
        assert!(dropped.contains("does not know"), "{dropped}");
    }
}

//! Tests of the ledger: nobody gets another's place, nobody loses their own, and what is damaged stays as it is.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use super::*;

const UTC: &str = "2026-03-01T10:00:00Z";

fn protocol(seed: u64) -> Protocol {
    let text = format!(
        r#"{{"format": "lacrima.protocol", "version": 1, "id": "p", "title": {{"en": "P"}}, "study": {{"id": "film"}},
            "conditions": [{{"id": "sad"}}, {{"id": "neutral"}}],
            "allocation": {{"method": "blocks", "seed": {seed}, "block_sizes": [2, 4]}}, "steps": []}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn draw(data: &Path, participant: &str, stratum: &str) -> Result<Drawn, String> {
    take(data, &protocol(5), &Id::from(participant), stratum, UTC)
}

#[test]
fn participants_take_the_places_of_their_stratum_in_turn() {
    let data = tempfile::tempdir().unwrap();
    let list = List::new(&protocol(5), "f").unwrap();
    for (place, code) in (1..).zip(["A", "B", "C"]) {
        assert_eq!(
            draw(data.path(), code, "f").unwrap(),
            list.at(place).unwrap()
        );
    }
    assert_eq!(draw(data.path(), "D", "m").unwrap().place, 1);
    let lines = ledger(data.path(), &"film".into()).unwrap();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1].participant, Id::from("B"));
    assert_eq!(lines[1].list_sha256, list.sha256());
    let mode = path(data.path(), &"film".into())
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn whoever_comes_again_keeps_their_place() {
    let data = tempfile::tempdir().unwrap();
    let first = draw(data.path(), "A", "f").unwrap();
    draw(data.path(), "B", "f").unwrap();
    assert_eq!(draw(data.path(), "A", "f"), Ok(first.clone()));
    // Another stratum than the first time: the place stays.
    assert_eq!(draw(data.path(), "A", "m"), Ok(first));
    assert_eq!(ledger(data.path(), &"film".into()).unwrap().len(), 2);
}

#[test]
fn many_desks_at_once_give_no_place_twice() {
    let data = tempfile::tempdir().unwrap();
    let places: Vec<u32> = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..8)
            .map(|desk| {
                let data = data.path();
                scope.spawn(move || {
                    (0..6)
                        .map(|n| draw(data, &format!("P{desk}-{n}"), "").unwrap().place)
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        desks
            .into_iter()
            .flat_map(|desk| desk.join().unwrap())
            .collect()
    });
    let distinct: BTreeSet<u32> = places.into_iter().collect();
    assert_eq!(distinct, (1..=48).collect());
}

#[test]
fn a_ledger_that_another_desk_holds_is_waited_for() {
    let data = tempfile::tempdir().unwrap();
    draw(data.path(), "A", "").unwrap();
    let held = File::open(path(data.path(), &"film".into())).unwrap();
    held.lock().unwrap();
    let place = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| draw(data.path(), "B", "").map(|drawn| drawn.place));
        std::thread::yield_now();
        held.unlock().unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(place, Ok(2));
}

#[test]
fn a_damaged_line_is_named_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    draw(data.path(), "A", "f").unwrap();
    draw(data.path(), "B", "f").unwrap();
    let path = path(data.path(), &"film".into());
    let whole = std::fs::read_to_string(&path).unwrap();
    let again = whole.lines().next().unwrap();
    for (text, part) in [
        (whole.trim_end().to_owned(), "Line 2"),
        (format!("{whole}{{\"participant\""), "Line 3"),
        (format!("nonsense\n{whole}"), "Line 1"),
        (format!("{whole}\n"), "Line 3"),
        (format!("{whole}{again}\n"), "Line 3"),
        (whole.replace("\"B\"", "\"A\""), "Line 2"),
    ] {
        std::fs::write(&path, &text).unwrap();
        for why in [
            draw(data.path(), "C", "f").unwrap_err(),
            draw(data.path(), "A", "f").unwrap_err(),
            ledger(data.path(), &"film".into()).unwrap_err(),
        ] {
            assert!(why.contains(part) && why.contains("by hand"), "{why}");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_list_that_has_changed_gives_out_no_place() {
    let data = tempfile::tempdir().unwrap();
    draw(data.path(), "A", "f").unwrap();
    for code in ["A", "B"] {
        let why = take(data.path(), &protocol(6), &code.into(), "f", UTC).unwrap_err();
        assert!(
            why.contains("another one than when this study began"),
            "{why}"
        );
    }
    assert_eq!(ledger(data.path(), &"film".into()).unwrap().len(), 1);
}

#[test]
fn a_link_in_the_ledgers_place_is_not_followed() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join("film")).unwrap();
    let target = data.path().join("target");
    std::fs::write(&target, "").unwrap();
    std::os::unix::fs::symlink(&target, path(data.path(), &"film".into())).unwrap();
    assert!(draw(data.path(), "A", "").is_err());
    assert!(ledger(data.path(), &"film".into()).is_err());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "");
}

#[test]
fn withdrawn_participants_keep_their_places_taken_and_nobody_gets_their_code() {
    let data = tempfile::tempdir().unwrap();
    let study = data.path().join("film");
    for code in ["A", "B", "C"] {
        draw(data.path(), code, "f").unwrap();
    }
    for code in ["A", "B"] {
        crate::record::withdrawal::forget(&study, &Id::from(code)).unwrap();
    }
    let codes: Vec<String> = ledger(data.path(), &"film".into())
        .unwrap()
        .iter()
        .map(|line| format!("{} {}", line.participant, line.place))
        .collect();
    assert_eq!(codes, ["withdrawn 1", "withdrawn 2", "C 3"]);
    assert_eq!(draw(data.path(), "D", "f").unwrap().place, 4);
    assert_eq!(draw(data.path(), "C", "f").unwrap().place, 3);
    assert!(
        draw(data.path(), "withdrawn", "f")
            .unwrap_err()
            .contains("choose another code")
    );
}

#[test]
fn places_taken_while_participants_withdraw_are_not_lost() {
    let data = tempfile::tempdir().unwrap();
    let study = data.path().join("film");
    draw(data.path(), "A0", "f").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..30 {
                crate::record::withdrawal::forget(&study, &Id(format!("A{n}"))).unwrap();
            }
        });
        for n in 1..30 {
            draw(data.path(), &format!("A{n}"), "f").unwrap();
        }
    });
    let lines = ledger(data.path(), &"film".into()).unwrap();
    let places: Vec<u32> = lines.iter().map(|line| line.place).collect();
    assert_eq!(places, (1..=30).collect::<Vec<u32>>());
}

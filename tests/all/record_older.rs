//! Session files of older versions open as they were, with the newer rows made of their events.

use lacrima::record::Document;

/// Written before consent, tasks, samples and the rest had rows of their own.
const FIRST: &str = include_str!("fixtures/session-revision-0.json");

fn read(text: &str) -> (Document, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    std::fs::write(&path, text).unwrap();
    Document::read(&path).unwrap()
}

#[test]
fn a_first_session_file_is_told_as_it_was_and_gets_the_newer_rows() {
    assert!(!FIRST.contains("revision") && !FIRST.contains("episodes"));
    let (document, notices) = read(FIRST);
    assert_eq!(notices, Vec::<String>::new());
    assert_eq!(document.coding.len(), 7);
    assert!(!document.episodes.is_empty() && document.presence.len() == 1);
    assert!(
        document
            .points
            .iter()
            .all(|point| point.t_corrected_s.is_some())
    );
    assert_eq!(
        Document::from_events(&document.events).unwrap().probes,
        document.probes
    );
}

#[test]
fn a_change_in_a_first_session_file_still_shows() {
    let told: serde_json::Value = serde_json::from_str(FIRST).unwrap();
    let value = &told["probes"][0]["answers"][0]["value"];
    let mut changed = told.clone();
    changed["probes"][0]["answers"][0]["value"] = (value.as_f64().unwrap() + 1.0).into();
    let (document, notices) = read(&changed.to_string());
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("was changed since it was sealed"));
    assert_eq!(
        serde_json::to_value(&document).unwrap()["probes"][0]["answers"][0]["value"],
        changed["probes"][0]["answers"][0]["value"]
    );
    let mut without = told;
    without["coding"].as_array_mut().unwrap().pop();
    assert_eq!(read(&without.to_string()).1.len(), 1);
}

#[test]
fn a_newer_file_can_not_hide_behind_an_older_layout() {
    let (document, _) = read(FIRST);
    let mut newer = serde_json::to_value(&document).unwrap();
    assert_eq!(read(&newer.to_string()).1.len(), 0);
    newer.as_object_mut().unwrap().remove("episodes");
    assert_eq!(read(&newer.to_string()).1.len(), 1);
}

#[test]
fn points_of_a_file_of_revision_one_get_their_numbers() {
    let (document, _) = read(FIRST);
    let mut told = serde_json::to_value(&document).unwrap();
    told["revision"] = 1.into();
    let points = told["points"].as_array_mut().unwrap();
    assert!(!points.is_empty());
    for point in points {
        point.as_object_mut().unwrap().remove("point");
    }
    let (older, notices) = read(&told.to_string());
    assert_eq!((older, notices), (document, Vec::new()));
}

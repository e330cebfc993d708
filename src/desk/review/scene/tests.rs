//! Tests of what is taken out of a document for the axis.

use super::*;
use crate::record::document::CodedSpan;
use crate::record::testing::whole;
use crate::session::Coder;

fn document() -> Document {
    Document::from_events(&whole()).unwrap()
}

#[test]
fn a_session_is_laid_out_in_rows() {
    let scene = Scene::new(&document(), &[]);
    assert_eq!(scene.length_s, 150.0);
    let names: Vec<&str> = scene.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["M0", "Film", "Q", "M20"]);
    let film = &scene.steps[1];
    assert!(film.is_film);
    assert_eq!((film.from_s, film.to_s), (10.5, 120.5));
    assert_eq!(film.masked.as_deref(), Some("Film 1"));
    assert_eq!(scene.steps[3].masked.as_deref(), Some("Mood probe 2"));
    let tears = &scene.lanes[0];
    assert_eq!(tears.bouts.len(), 2);
    assert!(!tears.bouts[0].is_censored && tears.bouts[1].is_censored);
    assert_eq!(tears.bouts[0].corrected_s, 29.7);
    let levels: Vec<(f64, f64, u8)> = tears
        .track
        .near(0.0, 100.0)
        .iter()
        .map(|piece| (piece.from_s, piece.to_s, piece.level))
        .collect();
    assert_eq!(levels, [(30.5, 40.5, 1), (40.5, 70.5, 2)]);
    assert_eq!(scene.codes.len(), 1);
    assert_eq!(scene.codes[0].times_s, [45.5]);
    assert_eq!(scene.marks.len(), 1);
    assert_eq!(scene.marks[0].kind, MarkKind::Note);
    assert_eq!(scene.probes.len(), 2);
    assert_eq!(scene.probes[1].due_s, Some(140.5));
    assert_eq!(
        scene.bout(4).map(|(lane, bout)| (lane, bout.from_s)),
        Some((0, 130.0))
    );
    assert_eq!(scene.bout(99), None);
}

#[test]
fn moments_lie_where_the_film_ran_and_a_pause_parts_them() {
    let mut document = document();
    let moment = |label: &str, from_s, to_s| crate::protocol::Moment {
        label: label.to_owned(),
        text: None,
        from_s,
        to_s,
    };
    let sad = document.protocol.stimuli.get_mut("sad").unwrap();
    sad.moments = vec![
        moment("loss", 30.0, 50.0),
        moment("never_shown", 300.0, 310.0),
    ];
    let scene = Scene::new(&document, &[]);
    let found: Vec<(f64, f64)> = scene.moments.iter().map(|m| (m.from_s, m.to_s)).collect();
    // Media time 30 to 40 before the pause, 40 to 50 after it; the first stretch is 100 ms longer than its film time.
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].0, 40.5);
    assert!((found[0].1 - 50.6).abs() < 1e-9);
    assert_eq!(found[1], (60.5, 70.5));
    assert!(scene.moments.iter().all(|moment| moment.masked.is_none()));
}

#[test]
fn another_coder_has_a_lane_below_the_first() {
    let document = document();
    let coder = Coder {
        id: "C2".into(),
        lag_s: 0.8,
        lag_calibrated: false,
        lags: std::collections::BTreeMap::new(),
    };
    let coding: Vec<Bout> = document.coding.iter().take(1).cloned().collect();
    let coded: Vec<CodedSpan> = document.coded.clone();
    let layer = Layer {
        begun_utc: String::new(),
        id: "c2".into(),
        kind: Kind::Coding,
        coder,
        is_finished: true,
        coding,
        points: Vec::new(),
        coded,
        tells_watched: false,
        alignment: None,
    };
    let scene = Scene::new(&document, &[layer]);
    let (name, track) = &scene.lanes[0].others[0];
    assert_eq!(name, "C2");
    assert_eq!(track.near(0.0, 150.0).len(), 2);
}

//! A coding through its sheet into the layer's file and back: what was watched, how fast, and what is in the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::desk::testing::kept;
use crate::desk::worker::Wake;
use crate::record::Document;
use crate::record::layers::{self, FORMAT, Header, Kind, Layer, Pair, VERSION, Video};
use crate::record::testing::whole;
use crate::session::Coder;
use crate::time::{self, SessionTime};

/// A video of 90 min that begins 10 s before the session.
fn header(document: &Document) -> Header {
    Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        kind: Kind::Coding,
        coder: Coder {
            id: "C2".into(),
            lag_s: 0.8,
            lag_calibrated: false,
            lags: Default::default(),
        },
        blind: true,
        of: document.journal_sha256.clone(),
        video: Some(Video {
            file: "face.mp4".to_owned(),
            sha256: "00".to_owned(),
            duration_s: 5400.0,
        }),
        from: Vec::new(),
    }
}

fn of(writer: Writer) -> Sheet {
    let wake: Wake = Arc::new(|| {});
    let scheme = serde_json::from_value(serde_json::json!({
        "channels": [
            {"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"], "off_key": "Y"}
        ],
        "points": [{"id": "sob", "key": "Space"}],
    }));
    let scheme = scheme.unwrap();
    Sheet::of(scheme, writer, |writer| Keeper::start(writer, &wake)).unwrap()
}

fn begun(data: &Path) -> (PathBuf, Document, Sheet) {
    let folder = kept(data, "P01", whole());
    let document = Document::read(&folder).unwrap().0;
    let writer = layers::begin(&folder, header(&document), time::utc_now()).unwrap();
    let mut sheet = of(writer);
    let pair = Pair {
        what: "hand".to_owned(),
        video_s: 10.0,
        session_s: 0.0,
        residual_ms: 0.0,
    };
    sheet.align(Alignment::of(&[pair]).unwrap());
    (folder, document, sheet)
}

fn film(s: f64) -> FilmTime {
    FilmTime::from_s(s)
}

fn played(sheet: &mut Sheet, from: i64, to: i64) {
    for frame in from * 25..=to * 25 {
        sheet.see(FilmTime(frame * 40_000), true);
    }
    sheet.see(film(to as f64), false);
}

fn key(sheet: &mut Sheet, s: f64, rate: f64, key: &str, down: bool) {
    sheet.key(film(s), rate, &Key(key.to_owned()), down);
}

fn read(folder: &Path) -> Layer {
    let (mut layers, notices) =
        layers::read(folder, &Document::read(folder).unwrap().0.journal_sha256);
    assert_eq!(notices, Vec::<String>::new());
    layers.remove(0)
}

fn spans(layer: &Layer) -> Vec<(f64, f64)> {
    let spans = layer.coded.iter();
    spans
        .map(|span| (span.onset_s.as_s(), span.offset_s.as_s()))
        .collect()
}

#[test]
fn what_was_not_watched_is_not_coded() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document, mut sheet) = begun(data.path());
    played(&mut sheet, 5, 30);
    // To another place, and a second back to look again.
    sheet.leave(film(30.0));
    played(&mut sheet, 100, 104);
    sheet.leave(film(104.0));
    played(&mut sheet, 103, 105);
    sheet.finish(film(105.0));
    drop(sheet);
    let layer = read(&folder);
    assert!(layer.is_finished && layer.tells_watched);
    assert_eq!(spans(&layer), [(0.0, 20.04), (90.0, 95.04)]);
    assert_eq!(layer.over(&document).coded, layer.coded);
}

#[test]
fn a_coding_that_watched_nothing_says_so_and_is_of_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (folder, document, mut sheet) = begun(data.path());
    sheet.see(film(0.0), false);
    sheet.finish(film(0.0));
    drop(sheet);
    let layer = read(&folder);
    assert!(layer.is_finished && layer.tells_watched && layer.coded.is_empty());
    assert!(!document.coded.is_empty() && layer.over(&document).coded.is_empty());
}

#[test]
fn a_killed_program_loses_two_seconds_of_watching_and_no_open_bout() {
    let data = tempfile::tempdir().unwrap();
    let (folder, _, mut sheet) = begun(data.path());
    sheet.see(film(20.0), true);
    key(&mut sheet, 20.0, 1.0, "U", true);
    for frame in 20 * 25..31 * 25 {
        sheet.see(FilmTime(frame * 40_000), true);
    }
    // The power goes: what is not told yet never will be.
    sheet.keeper.end();
    drop(sheet);
    assert_eq!(spans(&read(&folder)), [(10.0, 20.0)]);
    let writer = layers::take_up(&folder, &"C2".into()).unwrap();
    drop(of(writer));
    let layer = read(&folder);
    let bout = &layer.coding[0];
    assert_eq!((bout.onset_s.as_s(), bout.offset_s.as_s()), (10.0, 20.0));
    assert!(bout.censored);
}

#[test]
fn the_lag_is_taken_off_as_fast_as_the_video_played_and_a_nudge_moves_the_onset() {
    let data = tempfile::tempdir().unwrap();
    let (folder, _, mut sheet) = begun(data.path());
    for (place, rate) in [(30.0, 0.0), (40.0, 0.25), (50.0, 2.0)] {
        sheet.see(film(place), rate > 0.0);
        key(&mut sheet, place, rate, "U", true);
        key(&mut sheet, place + 2.0, rate, "Y", true);
    }
    key(&mut sheet, 55.0, 0.0, "Space", true);
    let point = sheet.pass().points().next().unwrap().0;
    sheet.selected = Some(Selected::Point(point));
    sheet.nudge(film(55.0), Micros(200_000));
    sheet.selected = Some(Selected::Bout(1));
    sheet.nudge(film(55.0), Micros(-400_000));
    sheet.finish(film(60.0));
    drop(sheet);
    let layer = read(&folder);
    let told: Vec<(f64, f64, f64, f64)> = layer
        .coding
        .iter()
        .map(|bout| {
            let first = bout.levels[0].t_s.as_s();
            let corrected = bout.onset_corrected_s.as_s();
            (
                bout.onset_s.as_s(),
                first,
                corrected,
                bout.onset_uncertainty_s,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (19.6, 19.6, 19.6, 0.04),
            (30.0, 30.0, 29.8, 0.25),
            (40.0, 40.0, 38.4, 2.0)
        ]
    );
    let point = &layer.points[0];
    let at = SessionTime::from_s(45.2);
    assert_eq!((point.t_s, point.t_corrected_s), (at, Some(at)));
}

#[test]
fn a_bout_that_is_played_into_another_ends_there_on_the_disk() {
    let data = tempfile::tempdir().unwrap();
    let (folder, _, mut sheet) = begun(data.path());
    sheet.see(film(30.0), true);
    key(&mut sheet, 30.0, 1.0, "J", true);
    key(&mut sheet, 32.0, 1.0, "J", false);
    sheet.leave(film(32.0));
    sheet.see(film(29.0), true);
    key(&mut sheet, 29.0, 1.0, "J", true);
    played(&mut sheet, 29, 31);
    key(&mut sheet, 31.0, 1.0, "J", false);
    key(&mut sheet, 31.5, 1.0, "J", true);
    let said = sheet.said.clone().unwrap();
    assert!(said.contains("take it back first"), "{said}");
    sheet.finish(film(33.0));
    drop(sheet);
    let bouts = read(&folder).coding;
    let times = |bout: &crate::record::document::Bout| (bout.onset_s.as_s(), bout.offset_s.as_s());
    let times: Vec<(f64, f64)> = bouts.iter().map(times).collect();
    assert_eq!(times, [(19.0, 20.0), (20.0, 22.0)]);
}

//! The measures of a session written by hand, by name.

use serde_json::{Value as Json, json};

use super::{ReliableClass, measures, measures_by};
use crate::measure::study::{CodingChoice, Reliability, Row, Settings as Choices};
use crate::measure::{CrierRule, CrierStatus, Levels, Spans};
use crate::protocol::Instrument;
use crate::record::Document;
use crate::record::document::Bout;
use crate::record::layers::{Kind, Layer};
use crate::record::testing::{Script, whole};
use crate::time::SessionTime;

fn told() -> Json {
    serde_json::to_value(measures(&Document::from_events(&whole()).unwrap())).unwrap()
}

#[test]
fn crying_is_measured_phase_by_phase() {
    let told = told();
    let names: Vec<&str> = told["phases"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["phase"].as_str())
        .collect();
    assert_eq!(names, ["film", "after_film", "all"]);
    let film = &told["phases"][0]["channels"][0];
    // Onset 30.5, level 2 from 40.5, offset 70.5; the film ran from 10.5 to 120.5.
    assert_eq!(film["channel"], "tears");
    assert_eq!(
        (&film["latency_s"], &film["latency_strict_s"]),
        (&json!(20.0), &json!(30.0))
    );
    assert_eq!(
        (&film["total_s"], &film["dose"], &film["peak"]),
        (&json!(40.0), &json!(70.0), &json!(2.0))
    );
    let any = &told["phases"][0]["channels"][1];
    assert_eq!(
        (&any["channel"], &any["dose"], &any["latency_strict_s"]),
        (&json!("any"), &json!(70.0), &json!(30.0))
    );
    let after = &told["phases"][1]["channels"][0];
    assert_eq!(
        (&after["total_s"], &after["latency_strict_s"]),
        (&json!(20.0), &Json::Null)
    );
    assert_eq!(
        after["null_because"]["latency_strict_s"],
        "not reached; censored at 29.500 s"
    );
    assert_eq!(told["phases"][0]["points"][0]["count"], 1.0);
    assert_eq!(told["phases"][0]["leading"], "tears");
    assert_eq!(told["crier"]["status"], "crier");
    assert_eq!(told["crier"]["rule"], "tears_strict");
}

#[test]
fn mood_is_measured_on_true_time() {
    let told = told();
    let sad = told["mood"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["outcome"] == "sad")
        .unwrap();
    assert_eq!(
        (&sad["baseline"], &sad["negative"]),
        (&json!(10.0), &json!(true))
    );
    assert_eq!(sad["reactivity"], 50.1);
    // First touch at 141.0, the film's last frame at 120.5.
    assert_eq!(sad["probes"][1]["t_min"], 20.5 / 60.0);
    assert_eq!(sad["probes"][0]["change"], Json::Null);
    assert_eq!(
        sad["null_because"]["return_min"],
        format!("not reached; censored at {:.3} min", 20.5 / 60.0)
    );
    assert_eq!(
        told["cautions"],
        json!([
            "The coder's reaction lag was not calibrated.",
            "This was no study session: its mode was demo."
        ])
    );
}

#[test]
fn a_row_says_the_same_as_the_measures() {
    let document = Document::from_events(&whole()).unwrap();
    let row = Row::of_document(&document, &[], 0, &[], &Choices::default());
    let told = measures(&document);
    let coding = &row.codings[0];
    let own = &coding.stimulus[0];
    let film = &told.phases[0].channels[0].figures;
    assert_eq!(own.dose, film.get("dose"));
    assert_eq!(own.latency_strict_s, film.get("latency_strict_s"));
    assert_eq!(own.time_to_peak_s, Some(10.0));
    assert_eq!(row.crier(&Choices::default()), told.crier);
    let sad = row
        .outcome("sad")
        .unwrap()
        .course(Choices::default().rules());
    let wanted = told.mood.iter().find(|m| m.outcome == *"sad").unwrap();
    assert_eq!(
        sad.figures().get("reactivity"),
        wanted.figures.get("reactivity")
    );
    // The film's first frame was at 10.5 s and the onset at 30.5 s; the lag of 0.8 s is taken off.
    assert_eq!(coding.active.first().map(|(from, _)| *from), Some(20.0));
    assert_eq!(coding.onsets.first().map(|onset| onset.film_s), Some(19.2));
    assert_eq!(row.quality.late, 0);
    assert!(row.quality.is_lag_uncalibrated);
}

/// The whole session with a scheme of four channels and these bouts: channel, from, to, level.
fn coded(bouts: &[(&str, f64, f64, u8)]) -> Document {
    let mut document = Document::from_events(&whole()).unwrap();
    let scheme = json!({
        "channels": [
            {"id": "tears", "levels": 3, "hold_key": "J"},
            {"id": "vocal", "levels": 3, "hold_key": "K", "sense": "heard"},
            {"id": "sob", "levels": 3, "hold_key": "L"},
            {"id": "not_visible", "levels": 1, "hold_key": "N"}
        ],
        "points": [{"id": "sob", "key": "Space"}]
    });
    document.protocol.coding = serde_json::from_value(scheme).unwrap();
    document.coding = rows(bouts);
    document
}

fn rows(bouts: &[(&str, f64, f64, u8)]) -> Vec<Bout> {
    let bout = |(n, (channel, from, to, level)): (usize, &(&str, f64, f64, u8))| {
        json!({
            "coder": "C1", "channel": channel, "bout": n + 1, "onset_s": from, "offset_s": to, "onset_corrected_s": from - 0.8,
            "onset_film_s": null, "offset_film_s": null, "levels": [{"t_s": from, "level": level}], "closed_by": "key", "censored": false
        })
    };
    let told: Vec<Json> = bouts.iter().enumerate().map(bout).collect();
    serde_json::from_value(json!(told)).unwrap()
}

#[test]
fn a_hidden_face_hides_tears_and_neither_voice_nor_sobbing() {
    let document = coded(&[
        ("tears", 80.0, 110.0, 2),
        ("not_visible", 90.0, 100.0, 1),
        ("sob", 85.0, 105.0, 3),
        ("vocal", 95.0, 98.0, 1),
    ]);
    let film = &measures(&document).phases[0];
    let of = |channel: &str, name: &str| {
        let own = film.channels.iter().find(|own| own.channel == channel);
        own.unwrap().figures.get(name)
    };
    assert_eq!(
        (of("tears", "total_s"), of("tears", "visible_s")),
        (Some(20.0), Some(100.0))
    );
    assert_eq!(
        (of("sob", "dose"), of("sob", "visible_s")),
        (Some(60.0), Some(110.0))
    );
    assert_eq!(of("vocal", "total_s"), Some(3.0));
    // Sobbing goes on behind the hands: any crying lasts from 80 to 110.
    assert_eq!(
        (of("any", "total_s"), of("any", "visible_s")),
        (Some(30.0), Some(110.0))
    );
    // Whether there were tears with the voice nobody could see.
    let alone: Vec<&[String]> = film
        .combinations
        .iter()
        .map(|one| one.channels.as_slice())
        .collect();
    assert_eq!(alone, [["tears"].as_slice(), ["tears", "sob"].as_slice()]);
    // One sob in 110 s of coding.
    let rate = film.points[0].figures.get("rate_per_min").unwrap();
    assert!((rate - 60.0 / 110.0).abs() < 1e-9, "{rate}");
    // Tears that were coded while the face was hidden are no sign.
    let hidden = coded(&[("tears", 91.0, 99.0, 2), ("not_visible", 90.0, 100.0, 1)]);
    assert_eq!(measures(&hidden).crier.status, CrierStatus::NonCrier);
}

#[test]
fn crying_that_goes_on_over_a_border_begins_once() {
    let mut document = coded(&[("tears", 80.0, 130.0, 2), ("not_visible", 90.0, 104.0, 1)]);
    let moments = json!([{"label": "loss", "from_s": 10.0, "to_s": 30.0}]);
    let stimulus = document.protocol.stimuli.get_mut("sad").unwrap();
    stimulus.moments = serde_json::from_value(moments).unwrap();
    let told = measures(&document);
    let onsets = |place: usize| -> Vec<f64> {
        let moments = told.phases[place].moments.iter();
        moments.map(|lag| lag.onset_s).collect()
    };
    // The film ran to 120.5 s; neither its end nor the face that came back begins anything.
    assert_eq!((onsets(0), onsets(1)), (vec![80.0], vec![]));
    let row = Row::of_document(&document, &[], 0, &[], &Choices::default());
    // Ten seconds of the film's time lay in the pause; the coder was 0.8 s late.
    let at: Vec<f64> = row.codings[0]
        .onsets
        .iter()
        .map(|onset| onset.film_s)
        .collect();
    assert!(
        at.len() == 1 && (at[0] - (80.0 - 20.5 - 0.8)).abs() < 1e-9,
        "{at:?}"
    );
    let early = coded(&[("tears", 10.6, 20.0, 2)]);
    let row = Row::of_document(&early, &[], 0, &[], &Choices::default());
    assert_eq!(row.codings[0].onsets[0].film_s, 0.0, "not before the film");
}

#[test]
fn a_channel_of_one_level_is_strict_at_it() {
    let mut document = coded(&[("tears", 80.0, 90.0, 1)]);
    document.protocol.coding.channels[0].levels = 1;
    let told = measures(&document);
    let film = &told.phases[0];
    assert_eq!(told.crier.status, CrierStatus::Crier);
    assert_eq!(film.leading.as_deref(), Some("tears"));
    assert!(!film.onset.as_ref().unwrap().subthreshold);
    assert_eq!(film.channels[0].figures.get("latency_strict_s"), Some(69.5));
    let corrected = film.channels[0].figures.get("latency_strict_corrected_s");
    assert!((corrected.unwrap() - 68.7).abs() < 1e-9);
}

#[test]
fn a_consensus_is_of_all_that_was_coded_and_the_newest_one_counts() {
    let document = coded(&[("tears", 80.0, 90.0, 2)]);
    let layer = |id: &str, kind, begun_utc: &str, bouts| Layer {
        id: id.into(),
        kind,
        begun_utc: begun_utc.to_owned(),
        coder: document.coders[0].clone(),
        is_finished: true,
        coding: rows(bouts),
        points: Vec::new(),
        coded: Vec::new(),
        tells_watched: false,
        alignment: None,
    };
    let layers = [
        layer(
            "a",
            Kind::Consensus,
            "2026-02-02T00:00:00Z",
            &[("tears", 80.0, 95.0, 2)],
        ),
        layer("b", Kind::Consensus, "2026-02-01T00:00:00Z", &[]),
    ];
    let choices = Choices {
        coding: CodingChoice::Consensus,
        ..Choices::default()
    };
    let row = Row::of_document(&document, &[], 0, &layers, &choices);
    let coding = row.coding(&choices).unwrap();
    assert_eq!(coding.id, *"a");
    assert_eq!(coding.stimulus[0].dose, Some(30.0));
    assert_eq!(row.crier(&choices).status, CrierStatus::Crier);
}

#[test]
fn what_more_of_something_means_is_told_by_the_protocol_or_by_its_items() {
    let instrument: Instrument = serde_json::from_value(json!({
        "items": [
            {"id": "afraid", "text": {"en": "a"}, "more_is": "worse", "scale": {"kind": "text"}},
            {"id": "upset", "text": {"en": "u"}, "scale": {"kind": "text"}},
            {"id": "calm", "text": {"en": "c"}, "scale": {"kind": "text"}},
            {"id": "tired", "text": {"en": "t"}, "more_is": "better", "scale": {"kind": "text"}}
        ],
        "scores": [
            {"id": "na", "items": ["afraid", "upset", "calm"], "reverse": ["calm"]},
            {"id": "mixed", "items": ["afraid", "calm"]},
            {"id": "ease", "items": ["afraid", "upset"], "more_is": "better"}
        ]
    }))
    .unwrap();
    let wanted = [
        ("afraid", true),
        ("upset", true),
        ("calm", false),
        ("tired", false),
        ("na", true),
        ("mixed", false),
        ("ease", false),
    ];
    for (outcome, is_worse) in wanted {
        assert_eq!(instrument.is_worse(&outcome.into()), is_worse, "{outcome}");
    }
}

#[test]
fn mood_and_doses_are_of_the_same_film_when_two_are_delayed_from() {
    let mut document = coded(&[("tears", 80.0, 90.0, 2)]);
    // A neutral film before, from which the first probe is delayed; it was not coded.
    let mut neutral = document.films[0].clone();
    neutral.step = "neutral".into();
    neutral.onset_s = Some(SessionTime::from_s(2.0));
    neutral.offset_s = Some(SessionTime::from_s(5.0));
    neutral.segments.clear();
    document.films.insert(0, neutral);
    document.probes[0].anchor_step = Some("neutral".into());
    document.probes[0].anchor_s = Some(SessionTime::from_s(5.0));
    let told = measures(&document);
    let sad = told
        .mood
        .iter()
        .find(|mood| mood.outcome == *"sad")
        .unwrap();
    assert_eq!(sad.probes[1].t_min, Some(20.5 / 60.0));
    assert_eq!(sad.figures.get("baseline"), Some(10.0));
}

#[test]
fn the_rules_are_chosen_and_told() {
    let document = Document::from_events(&whole()).unwrap();
    let choices = Choices {
        merge_gap_s: 30.0,
        rule: CrierRule::SelfReport,
        reliability: Some(Reliability {
            r: 0.8,
            source: "a test".to_owned(),
            sd_before: Some(15.0),
        }),
        ..Choices::default()
    };
    let told = measures_by(&document, &[], &choices);
    assert_eq!(told.settings.merge_gap_s, 30.0);
    // Nobody asked.
    assert_eq!(told.crier.status, CrierStatus::Unclassifiable);
    let sad = told.mood.iter().find(|m| m.outcome == *"sad").unwrap();
    let rating = &sad.probes[1];
    assert_eq!(rating.change, Some(50.1));
    assert_eq!(rating.reliable_class, Some(ReliableClass::Worse));
    let onset = told.phases[0].onset.as_ref().unwrap();
    assert_eq!((onset.latency_s, onset.subthreshold), (30.0, false));
}

#[test]
fn a_hundred_thousand_bouts_are_swept() {
    // Quadratic work on these would be 10¹⁰ steps: minutes, and this test would never end.
    let many = || (0..100_000).map(|n| (f64::from(n) * 3.0, f64::from(n) * 3.0 + 2.0));
    let (a, b) = (
        Spans::new(many()),
        Spans::new(many().map(|(from, to)| (from + 1.0, to + 1.0))),
    );
    assert_eq!(a.and(&b).length(), 100_000.0);
    assert_eq!(a.without(&b).length(), 100_000.0);
    let levels = Levels::new(many().map(|(from, to)| (from, to, 1)));
    assert_eq!(levels.within(&b).dose(), 100_000.0);
    let twice = Levels::highest([&levels, &levels]);
    assert_eq!(twice.dose(), 200_000.0);
}

#[test]
fn a_session_that_hardly_began_has_measures_too() {
    let told = measures(&Document::from_events(&Script::begun().0).unwrap());
    assert!(told.phases.is_empty() && told.mood.is_empty());
    assert_eq!(told.crier.why, "tears were not coded");
}

//! What the document says of whole, broken and odd sessions.

mod coded;
mod lived;
mod odd;
mod rows;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::Document;
use crate::record::testing::{Script, whole};
use crate::session::{Device, Event, Fact, ProbeStatus, Reason, Status, StopBy, Value};
use crate::time::SessionTime;

fn document(events: &[Event]) -> Document {
    Document::from_events(events).unwrap()
}

fn json(events: &[Event]) -> Json {
    serde_json::to_value(document(events)).unwrap()
}

fn keys(object: &Json) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// Asserts that `object` has these keys in this order, and perhaps others among them.
fn check_names(object: &Json, names: &str) {
    let wanted: Vec<&str> = names.split_whitespace().collect();
    let found: Vec<&str> = keys(object)
        .into_iter()
        .filter(|key| wanted.contains(key))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_names_that_other_tools_read_are_there_in_order() {
    let doc = json(&whole());
    check_names(
        &doc,
        "format version app session participant condition allocation coders protocol protocol_sha256 stimuli steps films \
         probes responses coding points contacts incidents samples deviations notes faults events journal_sha256",
    );
    check_names(&doc["app"], "name version");
    check_names(
        &doc["session"],
        "id study visit status mode started_utc ended_utc utc_offset_minutes stamp_source stamp_uncertainty_ms clock",
    );
    check_names(&doc["session"]["clock"], "source origin_s segments");
    check_names(
        &doc["session"]["clock"]["segments"][0],
        "from_s utc why uncertainty_ms",
    );
    check_names(&doc["participant"], "code covariates");
    check_names(&doc["coders"][0], "id lag_s lag_calibrated");
    check_names(
        &doc["stimuli"][0],
        "id kind file sha256 duration_s width height fps",
    );
    check_names(&doc["steps"][0], "id kind onset_s offset_s ended_by");
    check_names(
        &doc["films"][0],
        "step stimulus onset_s offset_s segments frames longest_gap_ms jitter_sd_ms faithful why",
    );
    check_names(
        &doc["films"][0]["segments"][0],
        "onset_s offset_s film_from_s film_to_s",
    );
    check_names(&doc["films"][0]["frames"], "due shown dropped");
    check_names(
        &doc["probes"][0],
        "id instrument step anchor delay_s scheduled_s opened_s first_touch_s submitted_s status answers scores",
    );
    let answer = "item value reason shown_s first_touch_s last_change_s changes input";
    check_names(&doc["probes"][0]["answers"][0], answer);
    check_names(&doc["responses"][0], answer);
    check_names(
        &doc["coding"][0],
        "coder channel bout onset_s offset_s onset_corrected_s onset_film_s offset_film_s levels closed_by censored",
    );
    check_names(&doc["coding"][0]["levels"][0], "t_s level");
    check_names(&doc["points"][0], "coder code t_s film_s");
    check_names(&doc["events"][0], "seq t_s kind");
}

#[test]
fn the_schema_names_every_key() {
    let schema = schemars::schema_for!(Document).to_value();
    let doc = json(&whole());
    assert_eq!(keys(&schema["properties"]), keys(&doc));
    for (row, name) in [
        ("Bout", "coding"),
        ("PointRow", "points"),
        ("Probe", "probes"),
    ] {
        // What was amended is told beside the sealed file, never in it.
        let told = keys(&schema["$defs"][row]["properties"]);
        let told: Vec<_> = told.into_iter().filter(|key| *key != "amended").collect();
        assert_eq!(told, keys(&doc[name][0]), "{row}");
    }
}

#[test]
fn a_whole_session_is_told_as_it_was() {
    let doc = json(&whole());
    assert_eq!(doc["session"]["status"], "completed");
    assert_eq!(doc["session"]["ended_utc"], "2026-01-02T03:06:35.000Z");
    assert_eq!(
        doc["films"][0]["segments"],
        json!([
            {"onset_s": 10.5, "offset_s": 50.6, "film_from_s": 0.0, "film_to_s": 40.0},
            {"onset_s": 60.5, "offset_s": 120.5, "film_from_s": 40.0, "film_to_s": 100.0}
        ])
    );
    assert_eq!(doc["films"][0]["faithful"], true);
    assert_eq!(doc["films"][0]["why"], "paused 1 time(s)");
    assert_eq!(
        doc["coding"][0],
        json!({"coder": "C1", "channel": "tears", "bout": 1, "onset_s": 30.5, "offset_s": 70.5, "onset_corrected_s": 29.7,
               "nudge_ms": 0, "onset_uncertainty_s": 1.0, "quality": null, "onset_film_s": 20.0, "offset_film_s": 50.0, "levels": [{"t_s": 30.5, "level": 1}, {"t_s": 40.5, "level": 2}],
               "closed_by": "release", "censored": false})
    );
    assert_eq!(doc["coding"][1]["censored"], true);
    assert_eq!(doc["coding"][1]["onset_film_s"], Json::Null);
    assert_eq!(
        doc["points"],
        json!([{"coder": "C1", "point": 2, "code": "sob", "t_s": 45.5, "t_corrected_s": 44.7, "nudge_ms": 0, "film_s": 35.0, "source": null}])
    );
    let m20 = &doc["probes"][1];
    assert_eq!(m20["id"], "m20");
    assert_eq!(
        (&m20["anchor"], &m20["anchor_step"]),
        (&json!("end"), &json!("film"))
    );
    assert_eq!(
        (&m20["delay_s"], &m20["scheduled_s"]),
        (&json!(20.0), &json!(140.5))
    );
    assert_eq!(m20["status"], "on_time");
    assert_eq!(m20["scores"]["low"], (60.1 + 70.0) / 2.0);
    assert_eq!(m20["answers"][0]["item"], "sad");
    assert_eq!(m20["answers"][0]["value"], 60.1);
    assert_eq!(doc["responses"][0]["step"], "q");
    assert_eq!(doc["responses"][0]["value"], 88.0);
}

#[test]
fn a_missing_answer_says_why() {
    let mut s = Script::begun();
    let (m0, sad, valence) = ("m0".into(), "sad".into(), "valence".into());
    s.at(
        1.0,
        Fact::StepStarted {
            step: "m0".into(),
            step_kind: "probe".to_owned(),
        },
    );
    s.at(1.0, Fact::ProbeOpened { step: "m0".into() });
    s.at(
        1.0,
        Fact::ItemShown {
            step: "m0".into(),
            item: "sad".into(),
        },
    );
    s.at(
        2.0,
        Fact::ItemShown {
            step: m0,
            item: valence,
        },
    );
    s.at(
        3.0,
        Fact::Declined {
            step: "m0".into(),
            item: sad,
            device: Device::Touch,
        },
    );
    s.at(
        4.0,
        Fact::ProbeEnded {
            step: "m0".into(),
            status: ProbeStatus::Aborted,
        },
    );
    s.at(
        4.0,
        Fact::Stopped {
            by: StopBy::Participant,
        },
    );
    s.at(
        5.0,
        Fact::SessionEnded {
            status: Status::Stopped,
        },
    );
    let doc = document(&s.0);
    let reasons = |n: usize| {
        doc.probes[n]
            .answers
            .iter()
            .map(|answer| (answer.item.as_str(), answer.reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        reasons(0),
        [
            ("valence", Some(Reason::Aborted)),
            ("sad", Some(Reason::Declined))
        ]
    );
    assert_eq!(doc.probes[0].status, ProbeStatus::Aborted);
    assert_eq!(
        doc.probes[0].score_remarks[&crate::protocol::Id::from("low")],
        "0 of 2 items answered, 1 needed"
    );
    assert_eq!(
        reasons(1),
        [
            ("valence", Some(Reason::NotShown)),
            ("sad", Some(Reason::NotShown))
        ]
    );
    assert_eq!(doc.probes[1].status, ProbeStatus::NotShown);
}

#[test]
fn a_session_without_an_end_is_closed_as_interrupted_without_inventing_anything() {
    let events = whole();
    let cut = events
        .iter()
        .position(|event| matches!(event.fact, Fact::LevelSet { .. }))
        .unwrap();
    let doc = document(&events[..=cut]);
    assert_eq!(doc.session.status, Status::Interrupted);
    assert_eq!(doc.events, events[..=cut]);
    let bout = &doc.coding[0];
    assert_eq!(
        (bout.offset_s, bout.censored),
        (SessionTime::from_s(40.5), true)
    );
    let film = &doc.films[0];
    assert_eq!(
        (film.offset_s, film.ended, film.faithful),
        (None, None, false)
    );
    assert_eq!(film.why.as_deref(), Some("its end was not recorded"));
    assert_eq!(film.segments[0].film_to_s, None);
    assert_eq!(doc.coded[0].offset_s, SessionTime::from_s(40.5));
}

#[test]
fn without_its_first_fact_there_is_no_document() {
    assert_eq!(Document::from_events(&[]), None);
    assert_eq!(Document::from_events(&whole()[1..]), None);
}

#[test]
fn the_file_reads_back_as_it_was_and_changes_show() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join("session.json");
    let doc = document(&whole());
    doc.write(&path).unwrap();
    assert_eq!(Document::read(data.path()), Ok((doc, Vec::new())));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.lines().count() > 60, "one record a line:\n{text}");
    std::fs::write(&path, text.replace("\"value\": 60.1", "\"value\": 6.1")).unwrap();
    let (_, notices) = Document::read(&path).unwrap();
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0].contains("was changed since it was sealed"),
        "{}",
        notices[0]
    );
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    let sentence = Document::read(&path).unwrap_err();
    assert!(
        sentence.contains("session.json is cut off at line"),
        "{sentence}"
    );
    std::fs::write(
        &path,
        text.replace("\"version\": 1,\n \"rev", "\"version\": 2,\n \"rev"),
    )
    .unwrap();
    assert!(Document::read(&path).unwrap_err().contains("newer version"));
    for garbage in [
        "",
        "[]",
        "{}",
        "\u{0}",
        "{\"format\":\"lacrima.session\",\"version\":1}",
        &"[".repeat(100_000),
    ] {
        std::fs::write(&path, garbage).unwrap();
        assert!(Document::read(&path).is_err());
    }
}

/// Facts that an engine would never give in such an order, with steps and items that no protocol knows.
fn fact() -> impl Strategy<Value = Fact> {
    let step = prop_oneof![
        Just("m0"),
        Just("film"),
        Just("q"),
        Just("m20"),
        Just("odd")
    ];
    let item = prop_oneof![Just("sad"), Just("valence"), Just("moved"), Just("odd")];
    (0..16u8, step, item, -1.0..101.0f64, 0..4u64).prop_map(|(kind, step, item, x, n)| {
        let (step, item) = (
            crate::protocol::Id::from(step),
            crate::protocol::Id::from(item),
        );
        let film = crate::time::FilmTime::from_s(x);
        match kind {
            0..=4 => Fact::Answered {
                step,
                item,
                value: Value::Number(x),
                device: Device::Key,
            },
            5 => Fact::Declined {
                step,
                item,
                device: Device::Key,
            },
            6 => Fact::StepStarted {
                step,
                step_kind: "film".to_owned(),
            },
            7 => Fact::StepEnded {
                step,
                ended_by: crate::session::EndedBy::Stop,
            },
            8 => Fact::MediaOnset {
                step,
                stimulus: item,
                film,
            },
            9 => Fact::MediaHalted { step, film },
            10 => Fact::BoutOpened {
                bout: n,
                channel: item,
                level: 1,
                key: "J".into(),
                held: true,
            },
            11 => Fact::BoutClosed {
                bout: n,
                by: crate::session::BoutEnd::Key,
            },
            12 => Fact::Undone {
                what: crate::session::Undone::Level(n),
            },
            13 => Fact::PageDone {
                step,
                items: vec![item],
            },
            14 => Fact::ProbeEnded {
                step,
                status: ProbeStatus::OnTime,
            },
            _ => Fact::StageLost { why: String::new() },
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_answer_is_lost_and_nothing_panics(facts in prop::collection::vec((fact(), 0.0..200.0f64), 0..60)) {
        let mut s = Script::begun();
        for (fact, at) in facts {
            s.at(200.0, fact);
            s.0.last_mut().unwrap().at_s = Some(SessionTime::from_s(at));
        }
        let mut last = std::collections::BTreeMap::new();
        for (n, event) in s.0.iter().enumerate() {
            match &event.fact {
                Fact::Answered { step, item, value, .. } => { last.insert((step.clone(), item.clone()), Some(value.clone())); }
                Fact::Declined { step, item, .. } => { last.insert((step.clone(), item.clone()), None); }
                _ => {}
            }
            let doc = document(&s.0[..=n]);
            let probes = doc.probes.iter().flat_map(|probe| probe.answers.iter().map(|answer| (&probe.step, answer)));
            let responses = doc.responses.iter().map(|response| (&response.step, &response.answer));
            let told: Vec<_> = probes.chain(responses).collect();
            for ((step, item), value) in &last {
                let found = told.iter().filter(|(s, answer)| *s == step && answer.item == *item).collect::<Vec<_>>();
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(&found[0].1.value, value);
            }
            for (_, answer) in &told {
                prop_assert_eq!(answer.value.is_none(), answer.reason.is_some());
            }
            for bout in &doc.coding {
                prop_assert!(bout.onset_s <= bout.offset_s);
            }
            for film in &doc.films {
                prop_assert!(film.segments.iter().all(|segment| segment.onset_s <= segment.offset_s));
            }
            let text = serde_json::to_string(&doc).unwrap();
            prop_assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), doc);
        }
    }
}

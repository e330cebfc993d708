//! The anonymous export: nothing that tells who somebody is, and all that the analysis needs.

use std::collections::BTreeMap;
use std::path::Path;

use lacrima::export::Anonymous;
use lacrima::export::anonymous::Names;
use lacrima::protocol::{Id, Material};
use lacrima::record::Document;
use lacrima::session::{
    Allocated, Device, Fact, MarkWhy, MediaFacts, Severity, StopBy, Undone, Value,
};
use lacrima::time::SessionTime;
use serde_json::{Value as Json, json};

use super::export::{files, session};

/// Stands wherever somebody could write something, or where an id or a file's name stands.
const MARK: &str = "Zq7mark";
/// Numbers that lead back: the session's seed, the clock's origin, the list's seed, the place in the list, a typed number.
const NUMBERS: [&str; 5] = ["918273645", "424242.5", "546372819", "7777", "37.123"];

fn mark() -> String {
    MARK.to_owned()
}

/// A session in which the mark stands in every field that is free, and in the ids that are none of the protocol's.
fn marked(code: &str, seed: u64) -> Document {
    let step = || Id::from("film");
    let answered = |step: &str, item: &str, value| Fact::Answered {
        step: step.into(),
        item: item.into(),
        value,
        device: Device::Mouse,
    };
    let id = || Id::from(MARK);
    let facts = vec![
        Fact::Note { text: mark() },
        Fact::MarkGiven {
            n: 1,
            why: MarkWhy::Start,
            flash_s: Some(SessionTime::from_s(1.0)),
            chirp_s: None,
            uncertainty_ms: Some(16.0),
            reason: Some(mark()),
        },
        Fact::MarkLeftOut {
            n: 2,
            why: MarkWhy::End,
            reason: mark(),
        },
        Fact::Deviation {
            what: mark(),
            step: Some(id()),
            reason: mark(),
        },
        Fact::Deviation {
            what: "skip".to_owned(),
            step: Some(step()),
            reason: mark(),
        },
        Fact::Distressed {
            severity: Severity::Mild,
            actions: vec![mark(), "talked".to_owned()],
            note: mark(),
        },
        Fact::Left { reason: mark() },
        Fact::Returned,
        Fact::Restless {
            what: mark(),
            times: 1,
        },
        Fact::Fault {
            id: mark(),
            text: mark(),
        },
        Fact::StageLost { why: mark() },
        Fact::MediaFailed {
            step: step(),
            stimulus: "sad".into(),
            film: lacrima::time::FilmTime(0),
            why: mark(),
        },
        Fact::Recalled {
            step: step(),
            characters: 12,
            words: 3,
            text: Some(mark()),
        },
        Fact::Recalled {
            step: id(),
            characters: 12,
            words: 3,
            text: Some(mark()),
        },
        Fact::SampleTaken {
            step: Some(id()),
            material: Material::Saliva,
            label: mark(),
            note: mark(),
        },
        Fact::TaskStarted { step: step() },
        Fact::TaskReason {
            step: step(),
            reason: mark(),
        },
        Fact::LeftEarly { reason: mark() },
        Fact::Unblinded { reason: mark() },
        Fact::Debriefed {
            step: id(),
            points: vec![id()],
        },
        Fact::ConsentGiven {
            step: step(),
            version: mark(),
            sha256: mark(),
            language: mark(),
            ticks: BTreeMap::from([(id(), true)]),
        },
        Fact::ConsentRefused {
            step: id(),
            version: mark(),
            sha256: mark(),
            language: mark(),
        },
        Fact::Screened {
            step: id(),
            passed: true,
        },
        Fact::WishAsked { step: id() },
        Fact::StepStarted {
            step: id(),
            step_kind: mark(),
        },
        Fact::StepStarted {
            step: step(),
            step_kind: mark(),
        },
        Fact::ItemShown {
            step: "about".into(),
            item: id(),
        },
        answered("about", "else", Value::Text(mark())),
        answered("about", "seen", Value::Text(mark())),
        answered("about", "age", Value::Number(37.123)),
        answered("about", MARK, Value::Text(mark())),
        answered("m0", "valence", Value::Text(mark())),
        answered("m0", "sad", Value::Number(7777.0)),
        answered("m0", "tense", Value::Many(vec![id()])),
        Fact::CodingStarted,
        Fact::BoutOpened {
            bout: 9001,
            channel: id(),
            level: 1,
            key: "J".into(),
            held: true,
        },
        Fact::EpisodeRated {
            bout: 9001,
            quality: id(),
        },
        Fact::BoutClosed {
            bout: 9001,
            by: lacrima::session::BoutEnd::Release,
        },
        Fact::Point {
            point: 9002,
            code: id(),
        },
        Fact::Point {
            point: 9003,
            code: "sob".into(),
        },
        Fact::SourceSet {
            point: 9003,
            source: id(),
        },
        Fact::Undone {
            what: Undone::Point(9004),
        },
        Fact::Stopped {
            by: StopBy::Participant,
        },
        Fact::ClockChanged {
            why: mark(),
            utc: "2031-05-06T07:08:09Z".to_owned(),
            uncertainty_ms: 1.0,
        },
    ];
    let mut events = session(code, seed, facts).events;
    if let Fact::SessionStarted { header } = &mut events[0].fact {
        header.session = format!("20310506T070809Z_{code}");
        header.app_version = mark();
        header.started_utc = "2031-05-06T07:08:09Z".to_owned();
        header.stamp_source = mark();
        header.clock.source = mark();
        header.clock.origin_s = 424_242.5;
        header.seed = 918_273_645;
        header.language = mark();
        header.allocation = mark();
        header.setting.group_id = Some(id());
        header.coder.id = id();
        header.allocated = Some(Allocated {
            place: 7777,
            stratum: mark(),
            sequence: vec![id()],
            seed: 546_372_819,
            list_sha256: mark(),
        });
        header.stimuli = vec![MediaFacts {
            id: "sad".into(),
            kind: lacrima::protocol::StimulusKind::Film,
            file: format!("{MARK}-wedding.mp4"),
            sha256: format!("{}{}", "5ad5ad", "0".repeat(58)),
            duration_s: Some(7777.0),
            width: None,
            height: None,
            fps: None,
        }];
        header.covariates = BTreeMap::from([
            (
                "age".to_owned(),
                json!({"value": 37.123, "instrument": MARK, "source": MARK, "date": MARK}),
            ),
            (
                "gender".to_owned(),
                json!({"value": "f", "date": "2031-05-06"}),
            ),
            ("hand".to_owned(), json!({"value": MARK})),
            ("remark".to_owned(), json!({"value": MARK})),
            (mark(), json!(MARK)),
        ]);
        let protocol = &mut header.protocol;
        protocol.study.contact = Some(mark());
        protocol.study.ethics_id = Some(mark());
        protocol.cite = vec![mark()];
        protocol.title = serde_json::from_value(json!({ "en": MARK })).unwrap();
    }
    Document::from_events(&events).unwrap()
}

fn anonymous(folder: &Path, secret: u8, documents: &[Document]) -> Vec<String> {
    let names = Names::new([secret; 32]);
    let mut export = Anonymous::begin(folder, false, names, Vec::new()).unwrap();
    for document in documents {
        export.add(document).unwrap();
    }
    export.finish().unwrap()
}

/// The session files among them.
fn sessions(folder: &Path) -> Vec<Json> {
    files(folder)
        .iter()
        .filter(|(name, _)| name.starts_with("p-"))
        .map(|(_, text)| serde_json::from_str(text).unwrap())
        .collect()
}

#[test]
fn nothing_anybody_wrote_and_nothing_that_leads_back_is_in_an_anonymous_export() {
    let home = tempfile::tempdir().unwrap();
    let document = marked(MARK, 5);
    let told = serde_json::to_string(&document).unwrap();
    assert!(
        told.matches(MARK).count() > 100,
        "the marks are in the session"
    );
    for number in NUMBERS {
        assert!(told.contains(number), "{number}");
    }
    let out = home.path().join("out");
    anonymous(&out, 1, std::slice::from_ref(&document));
    let text: String = files(&out)
        .into_iter()
        .map(|(name, text)| name + &text)
        .collect();
    let lower = text.to_lowercase();
    assert!(!lower.contains(&MARK.to_lowercase()), "{text}");
    for back in NUMBERS
        .into_iter()
        .chain(["2031", "5ad5ad", "wedding", "CLOCK", "x11"])
    {
        assert!(!text.contains(back), "{back}");
    }

    // What the analysis needs is there.
    let told = &sessions(&out)[0];
    assert_eq!(told["condition"], "sad");
    assert_eq!(
        told["covariates"],
        json!({"age": {"from": 35.0, "below": 40.0}, "gender": "f"})
    );
    let probes = told["probes"].as_array().unwrap();
    assert_eq!(probes.len(), document.probes.len());
    let m1 = probes.iter().find(|probe| probe["id"] == "m1").unwrap();
    let mine = document
        .probes
        .iter()
        .find(|probe| probe.id.as_str() == "m1")
        .unwrap();
    for (answer, mine) in m1["answers"].as_array().unwrap().iter().zip(&mine.answers) {
        let Some(Value::Number(value)) = mine.value else {
            panic!("{mine:?}");
        };
        assert_eq!(answer["value"].as_f64(), Some(value));
        let (told, lived) = (
            answer["shown_s"].as_f64().unwrap(),
            mine.shown_s.unwrap().as_s(),
        );
        assert!((told - lived).abs() <= 0.000_51, "{told} {lived}");
    }
    let about = told["responses"].as_array().unwrap();
    let item = |id: &str| about.iter().find(|row| row["item"] == id).unwrap();
    assert_eq!(
        (&item("else")["value"], &item("else")["removed"]),
        (&Json::Null, &json!(true))
    );
    assert_eq!(item("age")["value"], json!({"from": 35.0, "below": 40.0}));
    assert_eq!(
        told["coding"].as_array().unwrap().len(),
        document.coding.len() - 1
    );
    assert!(
        told["points"]
            .as_array()
            .unwrap()
            .iter()
            .all(|point| point["coder"] == 1)
    );
    let distress = told["incidents"].as_array().unwrap();
    assert!(
        distress
            .iter()
            .any(|row| row["severity"] == "mild" && row["actions"] == json!(["talked"]))
    );
    assert_eq!(told["deviations"].as_array().unwrap().len(), 1);
}

#[test]
fn visits_of_one_participant_belong_together_within_an_export_and_not_between_exports() {
    let home = tempfile::tempdir().unwrap();
    let documents = [
        session("P1", 1, vec![]),
        session("P1", 2, vec![]),
        session("P2", 3, vec![]),
    ];
    let out = |name: &str| home.path().join(name);
    anonymous(&out("a"), 1, &documents);
    anonymous(&out("again"), 1, &documents);
    anonymous(&out("b"), 2, &documents);
    let names = |name: &str| {
        let mut names: Vec<String> = sessions(&out(name))
            .iter()
            .map(|told| told["participant"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let (a, b) = (names("a"), names("b"));
    let unique = |names: &[String]| {
        names
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    assert_eq!((a.len(), unique(&a)), (3, 2));
    assert!(a.iter().all(|name| !b.contains(name)));
    assert_eq!(
        files(&out("a")),
        files(&out("again")),
        "the same secret, the same bytes"
    );
}

#[test]
fn who_stands_alone_is_counted_and_a_film_is_named_only_where_three_saw_it() {
    let home = tempfile::tempdir().unwrap();
    let with = |code: &str, gender: &str, file: &str, seed| {
        let mut events = session(code, seed, vec![]).events;
        if let Fact::SessionStarted { header } = &mut events[0].fact {
            header.covariates = BTreeMap::from([("gender".to_owned(), json!({ "value": gender }))]);
            header.stimuli = vec![MediaFacts {
                id: "sad".into(),
                kind: lacrima::protocol::StimulusKind::Film,
                file: "film.mp4".to_owned(),
                sha256: file.repeat(64),
                duration_s: Some(100.0),
                width: None,
                height: None,
                fps: None,
            }];
        }
        Document::from_events(&events).unwrap()
    };
    let documents = [
        with("P1", "f", "a", 1),
        with("P2", "f", "a", 2),
        with("P3", "f", "a", 3),
        with("P4", "m", "b", 4),
    ];
    let out = home.path().join("out");
    let warnings = anonymous(&out, 1, &documents);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0]
            .starts_with("Study film: 1 of 4 participants have a combination of gender, language"),
        "{warnings:?}"
    );
    let stimuli: Json = serde_json::from_str(&files(&out)["stimuli.json"]).unwrap();
    assert_eq!(stimuli.as_array().unwrap().len(), 1);
    assert_eq!(stimuli[0]["sha256"], "a".repeat(64));
    let out = home.path().join("without");
    let names = Names::new([1; 32]);
    let mut export = Anonymous::begin(&out, false, names, vec!["gender".into()]).unwrap();
    documents
        .iter()
        .for_each(|document| export.add(document).unwrap());
    assert_eq!(export.finish(), Ok(Vec::new()));
    assert!(
        sessions(&out)
            .iter()
            .all(|told| told["covariates"] == json!({}))
    );
}

//! Small sessions written by hand, for this room's tests.

use chrono::{DateTime, Utc};

use crate::protocol::Id;
use crate::session::{
    BoutEnd, Device, EndedBy, Event, Fact, FilmStats, Header, Presented, ProbeStatus, Status, Value,
};
use crate::time::{FilmTime, SessionTime};

/// A header with a film, a probe before it and one 20 s after it, and a coding scheme.
pub fn header() -> Header {
    serde_json::from_str(HEADER).unwrap()
}

const HEADER: &str = r#"{
    "app_version": "0.1.0", "session": "20260102T030405Z_P01", "study": "film", "visit": 1, "mode": "demo",
    "started_utc": "2026-01-02T03:04:05.000Z", "utc_offset_minutes": 60, "stamp_source": "x11_raw", "stamp_uncertainty_ms": 1.5,
    "clock": {"source": "CLOCK_BOOTTIME", "origin_s": 1234.5, "uncertainty_ms": 0.1},
    "participant": "P01", "condition": "sad", "allocation": "manual",
    "coder": {"id": "C1", "lag_s": 0.8, "lag_calibrated": false}, "language": "en", "seed": 7, "speed": 1.0,
    "protocol_sha256": "00",
    "stimuli": [{"id": "sad", "kind": "film", "file": "sad.webm", "sha256": "11", "duration_s": 100.0, "width": 1280, "height": 720, "fps": 30.0}],
    "protocol": {
        "format": "lacrima.protocol", "version": 1, "id": "p", "title": {"en": "P"}, "study": {"id": "film"},
        "stimuli": {"sad": {"kind": "film", "slot": "sad"}},
        "instruments": {
            "mood": {
                "items": [
                    {"id": "valence", "text": {"en": "valence"}, "scale": {"kind": "vas", "ends": {"en": ["no", "yes"]}}},
                    {"id": "sad", "text": {"en": "sad"}, "scale": {"kind": "vas", "ends": {"en": ["no", "yes"]}}}
                ],
                "scores": [{"id": "low", "items": ["valence", "sad"], "reverse": ["valence"], "min_answered": 1}]
            },
            "once": {"items": [{"id": "moved", "text": {"en": "moved"}, "scale": {"kind": "vas", "ends": {"en": ["no", "yes"]}}}]}
        },
        "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J"}], "points": [{"id": "sob", "key": "Space"}]},
        "conditions": [{"id": "sad"}],
        "steps": [
            {"id": "m0", "kind": "probe", "instrument": "mood"},
            {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
            {"id": "q", "kind": "questions", "instrument": "once"},
            {"id": "m20", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 20}},
            {"id": "bye", "kind": "end"}
        ]
    }
}"#;

/// A list of facts in the making; times in seconds.
#[derive(Default)]
pub struct Script(pub Vec<Event>);

impl Script {
    /// A session that has begun.
    pub fn begun() -> Self {
        let mut script = Self::default();
        script.at(
            0.0,
            Fact::SessionStarted {
                header: Box::new(header()),
            },
        );
        script
    }

    /// A fact that was taken at `t`.
    pub fn at(&mut self, t: f64, fact: Fact) -> &mut Self {
        self.0.push(Event {
            seq: self.0.len() as u64 + 1,
            t_s: SessionTime::from_s(t),
            at_s: None,
            fact,
        });
        self
    }

    /// A whole step that asks: opens at `t`, answers one item every half second, and ends.
    pub fn asks(&mut self, t: f64, step: &str, kind: &str, given: &[(&str, f64)]) -> &mut Self {
        let items: Vec<Id> = given.iter().map(|(item, _)| Id::from(*item)).collect();
        let step = Id::from(step);
        self.at(
            t,
            Fact::StepStarted {
                step: step.clone(),
                step_kind: kind.to_owned(),
            },
        );
        let instrument = Id::from(if kind == "probe" { "mood" } else { "once" });
        self.at(
            t,
            Fact::ItemsOrdered {
                step: step.clone(),
                instrument,
                items: items.clone(),
            },
        );
        self.at(t + 0.1, Fact::StepShown { step: step.clone() });
        self.at(t + 0.1, Fact::ProbeOpened { step: step.clone() });
        for item in &items {
            self.at(
                t + 0.1,
                Fact::ItemShown {
                    step: step.clone(),
                    item: item.clone(),
                },
            );
        }
        self.at(t + 0.5, Fact::ProbeTouched { step: step.clone() });
        for (n, (item, x)) in given.iter().enumerate() {
            let (item, value) = (Id::from(*item), Value::Number(*x));
            self.at(
                t + 0.5 * (n + 1) as f64,
                Fact::Answered {
                    step: step.clone(),
                    item,
                    value,
                    device: Device::Mouse,
                },
            );
        }
        let end = t + 0.5 * (given.len() + 1) as f64;
        self.at(
            end,
            Fact::PageDone {
                step: step.clone(),
                items,
            },
        );
        self.at(
            end,
            Fact::ProbeEnded {
                step: step.clone(),
                status: ProbeStatus::OnTime,
            },
        );
        self.at(
            end,
            Fact::StepEnded {
                step,
                ended_by: EndedBy::Participant,
            },
        )
    }
}

/// A whole session: mood, a film with a pause and coding, a question, mood again.
pub fn whole() -> Vec<Event> {
    let mut s = Script::begun();
    let (film, sad, tears) = (Id::from("film"), Id::from("sad"), Id::from("tears"));
    let stats = FilmStats {
        due: 3000,
        shown: 3000,
        dropped: 0,
        longest_gap_ms: 34.0,
        jitter_sd_ms: 0.7,
    };
    s.asks(1.0, "m0", "probe", &[("sad", 10.0), ("valence", 70.5)]);
    s.at(
        10.0,
        Fact::StepStarted {
            step: film.clone(),
            step_kind: "film".to_owned(),
        },
    );
    s.at(10.0, Fact::CodingStarted);
    s.at(
        10.0,
        Fact::MediaPrepared {
            step: film.clone(),
            stimulus: sad.clone(),
            film: FilmTime(0),
        },
    );
    s.at(
        10.5,
        Fact::MediaOnset {
            step: film.clone(),
            stimulus: sad.clone(),
            film: FilmTime(0),
        },
    );
    s.at(10.5, Fact::StepShown { step: film.clone() });
    s.at(
        30.5,
        Fact::BoutOpened {
            bout: 1,
            channel: tears.clone(),
            level: 1,
            key: "J".into(),
            held: true,
        },
    );
    s.at(40.5, Fact::LevelSet { bout: 1, level: 2 });
    s.at(
        45.5,
        Fact::Point {
            point: 2,
            code: "sob".into(),
        },
    );
    s.at(
        46.0,
        Fact::Point {
            point: 3,
            code: "sob".into(),
        },
    );
    s.at(
        47.0,
        Fact::Undone {
            what: crate::session::Undone::Point(3),
        },
    );
    s.at(50.5, Fact::Paused { step: film.clone() });
    s.at(
        50.6,
        Fact::MediaHalted {
            step: film.clone(),
            film: FilmTime::from_s(40.0),
        },
    );
    s.at(60.0, Fact::Resumed { step: film.clone() });
    s.at(
        60.5,
        Fact::MediaOnset {
            step: film.clone(),
            stimulus: sad.clone(),
            film: FilmTime::from_s(40.0),
        },
    );
    s.at(
        70.5,
        Fact::BoutClosed {
            bout: 1,
            by: BoutEnd::Release,
        },
    );
    s.at(
        120.5,
        Fact::MediaEnded {
            step: film.clone(),
            stimulus: sad,
            film: FilmTime::from_s(100.0),
            how: Presented::Whole,
            stats,
        },
    );
    s.at(
        120.5,
        Fact::StepEnded {
            step: film,
            ended_by: EndedBy::Stimulus,
        },
    );
    s.at(
        121.0,
        Fact::Note {
            text: "wiped her eyes — „ja“".to_owned(),
        },
    );
    s.asks(122.0, "q", "questions", &[("moved", 88.0)]);
    s.at(
        130.0,
        Fact::BoutOpened {
            bout: 4,
            channel: tears,
            level: 1,
            key: "J".into(),
            held: true,
        },
    );
    s.at(
        140.5,
        Fact::ProbeScheduled {
            step: "m20".into(),
            anchor_s: SessionTime::from_s(120.5),
            scheduled_s: SessionTime::from_s(140.5),
            anchor_fallback: false,
        },
    );
    s.asks(140.5, "m20", "probe", &[("sad", 60.1), ("valence", 30.0)]);
    s.at(
        150.0,
        Fact::BoutClosed {
            bout: 4,
            by: BoutEnd::SessionEnd,
        },
    );
    s.at(
        150.0,
        Fact::CodingEnded {
            by: BoutEnd::SessionEnd,
        },
    );
    s.at(
        150.0,
        Fact::SessionEnded {
            status: Status::Completed,
        },
    );
    s.0
}

/// When the session of [`header`] began.
pub fn started() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-01-02T03:04:05Z")
        .unwrap()
        .into()
}

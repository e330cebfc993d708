//! A session with every kind of step, told as facts in JSON.

use serde_json::{Value as Json, json};

use crate::record::document::Document;
use crate::record::testing::header;
use crate::session::{Event, Fact, Header};
use crate::time::SessionTime;

/// The header of the other tests with a protocol that has a step of every kind.
pub fn rich() -> Header {
    let mut header = serde_json::to_value(header()).unwrap();
    let text = json!({"en": "…"});
    let vas = json!({"kind": "vas", "ends": {"en": ["no", "yes"]}});
    let item = |id: &str, scale: &Json| json!({"id": id, "text": text, "scale": scale});
    let likert = json!({"kind": "likert", "points": 7, "ends": {"en": ["no", "yes"]}});
    let grid = json!({"kind": "grid", "x": {"en": ["bad", "good"]}, "y": {"en": ["calm", "stirred"]}, "cells": 9});
    let moment = |label: &str, from: f64, read: bool| {
        let mut moment = json!({"label": label, "from_s": from, "to_s": from + 4.0});
        if read {
            moment["text"] = text.clone();
        }
        moment
    };
    header["setting"] = json!({"n_present": 1, "relation": "friend", "observation": "recorded"});
    header["allocated"] =
        json!({"place": 3, "stratum": "w", "sequence": ["sad"], "seed": 9, "list_sha256": "ab"});
    header["coder"]["lags"] = json!({"vocal": {"median_s": 0.5, "iqr_s": 0.2, "n": 20}});
    let protocol = &mut header["protocol"];
    protocol["stimuli"]["sad"]["moments"] = json!([
        moment("barrier", 1.0, true),
        moment("neutral", 5.0, false),
        moment("reunion", 9.0, true)
    ]);
    protocol["instruments"]["wide"] = json!({
        "items": [item("a", &vas), item("b", &vas), item("c", &likert), item("d", &grid)],
        "scores": [
            {"id": "stirred", "items": ["d"], "axis": "y"},
            {"id": "pleased", "items": ["d", "a"], "axis": "x", "reverse": ["a"]},
            {"id": "c_back", "items": ["c"], "reverse": ["c"]},
            {"id": "no_axis", "items": ["d"]}
        ]
    });
    protocol["coding"] = json!({
        "channels": [
            {"id": "tears", "levels": 3, "hold_key": "J"}, {"id": "vocal", "levels": 3, "hold_key": "K"},
            {"id": "not_visible", "levels": 1, "hold_key": "L"}
        ],
        "points": [{"id": "sob", "key": "Space"}, {"id": "touch", "key": "T", "group": "social"}],
        "sources": [{"id": "friend", "key": "F"}],
        "qualities": [{"id": "sad"}, {"id": "moved"}]
    });
    protocol["conditions"] =
        json!([{"id": "sad", "factors": {"presence": "alone"}}, {"id": "gay"}]);
    protocol["steps"] = json!([
        {"id": "consent", "kind": "consent", "version": "2", "text": text, "ticks": [{"id": "video", "text": text}]},
        {"id": "fit", "kind": "screening", "text": text, "points": [text]},
        {"id": "stop", "kind": "practice_stop"},
        {"id": "m0", "kind": "probe", "instrument": "wide"},
        {"id": "write", "kind": "recall", "text": text},
        {"id": "cold", "kind": "task", "text": text, "cap_s": 180},
        {"id": "drops", "kind": "action", "instruction": text, "applications": 3},
        {"id": "s1", "kind": "sample", "material": "saliva"},
        {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start", "self_key": "M"},
        {"id": "look", "kind": "review", "stimulus": "sad", "instrument": "once"},
        {"id": "s2", "kind": "sample", "material": "tear", "after": {"step": "film", "anchor": "end", "delay_s": 60}},
        {"id": "s3", "kind": "sample", "material": "blood", "show_if": {"condition": ["gay"]}},
        {"id": "m20", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 20}},
        {"id": "again", "kind": "consent", "version": "2", "text": text, "renewed": true},
        {"id": "talk", "kind": "debrief", "text": text, "points": [{"id": "why", "text": text}]},
        {"id": "bye", "kind": "end"}
    ]);
    protocol["on_stop"] = json!([{"id": "data", "kind": "data_choice"}]);
    serde_json::from_value(header).unwrap()
}

/// The events of a session of [`rich`]: each fact with its time in seconds; a second number is its own instant.
pub fn lived(facts: &[(f64, Json)]) -> Vec<Event> {
    let begun = Fact::SessionStarted {
        header: Box::new(rich()),
    };
    let told = facts
        .iter()
        .map(|(t, fact)| (*t, serde_json::from_value(fact.clone()).unwrap()));
    std::iter::once((0.0, begun))
        .chain(told)
        .zip(1..)
        .map(|((t, fact), seq)| Event {
            seq,
            t_s: SessionTime::from_s(t),
            at_s: None,
            fact,
        })
        .collect()
}

/// The document of such a session, as JSON.
pub fn told(facts: &[(f64, Json)]) -> Json {
    serde_json::to_value(document(facts)).unwrap()
}

/// The document of such a session.
pub fn document(facts: &[(f64, Json)]) -> Document {
    Document::from_events(&lived(facts)).unwrap()
}

/// A step that began at `t`.
pub fn begins(t: f64, step: &str, kind: &str) -> (f64, Json) {
    (
        t,
        json!({"kind": "step_started", "step": step, "step_kind": kind}),
    )
}

/// The session's end at `t`.
pub fn ends(t: f64, status: &str) -> (f64, Json) {
    (t, json!({"kind": "session_ended", "status": status}))
}

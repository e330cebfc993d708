//! What the document says of consent, tasks, samples, the participant's own track, reviews and care.

use serde_json::{Value as Json, json};

use super::lived::{begins, document, ends, told};
use crate::record::document::wants_deletion;

#[test]
fn consent_screening_and_the_practised_stop() {
    let doc = told(&[
        (
            1.0,
            json!({"kind": "consent_given", "step": "consent", "version": "2", "sha256": "cd", "language": "en", "ticks": {"video": false}}),
        ),
        (
            2.0,
            json!({"kind": "screened", "step": "fit", "passed": true}),
        ),
        (3.0, json!({"kind": "stop_practised", "step": "stop"})),
        (
            9.0,
            json!({"kind": "consent_refused", "step": "again", "version": "2", "sha256": "ef", "language": "en"}),
        ),
        ends(9.0, "withdrawn"),
    ]);
    assert_eq!(
        doc["consents"],
        json!([
            {"step": "consent", "version": "2", "sha256": "cd", "language": "en", "agreed": true, "ticks": {"video": false}, "t_s": 1.0},
            {"step": "again", "version": "2", "sha256": "ef", "language": "en", "agreed": false, "ticks": {}, "t_s": 9.0}
        ])
    );
    assert_eq!(
        doc["screening"],
        json!([{"step": "fit", "passed": true, "t_s": 2.0}])
    );
    assert_eq!(doc["stop_practised_s"], 3.0);
    assert_eq!(doc["condition_factors"], json!({"presence": "alone"}));
    assert_eq!(
        doc["allocation"],
        json!({"method": "manual", "place": 3, "stratum": "w", "sequence": ["sad"], "seed": 9, "list_sha256": "ab"})
    );
}

#[test]
fn deletion_is_wanted_after_the_choice_or_a_renewed_consent_that_was_refused() {
    let refused = |step: &str| {
        (
            5.0,
            json!({"kind": "consent_refused", "step": step, "version": "2", "sha256": "", "language": "en"}),
        )
    };
    let chosen = |choice: &str| {
        (
            4.0,
            json!({"kind": "data_chosen", "step": "data", "choice": choice}),
        )
    };
    let check = |facts: &[(f64, Json)], wanted: bool| {
        assert_eq!(wants_deletion(&document(facts)), wanted, "{facts:?}");
    };
    check(&[refused("again"), ends(6.0, "withdrawn")], true);
    check(&[refused("consent"), ends(6.0, "withdrawn")], false);
    check(&[chosen("delete"), ends(6.0, "withdrawn")], true);
    check(&[chosen("delete"), ends(6.0, "stopped")], false);
    check(&[chosen("keep"), ends(6.0, "withdrawn")], false);
    check(
        &[chosen("delete"), chosen("go_on"), ends(6.0, "withdrawn")],
        false,
    );
    check(
        &[chosen("go_on"), chosen("delete"), ends(6.0, "withdrawn")],
        true,
    );
}

#[test]
fn tasks_that_end_by_cap_by_stop_twice_and_not_at_all() {
    let started = |t: f64| (t, json!({"kind": "task_started", "step": "cold"}));
    let stopped = |t: f64, by: &str| (t, json!({"kind": "task_stopped", "step": "cold", "by": by}));
    let check = |facts: &[(f64, Json)], rows: Json| assert_eq!(told(facts)["tasks"], rows);
    let row = |start: Json, stop: Json, lasted: Json, cap: bool, by: Json, reason: Json| {
        json!([{"step": "cold", "started_s": start, "stopped_s": stop, "endurance_s": lasted, "cap_s": 180.0,
                "cap_reached": cap, "ended_by": by, "reason": reason}])
    };
    let null = || Json::Null;
    check(
        &[
            begins(1.0, "cold", "task"),
            started(10.0),
            stopped(190.0, "cap"),
            (
                195.0,
                json!({"kind": "task_reason", "step": "cold", "reason": "numb"}),
            ),
        ],
        row(
            json!(10.0),
            json!(190.0),
            json!(180.0),
            true,
            json!("cap"),
            json!("numb"),
        ),
    );
    check(
        &[
            begins(1.0, "cold", "task"),
            started(10.0),
            started(12.0),
            stopped(40.0, "stop"),
            stopped(50.0, "participant"),
        ],
        row(
            json!(10.0),
            json!(40.0),
            json!(30.0),
            false,
            json!("stop"),
            null(),
        ),
    );
    check(
        &[begins(1.0, "cold", "task"), stopped(5.0, "experimenter")],
        row(
            null(),
            json!(5.0),
            null(),
            false,
            json!("experimenter"),
            null(),
        ),
    );
    check(
        &[started(10.0), ends(20.0, "interrupted")],
        row(json!(10.0), null(), null(), false, null(), null()),
    );
}

#[test]
fn actions_and_what_was_written() {
    let applied = |t: f64, number: u32| {
        (
            t,
            json!({"kind": "applied", "step": "drops", "number": number}),
        )
    };
    let doc = told(&[
        begins(1.0, "write", "recall"),
        (1.5, json!({"kind": "step_shown", "step": "write"})),
        (
            60.0,
            json!({"kind": "step_ended", "step": "write", "ended_by": "time"}),
        ),
        // What was written is told when the screen goes, which may be after the step's end.
        (
            60.2,
            json!({"kind": "recalled", "step": "write", "characters": 11, "words": 2, "text": null}),
        ),
        begins(61.0, "drops", "action"),
        applied(62.0, 1),
        applied(63.5, 2),
    ]);
    assert_eq!(
        doc["recalls"],
        json!([{"step": "write", "onset_s": 1.5, "offset_s": 60.0, "characters": 11, "words": 2, "text": null}])
    );
    assert_eq!(
        doc["actions"],
        json!([{"step": "drops", "applications": [{"number": 1, "t_s": 62.0}, {"number": 2, "t_s": 63.5}], "planned": 3}])
    );
}

#[test]
fn samples_planned_taken_twice_beside_the_plan_and_never() {
    let taken = |t: f64, step: Json, label: &str, note: &str| {
        (
            t,
            json!({"kind": "sample_taken", "step": step, "material": "saliva", "label": label, "note": note}),
        )
    };
    let doc = told(&[
        (
            5.0,
            json!({"kind": "sample_scheduled", "step": "s1", "scheduled_s": 5.0}),
        ),
        taken(7.0, json!("s1"), "A1", ""),
        taken(8.0, json!("s1"), "A2", "the first was dry"),
        taken(9.0, Json::Null, "", ""),
        ends(10.0, "stopped"),
    ]);
    let row = |step: Json,
               planned: bool,
               material: &str,
               label: Json,
               due: Json,
               at: Json,
               note: Json| {
        json!({"step": step, "planned": planned, "material": material, "label": label, "scheduled_s": due, "taken_s": at, "note": note})
    };
    let null = || Json::Null;
    // The sample of the other condition was never planned for this session.
    assert_eq!(
        doc["samples"],
        json!([
            row(
                json!("s1"),
                true,
                "saliva",
                json!("A1"),
                json!(5.0),
                json!(7.0),
                null()
            ),
            row(json!("s2"), true, "tear", null(), null(), null(), null()),
            row(
                json!("s1"),
                false,
                "saliva",
                json!("A2"),
                null(),
                json!(8.0),
                json!("the first was dry")
            ),
            row(null(), false, "saliva", null(), null(), json!(9.0), null()),
        ])
    );
    let left_out = told(&[(1.0, json!({"kind": "step_left_out", "step": "s2"}))]);
    assert_eq!(left_out["samples"].as_array().unwrap().len(), 1);
}

#[test]
fn the_participants_own_track_in_odd_orders() {
    let key = |t: f64, kind: &str| (t, json!({"kind": kind, "step": "film"}));
    let (down, up) = ("self_pressed", "self_released");
    let doc = told(&[
        (
            10.0,
            json!({"kind": "media_onset", "step": "film", "stimulus": "sad", "film": 0.0}),
        ),
        key(11.0, up),
        key(12.0, down),
        key(12.5, down),
        key(14.0, up),
        key(15.0, up),
        key(20.0, down),
        (
            30.0,
            json!({"kind": "media_ended", "step": "film", "stimulus": "sad", "film": 20.0, "how": "whole",
                      "stats": {"due": 1, "shown": 1, "dropped": 0, "longest_gap_ms": 1.0, "jitter_sd_ms": 0.0}}),
        ),
        key(31.0, up),
        key(40.0, down),
        ends(45.0, "completed"),
    ]);
    let row = |from: f64, to: f64, film: Json, by: &str| {
        json!({"step": "film", "onset_s": from, "offset_s": to, "onset_film_s": film[0], "offset_film_s": film[1],
               "ended_by": by, "censored": by == "end"})
    };
    assert_eq!(
        doc["self_reports"],
        json!([
            row(12.0, 14.0, json!([2.0, 4.0]), "release"),
            row(20.0, 30.0, json!([10.0, 20.0]), "end"),
            row(40.0, 45.0, json!([null, null]), "end"),
        ])
    );
}

#[test]
fn reviews_name_their_moments_and_are_no_responses() {
    let answered = |t: f64, item: &str, value: f64| {
        (
            t,
            json!({"kind": "answered", "step": "look", "item": item, "value": value, "device": "mouse"}),
        )
    };
    let doc = told(&[
        begins(1.0, "look", "review"),
        (
            1.0,
            json!({"kind": "item_shown", "step": "look", "item": "1-moved"}),
        ),
        answered(2.0, "1-moved", 30.0),
        answered(3.0, "7-moved", 40.0),
        answered(4.0, "odd", 50.0),
        ends(5.0, "stopped"),
    ]);
    assert_eq!(doc["responses"], json!([]));
    let rows: Vec<Json> = doc["reviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["moment"], row["item"], row["value"], row["reason"]]))
        .collect();
    let moment = |number: u32, label: Json, from: Json, to: Json| json!({"number": number, "label": label, "from_s": from, "to_s": to});
    assert_eq!(
        rows,
        [
            json!([
                moment(1, json!("barrier"), json!(1.0), json!(5.0)),
                "moved",
                30.0,
                null
            ]),
            json!([
                moment(3, json!("reunion"), json!(9.0), json!(13.0)),
                "moved",
                null,
                "not_shown"
            ]),
            json!([
                moment(7, Json::Null, Json::Null, Json::Null),
                "moved",
                40.0,
                null
            ]),
            json!([null, "odd", 50.0, null]),
        ]
    );
    assert_eq!(doc["reviews"][0]["stimulus"], "sad");
    assert_eq!(
        told(&[])["reviews"],
        json!([]),
        "what was never reached has no rows"
    );
}

#[test]
fn distress_wishes_debriefing_and_blinding() {
    let doc = told(&[
        (1.0, json!({"kind": "wish_asked", "step": "m0"})),
        (
            2.0,
            json!({"kind": "wish_answered", "step": "m0", "wish": true}),
        ),
        (
            2.0,
            json!({"kind": "alarm_raised", "alarm": 1, "what": "participant_wishes"}),
        ),
        (3.0, json!({"kind": "alarm_seen", "alarm": 1})),
        (
            4.0,
            json!({"kind": "distressed", "severity": "moderate", "actions": ["talked", "break"], "note": "wept"}),
        ),
        (
            5.0,
            json!({"kind": "wish_answered", "step": "m20", "wish": false}),
        ),
        (6.0, json!({"kind": "condition_revealed"})),
        (7.0, json!({"kind": "condition_revealed"})),
        (8.0, json!({"kind": "unblinded", "reason": "emergency"})),
        (
            9.0,
            json!({"kind": "debriefed", "step": "talk", "points": ["why"]}),
        ),
        (9.5, json!({"kind": "left_early", "reason": "bus"})),
        ends(10.0, "completed"),
    ]);
    assert_eq!(
        doc["wishes"],
        json!([
            {"step": "m0", "asked_s": 1.0, "answered_s": 2.0, "wish": true},
            {"step": "m20", "asked_s": null, "answered_s": 5.0, "wish": false}
        ])
    );
    assert_eq!(
        doc["incidents"],
        json!([
            {"t_s": 2.0, "what": "participant_wishes", "seen_s": 3.0, "detail": null},
            {"t_s": 4.0, "what": "distressed", "seen_s": null, "detail": "wept", "severity": "moderate", "actions": ["talked", "break"]}
        ])
    );
    assert_eq!(doc["revealed_s"], 6.0);
    assert_eq!(
        doc["unblinding"],
        json!([{"t_s": 8.0, "reason": "emergency"}])
    );
    assert_eq!(
        doc["debrief"],
        json!({"t_s": 9.0, "points": ["why"], "left_early_s": null, "left_early": null})
    );
    let left = told(&[(3.0, json!({"kind": "left_early", "reason": "bus"}))]);
    assert_eq!(
        left["debrief"],
        json!({"t_s": null, "points": [], "left_early_s": 3.0, "left_early": "bus"})
    );
    assert_eq!(told(&[])["debrief"], Json::Null);
}

//! What the document says of codes that were corrected and rated, of company, and of answers given without care.

use serde_json::{Value as Json, json};

use super::lived::{begins, ends, told};

fn bout(t: f64, bout: u64, channel: &str) -> (f64, Json) {
    (
        t,
        json!({"kind": "bout_opened", "bout": bout, "channel": channel, "level": 1, "key": "J", "held": true}),
    )
}

fn closed(t: f64, bout: u64) -> (f64, Json) {
    (
        t,
        json!({"kind": "bout_closed", "bout": bout, "by": "release"}),
    )
}

fn nudged(t: f64, what: Json, by_ms: i64) -> (f64, Json) {
    (t, json!({"kind": "nudged", "what": what, "by_ms": by_ms}))
}

#[test]
fn a_nudge_and_the_channels_own_lag_correct_an_onset_and_leave_the_raw_one() {
    let doc = told(&[
        bout(10.0, 1, "tears"),
        nudged(10.5, json!({"bout": 1}), 200),
        nudged(10.6, json!({"bout": 1}), -600),
        closed(12.0, 1),
        bout(20.0, 2, "vocal"),
        closed(21.0, 2),
        nudged(22.0, json!({"bout": 9}), i64::MAX),
        (30.0, json!({"kind": "point", "point": 3, "code": "sob"})),
        nudged(30.5, json!({"point": 3}), 200),
        nudged(30.5, json!({"point": 3}), i64::MAX),
        nudged(30.5, json!({"point": 3}), i64::MIN + 1),
    ]);
    let part = |row: &Json| {
        json!([
            row["onset_s"],
            row["onset_corrected_s"],
            row["nudge_ms"],
            row["onset_uncertainty_s"]
        ])
    };
    assert_eq!(part(&doc["coding"][0]), json!([10.0, 8.8, -400, 1.0]));
    assert_eq!(part(&doc["coding"][1]), json!([20.0, 19.5, 0, 0.2]));
    let point = &doc["points"][0];
    assert_eq!(point["t_s"], 30.0);
    assert!(point["nudge_ms"].as_i64().unwrap().abs() < 1000, "{point}");
}

#[test]
fn episodes_merge_all_channels_over_pauses_under_ten_seconds() {
    let rated = |t: f64, bout: u64, quality: &str| {
        (
            t,
            json!({"kind": "episode_rated", "bout": bout, "quality": quality}),
        )
    };
    let doc = told(&[
        bout(10.0, 1, "tears"),
        bout(12.0, 2, "not_visible"),
        closed(20.0, 1),
        // 9.999 s later: the same episode; exactly 10 s later: another.
        bout(29.999, 3, "vocal"),
        closed(30.0, 3),
        closed(39.0, 2),
        bout(40.0, 4, "tears"),
        closed(41.0, 4),
        rated(42.0, 1, "moved"),
        rated(43.0, 3, "sad"),
        rated(44.0, 99, "moved"),
    ]);
    assert_eq!(
        doc["episodes"],
        json!([
            {"onset_s": 10.0, "offset_s": 30.0, "bouts": [1, 3], "quality": "sad"},
            {"onset_s": 40.0, "offset_s": 41.0, "bouts": [4], "quality": null}
        ])
    );
    let qualities: Vec<&Json> = doc["coding"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["quality"])
        .collect();
    assert_eq!(
        qualities,
        [&json!("sad"), &Json::Null, &json!("sad"), &Json::Null]
    );
}

#[test]
fn company_and_social_events_are_told_and_those_within_the_measuring_are_noticed() {
    let probe = |t: f64, step: &str| (t, json!({"kind": "probe_opened", "step": step}));
    let film = (
        20.0,
        json!({"kind": "media_onset", "step": "film", "stimulus": "sad", "film": 0.0}),
    );
    let touch = |t: f64, point: u64| (t, json!({"kind": "point", "point": point, "code": "touch"}));
    let present = |t: f64, n: u8, relation: Json| {
        (
            t,
            json!({"kind": "presence_set", "n_present": n, "relation": relation}),
        )
    };
    let doc = told(&[
        (1.0, json!({"kind": "left", "reason": "phone"})),
        (2.0, json!({"kind": "returned"})),
        probe(10.0, "m0"),
        film.clone(),
        touch(25.0, 1),
        (
            25.5,
            json!({"kind": "source_set", "point": 1, "source": "friend"}),
        ),
        touch(26.0, 2),
        (26.5, json!({"kind": "undone", "what": {"point": 2}})),
        present(30.0, 2, json!("family")),
        probe(40.0, "m20"),
    ]);
    assert_eq!(
        doc["contacts"],
        json!([
            {"what": "absence", "left_s": 1.0, "returned_s": 2.0, "reason": "phone"},
            {"what": "social", "kind": "touch", "source": "friend", "t_s": 25.0, "film_s": 5.0}
        ])
    );
    assert_eq!(doc["points"][0]["source"], "friend");
    assert_eq!(
        doc["presence"],
        json!([{"from_s": 0.0, "n_present": 1, "relation": "friend"}, {"from_s": 30.0, "n_present": 2, "relation": "family"}])
    );
    assert_eq!(doc["setting"]["observation"], "recorded");
    let check = |facts: &[(f64, Json)], wanted: bool| {
        assert_eq!(told(facts)["social_contact_in_window"], wanted, "{facts:?}");
    };
    let around = |fact: (f64, Json)| [probe(10.0, "m0"), film.clone(), fact, probe(40.0, "m20")];
    check(&around(touch(25.0, 1)), true);
    check(&around(touch(9.9, 1)), false);
    check(&around(touch(40.1, 1)), false);
    check(&around(present(25.0, 0, Json::Null)), true);
    check(&around(present(25.0, 1, json!("friend"))), false);
    check(
        &around((25.0, json!({"kind": "point", "point": 1, "code": "sob"}))),
        false,
    );
    check(&[touch(25.0, 1)], false);
}

/// A probe of four items on one page that was `page_s` long.
fn answers(page_s: f64, values: [Json; 4]) -> Json {
    let mut facts = vec![
        begins(1.0, "m0", "probe"),
        (1.0, json!({"kind": "probe_opened", "step": "m0"})),
    ];
    let items = ["a", "b", "c", "d"];
    facts.extend(items.map(|item| {
        (
            1.0,
            json!({"kind": "item_shown", "step": "m0", "item": item}),
        )
    }));
    for (item, value) in items.iter().zip(values) {
        let given = match value {
            Json::Null => json!({"kind": "declined", "step": "m0", "item": item, "device": "key"}),
            value => {
                json!({"kind": "answered", "step": "m0", "item": item, "value": value, "device": "key"})
            }
        };
        facts.push((1.1, given));
    }
    facts.push((
        1.0 + page_s,
        json!({"kind": "page_done", "step": "m0", "items": items}),
    ));
    facts.push((
        1.0 + page_s,
        json!({"kind": "probe_ended", "step": "m0", "status": "on_time"}),
    ));
    facts.push(ends(30.0, "completed"));
    told(&facts)["probes"][0].clone()
}

#[test]
fn answers_without_care_are_marked_and_kept() {
    let check = |page_s: f64, values: [Json; 4], flags: &[&str]| {
        let probe = answers(page_s, values.clone());
        assert_eq!(probe["flags"], json!(flags), "{values:?}");
    };
    let place = |x: f64, y: f64| json!({"x": x, "y": y});
    // 2.4 s are 600 ms for each of four items.
    check(
        2.4,
        [json!(20), json!(80), json!(3), place(10.0, 90.0)],
        &[],
    );
    check(
        2.39,
        [json!(20), json!(80), json!(3), place(10.0, 90.0)],
        &["too_fast"],
    );
    // The fourth of seven boxes is the middle.
    check(
        9.0,
        [json!(50.1), json!(49.5), json!(4), place(50.0, 50.5)],
        &["straight_line"],
    );
    check(
        9.0,
        [json!(50.6), json!(49.5), json!(4), place(50.0, 50.0)],
        &[],
    );
    check(
        9.0,
        [json!(50), json!(50), json!(5), place(50.0, 50.0)],
        &[],
    );
    check(9.0, [json!(50), json!(50), Json::Null, Json::Null], &[]);
    check(
        9.0,
        [json!(0), json!(100), json!(7), place(0.0, 100.0)],
        &["all_extreme"],
    );
    check(9.0, [json!(0), json!(100), json!(7), place(0.0, 99.9)], &[]);
    check(
        9.0,
        [json!(100), json!(100), json!(7), Json::Null],
        &["straight_line", "all_extreme"],
    );
    check(
        0.5,
        [json!(0), json!(100), Json::Null, Json::Null],
        &["too_fast"],
    );
}

#[test]
fn squares_and_rows_of_boxes_enter_scores() {
    let probe = answers(
        9.0,
        [json!(30), json!(1), json!(2), json!({"x": 62.5, "y": 87.5})],
    );
    assert_eq!(
        probe["scores"],
        json!({"stirred": 87.5, "pleased": (62.5 + 70.0) / 2.0, "c_back": 6.0, "no_axis": null})
    );
    assert_eq!(
        probe["score_remarks"],
        json!({"no_axis": "0 of 1 items answered, 1 needed"})
    );
}

#[test]
fn an_answer_that_was_taken_back_is_missing_and_says_why() {
    let given = |t: f64, value: f64| {
        (
            t,
            json!({"kind": "answered", "step": "m0", "item": "a", "value": value, "device": "mouse"}),
        )
    };
    let cleared = |t: f64, item: &str| {
        (
            t,
            json!({"kind": "cleared", "step": "m0", "item": item, "device": "key"}),
        )
    };
    let shown = (
        1.0,
        json!({"kind": "item_shown", "step": "m0", "item": "a"}),
    );
    let check = |facts: &[(f64, Json)], end: &str, wanted: Json| {
        let mut facts = facts.to_vec();
        facts.push(ends(9.0, end));
        let answer = &told(&facts)["probes"][0]["answers"][0];
        assert_eq!(
            json!([
                answer["value"],
                answer["reason"],
                answer["changes"],
                answer["last_change_s"]
            ]),
            wanted
        );
    };
    check(
        &[shown.clone(), given(2.0, 5.0), cleared(3.0, "a")],
        "stopped",
        json!([null, "aborted", 1, 3.0]),
    );
    check(
        &[shown.clone(), given(2.0, 5.0), cleared(3.0, "a")],
        "withdrawn",
        json!([null, "withdrawn", 1, 3.0]),
    );
    check(
        &[
            shown.clone(),
            given(2.0, 5.0),
            cleared(3.0, "a"),
            given(4.0, 6.0),
        ],
        "completed",
        json!([6.0, null, 2, 4.0]),
    );
    check(
        &[shown, cleared(3.0, "b")],
        "interrupted",
        json!([null, "technical", 0, null]),
    );
}

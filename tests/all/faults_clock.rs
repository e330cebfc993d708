//! The wall clock is set and the computer or a window is held up: delays follow true elapsed time, and UTC stays true.

use std::fs;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lacrima::record::Document;
use lacrima::session::{Input, When, WorldInput};
use lacrima::time::SessionTime;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::faults::{Case, gapless, kinds, of_kind};
use super::script::Play;
use super::support::{Screen, wait_for, wait_within};

/// A mood probe so many seconds after a rest.
fn delayed(delay_s: u32) -> String {
    format!(
        r#"{{
  "format": "lacrima.protocol", "version": 1, "id": "delayed", "title": {{"en": "Delayed"}}, "study": {{"id": "faults"}},
  "instruments": {{"mood": {{"items": [{{"id": "valence", "text": {{"en": "My mood right now is"}},
     "scale": {{"kind": "vas", "ends": {{"en": ["very bad", "very good"]}}}}}}]}}}},
  "conditions": [{{"id": "sad"}}],
  "steps": [{{"id": "rest", "kind": "rest", "duration_s": 1}}, {{"id": "wait", "kind": "wait", "fill": true}},
    {{"id": "m20", "kind": "probe", "instrument": "mood", "after": {{"step": "rest", "anchor": "end", "delay_s": {delay_s}}}}},
    {{"id": "thanks", "kind": "end"}}],
  "on_stop": [{{"id": "bye", "kind": "end"}}] }}"#
    )
}

fn clock(why: &str, utc: &str) -> Input {
    Input::World(WorldInput::Clock {
        why: why.into(),
        utc: utc.into(),
        uncertainty_ms: 1.0,
    })
}

fn s(t: f64) -> SessionTime {
    SessionTime::from_s(t)
}

/// Twenty minutes in which the clock is set forward, back, and across a change of summer time.
#[test]
fn a_delay_of_twenty_minutes_does_not_care_for_the_wall_clock() {
    let mut play = Play::run(&delayed(1200), "0 begin\n0.1 shown\n1.5 shown");
    for (t, utc) in [
        (100.0, "2026-01-01T01:01:40Z"),
        (200.0, "2026-01-01T00:03:20Z"),
        (300.0, "2026-03-29T01:00:00Z"),
    ] {
        play.give(When::taken(s(t)), clock("set", utc));
        assert_eq!(
            play.engine.next_deadline().map(SessionTime::as_s),
            Some(1141.1)
        );
    }
    // A minute before, the experimenter is warned; then it falls due.
    play.give(When::taken(s(1141.1)), Input::Tick);
    play.give(When::taken(s(1201.0)), Input::Tick);
    assert!(!play.told(&["probe_due"]).contains("m20"));
    play.give(When::taken(s(1201.1)), Input::Tick);
    assert_eq!(play.told(&["probe_due"]), "1201.100 probe_due step=m20");
    let document = Document::from_events(&play.events).unwrap();
    let segments = document.session.clock.segments;
    let told: Vec<(&str, f64)> = segments
        .iter()
        .map(|one| (one.why.as_str(), one.from_s.as_s()))
        .collect();
    assert_eq!(
        told,
        [
            ("start", 0.0),
            ("set", 100.0),
            ("set", 200.0),
            ("set", 300.0)
        ]
    );
    // The latest segment says what time it was at the end.
    assert_eq!(
        document.session.ended_utc.as_deref(),
        Some("2026-03-29T01:15:01.100Z")
    );
}

#[test]
fn a_probe_that_fell_due_while_the_computer_slept_is_opened_when_it_wakes_and_marked_late() {
    let mut play = Play::run(&delayed(1200), "0 begin\n0.1 shown\n1.5 shown");
    play.give(
        When::taken(s(1500.0)),
        clock("sleep", "2026-01-01T00:25:00Z"),
    );
    play.give(When::taken(s(1500.0)), Input::Tick);
    assert_eq!(play.told(&["probe_due"]), "1500.000 probe_due step=m20");
    let scheduled = play.told(&["probe_scheduled"]);
    assert!(scheduled.contains("scheduled_s=1201.1"), "{scheduled}");
    for line in [
        "1501 touch",
        "1501 shown",
        "1501 see valence",
        "1502 answer valence 40",
        "1503 page valence",
    ] {
        play.script(line);
    }
    let document = Document::from_events(&play.events).unwrap();
    let probe = serde_json::to_value(&document.probes[0]).unwrap();
    assert_eq!(
        (probe["status"].as_str(), probe["scheduled_s"].as_f64()),
        (Some("late"), Some(1201.1))
    );
    assert_eq!(document.session.clock.segments[1].why, "sleep");
}

fn signal(process: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn utc(text: &Value) -> DateTime<Utc> {
    text.as_str().unwrap().parse().unwrap()
}

/// The real program, whose wall clock is set while a probe is waited for; its day begins just before summer time does.
#[test]
fn a_clock_that_is_set_in_a_real_session_moves_no_probe_and_the_segments_tell() {
    let screen = Screen::start();
    let (data, ahead) = (screen.home().join("data"), screen.home().join("ahead"));
    let summer: DateTime<Utc> = "2027-03-28T00:59:56Z".parse().unwrap();
    let first = (summer - Utc::now()).num_seconds();
    let set = |by: i64| fs::write(&ahead, (first + by).to_string()).unwrap();
    set(0);
    let environment = [
        ("MEDDLE_CLOCK", ahead.to_str().unwrap()),
        ("TZ", "Europe/Amsterdam"),
    ];
    let mut case = Case::start(&screen, &delayed(8), &data, &["--pilot", "1"], &environment);
    case.wait_for("the wait to begin", |facts| {
        of_kind(facts, "step_shown").len() == 2
    });
    let is_set = |times: usize| {
        case.wait_for("the clock to be noticed", |facts| {
            of_kind(facts, "clock_changed").len() == times
        });
    };
    set(3600);
    is_set(1);
    set(-3600);
    is_set(2);
    let status = wait_within(Duration::from_secs(120), "the pilot to end", || {
        case.program.ended()
    });
    assert_eq!(status.code(), Some(0), "{}", case.program.log());
    let ended = Utc::now() + chrono::Duration::seconds(first - 3600);
    let text = fs::read_to_string(case.folder().join("session.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let probe = &document["probes"][0];
    let lasted = probe["opened_s"].as_f64().unwrap() - probe["scheduled_s"].as_f64().unwrap();
    assert!((0.0..20.0).contains(&lasted), "{probe}");
    assert_eq!(probe["delay_s"], 8.0);
    let session = &document["session"];
    assert_eq!(
        session["utc_offset_minutes"], 60,
        "as it was when the session began"
    );
    let segments = session["clock"]["segments"].as_array().unwrap();
    let why: Vec<&str> = segments
        .iter()
        .filter_map(|one| one["why"].as_str())
        .collect();
    assert_eq!(why, ["start", "set", "set"]);
    let jump = |n: usize| {
        let elapsed =
            segments[n]["from_s"].as_f64().unwrap() - segments[n - 1]["from_s"].as_f64().unwrap();
        let by_wall = utc(&segments[n]["utc"]) - utc(&segments[n - 1]["utc"]);
        by_wall.as_seconds_f64() - elapsed
    };
    assert!(
        (jump(1) - 3600.0).abs() < 2.0 && (jump(2) + 7200.0).abs() < 2.0,
        "{segments:?}"
    );
    let off = (utc(&session["ended_utc"]) - ended).num_seconds();
    assert!(off.abs() < 30, "the end is {off} s off");
}

/// Either process stands still for some seconds, as under a debugger or on a machine that swaps.
#[test]
fn a_desk_or_a_stage_that_stood_still_catches_up_and_nothing_is_lost() {
    let screen = Screen::start();
    let data = screen.home().join("data");
    let mut case = Case::start(&screen, &delayed(9), &data, &["--pilot", "1"], &[]);
    case.wait_for("the wait to begin", |facts| {
        of_kind(facts, "step_shown").len() == 2
    });

    // The stage: it is given up after a second, and a new one shows where the session is.
    let stage = wait_for("the stage", || {
        case.program.children().into_iter().find(|id| is_stage(*id))
    });
    signal(stage, Signal::STOP);
    case.wait_for("the stage to be replaced", |facts| {
        kinds(facts).contains(&"stage_back")
    });

    // The desk, across the instant at which the probe falls due.
    signal(case.program.id(), Signal::STOP);
    let before = case.facts();
    std::thread::sleep(Duration::from_secs(9));
    assert_eq!(case.facts(), before, "it stands still");
    signal(case.program.id(), Signal::CONT);
    let status = wait_within(Duration::from_secs(120), "the pilot to end", || {
        case.program.ended()
    });
    assert_eq!(status.code(), Some(0), "{}", case.program.log());
    let now = case.facts();
    assert!(gapless(&now));
    assert_eq!(
        of_kind(&now, "stage_lost").len(),
        1,
        "the stage is not blamed for the desk's pause"
    );
    let text = fs::read_to_string(case.folder().join("session.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let probe = &document["probes"][0];
    assert!(
        probe["opened_s"].as_f64() > probe["scheduled_s"].as_f64(),
        "{probe}"
    );
    assert_eq!(document["session"]["status"], "completed");
}

fn is_stage(id: u32) -> bool {
    fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.contains("--link-fd"))
}

//! Sessions that the program's end broke off go on: by script, and in the real windows after `kill -9`.

use std::fs;

use lacrima::session::{Engine, Screen};
use lacrima::time::FilmTime;

use super::pilot::{facts, finish, of_kind, pilot, session};
use super::script::{Play, check};
use super::support::{Program, wait_for};
use crate::support::Screen as Display;

/// A film with coding, and probes at once, after 20 and after 90 minutes.
const LONG: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "T"}, "study": {"id": "s"},
  "stimuli": {"sad": {"kind": "film", "file": "sad.webm"}},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "v"}, "scale": {"kind": "vas", "ends": {"en": ["a", "b"]}}},
    {"id": "why", "text": {"en": "w"}, "scale": {"kind": "choice", "options": [{"id": "x", "text": {"en": "X"}}, {"id": "y", "text": {"en": "Y"}}]}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"]}],
             "points": [{"id": "sobbed", "key": "Space"}]},
  "conditions": [{"id": "only"}],
  "steps": [
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "wait20", "kind": "wait", "fill": true},
    {"id": "m20", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 1200}},
    {"id": "wait90", "kind": "wait", "fill": true},
    {"id": "m90", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 5400}},
    {"id": "bye", "kind": "end"}]
}"#;

/// To the first wait; the film ended at 60 s, so that the probes fall due at 1260 s and 5460 s.
const TO_WAIT: &str = "0 begin\n1 onset 0\n60 ended 59\n60.1 shown\n62 touch\n63 answer valence 30\n64 answer why x\n65 page valence why\n65.2 shown\n70 end_coding";

fn told(script: &[&str], kinds: &[&str]) -> String {
    let play = Play::run(LONG, &script.join("\n"));
    assert_eq!(play.refusals, Vec::<String>::new());
    // What was lived is what a replay of the facts gives.
    let again = Engine::replay(&play.events).unwrap();
    assert_eq!(again.stage_view(), play.engine.stage_view());
    assert_eq!(again.next_deadline(), play.engine.next_deadline());
    play.told(kinds)
}

#[test]
fn a_film_waits_where_it_was_and_what_was_coded_ends_when_the_program_did() {
    let script =
        "0 begin\n1 onset 0\n11 down U\n15 down Space\n400 take_up 31\n403 resume\n404 onset 30";
    let play = check(
        LONG,
        script,
        &["stage_lost", "bout_closed", "coding_ended", "paused", "taken_up", "clock_changed", "coding_started", "stage_back", "resumed", "media_onset"],
        "0.000 coding_started
         1.000 media_onset step=film film=0.0
         31.000 stage_lost why=The program ended in the middle of the session, which was taken up again.
         31.000 bout_closed bout=1 by=interrupted
         31.000 coding_ended by=interrupted
         31.000 paused step=film
         400.000 taken_up last_s=31.0 clock={\"source\":\"virtual\",\"origin_s\":0.0,\"uncertainty_ms\":0.0} left_out=null
         400.000 clock_changed why=resume utc=2026-01-01T01:00:00Z uncertainty_ms=1.0
         400.000 coding_started
         400.000 stage_back
         403.000 resumed step=film
         404.000 media_onset step=film film=30.0",
    );
    let Screen::Film(film) = play.engine.stage_view().screen else {
        panic!("the film is on");
    };
    assert_eq!(film.start_at, FilmTime::from_s(30.0));
}

#[test]
fn a_probe_that_fell_due_meanwhile_opens_at_once_and_is_late() {
    let end = "1500 take_up 300\n1505 touch\n1506 answer valence 50\n1507 answer why y\n1508 page valence why";
    assert_eq!(
        told(
            &[TO_WAIT, end],
            &["probe_due", "chimed", "probe_missed", "probe_ended"]
        ),
        "60.000 probe_due step=m1\n65.000 probe_ended step=m1 status=on_time\n1500.000 probe_due step=m20\n1500.000 chimed step=m20\n1508.000 probe_ended step=m20 status=late"
    );
}

#[test]
fn however_late_it_is_it_can_still_be_answered_and_says_so() {
    let end = "3000 take_up 300\n3100 touch\n3101 answer valence 50\n3102 answer why y\n3103 page valence why";
    let told = told(
        &[TO_WAIT, end],
        &["probe_due", "probe_missed", "probe_ended"],
    );
    assert!(
        told.ends_with(
            "3000.000 probe_due step=m20\n3103.000 probe_ended step=m20 status=out_of_window"
        ),
        "{told}"
    );
}

#[test]
fn it_counts_as_missed_when_nobody_touches_it_after_that_either() {
    let told = told(&[TO_WAIT, "3000 take_up 300\n4000 tick"], &["probe_missed"]);
    // Three times its window of two minutes, counted from when the session went on.
    assert_eq!(told, "3360.000 probe_missed step=m20");
}

#[test]
fn of_two_that_fell_due_the_newer_one_is_asked() {
    let end = "5500 take_up 300\n5510 touch\n5511 answer valence 50\n5512 answer why y\n5513 page valence why";
    assert_eq!(
        told(
            &[TO_WAIT, end],
            &["probe_due", "probe_missed", "probe_ended"]
        )
        .lines()
        .skip(2)
        .collect::<Vec<_>>(),
        [
            "5500.000 probe_due step=m20",
            "5500.000 probe_missed step=m20",
            "5500.000 probe_ended step=m20 status=missed",
            "5500.000 probe_due step=m90",
            "5513.000 probe_ended step=m90 status=on_time"
        ]
    );
}

#[test]
fn a_page_half_answered_goes_on_with_its_answers() {
    let script = format!(
        "{}\n900 take_up 63.5\n905 answer why y\n906 page valence why",
        TO_WAIT.split("\n64").next().unwrap()
    );
    let told = told(&[&script], &["answered", "probe_ended"]);
    assert_eq!(
        told,
        "63.000 answered step=m1 item=valence value=30.0\n905.000 answered step=m1 item=why value=y\n906.000 probe_ended step=m1 status=on_time"
    );
}

#[test]
fn a_session_that_is_over_is_not_taken_up() {
    let play = Play::run(LONG, "0 begin\n1 interrupt\n9 take_up 1");
    assert_eq!(play.refusals, ["The session is over."]);
}

#[test]
fn a_killed_session_goes_on_to_its_end_in_the_real_windows() {
    let screen = Display::start();
    let (mut program, study) = pilot(&screen, 300);
    wait_for("the film to play", || {
        (!of_kind(&facts(&study), "media_onset").is_empty()).then_some(())
    });
    std::thread::sleep(std::time::Duration::from_secs(2));
    program.kill();
    let folder = session(&study).unwrap();
    let before = fs::read(folder.join("journal.jsonl")).unwrap();
    let mut again: Program = screen.lacrima(&["resume", folder.to_str().unwrap(), "--pilot", "2"]);
    let document = finish(&mut again, &study);
    assert_eq!(document["session"]["status"], "completed");
    assert_eq!(document["session"]["clock"]["segments"][1]["why"], "resume");
    // What was there stays byte for byte; the film went on at most a second before where it was last seen.
    assert!(
        fs::read(folder.join("journal.jsonl"))
            .unwrap()
            .starts_with(&before)
    );
    let segments = document["films"][0]["segments"].as_array().unwrap().clone();
    let (first, second) = (&segments[0], &segments[1]);
    let seen = first["offset_s"].as_f64().unwrap() - first["onset_s"].as_f64().unwrap();
    let on = second["film_from_s"].as_f64().unwrap();
    assert!((seen - on).abs() < 1.0 && seen > 1.0, "{segments:?}");
    assert!(
        second["onset_s"].as_f64() > first["offset_s"].as_f64(),
        "{segments:?}"
    );
    assert_eq!(document["films"][0]["faithful"], false);
    // Nothing of where the films lie is left behind.
    let running = study.parent().unwrap().join(".running");
    assert_eq!(fs::read_dir(running).unwrap().count(), 0);
}

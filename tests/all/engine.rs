//! The engine, told by scripts of stamped inputs.

use lacrima::session::{Engine, Screen};
use lacrima::time::SessionTime;

use crate::script::{Play, check};

/// A sad film with coding, a probe before it, at once, and 20 s after its end.
const FILM: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "T"}, "study": {"id": "s"},
  "stimuli": {"sad": {"kind": "film", "file": "sad.webm"}, "gentle": {"kind": "film", "file": "g.webm"}},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "v"}, "scale": {"kind": "vas", "ends": {"en": ["a", "b"]}}},
    {"id": "why", "text": {"en": "w"}, "scale": {"kind": "choice", "options": [{"id": "x", "text": {"en": "X"}}, {"id": "y", "text": {"en": "Y"}}]}}]}},
  "coding": {"channels": [
      {"id": "tears", "levels": 3, "hold_key": "J", "hold_level": 2, "level_keys": ["U", "I", "O"], "off_key": "P"},
      {"id": "sob", "levels": 3, "hold_key": "L"},
      {"id": "not_visible", "levels": 1, "hold_key": "N"}],
    "points": [{"id": "sobbed", "key": "Space"}]},
  "conditions": [{"id": "only"}],
  "steps": [
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 0}},
    {"id": "wait", "kind": "wait", "fill": true, "presence": "may_leave"},
    {"id": "m20", "kind": "probe", "instrument": "mood", "after": {"step": "film", "anchor": "end", "delay_s": 20}},
    {"id": "bye", "kind": "end"}],
  "on_stop": [{"id": "repair", "kind": "film", "stimulus": "gentle"}, {"id": "debrief", "kind": "text", "text": {"en": "d"}}]
}"#;

const TO_FILM: &str =
    "0 begin\n0.1 shown\n2 answer valence 60\n3 answer why x\n4 page valence why\n";
const FILM_AND_M1: &str = "
    5 onset 0
    65 ended 60
    65.1 shown
    67 touch
    67.1 shown
    68 answer valence 30
    69 decline why
    70 page valence why";

fn script(parts: &[&str]) -> String {
    parts.join("\n")
}

#[test]
fn a_whole_session_runs_from_step_to_step() {
    let play = check(
        FILM,
        &script(&[
            TO_FILM,
            FILM_AND_M1,
            "86 touch\n86.1 shown\n88 answer valence 50\n89 answer why y\n90 page valence why\n95 advance",
        ]),
        &[
            "step_started",
            "step_ended",
            "probe_due",
            "probe_ended",
            "session_ended",
            "media_onset",
            "chimed",
        ],
        "
        0.000 step_started step=m0 step_kind=probe
        4.000 probe_ended step=m0 status=on_time
        4.000 step_ended step=m0 ended_by=participant
        4.000 step_started step=film step_kind=film
        5.000 media_onset step=film film=0.0
        65.000 step_ended step=film ended_by=stimulus
        65.000 step_started step=m1 step_kind=probe
        65.000 probe_due step=m1
        70.000 probe_ended step=m1 status=on_time
        70.000 step_ended step=m1 ended_by=participant
        70.000 step_started step=wait step_kind=wait
        85.000 step_ended step=wait ended_by=time
        85.000 step_started step=m20 step_kind=probe
        85.000 probe_due step=m20
        85.000 chimed step=m20
        90.000 probe_ended step=m20 status=on_time
        90.000 step_ended step=m20 ended_by=participant
        90.000 step_started step=bye step_kind=end
        95.000 step_ended step=bye ended_by=experimenter
        95.000 session_ended status=completed",
    );
    assert_eq!(play.effects, ["Chime", "Seal"]);
    assert!(play.engine.is_over());
}

#[test]
fn a_probe_is_never_early() {
    let play = Play::run(FILM, &script(&[TO_FILM, FILM_AND_M1, "84.999999 tick"]));
    assert_eq!(play.engine.next_deadline(), Some(SessionTime::from_s(85.0)));
    assert!(matches!(
        play.engine.stage_view().screen,
        Screen::Calm { .. }
    ));
    let play = Play::run(FILM, &script(&[TO_FILM, FILM_AND_M1, "85 tick"]));
    assert_eq!(play.engine.stage_view().screen, Screen::Begin);
}

#[test]
fn lateness_counts_to_the_first_touch() {
    for (touch, status) in [
        (145.0, "on_time"),
        (145.5, "late"),
        (264.9, "late"),
        (266.0, "missed"),
    ] {
        let end = format!(
            "{touch} touch\n{} decline valence\n{} answer why x\n{} page valence why\n400 skip gone",
            touch + 1.0,
            touch + 2.0,
            touch + 3.0
        );
        let play = Play::run(FILM, &script(&[TO_FILM, FILM_AND_M1, &end]));
        let told = play.told(&["probe_ended"]);
        assert!(
            told.ends_with(&format!("step=m20 status={status}")),
            "{touch}: {told}"
        );
    }
}

#[test]
fn a_missed_probe_may_be_opened_by_the_experimenter_and_says_so() {
    check(
        FILM,
        &script(&[
            TO_FILM,
            FILM_AND_M1,
            "300 open_missed came back\n310 touch\n311 answer valence 1\n312 answer why x\n313 page valence why",
        ]),
        &[
            "probe_missed",
            "alarm_raised",
            "probe_reopened",
            "probe_ended",
        ],
        "
        4.000 probe_ended step=m0 status=on_time
        70.000 probe_ended step=m1 status=on_time
        265.000 probe_missed step=m20
        265.000 alarm_raised alarm=1 what=probe_missed
        300.000 probe_reopened step=m20
        313.000 probe_ended step=m20 status=out_of_window",
    );
}

#[test]
fn held_keys_levels_and_points_become_bouts() {
    check(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n10 down J\n10.5 down J\n11 down L\n11 down Space\n12 down O\n13 up J\n14 up L\n20 down U\n21 down I\n22 down P\n30 down I\n31 down J\n31.2 up J",
        ]),
        &[
            "bout_opened",
            "level_set",
            "bout_closed",
            "point",
            "late_release",
        ],
        "
        10.000 bout_opened bout=1 channel=tears level=2 held=true
        11.000 bout_opened bout=2 channel=sob level=1 held=true
        11.000 point point=3 code=sobbed
        12.000 level_set bout=1 level=3
        13.000 bout_closed bout=1 by=release
        14.000 bout_closed bout=2 by=release
        20.000 bout_opened bout=4 channel=tears level=1 held=false
        21.000 level_set bout=4 level=2
        22.000 bout_closed bout=4 by=key
        30.000 bout_opened bout=5 channel=tears level=2 held=false
        31.000 bout_closed bout=5 by=key",
    );
}

#[test]
fn coding_goes_on_across_probes_until_it_is_ended() {
    let play = check(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n60 down J",
            FILM_AND_M1.trim_start_matches("\n    5 onset 0"),
            "72 end_coding\n73 up J\n74 down L",
        ]),
        &[
            "coding_started",
            "bout_opened",
            "bout_closed",
            "coding_ended",
            "late_release",
        ],
        "
        4.000 coding_started
        60.000 bout_opened bout=1 channel=tears level=2 held=true
        72.000 bout_closed bout=1 by=coding_end
        72.000 coding_ended by=coding_end
        73.000 late_release",
    );
    assert_eq!(play.refusals, ["Coding is not on now."]);
}

#[test]
fn what_is_taken_back_stays_in_the_journal() {
    let play = check(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n10 down J\n11 down O\n12 up J\n13 down Space\n14 undo\n15 undo\n16 undo\n17 undo",
        ]),
        &["bout_opened", "level_set", "point", "undone"],
        r#"
        10.000 bout_opened bout=1 channel=tears level=2 held=true
        11.000 level_set bout=1 level=3
        13.000 point point=2 code=sobbed
        14.000 undone what={"point":2}
        15.000 undone what={"level":1}
        16.000 undone what={"bout":1}"#,
    );
    assert_eq!(play.refusals, ["There is nothing to take back."]);
    let view = play.engine.desk_view(SessionTime::from_s(18.0));
    assert!(view.lanes.iter().all(|lane| lane.bouts.is_empty()) && view.points.is_empty());
}

#[test]
fn a_stop_ends_everything_and_leads_to_the_closing_steps() {
    let play = check(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n10 down J\n20 escape\n20.1 cut 15\n20.5 up J\n25 continue\n26 onset 0\n30 ended 4\n35 continue",
        ]),
        &[
            "step_started",
            "step_ended",
            "bout_closed",
            "stopped",
            "alarm_raised",
            "media_ended",
            "session_ended",
        ],
        "
        0.000 step_started step=m0 step_kind=probe
        4.000 step_ended step=m0 ended_by=participant
        4.000 step_started step=film step_kind=film
        20.000 bout_closed bout=1 by=stop
        20.000 step_ended step=film ended_by=stop
        20.000 stopped by=participant
        20.000 alarm_raised alarm=1 what=participant_stopped
        20.100 media_ended step=film film=15.0 how=cut
        25.000 step_started step=repair step_kind=film
        30.000 media_ended step=repair film=4.0 how=whole
        30.000 step_ended step=repair ended_by=stimulus
        30.000 step_started step=debrief step_kind=text
        35.000 step_ended step=debrief ended_by=participant
        35.000 session_ended status=stopped",
    );
    assert_eq!(play.effects.first().map(String::as_str), Some("StopMedia"));
}

#[test]
fn a_second_stop_goes_on_with_the_next_closing_step() {
    check(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n20 stop\n21 advance\n22 onset 0\n23 escape\n24 continue",
        ]),
        &["step_started", "stopped"],
        "
        0.000 step_started step=m0 step_kind=probe
        4.000 step_started step=film step_kind=film
        20.000 stopped by=experimenter
        21.000 step_started step=repair step_kind=film
        23.000 stopped by=participant
        24.000 step_started step=debrief step_kind=text",
    );
}

#[test]
fn the_film_goes_on_where_it_was_when_the_stage_is_lost() {
    let play = Play::run(
        FILM,
        &script(&[TO_FILM, "5 onset 0\n25 stage_lost it died"]),
    );
    let Screen::Film(film) = play.engine.stage_view().screen else {
        panic!("no film")
    };
    assert_eq!(film.start_at.as_s(), 20.0);
    let serial = play.engine.stage_view().serial;
    let play = Play::run(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n25 stage_lost it died\n25.6 onset 20\n65.6 ended 60",
        ]),
    );
    assert_ne!(
        play.engine.stage_view().serial,
        serial,
        "the film's end leads on"
    );
}

#[test]
fn a_pause_keeps_film_time() {
    let play = Play::run(
        FILM,
        &script(&[
            TO_FILM,
            "5 onset 0\n15 pause\n15.1 halted 10.1\n40 resume\n40.2 onset 10.1",
        ]),
    );
    let view = play.engine.desk_view(SessionTime::from_s(50.2));
    assert_eq!(view.now.film.map(|film| film.as_s()), Some(20.1));
    assert!(!view.now.paused && view.now.film_runs);
}

#[test]
fn a_film_that_falls_behind_keeps_its_film_time_true() {
    let steady = "5 onset 0\n10 at 5\n15 at 9.99\n";
    let play = check(
        FILM,
        &script(&[TO_FILM, steady, "20 at 13\n21 at 14"]),
        &["media_onset", "media_halted"],
        "
        5.000 media_onset step=film film=0.0
        20.000 media_onset step=film film=13.0",
    );
    let view = play.engine.desk_view(SessionTime::from_s(22.0));
    assert_eq!(view.now.film.map(|film| film.as_s()), Some(15.0));
}

#[test]
fn a_held_schedule_keeps_a_due_probe_back() {
    check(
        FILM,
        &script(&[
            TO_FILM,
            FILM_AND_M1,
            "80 hold in the bathroom\n90 tick\n100 unhold\n101 tick",
        ]),
        &["deviation", "probe_due"],
        "
        65.000 probe_due step=m1
        80.000 deviation what=hold step=wait reason=in the bathroom
        100.000 deviation what=unhold step=wait reason=
        100.000 probe_due step=m20",
    );
}

#[test]
fn a_failed_film_holds_until_the_experimenter_goes_on() {
    let play = Play::run(FILM, &script(&[TO_FILM, "5 onset 0\n30 failed 25"]));
    assert!(matches!(
        play.engine.stage_view().screen,
        Screen::Calm {
            line: Some(_),
            go_on: None,
            ..
        }
    ));
    check(
        FILM,
        &script(&[TO_FILM, "5 onset 0\n30 failed 25\n60 advance"]),
        &[
            "media_failed",
            "media_ended",
            "alarm_raised",
            "step_ended",
            "probe_due",
        ],
        "
        4.000 step_ended step=m0 ended_by=participant
        30.000 media_failed step=film film=25.0 why=The film can't be read.
        30.000 media_ended step=film film=25.0 how=failed
        30.000 alarm_raised alarm=1 what=media_failed
        60.000 step_ended step=film ended_by=experimenter
        60.000 probe_due step=m1",
    );
}

#[test]
fn answers_that_do_not_fit_are_refused() {
    let play = Play::run(
        FILM,
        "0 begin\n1 answer valence 101\n2 answer why z\n3 answer nothing 1\n4 page valence why\n5 answer valence 33.333",
    );
    assert_eq!(play.refusals.len(), 4);
    assert_eq!(
        play.told(&["answered"]),
        "5.000 answered step=m0 item=valence value=33.3"
    );
}

#[test]
fn replayed_state_equals_lived_state() {
    let script = script(&[
        TO_FILM,
        "5 onset 0\n10 down J\n11 down O\n12 up J\n13 down Space\n14 undo\n20 pause\n20.1 halted 15\n30 resume\n30.1 onset 15\n31 call\n75.1 ended 60\n76 touch\n77 answer valence 3",
    ]);
    let play = Play::run(FILM, &script);
    let at = SessionTime::from_s(80.0);
    for n in 1..=play.events.len() {
        assert!(Engine::replay(&play.events[..n]).is_some());
    }
    let replayed = Engine::replay(&play.events).unwrap();
    assert_eq!(replayed.stage_view(), play.engine.stage_view());
    assert_eq!(replayed.desk_view(at), play.engine.desk_view(at));
    assert_eq!(replayed.next_deadline(), play.engine.next_deadline());
}

#[test]
fn sequence_numbers_have_no_gaps_and_time_never_runs_backwards() {
    let play = Play::run(
        FILM,
        &script(&[TO_FILM, FILM_AND_M1, "60 note late\n86 touch"]),
    );
    for (n, event) in play.events.iter().enumerate() {
        assert_eq!(event.seq, n as u64 + 1);
    }
    assert!(
        play.events
            .windows(2)
            .all(|pair| pair[0].t_s <= pair[1].t_s)
    );
}

//! Consent, screening, practice of stopping, choices after a stop, distress and debriefing, told by scripts.

use lacrima::protocol::Protocol;
use lacrima::session::{DeskView, Mode, Screen};
use lacrima::time::SessionTime;

use crate::script::{Play, check, header};

const ETHICS: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "T"}, "study": {"id": "s"},
  "stimuli": {"sad": {"kind": "film", "file": "sad.webm", "tags": {"valence": "negative", "theme": ["loss", "separation"]}},
              "calm": {"kind": "film", "file": "c.webm", "tags": {"valence": "positive", "theme": ["nature"]}}},
  "instruments": {"mood": {"items": [
    {"id": "valence", "text": {"en": "v"}, "scale": {"kind": "vas", "ends": {"en": ["a", "b"]}}}]}},
  "coding": {"channels": [{"id": "tears", "levels": 3, "hold_key": "J"}]},
  "conditions": [{"id": "only"}],
  "steps": [
    {"id": "agree", "kind": "consent", "version": "1.2", "text": {"en": "Please read."}, "content_notice": true,
     "ticks": [{"id": "take_part", "text": {"en": "I take part"}, "required": true}, {"id": "video", "text": {"en": "Video"}}]},
    {"id": "screen", "kind": "screening", "text": {"en": "Does one apply?"}, "points": [{"en": "Under 18"}]},
    {"id": "try", "kind": "practice_stop"},
    {"id": "camera", "kind": "text", "text": {"en": "The camera is on."}, "show_if": {"consented": "video"}},
    {"id": "m0", "kind": "probe", "instrument": "mood"},
    {"id": "film", "kind": "film", "stimulus": "sad", "coding": "start"},
    {"id": "m1", "kind": "probe", "instrument": "mood", "distress": {"item": "valence", "below_baseline": 20}},
    {"id": "exit", "kind": "probe", "instrument": "mood", "distress": {"item": "valence", "at_most": 10}},
    {"id": "mend", "kind": "film", "stimulus": "calm", "repair": true,
     "show_if": {"answer": {"step": "exit", "item": "valence", "below_baseline": 10}}},
    {"id": "tell", "kind": "debrief", "text": {"en": "This was about…"}, "points": [{"id": "aim", "text": {"en": "The aim"}}]},
    {"id": "bye", "kind": "end"}],
  "on_stop": [{"id": "choice", "kind": "data_choice"}, {"id": "stop_bye", "kind": "end"}],
  "on_decline": [{"id": "thanks", "kind": "end"}]
}"#;

const AGREED: &str =
    "0 begin\n1 consent take_part video\n2 screening passed\n3 escape\n4 continue\n";
const TO_FILM: &str = "5 answer valence 70\n6 page valence\n7 onset 0\n";

const COURSE: &[&str] = &[
    "step_started",
    "step_left_out",
    "consent_given",
    "consent_refused",
    "screened",
    "stop_practised",
    "stopped",
    "data_chosen",
    "wish_asked",
    "wish_answered",
    "alarm_raised",
    "debriefed",
    "left_early",
    "session_ended",
];

fn script(parts: &[&str]) -> String {
    parts.concat()
}

fn view(play: &Play, t: f64) -> DeskView {
    play.engine.desk_view(SessionTime::from_s(t))
}

#[test]
fn consent_notes_what_was_read_and_what_was_ticked() {
    let play = check(
        ETHICS,
        "0 begin\n1 consent video\n2 consent take_part",
        &["consent_given", "step_started"],
        "
        0.000 step_started step=agree step_kind=consent
        2.000 consent_given step=agree version=1.2 sha256=d7a69e769865ebfd4bbdb947f7f5cb33fd4ee46689bbdac45fec308587f6f12c language=en ticks={\"take_part\":true,\"video\":false}
        2.000 step_started step=screen step_kind=screening
        ",
    );
    assert_eq!(
        play.refusals.len(),
        1,
        "without the required tick nobody takes part"
    );
}

#[test]
fn the_consent_says_what_the_film_is_about_and_the_gentle_clip_is_no_matter() {
    let play = Play::run(ETHICS, "0 begin");
    let Screen::Consent { text, ticks, .. } = play.engine.stage_view().screen else {
        panic!("a consent is asked first")
    };
    assert!(
        text.starts_with("Please read.\n\n") && text.ends_with("loss, separation."),
        "{text}"
    );
    assert_eq!(
        ticks.iter().map(|tick| tick.required).collect::<Vec<_>>(),
        [true, false]
    );
}

#[test]
fn refusing_leads_out_and_the_session_counts_as_withdrawn() {
    check(
        ETHICS,
        "0 begin\n1 refuse\n2 advance\n3 advance",
        COURSE,
        "
        0.000 step_started step=agree step_kind=consent
        1.000 consent_refused step=agree version=1.2 sha256=d7a69e769865ebfd4bbdb947f7f5cb33fd4ee46689bbdac45fec308587f6f12c language=en
        1.000 alarm_raised alarm=1 what=consent_refused
        1.000 step_started step=thanks step_kind=end
        2.000 session_ended status=withdrawn
        ",
    );
}

#[test]
fn a_reason_not_to_take_part_is_stored_as_failed_and_nothing_else() {
    check(
        ETHICS,
        "0 begin\n1 consent take_part\n2 screening failed\n3 advance",
        COURSE,
        "
        0.000 step_started step=agree step_kind=consent
        1.000 consent_given step=agree version=1.2 sha256=d7a69e769865ebfd4bbdb947f7f5cb33fd4ee46689bbdac45fec308587f6f12c language=en ticks={\"take_part\":true,\"video\":false}
        1.000 step_started step=screen step_kind=screening
        2.000 screened step=screen passed=false
        2.000 alarm_raised alarm=1 what=screened_out
        2.000 step_started step=thanks step_kind=end
        3.000 session_ended status=stopped
        ",
    );
}

#[test]
fn practising_the_stop_stops_nothing_and_steps_depend_on_ticks() {
    let with = Play::run(ETHICS, AGREED);
    assert!(with.told(COURSE).contains("step_started step=camera"));
    assert!(
        !with.told(COURSE).contains("stopped step") && !with.told(&["stopped"]).contains("stopped")
    );
    let without = Play::run(
        ETHICS,
        "0 begin\n1 consent take_part\n2 screening passed\n3 escape",
    );
    assert!(
        without
            .told(COURSE)
            .contains("3.000 stop_practised step=try")
    );
    assert!(without.told(COURSE).contains("step_left_out step=camera"));
}

#[test]
fn whoever_stopped_may_go_on_with_the_step_after_the_film() {
    let play = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "10 escape\n10.1 cut 3\n11 continue\n12 choose go_on\n13 answer valence 65\n14 page valence",
        ]),
    );
    let told = play.told(COURSE);
    assert!(told.contains("10.000 stopped by=participant"), "{told}");
    assert!(
        told.contains("12.000 data_chosen step=choice choice=go_on\n12.000 step_started step=m1"),
        "{told}"
    );
    assert!(told.contains("14.000 step_started step=exit"), "{told}");
    assert!(
        play.told(&["coding_started"]).contains("12.000"),
        "coding goes on as well"
    );
    // A second stop offers the choice anew.
    let again = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "10 escape\n11 continue\n12 choose go_on\n13 escape\n14 continue\n15 choose keep\n16 advance",
        ]),
    );
    assert!(
        again
            .told(COURSE)
            .ends_with("16.000 session_ended status=stopped"),
        "{}",
        again.told(COURSE)
    );
}

#[test]
fn data_that_are_to_be_deleted_end_the_session_as_withdrawn() {
    let play = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "10 escape\n11 continue\n12 choose delete\n13 advance",
        ]),
    );
    let told = play.told(COURSE);
    assert!(
        told.contains("12.000 alarm_raised alarm=2 what=data_deletion"),
        "{told}"
    );
    assert!(
        told.ends_with("13.000 session_ended status=withdrawn"),
        "{told}"
    );
}

const LOW: &str = "60 ended 53\n61 answer valence 49\n62 page valence\n";

#[test]
fn a_low_rating_asks_the_participant_and_tells_the_desk_only_of_the_wish() {
    let low = script(&[AGREED, TO_FILM, LOW]);
    let play = Play::run(ETHICS, &low);
    assert!(play.told(COURSE).contains("62.000 wish_asked step=m1"));
    assert!(matches!(
        play.engine.stage_view().screen,
        Screen::Wish { .. }
    ));
    let desk = view(&play, 63.0);
    assert!(
        desk.cautions.is_empty(),
        "before the last outcome nobody is alarmed by a rating"
    );
    assert!(
        !format!("{desk:?}").contains("49"),
        "no rating reaches the desk"
    );
    let no = Play::run(ETHICS, &script(&[&low, "64 wish no"]));
    assert!(view(&no, 65.0).cautions.is_empty());
    let yes = Play::run(ETHICS, &script(&[&low, "64 wish yes"]));
    assert!(
        yes.told(COURSE)
            .contains("64.000 alarm_raised alarm=1 what=participant_wishes")
    );
    let fine = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "60 ended 53\n61 answer valence 50\n62 page valence",
        ]),
    );
    assert!(
        !fine.told(COURSE).contains("wish_asked"),
        "exactly 20 below is not more than 20 below"
    );
}

#[test]
fn after_the_last_probe_the_experimenter_is_told_and_mending_is_offered_only_where_needed() {
    let until_exit = script(&[
        AGREED,
        TO_FILM,
        "60 ended 53\n61 answer valence 60\n62 page valence\n",
    ]);
    let bad = Play::run(
        ETHICS,
        &script(&[
            &until_exit,
            "63 answer valence 10\n64 page valence\n65 wish no",
        ]),
    );
    let told = bad.told(COURSE);
    assert!(
        told.contains("64.000 alarm_raised alarm=1 what=participant_not_well"),
        "{told}"
    );
    assert!(told.contains("65.000 step_started step=mend"), "{told}");
    // The last screen is not left while nobody has seen to them.
    let to_end = script(&[
        &until_exit,
        "63 answer valence 10\n64 page valence\n65 wish no\n66 onset 0\n67 ended 60\n68 debrief aim\n69 advance\n",
    ]);
    let unseen = Play::run(ETHICS, &to_end);
    assert!(
        !unseen.engine.is_over() && unseen.refusals.len() == 1,
        "{:?}",
        unseen.refusals
    );
    let seen = Play::run(ETHICS, &script(&[&to_end, "70 seen 1\n71 advance"]));
    assert!(seen.engine.is_over(), "{}", seen.told(COURSE));
    let well = Play::run(
        ETHICS,
        &script(&[&until_exit, "63 answer valence 60\n64 page valence"]),
    );
    assert!(
        well.told(COURSE).contains("step_left_out step=mend"),
        "60 is not more than 10 below 70"
    );
}

#[test]
fn a_study_session_is_not_finished_before_the_debriefing() {
    let to_tell = script(&[
        AGREED,
        TO_FILM,
        "60 ended 53\n61 answer valence 60\n62 page valence\n63 answer valence 65\n64 page valence\n",
    ]);
    let study = |end: &str| {
        let protocol: Protocol = serde_json::from_str(ETHICS).unwrap();
        let mut header = header(protocol);
        header.mode = Mode::Study;
        Play::under(header, &script(&[&to_tell, end]))
    };
    let open = study("70 debrief\n71 skip later\n72 advance\n73 advance");
    assert_eq!(open.refusals.len(), 3, "{:?}", open.refusals);
    assert!(!open.engine.is_over());
    let around = study("70 skip later\n71 skip now\n72 continue");
    assert_eq!(around.refusals.len(), 1, "{:?}", around.refusals);
    assert!(
        !around.engine.is_over(),
        "the last screen can't be skipped either"
    );
    let done = study("70 debrief aim\n71 advance");
    assert!(done.told(COURSE).ends_with("70.000 debriefed step=tell points=[\"aim\"]\n70.000 step_started step=bye step_kind=end\n71.000 session_ended status=completed"), "{}", done.told(COURSE));
    let left = study("70 leave_early had to catch a train");
    assert!(left.told(COURSE).ends_with(
        "70.000 left_early reason=had to catch a train\n70.000 session_ended status=completed"
    ));
    let before = Play::run(ETHICS, &script(&[AGREED, TO_FILM, "20 leave_early unwell"]));
    assert!(
        before
            .told(COURSE)
            .ends_with("session_ended status=stopped")
    );
}

#[test]
fn taking_part_is_not_skipped_over_by_the_experimenter() {
    let play = Play::run(
        ETHICS,
        "0 begin\n1 skip in a hurry\n2 consent take_part\n3 skip still",
    );
    assert_eq!(play.refusals.len(), 2, "{:?}", play.refusals);
    assert!(
        play.told(COURSE)
            .ends_with("2.000 step_started step=screen step_kind=screening")
    );
}

#[test]
fn a_wish_for_deletion_outlives_a_program_that_breaks_off() {
    let play = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "10 escape\n11 continue\n12 choose delete\n13 interrupt",
        ]),
    );
    assert!(
        play.told(COURSE)
            .ends_with("13.000 session_ended status=withdrawn")
    );
    let other = Play::run(ETHICS, &script(&[AGREED, TO_FILM, "10 interrupt"]));
    assert!(
        other
            .told(COURSE)
            .ends_with("10.000 session_ended status=interrupted")
    );
}

#[test]
fn going_on_is_offered_only_while_something_is_left() {
    let last = Play::run(
        ETHICS,
        &script(&[
            AGREED,
            TO_FILM,
            "60 ended 53\n61 answer valence 60\n62 page valence\n63 answer valence 65\n64 page valence\n65 debrief aim\n66 escape\n67 continue",
        ]),
    );
    let Screen::DataChoice { options, .. } = last.engine.stage_view().screen else {
        panic!("the choice comes after a stop")
    };
    assert_eq!(options.len(), 2, "{options:?}");
}

#[test]
fn distress_is_noted_also_when_the_session_is_over() {
    let play = Play::run(
        ETHICS,
        "0 begin\n1 refuse\n2 advance\n3 distress moderate\n4 undo",
    );
    assert!(
        play.told(&["distressed"])
            .starts_with("3.000 distressed severity=moderate")
    );
    assert_eq!(play.refusals.len(), 1);
}

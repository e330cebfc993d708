//! The flash and chirp for the camera, told by scripts: when it comes, when it waits, and when it is left out.

use lacrima::session::{Engine, Screen};

use crate::script::{Play, check};

const KINDS: [&str; 6] = [
    "mark_asked",
    "mark_given",
    "mark_left_out",
    "coding_started",
    "coding_ended",
    "step_started",
];

fn protocol(mark: &str) -> String {
    format!(
        r#"{{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {{"en": "T"}}, "study": {{"id": "s"}}, "mark": {mark},
  "stimuli": {{"film": {{"kind": "film", "file": "f.webm"}}}},
  "instruments": {{"mood": {{"items": [{{"id": "valence", "text": {{"en": "v"}}, "scale": {{"kind": "vas", "ends": {{"en": ["a", "b"]}}}}}}]}}}},
  "coding": {{"channels": [{{"id": "tears", "levels": 3, "hold_key": "J"}}]}},
  "conditions": [{{"id": "a"}}],
  "steps": [
    {{"id": "consent", "kind": "consent", "version": "1", "text": {{"en": "c"}}, "ticks": [{{"id": "video", "text": {{"en": "v"}}}}]}},
    {{"id": "film", "kind": "film", "stimulus": "film", "coding": "start"}},
    {{"id": "m1", "kind": "probe", "instrument": "mood"}},
    {{"id": "bye", "kind": "end"}}],
  "on_stop": [{{"id": "calm", "kind": "text", "text": {{"en": "x"}}}}, {{"id": "over", "kind": "end"}}]
}}"#
    )
}

/// To the end of the film, with a mark that lay 30 and 20 ms before its report.
const TO_PROBE: &str = "0 begin\n1 consent video\n2 mark 30 20\n3 onset 0\n13 ended 10\n14 shown\n";

fn marks(script: &str, mark: &str, expected: &str) -> Play {
    let kinds = ["mark_asked", "mark_given", "mark_left_out"];
    let play = check(&protocol(mark), script, &kinds, expected);
    let again = Engine::replay(&play.events).unwrap();
    assert_eq!(again.stage_view(), play.engine.stage_view(), "replayed");
    play
}

#[test]
fn it_comes_before_the_first_frame_and_at_the_next_screen_after_coding() {
    let answered =
        "15 see valence\n16 answer valence 50\n17 end_coding\n18 page valence\n20 mark 30 -\n";
    marks(
        &[TO_PROBE, answered].concat(),
        "{}",
        "1.000 mark_asked n=1 why=start step=film
         2.000 mark_given n=1 why=start flash_s=1.97 chirp_s=1.98 uncertainty_ms=16.0 reason=null
         18.000 mark_asked n=2 why=end step=null
         20.000 mark_given n=2 why=end flash_s=19.97 chirp_s=null uncertainty_ms=16.0 reason=null",
    );
}

#[test]
fn the_window_is_told_of_a_flash_and_of_nothing_else() {
    let play = Play::run(&protocol("{}"), "0 begin\n1 consent video\n");
    let screen = play.engine.stage_view().screen;
    assert!(matches!(screen, Screen::Mark { .. }), "{screen:?}");
    let order = Play::run(&protocol("{}"), TO_PROBE).told(&KINDS);
    let at = |word: &str| {
        order
            .find(word)
            .unwrap_or_else(|| panic!("{word}: {order}"))
    };
    assert!(at("mark_given") < at("step_started step=film"), "{order}");
    assert!(at("mark_asked") < at("coding_started"), "{order}");
}

#[test]
fn a_window_that_confirms_nothing_holds_nobody_up() {
    marks(
        "0 begin\n1 consent video\n6 onset 0\n",
        "{}",
        "1.000 mark_asked n=1 why=start step=film
         5.000 mark_given n=1 why=start flash_s=null chirp_s=null uncertainty_ms=null reason=The participant's window did not confirm it in time.",
    );
    marks(
        "0 begin\n1 consent video\n2 stage_lost gone\n3 stage_back\n",
        "{}",
        "1.000 mark_asked n=1 why=start step=film
         2.000 mark_given n=1 why=start flash_s=null chirp_s=null uncertainty_ms=null reason=The participant's window was lost before it had confirmed it.",
    );
}

#[test]
fn none_is_given_without_consent_and_none_after_a_stop() {
    marks(
        "0 begin\n1 consent\n3 onset 0\n",
        r#"{"consented": "video"}"#,
        "",
    );
    marks(
        &[TO_PROBE, "15 stop\n"].concat(),
        "{}",
        "1.000 mark_asked n=1 why=start step=film
         2.000 mark_given n=1 why=start flash_s=1.97 chirp_s=1.98 uncertainty_ms=16.0 reason=null
         15.000 mark_left_out n=2 why=end reason=It is not given after a stop.",
    );
}

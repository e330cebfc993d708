//! Tasks, actions, samples, remembering, reviews, the participant's own key, and what the coder adds afterwards, told by scripts.

use lacrima::protocol::Protocol;
use lacrima::session::{Asked, Screen};
use lacrima::time::SessionTime;

use crate::script::{Play, check, header};

const DOING: &str = r#"{
  "format": "lacrima.protocol", "version": 1, "id": "t", "title": {"en": "T"}, "study": {"id": "s"},
  "stimuli": {"song": {"kind": "sound", "file": "s.ogg", "moments": [
      {"label": "a", "from_s": 0, "to_s": 5}, {"label": "b", "from_s": 5, "to_s": 9, "text": {"en": "The second"}},
      {"label": "c", "from_s": 9, "to_s": 12, "text": {"en": "The third"}}]}},
  "instruments": {
    "moment": {"items": [
      {"id": "sad", "text": {"en": "sad"}, "scale": {"kind": "vas", "ends": {"en": ["a", "b"]}}},
      {"id": "why-so", "text": {"en": "w"}, "scale": {"kind": "multi", "options": [
        {"id": "x", "text": {"en": "X"}}, {"id": "y", "text": {"en": "Y"}}, {"id": "none", "text": {"en": "N"}, "alone": true}]}}]},
    "seen": {"items": [
      {"id": "posture", "text": {"en": "p"}, "scale": {"kind": "likert", "points": 5, "ends": {"en": ["a", "b"]}}},
      {"id": "place", "text": {"en": "g"}, "scale": {"kind": "grid", "x": {"en": ["a", "b"]}, "y": {"en": ["c", "d"]}}}]}},
  "coding": {
    "channels": [{"id": "tears", "levels": 3, "hold_key": "J"}, {"id": "not_visible", "levels": 1, "hold_key": "N"}],
    "points": [{"id": "sob", "key": "Space"}, {"id": "touch", "key": "T", "group": "social"}],
    "sources": [{"id": "friend", "key": "1"}, {"id": "partner", "key": "2"}],
    "qualities": [{"id": "sad"}, {"id": "moved"}]},
  "conditions": [{"id": "a"}, {"id": "b"}],
  "allocation": {"method": "blocks", "seed": 1},
  "steps": [
    {"id": "drops", "kind": "action", "instruction": {"en": "Apply"}, "applications": 2},
    {"id": "only_b", "kind": "text", "text": {"en": "b"}, "show_if": {"condition": ["b"]}},
    {"id": "s1", "kind": "sample", "material": "saliva"},
    {"id": "song", "kind": "sound", "stimulus": "song", "self_key": "Space", "coding": "start"},
    {"id": "s2", "kind": "sample", "material": "saliva", "after": {"step": "song", "anchor": "end", "delay_s": 60}},
    {"id": "hand", "kind": "task", "text": {"en": "Hold"}, "cap_s": 30},
    {"id": "think", "kind": "recall", "text": {"en": "Write"}, "cap_s": 100},
    {"id": "look", "kind": "questions", "instrument": "seen", "by": "experimenter", "coding": "stop"},
    {"id": "review", "kind": "review", "stimulus": "song", "instrument": "moment"},
    {"id": "bye", "kind": "end"}]
}"#;

const TO_SONG: &str = "0 begin\n1 act\n2 act\n3 advance\n4 act\n5 onset 0\n";
const TO_TASK: &str = "17 ended 12\n90 act\n";
const TO_RECALL: &str = "100 act\n120 act\n121 reason wanted to stop\n";
const TO_LOOK: &str = "150 recalled word\n";

fn script(parts: &[&str]) -> String {
    parts.concat()
}

fn asked(play: &Play, t: f64) -> Option<Asked> {
    play.engine.desk_view(SessionTime::from_s(t)).asked
}

#[test]
fn applications_are_counted_and_samples_know_when_they_were_wanted() {
    check(
        DOING,
        &script(&[TO_SONG, TO_TASK]),
        &["applied", "sample_taken", "sample_scheduled"],
        "
        1.000 applied step=drops number=1
        2.000 applied step=drops number=2
        3.000 sample_scheduled step=s1 scheduled_s=3.0
        4.000 sample_taken step=s1 material=saliva label=s1 note=
        17.000 sample_scheduled step=s2 scheduled_s=77.0
        90.000 sample_taken step=s2 material=saliva label=s2 note=
        ",
    );
}

#[test]
fn a_sample_is_not_passed_over_by_the_key_that_goes_on() {
    let play = Play::run(DOING, "0 begin\n1 advance\n2 advance\n3 skip no tube");
    assert_eq!(play.refusals.len(), 1);
    assert!(
        play.told(&["step_ended"])
            .ends_with("3.000 step_ended step=s1 ended_by=skip")
    );
}

#[test]
fn a_task_ends_by_hand_by_the_participant_or_by_its_cap() {
    let start = script(&[TO_SONG, TO_TASK, "100 act\n"]);
    let told = |end: &str| {
        Play::run(DOING, &script(&[&start, end])).told(&[
            "task_started",
            "task_stopped",
            "task_reason",
        ])
    };
    assert_eq!(
        told("112.5 act\n113 reason pain"),
        "100.000 task_started step=hand\n112.500 task_stopped step=hand by=experimenter\n113.000 task_reason step=hand reason=pain"
    );
    assert!(told("112.5 task_stop").ends_with("112.500 task_stopped step=hand by=participant"));
    assert!(told("140 tick").ends_with("130.000 task_stopped step=hand by=cap"));
    assert!(told("110 stop").ends_with("110.000 task_stopped step=hand by=stop"));
    let running = Play::run(DOING, &start);
    assert_eq!(
        asked(&running, 101.0),
        Some(Asked::TaskStop {
            since: SessionTime::from_s(100.0),
            until: SessionTime::from_s(130.0)
        })
    );
    assert!(matches!(
        running.engine.stage_view().screen,
        Screen::Task { stop: Some(_), .. }
    ));
    let stopped = Play::run(DOING, &script(&[&start, "112 act\n113 act"]));
    assert_eq!(
        (asked(&stopped, 114.0), stopped.refusals.len()),
        (Some(Asked::TaskReason), 1)
    );
}

#[test]
fn what_is_remembered_stays_with_the_participant_and_time_may_end_it() {
    let start = script(&[TO_SONG, TO_TASK, TO_RECALL]);
    let written = Play::run(DOING, &script(&[&start, "150 recalled word"]));
    assert_eq!(
        written.told(&["recalled"]),
        "150.000 recalled step=think characters=4 words=1 text=null"
    );
    let serial = Play::run(DOING, &start).engine.stage_view().serial;
    let late = Play::run(
        DOING,
        &script(&[
            &start,
            "230 tick\n",
            &format!("230.1 recalled word {serial}"),
        ]),
    );
    assert!(
        late.told(&["step_ended"])
            .ends_with("221.000 step_ended step=think ended_by=time"),
        "{}",
        late.told(&["step_ended"])
    );
    assert!(
        late.told(&["recalled"])
            .starts_with("230.100 recalled step=think")
    );
}

#[test]
fn the_participants_own_key_is_a_track_of_its_own() {
    check(
        DOING,
        &script(&[
            TO_SONG,
            "6 self down\n7 self down\n9 self up\n17 ended 12\n18 self down",
        ]),
        &["self_pressed", "self_released", "bout_opened", "point"],
        "
        6.000 self_pressed step=song
        9.000 self_released step=song
        18.000 self_pressed step=song
        ",
    );
}

#[test]
fn the_experimenter_answers_at_the_desk_and_the_participant_cannot() {
    let start = script(&[TO_SONG, TO_TASK, TO_RECALL, TO_LOOK]);
    let waiting = Play::run(DOING, &script(&[&start, "155 answer posture 3"]));
    assert_eq!(waiting.refusals.len(), 1);
    assert!(matches!(
        waiting.engine.stage_view().screen,
        Screen::Calm { .. }
    ));
    let Some(Asked::Rate { items, .. }) = asked(&waiting, 155.0) else {
        panic!("the desk is asked")
    };
    assert_eq!(items.len(), 2);
    let wrong = Play::run(DOING, &script(&[&start, "155 rate posture=6"]));
    assert_eq!(wrong.refusals.len(), 1, "a five-point scale has no six");
    check(
        DOING,
        &script(&[&start, "155 rate place=20.04:80"]),
        &["answered", "declined", "probe_ended"],
        "
        155.000 declined step=look item=posture
        155.000 answered step=look item=place value={\"x\":20.0,\"y\":80.0}
        155.000 probe_ended step=look status=on_time
        ",
    );
}

#[test]
fn moments_with_a_text_are_reviewed_one_after_the_other() {
    let start = script(&[TO_SONG, TO_TASK, TO_RECALL, TO_LOOK, "155 rate\n"]);
    let page = |play: &Play| match play.engine.stage_view().screen {
        Screen::Page(page) => (
            page.stem.unwrap_or_default(),
            page.items
                .iter()
                .map(|item| item.id.to_string())
                .collect::<Vec<_>>(),
        ),
        other => panic!("not a page: {other:?}"),
    };
    let first = Play::run(DOING, &start);
    assert_eq!(
        page(&first),
        ("The second".into(), vec!["2-sad".into(), "2-why-so".into()])
    );
    let second = Play::run(
        DOING,
        &script(&[
            &start,
            "160 answer 2-sad 30\n161 answer 2-why-so y,x\n162 page 2-sad 2-why-so",
        ]),
    );
    assert_eq!(
        page(&second),
        ("The third".into(), vec!["3-sad".into(), "3-why-so".into()])
    );
    assert!(
        second
            .told(&["answered"])
            .ends_with("161.000 answered step=review item=2-why-so value=[\"x\",\"y\"]")
    );
    let alone = Play::run(
        DOING,
        &script(&[
            &start,
            "160 answer 2-why-so none,x\n161 answer 2-why-so ,\n162 answer 2-why-so none,",
        ]),
    );
    assert_eq!(
        alone.refusals.len(),
        2,
        "none of them stands alone, and no answer is an empty one"
    );
}

#[test]
fn an_answer_that_was_taken_back_is_open_again() {
    let start = script(&[TO_SONG, TO_TASK, TO_RECALL, TO_LOOK, "155 rate\n"]);
    let play = Play::run(
        DOING,
        &script(&[
            &start,
            "160 decline 2-sad\n161 answer 2-why-so x,\n162 clear 2-sad\n163 page 2-sad 2-why-so\n164 clear 3-sad",
        ]),
    );
    assert!(
        play.told(&["cleared"])
            .ends_with("162.000 cleared step=review item=2-sad")
    );
    assert_eq!(play.refusals, ["The page is not complete."]);
}

#[test]
fn onsets_can_be_moved_and_what_was_coded_first_stays() {
    let play = check(
        DOING,
        &script(&[
            TO_SONG,
            "7 down J\n8 nudge -0.2\n8.1 nudge -0.2\n9 up J\n10 down Space\n10.5 nudge 0.2\n10.6 nudge -6\n10.7 nudge 0.4",
        ]),
        &["bout_opened", "nudged"],
        "
        7.000 bout_opened bout=1 channel=tears level=1 held=true
        8.000 nudged what={\"bout\":1} by_ms=-200
        8.100 nudged what={\"bout\":1} by_ms=-200
        10.500 nudged what={\"point\":2} by_ms=200
        10.700 nudged what={\"point\":2} by_ms=400
        ",
    );
    assert_eq!(play.refusals.len(), 1, "not six seconds");
}

#[test]
fn contacts_count_while_coding_is_off_and_get_their_source() {
    let play = check(
        DOING,
        "0 begin\n1 down Space\n2 down T\n3 down 1\n4 down 2\n5 down T\n6 presence 1 friend\n7 presence 0 friend",
        &["point", "source_set", "presence_set"],
        "
        2.000 point point=1 code=touch
        3.000 source_set point=1 source=friend
        5.000 point point=2 code=touch
        6.000 presence_set n_present=1 relation=friend
        7.000 presence_set n_present=0 relation=null
        ",
    );
    let view = play.engine.desk_view(SessionTime::from_s(8.0));
    assert_eq!((view.unsourced, view.setting.n_present), (Some(2), 0));
}

#[test]
fn an_episode_gets_one_quality_once_nothing_is_open() {
    let cried = script(&[TO_SONG, "6 down J\n7 up J\n9 down J\n10 up J\n"]);
    let open = Play::run(DOING, &script(&[TO_SONG, "6 down J\n7 quality sad"]));
    assert_eq!(open.refusals.len(), 1);
    let rated = Play::run(
        DOING,
        &script(&[
            &cried,
            "12 quality moved\n13 quality sad\n14 quality unheard",
        ]),
    );
    assert_eq!(
        rated.told(&["episode_rated"]),
        "12.000 episode_rated bout=2 quality=moved"
    );
    assert_eq!(rated.refusals.len(), 2);
    let unseen = Play::run(DOING, &script(&[TO_SONG, "6 down N\n7 up N"]));
    assert_eq!(
        unseen.engine.desk_view(SessionTime::from_s(8.0)).unrated,
        None,
        "being out of view is no crying"
    );
}

#[test]
fn an_allocated_condition_is_revealed_when_it_is_due_and_a_blinded_one_never() {
    let session = |blinded: bool, text: &str| {
        let protocol: Protocol = serde_json::from_str(DOING).unwrap();
        let mut header = header(protocol);
        header.blinded = blinded;
        header.condition = "b".into();
        Play::under(header, text)
    };
    let condition = |play: &Play| play.engine.desk_view(SessionTime::from_s(50.0)).condition;
    let early = session(false, "0 begin\n1 act");
    assert_eq!(condition(&early), None);
    let steps = early.engine.desk_view(SessionTime::from_s(2.0)).steps;
    assert!(!format!("{steps:?}").contains("only_b"), "{steps:?}");
    let due = session(false, "0 begin\n1 act\n2 advance");
    assert_eq!(condition(&due), Some("b".into()));
    assert!(due.told(&["condition_revealed"]).starts_with("2.000"));
    let blind = session(true, "0 begin\n1 act\n2 advance");
    assert_eq!(condition(&blind), None);
    let labels = format!(
        "{:?}",
        blind.engine.desk_view(SessionTime::from_s(3.0)).steps
    );
    assert!(!labels.contains("only_b"), "{labels}");
    let told = blind.engine.desk_view(SessionTime::from_s(3.0)).notices;
    assert!(!format!("{told:?}").contains("only_b"), "{told:?}");
    let lifted = session(true, "0 begin\n1 act\n2 advance\n3 unblind emergency");
    assert_eq!(condition(&lifted), Some("b".into()));
    assert_eq!(
        lifted.told(&["unblinded"]),
        "3.000 unblinded reason=emergency"
    );
}

#[test]
fn a_session_can_run_with_nobody_at_the_desk() {
    let alone = DOING.replace(
        r#"{"id": "bye", "kind": "end"}"#,
        r#"{"id": "bye", "kind": "end", "advance": "participant"}"#,
    );
    let steps: serde_json::Value = serde_json::from_str(&alone).unwrap();
    let mut protocol = steps;
    let kept = ["only_b", "song", "think", "review", "bye"];
    protocol["steps"]
        .as_array_mut()
        .unwrap()
        .retain(|step| kept.contains(&step["id"].as_str().unwrap()));
    check(
        &protocol.to_string(),
        "0 begin\n1 onset 0\n13 ended 12\n40 recalled word\n50 answer 2-sad 3\n51 decline 2-why-so\n52 page 2-sad 2-why-so
        60 decline 3-sad\n61 decline 3-why-so\n62 page 3-sad 3-why-so\n70 continue",
        &["session_ended"],
        "70.000 session_ended status=completed",
    );
}

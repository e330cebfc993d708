//! Tests of set-up as a window: what is shown, what keeps a session from starting, and what a started one is given.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes the protocols and tables that it reads"
)]

use std::path::Path;
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

use super::*;
use crate::desk::start::Options;
use crate::look::{Look, install};
use crate::protocol::{Observation, Relation, allocate::List};
use crate::record::allocation::ledger;
use crate::record::{Listed, Progress};
use crate::session::{Mode, Status};

/// Set-up and the last command that it gave.
type Window = Harness<'static, (SetUp, Option<SetUpCommand>)>;

/// A crossover with everything that a design can ask for.
fn protocol() -> Value {
    json!({
        "format": "lacrima.protocol", "version": 1, "id": "crossover", "title": {"en": "Crossover", "nl": "Kruislings"},
        "study": {"id": "film", "ethics_id": "1", "contact": "x", "retain_until": "2036-01-01"},
        "covariates": [
            {"id": "gender", "text": {"en": "Gender"}, "required": true, "scale": {"kind": "choice", "options": [
                {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}},
            {"id": "tas20", "text": {"en": "Alexithymia"}, "instrument": "TAS-20", "scale": {"kind": "number", "min": 20, "max": 100}},
            {"id": "remark", "text": {"en": "Remark"}, "scale": {"kind": "text"}}],
        "visits": {"count": 2, "min_days_between": 7},
        "conditions": [
            {"id": "weepie", "title": {"en": "The weepie"}, "factors": {"presence": "friend", "observation": "recorded"}},
            {"id": "placebo", "title": {"en": "The placebo"}}],
        "allocation": {"method": "williams", "seed": 11, "strata": ["gender"], "reveal": "part"},
        "steps": [{"id": "hello", "kind": "text", "text": {"en": "Welcome."}},
                  {"id": "part", "kind": "text", "text": {"en": "Now."}, "show_if": {"condition": ["weepie"]}},
                  {"id": "bye", "kind": "end", "text": {"en": "Thank you."}}]
    })
}

fn open(data: &Path, protocol: &Value, options: Options) -> Window {
    open_sized(data, protocol, options, [1280.0, 1400.0])
}

fn open_sized(data: &Path, protocol: &Value, options: Options, size: [f32; 2]) -> Window {
    let path = data.join("protocol.json");
    std::fs::write(&path, protocol.to_string()).unwrap();
    let options = Options {
        data: Some(data.join("data")),
        ..options
    };
    let house = House::for_tests();
    let set_up = SetUp::open(&house, path, &options, false);
    let mut dressed = false;
    let mut window = Harness::builder().with_size(size).build_ui_state(
        move |ui, (set_up, last): &mut (SetUp, Option<SetUpCommand>)| {
            if !std::mem::replace(&mut dressed, true) {
                install(ui.ctx(), Look::Dark);
                return;
            }
            if let Some(command) = set_up.set_up_ui(ui, &house) {
                *last = Some(command);
            }
        },
        (set_up, None),
    );
    until(&mut window, "Before the session");
    until(&mut window, "It can be written to");
    window
}

fn shows(window: &Window, part: &str) -> bool {
    all_texts(window).contains(part)
}

/// Frame after frame until the label is there.
fn until(window: &mut Window, part: &str) {
    for _ in 0..1000 {
        window.step();
        if shows(window, part) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{part} never came; there is:\n{}", all_texts(window));
}

/// Everything that can be read or heard.
fn all_texts(window: &Window) -> String {
    let nodes = window.query_all_by(|_| true);
    let texts = nodes.map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()]
            .map(Option::unwrap_or_default)
            .join(" ")
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn study(participant: &str) -> Options {
    Options {
        mode: Some(Mode::Study),
        participant: Some(participant.to_owned()),
        ..Options::default()
    }
}

fn with(mut options: Options, covariates: &[(&str, &str)]) -> Options {
    let covariates = covariates.iter();
    options.covariates = covariates
        .map(|(id, text)| ((*id).into(), (*text).to_owned()))
        .collect();
    options
}

fn start(window: &mut Window) -> Box<Plan> {
    until(window, "Nothing is missing");
    window.get_by_label("Start session").click();
    window.step();
    window.step();
    match window.state_mut().1.take() {
        Some(SetUpCommand::Start(plan)) => plan,
        _ => panic!("it did not start:\n{}", all_texts(window)),
    }
}

#[test]
fn an_allocated_condition_is_drawn_at_the_start_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let options = with(study("P7"), &[("gender", "f"), ("tas20", "61")]);
    let mut window = open(folder.path(), &protocol(), options);
    until(
        &mut window,
        "Allocated at the start by a Williams square; shown when the step “part” begins.",
    );
    until(&mut window, "The first place is taken at the start");
    let mut texts = all_texts(&window).to_lowercase();
    assert_eq!(
        ledger(&data, &"film".into()),
        Ok(vec![]),
        "set-up takes no place"
    );
    let plan = start(&mut window);
    texts.push_str(&all_texts(&window).to_lowercase());
    for secret in ["weepie", "placebo"] {
        assert!(!texts.contains(secret), "{secret} is shown:\n{texts}");
    }
    let list = List::new(&plan.protocol, "f").unwrap();
    let allocated = plan.allocated.unwrap();
    assert_eq!(plan.condition, allocated.sequence[0]);
    assert_eq!(allocated.list_sha256, list.sha256());
    assert_eq!((allocated.place, plan.allocation.as_str()), (1, "williams"));
    let lines = ledger(&data, &"film".into()).unwrap();
    assert_eq!(lines[0].participant.as_str(), "P7");
    assert_eq!(plan.covariates["tas20"]["value"], json!(61));
    assert_eq!(plan.covariates["tas20"]["instrument"], json!("TAS-20"));
    assert_eq!(plan.covariates["tas20"]["source"], json!("form"));
}

#[test]
fn a_second_visit_has_the_other_condition_and_a_third_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut conditions = Vec::new();
    for visit in [1, 2] {
        let mut options = with(study("P7"), &[("gender", "f")]);
        options.visit = Some(visit);
        let mut window = open(folder.path(), &protocol(), options);
        conditions.push(start(&mut window).condition);
    }
    assert_ne!(conditions[0], conditions[1]);
    assert_eq!(
        ledger(&folder.path().join("data"), &"film".into())
            .unwrap()
            .len(),
        1
    );
    let mut options = with(study("P7"), &[("gender", "f")]);
    options.visit = Some(3);
    let mut window = open(folder.path(), &protocol(), options);
    until(&mut window, "there is none for visit 3");
}

#[test]
fn outside_study_mode_no_place_of_the_list_is_used_or_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = with(study("P7"), &[("gender", "f")]);
    options.mode = Some(Mode::Rehearsal);
    let mut window = open(folder.path(), &protocol(), options);
    until(&mut window, "drawn aside");
    let plan = start(&mut window);
    assert_ne!(plan.allocated.unwrap().seed, 11);
    assert!(!folder.path().join("data/film/allocation.jsonl").exists());
}

#[test]
fn a_damaged_ledger_keeps_the_session_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("data/film")).unwrap();
    std::fs::write(
        folder.path().join("data/film/allocation.jsonl"),
        "nonsense\n",
    )
    .unwrap();
    let options = with(study("P7"), &[("gender", "f")]);
    let mut window = open(folder.path(), &protocol(), options);
    until(&mut window, "Line 1 of ");
    assert!(!shows(&window, "Nothing is missing"));
}

#[test]
fn what_is_required_must_be_answered_and_free_text_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open(folder.path(), &protocol(), study("P7"));
    until(&mut window, "The session can't start without “Gender”");
    assert!(shows(&window, "Don't write names."));
    let mut window = open(
        folder.path(),
        &protocol(),
        with(study("P7"), &[("gender", "f"), ("tas20", "12")]),
    );
    until(&mut window, "write a number from 20 to 100");
}

#[test]
fn a_table_fills_the_form_for_this_participant_only() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.csv");
    std::fs::write(&table, "code;gender;tas20;shoe\nP7;m;61;43\nP8;f;x;40\n").unwrap();
    let mut window = open(folder.path(), &protocol(), study("P7"));
    let field = window.get_by_label("Table of covariates");
    field.focus();
    window.step();
    window
        .get_by_label("Table of covariates")
        .type_text(&table.display().to_string());
    window.step();
    window.key_press(Key::Enter);
    until(&mut window, "2 read for participant P7");
    assert!(shows(&window, "“remark”: the table has no such column."));
    assert!(shows(&window, "1 other column of the table is not read."));
    let plan = start(&mut window);
    assert_eq!(plan.covariates["gender"]["source"], json!("table"));
    assert_eq!(plan.covariates["gender"]["date"], json!(null));
    assert_eq!(plan.allocated.unwrap().stratum, "m");
    // Another participant: what the table said of the first one is gone.
    window
        .state_mut()
        .0
        .ready
        .as_mut()
        .unwrap()
        .form
        .participant = "P8".to_owned();
    until(&mut window, "1 read for participant P8");
    assert!(shows(&window, "write a number from 20 to 100"));
}

fn session(stamp: &str, mode: Mode, progress: Progress) -> Listed {
    Listed {
        folder: "x".into(),
        id: format!("{stamp}_P7"),
        study: "film".into(),
        participant: "P7".into(),
        stamp: stamp.into(),
        mode: Some(mode),
        progress,
        wants_deletion: false,
    }
}

fn earlier(window: &mut Window, sessions: Vec<Listed>) {
    let ready = window.state_mut().0.ready.as_mut().unwrap();
    let data = ready.form.data.path();
    ready.form.earlier = visits::Earlier::with(&data, sessions);
}

#[test]
fn visits_that_come_too_soon_or_too_often_are_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let options = with(study("P7"), &[("gender", "f")]);
    let mut window = open(folder.path(), &protocol(), options);
    until(&mut window, "First visit of this participant.");
    let day = |ago: i64| crate::time::utc_now() - chrono::Duration::days(ago);
    let stamp = |ago| day(ago).format("%Y%m%dT%H%M%SZ").to_string();
    let done = Progress::Finished(Status::Completed);
    let three = session(&stamp(3), Mode::Study, done.clone());
    earlier(&mut window, vec![three.clone()]);
    let date = day(3).date_naive();
    until(
        &mut window,
        &format!("The last visit was on {date}, 3 days ago; the protocol wants 7 days"),
    );
    until(&mut window, "Nothing is missing");
    until(&mut window, "though it holds 1 session");
    earlier(
        &mut window,
        vec![session(&stamp(20), Mode::Study, done.clone())],
    );
    until(&mut window, "This code has been used before: visit 2.");
    // Neither a rehearsal nor a try that was interrupted is a visit.
    let interrupted = Progress::Finished(Status::Interrupted);
    earlier(
        &mut window,
        vec![
            session(&stamp(1), Mode::Rehearsal, done.clone()),
            session(&stamp(2), Mode::Study, interrupted),
        ],
    );
    until(&mut window, "Visit 1; a try on");
    let long_ago = [20, 40].map(|ago| session(&stamp(ago), Mode::Study, done.clone()));
    earlier(&mut window, long_ago.to_vec());
    until(&mut window, "The protocol plans 2 visits; this is visit 3.");
}

#[test]
fn a_condition_chosen_by_hand_prefills_the_setting() {
    let folder = tempfile::tempdir().unwrap();
    let mut protocol = protocol();
    protocol["allocation"] = json!({"method": "manual"});
    let mut options = with(study("P7"), &[("gender", "f")]);
    options.condition = Some("weepie".into());
    let mut window = open(folder.path(), &protocol, options.clone());
    until(&mut window, "Who they are");
    let plan = start(&mut window);
    assert_eq!(plan.setting.relation, Some(Relation::Friend));
    assert_eq!(plan.setting.observation, Observation::Recorded);
    assert_eq!((plan.condition, plan.allocated), ("weepie".into(), None));
    // Behind a blind the setting must not tell.
    options.blinded = true;
    let mut window = open(folder.path(), &protocol, options);
    until(&mut window, "Set, and hidden from this desk");
    assert!(!shows(&window, "Who they are"));
}

#[test]
fn a_study_without_consent_and_debriefing_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open(folder.path(), &protocol(), study("P7"));
    until(&mut window, "neither a `consent` nor a `debrief` step");
    let mut options = study("P7");
    options.mode = Some(Mode::Rehearsal);
    let window = open(folder.path(), &protocol(), options);
    assert!(!shows(&window, "`consent`"));
}

#[test]
fn languages_are_named_and_a_long_form_scrolls() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_sized(folder.path(), &protocol(), study("P7"), [1280.0, 720.0]);
    until(&mut window, "English");
    let start = window.get_by_label("Start session").rect();
    assert!(start.max.y <= 720.0, "the button stays in sight: {start:?}");
}

#[test]
fn what_is_missing_is_said_in_one_sentence() {
    let check = |state, text: &str| Check::new("x", state, text);
    let well = check(State::Well, "Fine.");
    let warn = check(State::Warn, "Worth knowing.");
    assert_eq!(missing(&[well.clone(), warn.clone()]), Missing::Nothing);
    let working = check(State::Working(0.5), "Looking…");
    assert_eq!(missing(&[well.clone(), working.clone()]), Missing::Time);
    let bad = check(State::Bad, "Choose a film.");
    assert_eq!(
        missing(&[working, bad.clone()]),
        Missing::These("Choose a film.".into())
    );
    let two = missing(&[bad.clone(), warn, bad]);
    assert_eq!(
        two,
        Missing::These("Choose a film. (1 more to settle)".into())
    );
}

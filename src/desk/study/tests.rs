//! The study window: every tab stands, and ratings stay locked until it is settled who cried.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::look::{Look, install};
use crate::record::testing::{started, whole};
use crate::record::{self, Recorder};
use crate::session::{Fact, Mode};
use crate::time;

type Window = Harness<'static, (Study, Option<StudyCommand>)>;

/// A study of three sessions of this mode.
fn study(data: &Path, mode: Mode) -> PathBuf {
    let mut study = PathBuf::new();
    for code in ["P01", "P02", "P03"] {
        let mut events = whole();
        if let Some(Fact::SessionStarted { header }) =
            events.first_mut().map(|event| &mut event.fact)
        {
            header.mode = mode;
            header.participant = code.into();
        }
        let folder = record::create(data, &"film".into(), &code.into(), started()).unwrap();
        let recorder = Recorder::start(folder, time::now()).unwrap();
        recorder.append(events);
        recorder.seal();
        recorder.settle(Duration::from_secs(60)).unwrap();
        study = recorder.folder().parent().unwrap().to_owned();
    }
    study
}

fn open(folder: PathBuf) -> Window {
    let wake: Wake = Arc::new(|| {});
    let study = Study::open(&wake, folder);
    let mut dressed = false;
    Harness::builder()
        .with_size([1280.0, 900.0])
        .build_ui_state(
            move |ui, (study, last): &mut (Study, Option<StudyCommand>)| {
                if !std::mem::replace(&mut dressed, true) {
                    install(ui.ctx(), Look::Dark);
                    return;
                }
                if let Some(command) = study.study_ui(ui) {
                    *last = Some(command);
                }
            },
            (study, None),
        )
}

fn shows(window: &Window, part: &str) -> bool {
    window.query_all_by_label_contains(part).next().is_some()
}

fn until(window: &mut Window, part: &str) {
    for _ in 0..1000 {
        window.step();
        if shows(window, part) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{part} never came");
}

fn press(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.step();
    window.step();
}

#[test]
fn every_tab_stands_and_a_row_opens_its_session() {
    let data = tempfile::tempdir().unwrap();
    let mut window = open(study(data.path(), Mode::Simulated));
    until(&mut window, "P02");
    assert!(shows(&window, "THESE ARE NO STUDY DATA"));
    for (tab, part) in [
        ("Who cried", "nothing is locked"),
        ("Mood", "Crying was not randomly assigned"),
        ("What goes with what", "tests were made"),
        ("Moments of the film", "Tables, figures and report"),
    ] {
        press(&mut window, tab);
        until(&mut window, part);
    }
    press(&mut window, "Sessions");
    window.get_by_label("P02").click();
    window.step();
    window.step();
    let Some(StudyCommand::Session(folder)) = &window.state().1 else {
        panic!("{:?}", window.state().1);
    };
    assert!(folder.to_string_lossy().ends_with("_P02"));
}

#[test]
fn ratings_of_a_study_are_locked_until_it_is_settled_who_cried() {
    let data = tempfile::tempdir().unwrap();
    let folder = study(data.path(), Mode::Study);
    let mut window = open(folder.clone());
    until(&mut window, "P02");
    press(&mut window, "Mood");
    assert!(shows(&window, "Ratings stay locked"));
    assert!(!shows(&window, "Contrasts"));
    press(&mut window, "What goes with what");
    assert!(shows(&window, "Ratings stay locked"));
    press(&mut window, "Settle who cried");
    until(&mut window, "3 sessions wait");
    let who = window.get_by_role_and_label(Role::TextInput, "Who settles");
    who.focus();
    who.type_text("C1");
    window.step();
    window.step();
    press(&mut window, "Settle and unlock ratings");
    until(&mut window, "The status of every session is settled");
    press(&mut window, "Mood");
    until(&mut window, "Contrasts");
    let list = std::fs::read_to_string(folder.join("unlocking.jsonl")).unwrap();
    assert!(list.contains("mood_unlocked") && list.contains("C1"));
}

#[test]
fn a_folder_without_a_study_says_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let mut window = open(data.path().to_owned());
    until(&mut window, "There is no session in");
    press(&mut window, "Home");
    assert_eq!(window.state().1, Some(StudyCommand::Home));
}

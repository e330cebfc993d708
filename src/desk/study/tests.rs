//! The study window: every tab stands, and ratings stay locked until it is settled who cried.

use std::path::Path;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::testing::{self, press, until, write};
use crate::record::testing::whole;
use crate::session::{Fact, Mode};

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
        study = testing::kept(data, code, events)
            .parent()
            .unwrap()
            .to_owned();
    }
    study
}

fn open(folder: PathBuf) -> Window {
    let wake: Wake = Arc::new(|| {});
    let study = Study::open(&wake, folder);
    testing::window([1280.0, 900.0], (study, None), |ui, (study, last)| {
        if let Some(command) = study.study_ui(ui) {
            *last = Some(command);
        }
    })
}

fn shows(window: &Window, part: &str) -> bool {
    window.query_all_by_label_contains(part).next().is_some()
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
    press(&mut window, "Mood");
    until(&mut window, "Upright marks");
    // Under both plots of groups.
    for warning in crate::measure::study::WARNINGS {
        assert_eq!(window.query_all_by_label(warning).count(), 2, "{warning}");
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
    let conditions = |window: &Window, word: &str| window.query_all_by_label(word).count();
    assert_eq!(conditions(&window, "hidden"), 3);
    assert_eq!(conditions(&window, "sad"), 0);
    press(&mut window, "Mood");
    assert!(shows(&window, "Ratings stay locked"));
    assert!(!shows(&window, "Contrasts"));
    press(&mut window, "What goes with what");
    assert!(shows(&window, "Ratings stay locked"));
    press(&mut window, "Settle who cried");
    until(&mut window, "3 sessions wait");
    write(&mut window, "Who settles", "C1");
    press(&mut window, "Settle and unlock ratings");
    until(&mut window, "The status of every session is settled");
    press(&mut window, "Mood");
    until(&mut window, "Contrasts");
    // One rule holds from now on.
    assert!(shows(&window, "Tears at level 2 or above (settled)"));
    press(&mut window, "Sessions");
    until(&mut window, "P02");
    assert_eq!(conditions(&window, "hidden"), 0);
    assert_eq!(conditions(&window, "sad"), 3);
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

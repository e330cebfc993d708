//! Tests of the summary as a window: corrections are made, listed and undone, and a blinded session stays blind.

use std::path::Path;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::desk::testing::{self, press, texts, until, write};
use crate::record::testing::whole;
use crate::record::{amendments, unlocking};
use crate::session::{Fact, Mode};
use crate::time;

type Window = Harness<'static, Summary>;

/// The summary of the session in this folder, in a window of this width.
pub(super) fn shown(folder: &Path, width: f32) -> Window {
    let wake: Wake = Arc::new(|| {});
    let summary = Summary::open(&wake, folder.to_owned());
    testing::window([width, 2400.0], summary, |ui, summary| {
        summary.summary_ui(ui);
    })
}

fn open(data: &Path, blinded: bool) -> (Window, PathBuf) {
    open_in(data, blinded, Mode::Demo)
}

fn open_in(data: &Path, blinded: bool, mode: Mode) -> (Window, PathBuf) {
    let mut events = whole();
    if let Some(Fact::SessionStarted { header }) = events.first_mut().map(|event| &mut event.fact) {
        header.blinded = blinded;
        header.mode = mode;
    }
    let folder = testing::kept(data, "P01", events);
    (again(&folder), folder)
}

/// The page of the session, read anew.
fn again(folder: &Path) -> Window {
    let mut window = shown(folder, 1100.0);
    until(&mut window, "Corrections");
    window
}

/// What was answered, the score made of it, and names that could tell the condition.
const RATINGS: [&str; 7] = [
    "60.1",
    "88",
    "low = ",
    "M0",
    "M1",
    "sad-film",
    "All figures",
];

#[track_caller]
fn is_hidden(window: &Window) {
    let told = texts(window);
    assert!(
        told.contains("Probe 1") && told.contains("Film 1"),
        "{told}"
    );
    for rating in RATINGS {
        assert!(!told.contains(rating), "{rating} is told:\n{told}");
    }
    // The condition, where the page says it.
    let mut lines = told.lines().skip_while(|line| *line != "Condition");
    assert_eq!(lines.nth(1), Some("hidden"), "{told}");
}

#[track_caller]
fn is_shown(window: &Window) {
    let told = texts(window);
    for rating in ["60.1", "low = ", "M0", "All figures"] {
        assert!(told.contains(rating), "{rating} is not told:\n{told}");
    }
}

#[test]
fn a_correction_is_made_listed_and_undone_on_the_page() {
    let data = tempfile::tempdir().unwrap();
    let (mut window, folder) = open(data.path(), false);
    until(&mut window, "Nothing was corrected");
    press(&mut window, "Correct…");
    until(&mut window, "Now: 30.5");
    write(&mut window, "New value", "31.25");
    press(&mut window, "Keep the correction");
    until(&mut window, "give an id of 1 to 64");
    write(&mut window, "Id of whoever corrects", "C2");
    write(
        &mut window,
        "Reason for the correction",
        "seen on the video",
    );
    press(&mut window, "Keep the correction");
    until(&mut window, "Onset of bout 1: 30.5 → 31.25");
    until(&mut window, "seen on the video");
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(opened.amended.coding[0].onset_s.as_s(), 31.25);
    press(&mut window, "Undo 1");
    until(&mut window, "Undo amendment 1");
    write(&mut window, "Reason for the correction", "the wrong bout");
    press(&mut window, "Undo it");
    until(&mut window, "undone by 2");
    let opened = amendments::open(&folder).unwrap();
    assert_eq!(opened.amended, opened.recorded);
    assert_eq!(opened.amendments[1].who.as_str(), "C2");
}

#[test]
fn what_somebody_else_amended_meanwhile_is_not_overwritten() {
    let data = tempfile::tempdir().unwrap();
    let (mut window, folder) = open(data.path(), false);
    press(&mut window, "Correct…");
    write(&mut window, "New value", "31.25");
    write(&mut window, "Id of whoever corrects", "C2");
    write(
        &mut window,
        "Reason for the correction",
        "seen on the video",
    );
    let other = amendments::Proposal {
        who: "C3".to_owned(),
        why: "heard".to_owned(),
        wish: amendments::Wish::Words(["bout", "1", "onset", "29"].map(str::to_owned).to_vec()),
    };
    amendments::amend(&folder, &other, time::utc_now()).unwrap();
    press(&mut window, "Keep the correction");
    until(&mut window, "is 29.0 now, not 30.5");
    assert_eq!(amendments::open(&folder).unwrap().amendments.len(), 1);
}

#[test]
fn a_blinded_session_stays_blind_while_it_is_corrected() {
    let data = tempfile::tempdir().unwrap();
    let (mut window, _) = open(data.path(), true);
    press(&mut window, "Correct…");
    until(&mut window, "Now: 30.5");
    let told = texts(&window);
    assert!(
        told.contains("coded blind") && told.contains("hidden"),
        "{told}"
    );
    is_hidden(&window);
}

#[test]
fn a_study_session_is_hidden_until_it_is_settled_who_cried() {
    let data = tempfile::tempdir().unwrap();
    let (window, folder) = open_in(data.path(), false, Mode::Study);
    is_hidden(&window);
    let told = texts(&window);
    assert!(
        told.contains("settle who cried in the study window"),
        "{told}"
    );
    let study = folder.parent().unwrap();
    settle(study, "20260102T030405Z_P02");
    is_hidden(&again(&folder));
    settle(study, "20260102T030405Z_P01");
    let window = again(&folder);
    is_shown(&window);
    let told = texts(&window);
    assert!(!told.contains("Unblind"), "{told}");
    // Who can't say anything of people is open, as ever.
    for (mode, name) in [(Mode::Pilot, "pilot"), (Mode::Rehearsal, "training")] {
        let (window, _) = open_in(&data.path().join(name), false, mode);
        is_shown(&window);
    }
}

/// Settles the status of this session, as the study window does.
fn settle(study: &Path, session: &str) {
    let fixed = unlocking::Fixed {
        session: session.to_owned(),
        status: "crier".to_owned(),
        why: "the rule's signs were coded".to_owned(),
        instead_of: None,
    };
    let what = unlocking::What::CriersFixed {
        rule: "tears_strict".to_owned(),
        settings: serde_json::Value::Null,
        sessions: vec![fixed],
        withdrawn: 0,
    };
    let what = vec![what, unlocking::What::MoodUnlocked];
    unlocking::add(study, "AB", "", time::utc_now(), |_| Ok(what)).unwrap();
}

#[test]
fn whoever_unblinds_a_session_is_kept_before_anything_is_shown() {
    for (blinded, mode) in [(true, Mode::Demo), (false, Mode::Study)] {
        let data = tempfile::tempdir().unwrap();
        let (mut window, folder) = open_in(data.path(), blinded, mode);
        press(&mut window, "Unblind…");
        until(&mut window, "kept for good");
        write(&mut window, "Who looks", "C1");
        press(&mut window, "Keep that and show them");
        is_hidden(&window);
        write(&mut window, "Why they look", "adverse event");
        press(&mut window, "Keep that and show them");
        until(&mut window, "Unblinded by C1 on ");
        is_shown(&window);
        let list = unlocking::read(folder.parent().unwrap()).unwrap();
        let entry = list.unblinded("20260102T030405Z_P01").unwrap();
        assert_eq!(
            (entry.who.as_str(), entry.why.as_str()),
            ("C1", "adverse event")
        );
        assert_eq!((list.entries.len(), list.unlocked()), (1, None));
        let window = again(&folder);
        is_shown(&window);
        let told = texts(&window);
        assert!(
            told.contains("Unblinded by C1 on ") && told.contains("UTC: adverse event"),
            "{told}"
        );
    }
}

#[test]
fn what_can_t_be_kept_is_not_shown() {
    let data = tempfile::tempdir().unwrap();
    let (mut window, folder) = open_in(data.path(), true, Mode::Study);
    // A folder in the list's place can be neither read nor written.
    let list = folder.parent().unwrap().join(unlocking::FILE);
    std::fs::create_dir(&list).unwrap();
    press(&mut window, "Unblind…");
    write(&mut window, "Who looks", "C1");
    write(&mut window, "Why they look", "adverse event");
    press(&mut window, "Keep that and show them");
    until(&mut window, "then try again");
    is_hidden(&window);
    let window = again(&folder);
    is_hidden(&window);
    assert!(texts(&window).contains("can't be read"));
    assert!(!texts(&window).contains("Unblind…"));
}

#[test]
fn an_instant_is_looked_for_and_what_led_here_is_gone_back_to() {
    let data = tempfile::tempdir().unwrap();
    let folder = testing::kept(data.path(), "P01", whole());
    let wake: Wake = Arc::new(|| {});
    let page = Summary::open_at(&wake, folder.clone(), SessionTime::from_s(61.0));
    let mut window = testing::window([1100.0, 2400.0], (page, None), |ui, (page, last)| {
        *last = page.summary_ui(ui).or(last.take());
    });
    until(&mut window, "Corrections");
    assert_eq!(window.state().0.axis.cursor().as_s(), 61.0);
    let told = texts(&window);
    assert!(!told.contains("Home"), "{told}");
    press(&mut window, "Back");
    let back = |is_corrected| {
        Some(SummaryCommand::Back {
            folder: folder.clone(),
            is_corrected,
        })
    };
    assert_eq!(window.state().1, back(false));
    press(&mut window, "Correct…");
    until(&mut window, "Now: 30.5");
    write(&mut window, "New value", "31.25");
    write(&mut window, "Id of whoever corrects", "C2");
    write(&mut window, "Reason for the correction", "seen");
    press(&mut window, "Keep the correction");
    until(&mut window, "Onset of bout 1: 30.5 → 31.25");
    press(&mut window, "Back");
    assert_eq!(window.state().1, back(true));
}

#[test]
fn a_page_begins_at_its_top_however_far_another_one_was_scrolled() {
    let data = tempfile::tempdir().unwrap();
    let folder = testing::kept(data.path(), "P01", whole());
    let wake: Wake = Arc::new(|| {});
    let pages = vec![Summary::open(&wake, folder.clone())];
    let mut window = testing::window([1100.0, 500.0], pages, |ui, pages| {
        if let Some(page) = pages.last_mut() {
            page.summary_ui(ui);
        }
    });
    until(&mut window, "Corrections");
    window.event(egui::Event::PointerMoved(egui::pos2(600.0, 480.0)));
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -300.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    for _ in 0..30 {
        window.step();
    }
    let top = |window: &Harness<'static, Vec<Summary>>, label: &str| {
        window.get_by_label(label).rect().top()
    };
    let scrolled = top(&window, "Home");
    assert!(scrolled < 0.0, "{scrolled}");
    let t = SessionTime::from_s(61.0);
    window.state_mut().push(Summary::open_at(&wake, folder, t));
    until(&mut window, "Corrections");
    assert!(top(&window, "Back") > 0.0);
    // The other one is where it was left.
    window.state_mut().pop();
    window.step();
    window.step();
    assert_eq!(top(&window, "Home"), scrolled);
}

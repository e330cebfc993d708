//! Tests of the summary as a window: corrections are made, listed and undone, and a blinded session stays blind.

use std::path::Path;
use std::sync::Arc;

use egui_kittest::Harness;

use super::*;
use crate::desk::testing::{self, press, texts, until, write};
use crate::record::amendments;
use crate::record::testing::whole;
use crate::session::Fact;
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
    let mut events = whole();
    if let Some(Fact::SessionStarted { header }) = events.first_mut().map(|event| &mut event.fact) {
        header.blinded = blinded;
    }
    let folder = testing::kept(data, "P01", events);
    let mut window = shown(&folder, 1100.0);
    until(&mut window, "Corrections");
    (window, folder)
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
    press(&mut window, "Keep the correction");
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
    // What was answered, the score made of it, and names that could tell the condition.
    assert!(
        told.contains("Probe 1") && told.contains("Film 1"),
        "{told}"
    );
    for rating in [
        "60.1",
        "88",
        "low = ",
        "M0",
        "M1",
        "sad-film",
        "All figures",
    ] {
        assert!(!told.contains(rating), "{rating} is told:\n{told}");
    }
}

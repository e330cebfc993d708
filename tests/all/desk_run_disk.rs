//! The red strip: what is said while nothing is being saved, and how another folder is named while coding goes on.

use std::path::PathBuf;

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use lacrima::conductor::DeskFeed;
use lacrima::desk::run::RunCommand;
use lacrima::record::Moving;

use super::desk_run_feed::{click, feed, open, open_sized, press, press_shift, sent, shows, write};

const WHY: &str = "The disk is full: free some space or choose another data folder.";

fn failing(moving: Moving) -> DeskFeed {
    let mut feed = feed();
    feed.health.not_saving = Some(WHY.into());
    feed.health.moving = moving;
    feed
}

#[test]
fn another_folder_is_named_in_the_strip_and_coding_stays_in_sight() {
    let mut desk = open(failing(Moving::No));
    desk.run_steps(2);
    assert!(shows(&desk, "NOT BEING SAVED: The disk is full"));
    assert!(desk.query_by_label("Another data folder").is_none());
    assert_eq!(press_shift(&mut desk, Key::F5), []);
    desk.run_steps(2);
    assert!(shows(&desk, "Another data folder"));
    write(&mut desk, "/media/stick");
    let asked = press(&mut desk, Key::Enter);
    assert_eq!(asked, [RunCommand::Move(PathBuf::from("/media/stick"))]);
    assert!(shows(&desk, "Trying that folder"));

    // A refusal is read where the folder was named.
    desk.state_mut().feed = failing(Moving::Refused("That folder is no good.".into()));
    desk.run_steps(2);
    assert!(shows(&desk, "That folder is no good."));
    // What the coder needs is still there, and above the window's end.
    for label in ["Stop session", "Coding help"] {
        let place = desk.get_by_label(label).rect();
        assert!(
            place.bottom() <= 720.0 && place.top() >= 0.0,
            "{label} at {place:?}"
        );
    }

    // Once everything is saved the strip is gone, and what was typed with it.
    desk.state_mut().feed = feed();
    desk.run_steps(2);
    assert!(!shows(&desk, "NOT BEING SAVED:"));
    desk.state_mut().feed = failing(Moving::No);
    desk.run_steps(2);
    assert!(desk.query_by_label("Another data folder").is_none());
}

#[test]
fn the_strip_and_its_field_fit_into_the_smallest_window() {
    let mut desk = open_sized(failing(Moving::No), [1024.0, 640.0]);
    desk.run_steps(2);
    assert_eq!(click(&mut desk, "Save to another folder…"), []);
    desk.run_steps(2);
    for label in [
        "Another data folder",
        "Go on saving there",
        "Close this field",
        "Stop session",
    ] {
        let place = desk.get_by_label(label).rect();
        assert!(
            place.right() <= 1024.0 && place.bottom() <= 640.0,
            "{label} at {place:?}"
        );
    }
    assert_eq!(
        click(&mut desk, "Go on saving there"),
        [],
        "no folder is named yet"
    );
    write(&mut desk, "/x");
    assert_eq!(click(&mut desk, "Close this field"), []);
    desk.run_steps(2);
    assert!(desk.query_by_label("Another data folder").is_none());
    assert_eq!(sent(&mut desk), []);
}

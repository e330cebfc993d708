//! The running session as the experimenter sees it and acts on it, drawn from hand-made feeds and asked by label.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use lacrima::conductor::Thumbnail;
use lacrima::desk::run::RunCommand;
use lacrima::session::{Alarm, Allowed, Caution, CautionKind, DeskInput, KeyRole, StepState};

use super::desk_run_feed::{at, feed, key, lane, open, open_sized, press, sent, step, t, with};

#[test]
fn the_five_facts_are_always_there() {
    let mut desk = open(feed());
    desk.run_steps(3);
    for fact in [
        "0:01:15",
        "0:44.2 / 1:30",
        "Saved to #412",
        "Stage up · 60 Hz",
        "KX4T9M",
    ] {
        assert!(
            desk.query_all_by_label_contains(fact).next().is_some(),
            "{fact}"
        );
    }
    assert!(desk.query_all_by_label("Film").next().is_some());
    assert!(desk.query_all_by_label("in 4:12").next().is_some());
}

#[test]
fn data_that_are_not_saved_are_said_so_twice() {
    let mut feed = feed();
    feed.health.not_saving = Some("the disk is full".into());
    let mut desk = open(feed);
    desk.run_steps(3);
    assert!(desk.query_by_label("NOT BEING SAVED").is_some());
    assert!(
        desk.query_by_label("NOT BEING SAVED: the disk is full")
            .is_some()
    );
    assert!(desk.query_by_label("Saved to #412").is_none());
}

#[test]
fn stopping_needs_two_gestures_within_three_seconds() {
    let mut desk = open(feed());
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F12), []);
    desk.state_mut().now = at(75.5);
    desk.step();
    assert!(desk.query_by_label("Press again to stop").is_some());
    assert_eq!(press(&mut desk, egui::Key::F12), [RunCommand::Stop]);

    assert_eq!(press(&mut desk, egui::Key::F12), []);
    desk.state_mut().now = at(80.0);
    desk.step();
    assert!(desk.query_by_label("Stop session").is_some());
    assert_eq!(press(&mut desk, egui::Key::F12), []);
}

#[test]
fn finishing_the_last_step_needs_two_gestures_too() {
    let mut desk = open(with(|view| {
        view.steps = vec![
            step("film", "film", StepState::Done),
            step("thanks", "end", StepState::Current),
        ];
    }));
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F2), []);
    desk.state_mut().now = at(76.0);
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [RunCommand::Send(DeskInput::Advance)]
    );
}

#[test]
fn what_leaves_the_plan_asks_for_a_reason_with_one_key_each() {
    let mut desk = open(feed());
    desk.run_steps(3);
    assert_eq!(press(&mut desk, egui::Key::F7), []);
    assert!(desk.query_by_label("Why skip the step?").is_some());
    let reason = "Participant is distressed".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [RunCommand::Send(DeskInput::Skip { reason })]
    );
    assert!(desk.query_by_label("Why skip the step?").is_none());

    press(&mut desk, egui::Key::F6);
    assert!(desk.query_by_label("Why hold the next probe?").is_some());
    assert_eq!(press(&mut desk, egui::Key::Escape), []);
    assert!(desk.query_by_label("Why hold the next probe?").is_none());
}

#[test]
fn what_is_not_allowed_does_nothing() {
    let mut desk = open(with(|view| view.allowed = Allowed::default()));
    desk.run_steps(3);
    for key in [
        egui::Key::F2,
        egui::Key::F5,
        egui::Key::F7,
        egui::Key::F12,
        egui::Key::Backspace,
    ] {
        assert_eq!(press(&mut desk, key), [], "{key:?}");
    }
}

#[test]
fn an_alarm_stays_until_it_is_seen() {
    let mut desk = open(with(|view| {
        view.cautions = vec![
            Caution {
                kind: CautionKind::Alarm(7, Alarm::ParticipantCalls),
                text: "The participant asks for you.".into(),
                since: t(70.0),
            },
            Caution {
                kind: CautionKind::Fault("sound".into()),
                text: "The sound device is gone.".into(),
                since: t(60.0),
            },
        ];
    }));
    desk.run_steps(3);
    assert!(
        desk.query_by_label("The participant asks for you.")
            .is_some()
    );
    assert!(desk.query_by_label("The sound device is gone.").is_some());
    assert_eq!(
        press(&mut desk, egui::Key::F1),
        [RunCommand::Send(DeskInput::Acknowledge { alarm: 7 })]
    );
    desk.get_by_label("I have seen it").click();
    desk.step();
    desk.step();
    assert_eq!(
        sent(&mut desk),
        [RunCommand::Send(DeskInput::Acknowledge { alarm: 7 })]
    );
}

#[test]
fn writing_a_note_says_that_the_coding_keys_are_off() {
    let mut desk = open(feed());
    desk.run_steps(3);
    press(&mut desk, egui::Key::F3);
    desk.step();
    assert!(
        desk.query_by_label("Coding keys off while you write")
            .is_some()
    );
    desk.event(egui::Event::Text("left eye".into()));
    desk.step();
    let note = DeskInput::Note {
        text: "left eye".into(),
    };
    assert_eq!(press(&mut desk, egui::Key::Enter), [RunCommand::Send(note)]);
    desk.step();
    assert!(
        desk.query_by_label("Coding keys off while you write")
            .is_none()
    );
}

#[test]
fn a_blinded_coder_sees_film_time_instead_of_the_picture() {
    let blank = Arc::new(Thumbnail {
        size: (4, 2),
        rgb: vec![60; 24],
    });
    let mut seen = feed();
    seen.thumbnail = Some(blank);
    let mut desk = open(seen);
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_some());

    let mut desk = open(with(|view| {
        view.condition = None;
        view.now.step = Some("Step 3".into());
    }));
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_none());
    assert!(desk.query_all_by_label_contains("sad").next().is_none());
}

#[test]
fn a_damaged_picture_is_left_out() {
    let mut seen = feed();
    seen.thumbnail = Some(Arc::new(Thumbnail {
        size: (400, 200),
        rgb: vec![60; 24],
    }));
    let mut desk = open(seen);
    desk.run_steps(3);
    assert!(desk.query_by_label("The film is running").is_none());
}

#[test]
fn many_channels_long_names_and_no_coding_at_all_find_room() {
    let long =
        "A very long name of a step that a laboratory may well give to it without thinking of us";
    let mut desk = open_sized(
        with(|view| {
            view.lanes = (0..12)
                .map(|i| lane(&format!("channel-{i}-{long}")))
                .collect();
            view.keys = "QWERTYUIOPASDFGHJKLZXCVBNM"
                .chars()
                .map(|c| key(&c.to_string(), long, Some("tears"), KeyRole::Hold, false))
                .collect();
            view.steps = (0..60)
                .map(|i| step(&format!("{long} {i}"), "wait", StepState::Todo))
                .collect();
            view.now.step = Some(long.into());
        }),
        [1024.0, 640.0],
    );
    desk.run_steps(3);
    assert!(desk.query_by_label("Stop session").is_some());

    let mut desk = open(with(|view| {
        view.lanes.clear();
        view.keys.clear();
        view.points.clear();
        view.coding = false;
    }));
    desk.run_steps(3);
    assert!(desk.query_by_label("This protocol codes nothing").is_some());
}

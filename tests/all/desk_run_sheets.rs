//! What lies beside the plan: the sheets, the second page of acts, and what can't be taken back.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lacrima::desk::run::RunCommand;
use lacrima::protocol::{Material, Relation};
use lacrima::session::{Allowed, DeskInput, Severity, Status};

use super::desk_run_feed::{
    Desk, at, click, feed, open, press, press_shift, sent, shows, with, write,
};

fn desk() -> Harness<'static, Desk> {
    let mut desk = open(feed());
    desk.run_steps(3);
    desk
}

#[test]
fn a_distressed_participant_is_recorded_as_ticked_and_for_the_instant_of_the_first_press() {
    let mut desk = desk();
    press_shift(&mut desk, egui::Key::F12);
    assert!(shows(&desk, "How distressed is the participant?"));
    assert!(!shows(&desk, "Press again to stop"));
    assert_eq!(press(&mut desk, egui::Key::Enter), [], "no severity yet");
    press(&mut desk, egui::Key::F2);
    press(&mut desk, egui::Key::F4);
    click(&mut desk, "Gave the contact sheet");
    press(&mut desk, egui::Key::F5);
    press(&mut desk, egui::Key::F5);
    desk.state_mut().now = at(140.0);
    desk.get_by_label("Note on the distress").click();
    desk.run_steps(2);
    write(&mut desk, "wants water");
    let distress = DeskInput::Distress {
        severity: Severity::Moderate,
        actions: vec!["talked".into(), "gave_contact_sheet".into()],
        note: "wants water".into(),
    };
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::SendAt(distress, at(75.0))]
    );
    assert!(!shows(&desk, "How distressed"));
}

#[test]
fn a_sheet_takes_the_function_keys_but_never_the_stop() {
    let mut desk = desk();
    press_shift(&mut desk, egui::Key::F12);
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [],
        "severity, not next step"
    );
    press(&mut desk, egui::Key::F12);
    desk.state_mut().now = at(75.5);
    assert_eq!(press(&mut desk, egui::Key::F12), [RunCommand::Stop]);
    press(&mut desk, egui::Key::Escape);
    assert!(!shows(&desk, "How distressed"));
}

#[test]
fn closing_the_window_is_asked_and_going_on_is_the_answer_of_enter_and_escape() {
    for key in [egui::Key::Enter, egui::Key::Escape] {
        let mut desk = desk();
        // What was being filled in waits behind the question.
        press_shift(&mut desk, egui::Key::F12);
        desk.state_mut().gestures.ask_to_close();
        desk.run_steps(2);
        assert!(shows(&desk, "Close the window?"));
        assert_eq!(press(&mut desk, egui::Key::F2), [], "not the next step");
        assert_eq!(press(&mut desk, key), []);
        assert!(!shows(&desk, "Close the window?"));
        assert!(shows(&desk, "How distressed is the participant?"));
    }
    let mut desk = desk();
    desk.state_mut().gestures.ask_to_close();
    desk.run_steps(2);
    assert_eq!(press(&mut desk, egui::Key::F9), [RunCommand::Close]);
}

#[test]
fn a_sheet_lets_the_coding_keys_through() {
    let mut desk = desk();
    press_shift(&mut desk, egui::Key::F12);
    assert!(!desk.ctx.text_edit_focused());
    assert!(!shows(&desk, "Coding keys off"));
    click(&mut desk, "J: Tears");
    press_shift(&mut desk, egui::Key::F12);
    let sent = click(&mut desk, "J: Tears");
    assert_eq!(sent.len(), 2, "{sent:?}");
}

#[test]
fn who_is_with_the_participant_is_told_with_two_keys() {
    let mut desk = desk();
    press_shift(&mut desk, egui::Key::F9);
    assert!(desk.query_by_label("Friend").is_none(), "nobody is there");
    press(&mut desk, egui::Key::F3);
    assert_eq!(click(&mut desk, "Friend"), []);
    let presence = |n_present, relation| {
        let input = DeskInput::Presence {
            n_present,
            relation,
        };
        [RunCommand::SendAt(input, at(75.0))]
    };
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        presence(2, Some(Relation::Friend))
    );

    press_shift(&mut desk, egui::Key::F9);
    press(&mut desk, egui::Key::F2);
    press(&mut desk, egui::Key::F9);
    press(&mut desk, egui::Key::F1);
    assert_eq!(press(&mut desk, egui::Key::Enter), presence(0, None));
}

#[test]
fn a_sample_beside_the_plan_has_a_material_and_a_label() {
    let mut desk = desk();
    press_shift(&mut desk, egui::Key::F8);
    press(&mut desk, egui::Key::F2);
    desk.get_by_label("Label of the sample").click();
    desk.run_steps(2);
    write(&mut desk, "T-04");
    let sample = DeskInput::Sample {
        material: Material::Tear,
        label: "T-04".into(),
        note: String::new(),
    };
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::SendAt(sample, at(75.0))]
    );
}

#[test]
fn seldom_acts_have_a_page_of_their_own() {
    let mut desk = desk();
    assert!(desk.query_by_label("Participant distressed").is_some());
    assert!(desk.query_by_label("Others came or went").is_none());
    press(&mut desk, egui::Key::ArrowDown);
    for label in [
        "Participant distressed",
        "Others came or went",
        "Sample beside the plan",
        "Lift the blinding",
        "Left before the debriefing",
    ] {
        assert!(desk.query_by_label(label).is_some(), "{label}");
    }
    assert_eq!(click(&mut desk, "Lift the blinding"), [], "not allowed");
    assert!(!shows(&desk, "Why lift the blinding?"));
    assert_eq!(click(&mut desk, "Back to the actions"), []);
    assert!(desk.query_by_label("Next step").is_some());
}

#[test]
fn what_cannot_be_taken_back_says_so_and_asks_why() {
    let mut desk = open(with(|view| {
        view.allowed = Allowed {
            unblind: true,
            leave_early: true,
            ..Allowed::default()
        };
    }));
    desk.run_steps(3);
    assert_eq!(press_shift(&mut desk, egui::Key::F10), []);
    assert!(shows(&desk, "This can't be taken back."));
    let reason = "Participant's safety".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::F1),
        [RunCommand::Send(DeskInput::Unblind { reason })]
    );
    assert_eq!(press_shift(&mut desk, egui::Key::F11), []);
    assert!(shows(&desk, "This ends the session without a debriefing."));
    let reason = "Asked to leave".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::F1),
        [RunCommand::Send(DeskInput::LeaveEarly { reason })]
    );
}

#[test]
fn nothing_is_recorded_once_the_session_is_over() {
    let mut desk = open(with(|view| {
        view.now.ended = Some(Status::Completed);
        view.allowed = Allowed::default();
    }));
    desk.run_steps(3);
    for key in [egui::Key::F8, egui::Key::F9, egui::Key::F10, egui::Key::F12] {
        press_shift(&mut desk, key);
        assert!(desk.query_by_label("Record").is_none(), "{key:?}");
    }
    assert_eq!(sent(&mut desk), []);
}

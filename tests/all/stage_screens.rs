//! Every other screen of the participant's window, and its corners, told and asked by label.

use egui::accesskit::Role;
use egui::{Key, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use lacrima::look::{Look, install};
use lacrima::session::{ScaleView, Screen, StageInput};
use lacrima::stage::Participant;

use super::stage_harness::*;

#[test]
fn long_words_stay_inside_the_window() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle und \
                Aufmerksamkeitsdefizitsyndrom";
    for size in SIZES {
        let ends = [long.to_owned(), "außerordentlich".to_owned()];
        let mut strange = item("wort", ScaleView::Vas { ends });
        strange.text = long.to_owned();
        let screens = [
            page(vec![strange]),
            page(vec![choice(
                "viele",
                &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"],
            )]),
            Screen::Text {
                text: format!("{long} ").repeat(60),
                go_on: Some("Weiter".to_owned()),
                min_s: 0.0,
            },
            Screen::Calm {
                line: Some(long.to_owned()),
                go_on: None,
                still: false,
            },
        ];
        for screen in screens {
            let stage = stage(size, screen);
            let window = egui::Rect::from_min_size(Pos2::ZERO, size);
            for node in stage.query_all_by(|node| node.label().is_some()) {
                let rect = node.rect();
                assert!(
                    window.contains_rect(rect),
                    "{size}: {rect} {:?}",
                    node.accesskit_node().label()
                );
            }
        }
    }
}

#[test]
fn a_long_text_is_paged_by_the_button_and_goes_on_once() {
    let text = "Ein ruhiger Satz, der einfach weitergeht. ".repeat(120);
    let mut stage = stage(
        SIZES[0],
        Screen::Text {
            text,
            go_on: Some("Continue".to_owned()),
            min_s: 0.0,
        },
    );
    let mut presses = 0;
    while !told(&mut stage).contains(&StageInput::Continue { serial: 1 }) {
        go_on(&mut stage);
        settle(&mut stage);
        presses += 1;
        assert!(presses < 40);
    }
    assert!(presses > 2);
}

#[test]
fn a_double_click_does_not_reach_the_next_screen() {
    let mut stage = stage(
        MIDDLE,
        Screen::Text {
            text: "One".to_owned(),
            go_on: Some("Continue".to_owned()),
            min_s: 0.0,
        },
    );
    let at = stage
        .get_by_role_and_label(Role::Button, "Continue")
        .rect()
        .center();
    click(&mut stage, at);
    assert!(told(&mut stage).contains(&StageInput::Continue { serial: 1 }));
    let next = Screen::Text {
        text: "Two".to_owned(),
        go_on: Some("Continue".to_owned()),
        min_s: 0.0,
    };
    stage.state_mut().show(view(2, next));
    // One pass of 250 ms: the second half of a double click comes sooner than presses count.
    stage.step();
    press(&mut stage, at, true);
    press(&mut stage, at, false);
    assert!(!told(&mut stage).contains(&StageInput::Continue { serial: 2 }));
    settle(&mut stage);
    click(&mut stage, at);
    assert!(told(&mut stage).contains(&StageInput::Continue { serial: 2 }));
}

#[test]
fn begin_waits_for_the_first_touch() {
    let mut stage = stage(MIDDLE, Screen::Begin);
    assert_eq!(told(&mut stage), [StageInput::Shown { serial: 1 }]);
    stage.get_by_label("Touch to begin").click();
    settle(&mut stage);
    assert_eq!(told(&mut stage), [StageInput::Begun { serial: 1 }]);
}

#[test]
fn stop_must_be_held_and_a_tap_shows_how() {
    let screen = Screen::Calm {
        line: Some("Rest.".to_owned()),
        go_on: None,
        still: true,
    };
    let mut stage = stage(MIDDLE, screen);
    let at = stage.get_by_label("Stop").rect().center();
    click(&mut stage, at);
    assert!(!told(&mut stage).contains(&StageInput::StopHeld));
    press(&mut stage, at, true);
    stage.run_steps(5);
    assert!(
        !told(&mut stage).contains(&StageInput::StopHeld),
        "1.25 s is not enough"
    );
    stage.run_steps(2);
    assert!(told(&mut stage).contains(&StageInput::StopHeld));
    assert!(
        stage.query_by_label("Rest.").is_none(),
        "a calm, empty screen at once"
    );
    stage.run_steps(12);
    assert!(told(&mut stage).is_empty(), "once is enough");
    // What the desk had sent before it heard of the stop brings nothing back.
    let old = Screen::Calm {
        line: Some("Rest.".to_owned()),
        go_on: None,
        still: true,
    };
    stage.state_mut().show(view(1, old));
    settle(&mut stage);
    assert!(stage.query_by_label("Rest.").is_none());
    press(&mut stage, at, false);
    let after = Screen::Calm {
        line: Some("It has been stopped.".to_owned()),
        go_on: None,
        still: false,
    };
    stage.state_mut().show(view(2, after));
    settle(&mut stage);
    assert!(stage.query_by_label("It has been stopped.").is_some());
}

#[test]
fn held_escape_stops_and_a_tap_of_escape_does_not() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    stage.key_press(Key::Escape);
    stage.run_steps(12);
    assert!(!told(&mut stage).contains(&StageInput::StopHeld));
    stage.key_down(Key::Escape);
    stage.run_steps(8);
    assert!(told(&mut stage).contains(&StageInput::StopHeld));
}

#[test]
fn the_experimenter_is_called_once_and_it_is_said_calmly() {
    let mut stage = stage(
        MIDDLE,
        Screen::Calm {
            line: None,
            go_on: None,
            still: false,
        },
    );
    stage.get_by_label("Call the experimenter").click();
    settle(&mut stage);
    let calls = told(&mut stage);
    assert_eq!(
        calls
            .iter()
            .filter(|input| **input == StageInput::CallExperimenter)
            .count(),
        1
    );
    assert!(stage.query_by_label("Call the experimenter").is_none());
    stage.run_steps(60);
    assert!(stage.query_by_label("Call the experimenter").is_some());
}

#[test]
fn a_screen_is_told_shown_only_when_it_is_fully_in() {
    let mut stage = Harness::builder()
        .with_size(MIDDLE)
        .with_step_dt(0.05)
        .with_context_setup(|ctx| install(ctx, Look::Participant))
        .build_ui_state(
            |ui, stage: &mut Participant| stage.ui(ui),
            Participant::default(),
        );
    let text = "Hello".to_owned();
    let hello = view(
        7,
        Screen::Text {
            text,
            go_on: None,
            min_s: 0.0,
        },
    );
    stage.state_mut().show(hello);
    stage.run_steps(3);
    assert!(told(&mut stage).is_empty(), "it is still fading in");
    stage.run_steps(8);
    assert_eq!(told(&mut stage), [StageInput::Shown { serial: 7 }]);
}

//! What a step asks of the experimenter: each panel by label, and what it sends.

use egui_kittest::kittest::Queryable as _;
use lacrima::desk::run::RunCommand;
use lacrima::protocol::{Id, Material};
use lacrima::session::{Asked, DeskInput, ItemView, ScaleView, Value};

use super::desk_run_feed::{Desk, click, open, press, press_shift, shows, t, with, write};
use egui_kittest::Harness;

fn asking(asked: Asked) -> Harness<'static, Desk> {
    let mut desk = open(with(|view| {
        view.asked = Some(asked);
        view.allowed.act = true;
    }));
    desk.run_steps(3);
    desk
}

fn acts(desk: &Harness<'static, Desk>) -> bool {
    let desk = desk.state();
    desk.gestures.leaves_enter_to_act(&desk.feed.view)
}

fn stick() -> Asked {
    Asked::Apply {
        instruction: "Hold the stick below the eye".into(),
        done: 2,
        planned: Some(6),
    }
}

#[test]
fn an_action_says_what_to_do_and_how_often_it_was_done() {
    let mut desk = asking(stick());
    assert!(shows(&desk, "Hold the stick below the eye"));
    assert!(shows(&desk, "2 of 6 done"));
    assert!(acts(&desk));
    assert_eq!(
        click(&mut desk, "Mark application"),
        [RunCommand::Send(DeskInput::Act)]
    );
}

#[test]
fn lanes_and_keys_stay_in_sight_under_the_panel() {
    let mut quiet = open(with(|_| {}));
    quiet.run_steps(3);
    let desk = asking(stick());
    for label in ["J: Tears", "tears: on for 15.0 s"] {
        let place = desk.get_by_label(label).rect();
        assert!(place.bottom() < 720.0, "{label}");
    }
    for label in ["J: Tears", "tears: on for 15.0 s"] {
        assert_eq!(
            desk.get_by_label(label).rect(),
            quiet.get_by_label(label).rect(),
            "{label} does not move"
        );
    }
}

#[test]
fn enter_waits_while_something_else_waits_for_it() {
    let mut desk = asking(stick());
    press(&mut desk, egui::Key::F12);
    assert!(!acts(&desk), "the confirmation of a stop");
    let mut desk = asking(stick());
    press(&mut desk, egui::Key::F7);
    assert!(!acts(&desk), "a reason");
    press(&mut desk, egui::Key::Escape);
    assert!(acts(&desk));
    desk.state_mut().feed = with(|view| view.asked = Some(stick()));
    desk.step();
    assert!(!acts(&desk), "not allowed");
}

#[test]
fn a_sample_counts_down_and_then_says_how_late_it_is() {
    let sample = |due| Asked::Sample {
        instruction: "Under the tongue".into(),
        material: Material::Saliva,
        due: Some(t(due)),
        taken: None,
    };
    let mut desk = asking(sample(100.0));
    assert!(shows(&desk, "Take a sample: Saliva"));
    assert!(shows(&desk, "due in 0:25"));
    assert_eq!(
        click(&mut desk, "Sample taken"),
        [RunCommand::Send(DeskInput::Act)]
    );
    assert!(shows(&asking(sample(40.0)), "late by 0:35"));
}

#[test]
fn a_task_shows_its_safety_text_then_its_clock() {
    let safety = "Not with heart disease".to_owned();
    let mut desk = asking(Asked::TaskStart {
        safety: Some(safety.clone()),
    });
    assert!(shows(&desk, &safety));
    assert_eq!(
        click(&mut desk, "Start the clock"),
        [RunCommand::Send(DeskInput::Act)]
    );
    let mut desk = asking(Asked::TaskStop {
        since: t(62.7),
        until: t(242.7),
    });
    assert!(shows(&desk, "12.3 s"));
    assert!(shows(&desk, "Ends by itself at 3:00"));
    assert_eq!(
        click(&mut desk, "Stop the clock"),
        [RunCommand::Send(DeskInput::Act)]
    );
}

#[test]
fn why_a_task_was_ended_is_one_key_or_a_few_words() {
    let mut desk = asking(Asked::TaskReason);
    assert!(!acts(&desk));
    let reason = "Too painful".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::F2),
        [RunCommand::Send(DeskInput::TaskReason { reason })],
        "F2 is the reason and not the next step"
    );
    desk.get_by_label("Another reason").click();
    desk.run_steps(2);
    write(&mut desk, "cramp");
    assert_eq!(press(&mut desk, egui::Key::F1), []);
    let reason = "cramp".to_owned();
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::Send(DeskInput::TaskReason { reason })]
    );
}

#[test]
fn a_debriefing_is_done_when_every_point_is_ticked() {
    let points = vec![
        (Id::from("purpose"), "Explained the purpose".to_owned()),
        (Id::from("contact"), "Gave the contacts".to_owned()),
    ];
    let mut desk = asking(Asked::Debrief { points });
    assert!(!acts(&desk));
    assert_eq!(click(&mut desk, "Debriefed"), []);
    assert_eq!(click(&mut desk, "Gave the contacts"), []);
    assert_eq!(press(&mut desk, egui::Key::Enter), [], "ticks the next");
    let points = vec![Id::from("purpose"), Id::from("contact")];
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::Send(DeskInput::Debrief { points })]
    );
}

#[test]
fn enter_that_records_a_sheet_ticks_no_point() {
    let points = vec![(Id::from("purpose"), "Explained the purpose".to_owned())];
    let mut desk = asking(Asked::Debrief { points });
    press_shift(&mut desk, egui::Key::F9);
    assert_eq!(press(&mut desk, egui::Key::Enter).len(), 1, "the sheet");
    assert_eq!(press(&mut desk, egui::Key::Enter), [], "the point");
    assert_eq!(press(&mut desk, egui::Key::Enter).len(), 1, "debriefed");
}

#[test]
fn what_a_new_step_asks_is_not_hidden_by_the_help() {
    let mut desk = asking(stick());
    press(&mut desk, egui::Key::F1);
    assert!(!shows(&desk, "2 of 6 done"));
    press(&mut desk, egui::Key::F1);
    assert!(shows(&desk, "2 of 6 done"));
    press(&mut desk, egui::Key::F1);
    desk.state_mut().feed = with(|view| {
        view.asked = Some(stick());
        view.now.step_since = t(74.0);
    });
    desk.run_steps(2);
    assert!(shows(&desk, "2 of 6 done"));
    // The same step asks for something else: a task that has just been ended.
    press(&mut desk, egui::Key::F1);
    desk.state_mut().feed = with(|view| {
        view.asked = Some(Asked::TaskReason);
        view.now.step_since = t(74.0);
    });
    desk.run_steps(2);
    assert!(shows(&desk, "Why was the task ended?"));
}

fn item(id: &str, scale: ScaleView) -> ItemView {
    ItemView {
        id: Id::from(id),
        text: format!("Question {id}"),
        scale,
        value: None,
        declined: false,
    }
}

fn rating() -> Asked {
    let ends = || ["little".to_owned(), "much".to_owned()];
    let option = |id: &str, alone| (Id::from(id), format!("Option {id}"), alone);
    Asked::Rate {
        stem: Some("What you saw".into()),
        items: vec![
            item("line", ScaleView::Vas { ends: ends() }),
            item(
                "likert",
                ScaleView::Likert {
                    points: 5,
                    first: 0,
                    ends: ends(),
                },
            ),
            item(
                "choice",
                ScaleView::Choice {
                    options: vec![
                        (Id::from("a"), "Left".into()),
                        (Id::from("b"), "Right".into()),
                    ],
                },
            ),
            item(
                "multi",
                ScaleView::Multi {
                    options: vec![
                        option("red", false),
                        option("wet", false),
                        option("none", true),
                    ],
                },
            ),
            item(
                "number",
                ScaleView::Number {
                    min: 0.0,
                    max: 10.0,
                    unit: Some("tissues".into()),
                },
            ),
            item("open", ScaleView::Text { max_chars: 100 }),
        ],
    }
}

#[test]
fn ratings_may_all_be_left_open() {
    let mut desk = asking(rating());
    let open = ["line", "likert", "choice", "multi", "number", "open"];
    let answers = open.map(|id| (Id::from(id), None)).to_vec();
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::Send(DeskInput::Rate { answers })]
    );
}

#[test]
fn ratings_are_sent_as_they_were_given() {
    let mut desk = asking(rating());
    let line = desk
        .get_by_role_and_label(egui::accesskit::Role::Slider, "Question line")
        .rect();
    drag(&mut desk, line.center() + egui::vec2(0.0, -8.0));
    for label in ["3", "Right", "Option wet", "Option red", "Left"] {
        click(&mut desk, label);
    }
    // A second click takes an answer back; what stands alone puts the others out.
    click(&mut desk, "Left");
    click(&mut desk, "Option none");
    click(&mut desk, "Option red");
    fill(&mut desk, "Question number", "99");
    press(&mut desk, egui::Key::Enter);
    assert_eq!(click(&mut desk, "Done"), [], "99 would be lost");
    assert!(shows(&desk, "from 0 to 10"));
    fill(&mut desk, "Question number", "\u{8}");
    let sent = press(&mut desk, egui::Key::Enter);
    assert_eq!(sent, [], "Enter in a text field leaves the field");
    let answers = vec![
        (Id::from("line"), Some(Value::Number(50.0))),
        (Id::from("likert"), Some(Value::Number(3.0))),
        (Id::from("choice"), None),
        (Id::from("multi"), Some(Value::Many(vec![Id::from("red")]))),
        (Id::from("number"), Some(Value::Number(9.0))),
        (Id::from("open"), None),
    ];
    assert_eq!(
        press(&mut desk, egui::Key::Enter),
        [RunCommand::Send(DeskInput::Rate { answers })]
    );
}

#[test]
fn a_new_step_begins_with_empty_answers() {
    let mut desk = asking(rating());
    click(&mut desk, "3");
    desk.state_mut().feed = with(|view| {
        view.asked = Some(rating());
        view.now.step_since = t(74.0);
    });
    desk.run_steps(2);
    let sent = press(&mut desk, egui::Key::Enter);
    let [RunCommand::Send(DeskInput::Rate { answers })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert!(answers.iter().all(|(_, answer)| answer.is_none()));
}

fn drag(desk: &mut Harness<'static, Desk>, to: egui::Pos2) {
    let button = |pressed| egui::Event::PointerButton {
        pos: to,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    desk.event(egui::Event::PointerMoved(to));
    desk.step();
    desk.event(button(true));
    desk.step();
    desk.event(button(false));
    desk.step();
}

/// Writes into the field of a question; a backspace takes the last letter away.
fn fill(desk: &mut Harness<'static, Desk>, question: &str, text: &str) {
    desk.get_by_role_and_label(egui::accesskit::Role::TextInput, question)
        .click();
    desk.run_steps(2);
    if text == "\u{8}" {
        press(desk, egui::Key::End);
        press(desk, egui::Key::Backspace);
    } else {
        write(desk, text);
    }
}

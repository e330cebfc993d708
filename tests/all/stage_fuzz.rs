//! Random events on the participant's pages: no answer that was not given, no page done that is not complete.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, pos2};
use egui_kittest::kittest::Queryable;
use lacrima::protocol::Id;
use lacrima::session::{
    DataChoice, Device, ItemView, ScaleView, Screen, StageInput, TickView, Value,
};
use rand::{RngExt, SeedableRng};

use super::stage_harness::*;

#[test]
fn whatever_happens_beside_the_items_no_answer_comes_of_it() {
    for seed in 0..12 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let mut stage = stage(
            SIZES[seed as usize % 3],
            page(vec![vas("sad"), choice("seen", &["yes", "no"])]),
        );
        let size = SIZES[seed as usize % 3];
        let mut at = pos2(20.0, size.y / 2.0);
        for _ in 0..300 {
            match random.random_range(0..4) {
                0 => {
                    // Presses begin in the left margin, where nothing is; they end anywhere.
                    at = pos2(
                        random.random_range(5.0..120.0),
                        random.random_range(150.0..size.y - 20.0),
                    );
                    move_to(&mut stage, at);
                    press(&mut stage, at, true);
                    at = pos2(
                        random.random_range(0.0..size.x),
                        random.random_range(80.0..size.y),
                    );
                    move_to(&mut stage, at);
                    press(&mut stage, at, false);
                }
                1 => {
                    at = pos2(
                        random.random_range(0.0..size.x),
                        random.random_range(0.0..size.y),
                    );
                    move_to(&mut stage, at);
                }
                2 => {
                    // Keys without the focus: digits and letters, as the coder's may be.
                    let keys = [
                        Key::Num3,
                        Key::Num9,
                        Key::J,
                        Key::Space,
                        Key::Enter,
                        Key::ArrowRight,
                        Key::Home,
                    ];
                    let key = keys[random.random_range(0..keys.len())];
                    stage.key_press(key);
                    stage.step();
                }
                _ => {
                    let button = PointerButton::Secondary;
                    for pressed in [true, false] {
                        stage.event(Event::PointerButton {
                            pos: at,
                            button,
                            pressed,
                            modifiers: Modifiers::NONE,
                        });
                    }
                    stage.step();
                }
            }
        }
        assert_eq!(answers(&mut stage), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn any_events_at_all_give_only_answers_that_fit_shown_items_and_complete_pages() {
    for seed in 0..12 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(100 + seed);
        let size = SIZES[seed as usize % 3];
        let mut items: Vec<ItemView> = (0..6).map(|i| vas(&format!("i{i}"))).collect();
        items.push(choice("seen", &["yes", "no"]));
        items.push(item(
            "slept",
            ScaleView::Number {
                min: 0.0,
                max: 24.0,
                unit: None,
            },
        ));
        let mut stage = stage(size, page(items));
        for _ in 0..400 {
            let pos = pos2(
                random.random_range(0.0..size.x),
                random.random_range(0.0..size.y),
            );
            match random.random_range(0..6) {
                0 => click(&mut stage, pos),
                1 => press(&mut stage, pos, true),
                2 => press(&mut stage, pos, false),
                3 => move_to(&mut stage, pos),
                4 => {
                    let keys = [
                        Key::Tab,
                        Key::Num1,
                        Key::Num8,
                        Key::ArrowLeft,
                        Key::Space,
                        Key::End,
                    ];
                    stage.key_press(keys[random.random_range(0..keys.len())]);
                    stage.step();
                }
                _ => {
                    stage.event(Event::Text(random.random_range(0..40).to_string()));
                    stage.step();
                }
            }
        }
        let (mut shown, mut given, mut done) = (Vec::new(), Vec::new(), Vec::new());
        for input in told(&mut stage) {
            match input {
                StageInput::ItemShown { item } => shown.push(item),
                StageInput::Answer {
                    item,
                    value,
                    device,
                } => {
                    assert!(
                        shown.contains(&item) && !done.contains(&item),
                        "seed {seed}: {item}"
                    );
                    check_value(&item, &value, device);
                    given.push(item);
                }
                StageInput::Decline { item, .. } => given.push(item),
                StageInput::PageDone { items } => {
                    assert!(items.iter().all(|item| given.contains(item)), "seed {seed}");
                    done.extend(items);
                }
                _ => {}
            }
        }
        assert!(
            !given.is_empty(),
            "seed {seed}: so many clicks hit something"
        );
    }
}

#[test]
fn whatever_happens_on_the_other_screens_nothing_is_agreed_to_or_chosen_by_itself() {
    for seed in 0..14 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(200 + seed);
        let size = SIZES[seed as usize % 3];
        let screen = asking_screens()[seed as usize % 7].clone();
        let mut stage = stage(size, screen);
        let taken: Vec<egui::Rect> = stage
            .query_all_by(|node| {
                matches!(
                    node.role(),
                    Role::Button
                        | Role::CheckBox
                        | Role::MultilineTextInput
                        | Role::RadioButton
                        | Role::Canvas
                )
            })
            .map(|node| node.rect().expand(12.0))
            .collect();
        let mut held = None;
        for _ in 0..300 {
            let at = pos2(
                random.random_range(0.0..size.x),
                random.random_range(0.0..size.y),
            );
            match random.random_range(0..4) {
                // Presses begin beside everything; they end anywhere.
                0 if held.is_none() && !taken.iter().any(|rect| rect.contains(at)) => {
                    move_to(&mut stage, at);
                    press(&mut stage, at, true);
                    held = Some(at);
                }
                1 if held.take().is_some() => {
                    move_to(&mut stage, at);
                    press(&mut stage, at, false);
                }
                2 => move_to(&mut stage, at),
                _ => {
                    let keys = [
                        Key::Num1,
                        Key::J,
                        Key::Space,
                        Key::Enter,
                        Key::ArrowUp,
                        Key::End,
                    ];
                    stage.key_press(keys[random.random_range(0..keys.len())]);
                    stage.event(Event::Text("j".to_owned()));
                    stage.step();
                }
            }
        }
        let heard: Vec<StageInput> = told(&mut stage)
            .into_iter()
            .filter(|input| {
                !matches!(
                    input,
                    StageInput::Shown { .. } | StageInput::ItemShown { .. }
                )
            })
            .collect();
        assert!(heard.is_empty(), "seed {seed}: {heard:?}");
    }
}

#[test]
fn consent_is_told_as_agreed_only_with_the_required_ticks() {
    let mut heard = 0;
    for seed in 0..12 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(300 + seed);
        let size = SIZES[seed as usize % 3];
        let mut stage = stage(size, asking_screens()[0].clone());
        for _ in 0..300 {
            let targets: Vec<egui::Rect> = stage
                .query_all_by(|node| matches!(node.role(), Role::Button | Role::CheckBox))
                .map(|node| node.rect())
                .filter(|rect| rect.top() > 72.0)
                .collect();
            let at = targets[random.random_range(0..targets.len())].center();
            match random.random_range(0..3) {
                0 => {
                    stage.key_press([Key::Tab, Key::Space][random.random_range(0..2)]);
                    stage.step();
                }
                1 => press(&mut stage, at, random.random_bool(0.5)),
                _ => click(&mut stage, at),
            }
        }
        for input in told(&mut stage) {
            if let StageInput::Consent { agreed, ticks, .. } = input {
                assert!(!agreed || ticks[&Id::from("part")], "seed {seed}");
                heard += 1;
            }
        }
    }
    assert!(heard > 0, "so many clicks hit something");
}

/// One of each screen, beside pages of items, on which the participant decides something.
pub fn deciding_screens() -> [Screen; 6] {
    let word = str::to_owned;
    let tick = |id: &str, required| TickView {
        id: id.into(),
        text: format!("I allow {id}."),
        required,
    };
    [
        Screen::Consent {
            text: word("Read this."),
            ticks: vec![tick("part", true), tick("video", false)],
            agree: word("I agree"),
            refuse: word("I do not agree"),
        },
        Screen::Screening {
            text: word("Look at these."),
            points: vec![word("A reason."), word("Another.")],
            none: word("None applies"),
            some: word("One applies"),
        },
        Screen::Recall {
            text: word("Remember."),
            write: true,
            tell_text: true,
            go_on: word("Continue"),
            min_s: 0.0,
        },
        Screen::Task {
            text: word("Do it."),
            stop: Some(word("Out")),
        },
        Screen::DataChoice {
            text: word("How to go on?"),
            options: vec![
                (DataChoice::GoOn, word("Go on")),
                (DataChoice::Delete, word("Delete")),
            ],
        },
        Screen::Wish {
            text: word("Should somebody come?"),
            yes: word("Yes"),
            no: word("No"),
        },
    ]
}

/// The same, and a page with scales.
fn asking_screens() -> Vec<Screen> {
    let word = str::to_owned;
    let options = vec![
        ("a".into(), word("Option a"), false),
        ("none".into(), word("None"), true),
    ];
    let ends = [word("low"), word("high")];
    let page = page(vec![
        item(
            "moved",
            ScaleView::Likert {
                points: 7,
                first: 1,
                ends: ends.clone(),
            },
        ),
        item("why", ScaleView::Multi { options }),
        item(
            "mood",
            ScaleView::Grid {
                x: ends.clone(),
                y: ends,
                cells: None,
            },
        ),
    ]);
    deciding_screens().into_iter().chain([page]).collect()
}

fn check_value(item: &Id, value: &Value, device: Device) {
    match (item.as_str(), value) {
        ("seen", Value::Text(option)) => assert!(option == "yes" || option == "no"),
        ("slept", Value::Number(hours)) => {
            assert!((0.0..=24.0).contains(hours) && device == Device::Key)
        }
        (_, Value::Number(x)) => {
            assert!((0.0..=100.0).contains(x));
            assert!((x * 10.0 - (x * 10.0).round()).abs() < 1e-9, "tenths: {x}");
        }
        other => panic!("an answer of the wrong kind: {other:?}"),
    }
}

//! Random events on the participant's pages: no answer that was not given, no page done that is not complete.

use egui::{Event, Key, Modifiers, PointerButton, pos2};
use lacrima::protocol::Id;
use lacrima::session::{Device, ItemView, ScaleView, StageInput, Value};
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

//! Rows of boxes, options of which any number may be ticked, and squares: touched, typed, declined, taken back, restarted.

use egui::accesskit::{Role, Toggled};
use egui::{
    Event, Key, Modifiers, PointerButton, Pos2, TouchDeviceId, TouchId, TouchPhase, Vec2, vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};
use lacrima::protocol::Id;
use lacrima::session::{ItemView, ScaleView, StageInput, Value};

use super::stage_harness::*;

fn likert(id: &str, points: u8, first: i32) -> ItemView {
    let ends = ["disagree".to_owned(), "agree".to_owned()];
    let scale = ScaleView::Likert {
        points,
        first,
        ends,
    };
    item(id, scale)
}

fn multi(id: &str) -> ItemView {
    let options = [("a", false), ("b", false), ("none", true)]
        .map(|(id, alone)| (Id::from(id), format!("Option {id}"), alone))
        .to_vec();
    item(id, ScaleView::Multi { options })
}

fn square(id: &str, cells: Option<u8>) -> ItemView {
    let x = ["unpleasant".to_owned(), "pleasant".to_owned()];
    let y = ["sleepy".to_owned(), "stirred up".to_owned()];
    item(id, ScaleView::Grid { x, y, cells })
}

/// The bare square, without the margin that can be touched too.
fn field(stage: &Stage) -> egui::Rect {
    stage.get_by_role(Role::Canvas).rect().shrink(8.0)
}

fn ticked(stage: &Stage, label: &str) -> bool {
    stage.get_by_label(label).accesskit_node().toggled() == Some(Toggled::True)
}

fn press_label(stage: &mut Stage, label: &str) {
    stage.get_by_label(label).click();
    settle(stage);
}

fn type_key(stage: &mut Stage, key: Key) {
    stage.key_press(key);
    settle(stage);
}

/// Answers and what was taken back, as short words.
fn news(stage: &mut Stage) -> Vec<String> {
    told(stage)
        .into_iter()
        .filter_map(|input| match input {
            StageInput::Answer {
                item,
                value,
                device,
            } => Some(format!("{item}={value:?} {device:?}")),
            StageInput::Decline { item, .. } => Some(format!("{item} declined")),
            StageInput::Clear { item, device } => Some(format!("{item} cleared {device:?}")),
            _ => None,
        })
        .collect()
}

#[test]
fn a_box_is_chosen_by_mouse_and_told_by_its_number() {
    let mut stage = stage(
        MIDDLE,
        page(vec![likert("moved", 7, 1), likert("ten", 11, 0)]),
    );
    assert_eq!(circles(&stage), 0, "nothing is chosen at first");
    let boxes = |stage: &Stage| stage.get_all_by_role(Role::RadioButton).count();
    assert_eq!(boxes(&stage), 18);
    press_label(&mut stage, "How moved?: 3 / 7");
    press_label(&mut stage, "How ten?: 1 / 11");
    press_label(&mut stage, "How moved?: 7 / 7");
    assert_eq!(
        news(&mut stage),
        [
            "moved=Number(3.0) Mouse",
            "ten=Number(0.0) Mouse",
            "moved=Number(7.0) Mouse"
        ]
    );
    assert_eq!(circles(&stage), 2);
    assert!(button_works(&stage, "Continue"));
}

#[test]
fn boxes_are_equal_fill_the_line_and_show_no_number() {
    for size in SIZES {
        let stage = stage(size, page(vec![likert("moved", 5, 1)]));
        let boxes: Vec<egui::Rect> = stage
            .get_all_by_role(Role::RadioButton)
            .map(|node| node.rect())
            .collect();
        let first = boxes[0];
        for (place, one) in boxes.iter().enumerate() {
            assert!((one.size() - first.size()).length() < 0.1, "{size}");
            let left = first.left() + place as f32 * first.width();
            assert!(
                (one.left() - left).abs() < 0.1,
                "no gap in which a touch is lost"
            );
        }
        let width = boxes[4].right() - first.left();
        assert!((width - 688.0).abs() < 0.1, "{size}: {width}");
    }
}

#[test]
fn keys_choose_boxes_and_arrows_only_move_what_was_chosen() {
    let mut stage = stage(MIDDLE, page(vec![likert("moved", 5, 1)]));
    type_key(&mut stage, Key::Num3);
    assert!(news(&mut stage).is_empty(), "the row has no focus");
    for key in [Key::Tab, Key::ArrowRight, Key::Space, Key::Enter, Key::Num9] {
        type_key(&mut stage, key);
    }
    assert!(
        news(&mut stage).is_empty(),
        "nothing chooses but a digit that there is"
    );
    for (key, value) in [
        (Key::Num2, "2.0"),
        (Key::ArrowRight, "3.0"),
        (Key::ArrowDown, "2.0"),
        (Key::End, "5.0"),
        (Key::Home, "1.0"),
    ] {
        type_key(&mut stage, key);
        assert_eq!(news(&mut stage), [format!("moved=Number({value}) Key")]);
    }
    type_key(&mut stage, Key::ArrowLeft);
    assert!(
        news(&mut stage).is_empty(),
        "there is nothing before the first"
    );
}

#[test]
fn a_finger_is_told_as_touch() {
    let mut stage = stage(MIDDLE, page(vec![likert("moved", 5, 1)]));
    let pos = stage.get_by_label("How moved?: 4 / 5").rect().center();
    for (phase, pressed) in [(TouchPhase::Start, true), (TouchPhase::End, false)] {
        let touch = Event::Touch {
            device_id: TouchDeviceId(1),
            id: TouchId(1),
            phase,
            pos,
            force: None,
        };
        let button = Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let events = [touch, Event::PointerMoved(pos), button];
        stage.input_mut().events.extend(events);
        stage.step();
    }
    settle(&mut stage);
    assert_eq!(news(&mut stage), ["moved=Number(4.0) Touch"]);
}

#[test]
fn options_are_told_in_the_order_offered_and_one_excludes_the_others() {
    let mut stage = stage(MIDDLE, page(vec![multi("why")]));
    assert!(!button_works(&stage, "Continue"));
    for option in ["Option b", "Option a", "Option none", "Option a"] {
        press_label(&mut stage, option);
    }
    let many = |ids: &[&str]| {
        let ids: Vec<Id> = ids.iter().map(|id| Id::from(*id)).collect();
        format!("why={:?} Mouse", Value::Many(ids))
    };
    assert_eq!(
        news(&mut stage),
        [
            many(&["b"]),
            many(&["a", "b"]),
            many(&["none"]),
            many(&["a"])
        ]
    );
    assert!(ticked(&stage, "Option a") && !ticked(&stage, "Option none"));
    press_label(&mut stage, "Option a");
    assert_eq!(news(&mut stage), ["why cleared Mouse"]);
    assert!(
        !button_works(&stage, "Continue"),
        "nothing ticked is no answer"
    );
}

#[test]
fn options_are_reached_and_ticked_by_keys() {
    let mut stage = stage(MIDDLE, page(vec![multi("why")]));
    for key in [Key::Tab, Key::Tab, Key::Space] {
        type_key(&mut stage, key);
    }
    assert!(ticked(&stage, "Option b"));
    type_key(&mut stage, Key::Enter);
    assert!(!ticked(&stage, "Option b"));
    let heard = news(&mut stage);
    assert_eq!(heard.last().map(String::as_str), Some("why cleared Key"));
}

#[test]
fn the_square_has_no_mark_until_it_is_touched_and_a_drag_refines() {
    let mut stage = stage(MIDDLE, page(vec![square("mood", None)]));
    let rect = field(&stage);
    assert_eq!(circles(&stage), 0);
    move_to(&mut stage, rect.center());
    assert_eq!(circles(&stage), 0, "hovering shows nothing");
    let at = |x: f32, y: f32| rect.left_bottom() + vec2(x, -y) / 100.0 * rect.size();
    move_to(&mut stage, at(25.0, 75.0));
    press(&mut stage, at(25.0, 75.0), true);
    assert!(circles(&stage) > 0);
    for x in [30.0, 60.0, 180.0] {
        move_to(&mut stage, at(x, 10.0));
    }
    press(&mut stage, at(180.0, 10.0), false);
    settle(&mut stage);
    assert_eq!(
        news(&mut stage),
        [
            "mood=Place { x: 25.0, y: 75.0 } Mouse",
            "mood=Place { x: 100.0, y: 10.0 } Mouse"
        ]
    );
    assert!(button_works(&stage, "Continue"));
}

#[test]
fn the_square_is_moved_by_keys_from_the_middle_once_it_has_the_focus() {
    let mut stage = stage(MIDDLE, page(vec![square("mood", None)]));
    type_key(&mut stage, Key::ArrowRight);
    assert!(news(&mut stage).is_empty(), "it has no focus");
    type_key(&mut stage, Key::Tab);
    assert!(
        news(&mut stage).is_empty(),
        "the focus alone places nothing"
    );
    for (key, x, y) in [
        (Key::ArrowRight, "50.0", "50.0"),
        (Key::ArrowRight, "51.0", "50.0"),
        (Key::ArrowUp, "51.0", "51.0"),
        (Key::ArrowLeft, "50.0", "51.0"),
        (Key::ArrowDown, "50.0", "50.0"),
    ] {
        type_key(&mut stage, key);
        let wanted = format!("mood=Place {{ x: {x}, y: {y} }} Key");
        assert_eq!(news(&mut stage), [wanted], "{key:?}");
    }
    stage.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    settle(&mut stage);
    assert_eq!(news(&mut stage), ["mood=Place { x: 50.0, y: 55.0 } Key"]);
}

#[test]
fn cells_give_their_middle() {
    let mut stage = stage(MIDDLE, page(vec![square("mood", Some(9))]));
    let rect = field(&stage);
    click(&mut stage, rect.left_top() + Vec2::splat(3.0));
    click(&mut stage, rect.center() + Vec2::splat(10.0));
    assert_eq!(
        news(&mut stage),
        [
            "mood=Place { x: 5.6, y: 94.4 } Mouse",
            "mood=Place { x: 50.0, y: 50.0 } Mouse"
        ]
    );
    for key in [Key::Tab, Key::ArrowRight] {
        type_key(&mut stage, key);
    }
    assert_eq!(news(&mut stage), ["mood=Place { x: 61.1, y: 50.0 } Key"]);
}

#[test]
fn declining_and_taking_back_tells_what_is_there_again_or_that_nothing_is() {
    let decline = |id: &str| format!("Prefer not to answer: How {id}?");
    for view in [
        likert("it", 5, 1),
        multi("it"),
        square("it", None),
        vas("it"),
    ] {
        let mut stage = stage(MIDDLE, page(vec![view.clone()]));
        press_label(&mut stage, &decline("it"));
        press_label(&mut stage, &decline("it"));
        assert_eq!(
            news(&mut stage),
            ["it declined", "it cleared Mouse"],
            "{:?}",
            view.scale
        );
        assert!(!button_works(&stage, "Continue"));
        let target = match view.scale {
            ScaleView::Likert { .. } => stage.get_by_label("How it?: 2 / 5").rect(),
            ScaleView::Multi { .. } => stage.get_by_label("Option b").rect(),
            ScaleView::Grid { .. } => field(&stage),
            _ => line(&stage),
        };
        click(&mut stage, target.center());
        let answer = news(&mut stage);
        assert_eq!(answer.len(), 1);
        press_label(&mut stage, &decline("it"));
        press_label(&mut stage, &decline("it"));
        assert_eq!(
            news(&mut stage),
            ["it declined".to_owned(), answer[0].clone()]
        );
        // Touching it while it is declined answers after all.
        press_label(&mut stage, &decline("it"));
        click(&mut stage, target.center());
        assert_eq!(
            news(&mut stage),
            ["it declined".to_owned(), answer[0].clone()]
        );
    }
}

#[test]
fn a_deleted_text_or_number_is_taken_back() {
    let number = ScaleView::Number {
        min: 0.0,
        max: 24.0,
        unit: None,
    };
    let items = vec![
        item("why", ScaleView::Text { max_chars: 50 }),
        item("slept", number),
    ];
    let mut stage = stage(MIDDLE, page(items));
    let fields: Vec<Pos2> = stage
        .get_all_by(|node| matches!(node.role(), Role::TextInput | Role::MultilineTextInput))
        .map(|node| node.rect().center())
        .collect();
    click(&mut stage, fields[0]);
    stage.event(Event::Text("so".to_owned()));
    settle(&mut stage);
    click(&mut stage, fields[1]);
    stage.event(Event::Text("7".to_owned()));
    settle(&mut stage);
    click(&mut stage, fields[0]);
    assert_eq!(
        news(&mut stage),
        ["why=Text(\"so\") Key", "slept=Number(7.0) Key"]
    );
    for place in [0, 1, 0] {
        click(&mut stage, fields[place]);
        for _ in 0..3 {
            type_key(&mut stage, Key::Backspace);
            type_key(&mut stage, Key::Delete);
        }
    }
    assert_eq!(news(&mut stage), ["why cleared Key", "slept cleared Key"]);
    assert!(!button_works(&stage, "Continue"));
}

#[test]
fn a_restarted_window_shows_what_was_answered() {
    let mut known = [
        likert("l", 7, 1),
        multi("m"),
        square("g", None),
        likert("d", 5, 1),
    ];
    known[0].value = Some(Value::Number(3.0));
    known[1].value = Some(Value::Many(vec!["a".into(), "b".into()]));
    known[2].value = Some(Value::Place { x: 20.0, y: 80.0 });
    known[3].declined = true;
    for view in known.clone() {
        let mut stage = stage(MIDDLE, page(vec![view.clone()]));
        assert!(button_works(&stage, "Continue"), "{view:?}");
        assert!(news(&mut stage).is_empty(), "and tells nothing of its own");
    }
    let mut stage = stage(MIDDLE, page(vec![known[1].clone()]));
    press_label(&mut stage, "Option a");
    press_label(&mut stage, "Option b");
    let heard = news(&mut stage);
    assert_eq!(heard.last().map(String::as_str), Some("m cleared Mouse"));
}

#[test]
fn the_new_scales_are_paged_and_nothing_is_covered() {
    let sizes = [vec2(640.0, 360.0), SIZES[0], SIZES[2]];
    for size in sizes {
        let mut items: Vec<ItemView> = (0..3).map(|i| likert(&format!("l{i}"), 7, 1)).collect();
        items.extend([
            square("g", None),
            square("h", Some(9)),
            multi("m"),
            multi("n"),
        ]);
        let mut stage = stage(size, page(items));
        let mut done = 0;
        for _ in 0..12 {
            let button = stage.get_by_role_and_label(Role::Button, "Continue").rect();
            let touched = stage.get_all_by(|node| {
                matches!(
                    node.role(),
                    Role::RadioButton | Role::Canvas | Role::CheckBox
                )
            });
            for rect in touched.map(|node| node.rect()) {
                assert!(
                    rect.bottom() <= button.top() && rect.top() > 60.0,
                    "{size}: {rect} {button}"
                );
            }
            let declines: Vec<Pos2> = stage
                .get_all_by(|node| {
                    node.label()
                        .is_some_and(|label| label.starts_with("Prefer"))
                })
                .map(|node| node.rect().center())
                .collect();
            for at in declines {
                click(&mut stage, at);
            }
            go_on(&mut stage);
            settle(&mut stage);
            for input in told(&mut stage) {
                if let StageInput::PageDone { items } = input {
                    done += items.len();
                }
            }
            if done == 7 {
                break;
            }
        }
        assert_eq!(done, 7, "{size}");
    }
}

//! Items on the participant's pages, told and asked by label: lines, options, fields, "prefer not to answer", pages.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2, vec2};
use egui_kittest::kittest::Queryable;
use lacrima::session::{ItemView, ScaleView, StageInput, Value};

use super::stage_harness::*;

#[test]
fn the_line_has_no_handle_and_no_value_until_it_is_touched() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    assert_eq!(circles(&stage), 0);
    assert_eq!(stage.get_by_role(Role::Slider).value(), None);
    let at = line(&stage).center();
    move_to(&mut stage, at);
    assert_eq!(circles(&stage), 0, "hovering shows nothing");
    click(&mut stage, at);
    assert!(circles(&stage) > 0);
}

#[test]
fn a_click_without_a_drag_counts_and_a_drag_is_told_where_it_began_and_ended() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let at = line(&stage);
    click(&mut stage, at.center());
    assert_eq!(answers(&mut stage), ["sad=Number(50.0) Mouse"]);
    move_to(&mut stage, at.center());
    press(&mut stage, at.center(), true);
    for x in [10.0, 50.0, 120.5] {
        move_to(&mut stage, at.center() + vec2(x, 40.0));
    }
    press(&mut stage, at.center() + vec2(120.5, 40.0), false);
    settle(&mut stage);
    // 120.5 of 680 points.
    assert_eq!(
        answers(&mut stage),
        ["sad=Number(50.0) Mouse", "sad=Number(67.7) Mouse"]
    );
}

#[test]
fn press_and_release_in_one_pass_count_too() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let pos = line(&stage).center();
    move_to(&mut stage, pos);
    for pressed in [true, false] {
        stage.input_mut().events.push(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    settle(&mut stage);
    assert_eq!(answers(&mut stage), ["sad=Number(50.0) Mouse"]);
}

#[test]
fn a_press_that_began_elsewhere_does_nothing_on_release() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let at = line(&stage).center();
    move_to(&mut stage, pos2(60.0, 400.0));
    press(&mut stage, pos2(60.0, 400.0), true);
    move_to(&mut stage, at);
    press(&mut stage, at, false);
    settle(&mut stage);
    assert_eq!(answers(&mut stage), Vec::<String>::new());
}

#[test]
fn other_buttons_of_the_mouse_do_nothing() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    stage.get_by_role(Role::Slider).click_secondary();
    settle(&mut stage);
    assert_eq!(answers(&mut stage), Vec::<String>::new());
}

#[test]
fn the_ends_are_reached_without_aiming() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let at = line(&stage);
    click(&mut stage, at.left_center() + vec2(4.0, 0.0));
    click(&mut stage, at.right_center() - vec2(4.0, 0.0));
    assert_eq!(
        answers(&mut stage),
        ["sad=Number(0.0) Mouse", "sad=Number(100.0) Mouse"]
    );
}

#[test]
fn the_keyboard_places_with_digits_and_refines_with_arrows() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    for key in [Key::Tab, Key::ArrowRight, Key::Space, Key::Enter] {
        stage.key_press(key);
    }
    settle(&mut stage);
    assert_eq!(
        answers(&mut stage),
        Vec::<String>::new(),
        "nothing places it but a digit"
    );
    for (key, value) in [
        (Key::Num0, "0.0"),
        (Key::Num9, "100.0"),
        (Key::Num3, "33.3"),
        (Key::ArrowRight, "34.3"),
        (Key::ArrowDown, "33.3"),
        (Key::Home, "0.0"),
        (Key::ArrowLeft, "0.0"),
        (Key::End, "100.0"),
    ] {
        stage.key_press(key);
        settle(&mut stage);
        assert_eq!(
            answers(&mut stage),
            [format!("sad=Number({value}) Key")],
            "{key:?}"
        );
    }
    stage.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    settle(&mut stage);
    assert_eq!(answers(&mut stage), ["sad=Number(95.0) Key"]);
}

#[test]
fn a_held_arrow_is_one_gesture_with_a_beginning_and_an_end() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    stage.key_press(Key::Tab);
    stage.key_press(Key::Num0);
    settle(&mut stage);
    told(&mut stage);
    for _ in 0..10 {
        stage.key_down(Key::ArrowRight);
    }
    stage.key_up(Key::ArrowRight);
    settle(&mut stage);
    assert_eq!(
        answers(&mut stage),
        ["sad=Number(1.0) Key", "sad=Number(10.0) Key"]
    );
}

#[test]
fn assistive_technology_can_answer() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    stage.get_by_role(Role::Slider).set_value_accesskit(42.34);
    settle(&mut stage);
    assert_eq!(answers(&mut stage), ["sad=Number(42.3) Key"]);
}

#[test]
fn the_page_goes_on_only_when_every_item_is_answered_or_declined() {
    let mut stage = stage(
        MIDDLE,
        page(vec![vas("sad"), choice("seen", &["yes", "no"])]),
    );
    assert!(!button_works(&stage, "Continue"));
    go_on(&mut stage);
    assert_eq!(answers(&mut stage), Vec::<String>::new());
    stage.get_by_label("Prefer not to answer: How sad?").click();
    settle(&mut stage);
    assert!(!button_works(&stage, "Continue"));
    stage.get_by_label("Option no").click();
    settle(&mut stage);
    assert!(button_works(&stage, "Continue"));
    go_on(&mut stage);
    assert_eq!(
        answers(&mut stage),
        ["sad declined", "seen=Text(\"no\") Mouse", "done 2"]
    );
}

#[test]
fn not_answering_can_be_taken_back() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let decline = |stage: &mut Stage| {
        stage.get_by_label("Prefer not to answer: How sad?").click();
        settle(stage);
    };
    decline(&mut stage);
    decline(&mut stage);
    assert!(!button_works(&stage, "Continue"), "untouched again");
    assert_eq!(circles(&stage), 0);
    let at = line(&stage).center();
    click(&mut stage, at);
    decline(&mut stage);
    assert_eq!(circles(&stage), 0, "a declined item shows no handle");
    // Touching the line answers after all.
    click(&mut stage, at);
    assert!(button_works(&stage, "Continue"));
    assert_eq!(
        answers(&mut stage).last().map(String::as_str),
        Some("sad=Number(50.0) Mouse")
    );
}

#[test]
fn numbers_and_texts_are_told_when_they_are_left() {
    let number = ScaleView::Number {
        min: 0.0,
        max: 24.0,
        unit: Some("hours".to_owned()),
    };
    let items = vec![
        item("slept", number),
        item("why", ScaleView::Text { max_chars: 20 }),
    ];
    let mut stage = stage(MIDDLE, page(items));
    let fields: Vec<Pos2> = stage
        .get_all_by(|node| matches!(node.role(), Role::TextInput | Role::MultilineTextInput))
        .map(|node| node.rect().center())
        .collect();
    click(&mut stage, fields[0]);
    stage.event(Event::Text("30".to_owned()));
    settle(&mut stage);
    assert!(!button_works(&stage, "Continue"), "30 hours is no answer");
    stage.key_press(Key::Backspace);
    stage.key_press(Key::Backspace);
    stage.event(Event::Text("7,5".to_owned()));
    settle(&mut stage);
    click(&mut stage, fields[1]);
    stage.event(Event::Text("žalost".to_owned()));
    settle(&mut stage);
    go_on(&mut stage);
    assert_eq!(
        answers(&mut stage),
        [
            "slept=Number(7.5) Key",
            "why=Text(\"žalost\") Key",
            "done 2"
        ]
    );
}

#[test]
fn items_are_paged_on_every_window_and_each_is_shown_answered_and_done_once() {
    for size in SIZES {
        let items: Vec<ItemView> = (0..11).map(|i| vas(&format!("i{i}"))).collect();
        let mut stage = stage(size, page(items));
        let (mut pages, mut shown, mut done) = (0, Vec::new(), Vec::new());
        while stage.query_all_by_role(Role::Slider).next().is_some() {
            pages += 1;
            let button = stage.get_by_role_and_label(Role::Button, "Continue").rect();
            let lines: Vec<_> = stage
                .get_all_by_role(Role::Slider)
                .map(|n| n.rect())
                .collect();
            assert!((1..=8).contains(&lines.len()), "{size}: {}", lines.len());
            for line in lines {
                assert!(
                    line.bottom() < button.top() && line.top() > 60.0,
                    "{size}: {line}"
                );
                assert_eq!(line.width(), 680.0 + 32.0, "constant length");
                click(&mut stage, line.center());
            }
            go_on(&mut stage);
            settle(&mut stage);
            for input in told(&mut stage) {
                match input {
                    StageInput::ItemShown { item } => shown.push(item),
                    StageInput::PageDone { items } => done.extend(items),
                    _ => {}
                }
            }
            assert!(pages < 12);
        }
        assert_eq!(done.len(), 11);
        assert_eq!(shown, done, "{size}");
        assert!(pages >= 2, "{size}");
    }
}

#[test]
fn a_page_begun_stays_through_newer_views_and_answers_survive_a_restart() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad"), vas("calm")]));
    let at = stage
        .get_all_by_role(Role::Slider)
        .next()
        .expect("a line")
        .rect()
        .center();
    click(&mut stage, at);
    stage
        .state_mut()
        .show(view(1, page(vec![vas("sad"), vas("calm")])));
    settle(&mut stage);
    assert!(circles(&stage) > 0);
    // A new stage process is given what was answered on this page.
    let mut known = vas("sad");
    known.value = Some(Value::Number(20.0));
    let restarted = self::stage(MIDDLE, page(vec![known, vas("calm")]));
    assert!(circles(&restarted) > 0);
}

#[test]
fn items_that_the_desk_still_asks_for_come_back() {
    let mut stage = stage(MIDDLE, page(vec![vas("sad")]));
    let at = line(&stage).center();
    click(&mut stage, at);
    go_on(&mut stage);
    assert!(stage.query_by_role(Role::Slider).is_none());
    stage.run_steps(20);
    assert!(stage.query_by_role(Role::Slider).is_some());
}

//! Remembering and writing on the participant's window, and buttons that come later than their text.

use egui::accesskit::Role;
use egui::{Event, Key, vec2};
use egui_kittest::kittest::Queryable;
use lacrima::session::{Screen, StageInput};

use super::stage_consent::{news, recall, wish};
use super::stage_harness::*;

fn write(stage: &mut Stage, text: &str) {
    let at = stage.get_by_role(Role::MultilineTextInput).rect().center();
    click(stage, at);
    stage.event(Event::Text(text.to_owned()));
    settle(stage);
}

fn recalled(characters: u64, words: u64, text: Option<&str>) -> StageInput {
    StageInput::Recalled {
        serial: 1,
        characters,
        words,
        text: text.map(str::to_owned),
    }
}

#[test]
fn recalling_tells_how_much_was_written_and_the_text_only_where_it_is_kept() {
    for (tell_text, text) in [(false, None), (true, Some("Ein trüber Tag"))] {
        let mut stage = stage(MIDDLE, recall(tell_text, 0.0));
        write(&mut stage, " Ein trüber Tag\n");
        assert!(news(&mut stage).is_empty(), "nothing before the button");
        go_on(&mut stage);
        assert_eq!(news(&mut stage), [recalled(14, 3, text)]);
        stage.state_mut().show(view(2, wish()));
        settle(&mut stage);
        assert!(news(&mut stage).is_empty(), "and not again");
    }
}

#[test]
fn what_was_written_is_not_lost_when_the_screen_goes() {
    let mut replaced = stage(MIDDLE, recall(true, 0.0));
    write(&mut replaced, "one two");
    replaced.state_mut().show(view(2, wish()));
    settle(&mut replaced);
    assert_eq!(news(&mut replaced), [recalled(7, 2, Some("one two"))]);

    let mut stopped = stage(MIDDLE, recall(true, 0.0));
    write(&mut stopped, "three");
    stopped.state_mut().stop();
    settle(&mut stopped);
    assert_eq!(news(&mut stopped), [recalled(5, 1, Some("three"))]);

    let mut held = stage(MIDDLE, recall(false, 0.0));
    write(&mut held, "four");
    held.key_down(Key::Escape);
    held.run_steps(8);
    assert_eq!(
        news(&mut held),
        [StageInput::StopHeld, recalled(4, 1, None)]
    );
}

#[test]
fn a_long_text_stays_within_its_field() {
    for size in [vec2(640.0, 360.0), MIDDLE] {
        let mut stage = stage(size, recall(true, 0.0));
        while stage.query_by_role(Role::MultilineTextInput).is_none() {
            go_on(&mut stage);
            settle(&mut stage);
        }
        let field = stage.get_by_role(Role::MultilineTextInput).rect();
        write(&mut stage, &"Ein langer Satz. ".repeat(200));
        let button = stage.get_by_label("Continue").rect();
        assert!(
            field.top() > 60.0 && field.bottom() < button.top(),
            "{size}"
        );
        assert!(button_works(&stage, "Continue"));
        go_on(&mut stage);
        assert!(matches!(
            news(&mut stage)[..],
            [StageInput::Recalled { words: 600, .. }]
        ));
    }
}

#[test]
fn a_recall_without_a_field_is_a_text_and_a_button() {
    let screen = Screen::Recall {
        text: "Remember.".to_owned(),
        write: false,
        tell_text: true,
        go_on: "Continue".to_owned(),
        min_s: 0.0,
    };
    let mut stage = stage(MIDDLE, screen);
    assert!(stage.query_by_role(Role::MultilineTextInput).is_none());
    go_on(&mut stage);
    assert_eq!(news(&mut stage), [recalled(0, 0, None)]);
}

#[test]
fn a_button_that_comes_later_is_not_there_before() {
    let text = Screen::Text {
        text: "Read this.".to_owned(),
        go_on: Some("Continue".to_owned()),
        min_s: 10.0,
    };
    for screen in [text, recall(false, 10.0)] {
        let mut stage = stage(MIDDLE, screen);
        let now = |stage: &Stage| stage.ctx.input(|input| input.time);
        let begun = now(&stage);
        let mut before = begun;
        while stage.query_by_label("Continue").is_none() {
            before = now(&stage);
            stage.step();
            assert!(before < begun + 20.0, "it never comes");
        }
        assert!(before > begun + 6.0, "{begun} {before}");
        settle(&mut stage);
        assert!(button_works(&stage, "Continue"));
        go_on(&mut stage);
        assert_eq!(news(&mut stage).len(), 1);
    }
}

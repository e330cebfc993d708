//! Consent, screening, the practised stop, recalling, tasks and questions on the participant's window.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Pos2, Rect, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use lacrima::session::{DataChoice, Screen, StageInput, TickView};

use super::stage_harness::*;

fn ticks() -> Vec<TickView> {
    [("part", true), ("video", false)]
        .map(|(id, required)| TickView {
            id: id.into(),
            text: format!("I allow {id}."),
            required,
        })
        .to_vec()
}

fn consent(text: &str, ticks: Vec<TickView>) -> Screen {
    Screen::Consent {
        text: text.to_owned(),
        ticks,
        agree: "I agree".to_owned(),
        refuse: "I do not agree".to_owned(),
    }
}

fn screening(points: usize) -> Screen {
    Screen::Screening {
        text: "Please look at these reasons.".to_owned(),
        points: (0..points)
            .map(|point| format!("Reason {point}, which is said with a few words more than fit."))
            .collect(),
        none: "None applies".to_owned(),
        some: "At least one applies".to_owned(),
    }
}

fn recall(tell_text: bool, min_s: f64) -> Screen {
    Screen::Recall {
        text: "Remember a moment.".to_owned(),
        write: true,
        tell_text,
        go_on: "Continue".to_owned(),
        min_s,
    }
}

fn wish() -> Screen {
    Screen::Wish {
        text: "Should somebody come?".to_owned(),
        yes: "Yes".to_owned(),
        no: "No".to_owned(),
    }
}

fn data_choice() -> Screen {
    let options = [
        (DataChoice::GoOn, "Go on"),
        (DataChoice::Keep, "Keep"),
        (DataChoice::Delete, "Delete"),
    ];
    Screen::DataChoice {
        text: "It has been stopped.".to_owned(),
        options: options
            .map(|(choice, label)| (choice, label.to_owned()))
            .to_vec(),
    }
}

fn task(stop: Option<&str>) -> Screen {
    Screen::Task {
        text: "Hand into the water.".to_owned(),
        stop: stop.map(str::to_owned),
    }
}

fn button(stage: &mut Stage, label: &str) {
    let at = stage.get_by_role_and_label(Role::Button, label).rect();
    click(stage, at.center());
    settle(stage);
}

/// What was told beside that something was shown.
fn news(stage: &mut Stage) -> Vec<StageInput> {
    let mut told = told(stage);
    told.retain(|input| !matches!(input, StageInput::Shown { .. }));
    told
}

fn agreed(agreed: bool, part: bool, video: bool) -> StageInput {
    StageInput::Consent {
        serial: 1,
        agreed,
        ticks: [("part".into(), part), ("video".into(), video)].into(),
    }
}

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
fn agreeing_needs_the_required_ticks_and_nothing_is_ticked_beforehand() {
    let mut stage = stage(MIDDLE, consent("Read this.", ticks()));
    assert!(!button_works(&stage, "I agree"));
    assert!(button_works(&stage, "I do not agree"));
    button(&mut stage, "I agree");
    assert!(news(&mut stage).is_empty());
    stage.get_by_label("I allow video.").click();
    settle(&mut stage);
    assert!(
        !button_works(&stage, "I agree"),
        "the required one is missing"
    );
    stage.get_by_label("I allow part.").click();
    settle(&mut stage);
    button(&mut stage, "I agree");
    assert_eq!(news(&mut stage), [agreed(true, true, true)]);
    stage.get_by_label("I allow part.").click();
    settle(&mut stage);
    assert!(!button_works(&stage, "I agree"), "taken back");
}

#[test]
fn refusing_is_as_easy_as_agreeing() {
    for size in SIZES {
        let mut stage = stage(size, consent("Read this.", ticks()));
        let rect = |label: &str| stage.get_by_role_and_label(Role::Button, label).rect();
        let (agree, refuse) = (rect("I agree"), rect("I do not agree"));
        assert_eq!(agree.size(), refuse.size());
        assert_eq!(agree.top(), refuse.top());
        button(&mut stage, "I do not agree");
        assert_eq!(news(&mut stage), [agreed(false, false, false)]);
    }
}

#[test]
fn consent_is_given_by_keys_alone() {
    let mut stage = stage(MIDDLE, consent("Read this.", ticks()));
    let focused = |stage: &Stage, label: &str| stage.get_by_label(label).is_focused();
    let go_to = |stage: &mut Stage, label: &str| {
        for _ in 0..10 {
            if focused(stage, label) {
                return;
            }
            stage.key_press(Key::Tab);
            settle(stage);
        }
        panic!("{label} is never reached");
    };
    go_to(&mut stage, "I allow part.");
    stage.key_press(Key::Space);
    settle(&mut stage);
    go_to(&mut stage, "I agree");
    stage.key_press(Key::Enter);
    settle(&mut stage);
    assert_eq!(news(&mut stage), [agreed(true, true, false)]);
}

#[test]
fn a_long_consent_is_read_page_by_page_and_can_be_refused_on_each() {
    let text = "A calm sentence about the study. ".repeat(30);
    let text = [text.clone(), text.clone(), text].join("\n\n");
    let sizes = [vec2(640.0, 360.0), SIZES[0], SIZES[2]];
    for size in sizes {
        let many = (0..9)
            .map(|tick| TickView {
                id: format!("t{tick}").as_str().into(),
                text: format!("Tick {tick}"),
                required: false,
            })
            .collect();
        let mut stage = stage(size, consent(&text, many));
        let (mut pages, mut seen) = (1, Vec::new());
        loop {
            let refuse = stage.get_by_label("I do not agree").rect();
            let boxes = stage.query_all_by_role(Role::CheckBox);
            for node in boxes {
                let label = node.accesskit_node().label().unwrap_or_default();
                assert!(node.rect().bottom() <= refuse.top(), "{size}: {label}");
                assert!(node.accesskit_node().toggled() == Some(Toggled::False));
                seen.push(label);
            }
            if stage.query_by_label("I agree").is_some() {
                break;
            }
            button(&mut stage, "Continue");
            pages += 1;
            assert!(pages < 60);
        }
        assert!(pages > 1 || size.y > 1000.0, "{size}");
        assert_eq!(seen.len(), 9, "{size}: each tick once: {seen:?}");
        assert!(news(&mut stage).is_empty());
        button(&mut stage, "I agree");
        assert!(matches!(
            news(&mut stage)[..],
            [StageInput::Consent { agreed: true, .. }]
        ));
    }
}

#[test]
fn screening_has_two_equal_buttons_and_tells_only_whether_one_applies() {
    for (label, passed) in [("None applies", true), ("At least one applies", false)] {
        for size in [vec2(640.0, 360.0), MIDDLE, SIZES[2]] {
            let mut stage = stage(size, screening(9));
            let mut pages = 1;
            while stage.query_by_label(label).is_none() {
                button(&mut stage, "Continue");
                pages += 1;
                assert!(pages < 20);
            }
            let sizes = ["None applies", "At least one applies"].map(|label| {
                stage
                    .get_by_role_and_label(Role::Button, label)
                    .rect()
                    .size()
            });
            assert_eq!(sizes[0], sizes[1]);
            button(&mut stage, label);
            assert_eq!(
                news(&mut stage),
                [StageInput::Screening { serial: 1, passed }]
            );
        }
    }
}

#[test]
fn a_practised_stop_is_told_once_and_the_screen_stays_until_the_next() {
    let text = "Hold the key.".to_owned();
    let mut stage = stage(MIDDLE, Screen::PracticeStop { text });
    let at = stage.get_by_label("Stop").rect().center();
    move_to(&mut stage, at);
    press(&mut stage, at, true);
    stage.run_steps(7);
    assert_eq!(news(&mut stage), [StageInput::StopHeld]);
    press(&mut stage, at, false);
    // The wire ends picture and sound at every stop, also at this one.
    stage.state_mut().stop();
    settle(&mut stage);
    assert!(stage.query_by_label("Hold the key.").is_some());
    let next = Screen::Calm {
        line: Some("Thank you.".to_owned()),
        go_on: None,
        still: false,
    };
    stage.state_mut().show(view(2, next));
    settle(&mut stage);
    assert!(stage.query_by_label("Thank you.").is_some());
}

#[test]
fn who_holds_escape_on_through_the_practice_does_not_stop_the_session() {
    let text = "Hold the key.".to_owned();
    let mut stage = stage(MIDDLE, Screen::PracticeStop { text });
    stage.key_down(Key::Escape);
    stage.run_steps(8);
    assert_eq!(news(&mut stage), [StageInput::StopHeld]);
    let mut next = view(2, page(vec![vas("sad")]));
    next.can_stop = false;
    stage.state_mut().show(next);
    settle(&mut stage);
    stage.state_mut().show(view(3, page(vec![vas("sad")])));
    stage.run_steps(12);
    assert!(!news(&mut stage).contains(&StageInput::StopHeld));
    stage.key_up(Key::Escape);
    stage.step();
    stage.key_down(Key::Escape);
    stage.run_steps(8);
    assert!(
        news(&mut stage).contains(&StageInput::StopHeld),
        "a new hold counts"
    );
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

#[test]
fn a_task_is_ended_by_its_button_while_the_clock_runs() {
    let mut stage = stage(MIDDLE, task(None));
    assert!(stage.query_by_label("Out").is_none());
    let text = stage.get_by_label("Hand into the water.").rect();
    stage.state_mut().show(view(1, task(Some("Out"))));
    settle(&mut stage);
    assert_eq!(
        stage.get_by_label("Hand into the water.").rect(),
        text,
        "nothing moves"
    );
    assert!(stage.get_by_label("Out").rect().height() > 80.0);
    button(&mut stage, "Out");
    assert_eq!(news(&mut stage), [StageInput::TaskStop { serial: 1 }]);
}

#[test]
fn questions_tell_the_button_that_was_pressed() {
    let choice = |choice| StageInput::DataChoice { serial: 1, choice };
    let wishes = |wish| StageInput::Wish { serial: 1, wish };
    for size in [vec2(640.0, 360.0), MIDDLE, SIZES[2]] {
        for (screen, label, input) in [
            (data_choice(), "Go on", choice(DataChoice::GoOn)),
            (data_choice(), "Keep", choice(DataChoice::Keep)),
            (data_choice(), "Delete", choice(DataChoice::Delete)),
            (wish(), "Yes", wishes(true)),
            (wish(), "No", wishes(false)),
        ] {
            let mut stage = stage(size, screen);
            while stage.query_by_label(label).is_none() {
                button(&mut stage, "Continue");
            }
            button(&mut stage, label);
            assert_eq!(news(&mut stage), [input], "{size}");
        }
    }
}

#[test]
fn a_double_click_reaches_neither_the_next_page_nor_the_next_screen() {
    let mut stage = stage(MIDDLE, wish());
    let at = stage
        .get_by_role_and_label(Role::Button, "No")
        .rect()
        .center();
    click(&mut stage, at);
    assert_eq!(news(&mut stage).len(), 1);
    stage.state_mut().show(view(2, wish()));
    stage.step();
    press(&mut stage, at, true);
    press(&mut stage, at, false);
    assert!(news(&mut stage).is_empty());

    // The button that agrees stands where the one that turned the page was.
    let text = "A calm sentence about the study. ".repeat(60);
    let mut stage = self::stage(SIZES[0], consent(&text, Vec::new()));
    let at = stage.get_by_label("Continue").rect().center();
    while stage.query_by_label("I agree").is_none() {
        click(&mut stage, at);
    }
    press(&mut stage, at, true);
    press(&mut stage, at, false);
    assert!(news(&mut stage).is_empty());
    settle(&mut stage);
    click(&mut stage, at);
    assert_eq!(news(&mut stage).len(), 1);
}

#[test]
fn no_screen_leaves_the_window() {
    let long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle und mehr";
    for size in [vec2(640.0, 360.0), SIZES[0], SIZES[2]] {
        let words = |text: &str| text.to_owned();
        let screens = [
            Screen::Consent {
                text: long.repeat(2),
                ticks: vec![TickView {
                    id: "a".into(),
                    text: words(long),
                    required: true,
                }],
                agree: words(long),
                refuse: words(long),
            },
            Screen::Screening {
                text: words(long),
                points: vec![words(long); 6],
                none: words(long),
                some: words(long),
            },
            Screen::PracticeStop { text: words(long) },
            recall(true, 0.0),
            task(Some(long)),
            data_choice(),
            Screen::Wish {
                text: words(long),
                yes: words(long),
                no: words(long),
            },
        ];
        let window = Rect::from_min_size(Pos2::ZERO, size);
        for screen in screens {
            let stage = stage(size, screen);
            for node in stage.query_all_by(|node| node.label().is_some()) {
                let rect = node.rect();
                let label = node.accesskit_node().label();
                assert!(window.contains_rect(rect), "{size}: {rect} {label:?}");
            }
        }
    }
}

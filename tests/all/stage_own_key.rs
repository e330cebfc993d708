//! The participant's own key during a film: told once down, once up, and kept from everything else.

use std::path::PathBuf;
use std::time::Duration;

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use lacrima::session::{Film, MediaInput, Screen, StageInput};
use lacrima::time;

use super::stage_harness::*;
use super::subtitles::silent_film;
use super::support::wait_for;

fn key(stage: &mut Stage, key: Key, physical: Key, pressed: bool) {
    stage.event(Event::Key {
        key,
        physical_key: Some(physical),
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    stage.step();
}

fn space(stage: &mut Stage, pressed: bool) {
    key(stage, Key::Space, Key::Space, pressed);
}

/// What was told of the key: the screen and whether it went down.
fn presses(stage: &mut Stage) -> Vec<(u64, bool)> {
    let own = |input| match input {
        StageInput::SelfKey { serial, down } => Some((serial, down)),
        _ => None,
    };
    told(stage).into_iter().filter_map(own).collect()
}

/// A stage on which a film of so many frames is on as screen 2, with this key.
fn filmed(frames: u32, name: &str) -> (Stage, Film, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut film): (PathBuf, _) = silent_film(folder.path(), frames);
    film.self_key = Some(name.into());
    let mut stage = stage(MIDDLE, text("Before"));
    stage.state_mut().media.insert("sad".into(), path);
    stage.state_mut().show(view(2, Screen::Film(film.clone())));
    settle(&mut stage);
    told(&mut stage);
    (stage, film, folder)
}

fn text(words: &str) -> Screen {
    Screen::Text {
        text: words.to_owned(),
        go_on: Some("Continue".to_owned()),
        min_s: 0.0,
    }
}

#[test]
fn a_press_and_a_release_are_told_once_whatever_repeats() {
    let (mut stage, film, _folder) = filmed(500, "Space");
    space(&mut stage, true);
    assert_eq!(presses(&mut stage), [(2, true)]);
    for _ in 0..5 {
        space(&mut stage, true);
    }
    key(&mut stage, Key::J, Key::J, true);
    assert_eq!(
        presses(&mut stage),
        [],
        "repeats and other keys say nothing"
    );
    space(&mut stage, false);
    assert_eq!(presses(&mut stage), [(2, false)]);
    space(&mut stage, false);
    assert_eq!(presses(&mut stage), []);

    // While the film is paused the key counts as released.
    space(&mut stage, true);
    let paused = Film {
        paused: true,
        ..film
    };
    stage.state_mut().show(view(2, Screen::Film(paused)));
    stage.step();
    assert_eq!(presses(&mut stage), [(2, true), (2, false)]);
}

#[test]
fn a_key_is_told_by_its_place_and_not_by_what_it_types() {
    let (mut stage, _, _folder) = filmed(500, "Z");
    // On a German keyboard this key types a Y.
    key(&mut stage, Key::Y, Key::Z, true);
    key(&mut stage, Key::Y, Key::Z, false);
    assert_eq!(presses(&mut stage), [(2, true), (2, false)]);
    key(&mut stage, Key::Z, Key::Y, true);
    assert_eq!(presses(&mut stage), []);
}

#[test]
fn a_held_key_is_released_when_the_window_loses_the_keyboard_or_the_film_is_stopped() {
    let (mut stage, _, _folder) = filmed(500, "Space");
    space(&mut stage, true);
    stage.event(Event::WindowFocused(false));
    stage.input_mut().focused = false;
    stage.step();
    assert_eq!(presses(&mut stage), [(2, true), (2, false)]);
    stage.event(Event::WindowFocused(true));
    stage.input_mut().focused = true;
    stage.step();
    assert_eq!(presses(&mut stage), []);

    space(&mut stage, true);
    stage.state_mut().stop();
    assert_eq!(presses(&mut stage), [(2, true), (2, false)], "at once");
    space(&mut stage, false);
    assert_eq!(presses(&mut stage), []);
}

#[test]
fn the_end_of_the_film_releases_the_key_before_it_is_told() {
    let (mut stage, _, _folder) = filmed(15, "Space");
    space(&mut stage, true);
    let mut heard = Vec::new();
    wait_for("the film to end", || {
        time::sleep_until(time::now().after(Duration::from_millis(5)));
        stage.step();
        heard.extend(told(&mut stage));
        let over = |input: &StageInput| {
            let StageInput::Media { media, .. } = input else {
                return false;
            };
            // Without OpenGL no frame counts as shown, so this film ends as one without a picture.
            matches!(media, MediaInput::Failed { .. } | MediaInput::Ended { .. })
        };
        heard.iter().any(over).then_some(())
    });
    let released = |input: &StageInput| {
        *input
            == StageInput::SelfKey {
                serial: 2,
                down: false,
            }
    };
    let is_end = |input: &StageInput| matches!(input, StageInput::Media { .. });
    let up = heard.iter().position(released).expect("it was released");
    let end = heard.iter().position(is_end).expect("it ended");
    assert!(up < end, "{heard:?}");
}

#[test]
fn a_key_that_is_still_held_does_not_answer_the_next_screen() {
    let (mut stage, _, _folder) = filmed(500, "Space");
    space(&mut stage, true);
    stage.state_mut().show(view(3, text("After")));
    settle(&mut stage);
    assert_eq!(presses(&mut stage), [(2, true), (2, false)]);
    stage.get_by_label("Continue").focus();
    settle(&mut stage);
    for _ in 0..5 {
        space(&mut stage, true);
    }
    space(&mut stage, false);
    let went_on = StageInput::Continue { serial: 3 };
    assert!(!told(&mut stage).contains(&went_on), "it was still held");
    // Once released it is a key like any other.
    space(&mut stage, true);
    space(&mut stage, false);
    settle(&mut stage);
    assert!(told(&mut stage).contains(&went_on));
}

//! Faults of pictures and of the sound device in the participant's real window: told in one sentence, mended or not, and calm.

use lacrima::link::{ToDesk, ToStage};
use lacrima::protocol::Id;
use lacrima::session::Screen as View;

use super::stage_harness::view;
use super::stage_window::{Stage, calm, window};
use super::support::Screen;

/// Whether a message tells that this fault began, or that it is mended.
fn trouble(which: &'static str, mended: bool) -> impl Fn(&ToDesk) -> bool {
    move |message| matches!(message, ToDesk::Trouble { id, text } if id == which && text.is_empty() == mended)
}

#[test]
fn a_picture_that_cannot_be_shown_is_told_and_leaves_the_ground() {
    let screen = Screen::start_sized("1280x720");
    let mut stage = Stage::start(&screen);
    let card = screen.home().join("card.png");
    std::fs::write(&card, b"\x89PNG\r\n\x1a\n and no more").expect("the home can be written");
    let id: Id = "card".into();
    stage.say(&ToStage::Media {
        mark: None,
        id: id.clone(),
        path: card,
    });
    stage.say(&ToStage::View(Box::new(view(
        3,
        View::Image {
            stimulus: id,
            go_on: None,
        },
    ))));
    let told = stage.hear("the trouble", trouble("image", false));
    assert!(
        matches!(&told, ToDesk::Trouble { text, .. } if text.contains("“card.png”") && !text.contains('/')),
        "{told:?}"
    );
    let picture = screen.robot().screenshot(&window(&screen), "fault-image");
    assert!(
        picture.drawn() < 0.001,
        "the participant sees the ground alone"
    );
    stage.show(4, calm("One moment"));
    stage.hear("its end with the picture's", trouble("image", true));
}

#[test]
fn a_chime_without_a_sound_device_hangs_nothing_and_the_device_is_looked_for() {
    let screen = Screen::start_sized("1280x720");
    let mut stage = Stage::start(&screen);
    if !screen.kill_sound() {
        return;
    }
    for _ in 0..6 {
        stage.say(&ToStage::Chime);
    }
    let told = stage.hear("the trouble", trouble("sound", false));
    assert!(
        matches!(&told, ToDesk::Trouble { text, .. } if text.starts_with("The chime could not be played")),
        "{told:?}"
    );
    stage.show(4, calm("One moment"));
    // Nobody plays anything: that the device is back is found by looking for it.
    let _server = screen.start_sound();
    stage.hear("the device to be back", trouble("sound", true));
    stage.say(&ToStage::Ping { id: 5 });
    stage.hear("a sign of life", |message| {
        matches!(message, ToDesk::Pong { id: 5 })
    });
}

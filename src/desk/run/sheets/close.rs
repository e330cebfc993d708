//! The window is to be closed while a session runs: nothing happens before this is answered, and the session goes on meanwhile.

use egui::{Key, RichText, Ui, vec2};

use crate::desk::act::{act_button_sized, pressed};
use crate::desk::run::actions::{GAP, ROW};
use crate::desk::run::{Gestures, RunCommand, Seen};
use crate::look::{palette, plain, tokens};

use super::title_ui;

/// The question and its two answers. Enter and Escape go on.
pub fn close_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    title_ui(ui, "Close the window? The session is running.");
    let (words, color) = if seen.feed.health.not_saving.is_some() {
        (UNSAVED, palette(ui).caution)
    } else {
        (WORDS, palette(ui).quiet)
    };
    let words = RichText::new(words)
        .font(plain(tokens::DESK_SMALL))
        .color(color);
    ui.label(words);
    let size = vec2(ui.available_width(), ROW);
    let enter = Some(Key::Enter.into());
    let stay = act_button_sized(ui, None, "Go on with the session", enter, true, size).clicked()
        || pressed(ui, Key::Escape)
        || (!gestures.typing && pressed(ui, Key::Enter));
    let f9 = Some(Key::F9.into());
    let close = act_button_sized(ui, None, "Save and close", f9, true, size).clicked()
        || pressed(ui, Key::F9);
    if stay {
        gestures.closing = false;
    } else if close {
        commands.push(RunCommand::Close);
    }
}

const WORDS: &str = "Closing ends the session for the participant, too, without the steps that are still to come. What was recorded is kept, marked as interrupted. To end in good order, stop the session instead.";
const UNSAVED: &str = "The data are not being saved at this moment. Closing now loses what is not on the disk yet: mend that first.";

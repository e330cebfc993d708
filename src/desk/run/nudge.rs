//! The onset of the last act, a fifth of a second earlier or later with each press of an arrow key.

use egui::{Key, RichText, Ui};

use crate::desk::act::pressed;
use crate::look::{palette, plain, tokens};
use crate::session::DeskInput;
use crate::time::Micros;

use super::{Gestures, RunCommand, Seen};

/// How long the last correction is shown.
pub const SHOWN_NS: i64 = 4_000_000_000;

const STEP: i64 = 200_000;

/// Left: earlier; right: later. In a text field the arrows belong to the text.
pub fn nudge(ui: &Ui, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    if gestures.typing || !seen.view().allowed.nudge {
        return;
    }
    for (key, by) in [(Key::ArrowLeft, -STEP), (Key::ArrowRight, STEP)] {
        if pressed(ui, key) {
            let so_far = gestures.nudged.map_or(0, |(_, so_far)| so_far.0);
            gestures.nudged = Some((seen.now, Micros(so_far + by)));
            commands.push(RunCommand::Send(DeskInput::Nudge { by: Micros(by) }));
        }
    }
}

/// What the last presses came to.
pub fn nudged_ui(ui: &mut Ui, gestures: &Gestures) {
    if let Some((_, by)) = gestures.nudged {
        let text = RichText::new(words(by))
            .font(plain(tokens::DESK_SMALL))
            .color(palette(ui).quiet);
        ui.label(text);
    }
}

fn words(by: Micros) -> String {
    let s = by.as_s().abs();
    match by.0 {
        0 => "Onset as coded".to_owned(),
        1.. => format!("Onset {s:.1} s later"),
        _ => format!("Onset {s:.1} s earlier"),
    }
}

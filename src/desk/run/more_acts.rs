//! What is done seldom or beside the plan: on a second page, and by key from everywhere.

use egui::{Key, Ui, vec2};

use crate::desk::act::{act_button, pressed};

use super::actions::{Act, GAP, begin, caption_ui};
use super::{Gestures, RunCommand, Seen};

const PAGE: [Act; 5] = [
    Act::Distress,
    Act::Presence,
    Act::Sample,
    Act::Unblind,
    Act::LeaveEarly,
];

/// Their keys work whatever page or sheet is open.
pub fn keys(ui: &Ui, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    for act in PAGE {
        if act.is_allowed(seen.view()) && pressed(ui, act.key()) {
            begin(act, seen, gestures, commands);
        }
    }
    let no_sheet = gestures.sheet.is_none() && gestures.asking.is_none();
    if no_sheet && !gestures.typing && pressed(ui, Key::ArrowDown) {
        gestures.more_acts = !gestures.more_acts;
    }
}

/// The page.
pub fn more_acts_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    caption_ui(ui, "More acts");
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    for act in PAGE {
        act_row_ui(ui, act, seen, gestures, commands);
    }
    toggle_ui(ui, "Back to the actions", gestures);
}

/// One act over the full width; its key is heard by [`keys`].
pub fn act_row_ui(
    ui: &mut Ui,
    act: Act,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let on = act.is_allowed(seen.view());
    if act_button(ui, None, act.label(seen), Some(act.key()), on).clicked() && on {
        begin(act, seen, gestures, commands);
    }
}

/// Turns the page; its key is heard by [`keys`].
pub fn toggle_ui(ui: &mut Ui, label: &str, gestures: &mut Gestures) {
    if act_button(ui, None, label, Some(Key::ArrowDown.into()), true).clicked() {
        gestures.more_acts = !gestures.more_acts;
    }
}

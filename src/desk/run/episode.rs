//! The quality of the last episode of crying: a quiet row that may be left alone.

use egui::{Key, Ui, vec2};

use crate::desk::act::{Hotkey, act_button_sized, pressed};
use crate::look::tokens;
use crate::protocol::Id;
use crate::session::{DeskInput, DeskView};

use super::actions::caption_ui;
use super::pick::option_width;
use super::{Gestures, RunCommand, Seen};

/// The qualities, when an episode waits for one.
pub fn asks_quality(view: &DeskView) -> Option<&[(Id, String)]> {
    view.unrated
        .as_ref()
        .map(|(_, qualities)| qualities.as_slice())
}

/// The row; its place is kept free in every session that can need it.
pub fn episode_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &Gestures,
    commands: &mut Vec<RunCommand>,
) {
    if !seen.view().scheme.rates_episodes && seen.view().unrated.is_none() {
        return;
    }
    ui.horizontal(|ui| {
        ui.set_height(tokens::ROW);
        let Some(qualities) = asks_quality(seen.view()) else {
            return;
        };
        ui.spacing_mut().item_spacing.x = 4.0;
        caption_ui(ui, "Last episode");
        for (place, (quality, label)) in qualities.iter().enumerate() {
            let key = KEYS.get(place).map(|key| Hotkey::shift(*key));
            let width = option_width(ui, label) + if key.is_some() { 34.0 } else { 0.0 };
            let size = vec2(width, tokens::ROW);
            let clicked = act_button_sized(ui, None, label, key, true, size).clicked();
            let keyed = !gestures.typing && key.is_some_and(|key| pressed(ui, key));
            if clicked || keyed {
                let quality = quality.clone();
                commands.push(RunCommand::Send(DeskInput::RateEpisode { quality }));
            }
        }
    });
}

const KEYS: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];

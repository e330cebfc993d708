//! The coder's help: what counts as what, and by which key. Coding goes on while it is open.

use egui::{Key, Label, RichText, Ui, vec2};

use crate::desk::act::{Hotkey, act_button_sized, pressed};
use crate::look::{Channel, digits, level_pips, palette, plain, strong, tokens};
use crate::session::{ChannelHelp, PointHelp};

use super::actions::caption_ui;
use super::cautions::has_alarm;
use super::key_caps::sign;
use super::{Gestures, Seen};

/// F1 opens and closes it, unless the key belongs to an alarm or to a panel now.
pub fn toggle(ui: &Ui, seen: &Seen<'_>, gestures: &mut Gestures) {
    let free = key(seen, gestures).is_some();
    if free && pressed(ui, Key::F1) {
        gestures.help = !gestures.help;
    }
}

/// The button that opens and closes it.
pub fn button_ui(ui: &mut Ui, seen: &Seen<'_>, gestures: &mut Gestures) {
    let size = vec2(148.0, tokens::ROW);
    let label = if gestures.help {
        "Close the help"
    } else {
        "Coding help"
    };
    let key = key(seen, gestures);
    if act_button_sized(ui, None, label, key, true, size).clicked() {
        gestures.help = !gestures.help;
    }
}

fn key(seen: &Seen<'_>, gestures: &Gestures) -> Option<Hotkey> {
    let free = gestures.leaves(Key::F1) && !has_alarm(seen.view());
    free.then_some(Key::F1.into())
}

/// The scheme: channels left, points right.
pub fn help_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let scheme = &seen.view().scheme;
    let palette = palette(ui);
    ui.label(
        RichText::new("What counts as what")
            .font(strong(tokens::DESK_TEXT))
            .color(palette.text),
    );
    if let Some(notice) = &scheme.notice {
        ui.add(Label::new(RichText::new(notice).color(palette.quiet)).wrap());
    }
    ui.add_space(6.0);
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            for (place, channel) in scheme.channels.iter().enumerate() {
                channel_ui(left, channel, place);
            }
            for point in &scheme.points {
                point_ui(right, point);
            }
        }
    });
}

fn channel_ui(ui: &mut Ui, channel: &ChannelHelp, place: usize) {
    let look = Channel::at(ui, place);
    let hold = channel.hold_key.as_ref().map(|key| sign(&key.0));
    line_ui(ui, hold, &channel.label, channel.definition.as_deref());
    for level in &channel.levels {
        let key = level.key.as_ref().map(|key| sign(&key.0));
        let text = level.anchor.clone();
        if key.is_none() && text.is_none() {
            continue;
        }
        let faint = palette(ui).line;
        ui.horizontal_top(|ui| {
            key_ui(ui, key);
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 16.0), egui::Sense::hover());
            level_pips(
                ui.painter(),
                rect.left_center(),
                level.level,
                u8::try_from(channel.levels.len()).unwrap_or(level.level),
                look.hue,
                faint,
            );
            let text = text.unwrap_or_else(|| format!("{} {}", channel.label, level.level));
            small_ui(ui, &text);
        });
    }
    if let Some(off) = &channel.off_key {
        line_ui(
            ui,
            Some(sign(&off.0)),
            &format!("{} off", channel.label),
            None,
        );
    }
    ui.add_space(6.0);
}

fn point_ui(ui: &mut Ui, point: &PointHelp) {
    let key = Some(sign(&point.key.0));
    line_ui(ui, key, &point.label, point.definition.as_deref());
}

/// A key, a name, and in smaller words what it means.
fn line_ui(ui: &mut Ui, key: Option<&str>, name: &str, meaning: Option<&str>) {
    ui.horizontal_top(|ui| {
        key_ui(ui, key);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let name = RichText::new(name).font(plain(tokens::DESK_TEXT));
            ui.add(Label::new(name.color(palette(ui).text)).wrap());
            if let Some(meaning) = meaning {
                small_ui(ui, meaning);
            }
        });
    });
}

fn small_ui(ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(plain(tokens::DESK_SMALL));
    ui.add(Label::new(text.color(palette(ui).quiet)).wrap());
}

fn key_ui(ui: &mut Ui, key: Option<&str>) {
    ui.allocate_ui(vec2(44.0, 16.0), |ui| {
        ui.set_width(44.0);
        if let Some(key) = key {
            let key = RichText::new(key).font(digits(tokens::DESK_TEXT));
            ui.label(key.color(palette(ui).text));
        } else {
            caption_ui(ui, " ");
        }
    });
}

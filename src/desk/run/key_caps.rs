//! The coding keys in the order in which they lie on the keyboard, lit while held.

use egui::{RichText, Ui, vec2};

use crate::look::{Channel, KeyCapState, key_cap, palette, plain, strong, tokens};
use crate::session::{DeskInput, KeyCap, KeyRole};

use super::{RunCommand, Seen};

/// The caps, one line a row of the keyboard.
pub fn key_caps_ui(ui: &mut Ui, seen: &Seen<'_>, commands: &mut Vec<RunCommand>) {
    let view = seen.view();
    let palette = palette(ui);
    let typing = ui.ctx().text_edit_focused();
    ui.horizontal(|ui| {
        let (text, font, color) = match (view.coding, typing) {
            (true, true) => (
                "Coding keys off while you write",
                strong(tokens::DESK_SMALL),
                palette.caution,
            ),
            (true, false) => ("Coding keys", plain(tokens::DESK_SMALL), palette.faint),
            (false, _) => (
                "Coding keys · coding is not on",
                plain(tokens::DESK_SMALL),
                palette.faint,
            ),
        };
        ui.label(RichText::new(text).font(font).color(color));
    });
    if view.keys.is_empty() {
        ui.label(RichText::new("This protocol codes nothing").color(palette.faint));
        return;
    }
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let idle = !view.coding || typing;
    for row in ROWS {
        let mut caps: Vec<(usize, &KeyCap)> = view
            .keys
            .iter()
            .filter_map(|cap| Some((place(row, cap)?, cap)))
            .collect();
        caps.sort_by_key(|(place, _)| *place);
        if !caps.is_empty() {
            row_ui(ui, seen, &caps, idle, commands);
        }
    }
}

const GAP: f32 = 4.0;
/// The rows of a keyboard with US letters.
const ROWS: [&[&str]; 5] = [
    &[
        "Backquote",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "Minus",
        "Equal",
    ],
    &[
        "Q",
        "W",
        "E",
        "R",
        "T",
        "Y",
        "U",
        "I",
        "O",
        "P",
        "BracketLeft",
        "BracketRight",
        "Backslash",
    ],
    &[
        "A",
        "S",
        "D",
        "F",
        "G",
        "H",
        "J",
        "K",
        "L",
        "Semicolon",
        "Quote",
    ],
    &[
        "Z", "X", "C", "V", "B", "N", "M", "Comma", "Period", "Slash",
    ],
    &["Space"],
];

fn place(row: &[&str], cap: &KeyCap) -> Option<usize> {
    row.iter().position(|name| *name == cap.key.0)
}

fn row_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    caps: &[(usize, &KeyCap)],
    idle: bool,
    commands: &mut Vec<RunCommand>,
) {
    let room = ui.available_width() + GAP;
    let width = (room / caps.len() as f32 - GAP).min(WIDEST).floor();
    let height = if ui.ctx().content_rect().height() > 900.0 {
        60.0
    } else {
        42.0
    };
    ui.horizontal(|ui| {
        for (_, cap) in caps {
            let lane = seen
                .view()
                .lanes
                .iter()
                .position(|lane| cap.channel.as_ref() == Some(&lane.channel));
            let hue = lane.map(|lane| Channel::at(ui, lane).hue);
            let wide = if cap.key.0 == "Space" {
                width * 2.0
            } else {
                width
            };
            let lit = cap.lit || seen.held.contains(&cap.key);
            let state = KeyCapState {
                lit,
                idle: idle && !lit,
                hue,
            };
            let what = what(cap);
            let cap_ui = key_cap(ui, sign(&cap.key.0), &what, vec2(wide, height), state);
            let held = if cap.role == KeyRole::Hold {
                ", while the key is held"
            } else {
                ""
            };
            if cap_ui.on_hover_text(format!("{what}{held}")).clicked() && !idle {
                for down in [true, false] {
                    let key = cap.key.clone();
                    commands.push(RunCommand::Send(DeskInput::Key { key, down }));
                }
            }
        }
    });
}

const WIDEST: f32 = 120.0;

fn what(cap: &KeyCap) -> String {
    match cap.role {
        KeyRole::Level(level) => format!("{} {level}", cap.label),
        KeyRole::Off => format!("{} off", cap.label),
        KeyRole::Hold | KeyRole::Point | KeyRole::Source => cap.label.clone(),
    }
}

/// What stands on the key.
pub fn sign(name: &str) -> &str {
    match name {
        "Comma" => ",",
        "Period" => ".",
        "Slash" => "/",
        "Semicolon" => ";",
        "Quote" => "'",
        "BracketLeft" => "[",
        "BracketRight" => "]",
        "Backslash" => "\\",
        "Minus" => "-",
        "Equal" => "=",
        "Backquote" => "`",
        other => other,
    }
}

//! The coding keys in the order in which they lie on the keyboard, lit while held.

use egui::{Align, Key, Layout, RichText, Ui, Vec2, vec2};

use crate::desk::act::{act_button_sized, pressed};
use crate::look::{Channel, KeyCapState, key_cap, palette, plain, strong, tokens};
use crate::protocol::PointGroup;
use crate::session::{DeskInput, DeskView, KeyCap, KeyRole};

use super::{Gestures, RunCommand, Seen, episode, help, nudge, social};

/// The main keys large in one row, or all of them as they lie on the keyboard; under them what others do. Hidden keys count
/// all the same.
pub fn key_caps_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    if !gestures.typing && pressed(ui, Key::Tab) {
        gestures.more_keys = !gestures.more_keys;
    }
    let view = seen.view();
    // A field that has just taken the keyboard counts as well: the keys are off from now on.
    let typing = gestures.typing || ui.ctx().text_edit_focused();
    head_ui(ui, seen, typing, gestures);
    episode::episode_ui(ui, seen, gestures, commands);
    if view.keys.is_empty() {
        ui.label(RichText::new("This protocol codes nothing").color(palette(ui).faint));
        return;
    }
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let idle = !view.coding || typing;
    let main = in_order(view, &[PointGroup::Main]);
    if gestures.more_keys || main.is_empty() || main.len() > IN_ONE_ROW {
        let all = in_order(view, &[PointGroup::Main, PointGroup::More]);
        for row in 0..ROWS.len() {
            let caps: Vec<&KeyCap> = all
                .iter()
                .filter(|((of, _), _)| *of == row)
                .map(|(_, cap)| *cap)
                .collect();
            row_ui(ui, seen, &caps, 0.0, idle, commands);
        }
    } else {
        let caps: Vec<&KeyCap> = main.iter().map(|(_, cap)| *cap).collect();
        row_ui(ui, seen, &caps, LARGE, idle, commands);
    }
    social::social_ui(ui, seen, typing, commands);
}

/// What the keys are, whether they count, and what else can be seen of them.
fn head_ui(ui: &mut Ui, seen: &Seen<'_>, typing: bool, gestures: &mut Gestures) {
    let palette = palette(ui);
    ui.horizontal(|ui| {
        let (text, font, color) = match (seen.view().coding, typing) {
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
        nudge::nudged_ui(ui, gestures);
        if seen.view().keys.is_empty() {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            help::button_ui(ui, seen, gestures);
            more_ui(ui, seen.view(), gestures);
        });
    });
}

/// The toggle, where there is anything to hide.
fn more_ui(ui: &mut Ui, view: &DeskView, gestures: &mut Gestures) {
    let main = in_order(view, &[PointGroup::Main]).len();
    let more = in_order(view, &[PointGroup::More]).len();
    if main == 0 || main > IN_ONE_ROW || more == 0 {
        return;
    }
    let label = if gestures.more_keys {
        "Main keys"
    } else {
        "More keys"
    };
    let size = vec2(132.0, tokens::ROW);
    if act_button_sized(ui, None, label, Some(Key::Tab.into()), true, size).clicked() {
        gestures.more_keys = !gestures.more_keys;
    }
}

/// The caps of these groups as they lie on the keyboard, each with its row and its place in it.
fn in_order<'a>(view: &'a DeskView, groups: &[PointGroup]) -> Vec<((usize, usize), &'a KeyCap)> {
    let place = |cap: &KeyCap| {
        ROWS.iter().enumerate().find_map(|(row, names)| {
            let place = names.iter().position(|name| *name == cap.key.0)?;
            Some((row, place))
        })
    };
    let mut caps: Vec<_> = view
        .keys
        .iter()
        .filter(|cap| groups.contains(&cap.group))
        .filter_map(|cap| Some((place(cap)?, cap)))
        .collect();
    caps.sort_by_key(|(place, _)| *place);
    caps
}

/// More main keys than these are laid out as on the keyboard.
const IN_ONE_ROW: usize = 10;
/// Height of the main keys alone, in points.
const LARGE: f32 = 60.0;
/// Between two caps, in points.
pub const GAP: f32 = 4.0;
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

fn row_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    caps: &[&KeyCap],
    least: f32,
    idle: bool,
    commands: &mut Vec<RunCommand>,
) {
    if caps.is_empty() {
        return;
    }
    let room = ui.available_width() + GAP;
    let width = (room / (caps.len() as f32 + 0.5) - GAP).min(WIDEST).floor();
    let height = if ui.ctx().content_rect().height() > 900.0 {
        60.0
    } else {
        42.0_f32.max(least)
    };
    ui.horizontal(|ui| {
        for cap in caps {
            let wide = if cap.key.0 == "Space" { 1.5 } else { 1.0 };
            let size = vec2(width * wide, height);
            cap_ui(ui, seen, cap, size, idle, false, commands);
        }
    });
}

/// One cap; a click does what the key does. `called` lights it to call for a press.
pub fn cap_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    cap: &KeyCap,
    size: Vec2,
    idle: bool,
    called: bool,
    commands: &mut Vec<RunCommand>,
) {
    let lane = seen
        .view()
        .lanes
        .iter()
        .position(|lane| cap.channel.as_ref() == Some(&lane.channel));
    let hue = lane.map(|lane| Channel::at(ui, lane).hue);
    let lit = cap.lit || called || seen.held.contains(&cap.key);
    let state = KeyCapState {
        lit,
        idle: idle && !lit,
        hue,
    };
    let what = what(cap);
    let response = key_cap(ui, sign(&cap.key.0), &what, size, state);
    let held = if cap.role == KeyRole::Hold {
        ", while the key is held"
    } else {
        ""
    };
    if response.on_hover_text(format!("{what}{held}")).clicked() && !idle {
        for down in [true, false] {
            let key = cap.key.clone();
            commands.push(RunCommand::Send(DeskInput::Key { key, down }));
        }
    }
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

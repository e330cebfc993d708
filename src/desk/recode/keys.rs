//! The keys of this page: those of the coding scheme, lit while they are down, and those of the video, which no scheme can bind.

use egui::{Key as EguiKey, KeyboardShortcut, Modifiers, Ui, vec2};

use crate::desk::run::sign;
use crate::desk::viewer::Keys;
use crate::look::{Channel, KeyCapState, key_cap};
use crate::protocol::{Coding, Id, Key, Text};
use crate::session::Pass;

/// What plays, steps and changes the speed; Tab plays as well.
pub const TRANSPORT: Keys = Keys {
    play: Some(plain(EguiKey::F5)),
    back: Some(plain(EguiKey::ArrowLeft)),
    on: Some(plain(EguiKey::ArrowRight)),
    slower: Some(plain(EguiKey::ArrowDown)),
    faster: Some(plain(EguiKey::ArrowUp)),
    mute: Some(plain(EguiKey::F6)),
};
/// The same in words.
pub const HINT: &str = "F5 or Tab plays and holds · Left and Right one frame · Down and Up speed · F6 sound · Backspace takes back";

const fn plain(key: EguiKey) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// One key of the scheme.
struct Cap<'s> {
    key: &'s Key,
    label: String,
    /// What counts as this.
    told: String,
    hue: Option<usize>,
    lit: bool,
}

/// Draws the caps; gives the keys that were clicked, each a press and a release.
pub fn caps_ui(ui: &mut Ui, pass: &Pass, held: &[Key], idle: bool) -> Vec<Key> {
    let caps = caps(pass);
    let mut clicked = Vec::new();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for cap in caps {
            let lit = cap.lit || held.contains(cap.key);
            let state = KeyCapState {
                lit,
                idle: idle && !lit,
                hue: cap.hue.map(|lane| Channel::at(ui, lane).hue),
            };
            let shown = key_cap(ui, sign(&cap.key.0), &cap.label, vec2(104.0, 60.0), state);
            if shown.on_hover_text(&cap.told).clicked() && !idle {
                clicked.push(cap.key.clone());
            }
        }
    });
    clicked
}

fn caps(pass: &Pass) -> Vec<Cap<'_>> {
    let scheme: &Coding = pass.scheme();
    let mut caps = Vec::new();
    for (lane, channel) in scheme.channels.iter().enumerate() {
        let name = name(channel.label.as_ref(), &channel.id);
        let open = pass.is_open(&channel.id);
        let definition = channel.definition.as_ref();
        let mut add = |key, label: String, level: Option<u8>, lit| {
            let hue = Some(lane);
            let anchor =
                level.and_then(|level| channel.anchors.get(usize::from(level).checked_sub(1)?));
            let told = [definition, anchor].into_iter().flatten();
            let told = told.map(|text| text.get("en").to_owned());
            let head =
                level.map_or_else(|| label.clone(), |level| format!("{name}, level {level}"));
            let told: Vec<String> = std::iter::once(head).chain(told).collect();
            caps.push(Cap {
                key,
                label,
                told: told.join("\n"),
                hue,
                lit,
            });
        };
        if let Some(key) = &channel.hold_key {
            let level = channel.hold_level.unwrap_or(1);
            add(key, name.clone(), Some(level), open.is_some());
        }
        for (key, level) in channel.level_keys.iter().zip(1_u8..) {
            add(
                key,
                format!("{name} {level}"),
                Some(level),
                open == Some(level),
            );
        }
        if let Some(key) = &channel.off_key {
            add(key, format!("{name} off"), None, false);
        }
    }
    for point in &scheme.points {
        caps.push(Cap {
            key: &point.key,
            told: point.definition.as_ref().map_or_else(
                || name(point.label.as_ref(), &point.id),
                |text| text.get("en").to_owned(),
            ),
            label: name(point.label.as_ref(), &point.id),
            hue: None,
            lit: false,
        });
    }
    caps
}

/// What the coder reads.
pub fn name(label: Option<&Text>, id: &Id) -> String {
    label.map_or_else(|| id.to_string(), |label| label.get("en").to_owned())
}

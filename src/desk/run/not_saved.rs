//! The red strip while nothing is being saved: why, and another folder to go on in. Coding goes on below it.

use std::sync::Arc;

use egui::{Color32, Label, RichText, Ui, Vec2, vec2};

use crate::conductor::Health;
use crate::desk::act::{Hotkey, act_button_sized, pressed};
use crate::desk::page::{Kind, PathField};
use crate::desk::worker::Wake;
use crate::look::{palette, strong, tokens};
use crate::record::Moving;

use super::{Gestures, RunCommand, Seen};

/// Opens and closes the field for another folder.
const KEY: Hotkey = Hotkey::shift(egui::Key::F5);

const BUTTON: Vec2 = vec2(248.0, 28.0);

/// The other folder, while it is being named.
#[derive(Default)]
pub struct Elsewhere {
    field: Option<PathField>,
    /// A folder was asked for, so a refusal is the answer to it.
    asked: bool,
}

/// The strip that can't be overlooked.
pub fn not_saved_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    why: &str,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let health = &seen.feed.health;
    let ground = palette(ui).ground;
    let toggled = ui
        .horizontal(|ui| {
            let width = ui.available_width() - BUTTON.x - ui.spacing().item_spacing.x;
            ui.allocate_ui(vec2(width, BUTTON.y), |ui| {
                ui.set_width(width);
                sentence_ui(ui, &format!("NOT BEING SAVED: {why}"), ground);
            });
            toggle_ui(ui, &gestures.elsewhere)
        })
        .inner;
    if toggled || (!gestures.typing && pressed(ui, KEY)) {
        gestures.elsewhere = Elsewhere::toggled(std::mem::take(&mut gestures.elsewhere));
    }
    if gestures.elsewhere.field.is_some() {
        elsewhere_ui(ui, health, &mut gestures.elsewhere, commands);
    }
}

impl Elsewhere {
    fn toggled(self) -> Self {
        match self.field {
            Some(_) => Self::default(),
            None => Self {
                field: Some(PathField::new(Kind::Folder, String::new()).focused()),
                asked: false,
            },
        }
    }
}

fn toggle_ui(ui: &mut Ui, elsewhere: &Elsewhere) -> bool {
    let label = match elsewhere.field {
        Some(_) => "Close this field",
        None => "Save to another folder…",
    };
    act_button_sized(ui, None, label, Some(KEY), true, BUTTON).clicked()
}

fn elsewhere_ui(
    ui: &mut Ui,
    health: &Health,
    elsewhere: &mut Elsewhere,
    commands: &mut Vec<RunCommand>,
) {
    let ground = palette(ui).ground;
    let Some(field) = &mut elsewhere.field else {
        return;
    };
    let ctx = ui.ctx().clone();
    let wake: Wake = Arc::new(move || ctx.request_repaint());
    ui.add_space(6.0);
    let settled = ui
        .horizontal(|ui| {
            let settled = field.show(ui, FIELD, &wake);
            let enter = Some(egui::Key::Enter.into());
            let size = vec2(200.0, BUTTON.y);
            let clicked = act_button_sized(ui, None, "Go on saving there", enter, true, size);
            settled || clicked.clicked()
        })
        .inner;
    if settled && !field.text.trim().is_empty() {
        elsewhere.asked = true;
        commands.push(RunCommand::Move(field.path()));
    }
    let said = match &health.moving {
        _ if !elsewhere.asked => {
            "Everything so far is written there anew, and what follows. The session goes on meanwhile."
        }
        Moving::No | Moving::Trying => "Trying that folder…",
        Moving::Refused(why) => why,
        Moving::Moved(_) => "It is being written there.",
    };
    sentence_ui(ui, said, ground);
}

/// The name of the field, for those who listen.
const FIELD: &str = "Another data folder";

fn sentence_ui(ui: &mut Ui, text: &str, color: Color32) {
    let text = RichText::new(text).font(strong(tokens::DESK_TEXT + 1.5));
    ui.add(Label::new(text.color(color)).wrap());
}

//! Small sheets in the place of the actions for what takes more than one press; they never stop what goes on beside them.

mod close;
mod distress;
mod presence;
mod sample;

use egui::{Key, RichText, TextEdit, Ui, vec2};

use crate::desk::act::{act_button_sized, pressed};
use crate::look::{palette, plain, strong, tokens};
use crate::time::Stamp;

use super::actions::{Act, GAP, ROW};
use super::pick::option_ui;
use super::{Gestures, RunCommand, Seen};

pub use close::close_ui;

/// A sheet that is being filled in.
pub enum Sheet {
    /// The participant is distressed.
    Distress(distress::Distress),
    /// Others came or went.
    Presence(presence::Presence),
    /// A sample beside the plan.
    Sample(sample::Sample),
}

impl Sheet {
    /// Whether what it is for may still be noted when the session is over.
    pub fn outlasts_the_session(&self) -> bool {
        matches!(self, Self::Distress(_))
    }

    /// The empty sheet of an act that has one.
    pub fn of(act: Act, seen: &Seen<'_>) -> Option<Self> {
        Some(match act {
            Act::Distress => Self::Distress(distress::Distress::new(seen.now)),
            Act::Presence => Self::Presence(presence::Presence::new(seen)),
            Act::Sample => Self::Sample(sample::Sample::new(seen.now)),
            _ => return None,
        })
    }
}

/// The open sheet.
pub fn sheet_ui(ui: &mut Ui, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let typing = gestures.typing;
    let done = match &mut gestures.sheet {
        Some(Sheet::Distress(distress)) => distress.sheet_ui(ui, typing),
        Some(Sheet::Presence(presence)) => presence.sheet_ui(ui, typing),
        Some(Sheet::Sample(sample)) => sample.sheet_ui(ui, typing),
        None => return,
    };
    match done {
        Done::NotYet => {}
        Done::Forgotten => gestures.sheet = None,
        Done::Sent(command) => {
            gestures.sheet = None;
            gestures.more_acts = false;
            commands.push(command);
        }
    }
}

/// What became of a sheet in this frame.
enum Done {
    NotYet,
    Forgotten,
    Sent(RunCommand),
}

const KEYS: [Key; 9] = [
    Key::F1,
    Key::F2,
    Key::F3,
    Key::F4,
    Key::F5,
    Key::F6,
    Key::F7,
    Key::F8,
    Key::F9,
];

fn title_ui(ui: &mut Ui, title: &str) {
    let text = RichText::new(title)
        .font(strong(tokens::DESK_TEXT))
        .color(palette(ui).text);
    ui.label(text);
}

/// One of several that exclude each other, over the full width; `true` when it is chosen in this frame.
fn choice_ui(ui: &mut Ui, label: &str, place: usize, on: bool, typing: bool) -> bool {
    let key = KEYS.get(place).copied().map(Into::into);
    let size = vec2(ui.available_width(), tokens::ROW);
    option_ui(ui, label, key, on, size).clicked() || keyed(ui, typing, place)
}

/// A field with a name; `true` when it was left with Enter.
fn field_ui(ui: &mut Ui, name: &str, text: &mut String) -> bool {
    let field = ui.add(
        TextEdit::singleline(text)
            .hint_text(name)
            .char_limit(500)
            .font(plain(tokens::DESK_TEXT))
            .desired_width(f32::INFINITY),
    );
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label(name));
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// "Record" and "Don't record"; `ready` gives what is sent once enough is known. Enter records, also from a field of the sheet.
fn end_ui(ui: &mut Ui, ready: Option<RunCommand>, typing: bool, entered: bool) -> Done {
    let width = (ui.available_width() - GAP) / 2.0;
    let size = vec2(width, ROW);
    let (mut record, mut forget) = (entered, false);
    ui.horizontal(|ui| {
        let enter = Some(Key::Enter.into());
        record |= act_button_sized(ui, None, "Record", enter, ready.is_some(), size).clicked();
        let escape = Some(Key::Escape.into());
        forget |= act_button_sized(ui, None, "Don't record", escape, true, size).clicked();
    });
    record |= !typing && pressed(ui, Key::Enter);
    forget |= pressed(ui, Key::Escape);
    match ready {
        Some(command) if record => Done::Sent(command),
        _ if forget => Done::Forgotten,
        _ => Done::NotYet,
    }
}

/// Whether the key of the choice at this place goes down.
fn keyed(ui: &Ui, typing: bool, place: usize) -> bool {
    !typing && KEYS.get(place).is_some_and(|key| pressed(ui, *key))
}

/// What was seen at an instant is recorded for that instant, however long its sheet was open.
fn at(input: crate::session::DeskInput, since: Stamp) -> RunCommand {
    RunCommand::SendAt(input, since)
}

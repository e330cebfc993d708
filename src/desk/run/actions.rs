//! What the experimenter may do with the schedule, each with its key; what deviates from the plan asks for a reason.

use egui::{Key, RichText, TextEdit, Ui, vec2};

use crate::desk::act::{act_button, act_button_sized, pressed};
use crate::look::{palette, plain, strong, tokens};
use crate::session::{Allowed, DeskInput};

use super::stop::Confirm;
use super::{Gestures, RunCommand, Seen, reasons};

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Advance,
    Undo,
    EndCoding,
    Pause,
    Resume,
    Hold,
    Unhold,
    Skip,
    Chime,
    Left,
    Returned,
    OpenMissed,
    EndEarly,
}

/// An action that waits for its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking(pub Act);

/// Two columns of actions, or the reasons for one of them in the same place.
pub fn actions_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let height = 6.0 * ROW + 5.0 * GAP + CAPTION;
    let top = ui.cursor().top();
    match gestures.asking {
        Some(Asking(act)) => reasons_ui(ui, act, gestures, commands),
        None => grid_ui(ui, seen, gestures, commands),
    }
    let used = ui.cursor().top() - top;
    ui.add_space((height - used).max(0.0));
}

const ROW: f32 = 28.0;
const GAP: f32 = 4.0;
const CAPTION: f32 = 20.0;

fn grid_ui(ui: &mut Ui, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    let allowed = seen.view().allowed;
    ui.label(
        RichText::new("Actions")
            .font(plain(tokens::DESK_SMALL))
            .color(palette(ui).faint),
    );
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let width = (ui.available_width() - GAP) / 2.0;
    for pair in places(allowed).chunks(2) {
        ui.horizontal(|ui| {
            for act in pair {
                let on = act.is_allowed(allowed);
                let label = act.label(seen);
                let button =
                    act_button_sized(ui, None, label, Some(act.key()), on, vec2(width, ROW));
                if on && (button.clicked() || act.is_pressed(ui)) {
                    begin(*act, seen, gestures, commands);
                }
            }
        });
    }
}

/// Where each action stands; a place never holds anything but an action and its opposite.
fn places(allowed: Allowed) -> [Act; 10] {
    [
        Act::Advance,
        Act::Undo,
        if allowed.resume {
            Act::Resume
        } else {
            Act::Pause
        },
        Act::EndCoding,
        if allowed.unhold {
            Act::Unhold
        } else {
            Act::Hold
        },
        Act::Skip,
        Act::Chime,
        Act::OpenMissed,
        if allowed.mark_returned {
            Act::Returned
        } else {
            Act::Left
        },
        Act::EndEarly,
    ]
}

fn begin(act: Act, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    if act == Act::Advance && seen.is_last_step() {
        if gestures.confirm.is_some_and(Confirm::finishes) {
            gestures.confirm = None;
            commands.push(RunCommand::Send(DeskInput::Advance));
        } else {
            gestures.confirm = Some(Confirm::finish(seen.now));
        }
    } else if reasons::presets(act).is_empty() {
        commands.push(RunCommand::Send(act.input(String::new())));
    } else {
        gestures.asking = Some(Asking(act));
        gestures.other_reason.clear();
    }
}

fn reasons_ui(ui: &mut Ui, act: Act, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    let palette = palette(ui);
    ui.spacing_mut().item_spacing.y = GAP;
    ui.label(
        RichText::new(reasons::question(act))
            .font(strong(tokens::DESK_TEXT))
            .color(palette.text),
    );
    let mut chosen = None;
    let typing = ui.ctx().text_edit_focused();
    for (reason, key) in reasons::presets(act)
        .iter()
        .zip([Key::F1, Key::F2, Key::F3, Key::F4])
    {
        if act_button(ui, None, reason, Some(key), true).clicked() || (!typing && pressed(ui, key))
        {
            chosen = Some((*reason).to_owned());
        }
    }
    let hint = "Another reason, then Enter";
    let field = ui.add(
        TextEdit::singleline(&mut gestures.other_reason)
            .hint_text(hint)
            .desired_width(f32::INFINITY),
    );
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        chosen = Some(gestures.other_reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    }
    let cancelled = act_button(ui, None, "Don't do it", Some(Key::Escape), true).clicked();
    if cancelled || pressed(ui, Key::Escape) {
        gestures.asking = None;
    } else if let Some(reason) = chosen {
        gestures.asking = None;
        commands.push(RunCommand::Send(act.input(reason)));
    }
}

impl Seen<'_> {
    fn is_last_step(&self) -> bool {
        let current =
            |step: &&crate::session::StepView| step.state == crate::session::StepState::Current;
        self.view()
            .steps
            .iter()
            .find(current)
            .is_some_and(|step| step.kind == "end")
    }
}

impl Act {
    /// Whether the engine would do it now.
    pub fn is_allowed(self, allowed: Allowed) -> bool {
        match self {
            Self::Advance => allowed.advance,
            Self::Undo => allowed.undo,
            Self::EndCoding => allowed.end_coding,
            Self::Pause => allowed.pause,
            Self::Resume => allowed.resume,
            Self::Hold => allowed.hold,
            Self::Unhold => allowed.unhold,
            Self::Skip => allowed.skip,
            Self::Chime => allowed.repeat_chime,
            Self::Left => allowed.mark_left,
            Self::Returned => allowed.mark_returned,
            Self::OpenMissed => allowed.open_missed,
            Self::EndEarly => allowed.end_early,
        }
    }

    fn key(self) -> Key {
        match self {
            Self::Advance => Key::F2,
            Self::Undo => Key::Backspace,
            Self::EndCoding => Key::F4,
            Self::Pause | Self::Resume => Key::F5,
            Self::Hold | Self::Unhold => Key::F6,
            Self::Skip => Key::F7,
            Self::Chime => Key::F8,
            Self::Left | Self::Returned => Key::F9,
            Self::OpenMissed => Key::F10,
            Self::EndEarly => Key::F11,
        }
    }

    fn is_pressed(self, ui: &Ui) -> bool {
        // In a text field Backspace belongs to the text.
        let belongs_to_text = self == Self::Undo && ui.ctx().text_edit_focused();
        !belongs_to_text && pressed(ui, self.key())
    }

    fn label(self, seen: &Seen<'_>) -> &'static str {
        match self {
            Self::Advance if seen.is_last_step() => "Finish",
            Self::Advance => "Next step",
            Self::Undo => "Undo",
            Self::EndCoding => "End coding",
            Self::Pause => "Pause",
            Self::Resume => "Go on",
            Self::Hold => "Hold probe",
            Self::Unhold => "Release probe",
            Self::Skip => "Skip step",
            Self::Chime => "Chime again",
            Self::Left => "Has left",
            Self::Returned => "Is back",
            Self::OpenMissed => "Open missed",
            Self::EndEarly => "End early",
        }
    }

    fn input(self, reason: String) -> DeskInput {
        match self {
            Self::Advance => DeskInput::Advance,
            Self::Undo => DeskInput::Undo,
            Self::EndCoding => DeskInput::EndCoding,
            Self::Pause => DeskInput::Pause,
            Self::Resume => DeskInput::Resume,
            Self::Hold => DeskInput::Hold { reason },
            Self::Unhold => DeskInput::Unhold,
            Self::Skip => DeskInput::Skip { reason },
            Self::Chime => DeskInput::RepeatChime { reason },
            Self::Left => DeskInput::MarkLeft { reason },
            Self::Returned => DeskInput::MarkReturned,
            Self::OpenMissed => DeskInput::OpenMissed { reason },
            Self::EndEarly => DeskInput::EndEarly { reason },
        }
    }
}

//! What the experimenter may do with the session, each with its key; what deviates from the plan asks for a reason.

use egui::{Key, RichText, TextEdit, Ui, vec2};

use crate::desk::act::{Hotkey, act_button, act_button_sized, pressed};
use crate::look::{palette, plain, strong, tokens};
use crate::session::{Allowed, DeskInput, DeskView};

use super::sheets::{self, Sheet};
use super::stop::Confirm;
use super::{Gestures, RunCommand, Seen, more_acts, reasons};

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
    Distress,
    Presence,
    Sample,
    Unblind,
    LeaveEarly,
}

/// An action that waits for its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking(pub Act);

/// Two columns of actions, or in the same place what one of them still has to know.
pub fn actions_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    more_acts::keys(ui, seen, gestures, commands);
    let height = 7.0 * ROW + 6.0 * GAP + CAPTION;
    let top = ui.cursor().top();
    if gestures.closing {
        sheets::close_ui(ui, seen, gestures, commands);
    } else if gestures.sheet.is_some() {
        sheets::sheet_ui(ui, gestures, commands);
    } else if let Some(Asking(act)) = gestures.asking {
        reasons_ui(ui, act, gestures, commands);
    } else if gestures.more_acts {
        more_acts::more_acts_ui(ui, seen, gestures, commands);
    } else {
        grid_ui(ui, seen, gestures, commands);
    }
    let used = ui.cursor().top() - top;
    ui.add_space((height - used).max(0.0));
}

pub const ROW: f32 = 28.0;
pub const GAP: f32 = 4.0;
const CAPTION: f32 = 20.0;

fn grid_ui(ui: &mut Ui, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    caption_ui(ui, "Actions");
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let width = (ui.available_width() - GAP) / 2.0;
    for pair in places(seen.view().allowed).chunks(2) {
        ui.horizontal(|ui| {
            for act in pair {
                let on = act.is_allowed(seen.view());
                // A key that belongs to a panel now stands on that panel alone.
                let key = Some(act.key()).filter(|key| gestures.leaves(key.key));
                let button = act_button_sized(ui, None, act.label(seen), key, on, vec2(width, ROW));
                if on && (button.clicked() || (key.is_some() && act.is_pressed(ui, gestures))) {
                    begin(*act, seen, gestures, commands);
                }
            }
        });
    }
    more_acts::act_row_ui(ui, Act::Distress, seen, gestures, commands);
    more_acts::toggle_ui(ui, "More acts", gestures);
}

/// A small line above a group.
pub fn caption_ui(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text)
            .font(plain(tokens::DESK_SMALL))
            .color(palette(ui).faint),
    );
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

/// Does it, or opens what it still has to know.
pub fn begin(act: Act, seen: &Seen<'_>, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    if let Some(sheet) = Sheet::of(act, seen) {
        gestures.asking = None;
        gestures.sheet = Some(sheet);
    } else if act == Act::Advance && seen.is_last_step() {
        if gestures.confirm.is_some_and(Confirm::finishes) {
            gestures.confirm = None;
            commands.push(RunCommand::Send(DeskInput::Advance));
        } else {
            gestures.confirm = Some(Confirm::finish(seen.now));
        }
    } else if reasons::presets(act).is_empty() {
        commands.extend(act.input(String::new()).map(RunCommand::Send));
    } else {
        gestures.sheet = None;
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
    if let Some(warning) = reasons::warning(act) {
        ui.label(RichText::new(warning).color(palette.caution));
    }
    let mut chosen = None;
    let typing = gestures.typing;
    for (reason, key) in reasons::presets(act)
        .iter()
        .zip([Key::F1, Key::F2, Key::F3, Key::F4])
    {
        let clicked = act_button(ui, None, reason, Some(key.into()), true).clicked();
        if clicked || (!typing && pressed(ui, key)) {
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
    let escape = Some(Key::Escape.into());
    let cancelled = act_button(ui, None, "Don't do it", escape, true).clicked();
    if cancelled || pressed(ui, Key::Escape) {
        gestures.asking = None;
    } else if let Some(reason) = chosen {
        gestures.asking = None;
        commands.extend(act.input(reason).map(RunCommand::Send));
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
    pub fn is_allowed(self, view: &DeskView) -> bool {
        let allowed = view.allowed;
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
            Self::Distress | Self::Presence | Self::Sample => view.now.ended.is_none(),
            Self::Unblind => allowed.unblind,
            Self::LeaveEarly => allowed.leave_early,
        }
    }

    /// Its key. What lies beside the plan has Shift.
    pub fn key(self) -> Hotkey {
        match self {
            Self::Advance => Key::F2.into(),
            Self::Undo => Key::Backspace.into(),
            Self::EndCoding => Key::F4.into(),
            Self::Pause | Self::Resume => Key::F5.into(),
            Self::Hold | Self::Unhold => Key::F6.into(),
            Self::Skip => Key::F7.into(),
            Self::Chime => Key::F8.into(),
            Self::Left | Self::Returned => Key::F9.into(),
            Self::OpenMissed => Key::F10.into(),
            Self::EndEarly => Key::F11.into(),
            Self::Distress => Hotkey::shift(Key::F12),
            Self::Presence => Hotkey::shift(Key::F9),
            Self::Sample => Hotkey::shift(Key::F8),
            Self::Unblind => Hotkey::shift(Key::F10),
            Self::LeaveEarly => Hotkey::shift(Key::F11),
        }
    }

    fn is_pressed(self, ui: &Ui, gestures: &Gestures) -> bool {
        // In a text field Backspace belongs to the text.
        let belongs_to_text = self == Self::Undo && gestures.typing;
        !belongs_to_text && pressed(ui, self.key())
    }

    /// What stands on its button.
    pub fn label(self, seen: &Seen<'_>) -> &'static str {
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
            Self::Distress => "Participant distressed",
            Self::Presence => "Others came or went",
            Self::Sample => "Sample beside the plan",
            Self::Unblind => "Lift the blinding",
            Self::LeaveEarly => "Left before the debriefing",
        }
    }

    /// What the engine is told; nothing for what has a sheet of its own.
    fn input(self, reason: String) -> Option<DeskInput> {
        Some(match self {
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
            Self::Unblind => DeskInput::Unblind { reason },
            Self::LeaveEarly => DeskInput::LeaveEarly { reason },
            Self::Distress | Self::Presence | Self::Sample => return None,
        })
    }
}

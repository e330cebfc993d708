//! What the current step asks of the experimenter, in the place of the picture: lanes and keys stay where they are.

mod rate;
mod rows;
mod task;

use std::collections::{BTreeMap, BTreeSet};
use std::mem::{Discriminant, discriminant};

use egui::{Key, Label, RichText, Ui, vec2};

use crate::desk::act::{act_button_sized, pressed};
use crate::desk::words;
use crate::look::{digits, palette, plain, strong, tokens};
use crate::protocol::Id;
use crate::session::{Asked, DeskInput, DeskView, Value};
use crate::time::SessionTime;

use super::gestures::Owner;
use super::pick::tick_ui;
use super::{Gestures, RunCommand, Seen};

/// What is filled in and not yet sent; it belongs to one step and what that asks.
#[derive(Default)]
pub struct Draft {
    of: Option<(SessionTime, Option<Discriminant<Asked>>)>,
    answers: BTreeMap<Id, Value>,
    texts: BTreeMap<Id, String>,
    ticked: BTreeSet<Id>,
    reason: String,
}

impl Draft {
    /// Begins anew when something else is asked; says whether that is so.
    pub fn follow(&mut self, view: &DeskView) -> bool {
        let asked = Some((view.now.step_since, view.asked.as_ref().map(discriminant)));
        let is_new = self.of != asked;
        if is_new {
            *self = Self {
                of: asked,
                ..Self::default()
            };
        }
        is_new
    }
}

/// The panel; nothing when the step asks for nothing.
pub fn asked_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    match &seen.view().asked {
        Some(Asked::Rate { stem, items }) => {
            rate::rate_ui(ui, stem.as_deref(), items, gestures, commands);
        }
        Some(Asked::Apply {
            instruction,
            done,
            planned,
        }) => apply_ui(ui, seen, instruction, (*done, *planned), commands),
        Some(Asked::Sample {
            instruction,
            material,
            due,
            taken,
        }) => {
            head_ui(
                ui,
                &format!("Take a sample: {}", words::material(*material)),
            );
            sample_ui(ui, seen, instruction, *due, *taken);
            act_ui(ui, seen, "Sample taken", commands);
        }
        Some(Asked::TaskStart { safety }) => {
            task::start_ui(ui, safety.as_deref());
            act_ui(ui, seen, "Start the clock", commands);
        }
        Some(Asked::TaskStop { since, until }) => {
            task::stop_ui(ui, seen.t, *since, *until);
            act_ui(ui, seen, "Stop the clock", commands);
        }
        Some(Asked::TaskReason) => task::reason_ui(ui, gestures, commands),
        Some(Asked::Debrief { points }) => debrief_ui(ui, points, gestures, commands),
        None => {}
    }
}

fn apply_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    instruction: &str,
    (done, planned): (u32, Option<u32>),
    commands: &mut Vec<RunCommand>,
) {
    head_ui(ui, "Do this with the participant");
    wrapped_ui(ui, instruction);
    let count = match planned {
        Some(planned) => format!("{done} of {planned} done"),
        None => format!("{done} done"),
    };
    big_ui(ui, &count);
    act_ui(ui, seen, "Mark application", commands);
    if planned.is_some_and(|planned| done >= planned) {
        quiet_ui(ui, "That was the last one that is planned. F2 goes on.");
    }
}

fn sample_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    instruction: &str,
    due: Option<SessionTime>,
    taken: Option<SessionTime>,
) {
    if !instruction.is_empty() {
        wrapped_ui(ui, instruction);
    }
    match (taken, due) {
        (Some(taken), _) => big_ui(ui, &format!("taken at {}", words::clock(taken))),
        (None, Some(due)) => {
            // What is due at once is not late while it is being taken.
            let since_s = (seen.t - due).as_s();
            let late = since_s > 30.0;
            let text = if since_s >= 0.0 && !late {
                "due now".to_owned()
            } else {
                words::due(due, seen.t)
            };
            let text = RichText::new(text).font(digits(28.0));
            let palette = palette(ui);
            ui.label(text.color(if late { palette.caution } else { palette.text }));
        }
        (None, None) => quiet_ui(ui, "When it is due is not known yet."),
    }
}

/// Every point is ticked one by one: by click, or with Enter the next that is open.
fn debrief_ui(
    ui: &mut Ui,
    points: &[(Id, String)],
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    head_ui(ui, "Debrief the participant");
    let enter = is_entered(ui, gestures);
    let ticked = &mut gestures.draft.ticked;
    let next = points.iter().find(|(id, _)| !ticked.contains(id)).cloned();
    for (id, text) in points {
        let on = ticked.contains(id);
        let key = (next.as_ref().map(|(next, _)| next) == Some(id)).then(|| Key::Enter.into());
        if tick_ui(ui, text, key, on).clicked() {
            if on {
                ticked.remove(id);
            } else {
                ticked.insert(id.clone());
            }
        }
    }
    ui.add_space(6.0);
    let all = next.is_none();
    let key = all.then(|| Key::Enter.into());
    let clicked = act_button_sized(ui, None, "Debriefed", key, all, BUTTON).clicked();
    if all && (clicked || enter) {
        let points = points.iter().map(|(id, _)| id.clone()).collect();
        commands.push(RunCommand::Send(DeskInput::Debrief { points }));
    } else if let Some((next, _)) = next.filter(|_| enter) {
        ticked.insert(next);
    }
}

/// Whether Enter goes down and belongs to the panel: not to a text, and not to a gesture that waits.
fn is_entered(ui: &Ui, gestures: &Gestures) -> bool {
    let elsewhere = gestures.typing || gestures.owner == Owner::Sheet || gestures.is_waiting();
    !elsewhere && pressed(ui, Key::Enter)
}

const BUTTON: egui::Vec2 = vec2(260.0, 36.0);

/// The one press. Its key is heard where keys are stamped, so that a clock starts when the key goes down; here is the click.
fn act_ui(ui: &mut Ui, seen: &Seen<'_>, label: &str, commands: &mut Vec<RunCommand>) {
    ui.add_space(6.0);
    let on = seen.view().allowed.act;
    let key = Some(Key::Enter.into());
    if act_button_sized(ui, None, label, key, on, BUTTON).clicked() && on {
        commands.push(RunCommand::Send(DeskInput::Act));
    }
}

fn head_ui(ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(strong(tokens::DESK_TITLE));
    ui.add(Label::new(text.color(palette(ui).text)).wrap());
    ui.add_space(2.0);
}

fn wrapped_ui(ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(plain(tokens::DESK_TEXT + 1.5));
    ui.add(Label::new(text.color(palette(ui).text)).wrap());
}

fn quiet_ui(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).color(palette(ui).quiet)).wrap());
}

fn big_ui(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text)
            .font(digits(28.0))
            .color(palette(ui).text),
    );
}

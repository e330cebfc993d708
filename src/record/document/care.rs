//! How the participant was cared for: wishes, the choice about the data, the debriefing (SCIENCE.md 6.5, 6.7, 6.10).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{DataChoice, Event, Fact};
use crate::time::SessionTime;

/// The question whether the experimenter should come, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wish {
    /// The probe whose rule asked.
    pub step: Id,
    /// When it was asked; null when that was not recorded.
    pub asked_s: Option<SessionTime>,
    /// When it was answered; null when it was not.
    pub answered_s: Option<SessionTime>,
    /// Whether the participant wanted the experimenter to come; null when it was not answered.
    pub wish: Option<bool>,
}

/// How the participant wanted to go on after a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataChoiceRow {
    /// The step that asked.
    pub step: Id,
    /// The choice.
    pub choice: DataChoice,
    /// When.
    pub t_s: SessionTime,
}

/// The debriefing, or why there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Debrief {
    /// When it was done; null when the participant left before it.
    pub t_s: Option<SessionTime>,
    /// Which of its points were ticked.
    pub points: Vec<Id>,
    /// When the participant left before it; null otherwise.
    pub left_early_s: Option<SessionTime>,
    /// Why the participant left before it; null otherwise.
    pub left_early: Option<String>,
}

pub(super) fn wishes(events: &[Event]) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::WishAsked { step } => wishes.push(Wish {
                step: step.clone(),
                asked_s: Some(event.instant()),
                answered_s: None,
                wish: None,
            }),
            Fact::WishAnswered { step, wish } => {
                let open = wishes
                    .iter()
                    .rposition(|row| row.step == *step && row.wish.is_none());
                let at = open.unwrap_or_else(|| {
                    wishes.push(Wish {
                        step: step.clone(),
                        asked_s: None,
                        answered_s: None,
                        wish: None,
                    });
                    wishes.len() - 1
                });
                if let Some(row) = wishes.get_mut(at) {
                    row.answered_s = Some(event.instant());
                    row.wish = Some(*wish);
                }
            }
            _ => {}
        }
    }
    wishes
}

pub(super) fn data_choices(events: &[Event]) -> Vec<DataChoiceRow> {
    let row = |event: &Event| match &event.fact {
        Fact::DataChosen { step, choice } => Some(DataChoiceRow {
            step: step.clone(),
            choice: *choice,
            t_s: event.instant(),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

/// The last word on the debriefing; `None` when nothing was said of it.
pub(super) fn debrief(events: &[Event]) -> Option<Debrief> {
    let mut told = None;
    for event in events {
        match &event.fact {
            Fact::Debriefed { points, .. } => {
                told = Some(Debrief {
                    t_s: Some(event.instant()),
                    points: points.clone(),
                    left_early_s: None,
                    left_early: None,
                });
            }
            // Who was debriefed and leaves then has not left before the debriefing.
            Fact::LeftEarly { reason } if told.is_none() => {
                told = Some(Debrief {
                    t_s: None,
                    points: Vec::new(),
                    left_early_s: Some(event.instant()),
                    left_early: Some(reason.clone()),
                });
            }
            _ => {}
        }
    }
    told
}

//! The steps that a session reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{EndedBy, Event, Fact};
use crate::time::SessionTime;

/// One step as it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRow {
    /// The step.
    pub id: Id,
    /// What kind of step.
    pub kind: String,
    /// When its screen was asked for; null for a step that was left out.
    pub started_s: Option<SessionTime>,
    /// When its screen, or a film's first frame, was really shown; null when that was never confirmed.
    pub onset_s: Option<SessionTime>,
    /// When it ended; null for a step that was left out.
    pub offset_s: Option<SessionTime>,
    /// Who or what ended it; null for a step that was left out because its `show_if` did not hold.
    pub ended_by: Option<EndedBy>,
}

impl StepRow {
    fn new(id: &Id, kind: &str, started_s: Option<SessionTime>) -> Self {
        Self {
            id: id.clone(),
            kind: kind.to_owned(),
            started_s,
            onset_s: None,
            offset_s: None,
            ended_by: None,
        }
    }
}

pub(super) fn steps(events: &[Event]) -> Vec<StepRow> {
    let mut rows: Vec<StepRow> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::StepStarted { step, step_kind } => {
                rows.push(StepRow::new(step, step_kind, Some(event.instant())));
            }
            Fact::StepLeftOut { step } => rows.push(StepRow::new(step, "left_out", None)),
            Fact::StepShown { step } => {
                if let Some(row) = open(&mut rows, step) {
                    row.onset_s.get_or_insert(event.instant());
                }
            }
            Fact::StepEnded { step, ended_by } => {
                if let Some(row) = open(&mut rows, step) {
                    row.offset_s = Some(event.instant());
                    row.ended_by = Some(*ended_by);
                }
            }
            _ => {}
        }
    }
    rows
}

fn open<'r>(rows: &'r mut [StepRow], step: &Id) -> Option<&'r mut StepRow> {
    rows.iter_mut()
        .rev()
        .find(|row| row.id == *step && row.ended_by.is_none())
}

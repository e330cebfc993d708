//! Samples that were planned, and samples that were taken (SCIENCE.md 1H, R63 and R67).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{Id, Material, SampleStep, Step, StepKind};
use crate::session::{Event, Fact, Header};
use crate::time::SessionTime;

/// One sample. A sample that was planned and never taken stands here without `taken_s`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// The step that planned it; null for a sample beside the plan.
    pub step: Option<Id>,
    /// Whether it is the one that the step planned. A second one of the same step is not.
    pub planned: bool,
    /// What it is of.
    pub material: Material,
    /// The tube's label; null when it was not taken.
    pub label: Option<String>,
    /// When it should have been taken; null when that was never settled.
    pub scheduled_s: Option<SessionTime>,
    /// When it was taken; null when it was not.
    pub taken_s: Option<SessionTime>,
    /// A remark; null when there is none.
    pub note: Option<String>,
}

/// The planned samples in the protocol's order, then the others in the order in which they were taken.
pub(super) fn samples(events: &[Event], header: &Header) -> Vec<Sample> {
    let mut rows: Vec<Sample> = header
        .protocol
        .all_steps()
        .filter_map(|step| match &step.kind {
            StepKind::Sample(sample) if is_planned(step, events, header) => {
                Some(Sample::planned(&step.id, sample))
            }
            _ => None,
        })
        .collect();
    for event in events {
        match &event.fact {
            Fact::SampleScheduled { step, scheduled_s } => {
                if let Some(row) = planned(&mut rows, step) {
                    row.scheduled_s = Some(*scheduled_s);
                }
            }
            Fact::SampleTaken {
                step,
                material,
                label,
                note,
            } => {
                let waiting = step
                    .as_ref()
                    .and_then(|step| planned(&mut rows, step))
                    .filter(|row| row.taken_s.is_none());
                let taken = Sample {
                    step: step.clone(),
                    planned: waiting.is_some(),
                    material: *material,
                    label: Some(label.clone()).filter(|label| !label.is_empty()),
                    scheduled_s: waiting.as_ref().and_then(|row| row.scheduled_s),
                    taken_s: Some(event.instant()),
                    note: Some(note.clone()).filter(|note| !note.is_empty()),
                };
                match waiting {
                    Some(row) => *row = taken,
                    None => rows.push(taken),
                }
            }
            _ => {}
        }
    }
    rows
}

/// Whether the step belonged to this session: reached, or in the main list and meant for this condition and visit.
fn is_planned(step: &Step, events: &[Event], header: &Header) -> bool {
    let about = |wanted: &dyn Fn(&Fact) -> bool| events.iter().any(|event| wanted(&event.fact));
    let reached = |fact: &Fact| {
        matches!(fact, Fact::StepStarted { step: id, .. } | Fact::SampleScheduled { step: id, .. }
            | Fact::SampleTaken { step: Some(id), .. } if *id == step.id)
    };
    if about(&reached) {
        return true;
    }
    let left_out = |fact: &Fact| matches!(fact, Fact::StepLeftOut { step: id } if *id == step.id);
    let in_main = header
        .protocol
        .steps
        .iter()
        .any(|other| other.id == step.id);
    in_main && !about(&left_out) && is_meant(step, header)
}

/// As far as `show_if` can be told without the answers.
fn is_meant(step: &Step, header: &Header) -> bool {
    let Some(test) = &step.show_if else {
        return true;
    };
    let condition = test.condition.as_ref();
    let visit = test.visit.as_ref();
    condition.is_none_or(|of| of.contains(&header.condition))
        && visit.is_none_or(|of| of.contains(&header.visit))
}

impl Sample {
    fn planned(step: &Id, sample: &SampleStep) -> Self {
        Self {
            step: Some(step.clone()),
            planned: true,
            material: sample.material,
            label: None,
            scheduled_s: None,
            taken_s: None,
            note: None,
        }
    }
}

fn planned<'r>(rows: &'r mut [Sample], step: &Id) -> Option<&'r mut Sample> {
    rows.iter_mut()
        .find(|row| row.planned && row.step.as_ref() == Some(step))
}

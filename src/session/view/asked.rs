//! What the current step asks of the experimenter.

use super::desk::Asked;
use super::stage_of::item_view;
use crate::protocol::{StepKind, Text};
use crate::session::Engine;

/// It, in English.
pub(super) fn asked(engine: &Engine) -> Option<Asked> {
    let state = engine.state();
    let step = engine.current_step()?;
    let english = |text: &Text| text.get("en").to_owned();
    match &step.kind {
        StepKind::Questions(questions) if engine.asks_experimenter() => {
            let instrument = engine
                .header()
                .protocol
                .instruments
                .get(&questions.instrument)?;
            Some(Asked::Rate {
                stem: instrument.stem.as_ref().map(english),
                items: instrument
                    .items
                    .iter()
                    .map(|item| item_view(item, None, "en"))
                    .collect(),
            })
        }
        StepKind::Action(action) => Some(Asked::Apply {
            instruction: english(&action.instruction),
            done: state.applied.get(&step.id).copied().unwrap_or(0),
            planned: action.applications,
        }),
        StepKind::Sample(sample) => {
            let known = state.samples.get(&step.id);
            Some(Asked::Sample {
                instruction: sample.instruction.as_ref().map(english).unwrap_or_default(),
                material: sample.material,
                due: known.and_then(|known| known.scheduled),
                taken: known.and_then(|known| known.taken),
            })
        }
        StepKind::Task(task) => Some(match engine.task_of(&step.id) {
            None => Asked::TaskStart {
                safety: task.safety.as_ref().map(english),
            },
            Some(known) => match engine.task_until(step) {
                Some(until) => Asked::TaskStop {
                    since: known.started,
                    until,
                },
                None => Asked::TaskReason,
            },
        }),
        StepKind::Debrief(debrief) => Some(Asked::Debrief {
            points: debrief
                .points
                .iter()
                .map(|point| (point.id.clone(), english(&point.text)))
                .collect(),
        }),
        _ => None,
    }
}

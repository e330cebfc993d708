//! The moments of a stimulus as the participant looked back on them (SCIENCE.md 2, add-on A).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::Answer;
use crate::protocol::{Id, Moment, Protocol, ReviewStep, Step, StepKind};

/// One item about one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// The step that asked.
    pub step: Id,
    /// The instrument.
    pub instrument: Id,
    /// The stimulus.
    pub stimulus: Id,
    /// The moment; null when the answer does not say which.
    pub moment: Option<ReviewedMoment>,
    /// The item and its answer.
    #[serde(flatten)]
    pub answer: Answer,
}

/// A moment of a stimulus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewedMoment {
    /// Its place among the stimulus's moments, from 1.
    pub number: usize,
    /// What happens; null when the protocol has no such moment.
    pub label: Option<String>,
    /// Where it begins, in seconds of the file's own time; null like `label`.
    pub from_s: Option<f64>,
    /// Where it ends; null like `label`.
    pub to_s: Option<f64>,
}

/// The ids under which a review asks, in order: every item of every moment that has a text, as `<number of the moment>-<item>`.
pub(super) fn asked(review: &ReviewStep, protocol: &Protocol) -> Vec<Id> {
    let items = protocol
        .instruments
        .get(&review.instrument)
        .map(|instrument| instrument.items.as_slice())
        .unwrap_or_default();
    moments(&review.stimulus, protocol)
        .iter()
        .enumerate()
        .filter(|(_, moment)| moment.text.is_some())
        .flat_map(|(place, _)| {
            items
                .iter()
                .map(move |item| Id(format!("{}-{}", place + 1, item.id)))
        })
        .collect()
}

/// The rows of a review step; `None` when the step is none.
pub(super) fn rows(step: &Step, protocol: &Protocol, answers: &[Answer]) -> Option<Vec<Review>> {
    let StepKind::Review(review) = &step.kind else {
        return None;
    };
    let row = |answer: &Answer| {
        let (number, item) = parts(&answer.item);
        Review {
            step: step.id.clone(),
            instrument: review.instrument.clone(),
            stimulus: review.stimulus.clone(),
            moment: number
                .map(|number| ReviewedMoment::of(number, moments(&review.stimulus, protocol))),
            answer: Answer {
                item,
                ..answer.clone()
            },
        }
    };
    Some(answers.iter().map(row).collect())
}

fn moments<'p>(stimulus: &Id, protocol: &'p Protocol) -> &'p [Moment] {
    let stimulus = protocol.stimuli.get(stimulus);
    stimulus
        .map(|stimulus| stimulus.moments.as_slice())
        .unwrap_or_default()
}

/// `2-sad` as 2 and `sad`; an id of another form is left whole.
fn parts(composite: &Id) -> (Option<usize>, Id) {
    composite
        .as_str()
        .split_once('-')
        .and_then(|(number, item)| Some((number.parse().ok()?, item)))
        .filter(|(number, item)| *number > 0 && !item.is_empty())
        .map_or_else(
            || (None, composite.clone()),
            |(number, item)| (Some(number), Id::from(item)),
        )
}

impl ReviewedMoment {
    fn of(number: usize, moments: &[Moment]) -> Self {
        let moment = number.checked_sub(1).and_then(|at| moments.get(at));
        Self {
            number,
            label: moment.map(|moment| moment.label.clone()),
            from_s: moment.map(|moment| moment.from_s),
            to_s: moment.map(|moment| moment.to_s),
        }
    }
}

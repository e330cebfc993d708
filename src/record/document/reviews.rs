//! The moments of a stimulus as the participant looked back on them (SCIENCE.md 2, add-on A).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::Answer;
use crate::protocol::{Id, Protocol, ReviewStep, Step, StepKind, Stimulus};
use crate::session::review;

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
    pub number: u32,
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
    let stimulus = protocol.stimuli.get(&review.stimulus);
    stimulus
        .into_iter()
        .flat_map(review::moments)
        .flat_map(|(moment, _)| items.iter().map(move |item| review::id(moment, &item.id)))
        .collect()
}

/// The rows of a review step; `None` when the step is none.
pub(super) fn rows(step: &Step, protocol: &Protocol, answers: &[Answer]) -> Option<Vec<Review>> {
    let StepKind::Review(review) = &step.kind else {
        return None;
    };
    let stimulus = protocol.stimuli.get(&review.stimulus);
    let row = |answer: &Answer| {
        let (number, item) = parts(&answer.item);
        Review {
            step: step.id.clone(),
            instrument: review.instrument.clone(),
            stimulus: review.stimulus.clone(),
            moment: number.map(|number| ReviewedMoment::of(number, stimulus)),
            answer: Answer {
                item,
                ..answer.clone()
            },
        }
    };
    Some(answers.iter().map(row).collect())
}

/// `2-sad` as 2 and `sad`; an id of another form is left whole.
fn parts(asked: &Id) -> (Option<u32>, Id) {
    match review::parts(asked) {
        Some((number, item)) => (Some(number), Id::from(item)),
        None => (None, asked.clone()),
    }
}

impl ReviewedMoment {
    fn of(number: u32, stimulus: Option<&Stimulus>) -> Self {
        let moment = stimulus
            .into_iter()
            .flat_map(|stimulus| (1..).zip(&stimulus.moments))
            .find_map(|(place, moment)| (number == place).then_some(moment));
        Self {
            number,
            label: moment.map(|moment| moment.label.clone()),
            from_s: moment.map(|moment| moment.from_s),
            to_s: moment.map(|moment| moment.to_s),
        }
    }
}

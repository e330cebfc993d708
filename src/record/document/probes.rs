//! Mood probes with their answers and scores, and the answers to other questions.

mod asked;
mod flags;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answers::Answer;
use super::coding::AmendedPart;
use super::reviews::{self, Review};
use crate::protocol::{Anchor, Id, Instrument, Step, StepKind};
use crate::record::score;
use crate::session::{Event, Fact, Header, ProbeStatus, Reason, Status, Value};
use crate::time::SessionTime;
use asked::Asked;
pub use flags::Flag;

/// One mood probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Probe {
    /// Names the probe: its step's id.
    pub id: Id,
    /// The instrument that was asked; null when the protocol does not say.
    pub instrument: Option<Id>,
    /// The step.
    pub step: Id,
    /// The instant that the delay counts from; null for a probe that comes when it is reached.
    pub anchor: Option<Anchor>,
    /// The step whose instant that is; null like `anchor`.
    pub anchor_step: Option<Id>,
    /// That instant; null when it never came.
    pub anchor_s: Option<SessionTime>,
    /// Whether nothing was coded, so that the step's end served as the anchor.
    pub anchor_fallback: bool,
    /// The planned delay, in seconds as it was run; null like `anchor`.
    pub delay_s: Option<f64>,
    /// When it was due; null like `anchor_s`.
    pub scheduled_s: Option<SessionTime>,
    /// When its first screen was really shown; null when it was not.
    pub opened_s: Option<SessionTime>,
    /// The first touch, to which lateness counts; null when there was none.
    pub first_touch_s: Option<SessionTime>,
    /// When its last page was finished; null when it was not.
    pub submitted_s: Option<SessionTime>,
    /// What became of it.
    pub status: ProbeStatus,
    /// Every item, in the order in which it was asked.
    pub answers: Vec<Answer>,
    /// Scores by id; null when too few items were answered.
    pub scores: BTreeMap<Id, Option<f64>>,
    /// Why a score is null, or that a sum was prorated.
    pub score_remarks: BTreeMap<Id, String>,
    /// What makes one look twice at the answers; nothing is left out because of it.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

/// One answer to a question that is no mood outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Response {
    /// The step that asked.
    pub step: Id,
    /// The instrument; null when the protocol does not say.
    pub instrument: Option<Id>,
    /// The item and its answer.
    #[serde(flatten)]
    pub answer: Answer,
    /// `answer` when it was amended; absent otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<AmendedPart>,
}

/// Everything that was asked and answered.
#[derive(Default)]
pub(super) struct Given {
    pub probes: Vec<Probe>,
    pub responses: Vec<Response>,
    pub reviews: Vec<Review>,
}

pub(super) fn probes(events: &[Event], header: &Header) -> Given {
    let ended = events.iter().find_map(|event| match event.fact {
        Fact::SessionEnded { status } => Some(status),
        _ => None,
    });
    let mut given = Given::default();
    for asked in asked::all(events, header) {
        let step = header.protocol.step(&asked.step);
        let instrument = step.and_then(Step::instrument);
        let items = instrument.and_then(|id| header.protocol.instruments.get(id));
        if asked.is_probe {
            let probe = probe(asked, step, instrument, items, ended);
            given.probes.push(probe);
            continue;
        }
        let id = asked.step.clone();
        let answers = explained(asked, ended);
        match step.and_then(|step| reviews::rows(step, &header.protocol, &answers)) {
            Some(rows) => given.reviews.extend(rows),
            None => given
                .responses
                .extend(answers.into_iter().map(|answer| Response {
                    step: id.clone(),
                    instrument: instrument.cloned(),
                    answer,
                    amended: Vec::new(),
                })),
        }
    }
    given
}

fn probe(
    asked: Asked,
    step: Option<&Step>,
    instrument: Option<&Id>,
    items: Option<&Instrument>,
    ended: Option<Status>,
) -> Probe {
    let after = step.and_then(Step::after);
    let mut probe = Probe {
        id: asked.step.clone(),
        instrument: instrument.cloned(),
        step: asked.step.clone(),
        anchor: after.map(|after| after.anchor),
        anchor_step: after.map(|after| after.step.clone()),
        anchor_s: asked.scheduled.map(|scheduled| scheduled.anchor_s),
        anchor_fallback: asked.scheduled.is_some_and(|scheduled| scheduled.fallback),
        delay_s: after.map(|after| after.delay_s),
        scheduled_s: asked.scheduled.map(|scheduled| scheduled.due_s),
        opened_s: asked.opened,
        first_touch_s: asked.touched,
        submitted_s: asked.submitted,
        status: asked.status(),
        flags: flags::flags(&asked.answers, items, &asked.page_times),
        answers: explained(asked, ended),
        scores: BTreeMap::new(),
        score_remarks: BTreeMap::new(),
    };
    if let Some(instrument) = items {
        probe.score(instrument);
    }
    probe
}

fn explained(asked: Asked, ended: Option<Status>) -> Vec<Answer> {
    let broken = match ended {
        Some(Status::Withdrawn) => Reason::Withdrawn,
        Some(Status::Interrupted) | None => Reason::Technical,
        Some(Status::Stopped | Status::Completed) => Reason::Aborted,
    };
    let unseen = match asked.status() {
        ProbeStatus::Missed => Reason::TimedOut,
        _ => Reason::NotShown,
    };
    let mut answers = asked.answers;
    for answer in &mut answers {
        answer.explain(unseen, broken);
    }
    answers
}

impl Probe {
    /// The answer to an item, when there is one.
    pub fn value(&self, item: &Id) -> Option<&Value> {
        let answer = self.answers.iter().find(|answer| answer.item == *item)?;
        answer.value.as_ref()
    }

    fn score(&mut self, instrument: &Instrument) {
        for rule in &instrument.scores {
            let scored = score::score(rule, instrument, |item| self.value(item));
            self.scores.insert(rule.id.clone(), scored.value);
            if let Some(remark) = scored.remark {
                self.score_remarks.insert(rule.id.clone(), remark);
            }
        }
    }
}

/// Whether a step asks a mood probe.
fn is_probe(step: &Step) -> bool {
    matches!(step.kind, StepKind::Probe(_))
}

//! What the facts say of one step that asks: when, in which order, and every answer.

use crate::protocol::{Id, Step};
use crate::record::document::answers::Answer;
use crate::session::{Event, Fact, Header, ProbeStatus};
use crate::time::SessionTime;

/// One step that asks.
pub struct Asked {
    pub step: Id,
    pub is_probe: bool,
    pub scheduled: Option<Scheduled>,
    pub opened: Option<SessionTime>,
    pub touched: Option<SessionTime>,
    pub submitted: Option<SessionTime>,
    pub answers: Vec<Answer>,
    status: Option<ProbeStatus>,
    missed: bool,
    pages: u32,
}

/// When it was due, and why then.
#[derive(Clone, Copy)]
pub struct Scheduled {
    pub anchor_s: SessionTime,
    pub due_s: SessionTime,
    pub fallback: bool,
}

/// Every probe of the main schedule, reached or not, and every other step that asked something; in the protocol's order, steps
/// that it does not know last.
pub fn all(events: &[Event], header: &Header) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    let planned = header
        .protocol
        .steps
        .iter()
        .filter(|step| super::is_probe(step));
    all.extend(planned.map(|step| Asked::new(&step.id, header)));
    for event in events {
        let Some(step) = step_of(&event.fact, header) else {
            continue;
        };
        let at = all
            .iter()
            .position(|asked| asked.step == *step)
            .unwrap_or_else(|| {
                all.push(Asked::new(step, header));
                all.len() - 1
            });
        if let Some(asked) = all.get_mut(at) {
            asked.take(event);
        }
    }
    let place = |step: &Id| {
        header
            .protocol
            .all_steps()
            .position(|other| other.id == *step)
    };
    all.sort_by_key(|asked| place(&asked.step).unwrap_or(usize::MAX));
    all
}

/// The asking step that a fact is about.
fn step_of<'f>(fact: &'f Fact, header: &Header) -> Option<&'f Id> {
    match fact {
        Fact::ProbeScheduled { step, .. }
        | Fact::ProbeOpened { step }
        | Fact::ProbeTouched { step }
        | Fact::ProbeMissed { step }
        | Fact::ItemsOrdered { step, .. }
        | Fact::ItemShown { step, .. }
        | Fact::Answered { step, .. }
        | Fact::Declined { step, .. }
        | Fact::PageDone { step, .. }
        | Fact::ProbeEnded { step, .. } => Some(step),
        Fact::StepStarted { step, .. } | Fact::StepShown { step } => header
            .protocol
            .step(step)
            .and_then(Step::instrument)
            .map(|_| step),
        _ => None,
    }
}

impl Asked {
    fn new(step: &Id, header: &Header) -> Self {
        let planned = header.protocol.step(step);
        let instrument = planned
            .and_then(Step::instrument)
            .and_then(|id| header.protocol.instruments.get(id));
        let items = instrument
            .into_iter()
            .flat_map(|instrument| &instrument.items);
        Self {
            step: step.clone(),
            is_probe: planned.is_some_and(super::is_probe),
            scheduled: None,
            opened: None,
            touched: None,
            submitted: None,
            answers: items.map(|item| Answer::new(&item.id)).collect(),
            status: None,
            missed: false,
            pages: 0,
        }
    }

    /// What became of it. The engine decides; a probe without its word was missed or never came.
    pub fn status(&self) -> ProbeStatus {
        self.status.unwrap_or(match (self.missed, self.opened) {
            (true, _) => ProbeStatus::Missed,
            (false, None) => ProbeStatus::NotShown,
            (false, Some(_)) => ProbeStatus::Aborted,
        })
    }

    fn take(&mut self, event: &Event) {
        let at = event.instant();
        match &event.fact {
            Fact::ProbeScheduled {
                anchor_s,
                scheduled_s,
                anchor_fallback,
                ..
            } => {
                self.scheduled = Some(Scheduled {
                    anchor_s: *anchor_s,
                    due_s: *scheduled_s,
                    fallback: *anchor_fallback,
                });
            }
            Fact::ProbeOpened { .. } => {
                self.opened.get_or_insert(at);
            }
            Fact::ProbeTouched { .. } => {
                self.touched.get_or_insert(at);
            }
            Fact::ProbeMissed { .. } => self.missed = true,
            Fact::ItemsOrdered { items, .. } => self.order(items),
            Fact::PageDone { items, .. } => {
                self.pages += 1;
                for item in items {
                    let page = self.pages;
                    self.answer(item).page.get_or_insert(page);
                }
                self.submitted = Some(at);
            }
            Fact::ProbeEnded { status, .. } => {
                self.status = Some(*status);
                if matches!(
                    status,
                    ProbeStatus::Aborted | ProbeStatus::NotShown | ProbeStatus::Missed
                ) {
                    self.submitted = None;
                }
            }
            Fact::ItemShown { item, .. }
            | Fact::Answered { item, .. }
            | Fact::Declined { item, .. } => self.answer(item).take(event),
            _ => {}
        }
    }

    /// The order of this wave; items that it leaves out follow.
    fn order(&mut self, items: &[Id]) {
        for (place, item) in items.iter().enumerate() {
            self.answer(item).position = u32::try_from(place + 1).ok();
        }
        self.answers
            .sort_by_key(|answer| answer.position.unwrap_or(u32::MAX));
    }

    /// An item's answer; an item that the instrument does not know is kept all the same.
    fn answer(&mut self, item: &Id) -> &mut Answer {
        let at = self
            .answers
            .iter()
            .position(|answer| answer.item == *item)
            .unwrap_or_else(|| {
                self.answers.push(Answer::new(item));
                self.answers.len() - 1
            });
        &mut self.answers[at]
    }
}

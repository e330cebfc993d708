//! What the facts say of one step that asks: when, in which order, and every answer.

use crate::protocol::{Id, Step, StepKind};
use crate::record::document::answers::Answer;
use crate::record::document::reviews;
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
    pub page_times: Vec<PageTime>,
    status: Option<ProbeStatus>,
    missed: bool,
    pages: u32,
}

/// How long a page was there.
#[derive(Clone, Copy)]
pub struct PageTime {
    pub items: usize,
    /// When the first of its items came into view.
    pub shown: SessionTime,
    pub done: SessionTime,
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
        | Fact::Cleared { step, .. }
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

/// What the step is to ask, as the protocol has it.
fn items(step: Option<&Step>, header: &Header) -> Vec<Id> {
    if let Some(StepKind::Review(review)) = step.map(|step| &step.kind) {
        return reviews::asked(review, &header.protocol);
    }
    let instrument = step.and_then(Step::instrument);
    instrument
        .and_then(|id| header.protocol.instruments.get(id))
        .into_iter()
        .flat_map(|instrument| &instrument.items)
        .map(|item| item.id.clone())
        .collect()
}

impl Asked {
    fn new(step: &Id, header: &Header) -> Self {
        let planned = header.protocol.step(step);
        Self {
            step: step.clone(),
            is_probe: planned.is_some_and(super::is_probe),
            scheduled: None,
            opened: None,
            touched: None,
            submitted: None,
            answers: items(planned, header).iter().map(Answer::new).collect(),
            page_times: Vec::new(),
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
                self.time_page(items, at);
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
            | Fact::Declined { item, .. }
            | Fact::Cleared { item, .. } => self.answer(item).take(event),
            _ => {}
        }
    }

    /// How long the page was there; a page of which nothing was ever in view says nothing.
    fn time_page(&mut self, items: &[Id], done: SessionTime) {
        let of_page = |answer: &&Answer| items.contains(&answer.item);
        let shown = self.answers.iter().filter(of_page);
        if let Some(shown) = shown.filter_map(|answer| answer.shown_s).min() {
            self.page_times.push(PageTime {
                items: items.len(),
                shown,
                done,
            });
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

//! What was done rather than asked: timed tasks, actions of the experimenter, remembering and writing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{Id, StepKind};
use crate::session::{Event, Fact, Header, TaskEnd};
use crate::time::{Micros, SessionTime};

/// One timed task, such as a cold pressor (SCIENCE.md 2, P7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// The step.
    pub step: Id,
    /// When its clock was started; null when never.
    pub started_s: Option<SessionTime>,
    /// When its clock stood; null when that was not recorded.
    pub stopped_s: Option<SessionTime>,
    /// How long the participant held out; null without both. It is cut short when the cap or a stop ended the task.
    pub endurance_s: Option<Micros>,
    /// The longest time allowed, in seconds; null when the protocol does not say.
    pub cap_s: Option<f64>,
    /// Whether it was ended because that time was over.
    pub cap_reached: bool,
    /// Who or what ended it; null like `stopped_s`.
    pub ended_by: Option<TaskEnd>,
    /// Why, in the experimenter's words; null when nothing was said.
    pub reason: Option<String>,
}

/// Something that the experimenter did to the participant (SCIENCE.md 2, P4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// The step.
    pub step: Id,
    /// Each application.
    pub applications: Vec<Application>,
    /// How many were planned; null when the protocol does not say.
    pub planned: Option<u32>,
}

/// One application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Application {
    /// Which, from 1.
    pub number: u32,
    /// When.
    pub t_s: SessionTime,
}

/// Remembering, imagining or writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recall {
    /// The step.
    pub step: Id,
    /// When its screen was really shown; null when that was never confirmed.
    pub onset_s: Option<SessionTime>,
    /// When it ended; null when that was not recorded.
    pub offset_s: Option<SessionTime>,
    /// How many characters were written; null when nothing was told.
    pub characters: Option<u64>,
    /// How many words; null like `characters`.
    pub words: Option<u64>,
    /// The text itself, where the protocol says that it is kept; null otherwise.
    pub text: Option<String>,
}

pub(super) fn tasks(events: &[Event], header: &Header) -> Vec<Task> {
    let mut rows: Vec<Task> = Vec::new();
    for event in events {
        let at = event.instant();
        match &event.fact {
            Fact::StepStarted { step, step_kind } if step_kind == "task" => {
                rows.push(Task::new(step, header));
            }
            Fact::TaskStarted { step } => {
                let row = task(&mut rows, step, header);
                row.started_s.get_or_insert(at);
            }
            Fact::TaskStopped { step, by } => {
                let row = task(&mut rows, step, header);
                if row.ended_by.is_none() {
                    row.stop(at, *by);
                }
            }
            Fact::TaskReason { step, reason } => {
                let row = task(&mut rows, step, header);
                row.reason = Some(reason.clone()).filter(|reason| !reason.is_empty());
            }
            _ => {}
        }
    }
    rows
}

impl Task {
    fn new(step: &Id, header: &Header) -> Self {
        let cap_s = match header.protocol.step(step).map(|step| &step.kind) {
            Some(StepKind::Task(task)) => Some(task.cap_s),
            _ => None,
        };
        Self {
            step: step.clone(),
            started_s: None,
            stopped_s: None,
            endurance_s: None,
            cap_s,
            cap_reached: false,
            ended_by: None,
            reason: None,
        }
    }

    /// Device stamps may arrive out of order, so a task never lasts less than nothing.
    fn stop(&mut self, at: SessionTime, by: TaskEnd) {
        self.stopped_s = Some(self.started_s.map_or(at, |started| at.max(started)));
        self.endurance_s = self
            .started_s
            .map(|started| Micros((at - started).0.max(0)));
        self.cap_reached = by == TaskEnd::Cap;
        self.ended_by = Some(by);
    }
}

/// The row of the step's last task; a new one when it has none.
fn task<'r>(rows: &'r mut Vec<Task>, step: &Id, header: &Header) -> &'r mut Task {
    let at = rows
        .iter()
        .rposition(|row| row.step == *step)
        .unwrap_or_else(|| {
            rows.push(Task::new(step, header));
            rows.len() - 1
        });
    &mut rows[at]
}

pub(super) fn actions(events: &[Event], header: &Header) -> Vec<Action> {
    let mut rows: Vec<Action> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::StepStarted { step, step_kind } if step_kind == "action" => {
                rows.push(Action::new(step, header));
            }
            Fact::Applied { step, number } => {
                let at = rows
                    .iter()
                    .rposition(|row| row.step == *step)
                    .unwrap_or_else(|| {
                        rows.push(Action::new(step, header));
                        rows.len() - 1
                    });
                if let Some(row) = rows.get_mut(at) {
                    row.applications.push(Application {
                        number: *number,
                        t_s: event.instant(),
                    });
                }
            }
            _ => {}
        }
    }
    rows
}

impl Action {
    fn new(step: &Id, header: &Header) -> Self {
        let planned = match header.protocol.step(step).map(|step| &step.kind) {
            Some(StepKind::Action(action)) => action.applications,
            _ => None,
        };
        Self {
            step: step.clone(),
            applications: Vec::new(),
            planned,
        }
    }
}

pub(super) fn recalls(events: &[Event]) -> Vec<Recall> {
    let mut rows: Vec<Recall> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::StepStarted { step, step_kind } if step_kind == "recall" => {
                rows.push(Recall::new(step));
            }
            Fact::StepShown { step } => {
                if let Some(row) = open(&mut rows, step) {
                    row.onset_s.get_or_insert(event.instant());
                }
            }
            Fact::StepEnded { step, .. } => {
                if let Some(row) = open(&mut rows, step) {
                    row.offset_s = Some(event.instant());
                }
            }
            Fact::Recalled {
                step,
                characters,
                words,
                text,
            } => {
                let at = rows
                    .iter()
                    .rposition(|row| row.step == *step)
                    .unwrap_or_else(|| {
                        rows.push(Recall::new(step));
                        rows.len() - 1
                    });
                if let Some(row) = rows.get_mut(at) {
                    row.characters = Some(*characters);
                    row.words = Some(*words);
                    row.text.clone_from(text);
                }
            }
            _ => {}
        }
    }
    rows
}

impl Recall {
    fn new(step: &Id) -> Self {
        Self {
            step: step.clone(),
            onset_s: None,
            offset_s: None,
            characters: None,
            words: None,
            text: None,
        }
    }
}

fn open<'r>(rows: &'r mut [Recall], step: &Id) -> Option<&'r mut Recall> {
    rows.iter_mut()
        .rev()
        .find(|row| row.step == *step && row.offset_s.is_none())
}

//! What is done rather than asked: timed tasks, applications, samples, remembering, the participant's own key.

use super::{Engine, Outcome, refuse};
use crate::protocol::{Id, SampleStep, Step, StepKind, TaskStep};
use crate::session::event::{EndedBy, Fact, TaskEnd};
use crate::session::state::TaskState;
use crate::time::{Micros, SessionTime};

impl Engine {
    /// Does what the current step asks of the experimenter.
    pub(super) fn act(&mut self) -> Outcome {
        let step = self.need_current()?;
        let id = step.id.clone();
        match &step.kind {
            StepKind::Task(_) if self.task_of(&id).is_none() => {
                self.emit(Fact::TaskStarted { step: id });
            }
            StepKind::Task(_) => self.stop_task(&id, TaskEnd::Experimenter),
            StepKind::Action(_) => {
                let number = self.state.applied.get(&id).copied().unwrap_or(0) + 1;
                self.emit(Fact::Applied { step: id, number });
            }
            StepKind::Sample(sample) => {
                self.emit(Fact::SampleTaken {
                    label: id.to_string(),
                    step: Some(id),
                    material: sample.material,
                    note: String::new(),
                });
                self.end_step(EndedBy::Experimenter);
            }
            _ => return refuse("This step asks for nothing to be marked."),
        }
        Ok(())
    }

    /// Whether the current step waits for a press of the experimenter.
    pub(in crate::session) fn can_act(&self) -> bool {
        self.current_step().is_some_and(|step| match &step.kind {
            StepKind::Task(_) => self
                .task_of(&step.id)
                .is_none_or(|task| task.stopped.is_none()),
            StepKind::Action(_) | StepKind::Sample(_) => true,
            _ => false,
        })
    }

    /// The timed task of this step, once its clock has run.
    pub(in crate::session) fn task_of(&self, step: &Id) -> Option<&TaskState> {
        self.state.task.as_ref().filter(|task| task.step == *step)
    }

    /// The participant ends a timed task.
    pub(super) fn task_stop(&mut self, serial: u64) -> Outcome {
        let step = self.need_current()?;
        if serial == self.state.screen && matches!(step.kind, StepKind::Task(_)) {
            self.stop_task(&step.id, TaskEnd::Participant);
        }
        Ok(())
    }

    fn stop_task(&mut self, step: &Id, by: TaskEnd) {
        if self
            .task_of(step)
            .is_some_and(|task| task.stopped.is_none())
        {
            self.emit(Fact::TaskStopped {
                step: step.clone(),
                by,
            });
        }
    }

    /// A task whose step is over does not run on.
    pub(super) fn break_off_task(&mut self, step: &Id) {
        self.stop_task(step, TaskEnd::Stop);
    }

    pub(super) fn task_reason(&mut self, reason: String) -> Outcome {
        let step = self.need_current()?.id;
        if self
            .task_of(&step)
            .is_none_or(|task| task.stopped.is_none())
        {
            return refuse("No task was ended just now.");
        }
        self.emit(Fact::TaskReason { step, reason });
        self.end_step(EndedBy::Experimenter);
        Ok(())
    }

    /// When the running task must be ended.
    pub(in crate::session) fn task_until(&self, step: &Step) -> Option<SessionTime> {
        let StepKind::Task(TaskStep { cap_s, .. }) = &step.kind else {
            return None;
        };
        let task = self
            .task_of(&step.id)
            .filter(|task| task.stopped.is_none())?;
        Some(task.started + Micros::from_s(*cap_s))
    }

    /// Ends a task that has lasted as long as it may.
    pub(super) fn settle_task(&mut self, step: &Step) -> bool {
        let over = self.task_until(step).filter(|until| *until <= self.when.t);
        if let Some(until) = over {
            let stopped = Fact::TaskStopped {
                step: step.id.clone(),
                by: TaskEnd::Cap,
            };
            self.emit_at(stopped, Some(until));
        }
        over.is_some()
    }

    /// Notes when a planned sample should be taken.
    pub(super) fn settle_sample(&mut self, step: &Step, sample: &SampleStep) -> bool {
        let known = self.state.samples.get(&step.id);
        let scheduled_s = match &sample.after {
            None => self.state.current.as_ref().map(|current| current.since),
            Some(after) => self
                .anchor(after)
                .map(|(anchor, _)| anchor + Micros::from_s(after.delay_s)),
        };
        let Some(scheduled_s) =
            scheduled_s.filter(|t| known.and_then(|sample| sample.scheduled) != Some(*t))
        else {
            return false;
        };
        let step = step.id.clone();
        self.emit_at(Fact::SampleScheduled { step, scheduled_s }, None);
        true
    }

    /// What was remembered or written; a step that ran out of time may hear of it a moment later.
    pub(super) fn recalled(
        &mut self,
        serial: u64,
        characters: u64,
        words: u64,
        text: Option<String>,
    ) -> Outcome {
        let Some((step, _)) = self
            .state
            .recall
            .clone()
            .filter(|(_, screen)| *screen == serial)
        else {
            return Ok(());
        };
        self.emit(Fact::Recalled {
            step: step.clone(),
            characters,
            words,
            text: text.filter(|_| self.keeps_text(&step)),
        });
        if self.state.current_id() == Some(&step) {
            self.end_step(EndedBy::Participant);
        }
        Ok(())
    }

    fn keeps_text(&self, step: &Id) -> bool {
        let step = self.header.protocol.step(step);
        step.is_some_and(|step| {
            matches!(&step.kind, StepKind::Recall(recall) if recall.store == crate::protocol::Store::Text)
        })
    }

    /// With the stage process goes whoever would tell that the participant's own key comes up. One that is still held is told
    /// again by the next process.
    pub(super) fn let_go_of_self_key(&mut self) {
        let held = self.state.self_key.as_ref().filter(|key| key.down);
        if let Some(step) = held.map(|key| key.step.clone()) {
            self.emit(Fact::SelfReleased { step });
        }
    }

    pub(super) fn self_key(&mut self, serial: u64, down: bool) -> Outcome {
        let Some(key) = self
            .state
            .self_key
            .clone()
            .filter(|key| key.serial == serial && key.down != down)
        else {
            return Ok(());
        };
        let wanted = self
            .header
            .protocol
            .step(&key.step)
            .and_then(Step::self_key)
            .is_some();
        if wanted {
            let step = key.step;
            self.emit(if down {
                Fact::SelfPressed { step }
            } else {
                Fact::SelfReleased { step }
            });
        }
        Ok(())
    }
}

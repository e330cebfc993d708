//! What consents, choices and things done change in the state.

use crate::protocol::Id;
use crate::session::event::{DataChoice, Event, Fact};
use crate::session::state::{Course, State, TaskState};
use crate::time::SessionTime;

impl State {
    pub(super) fn apply_choice(&mut self, event: &Event) {
        let t = event.t_s;
        match &event.fact {
            Fact::ConsentGiven { ticks, .. } => {
                self.consents.extend(ticks.clone());
                self.notice(t, "The participant agreed");
            }
            Fact::ConsentRefused { .. } => {
                self.turn_to(Course::Refused);
                self.notice(t, "The participant did not agree");
            }
            Fact::Screened { passed: true, .. } => self.notice(t, "The participant may take part"),
            Fact::Screened { passed: false, .. } => {
                self.turn_to(Course::ScreenedOut);
                self.notice(t, "The participant can't take part");
            }
            Fact::DataChosen { choice, .. } => match choice {
                DataChoice::GoOn => {
                    self.course = Course::Main;
                    self.entered = self.left_at;
                    self.notice(t, "The participant goes on");
                }
                DataChoice::Keep => self.notice(t, "The participant ends; the data are kept"),
                DataChoice::Delete => {
                    self.delete = true;
                    self.notice(t, "The participant wants the data to be deleted");
                }
            },
            _ => {}
        }
    }

    /// Another list of steps takes over from the main one; within another list nothing changes.
    pub(super) fn turn_to(&mut self, course: Course) {
        if self.course == Course::Main {
            self.course = course;
            self.left_at = self.entered;
            self.entered = 0;
        }
    }

    pub(super) fn apply_doing(&mut self, event: &Event, at: SessionTime) {
        match &event.fact {
            Fact::Recalled { .. } => self.recall = None,
            Fact::SelfPressed { step } => self.press(step, true),
            Fact::SelfReleased { step } => self.press(step, false),
            Fact::TaskStarted { step } => {
                self.task = Some(TaskState {
                    step: step.clone(),
                    started: at,
                    stopped: None,
                });
            }
            Fact::TaskStopped { .. } => {
                if let Some(task) = &mut self.task {
                    task.stopped.get_or_insert(at);
                }
            }
            Fact::Applied { step, number } => {
                self.applied.insert(step.clone(), *number);
            }
            Fact::SampleScheduled { step, scheduled_s } => {
                let sample = self.samples.entry(step.clone()).or_default();
                sample.scheduled = Some(*scheduled_s);
            }
            Fact::SampleTaken { step, label, .. } => {
                if let Some(step) = step {
                    self.samples.entry(step.clone()).or_default().taken = Some(at);
                }
                self.notice(at, format!("Sample taken: {label}"));
            }
            _ => {}
        }
    }

    fn press(&mut self, step: &Id, down: bool) {
        if let Some(key) = self.self_key.as_mut().filter(|key| key.step == *step) {
            key.down = down;
        }
    }
}

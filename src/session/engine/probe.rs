//! Answers: what the participant touches, and when a probe is done.

use super::fit::fit;
use super::{Engine, Outcome, Refusal, refuse};
use crate::protocol::{Answerer, Id, Item, Step, StepKind};
use crate::session::engine::schedule::window;
use crate::session::event::{Alarm, Device, EndedBy, Fact, ProbeStatus, StopBy, Value};
use crate::session::input::StageInput;
use crate::session::review;
use crate::session::state::{Phase, ProbeState};
use crate::time::SessionTime;

impl Engine {
    pub(super) fn stage(&mut self, input: StageInput) -> Outcome {
        match input {
            StageInput::Shown { serial } => self.shown(serial),
            StageInput::Begun { serial } => self.begun(serial),
            StageInput::Continue { serial } => self.go_on(serial),
            StageInput::ItemShown { item } => self.item_shown(item),
            StageInput::Answer {
                item,
                value,
                device,
            } => self.answer(item, Some(value), device),
            StageInput::Decline { item, device } => self.answer(item, None, device),
            StageInput::PageDone { items } => self.page_done(items),
            StageInput::StopHeld => self.stop(StopBy::Participant),
            StageInput::CallExperimenter => {
                self.alarm(Alarm::ParticipantCalls);
                Ok(())
            }
            StageInput::Restless { what, times } => {
                self.emit(Fact::Restless { what, times });
                Ok(())
            }
            StageInput::Media { serial, media } => self.media(serial, media),
            StageInput::Clear { item, device } => self.clear(item, device),
            StageInput::Consent {
                serial,
                agreed,
                ticks,
            } => self.consent(serial, agreed, ticks),
            StageInput::Screening { serial, passed } => self.screening(serial, passed),
            StageInput::Recalled {
                serial,
                characters,
                words,
                text,
            } => self.recalled(serial, characters, words, text),
            StageInput::SelfKey { serial, down } => self.self_key(serial, down),
            StageInput::TaskStop { serial } => self.task_stop(serial),
            StageInput::DataChoice { serial, choice } => self.data_choice(serial, choice),
            StageInput::Wish { serial, wish } => self.wish(serial, wish),
            StageInput::Mark { serial, given } => self.mark(serial, given),
        }
    }

    fn shown(&mut self, serial: u64) -> Outcome {
        if serial != self.state.screen || self.state.after_stop {
            return Ok(());
        }
        let Some(step) = self.current_step().cloned() else {
            return Ok(());
        };
        let first = self
            .state
            .steps
            .get(&step.id)
            .is_none_or(|record| record.shown.is_none());
        // A film's onset is its first painted frame, which the film reports itself.
        if first && !matches!(step.kind, StepKind::Film(_) | StepKind::Sound(_)) {
            self.emit(Fact::StepShown {
                step: step.id.clone(),
            });
        }
        let opens =
            |probe: &ProbeState| !probe.opened && matches!(probe.phase, Phase::Due | Phase::Open);
        if self.state.current_probe().is_some_and(opens) {
            self.emit(Fact::ProbeOpened { step: step.id });
        }
        Ok(())
    }

    fn begun(&mut self, serial: u64) -> Outcome {
        let step = self.need_current()?;
        if serial != self.state.screen
            || self
                .state
                .current_probe()
                .is_none_or(|probe| probe.phase != Phase::Due)
        {
            return Ok(());
        }
        self.emit(Fact::ProbeTouched {
            step: step.id.clone(),
        });
        self.order_items(&step);
        Ok(())
    }

    fn go_on(&mut self, serial: u64) -> Outcome {
        if serial != self.state.screen {
            return Ok(());
        }
        if self.state.after_stop {
            self.emit(Fact::CalmEnded);
            return Ok(());
        }
        let step = self.need_current()?;
        if step.ends_by() == Some(crate::protocol::Advance::Participant)
            && !self.awaits_debriefing(Some(&step))
        {
            self.end_step(EndedBy::Participant);
        }
        Ok(())
    }

    fn item_shown(&mut self, item: Id) -> Outcome {
        let Some((step, probe)) = self.open_probe() else {
            return Ok(());
        };
        if probe.remaining.contains(&item) && !probe.shown.contains(&item) {
            self.emit(Fact::ItemShown { step, item });
        }
        Ok(())
    }

    fn answer(&mut self, item: Id, value: Option<Value>, device: Device) -> Outcome {
        let Some((step, probe)) = self.open_probe() else {
            return refuse("No question is open.");
        };
        if !probe.remaining.contains(&item) {
            return refuse("That question is not open.");
        }
        let untouched = probe.touched.is_none();
        let plan = self
            .item(&step, &item)
            .ok_or_else(|| Refusal("That question is not open.".to_owned()))?;
        let value = value.map(|value| fit(&plan.scale, value)).transpose()?;
        if untouched {
            self.emit(Fact::ProbeTouched { step: step.clone() });
        }
        self.emit(match value {
            Some(value) => Fact::Answered {
                step,
                item,
                value,
                device,
            },
            None => Fact::Declined { step, item, device },
        });
        Ok(())
    }

    /// An answer was taken back and nothing put in its place.
    fn clear(&mut self, item: Id, device: Device) -> Outcome {
        let Some((step, probe)) = self.open_probe() else {
            return Ok(());
        };
        if probe.remaining.contains(&item) && probe.answers.contains_key(&item) {
            self.emit(Fact::Cleared { step, item, device });
        }
        Ok(())
    }

    fn page_done(&mut self, items: Vec<Id>) -> Outcome {
        let Some((step, probe)) = self.open_probe() else {
            return Ok(());
        };
        if !items.iter().all(|item| probe.remaining.contains(item)) {
            return Ok(());
        }
        if items.is_empty() || !items.iter().all(|item| probe.answers.contains_key(item)) {
            return refuse("The page is not complete.");
        }
        self.emit(Fact::PageDone {
            step: step.clone(),
            items,
        });
        if self
            .open_probe()
            .is_some_and(|(_, probe)| probe.remaining.is_empty())
        {
            let status = self.status_of(&step);
            self.emit(Fact::ProbeEnded { step, status });
            if !self.ask_for_a_wish() {
                self.end_step(EndedBy::Participant);
            }
        }
        Ok(())
    }

    /// By the participant's first touch: on time, late, or out of its window.
    pub(super) fn status_of(&self, step: &Id) -> ProbeStatus {
        let Some(probe) = self.state.probes.get(step) else {
            return ProbeStatus::NotShown;
        };
        if probe.answers.values().all(Option::is_none) {
            return ProbeStatus::Declined;
        }
        if probe.reopened {
            return ProbeStatus::OutOfWindow;
        }
        let delay_s = self
            .header
            .protocol
            .step(step)
            .and_then(Step::after)
            .map(|after| after.delay_s);
        match (probe.scheduled, probe.touched, delay_s) {
            (Some(due), Some(touched), Some(delay_s)) => lateness(due, touched, delay_s),
            _ => ProbeStatus::OnTime,
        }
    }

    /// What the participant is being asked.
    fn open_probe(&self) -> Option<(Id, &ProbeState)> {
        let asked = self.current_step()?.answerer() == Some(Answerer::Participant);
        let probe = self
            .state
            .current_probe()
            .filter(|probe| asked && probe.phase == Phase::Open)?;
        Some((self.current_id()?, probe))
    }

    /// The item as planned; in a review, ids begin with the number of the moment.
    pub(super) fn item(&self, step: &Id, item: &Id) -> Option<&Item> {
        let step = self.header.protocol.step(step)?;
        let items = &self
            .header
            .protocol
            .instruments
            .get(step.instrument()?)?
            .items;
        let plain = match &step.kind {
            StepKind::Review(_) => review::parts(item)?.1,
            _ => item.as_str(),
        };
        items.iter().find(|other| other.id.as_str() == plain)
    }
}

fn lateness(due: SessionTime, touched: SessionTime, delay_s: f64) -> ProbeStatus {
    let late = touched - due;
    let window = window(delay_s);
    if late <= window {
        ProbeStatus::OnTime
    } else if late.0 <= 3 * window.0 {
        ProbeStatus::Late
    } else {
        ProbeStatus::OutOfWindow
    }
}

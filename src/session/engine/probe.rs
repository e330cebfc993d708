//! Answers: what the participant touches, and when a probe is done.

use super::{Engine, Outcome, Refusal, refuse};
use crate::protocol::{Id, Item, Scale, Step, StepKind};
use crate::session::engine::schedule::window;
use crate::session::event::{Alarm, Device, EndedBy, Fact, ProbeStatus, StopBy, Value};
use crate::session::input::StageInput;
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
            StageInput::Restless { what } => {
                self.emit(Fact::Restless { what });
                Ok(())
            }
            StageInput::Media { serial, media } => self.media(serial, media),
            _ => refuse("This can't be done yet."),
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
        if step.ends_by() == Some(crate::protocol::Advance::Participant) {
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
            self.end_step(EndedBy::Participant);
        }
        Ok(())
    }

    /// By the participant's first touch: on time, late, or out of its window.
    fn status_of(&self, step: &Id) -> ProbeStatus {
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

    fn open_probe(&self) -> Option<(Id, &ProbeState)> {
        let probe = self
            .state
            .current_probe()
            .filter(|probe| probe.phase == Phase::Open)?;
        Some((self.current_id()?, probe))
    }

    fn item(&self, step: &Id, item: &Id) -> Option<&Item> {
        let instrument = self.header.protocol.step(step)?.instrument()?;
        self.header
            .protocol
            .instruments
            .get(instrument)?
            .items
            .iter()
            .find(|other| other.id == *item)
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

/// The answer as it is kept: on its scale, a VAS in tenths.
fn fit(scale: &Scale, value: Value) -> Result<Value, Refusal> {
    let fitted = match (scale, value) {
        (Scale::Vas { .. }, Value::Number(x)) if (0.0..=100.0).contains(&x) => {
            Some(Value::Number((x * 10.0).round() / 10.0))
        }
        (Scale::Number { min, max, .. }, Value::Number(x)) if (*min..=*max).contains(&x) => {
            Some(Value::Number(x))
        }
        (Scale::Choice { options }, Value::Text(id))
            if options.iter().any(|option| option.id.as_str() == id) =>
        {
            Some(Value::Text(id))
        }
        (Scale::Text { max_chars }, Value::Text(text)) => {
            Some(Value::Text(text.chars().take(*max_chars).collect()))
        }
        _ => None,
    };
    fitted.ok_or_else(|| Refusal("The answer does not fit its scale.".to_owned()))
}

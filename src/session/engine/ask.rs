//! Questions that the experimenter answers at the desk.

use super::fit::fit;
use super::{Engine, Outcome, Refusal, refuse};
use crate::protocol::{Answerer, Id};
use crate::session::event::{Device, EndedBy, Fact, Value};
use crate::session::state::Phase;

impl Engine {
    /// Whether the current step asks the experimenter.
    pub(in crate::session) fn asks_experimenter(&self) -> bool {
        self.current_step()
            .is_some_and(|step| step.answerer() == Some(Answerer::Experimenter))
            && self
                .state
                .current_probe()
                .is_some_and(|probe| probe.phase == Phase::Open)
    }

    pub(super) fn rate(&mut self, answers: Vec<(Id, Option<Value>)>) -> Outcome {
        if !self.asks_experimenter() {
            return refuse("Nothing is asked of you now.");
        }
        let step = self.need_current()?.id;
        let asked: Vec<Id> = self
            .state
            .current_probe()
            .map(|probe| probe.remaining.clone())
            .unwrap_or_default();
        if answers.iter().any(|(item, _)| !asked.contains(item)) {
            return refuse("That question is not open.");
        }
        // All of it fits, or nothing is taken.
        let mut fitted = Vec::new();
        for item in &asked {
            let given = answers.iter().find(|(id, _)| id == item);
            let plan = self
                .item(&step, item)
                .ok_or_else(|| Refusal("That question is not open.".to_owned()))?;
            let value = given.and_then(|(_, value)| value.clone());
            fitted.push((
                item.clone(),
                value.map(|value| fit(&plan.scale, value)).transpose()?,
            ));
        }
        let device = Device::Mouse;
        for (item, value) in fitted {
            let step = step.clone();
            self.emit(match value {
                Some(value) => Fact::Answered {
                    step,
                    item,
                    value,
                    device,
                },
                None => Fact::Declined { step, item, device },
            });
        }
        self.emit(Fact::PageDone {
            step: step.clone(),
            items: asked,
        });
        let status = self.status_of(&step);
        self.emit(Fact::ProbeEnded { step, status });
        self.end_step(EndedBy::Experimenter);
        Ok(())
    }
}

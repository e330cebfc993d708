//! How an answer compares with the participant's baseline, and the question whether the experimenter should come.
//!
//! Ratings stay between the participant and the data: the desk hears of a wish, never of a number. Only after the last probe of the
//! session, when nothing can be spoilt any more, is the experimenter told that the participant may not be well (SCIENCE.md 6.7).

use super::{Engine, Outcome};
use crate::protocol::{DistressRule, Id, Step, StepKind};
use crate::session::event::{Alarm, EndedBy, Fact, Value};

impl Engine {
    /// The mean answer to an item in the probes before the first stimulus that may change the mood.
    pub(super) fn baseline(&self, item: &Id) -> Option<f64> {
        let answers: Vec<f64> = self
            .header
            .protocol
            .before_induction(&self.header.condition)
            .filter(|step| matches!(&step.kind, StepKind::Probe(probe) if probe.baseline))
            .filter_map(|step| self.number(&step.id, item))
            .collect();
        let n = answers.len() as f64;
        (!answers.is_empty()).then(|| answers.iter().sum::<f64>() / n)
    }

    /// Whether a number lies more than `by` below the baseline of its item; never without a baseline.
    pub(super) fn is_below(&self, item: &Id, x: f64, by: f64) -> bool {
        self.baseline(item)
            .is_some_and(|baseline| x < baseline - by)
    }

    /// Asks the participant whether the experimenter should come, if the probe that has just ended has a rule that holds.
    pub(super) fn ask_for_a_wish(&mut self) -> bool {
        let Some(step) = self.current_step().cloned() else {
            return false;
        };
        let StepKind::Probe(probe) = &step.kind else {
            return false;
        };
        if !probe
            .distress
            .as_ref()
            .is_some_and(|rule| self.is_distressed(&step, rule))
        {
            return false;
        }
        self.emit_at(
            Fact::WishAsked {
                step: step.id.clone(),
            },
            None,
        );
        if self.is_last_probe(&step) {
            self.alarm(Alarm::ParticipantNotWell);
        }
        true
    }

    pub(super) fn wish(&mut self, serial: u64, wish: bool) -> Outcome {
        let Some(step) = self
            .state
            .wish
            .clone()
            .filter(|_| serial == self.state.screen)
        else {
            return Ok(());
        };
        self.emit(Fact::WishAnswered { step, wish });
        if wish {
            self.alarm(Alarm::ParticipantWishes);
        }
        self.end_step(EndedBy::Participant);
        Ok(())
    }

    /// Whether this is the last screen and nobody has seen yet that the participant is not well or wants the experimenter to come.
    pub(super) fn is_called_for(&self, step: Option<&Step>) -> bool {
        let calls = |alarm| matches!(alarm, Alarm::ParticipantNotWell | Alarm::ParticipantWishes);
        step.is_some_and(|step| matches!(step.kind, StepKind::End(_)))
            && self.state.alarms.values().any(|(_, alarm)| calls(*alarm))
    }

    fn is_distressed(&self, step: &Step, rule: &DistressRule) -> bool {
        let Some(x) = self.number(&step.id, &rule.item) else {
            return false;
        };
        rule.at_most.is_some_and(|most| x <= most)
            || rule
                .below_baseline
                .is_some_and(|by| self.is_below(&rule.item, x, by))
    }

    fn is_last_probe(&self, step: &Step) -> bool {
        let later = self.position(step).map_or(0, |place| place + 1);
        !self
            .list()
            .iter()
            .skip(later)
            .filter(|step| matches!(step.kind, StepKind::Probe(_)))
            .any(|step| step.show_if.as_ref().is_none_or(|test| self.may_hold(test)))
    }

    fn number(&self, step: &Id, item: &Id) -> Option<f64> {
        match self.state.probes.get(step)?.answers.get(item)? {
            Some(Value::Number(x)) => Some(*x),
            _ => None,
        }
    }
}

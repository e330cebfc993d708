//! The way from step to step.

use super::{Effect, Engine};
use crate::protocol::{
    Advance, AllocationMethod, AnswerTest, CodingSwitch, Id, ShowIf, Step, StepKind,
};
use crate::session::event::{BoutEnd, EndedBy, Fact, ProbeStatus, Status, Value};
use crate::session::state::Phase;
use crate::time::{Micros, SessionTime};

impl Engine {
    /// Carries on until nothing more follows from what is true now.
    pub(super) fn settle(&mut self) {
        // Each round ends or enters a step or moves a probe on; the bound only guards against an error in the rules.
        let bound = 8 * (self.header.protocol.steps.len() + self.header.protocol.on_stop.len() + 4);
        for _ in 0..bound {
            if self.state.over.is_some()
                || !self.state.begun
                || self.state.after_stop
                || !self.settle_once()
            {
                return;
            }
        }
    }

    fn settle_once(&mut self) -> bool {
        if self.state.mark.pending.is_some() {
            return self.settle_mark();
        }
        let Some(step) = self.current_step().cloned() else {
            return self.enter_next();
        };
        if self
            .state
            .current
            .as_ref()
            .is_some_and(|current| current.paused.is_some() || current.failed)
        {
            return false;
        }
        match &step.kind {
            StepKind::Probe(_) => self.settle_probe(&step),
            StepKind::Task(_) => self.settle_task(&step) || self.settle_next_probe(),
            StepKind::Sample(sample) => {
                self.settle_sample(&step, sample) || self.settle_next_probe()
            }
            StepKind::Wait(wait) if wait.fill => {
                let fell_due =
                    !self.state.held && self.next_probe_due().is_some_and(|due| due <= self.when.t);
                let moved = self.settle_next_probe();
                if fell_due {
                    self.end_step(EndedBy::Time);
                }
                moved || fell_due
            }
            _ => match self.step_until() {
                Some(until) if until <= self.when.t => {
                    self.end_step(EndedBy::Time);
                    true
                }
                _ => self.settle_next_probe(),
            },
        }
    }

    /// When time will end the current step.
    pub(in crate::session) fn step_until(&self) -> Option<SessionTime> {
        let step = self.current_step()?;
        let current = self.state.current.as_ref()?;
        let cap_s = match &step.kind {
            StepKind::Recall(recall) => recall.cap_s,
            _ => step
                .duration_s()
                .filter(|_| step.ends_by() == Some(Advance::Time)),
        };
        let cap_s = cap_s.filter(|_| current.paused.is_none() && !current.failed)?;
        let since = self
            .state
            .steps
            .get(&step.id)
            .and_then(|record| record.shown)
            .unwrap_or(current.since);
        Some(since + Micros::from_s(cap_s) + current.paused_for)
    }

    fn enter_next(&mut self) -> bool {
        let Some(step) = self.list().get(self.state.entered).cloned() else {
            if self.mark_at_end() {
                return true;
            }
            self.end_session(self.status_at_end());
            return true;
        };
        if self.reveals(&step) {
            self.emit_at(Fact::ConditionRevealed, None);
        }
        // Who wants the data to be deleted is asked for no more of them.
        if self.state.delete && step.instrument().is_some() {
            self.emit_at(Fact::StepLeftOut { step: step.id }, None);
            return true;
        }
        if !step.show_if.as_ref().is_none_or(|test| self.holds(test)) {
            self.emit_at(Fact::StepLeftOut { step: step.id }, None);
            return true;
        }
        if step.coding == Some(CodingSwitch::Stop) {
            self.end_coding(BoutEnd::CodingEnd);
        }
        if self.mark_before(&step) {
            return true;
        }
        self.emit_at(
            Fact::StepStarted {
                step: step.id.clone(),
                step_kind: step.kind.name().to_owned(),
            },
            None,
        );
        if step.coding == Some(CodingSwitch::Start) && !self.state.coding.on {
            self.emit_at(Fact::CodingStarted, None);
        }
        match &step.kind {
            StepKind::Film(_) | StepKind::Sound(_) => self.prepare_media(&step),
            StepKind::Questions(_) | StepKind::Review(_) => self.order_items(&step),
            StepKind::Probe(probe) if probe.after.is_none() => self.order_items(&step),
            _ => {}
        }
        true
    }

    /// Ends the current step; its film or sound, if it still runs, is cut.
    pub(super) fn end_step(&mut self, by: EndedBy) {
        let Some(id) = self.current_id() else { return };
        if self
            .state
            .media
            .as_ref()
            .is_some_and(|media| media.step == id)
        {
            self.effect(Effect::StopMedia);
        }
        if let Some(probe) = self
            .state
            .probes
            .get(&id)
            .filter(|probe| probe.phase != Phase::Ended)
        {
            let status = match (probe.phase, by) {
                (Phase::Missed, _) => ProbeStatus::Missed,
                (Phase::Open, _) => ProbeStatus::Aborted,
                (Phase::Due, EndedBy::Stop) => ProbeStatus::Aborted,
                _ => ProbeStatus::NotShown,
            };
            self.emit(Fact::ProbeEnded {
                step: id.clone(),
                status,
            });
        }
        self.break_off_task(&id);
        self.emit(Fact::StepEnded {
            step: id,
            ended_by: by,
        });
    }

    /// Whether an allocated condition is shown to the experimenter from this step on.
    fn reveals(&self, step: &Step) -> bool {
        self.header.protocol.allocation.method != AllocationMethod::Manual
            && !self.state.revealed
            && self.header.protocol.reveal_step() == Some(&step.id)
    }

    /// Ends the session: open bouts are closed, the document is written.
    pub(super) fn end_session(&mut self, status: Status) {
        if self.state.current.is_some() {
            self.end_step(EndedBy::Stop);
        }
        self.leave_out_last_mark();
        self.end_coding(BoutEnd::SessionEnd);
        self.emit_at(Fact::SessionEnded { status }, None);
        self.effect(Effect::Seal);
    }

    pub(super) fn holds(&self, test: &ShowIf) -> bool {
        self.may_hold(test)
            && test
                .answer
                .as_ref()
                .is_none_or(|answer| self.passes(answer))
    }

    /// Whether a test can still hold, whatever is answered until it is made.
    pub(super) fn may_hold(&self, test: &ShowIf) -> bool {
        let condition = test
            .condition
            .as_ref()
            .is_none_or(|any| any.contains(&self.header.condition));
        let visit = test
            .visit
            .as_ref()
            .is_none_or(|any| any.contains(&self.header.visit));
        let consented = test
            .consented
            .as_ref()
            .is_none_or(|tick| self.state.consents.get(tick) == Some(&true));
        condition && visit && consented
    }

    fn passes(&self, test: &AnswerTest) -> bool {
        let answer = self
            .state
            .probes
            .get(&test.step)
            .and_then(|probe| probe.answers.get(&test.item));
        match answer {
            Some(Some(Value::Number(x))) => {
                test.one_of.is_none()
                    && test.at_least.is_none_or(|least| *x >= least)
                    && test.at_most.is_none_or(|most| *x <= most)
                    && test
                        .below_baseline
                        .is_none_or(|by| self.is_below(&test.item, *x, by))
            }
            Some(Some(Value::Many(chosen))) => test
                .one_of
                .as_ref()
                .is_some_and(|any| any.iter().any(|id| chosen.contains(id))),
            Some(Some(Value::Text(chosen))) => test
                .one_of
                .as_ref()
                .is_some_and(|any| any.iter().any(|id: &Id| id.as_str() == chosen)),
            _ => false,
        }
    }

    /// Where a step stands in the list that runs.
    pub(super) fn position(&self, step: &Step) -> Option<usize> {
        self.list().iter().position(|other| other.id == step.id)
    }
}

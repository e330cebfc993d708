//! When probes fall due: anchors, delays, windows, and the next instant at which something follows from time alone.

use super::{Effect, Engine};
use crate::protocol::{After, Anchor, Step};
use crate::session::event::{Alarm, EndedBy, Fact};
use crate::session::state::Phase;
use crate::time::{Micros, SessionTime};

/// How long before a probe falls due the experimenter is warned.
const WARNING: Micros = Micros(60_000_000);

/// How long after its time a probe counts as on time: a tenth of the delay, at least 1 and at most 5 minutes.
///
/// It is late until three times as long, and missed after that.
pub fn window(delay_s: f64) -> Micros {
    Micros::from_s((0.1 * delay_s).clamp(60.0, 300.0))
}

impl Engine {
    /// The instant that a delay counts from, and whether it stands in for one that never came.
    pub(in crate::session) fn anchor(&self, after: &After) -> Option<(SessionTime, bool)> {
        let record = self.state.steps.get(&after.step)?;
        let started = record.shown.or(record.started);
        let coded = |instant: Option<SessionTime>| match instant {
            Some(instant) => Some((instant, false)),
            // Nobody cried: the step's end stands in, and the data say so.
            None => record.ended.map(|ended| (ended, true)),
        };
        match after.anchor {
            Anchor::Start => started.map(|t| (t, false)),
            Anchor::End => record.ended.map(|t| (t, false)),
            Anchor::FirstOnset => coded(self.state.coding.first_onset(started?)),
            Anchor::LastOffset => match self.state.coding.last_offset(started?) {
                Some(None) => None,
                Some(Some(offset)) => coded(Some(offset)),
                None => coded(None),
            },
        }
    }

    /// The next probe of the list that waits for its time, the current step included.
    pub(in crate::session) fn next_scheduled(&self) -> Option<(&Step, &After)> {
        let from = self
            .state
            .entered
            .saturating_sub(usize::from(self.state.current.is_some()));
        let open = |step: &&Step| {
            self.state
                .probes
                .get(&step.id)
                .is_none_or(|probe| probe.phase == Phase::Waiting)
                && step.show_if.as_ref().is_none_or(|test| self.holds(test))
        };
        self.list()
            .iter()
            .skip(from)
            .filter(open)
            .find_map(|step| step.after().map(|after| (step, after)))
    }

    /// When the next probe falls due, if its anchor is known.
    pub(in crate::session) fn next_probe_due(&self) -> Option<SessionTime> {
        let (_, after) = self.next_scheduled()?;
        Some(self.anchor(after)?.0 + Micros::from_s(after.delay_s))
    }

    /// Notes when the next probe will fall due, and warns the experimenter in time.
    pub(super) fn settle_next_probe(&mut self) -> bool {
        let Some((step, after)) = self
            .next_scheduled()
            .map(|(step, after)| (step.clone(), after.clone()))
        else {
            return false;
        };
        let Some((anchor_s, anchor_fallback)) = self.anchor(&after) else {
            return false;
        };
        let scheduled_s = anchor_s + Micros::from_s(after.delay_s);
        let known = self.state.probes.get(&step.id);
        if known.and_then(|probe| probe.scheduled) != Some(scheduled_s) {
            self.emit_at(
                Fact::ProbeScheduled {
                    step: step.id,
                    anchor_s,
                    scheduled_s,
                    anchor_fallback,
                },
                None,
            );
            return true;
        }
        let warn_at = SessionTime(scheduled_s.0.saturating_sub(WARNING.0));
        if known.is_some_and(|probe| !probe.warned) && warn_at > anchor_s && warn_at <= self.when.t
        {
            self.emit_at(Fact::Warned { step: step.id }, None);
            self.effect(Effect::WarnExperimenter);
            return true;
        }
        false
    }

    /// Moves the current probe on as time goes by.
    pub(super) fn settle_probe(&mut self, step: &Step) -> bool {
        let Some(after) = step.after() else {
            return false;
        };
        let probe = self.state.probes.get(&step.id);
        match probe.map(|probe| probe.phase).unwrap_or_default() {
            Phase::Waiting => {
                let due = self.next_probe_due().is_some_and(|due| due <= self.when.t);
                if self.settle_next_probe() {
                    return true;
                }
                if !due || self.state.held {
                    return false;
                }
                self.emit_at(
                    Fact::ProbeDue {
                        step: step.id.clone(),
                    },
                    None,
                );
                // Straight after its anchor nobody has to be called.
                if after.delay_s > 0.0 {
                    self.chime(step);
                }
                true
            }
            Phase::Due => {
                let missed = probe.is_some_and(|probe| {
                    !probe.reopened
                        && probe
                            .scheduled
                            .is_some_and(|due| self.missed_at(due, step, after) <= self.when.t)
                });
                if missed {
                    self.emit_at(
                        Fact::ProbeMissed {
                            step: step.id.clone(),
                        },
                        None,
                    );
                    self.alarm(Alarm::ProbeMissed);
                }
                missed
            }
            Phase::Missed => {
                // It stays open to the experimenter until the next probe needs the stage.
                let next_due = self
                    .next_scheduled_after(step)
                    .and_then(|after| Some(self.anchor(after)?.0 + Micros::from_s(after.delay_s)));
                let over = next_due.is_some_and(|due| due <= self.when.t);
                if over {
                    self.end_step(EndedBy::Time);
                }
                over
            }
            Phase::Open | Phase::Ended => false,
        }
    }

    pub(super) fn chime(&mut self, step: &Step) {
        self.emit_at(
            Fact::Chimed {
                step: step.id.clone(),
            },
            None,
        );
        self.effect(Effect::Chime);
    }

    /// The next instant at which something follows from time alone.
    pub(super) fn deadline(&self) -> Option<SessionTime> {
        if self.state.after_stop {
            return None;
        }
        if let Some(until) = self.mark_until() {
            return Some(until);
        }
        let step = self.current_step()?;
        let own = self
            .step_until()
            .into_iter()
            .chain(self.task_until(step))
            .min();
        let probe = self.state.current_probe();
        let missed = step.after().and_then(|after| {
            let probe = probe.filter(|probe| probe.phase == Phase::Due && !probe.reopened)?;
            Some(self.missed_at(probe.scheduled?, step, after))
        });
        let after_missed = probe
            .filter(|probe| probe.phase == Phase::Missed)
            .and_then(|_| {
                let after = self.next_scheduled_after(step)?;
                Some(self.anchor(after)?.0 + Micros::from_s(after.delay_s))
            });
        let due = self.next_probe_due().filter(|_| !self.state.held);
        let warning = self.next_scheduled().and_then(|(step, _)| {
            let probe = self
                .state
                .probes
                .get(&step.id)
                .filter(|probe| !probe.warned)?;
            probe
                .scheduled
                .map(|due| SessionTime(due.0.saturating_sub(WARNING.0)))
        });
        [own, missed, after_missed, due, warning]
            .into_iter()
            .flatten()
            // What was due when the engine was last asked has been dealt with; it must not hide what comes next.
            .filter(|t| *t > self.state.t.max(self.when.t))
            .min()
    }

    /// When a probe that nobody touches counts as missed. One that fell due while the program was not running gets its time from when
    /// the session was taken up, unless the next one had fallen due by then, too.
    fn missed_at(&self, due: SessionTime, step: &Step, after: &After) -> SessionTime {
        let wait = Micros(window(after.delay_s).0.saturating_mul(3).saturating_add(1));
        let Some(taken_up) = self.state.taken_up.filter(|taken_up| due <= *taken_up) else {
            return due + wait;
        };
        let next = self
            .next_scheduled_after(step)
            .and_then(|after| Some(self.anchor(after)?.0 + Micros::from_s(after.delay_s)));
        match next {
            Some(next) if next <= taken_up => next,
            _ => taken_up + wait,
        }
    }

    fn next_scheduled_after(&self, step: &Step) -> Option<&After> {
        let position = self.position(step)?;
        let comes = |step: &&Step| step.show_if.as_ref().is_none_or(|test| self.holds(test));
        self.list()
            .iter()
            .skip(position + 1)
            .filter(comes)
            .find_map(Step::after)
    }
}

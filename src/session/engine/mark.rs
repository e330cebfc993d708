//! When the participant's window gives a flash and chirp, so that a camera's video can be laid on session time.
//!
//! It is given between steps and never over one: before the step with which coding begins, and at the next change of screens after
//! coding has ended. What the window confirms of it, and what it does not, is a fact.

use super::{Engine, Outcome};
use crate::protocol::{CodingSwitch, Mark, Step};
use crate::session::event::{BoutEnd, Fact, MarkWhy};
use crate::session::input::MarkInput;
use crate::time::{Micros, SessionTime};

/// A window that confirms nothing within this is not waited for; the session goes on.
const WITHIN: Micros = Micros(4_000_000);
/// A probe that falls due within this is not kept waiting for the mark at the end of coding.
const PRESSING: Micros = Micros(2_000_000);

const UNCONFIRMED: &str = "The participant's window did not confirm it in time.";
const ENDED: &str = "The session ended before it could be given.";
pub(super) const STOPPED: &str = "It is not given after a stop.";
pub(super) const LOST: &str = "The participant's window was lost before it had confirmed it.";

impl Engine {
    /// The mark that this participant's sessions give.
    fn planned_mark(&self) -> Option<&Mark> {
        let mark = self.header.protocol.mark.as_ref();
        mark.filter(|mark| {
            let agreed = |tick| self.state.consents.get(tick) == Some(&true);
            !self.state.delete
                && (mark.flash || mark.chirp)
                && mark.consented.as_ref().is_none_or(agreed)
        })
    }

    /// Whether a mark comes before `step`; it is asked for then.
    pub(super) fn mark_before(&mut self, step: &Step) -> bool {
        let begins = step.coding == Some(CodingSwitch::Start)
            && !self.state.coding.on
            && self.state.mark.before.as_ref() != Some(&step.id);
        if begins {
            return self.ask_for_mark(MarkWhy::Start, Some(step));
        }
        let ends_here = step.coding == Some(CodingSwitch::Stop);
        if !self.state.mark.due || (!ends_here && self.is_pressed()) {
            return false;
        }
        self.ask_for_mark(MarkWhy::End, None)
    }

    /// Whether a mark comes before the end of the session, which ends coding; it is asked for then.
    pub(super) fn mark_at_end(&mut self) -> bool {
        if self.planned_mark().is_none() {
            return false;
        }
        self.end_coding(BoutEnd::SessionEnd);
        self.state.mark.due && self.ask_for_mark(MarkWhy::End, None)
    }

    fn ask_for_mark(&mut self, why: MarkWhy, step: Option<&Step>) -> bool {
        if self.planned_mark().is_none() {
            return false;
        }
        self.emit_at(
            Fact::MarkAsked {
                n: self.state.mark.last + 1,
                why,
                step: step.map(|step| step.id.clone()),
            },
            None,
        );
        true
    }

    fn is_pressed(&self) -> bool {
        self.next_probe_due()
            .is_some_and(|due| due <= self.when.t + PRESSING)
    }

    /// When a mark that was asked for is no longer waited for.
    pub(super) fn mark_until(&self) -> Option<SessionTime> {
        let pending = self.state.mark.pending.as_ref()?;
        Some(pending.since + WITHIN)
    }

    /// Gives up a mark that was asked for too long ago. True when it did.
    pub(super) fn settle_mark(&mut self) -> bool {
        let over = self.mark_until().is_some_and(|until| until <= self.when.t);
        if over {
            self.give_up_mark(UNCONFIRMED);
        }
        over
    }

    /// The stage reports what was confirmed.
    pub(super) fn mark(&mut self, serial: u64, given: MarkInput) -> Outcome {
        let Some(pending) = &self.state.mark.pending else {
            return Ok(());
        };
        if pending.serial != serial {
            return Ok(());
        }
        let at = self.when.instant();
        let instant = |distance: Micros| at + distance;
        let (n, why) = (pending.n, pending.why);
        self.emit(Fact::MarkGiven {
            n,
            why,
            flash_s: given.flash.map(instant),
            chirp_s: given.chirp.map(instant),
            uncertainty_ms: given.uncertainty_ms,
            reason: given.reason,
        });
        Ok(())
    }

    /// A mark that was asked for will not be confirmed any more.
    pub(super) fn give_up_mark(&mut self, reason: &str) {
        let Some(pending) = &self.state.mark.pending else {
            return;
        };
        let (n, why) = (pending.n, pending.why);
        self.emit_at(
            Fact::MarkGiven {
                n,
                why,
                flash_s: None,
                chirp_s: None,
                uncertainty_ms: None,
                reason: Some(reason.to_owned()),
            },
            None,
        );
    }

    /// The mark of an end of coding that is due, or would be once coding ends now, is not given.
    pub(super) fn leave_out_mark(&mut self, reason: &str) {
        self.give_up_mark(reason);
        let owed = self.state.coding.on || self.state.mark.due;
        if owed && self.planned_mark().is_some() {
            self.emit_at(
                Fact::MarkLeftOut {
                    n: self.state.mark.last + 1,
                    why: MarkWhy::End,
                    reason: reason.to_owned(),
                },
                None,
            );
        }
    }

    /// What is owed when the session ends is left out.
    pub(super) fn leave_out_last_mark(&mut self) {
        self.leave_out_mark(ENDED);
    }
}

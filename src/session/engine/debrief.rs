//! The debriefing, and leaving before it: nobody is sent home from a study without the one or a record of the other.

use super::{Engine, Outcome, refuse};
use crate::protocol::{Id, Step, StepKind};
use crate::session::Mode;
use crate::session::event::{EndedBy, Fact, Status};

impl Engine {
    pub(super) fn debrief(&mut self, points: Vec<Id>) -> Outcome {
        let step = self.need_current()?;
        let StepKind::Debrief(plan) = &step.kind else {
            return refuse("This step is no debriefing.");
        };
        if !plan.points.iter().all(|point| points.contains(&point.id)) {
            return refuse(
                "Go through every point of the debriefing, or record that the participant left before it.",
            );
        }
        self.emit(Fact::Debriefed {
            step: step.id,
            points,
        });
        self.end_step(EndedBy::Experimenter);
        Ok(())
    }

    /// The participant left before the debriefing. What was still to come is not shown; when that was only the closing, the session
    /// counts as complete.
    pub(super) fn leave_early(&mut self, reason: String) -> Outcome {
        self.emit(Fact::LeftEarly { reason });
        let from = self.state.entered.saturating_sub(1);
        let closing = self.list().iter().skip(from).all(|step| {
            matches!(
                step.kind,
                StepKind::Debrief(_) | StepKind::End(_) | StepKind::Text(_)
            )
        });
        let status = match self.status_at_end() {
            Status::Completed if !closing => Status::Stopped,
            status => status,
        };
        self.end_session(status);
        Ok(())
    }

    /// Whether the list that runs has a debriefing for this participant.
    pub(in crate::session) fn has_debriefing(&self) -> bool {
        self.list().iter().any(|step| {
            matches!(step.kind, StepKind::Debrief(_))
                && step.show_if.as_ref().is_none_or(|test| self.holds(test))
        })
    }

    /// Whether a study session still owes its participant a debriefing.
    pub(super) fn owes_debriefing(&self) -> bool {
        self.header.mode == Mode::Study && self.has_debriefing() && !self.state.debriefed
    }

    /// Whether this is the last screen of a session that still owes a debriefing.
    pub(super) fn awaits_debriefing(&self, step: Option<&Step>) -> bool {
        step.is_some_and(|step| matches!(step.kind, StepKind::End(_))) && self.owes_debriefing()
    }
}

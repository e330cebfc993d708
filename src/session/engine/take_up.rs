//! A session that the program's end broke off goes on: what was open then is closed then, and what time has brought since follows.

use super::{Engine, Outcome, refuse};
use crate::session::event::{BoutEnd, Fact};
use crate::session::input::TakeUp;

/// Why the stage is lost while nobody runs the session.
const WHY: &str = "The program ended in the middle of the session, which was taken up again.";

impl Engine {
    /// Takes the session up. Bouts that were open are closed as censored when the program was last known to run, a film or sound waits
    /// where it was then until the experimenter lets it go on, and everything else follows true elapsed time.
    pub(super) fn take_up(&mut self, with: TakeUp) -> Outcome {
        if self.state.over.is_some() {
            return refuse("The session is over.");
        }
        let last = with.last_s.max(self.state.t).min(self.when.t);
        let coding = self.state.coding.on;
        let pause = self.allowed().pause && self.state.media.is_some();
        self.emit_at(
            Fact::StageLost {
                why: WHY.to_owned(),
            },
            Some(last),
        );
        self.when.at = Some(last);
        self.let_go_of_self_key();
        self.end_coding(BoutEnd::Interrupted);
        if pause && let Some(step) = self.current_id() {
            self.emit(Fact::Paused { step });
        }
        self.when.at = None;
        self.emit(Fact::TakenUp {
            last_s: last,
            clock: with.clock,
            left_out: with.left_out,
        });
        self.emit(Fact::ClockChanged {
            why: "resume".to_owned(),
            utc: with.utc,
            uncertainty_ms: with.uncertainty_ms,
        });
        if coding {
            self.emit(Fact::CodingStarted);
        }
        self.emit(Fact::StageBack);
        Ok(())
    }
}

//! The conductor's core: gives inputs to the engine, keeps the facts, carries out what follows, shows what changed.

use super::ports::{Journal, StagePort};
use crate::link::ToStage;
use crate::session::{Effect, Engine, Header, Input, Refusal, StageView, When};
use crate::time::SessionTime;

/// Engine, stage and journal of one session. It knows no clock and no thread: the caller says when.
#[derive(Debug)]
pub struct Core<S, J> {
    engine: Engine,
    /// The participant's window.
    pub stage: S,
    /// Where facts are kept.
    pub journal: J,
    shown: Option<StageView>,
    asked: Option<SessionTime>,
    taken: u64,
    sealed: bool,
    warnings: u64,
}

impl<S: StagePort, J: Journal> Core<S, J> {
    /// A session that has not begun.
    pub fn new(header: Header, stage: S, journal: J) -> Self {
        Self::going_on(Engine::new(header), 0, stage, journal)
    }

    /// A session that goes on from where this engine stands, its newest fact being number `taken`.
    pub fn going_on(engine: Engine, taken: u64, stage: S, journal: J) -> Self {
        Self {
            engine,
            stage,
            journal,
            shown: None,
            asked: None,
            taken,
            sealed: false,
            warnings: 0,
        }
    }

    /// The engine, to look at.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the stage was shown last, once something was taken: the view of the engine as it stands.
    pub fn shown(&self) -> Option<&StageView> {
        self.shown.as_ref()
    }

    /// Number of the newest fact.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// How often the experimenter was warned of a probe.
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// Takes one input: facts to the journal, then effects, then the stage's view.
    ///
    /// # Errors
    /// When the engine refuses; nothing has changed then.
    pub fn take(&mut self, when: When, input: Input) -> Result<(), Refusal> {
        // A stamp from the future is a stamp of now.
        let when = When {
            t: when.t,
            at: when.at.map(|at| at.min(when.t)),
        };
        let outcome = self.engine.handle(when, input);
        self.asked = self.asked.max(Some(when.t));
        let turn = outcome?;
        let changed = !turn.events.is_empty();
        if let Some(last) = turn.events.last() {
            self.taken = last.seq;
            self.journal.append(turn.events);
        }
        for effect in turn.effects {
            self.carry_out(effect);
        }
        if changed && self.sealed {
            self.journal.seal();
        }
        self.show();
        Ok(())
    }

    /// When the engine must next be asked, if nothing else happens: always later than it was asked last.
    pub fn next_deadline(&self) -> Option<SessionTime> {
        self.engine
            .next_deadline()
            .filter(|deadline| Some(*deadline) > self.asked)
    }

    /// A new stage process knows nothing: shows it the current view.
    pub fn show_again(&mut self) {
        self.shown = None;
        self.show();
    }

    fn show(&mut self) {
        let view = self.engine.stage_view();
        if self.shown.as_ref() != Some(&view) {
            self.stage.show(view.clone());
            self.shown = Some(view);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Chime => self.stage.send(ToStage::Chime),
            Effect::StopMedia => {
                self.stage.stop();
                // The stop took the picture away, so the view must be sent even if it is the same.
                self.shown = None;
            }
            Effect::WarnExperimenter => self.warnings += 1,
            // The desk sees the alarm in its view.
            Effect::Alarm(_) => {}
            Effect::Seal => {
                self.sealed = true;
                self.journal.seal();
            }
        }
    }
}

//! The engine: takes one stamped input, decides, and returns the facts and what the world must now do.

mod ask;
mod choice;
mod coding;
mod control;
mod debrief;
mod distress;
mod doing;
mod fit;
mod mark;
mod media;
mod order;
mod probe;
mod schedule;
mod steps;
mod take_up;

use std::collections::BTreeMap;

use super::event::{Event, Fact};
use super::input::{DeskInput, Input, StageInput, When, WorldInput};
use super::setup::Header;
use super::state::{Course, State};
use super::view::{DeskView, StageView, desk_view, stage_view};
use crate::protocol::{Id, Step};
use crate::time::SessionTime;
pub use fit::on_scale;

/// The engine of one session. It is pure: it reads no clock, file, random source or window.
#[derive(Clone, Debug)]
pub struct Engine {
    header: Header,
    state: State,
    turn: Turn,
    when: When,
}

/// What one input led to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    /// The facts, in order.
    pub events: Vec<Event>,
    /// What the world must now do, after the facts are appended to the journal.
    pub effects: Vec<Effect>,
}

/// What the world must do, beside showing the views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Play the chime of a due probe to the participant.
    Chime,
    /// Warn the experimenter that a probe falls due in a minute.
    WarnExperimenter,
    /// End picture and sound at once.
    StopMedia,
    /// Call the experimenter.
    Alarm(u64),
    /// The session is over: write the session document.
    Seal,
}

/// The engine says no; one sentence for the experimenter. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

type Outcome = Result<(), Refusal>;

impl Engine {
    /// A session that has not begun.
    pub fn new(header: Header) -> Self {
        let when = When::taken(SessionTime::ZERO);
        Self {
            header,
            state: State::default(),
            turn: Turn::default(),
            when,
        }
    }

    /// The session that these facts tell of, as it stood after the last of them; `None` without a first fact that names it.
    pub fn replay(events: &[Event]) -> Option<Self> {
        let Some(Event {
            fact: Fact::SessionStarted { header },
            ..
        }) = events.first()
        else {
            return None;
        };
        let mut engine = Self::new(header.as_ref().clone());
        for event in events {
            engine.state.apply(event);
        }
        Some(engine)
    }

    /// Takes one input.
    ///
    /// # Errors
    /// A [`Refusal`] when the input has no place now; the state is then as before.
    pub fn handle(&mut self, when: When, input: Input) -> Result<Turn, Refusal> {
        // The session's own time never runs backwards, whatever order inputs arrive in.
        self.when = When {
            t: when.t.max(self.state.t),
            at: when.at,
        };
        self.turn = Turn::default();
        self.take(input)?;
        // What follows from the input is the engine's own doing and has no instant of its own.
        self.when.at = None;
        self.settle();
        Ok(std::mem::take(&mut self.turn))
    }

    /// When the engine must be asked again (with [`Input::Tick`]) if nothing else happens.
    pub fn next_deadline(&self) -> Option<SessionTime> {
        if self.state.over.is_some() {
            None
        } else {
            self.deadline()
        }
    }

    /// What the participant's window must show.
    pub fn stage_view(&self) -> StageView {
        stage_view(&self.header, &self.state)
    }

    /// What the experimenter's window shows at session time `t`.
    pub fn desk_view(&self, t: SessionTime) -> DeskView {
        desk_view(self, t)
    }

    /// What is broken and not yet mended, as far as the engine was told, by name.
    pub fn faults(&self) -> BTreeMap<String, String> {
        let faults = self.state.faults.iter();
        faults
            .map(|(id, (_, text))| (id.clone(), text.clone()))
            .collect()
    }

    /// Whether the session is over.
    pub fn is_over(&self) -> bool {
        self.state.over.is_some()
    }

    /// What was settled before the session.
    pub fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    fn take(&mut self, input: Input) -> Outcome {
        match input {
            Input::Begin if self.state.begun => refuse("The session has already begun."),
            Input::Begin => {
                self.emit(Fact::SessionStarted {
                    header: Box::new(self.header.clone()),
                });
                Ok(())
            }
            _ if !self.state.begun => refuse("The session has not begun yet."),
            Input::Tick => Ok(()),
            // A film that was cut reports its last frame after the session's last step, and a recall that ran out what was written.
            Input::Stage(StageInput::Media { serial, media }) => self.media(serial, media),
            Input::Stage(StageInput::Recalled {
                serial,
                characters,
                words,
                text,
            }) => self.recalled(serial, characters, words, text),
            Input::World(world) => self.world(world),
            _ if self.state.over.is_some() => self.after_the_end(input),
            Input::Desk(desk) => self.desk(desk),
            Input::Stage(stage) => self.stage(stage),
        }
    }

    fn after_the_end(&mut self, input: Input) -> Outcome {
        match input {
            Input::Desk(DeskInput::Note { text }) => {
                self.emit(Fact::Note { text });
                Ok(())
            }
            Input::Desk(DeskInput::Acknowledge { alarm }) => self.acknowledge(alarm),
            // Distress is likeliest at the end.
            Input::Desk(input @ DeskInput::Distress { .. }) => self.desk(input),
            Input::Stage(_) => Ok(()),
            _ => refuse("The session is over."),
        }
    }

    fn world(&mut self, input: WorldInput) -> Outcome {
        match input {
            WorldInput::StageLost { why } => {
                self.emit(Fact::StageLost { why });
                self.let_go_of_self_key();
                self.give_up_mark(mark::LOST);
                if self.state.over.is_none() {
                    self.alarm(super::Alarm::StageLost);
                }
            }
            WorldInput::StageBack => self.emit(Fact::StageBack),
            WorldInput::Fault { id, text } => {
                if self
                    .state
                    .faults
                    .get(&id)
                    .is_none_or(|(_, known)| *known != text)
                {
                    self.emit(Fact::Fault { id, text });
                }
            }
            WorldInput::FaultCleared { id } => {
                if self.state.faults.contains_key(&id) {
                    self.emit(Fact::FaultCleared { id });
                }
            }
            WorldInput::Clock {
                why,
                utc,
                uncertainty_ms,
            } => {
                self.emit(Fact::ClockChanged {
                    why,
                    utc,
                    uncertainty_ms,
                });
            }
            WorldInput::TakeUp(with) => self.take_up(*with)?,
            WorldInput::Interrupt { .. } => {
                // Who refused consent or wants the data to be deleted is not kept because the program broke off.
                let unwanted = self.state.delete || self.state.course == Course::Refused;
                if self.state.over.is_none() {
                    self.end_session(if unwanted {
                        super::Status::Withdrawn
                    } else {
                        super::Status::Interrupted
                    });
                }
            }
        }
        Ok(())
    }

    /// Makes a fact true and part of this turn.
    fn emit(&mut self, fact: Fact) {
        self.emit_at(fact, self.when.at);
    }

    fn emit_at(&mut self, fact: Fact, at_s: Option<SessionTime>) {
        let event = Event {
            seq: self.state.seq.saturating_add(1),
            t_s: self.when.t,
            at_s,
            fact,
        };
        self.state.apply(&event);
        self.turn.events.push(event);
    }

    fn effect(&mut self, effect: Effect) {
        self.turn.effects.push(effect);
    }

    /// The steps that run now: the main ones, or those of `on_stop`.
    pub(super) fn list(&self) -> &[Step] {
        match self.state.course {
            Course::Main => &self.header.protocol.steps,
            Course::Stopped => &self.header.protocol.on_stop,
            Course::Refused | Course::ScreenedOut => &self.header.protocol.on_decline,
        }
    }

    /// The current step as planned.
    pub(super) fn current_step(&self) -> Option<&Step> {
        self.header.protocol.step(self.state.current_id()?)
    }

    fn need_current(&self) -> Result<Step, Refusal> {
        self.current_step()
            .cloned()
            .ok_or_else(|| Refusal("No step is on now.".to_owned()))
    }

    fn current_id(&self) -> Option<Id> {
        self.state.current_id().cloned()
    }
}

fn refuse(why: &str) -> Outcome {
    Err(Refusal(why.to_owned()))
}

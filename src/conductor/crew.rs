//! The crew of a pilot: a simulated participant and experimenter who live in real time, with the real windows and devices.

use super::plan::{Pilot, PilotRole};
use super::simulated::{Experimenter, Participant, Person};
use crate::link::Gesture;
use crate::session::{DeskInput, Engine, Header};
use crate::time::SessionTime;

/// Whoever is simulated.
#[derive(Debug)]
pub(super) struct Crew {
    participant: Option<Participant>,
    experimenter: Option<Experimenter>,
}

/// What one of them does.
#[derive(Debug)]
pub(super) enum Act {
    /// The participant, on the stage.
    Stage(Gesture),
    /// The experimenter, at the desk.
    Desk(DeskInput),
}

impl Crew {
    /// The crew of this pilot. They are in a hurry as much as the waits are shortened, within what a window can follow.
    pub(super) fn new(pilot: Pilot, header: &Header) -> Self {
        let person = Person::new(pilot.seed, header.speed);
        let pace = header.speed.clamp(1.0, 4.0);
        let protocol = &header.protocol;
        let participant = (pilot.role != PilotRole::Coder)
            .then(|| Participant::new(person.clone(), protocol, pilot.seed, pace, 0.0));
        let experimenter = (pilot.role != PilotRole::Participant)
            .then(|| Experimenter::new(person, protocol, &header.condition, pilot.seed, pace));
        Self {
            participant,
            experimenter,
        }
    }

    /// Lets everybody look at their window and returns what one of them does now; ask again until it is `None`.
    pub(super) fn act(&mut self, t: SessionTime, engine: &Engine) -> Option<Act> {
        if let Some(experimenter) = &mut self.experimenter {
            experimenter.look(t, &engine.desk_view(t));
            if let Some(input) = experimenter.act(t) {
                return Some(Act::Desk(input));
            }
        }
        let participant = self.participant.as_mut()?;
        participant.look(t, &engine.stage_view());
        participant.act(t).map(Act::Stage)
    }

    /// When somebody next does something.
    pub(super) fn next(&self) -> Option<SessionTime> {
        let participant = self.participant.as_ref().and_then(Participant::next);
        let experimenter = self.experimenter.as_ref().and_then(Experimenter::next);
        participant.into_iter().chain(experimenter).min()
    }
}

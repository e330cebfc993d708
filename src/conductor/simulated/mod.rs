//! Simulated people and a simulated stage: a whole session in virtual time, and the crew of a pilot.

mod chance;
mod crying;
mod experimenter;
mod keep;
mod participant;
mod person;
mod session;
mod stage;

pub use experimenter::Experimenter;
pub use keep::keep;
pub use participant::Participant;
pub use person::Person;
pub use session::{Simulated, simulate};
pub use stage::SimulatedStage;

//! Joins engine and world: one thread that takes inputs, keeps the facts and carries out what follows from them.

mod clock;
mod clockwatch;
mod core;
mod crew;
mod disk;
mod faults;
mod feed;
mod header;
mod plan;
mod ports;
mod run;
mod running;
mod simulated;
mod thumbnail;
mod unfinished;

pub use core::Core;
pub use feed::{DeskFeed, Health, StageHealth, Thumbnail};
pub use plan::{Pilot, PilotRole, Placement, Plan};
pub use ports::{Journal, StagePort};
pub use running::{Running, TakenUp, start, start_with, take_up, take_up_with};
pub use simulated::{Simulated, SimulatedStage, keep, simulate};
pub use unfinished::{Needed, Unfinished, look};

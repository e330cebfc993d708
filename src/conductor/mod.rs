//! Joins engine and world: one thread that takes inputs, keeps the facts and carries out what follows from them.

mod clockwatch;
mod core;
mod crew;
mod disk;
mod feed;
mod header;
mod plan;
mod ports;
mod run;
mod running;
mod simulated;
mod thumbnail;

pub use core::Core;
pub use feed::{DeskFeed, Health, StageHealth, Thumbnail};
pub use plan::{Pilot, PilotRole, Placement, Plan};
pub use ports::{Journal, StagePort};
pub use running::{Running, start, start_with};
pub use simulated::{Simulated, SimulatedStage, keep, simulate};

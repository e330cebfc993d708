//! Joins engine and world: one thread that takes inputs, keeps the facts and carries out what follows from them.

mod core;
mod feed;
mod header;
mod plan;
mod ports;
mod simulated;

pub use core::Core;
pub use feed::{DeskFeed, Health, StageHealth, Thumbnail};
pub use plan::{Pilot, PilotRole, Placement, Plan};
pub use ports::{Journal, StagePort};
pub use simulated::{Simulated, SimulatedStage, simulate};

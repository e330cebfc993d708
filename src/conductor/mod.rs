//! Joins engine and world: one thread that takes inputs, keeps the facts and carries out what follows from them.

mod feed;
mod plan;

pub use feed::{DeskFeed, Health, StageHealth, Thumbnail};
pub use plan::{Pilot, PilotRole, Placement, Plan};

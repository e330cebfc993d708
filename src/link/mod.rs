//! The wire between desk and stage: what crosses it, and how.

pub mod frame;
mod message;
mod stage_end;

pub use message::{FrameLine, Gesture, ToDesk, ToStage};
pub use stage_end::{LINK_FD, StageEnd, Wake, stage_end};

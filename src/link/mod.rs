//! The wire between desk and stage: what crosses it, and how.

mod message;

pub use message::{FrameLine, Gesture, ToDesk, ToStage};

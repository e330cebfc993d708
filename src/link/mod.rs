//! The wire between desk and stage: what crosses it, and how.

mod args;
mod desk_end;
mod draft;
mod follower;
pub mod frame;
mod mark;
mod message;
mod reports;
mod stage_end;
mod supervisor;
mod tally;

pub use args::{Placement, StageArgs};
pub use draft::{Draft, ItemDraft};
pub use mark::FileMark;
pub use message::{FrameLine, Gesture, ToDesk, ToStage};
pub use reports::StageNews;
pub use stage_end::{CALM_AFTER_DESK, LINK_FD, StageEnd, Wake, stage_end};
pub use supervisor::{Launch, Supervisor};
pub use tally::Tally;

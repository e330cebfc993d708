//! What the two windows may know of a session: one view for the stage, one for the desk, both plain data.
//!
//! The stage's view cannot express condition, hypothesis, coding or an error; a blinded desk's view cannot express the
//! condition or the participant's answers.

mod asked;
mod blinding;
mod desk;
mod desk_of;
mod scheme;
mod stage;
mod stage_of;

pub use desk::{
    Allowed, Announce, Asked, BoutView, Caution, CautionKind, DeskView, KeyCap, KeyRole, Lane, Now,
    PointView, ScheduleView, StepState, StepView,
};
pub(super) use desk_of::desk_view;
pub use scheme::{ChannelHelp, LevelHelp, PointHelp, Scheme};
pub use stage::{Film, ItemView, Page, ScaleView, Screen, StageView, TickView, Words};
pub(super) use stage_of::stage_view;

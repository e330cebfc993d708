//! What happens: a pure engine that takes stamped inputs and returns facts; it knows no clock, disk, thread or window.

mod engine;
mod event;
mod input;
mod setup;
mod state;
mod view;
pub mod words;

pub use engine::{Effect, Engine, Refusal, Turn};
pub use event::{
    Alarm, BoutEnd, Device, EndedBy, Event, Fact, FilmStats, Presented, ProbeStatus, Reason,
    Status, StopBy, Undone, Value,
};
pub use input::{DeskInput, Input, MediaInput, StageInput, When, WorldInput};
pub use setup::{ClockOrigin, Coder, Header, MediaFacts, Mode};
pub use view::{
    Allowed, Announce, BoutView, Caution, CautionKind, DeskView, Film, ItemView, KeyCap, KeyRole,
    Lane, Now, Page, PointView, ScaleView, ScheduleView, Screen, StageView, StepState, StepView,
    Words,
};

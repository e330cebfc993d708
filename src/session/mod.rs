//! What happens: a pure engine that takes stamped inputs and returns facts; it knows no clock, disk, thread or window.

mod engine;
mod event;
mod input;
mod keys;
mod pass;
pub mod review;
mod setup;
mod state;
mod view;
pub mod words;

pub use engine::{Effect, Engine, Refusal, Turn, on_scale};
pub use event::{
    Alarm, BoutEnd, DataChoice, Device, EndedBy, Event, Fact, FilmStats, MarkWhy, Nudged,
    Presented, ProbeStatus, Reason, Severity, Status, StopBy, TaskEnd, Undone, Value,
};
pub use input::{
    DeskInput, FILM_SOUND, Input, MarkInput, MediaInput, OTHER_FOLDER, StageInput, TakeUp, When,
    WorldInput,
};
pub use pass::{Coded, Pass};
pub use setup::{Allocated, ClockOrigin, Coder, Header, Lag, MediaFacts, Mode};
pub use view::{
    Allowed, Announce, Asked, BoutView, Caution, CautionKind, ChannelHelp, DeskView, Film,
    ItemView, KeyCap, KeyRole, Lane, LevelHelp, Now, Page, PointHelp, PointView, ScaleView,
    ScheduleView, Scheme, Screen, StageView, StepState, StepView, TickView, Words,
};

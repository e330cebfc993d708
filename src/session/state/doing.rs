//! What somebody does in a step: a timed task, a sample, the participant's own key.

use crate::protocol::Id;
use crate::time::SessionTime;

/// A timed task.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct TaskState {
    /// Its step.
    pub step: Id,
    /// Since when its clock runs.
    pub started: SessionTime,
    /// When it was stopped.
    pub stopped: Option<SessionTime>,
}

/// A planned sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::session) struct SampleState {
    /// When it should be taken.
    pub scheduled: Option<SessionTime>,
    /// When it was taken.
    pub taken: Option<SessionTime>,
}

/// The participant's own key.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct SelfKeyState {
    /// The film or sound during which it counts.
    pub step: Id,
    /// Serial of its screen.
    pub serial: u64,
    /// Whether it is held.
    pub down: bool,
}

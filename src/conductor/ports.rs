//! What the conductor needs of the world, so that a real session, a pilot and a simulation run through the same loop.

use crate::link::{Supervisor, ToStage};
use crate::session::{Event, StageView};

/// The participant's window.
pub trait StagePort {
    /// Shows a view.
    fn show(&mut self, view: StageView);
    /// Ends picture and sound at once, before the next view.
    fn stop(&mut self);
    /// Sends a command that is no view.
    fn send(&mut self, message: ToStage);
}

/// Where facts are kept.
pub trait Journal {
    /// Takes facts in order; returns when they are handed over, at most 20 ms later, and never waits for the disk.
    fn append(&mut self, events: Vec<Event>);
    /// The session is over, or more became known after its end: writes the document (again).
    fn seal(&mut self);
}

impl StagePort for Supervisor {
    fn show(&mut self, view: StageView) {
        Supervisor::show(self, view);
    }

    fn stop(&mut self) {
        self.stop_now();
        // This stop is the engine's own, so the next view is newer than it.
        self.stop_answered();
    }

    fn send(&mut self, message: ToStage) {
        Supervisor::send(self, message);
    }
}

impl Journal for Vec<Event> {
    fn append(&mut self, mut events: Vec<Event>) {
        Vec::append(self, &mut events);
    }

    fn seal(&mut self) {}
}

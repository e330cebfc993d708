//! The flash and chirp by which a camera's video is laid on session time.

use crate::protocol::Id;
use crate::session::event::{BoutEnd, Event, Fact, MarkWhy};
use crate::time::SessionTime;

/// What is known of the marks of this session.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::session) struct MarkState {
    /// Number of the newest one.
    pub last: u64,
    /// The one that was asked for and is not confirmed yet.
    pub pending: Option<PendingMark>,
    /// The step before which the newest one of a beginning was given.
    pub before: Option<Id>,
    /// Coding has ended since the newest one.
    pub due: bool,
}

/// A mark that the participant's window was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct PendingMark {
    /// Its number.
    pub n: u64,
    /// Why it is given.
    pub why: MarkWhy,
    /// Serial of its screen.
    pub serial: u64,
    /// When it was asked for.
    pub since: SessionTime,
}

impl MarkState {
    /// Makes `event` true.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::CodingStarted => self.due = false,
            // What a stop leaves undone is told by a fact of its own.
            Fact::CodingEnded { by } => self.due = *by != BoutEnd::Stop,
            Fact::MarkAsked { n, why, step } => {
                self.last = *n;
                self.due = false;
                if step.is_some() {
                    self.before.clone_from(step);
                }
                self.pending = Some(PendingMark {
                    n: *n,
                    why: *why,
                    serial: event.seq,
                    since: event.t_s,
                });
            }
            Fact::MarkGiven { .. } => self.pending = None,
            Fact::MarkLeftOut { n, .. } => {
                self.last = *n;
                self.due = false;
            }
            _ => {}
        }
    }
}

/// What the desk is told of a mark.
pub(super) fn words(reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("Mark for the camera: {reason}"),
        None => "A mark for the camera was given".to_owned(),
    }
}

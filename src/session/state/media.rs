//! The film or sound that runs: its serial, where it is, and what it reported.

use crate::protocol::Id;
use crate::time::{FilmTime, SessionTime};

/// A film or sound.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct MediaState {
    /// The step that shows it.
    pub step: Id,
    /// The stimulus.
    pub stimulus: Id,
    /// Serial of its screen.
    pub serial: u64,
    /// Where a newly started stage must begin.
    pub start_at: FilmTime,
    /// Since when it runs, and from which position; `None` while it stands.
    pub runs: Option<(SessionTime, FilmTime)>,
    /// The last position known while it stands.
    pub position: FilmTime,
}

impl MediaState {
    /// Film time at `t`.
    pub fn film_time(&self, t: SessionTime) -> FilmTime {
        match self.runs {
            Some((since, from)) => from + crate::time::Micros((t - since).0.max(0)),
            None => self.position,
        }
    }
}

//! Whether a running film still gives pictures and sound: one that gives nothing is ended, one whose picture stands is told of.

use std::time::Duration;

use super::FilmScreen;
use crate::time::Stamp;

/// A film that gives nothing for so long will not go on.
const GOES_ON_WITHIN: Duration = Duration::from_secs(5);

/// When something last came.
pub(super) struct Flow {
    /// A frame or a piece of sound, or that it was asked to start.
    pub fed: Stamp,
    framed: Stamp,
    stands: bool,
    /// That the picture stands or goes on again, until told.
    pub news: Option<bool>,
}

impl Flow {
    /// It is asked to open or start at `now`.
    pub fn begin(now: Stamp) -> Self {
        Self {
            fed: now,
            framed: now,
            stands: false,
            news: None,
        }
    }
}

impl FilmScreen {
    /// Takes note of whether a frame and a piece of sound `came`. False when the film was ended because nothing comes.
    pub(super) fn flows(&mut self, now: Stamp, came: (bool, bool), pictures: bool) -> bool {
        let (frame, sound) = came;
        if frame || sound {
            self.flow.fed = now;
        }
        if frame {
            self.flow.framed = now;
        }
        // The last frame stands for its time.
        let until = self.ledger.last_shown().map(|(_, until)| until);
        let idle = self.waiting.is_empty() && !self.drained;
        let long = |since: Stamp| now > until.unwrap_or(since).max(since).after(GOES_ON_WITHIN);
        if idle && long(self.flow.fed) {
            self.fail(self.stalled(GOES_ON_WITHIN));
            return false;
        }
        let stands = idle && pictures && long(self.flow.framed);
        if stands != self.flow.stands {
            self.flow.stands = stands;
            self.flow.news = Some(stands);
        }
        true
    }
}

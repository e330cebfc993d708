//! What of the video was watched: played, or stepped through, and each frame on which something was coded.

use crate::record::layers::Stretch;
use crate::time::{FilmTime, Micros};

/// What is watched in one go is told as often, so that a killed program loses little of it.
const EVERY: Micros = Micros(2_000_000);
/// A longer way between two frames of the window was not seen: the film began anew, or the window was hidden.
const LEAP: i64 = 3_000_000;
/// How long a frame stands, at 25 a second.
const FRAME: Micros = Micros(40_000);

/// Follows the picture that is shown.
#[derive(Debug, Default)]
pub struct Watching {
    now: Option<Now>,
}

/// A stretch that is being watched.
#[derive(Clone, Copy, Debug)]
struct Now {
    from: FilmTime,
    to: FilmTime,
    /// What is shown.
    at: FilmTime,
    is_playing: bool,
    /// Something was coded on what is shown.
    is_used: bool,
}

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It goes on.
    On,
    /// This much more was watched.
    More(Stretch),
    /// The picture is at another place, from where it was last; before that this was watched.
    Left(FilmTime, Option<Stretch>),
}

impl Watching {
    /// This picture is shown.
    pub fn see(&mut self, at: FilmTime, is_playing: bool) -> Seen {
        let Some(now) = &mut self.now else {
            self.now = Some(Now::begun(at, is_playing));
            return Seen::On;
        };
        if (at.0.saturating_sub(now.at.0)).saturating_abs() > LEAP {
            let last = now.at;
            let left = self.leave();
            self.now = Some(Now::begun(at, is_playing));
            return Seen::Left(last, left);
        }
        now.from = now.from.min(at);
        now.to = now.to.max(at);
        now.at = at;
        let has_stopped = now.is_playing && !is_playing;
        now.is_playing = is_playing;
        if now.to - now.from < EVERY && !has_stopped {
            return Seen::On;
        }
        let more = (now.from, if is_playing { now.to } else { now.to + FRAME });
        *now = Now::begun(at, is_playing);
        Seen::More(more)
    }

    /// Something was coded on what is shown.
    pub fn mark(&mut self) {
        if let Some(now) = &mut self.now {
            now.is_used = true;
        }
    }

    /// What is being watched and was not told yet.
    pub fn so_far(&self) -> Option<Stretch> {
        self.now.map(|now| (now.from, now.to))
    }

    /// Away from here; gives what was watched and not told yet.
    pub fn leave(&mut self) -> Option<Stretch> {
        let now = self.now.take()?;
        (now.from < now.to || now.is_used || now.is_playing).then_some((now.from, now.to + FRAME))
    }
}

impl Now {
    fn begun(at: FilmTime, is_playing: bool) -> Self {
        Self {
            from: at,
            to: at,
            at,
            is_playing,
            is_used: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(s: f64) -> FilmTime {
        FilmTime::from_s(s)
    }

    /// A film that plays from here to there, 25 frames a second.
    fn played(watching: &mut Watching, from: i64, to: i64) -> Vec<Stretch> {
        let mut told = Vec::new();
        for frame in from * 25..=to * 25 {
            match watching.see(FilmTime(frame * 40_000), true) {
                Seen::On => {}
                Seen::More(more) => told.push(more),
                Seen::Left(_, left) => told.extend(left),
            }
        }
        told
    }

    #[test]
    fn what_is_played_is_told_every_two_seconds_and_when_it_stops() {
        let mut watching = Watching::default();
        let told = played(&mut watching, 0, 5);
        assert_eq!(told, [(s(0.0), s(2.0)), (s(2.0), s(4.0))]);
        assert_eq!(watching.see(s(5.0), false), Seen::More((s(4.0), s(5.04))));
        assert_eq!(watching.see(s(5.0), false), Seen::On);
        assert_eq!(watching.leave(), None, "everything was told");
    }

    #[test]
    fn steps_are_watched_and_leaps_are_not() {
        let mut watching = Watching::default();
        for at in [10.0, 10.04, 10.08, 10.04] {
            assert_eq!(watching.see(s(at), false), Seen::On);
        }
        let there = Seen::Left(s(10.04), Some((s(10.0), s(10.12))));
        assert_eq!(watching.see(s(20.0), false), there);
        assert_eq!(watching.leave(), None, "a place that was only looked for");
        watching.see(s(30.0), false);
        watching.mark();
        assert_eq!(watching.leave(), Some((s(30.0), s(30.04))), "the frame");
    }
}

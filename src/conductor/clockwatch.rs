//! Watches the computer's clocks: a sleep and a set wall clock are facts of the session.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::session::WorldInput;
use crate::time::{self, Stamp};

/// A difference beyond this is a sleep or a set clock; less is the clocks' own drift between two looks.
const NOTICEABLE_NS: i64 = 500_000_000;
/// How exactly wall clock and session clock are read together.
const UNCERTAINTY_MS: f64 = 1.0;

/// The three clocks, read together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Elapsed time, sleep included.
    pub boot: Stamp,
    /// Elapsed time, sleep left out, in nanoseconds.
    pub monotonic_ns: i64,
    /// The wall clock.
    pub utc: DateTime<Utc>,
}

impl Reading {
    /// The clocks now.
    pub fn now() -> Self {
        Self {
            boot: time::now(),
            monotonic_ns: time::monotonic_ns(),
            utc: time::utc_now(),
        }
    }
}

/// Compares each reading with the one at the last fact, so that many small steps count as one large one.
#[derive(Debug)]
pub struct ClockWatch {
    known: Reading,
}

impl ClockWatch {
    /// Starts from this reading.
    pub fn new(first: Reading) -> Self {
        Self { known: first }
    }

    /// What the clocks did since the last fact, if it is a new one.
    pub fn look(&mut self, now: Reading) -> Option<WorldInput> {
        let last = self.known;
        let elapsed_ns = now.boot.ns_since(last.boot);
        let slept_ns = elapsed_ns - (now.monotonic_ns - last.monotonic_ns);
        let by_wall_ns = (now.utc - last.utc).num_nanoseconds().unwrap_or(i64::MAX);
        let set = by_wall_ns.saturating_sub(elapsed_ns).saturating_abs() > NOTICEABLE_NS;
        let why = if slept_ns > NOTICEABLE_NS {
            "sleep"
        } else if set {
            "set"
        } else {
            return None;
        };
        self.known = now;
        Some(WorldInput::Clock {
            why: why.to_owned(),
            utc: now.utc.to_rfc3339_opts(SecondsFormat::Millis, true),
            uncertainty_ms: UNCERTAINTY_MS,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(boot_s: i64, monotonic_s: i64, utc_s: i64) -> Reading {
        Reading {
            boot: Stamp(boot_s * 1_000_000_000),
            monotonic_ns: monotonic_s * 1_000_000_000,
            utc: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(utc_s),
        }
    }

    #[track_caller]
    fn check(later: Reading, expected: Option<&str>) {
        let why = match ClockWatch::new(at(0, 0, 0)).look(later) {
            Some(WorldInput::Clock { why, .. }) => Some(why),
            other => {
                assert_eq!(other, None);
                None
            }
        };
        assert_eq!(why.as_deref(), expected);
    }

    #[test]
    fn sleeps_and_set_clocks_are_told_apart() {
        check(at(1, 1, 1), None);
        check(at(60, 1, 60), Some("sleep"));
        check(at(1, 1, 3601), Some("set"));
        check(at(1, 1, -3600), Some("set"));
    }

    #[test]
    fn a_clock_that_creeps_away_is_noticed_once_it_is_away() {
        let mut watch = ClockWatch::new(at(0, 0, 0));
        let found: Vec<i64> = (1..100)
            .filter(|&s| {
                let creeping = TimeDelta::milliseconds(s * 10);
                let now = at(s, s, s);
                let utc = now.utc + creeping;
                watch.look(Reading { utc, ..now }).is_some()
            })
            .collect();
        assert_eq!(found, [51]);
    }
}

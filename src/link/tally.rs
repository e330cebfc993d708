//! Counts from which the verdict on a film is made: frames due, shown and dropped, the longest gap, the jitter.

use super::message::FrameLine;
use crate::session::FilmStats;

/// Counts frames as they are settled; small and cheap enough for every frame of a two-hour film.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    due: u64,
    shown: u64,
    longest_gap_ns: i64,
    last_shown_ns: Option<i64>,
    mean_ns: f64,
    squares: f64,
}

impl Tally {
    /// Takes one settled frame, in order.
    pub fn take(&mut self, line: &FrameLine) {
        self.due += 1;
        let Some(shown) = line.shown else { return };
        self.shown += 1;
        if let Some(last) = self.last_shown_ns {
            self.longest_gap_ns = self.longest_gap_ns.max(shown.0 - last);
        }
        self.last_shown_ns = Some(shown.0);
        // Welford's running variance of the lateness.
        let late = shown.ns_since(line.due) as f64;
        let away = late - self.mean_ns;
        self.mean_ns += away / self.shown as f64;
        self.squares += away * (late - self.mean_ns);
    }

    /// Playing halts: the time until the next frame is no gap.
    pub fn interrupt(&mut self) {
        self.last_shown_ns = None;
    }

    /// The counts so far; gap and jitter in milliseconds, jitter as the SD (n − 1) of lateness.
    pub fn stats(&self) -> FilmStats {
        let variance = if self.shown > 1 {
            self.squares / (self.shown - 1) as f64
        } else {
            0.0
        };
        FilmStats {
            due: self.due,
            shown: self.shown,
            dropped: self.due - self.shown,
            longest_gap_ms: self.longest_gap_ns as f64 / 1e6,
            jitter_sd_ms: variance.sqrt() / 1e6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{FilmTime, Stamp};

    fn line(index: u64, late_ms: Option<i64>) -> FrameLine {
        let due = Stamp(index as i64 * 40_000_000);
        FrameLine {
            index,
            film: FilmTime(index as i64 * 40_000),
            due,
            shown: late_ms.map(|ms| Stamp(due.0 + ms * 1_000_000)),
        }
    }

    fn tally(lates: &[Option<i64>]) -> FilmStats {
        let mut tally = Tally::default();
        for (index, late) in lates.iter().enumerate() {
            tally.take(&line(index as u64, *late));
        }
        tally.stats()
    }

    #[test]
    fn counts_gap_and_jitter() {
        let stats = tally(&[Some(0), Some(2), None, Some(1)]);
        assert_eq!((stats.due, stats.shown, stats.dropped), (4, 3, 1));
        assert!((stats.longest_gap_ms - 79.0).abs() < 1e-9);
        assert!((stats.jitter_sd_ms - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_pause_is_no_gap() {
        let mut tally = Tally::default();
        tally.take(&line(0, Some(0)));
        tally.interrupt();
        tally.take(&line(100, Some(0)));
        assert_eq!(tally.stats().longest_gap_ms, 0.0);
    }
}

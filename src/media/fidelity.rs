//! The verdict on a film: was it shown faithfully, and if not, why.

use crate::link::FrameLine;
use crate::session::FilmStats;

/// At most one frame in a hundred may be lost.
const DROPPED_SHARE: f64 = 0.01;
/// A standstill longer than this is seen.
const GAP_MS: f64 = 100.0;
/// Frames that appear this unevenly look like judder.
const JITTER_MS: f64 = 8.0;

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

/// Whether a film with these counts was shown faithfully, and one sentence why or why not.
///
/// Faithful: at most 1 % of the frames lost, no standstill over 100 ms (or three frames, if the film is slow),
/// jitter SD at most 8 ms. `fps` widens the gap for slow films.
pub fn verdict(stats: &FilmStats, fps: Option<f64>) -> (bool, String) {
    let gap = fps
        .filter(|fps| *fps > 0.0)
        .map_or(GAP_MS, |fps| GAP_MS.max(3000.0 / fps));
    let mut why = Vec::new();
    if stats.shown == 0 {
        return (false, "no frame was shown".to_owned());
    }
    if stats.dropped as f64 > stats.due as f64 * DROPPED_SHARE {
        why.push(format!(
            "{} of {} frames were lost",
            stats.dropped, stats.due
        ));
    }
    if stats.longest_gap_ms > gap {
        why.push(format!(
            "the picture stood still for {:.0} ms",
            stats.longest_gap_ms
        ));
    }
    if stats.jitter_sd_ms > JITTER_MS {
        why.push(format!(
            "frames appeared unevenly (SD {:.1} ms)",
            stats.jitter_sd_ms
        ));
    }
    if why.is_empty() {
        let shown = format!(
            "{} of {} frames shown, longest gap {:.0} ms",
            stats.shown, stats.due, stats.longest_gap_ms
        );
        (true, shown)
    } else {
        (false, why.join("; "))
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

    #[test]
    fn the_verdict_names_every_fault() {
        assert!(verdict(&tally(&[Some(1); 100]), Some(25.0)).0);
        let mut lates = vec![Some(1); 97];
        lates.splice(50..50, [None, None, None]);
        let (faithful, why) = verdict(&tally(&lates), Some(25.0));
        assert!(!faithful);
        assert_eq!(
            why,
            "3 of 100 frames were lost; the picture stood still for 160 ms"
        );
        assert_eq!(
            verdict(&FilmStats::default(), None),
            (false, "no frame was shown".to_owned())
        );
    }

    #[test]
    fn one_lost_frame_in_a_hundred_is_allowed() {
        let mut lates = vec![Some(0); 99];
        lates.push(None);
        assert!(verdict(&tally(&lates), Some(25.0)).0);
    }
}

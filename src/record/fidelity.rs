//! Whether a film was shown as it is.

use crate::session::{FilmStats, Presented};

/// No two frames may be further apart than this many frame periods …
const PERIODS: f64 = 1.5;
/// … and half a refresh of a 60 Hz display, by which any frame may be off.
const HALF_REFRESH_MS: f64 = 8.4;

/// A verdict and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether every frame was shown in its time.
    pub faithful: bool,
    /// Why not, or a remark.
    pub why: Option<String>,
}

/// The rule: played to its end, by one stage process, no frame dropped, and no gap between two frames longer than 1.5 frame
/// periods and 8.4 ms. `fps` is the file's rate; without it gaps are not judged. Pauses are remarked; they make no film unfaithful,
/// for it halts and goes on at the same frame.
pub fn verdict(
    how: Option<Presented>,
    stats: Option<FilmStats>,
    fps: Option<f64>,
    restarts: usize,
    pauses: usize,
) -> Verdict {
    let against = against(how, stats, fps, restarts);
    let remark = (pauses > 0).then(|| format!("paused {pauses} time(s)"));
    Verdict {
        faithful: against.is_none(),
        why: against.or(remark),
    }
}

fn against(
    how: Option<Presented>,
    stats: Option<FilmStats>,
    fps: Option<f64>,
    restarts: usize,
) -> Option<String> {
    match how {
        Some(Presented::Whole) => {}
        Some(Presented::Cut) => return Some("it was cut short".to_owned()),
        Some(Presented::Failed) => return Some("it broke off by a fault".to_owned()),
        None => return Some("its end was not recorded".to_owned()),
    }
    if restarts > 0 {
        return Some(format!("the stage was restarted in it {restarts} time(s)"));
    }
    let stats = stats?;
    if stats.shown == 0 {
        return Some("no frame was shown".to_owned());
    }
    if stats.dropped > 0 {
        return Some(format!(
            "{} of {} frames were dropped",
            stats.dropped, stats.due
        ));
    }
    let period_ms = fps
        .filter(|fps| fps.is_finite() && *fps > 0.0)
        .map(|fps| 1000.0 / fps)?;
    let longest = PERIODS * period_ms + HALF_REFRESH_MS;
    (stats.longest_gap_ms > longest).then(|| {
        format!(
            "{:.1} ms passed between two frames, at most {longest:.1} ms are right",
            stats.longest_gap_ms
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_faithful_only_when_every_frame_came_in_its_time() {
        let good = FilmStats {
            due: 600,
            shown: 600,
            dropped: 0,
            longest_gap_ms: 36.0,
            jitter_sd_ms: 0.8,
        };
        let judge = |how, stats: FilmStats, restarts, pauses| {
            verdict(Some(how), Some(stats), Some(30.0), restarts, pauses)
        };
        assert!(judge(Presented::Whole, good, 0, 0).faithful);
        assert_eq!(judge(Presented::Whole, good, 0, 0).why, None);
        assert!(judge(Presented::Whole, good, 0, 1).faithful);
        assert!(!judge(Presented::Whole, good, 1, 0).faithful);
        assert!(!judge(Presented::Cut, good, 0, 0).faithful);
        assert!(!judge(Presented::Whole, FilmStats { dropped: 1, ..good }, 0, 0).faithful);
        assert!(
            !judge(
                Presented::Whole,
                FilmStats {
                    longest_gap_ms: 66.7,
                    ..good
                },
                0,
                0
            )
            .faithful
        );
        assert!(!judge(Presented::Whole, FilmStats::default(), 0, 0).faithful);
    }
}

//! Whether a film was shown as it is.

use crate::session::{FilmStats, Presented};
use crate::time::Micros;

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

/// What a presentation is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// How it ended; `None` when that was not recorded.
    pub how: Option<Presented>,
    /// Frames of all of it.
    pub stats: Option<FilmStats>,
    /// The file's rate; without it gaps are not judged.
    pub fps: Option<f64>,
    /// How often its window was lost while it ran, and how long the picture stood or was away for that.
    pub restarts: usize,
    /// See `restarts`.
    pub away: Micros,
    /// How long it ran without its sound.
    pub silent: Micros,
    /// How often it was paused.
    pub pauses: usize,
}

/// The rule: played to its end, by one stage process, with its sound, no frame dropped, and no gap between two frames longer than
/// 1.5 frame periods and 8.4 ms. Pauses are remarked; they make no film unfaithful, for it halts and goes on at the same frame.
pub fn verdict(trial: &Trial) -> Verdict {
    let mut against: Vec<String> = [
        against_its_end(trial.how),
        (trial.restarts > 0).then(|| {
            format!(
                "the stage was restarted in it {} time(s), and the picture was away for {:.2} s",
                trial.restarts,
                trial.away.as_s()
            )
        }),
        (trial.silent.0 > 0)
            .then(|| format!("it ran without sound for {:.1} s", trial.silent.as_s())),
    ]
    .into_iter()
    .flatten()
    .collect();
    if against.is_empty() {
        against.extend(
            trial
                .stats
                .and_then(|stats| against_its_frames(stats, trial.fps)),
        );
    }
    let faithful = against.is_empty();
    if trial.restarts > 0 && trial.stats.is_none() {
        against.push(
            "what was shown before the restart was not counted here; frames.csv has it".to_owned(),
        );
    }
    let remark = (trial.pauses > 0).then(|| format!("paused {} time(s)", trial.pauses));
    Verdict {
        faithful,
        why: if faithful {
            remark
        } else {
            Some(against.join("; "))
        },
    }
}

fn against_its_end(how: Option<Presented>) -> Option<String> {
    let why = match how {
        Some(Presented::Whole) => return None,
        Some(Presented::Cut) => "it was cut short",
        Some(Presented::Failed) => "it broke off by a fault",
        None => "its end was not recorded",
    };
    Some(why.to_owned())
}

fn against_its_frames(stats: FilmStats, fps: Option<f64>) -> Option<String> {
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
            verdict(&Trial {
                how: Some(how),
                stats: Some(stats),
                fps: Some(30.0),
                restarts,
                away: Micros(restarts as i64 * 500_000),
                silent: Micros(0),
                pauses,
            })
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

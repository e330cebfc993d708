//! Flashes and chirps that were found in a video, given to the marks of the session that they are of.

use super::blind::{GivenMark, Instant};
use crate::media::MarksFound;
use crate::record::layers::Pair;

/// Marks of one recording keep their distances this closely, in seconds.
const TOGETHER_S: f64 = 0.5;

/// Pairs of what was found with what was given: the shift under which most marks fall together. A flash counts where it was seen, a
/// chirp where only that was heard, since a compressed sound may come late. Empty when nothing fits.
pub fn pairs(given: &[GivenMark], found: &MarksFound) -> Vec<Pair> {
    let seen: Vec<(Option<f64>, Option<f64>)> = found
        .marks
        .iter()
        .map(|mark| (mark.flash_s, mark.chirp_s))
        .collect();
    let shifts = given.iter().flat_map(|mark| {
        seen.iter().filter_map(move |(flash, chirp)| {
            let by_flash = mark.flash_s.zip(*flash);
            let (there, here) = by_flash.or(mark.chirp_s.zip(*chirp))?;
            Some(there - here)
        })
    });
    let under = |shift: f64| -> Vec<Pair> {
        given
            .iter()
            .filter_map(|mark| pair(mark, &seen, shift))
            .collect()
    };
    // Of equally many the first one, so that the same file gives the same pairs.
    let best = shifts.map(under).rev_max();
    best.unwrap_or_default()
}

/// The mark's place in the video under this shift.
fn pair(mark: &GivenMark, seen: &[(Option<f64>, Option<f64>)], shift: f64) -> Option<Pair> {
    let near = |there: f64, here: f64| (here + shift - there).abs() <= TOGETHER_S;
    let flash = mark.flash_s.and_then(|there| {
        let here = seen
            .iter()
            .filter_map(|(flash, _)| *flash)
            .find(|here| near(there, *here))?;
        Some(("Flash", there, here))
    });
    let chirp = || {
        let there = mark.chirp_s?;
        let here = seen
            .iter()
            .filter_map(|(_, chirp)| *chirp)
            .find(|here| near(there, *here))?;
        Some(("Chirp", there, here))
    };
    let (what, session_s, video_s) = flash.or_else(chirp)?;
    Some(Pair {
        what: format!("{what} {}", mark.n),
        video_s,
        session_s,
        residual_ms: 0.0,
    })
}

/// The first of the longest.
trait Longest {
    fn rev_max(self) -> Option<Vec<Pair>>;
}

impl<I: Iterator<Item = Vec<Pair>>> Longest for I {
    fn rev_max(self) -> Option<Vec<Pair>> {
        self.fold(None, |best: Option<Vec<Pair>>, next| match best {
            Some(best) if best.len() >= next.len() => Some(best),
            _ => Some(next),
        })
    }
}

/// Marks as instants that can be paired by hand.
pub fn instants(given: &[GivenMark]) -> impl Iterator<Item = Instant> {
    given.iter().flat_map(|mark| {
        let flash = mark.flash_s.map(|s| (format!("Flash {}", mark.n), s));
        let chirp = mark.chirp_s.map(|s| (format!("Chirp {}", mark.n), s));
        flash.into_iter().chain(chirp).map(|(what, s)| Instant {
            what,
            at: crate::time::SessionTime::from_s(s),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::MarkFound;

    fn found(marks: &[(Option<f64>, Option<f64>)]) -> MarksFound {
        let mark = |(flash_s, chirp_s): &(Option<f64>, Option<f64>)| MarkFound {
            flash_s: *flash_s,
            chirp_s: *chirp_s,
            score: 0.9,
            flash_within_s: flash_s.map(|_| 0.02),
        };
        MarksFound {
            marks: marks.iter().map(mark).collect(),
            duration_s: 1000.0,
            has_video: true,
            has_audio: true,
            notes: Vec::new(),
        }
    }

    fn given(n: u64, s: f64) -> GivenMark {
        GivenMark {
            n,
            flash_s: Some(s),
            chirp_s: Some(s + 0.05),
        }
    }

    fn told(pairs: &[Pair]) -> Vec<(String, f64, f64)> {
        let told = pairs.iter();
        told.map(|pair| (pair.what.clone(), pair.video_s, pair.session_s))
            .collect()
    }

    #[test]
    fn marks_are_paired_under_the_shift_that_fits_most_and_strangers_are_left_out() {
        let session = [given(1, 60.0), given(2, 660.0)];
        // A lamp at 12 s, then both marks of a camera that began 40 s into the session; the second flash was not seen.
        let video = found(&[
            (Some(12.0), None),
            (Some(20.0), Some(20.07)),
            (None, Some(620.07)),
        ]);
        let wanted = [
            ("Flash 1".to_owned(), 20.0, 60.0),
            ("Chirp 2".to_owned(), 620.07, 660.05),
        ];
        assert_eq!(told(&pairs(&session, &video)), wanted);
    }

    #[test]
    fn without_marks_there_are_no_pairs() {
        assert_eq!(pairs(&[given(1, 60.0)], &found(&[])), []);
        assert_eq!(pairs(&[], &found(&[(Some(1.0), None)])), []);
        assert_eq!(instants(&[given(1, 60.0)]).count(), 2);
    }
}

//! What comes out of onsets and moments.

use serde::Serialize;

use crate::measure::study::row::FilmMoment;

/// Crying and the moments of the film. Media time in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// The film's begin and end.
    pub film: (f64, f64),
    /// The moments: label, begin, end.
    pub moments: Vec<FilmMoment>,
    /// Share of visible participants that cried, each second.
    pub curve: Vec<CryPoint>,
    /// Onsets: which of the rows, media time.
    pub onsets: Vec<(usize, f64)>,
    /// Onsets a visible minute within the moments of a label and 30 s after, and `elsewhere`.
    pub rates: Vec<LabelRate>,
    /// The test of resolution against barrier; null when the film has not both.
    pub test: Option<MomentTest>,
    /// Why there is no test.
    pub test_why: Option<String>,
}

impl Moments {
    /// Seconds and shares for a figure. Seconds that fewer than half of the participants reached are left out: the share of a few who
    /// were left would look like everybody's.
    pub fn shares(&self) -> impl Iterator<Item = (f64, f64)> {
        let most = self.curve.iter().map(|point| point.n).max().unwrap_or(0);
        let reached = self.curve.iter().filter(move |point| point.n * 2 >= most);
        reached.filter_map(|point| Some((point.film_s, point.share?)))
    }
}

/// One second of the film.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CryPoint {
    /// Media time.
    pub film_s: f64,
    /// Visible participants.
    pub n: usize,
    /// Share of them that cried; null when nobody was visible.
    pub share: Option<f64>,
}

/// One label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelRate {
    /// The label.
    pub label: String,
    /// Onsets within.
    pub onsets: usize,
    /// Visible minutes within, over all participants.
    pub exposure_min: f64,
    /// Onsets a minute; null without exposure.
    pub rate_per_min: Option<f64>,
}

/// Whether onsets follow resolutions more than barriers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MomentTest {
    /// Rate of resolution less rate of barrier, onsets a minute.
    pub observed: f64,
    /// How many circular shifts.
    pub permutations: u32,
    /// `(1 + shifts with at least the observed difference) / (permutations + 1)`; one-sided.
    pub p: f64,
    /// Seed.
    pub seed: u64,
}

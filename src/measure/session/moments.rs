//! Where on the film crying began, and how long after which moment (SCIENCE.md 4.5 and R30).

use serde::Serialize;

use super::told::Told;
use crate::measure::level::Levels;
use crate::measure::spans::{Span, Spans};
use crate::record::document::Film;
use crate::time::SessionTime;

/// Moments with this label are good ends.
pub(in crate::measure) const RESOLUTION: &str = "resolution";

/// An onset of crying on the film.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnsetLag {
    /// Session time of the onset, as it was coded.
    pub onset_s: f64,
    /// The film's own time then, less the coder's reaction lag.
    pub film_s: f64,
    /// The label of the moment that began last before it; null when none had begun.
    pub moment: Option<String>,
    /// Seconds since that moment began; null like `moment`.
    pub lag_s: Option<f64>,
    /// Seconds since the last `resolution` began; null when none had begun.
    pub resolution_lag_s: Option<f64>,
}

/// Every onset of any channel (bouts less than `gap_s` apart are one) within the span and within a film with labelled moments. `all` is
/// uncut: crying that goes on over a border begins once; an onset that could not be seen is none.
pub(super) fn lags(
    told: Told,
    span: Span,
    all: &Levels,
    codable: &Spans,
    gap_s: f64,
) -> Vec<OnsetLag> {
    let lag = |onset_s: f64| {
        let (film, film_s) = told
            .document
            .films
            .iter()
            .find_map(|film| Some((film, film_time(film, onset_s)?)))?;
        let film_s = corrected(told, film, onset_s, film_s);
        let moments = &told.document.protocol.stimuli.get(&film.stimulus)?.moments;
        let last = |label: Option<&str>| {
            moments
                .iter()
                .filter(|moment| label.is_none_or(|label| moment.label == label))
                .filter(|moment| moment.from_s <= film_s)
                .max_by(|a, b| a.from_s.total_cmp(&b.from_s))
        };
        (!moments.is_empty()).then(|| OnsetLag {
            onset_s,
            film_s,
            moment: last(None).map(|moment| moment.label.clone()),
            lag_s: last(None).map(|moment| film_s - moment.from_s),
            resolution_lag_s: last(Some(RESOLUTION)).map(|moment| film_s - moment.from_s),
        })
    };
    onsets(all, codable, span, gap_s).filter_map(lag).collect()
}

/// Onsets of bouts within the span that could be seen. `all` is uncut.
pub(in crate::measure) fn onsets(
    all: &Levels,
    codable: &Spans,
    span: Span,
    gap_s: f64,
) -> impl Iterator<Item = f64> {
    let bouts = all.at_least(1).merged(gap_s);
    let codable = codable.clone();
    let onsets: Vec<f64> = bouts.iter().map(|(from, _)| from).collect();
    onsets
        .into_iter()
        .filter(move |t| (span.0..span.1).contains(t) && codable.around(*t).is_some())
}

/// Media time of an onset, less what the coder was late: of the bout that begins there. Nobody began to cry at the film before it began.
pub(in crate::measure) fn corrected(told: Told, film: &Film, onset_s: f64, film_s: f64) -> f64 {
    let from = told
        .coding
        .partition_point(|bout| bout.onset_s.as_s() < onset_s - 1e-6);
    let bout = told
        .coding
        .get(from)
        .filter(|bout| bout.onset_s.as_s() <= onset_s + 1e-6);
    let late = bout.map_or(0.0, |bout| {
        bout.onset_s.as_s() - bout.onset_corrected_s.as_s()
    });
    let begins = film.segments.iter().map(|part| part.film_from_s.as_s());
    (film_s - late).max(begins.reduce(f64::min).unwrap_or(0.0))
}

/// The film's own time at a session time; `None` while it did not run.
pub(in crate::measure) fn film_time(film: &Film, t: f64) -> Option<f64> {
    let t = SessionTime::from_s(t);
    let mut segments = film.segments.iter().rev();
    Some(segments.find_map(|segment| segment.film_at(t))?.as_s())
}

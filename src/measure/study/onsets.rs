//! Crying and the moments of the film (SCIENCE.md 5.5).

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::result::{CryPoint, LabelRate, MomentTest, Moments};
use super::row::{Coding, Film, FilmMoment};
use crate::measure::session::RESOLUTION;
use crate::measure::settings::Settings;
use crate::measure::spans::{Span, Spans};

/// Moments with this label keep from what is wanted; they are what resolutions are held against.
const BARRIER: &str = "barrier";
/// An onset so long after a moment still belongs to it, in seconds.
const AFTER_S: f64 = 30.0;
/// What lies in no moment.
const ELSEWHERE: &str = "elsewhere";

/// One participant at the film.
pub struct Seen<'r> {
    /// Which of the rows.
    pub row: usize,
    /// The film as it was shown.
    pub film: &'r Film,
    /// The coding that counts.
    pub coding: &'r Coding,
}

/// Everything about onsets and moments.
///
/// # Errors
/// Why there is nothing.
pub fn moments(seen: &[Seen], settings: &Settings) -> Result<Moments, String> {
    let first = seen.first().ok_or("no film was shown and coded")?;
    let film = seen
        .iter()
        .fold((first.film.from_s, first.film.to_s), |(from, to), seen| {
            (from.min(seen.film.from_s), to.max(seen.film.to_s))
        });
    let moments = shown(seen);
    let labels = labels(&moments);
    let onsets: Vec<(usize, f64)> = seen
        .iter()
        .flat_map(|seen| {
            seen.coding
                .onsets
                .iter()
                .map(|onset| (seen.row, onset.film_s))
        })
        .collect();
    let visible: Vec<Spans> = seen
        .iter()
        .map(|seen| Spans::new(seen.coding.visible.iter().copied()))
        .collect();
    let exposure = |spans: &Spans| {
        visible
            .iter()
            .map(|visible| visible.and(spans).length())
            .sum()
    };
    let rate = |label: &str, spans: &Spans| {
        let within = |t: f64| spans.around(t).is_some();
        let onsets = onsets.iter().filter(|(_, t)| within(*t)).count();
        let exposure_s: f64 = exposure(spans);
        LabelRate {
            label: label.to_owned(),
            onsets,
            exposure_min: exposure_s / 60.0,
            rate_per_min: (exposure_s > 0.0).then(|| 60.0 * onsets as f64 / exposure_s),
        }
    };
    let all = labels
        .values()
        .fold(Spans::default(), |all, spans| all.or(spans));
    let elsewhere = Spans::new([film]).without(&all);
    let rates: Vec<LabelRate> = labels
        .iter()
        .map(|(label, spans)| rate(label, spans))
        .chain([rate(ELSEWHERE, &elsewhere)])
        .collect();
    let test = test(seen, &labels, &rates, settings);
    Ok(Moments {
        film,
        moments,
        curve: curve(seen, film),
        onsets,
        rates,
        test_why: test.as_ref().err().cloned(),
        test: test.ok(),
    })
}

/// The moments that anybody saw, each once, in order: who stopped early saw fewer.
fn shown(seen: &[Seen]) -> Vec<FilmMoment> {
    let mut moments: Vec<FilmMoment> = Vec::new();
    for moment in seen.iter().flat_map(|seen| &seen.film.moments) {
        if !moments.contains(moment) {
            moments.push(moment.clone());
        }
    }
    moments.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    moments
}

/// When an onset belongs to each label: within its moments and 30 s after.
fn labels(moments: &[FilmMoment]) -> BTreeMap<String, Spans> {
    let mut labels: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for moment in moments {
        let span = (moment.from_s, moment.to_s + AFTER_S);
        labels.entry(moment.label.clone()).or_default().push(span);
    }
    labels
        .into_iter()
        .map(|(label, spans)| (label, Spans::new(spans)))
        .collect()
}

/// Share of visible participants that cried, at each whole second from the film's begin.
fn curve(seen: &[Seen], (from, to): Span) -> Vec<CryPoint> {
    let seconds = (to - from).clamp(0.0, 100_000.0).ceil() as usize;
    let count = |spans: &dyn Fn(&Coding) -> Vec<Span>| {
        let mut change = vec![0i64; seconds + 1];
        for (a, b) in seen.iter().flat_map(|seen| spans(seen.coding)) {
            for (t, more) in [(a, 1), (b, -1)] {
                let second = (t - from).ceil().clamp(0.0, seconds as f64) as usize;
                if let Some(slot) = change.get_mut(second) {
                    *slot += more;
                }
            }
        }
        let running = change.into_iter().scan(0, |sum, more| {
            *sum += more;
            Some(*sum)
        });
        running.take(seconds).collect::<Vec<i64>>()
    };
    let visible = count(&|coding| coding.visible.clone());
    let crying = count(&|coding| coding.active.clone());
    visible
        .into_iter()
        .zip(crying)
        .enumerate()
        .map(|(second, (n, crying))| CryPoint {
            film_s: from + second as f64,
            n: usize::try_from(n).unwrap_or(0),
            share: (n > 0).then(|| crying as f64 / n as f64),
        })
        .collect()
}

/// What an onset adds to the difference of rates, by where it lies: sorted begins of stretches with their weights.
struct Weights(Vec<(f64, f64)>);

impl Weights {
    fn new(resolution: (&Spans, f64), barrier: (&Spans, f64)) -> Self {
        let mut borders: Vec<f64> = [resolution.0, barrier.0]
            .into_iter()
            .flat_map(Spans::iter)
            .flat_map(|(from, to)| [from, to])
            .collect();
        borders.sort_by(f64::total_cmp);
        borders.dedup();
        let weight = |t: f64| {
            let part = |(spans, minutes): (&Spans, f64)| match spans.around(t) {
                Some(_) => 1.0 / minutes,
                None => 0.0,
            };
            part(resolution) - part(barrier)
        };
        Self(borders.into_iter().map(|t| (t, weight(t))).collect())
    }

    fn at(&self, t: f64) -> f64 {
        let before = self.0.partition_point(|(from, _)| *from <= t);
        let place = before.checked_sub(1).and_then(|place| self.0.get(place));
        place.map_or(0.0, |(_, weight)| *weight)
    }
}

/// The observed difference of rates against circular shifts of each participant's onsets within the film.
fn test(
    seen: &[Seen],
    labels: &BTreeMap<String, Spans>,
    rates: &[LabelRate],
    settings: &Settings,
) -> Result<MomentTest, String> {
    let side = |label: &str| {
        let spans = labels
            .get(label)
            .ok_or_else(|| format!("the film has no moments labelled {label}"))?;
        let rate = rates.iter().find(|rate| rate.label == label);
        let minutes = rate.map_or(0.0, |rate| rate.exposure_min);
        if minutes > 0.0 {
            Ok((spans, minutes))
        } else {
            Err(format!("nobody was visible at a {label}"))
        }
    };
    let weights = Weights::new(side(RESOLUTION)?, side(BARRIER)?);
    let persons: Vec<(f64, f64, Vec<f64>)> = seen
        .iter()
        .filter(|seen| !seen.coding.onsets.is_empty() && seen.film.to_s > seen.film.from_s)
        .map(|seen| {
            let film = seen.film;
            let onsets = seen.coding.onsets.iter();
            let since = onsets.map(|onset| onset.film_s - film.from_s).collect();
            (film.from_s, film.to_s - film.from_s, since)
        })
        .collect();
    if persons.is_empty() {
        return Err("nobody began to cry during the film".to_owned());
    }
    let difference = |shift: &mut dyn FnMut(f64) -> f64| -> f64 {
        let one = |(from, length, onsets): &(f64, f64, Vec<f64>)| -> f64 {
            let by = shift(*length);
            onsets
                .iter()
                .map(|onset| weights.at(from + (onset + by).rem_euclid(*length)))
                .sum()
        };
        persons.iter().map(one).sum()
    };
    let observed = difference(&mut |_| 0.0);
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    // Sums in another order differ in their last bits; what is equal must count as reached.
    let reached = observed - 1e-9 * observed.abs().max(1.0);
    let mut as_large = 0u32;
    for _ in 0..settings.permutations {
        let shifted = difference(&mut |length| random.random_range(0.0..length));
        as_large += u32::from(shifted >= reached);
    }
    Ok(MomentTest {
        observed,
        permutations: settings.permutations,
        p: f64::from(as_large + 1) / f64::from(settings.permutations + 1),
        seed: settings.seed,
    })
}

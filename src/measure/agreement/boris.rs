//! Kappa as BORIS computes it, for those who must compare with published BORIS figures. It samples states at instants, so it jumps with the
//! unit, and it knows no declared window; nothing else here builds on it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cells::Cells;
use super::track::seconds;
use crate::measure::figures::Figures;

/// One coding as BORIS sees it: states with start and stop, and points, each with the place of its code in the order of codes.
/// Microseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampled {
    /// Code, start, stop; an intensity change ends one and starts another.
    pub states: Vec<(usize, i64, i64)>,
    /// Code, instant.
    pub points: Vec<(usize, i64)>,
}

/// The kappa, with the unit without which it says nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Boris {
    /// Distance between samples, in seconds.
    pub unit_s: f64,
    /// `boris_compatible_kappa`.
    #[serde(flatten)]
    pub figures: Figures,
}

/// An instant as BORIS has it: to the millisecond, of two equally near ones the even.
pub fn to_milliseconds(us: i64) -> i64 {
    let (ms, rest) = (us.div_euclid(1000), us.rem_euclid(1000));
    let up = rest > 500 || (rest == 500 && ms % 2 != 0);
    (ms + i64::from(up)).saturating_mul(1000)
}

/// The most samples that are taken.
const MOST: i64 = 5_000_000;

/// BORIS 10's kappa: from the earliest start to the latest stop of either coder, every `unit` microseconds, the state is the list of
/// codes with `start ≤ t ≤ stop`, then of points with `|start − t| ≤ unit / 2`; each list that occurs is a code of the table; rounded to
/// three places, and 1 where chance explains everything.
pub fn boris(a: &Sampled, b: &Sampled, unit: i64) -> Boris {
    let mut figures = Figures::default();
    figures.push("boris_compatible_kappa", kappa(a, b, unit));
    Boris {
        unit_s: seconds(unit),
        figures,
    }
}

fn kappa(a: &Sampled, b: &Sampled, unit: i64) -> Result<f64, String> {
    for coding in [a, b] {
        if coding.states.is_empty() && coding.points.is_empty() {
            return Err("one of the codings has no events, which BORIS refuses".to_owned());
        }
    }
    let starts = |x: &Sampled| {
        let states = x.states.iter().map(|state| state.1);
        states.chain(x.points.iter().map(|point| point.1)).min()
    };
    let stops = |x: &Sampled| {
        let states = x.states.iter().map(|state| state.2);
        states.chain(x.points.iter().map(|point| point.1)).max()
    };
    let (Some(first), Some(last)) = (starts(a).min(starts(b)), stops(a).max(stops(b))) else {
        return Err("there are no events".to_owned());
    };
    if unit <= 0 || last.saturating_sub(first) / unit >= MOST {
        return Err("the time unit is too short for this session".to_owned());
    }
    let (mut of_a, mut of_b) = (Sampler::new(a), Sampler::new(b));
    let mut names: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut t = first;
    while t < last || (t == last && reaches(last)) {
        let mut number = |state: Vec<usize>| {
            let count = names.len();
            *names.entry(state).or_insert(count)
        };
        let pair = (number(of_a.at(t, unit)), number(of_b.at(t, unit)));
        *pairs.entry(pair).or_default() += 1.0;
        t += unit;
    }
    let mut cells = Cells::new(names.len());
    for ((a, b), count) in pairs {
        cells.add(a, b, count);
    }
    // Only here is 1 an answer where chance explains everything.
    let kappa = cells.kappa().unwrap_or(1.0);
    Ok((kappa * 1000.0).round_ties_even() / 1000.0)
}

/// Whether a sample falls on the last stop: BORIS compares its decimal time with the binary number that the stop became.
fn reaches(last: i64) -> bool {
    seconds(last).mul_add(1e6, -(last as f64)) >= 0.0
}

/// Walks once along a coding.
struct Sampler<'a> {
    states: Vec<&'a (usize, i64, i64)>,
    next: usize,
    open: Vec<&'a (usize, i64, i64)>,
    points: Vec<&'a (usize, i64)>,
    from: usize,
}

impl<'a> Sampler<'a> {
    fn new(coding: &'a Sampled) -> Self {
        let mut states: Vec<_> = coding.states.iter().collect();
        states.sort_by_key(|state| (state.1, state.0, state.2));
        let mut points: Vec<_> = coding.points.iter().collect();
        points.sort_by_key(|point| (point.1, point.0));
        Self {
            states,
            next: 0,
            open: Vec::new(),
            points,
            from: 0,
        }
    }

    fn at(&mut self, t: i64, unit: i64) -> Vec<usize> {
        while let Some(state) = self.states.get(self.next).filter(|state| state.1 <= t) {
            self.open.push(state);
            self.next += 1;
        }
        self.open.retain(|state| state.2 >= t);
        let mut state: Vec<usize> = self.open.iter().map(|state| state.0).collect();
        state.sort_unstable();
        while self
            .points
            .get(self.from)
            .is_some_and(|point| point.1 < t - unit)
        {
            self.from += 1;
        }
        // In floating point, as its database compares them.
        let (now, half) = (seconds(t), seconds(unit) / 2.0);
        let near = self
            .points
            .iter()
            .skip(self.from)
            .take_while(|point| point.1 <= t + unit);
        let mut points: Vec<usize> = near
            .filter(|point| (seconds(point.1) - now).abs() <= half)
            .map(|point| point.0)
            .collect();
        points.sort_unstable();
        // Points follow states, so that a point and a state of one name would still be told apart by place.
        state.push(usize::MAX);
        state.extend(points);
        state
    }
}

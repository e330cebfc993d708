//! Where two codings differ, as a list to be gone through.

use std::collections::HashSet;

use serde::Serialize;

use super::scope::{Code, Lane, Scope, film_s};
use super::track::{Both, Stretch, seconds};
use super::{Settings, channel, micros, point};

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// Only A coded it.
    OnlyA,
    /// Only B coded it.
    OnlyB,
    /// Both coded the bout, and began it more than the tolerance apart.
    Onset,
    /// Both coded the bout, and ended it more than the tolerance apart.
    Offset,
    /// Both coded it at different levels.
    Level,
}

/// One place where two codings differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disagreement {
    /// The channel or point code.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Whether it is a point.
    pub is_point: bool,
    /// What differs.
    pub differs: Differs,
    /// From, in session time.
    pub from_s: f64,
    /// To, in session time; as `from_s` for a point.
    pub to_s: f64,
    /// From, in film time; null outside every film.
    pub from_film_s: Option<f64>,
    /// To, in film time.
    pub to_film_s: Option<f64>,
    /// A's highest level in it, 0 where A coded nothing; null for points.
    pub level_a: Option<u8>,
    /// B's.
    pub level_b: Option<u8>,
    /// Its length, by which the list is sorted; 0 for points.
    pub size_s: f64,
}

/// A channel's. A stretch that only one coded is a difference of onset or offset where its bout is linked, and then counts from the
/// tolerance on; levels count from one time unit on.
pub fn of_bouts(
    lane: &Lane,
    compared: &channel::Compared,
    scope: &Scope,
    settings: &Settings,
) -> Vec<Disagreement> {
    let linked_a: HashSet<usize> = compared.links.iter().map(|link| link.0).collect();
    let linked_b: HashSet<usize> = compared.links.iter().map(|link| link.1).collect();
    let (tolerance, unit) = (micros(settings.tolerance_s), micros(settings.unit_s));
    let mut found = Vec::new();
    for run in runs(&compared.both) {
        let long = run.to - run.from;
        let differs = match (run.a > 0, run.b > 0) {
            (true, true) if long >= unit => Differs::Level,
            (true, true) => continue,
            (only_a, _) => {
                let (bouts, linked, only) = if only_a {
                    (&compared.bouts_a, &linked_a, Differs::OnlyA)
                } else {
                    (&compared.bouts_b, &linked_b, Differs::OnlyB)
                };
                let place = bouts.partition_point(|bout| bout.1 <= run.from);
                let bout: Option<&Stretch> = bouts.get(place);
                if !linked.contains(&place) {
                    only
                } else if long <= tolerance {
                    continue;
                } else if bout.is_some_and(|bout| bout.0 == run.from) {
                    Differs::Onset
                } else {
                    Differs::Offset
                }
            }
        };
        found.push(Disagreement {
            code: lane.id.clone(),
            label: lane.label.clone(),
            is_point: false,
            differs,
            from_s: seconds(run.from),
            to_s: seconds(run.to),
            from_film_s: film_s(scope.films, run.from),
            to_film_s: film_s(scope.films, run.to),
            level_a: Some(run.a),
            level_b: Some(run.b),
            size_s: seconds(long),
        });
    }
    found
}

/// A code's points that only one coded.
pub fn of_points(code: &Code, compared: &point::Compared, scope: &Scope) -> Vec<Disagreement> {
    let linked_a: HashSet<usize> = compared.links.iter().map(|link| link.0).collect();
    let linked_b: HashSet<usize> = compared.links.iter().map(|link| link.1).collect();
    let alone = |times: &[i64], linked: &HashSet<usize>, differs| {
        let times = times.iter().enumerate();
        let alone = times.filter(|(place, _)| !linked.contains(place));
        let told = alone.map(|(_, t)| Disagreement {
            code: code.id.clone(),
            label: code.label.clone(),
            is_point: true,
            differs,
            from_s: seconds(*t),
            to_s: seconds(*t),
            from_film_s: film_s(scope.films, *t),
            to_film_s: film_s(scope.films, *t),
            level_a: None,
            level_b: None,
            size_s: 0.0,
        });
        told.collect::<Vec<_>>()
    };
    let mut found = alone(&code.a, &linked_a, Differs::OnlyA);
    found.extend(alone(&code.b, &linked_b, Differs::OnlyB));
    found
}

/// The longest first, of equally long ones the earliest.
pub fn sort(found: &mut [Disagreement]) {
    found.sort_by(|x, y| {
        y.size_s
            .total_cmp(&x.size_s)
            .then(x.from_s.total_cmp(&y.from_s))
            .then(x.code.cmp(&y.code))
            .then(x.differs.cmp(&y.differs))
    });
}

/// Stretches that differ in one way, whatever the level of the one who coded: touching ones are one, with the highest levels.
fn runs(both: &[Both]) -> Vec<Both> {
    let way = |part: &Both| (part.a > 0, part.b > 0);
    let mut runs: Vec<Both> = Vec::new();
    for part in both.iter().filter(|part| part.a != part.b) {
        match runs.last_mut() {
            Some(last) if last.to == part.from && way(last) == way(part) => {
                last.to = part.to;
                last.a = last.a.max(part.a);
                last.b = last.b.max(part.b);
            }
            _ => runs.push(*part),
        }
    }
    runs
}

//! One outcome's way from baseline through the reaction and back (SCIENCE.md 5.1).

use serde::{Deserialize, Serialize};

use super::figures::{Figure, Figures, ratio};

/// Within this of the baseline counts as returned, in points.
pub const TOLERANCE: f64 = 5.0;
/// A smaller reaction gives no recovery in per cent, in points.
pub const LEAST_REACTION: f64 = 5.0;
/// Beyond so many SDs of differences a change is reliable.
pub const RELIABLE: f64 = 1.96;

/// What the baseline is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The mean of all ratings before the stimulus.
    #[default]
    Mean,
    /// The last rating before it.
    Last,
}

/// What a course's figures depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// What the baseline is made of.
    pub baseline: Baseline,
    /// τ: within this of the baseline counts as returned, in points.
    pub tolerance: f64,
    /// δ: a smaller first change gives no recovery in per cent, in points.
    pub least_reaction: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            baseline: Baseline::Mean,
            tolerance: TOLERANCE,
            least_reaction: LEAST_REACTION,
        }
    }
}

/// One outcome's measurements. Minutes count from the stimulus's end; ratings are on 0 to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Ratings before the stimulus: minutes (negative) and value, in order.
    pub before: Vec<(f64, f64)>,
    /// Ratings after it, in order of time.
    pub after: Vec<(f64, f64)>,
    /// Which of the ratings after it is the first that was given on time; reactivity is its change.
    pub first_on_time: Option<usize>,
    /// Whether more of it is worse (sad, tense …), so that the worst point is the highest.
    pub negative: bool,
    /// What the figures depend on.
    pub rules: Rules,
}

/// A change from baseline. Ratings are tenths: what differs in the last bits of a float is the same, or ties would be broken by noise.
pub fn change(value: f64, baseline: f64) -> f64 {
    ((value - baseline) * 1e9).round() / 1e9
}

impl Course {
    /// Baseline: the mean of all ratings before the stimulus, or the last of them.
    pub fn baseline(&self) -> Figure {
        let none = "there is no rating before the stimulus";
        match self.rules.baseline {
            Baseline::Mean => {
                let sum: f64 = self.before.iter().map(|(_, m)| m).sum();
                ratio(sum, self.before.len() as f64, none)
            }
            Baseline::Last => self
                .before
                .last()
                .map(|(_, m)| *m)
                .ok_or_else(|| none.to_owned()),
        }
    }

    /// R: the change at the first rating that was given on time.
    pub fn reactivity(&self) -> Figure {
        let changes = self.changes()?;
        self.first_on_time
            .and_then(|n| changes.get(n))
            .map(|(_, change)| *change)
            .ok_or_else(|| "no rating after the stimulus was given on time".to_owned())
    }

    /// When the reaction was rated, in minutes: later than the others' where the first probe was not answered.
    fn reaction_min(&self) -> Figure {
        self.reactivity()?;
        let rated = self.first_on_time.and_then(|n| self.after.get(n));
        let none = || "there is no reaction".to_owned();
        rated.map(|(t, _)| *t).ok_or_else(none)
    }

    /// The minutes at which the outcome is back within `tolerance` of the baseline: `Ok(Ok)` of the return, `Ok(Err)` of the last rating,
    /// at which the wait is censored.
    ///
    /// # Errors
    /// Why there is nothing to come back from.
    pub fn return_or_censored(&self, tolerance: f64) -> Result<Result<f64, f64>, String> {
        let signed = self.signed()?;
        match reaches(&signed, -tolerance) {
            Reached::At(t) => Ok(Ok(t)),
            Reached::Not(until) => Ok(Err(until)),
            Reached::Undefined(why) => Err(why),
        }
    }

    /// Change from baseline at each rating after the stimulus: minutes, Δ.
    pub fn changes(&self) -> Result<Vec<(f64, f64)>, String> {
        let baseline = self.baseline()?;
        if self.after.is_empty() {
            return Err("there is no rating after the stimulus".to_owned());
        }
        let after = self.after.iter();
        Ok(after.map(|(t, m)| (*t, change(*m, baseline))).collect())
    }

    /// How much of the first change is made good at value `m`, in per cent. It is no evidence of benefit: a deeper dip forces a bigger
    /// recovery.
    pub fn recovery_pct(&self, m: f64) -> Figure {
        let (baseline, reactivity) = (self.baseline()?, self.reactivity()?);
        if reactivity.abs() < self.rules.least_reaction {
            return Err(format!(
                "the first change is smaller than {} points",
                self.rules.least_reaction
            ));
        }
        Ok(100.0 * (m - (baseline + reactivity)) / -reactivity)
    }

    /// Every figure by its name.
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        let changes = self.changes();
        let signed = self.signed();
        let with =
            |f: &dyn Fn(&[(f64, f64)]) -> Figure| changes.clone().and_then(|changes| f(&changes));
        let with_signed =
            |f: &dyn Fn(&[(f64, f64)]) -> Figure| signed.clone().and_then(|changes| f(&changes));
        let back = if self.negative { -1.0 } else { 1.0 };
        let tolerance = self.rules.tolerance;
        figures.push("baseline", self.baseline());
        figures.push("reactivity", self.reactivity());
        figures.push("reactivity_min", self.reaction_min());
        figures.push(
            "nadir",
            with_signed(&|c| nadir(c).map(|(_, _, d)| back * d)),
        );
        figures.push("nadir_min", with_signed(&|c| nadir(c).map(|(_, t, _)| t)));
        figures.push("net_change", with(&|c| last(c).map(|(_, d)| d)));
        figures.push("net_change_min", with(&|c| last(c).map(|(t, _)| t)));
        figures.push(
            "recovery_pct",
            self.after.last().map_or_else(
                || Err("there is no rating after the stimulus".to_owned()),
                |(_, m)| self.recovery_pct(*m),
            ),
        );
        figures.push(
            "return_min",
            with_signed(&|c| reaches(c, -tolerance).figure()),
        );
        figures.push(
            "return_sustained",
            with_signed(&|c| sustained(c, tolerance)),
        );
        figures.push(
            "return_exact_min",
            with_signed(&|c| reaches(c, 0.0).figure()),
        );
        figures.push(
            "half_recovery_min",
            with_signed(&|c| reaches(c, nadir(c)?.2 / 2.0).figure()),
        );
        figures.push("area", with(&|c| two(c).map(area)));
        figures.push("area_below", with(&|c| two(c).map(|c| split(c).0)));
        figures.push("area_above", with(&|c| two(c).map(|c| split(c).1)));
        figures.push(
            "mean_deviation",
            with(&|c| {
                let c = two(c)?;
                ratio(
                    area(c),
                    last(c)?.0 - first(c)?.0,
                    "all ratings are at one time",
                )
            }),
        );
        figures.push("auc_ground", self.auc().map(|(ground, _)| ground));
        figures.push("auc_increase", self.auc().map(|(_, increase)| increase));
        let (a, b) = match with_decay(&changes) {
            Ok((a, b)) => (Ok(a), Ok(b)),
            Err(why) => (Err(why.clone()), Err(why)),
        };
        figures.push("decay_intercept", a);
        figures.push("decay_slope", b);
        figures
    }

    /// Changes with worse always below zero.
    fn signed(&self) -> Result<Vec<(f64, f64)>, String> {
        let sign = if self.negative { -1.0 } else { 1.0 };
        Ok(self
            .changes()?
            .into_iter()
            .map(|(t, d)| (t, sign * d))
            .collect())
    }

    /// Area under the curve with respect to ground and to increase, from the last rating before the stimulus with the baseline as its
    /// value (Pruessner et al. 2003). It interpolates across the stimulus.
    fn auc(&self) -> Result<(f64, f64), String> {
        let baseline = self.baseline()?;
        let (from, _) = last(&self.before)?;
        let line: Vec<(f64, f64)> = std::iter::once((from, baseline))
            .chain(self.after.iter().copied())
            .collect();
        let line = two(&line)?;
        let ground = area(line);
        Ok((ground, ground - baseline * (last(line)?.0 - from)))
    }
}

/// A change beyond measurement error (Jacobson and Truax): Δ over the SD of differences `sd_before · √(2(1 − r))`; reliable beyond ±1.96.
pub fn reliable_change(change: f64, sd_before: f64, reliability: f64) -> Figure {
    let spread = sd_before * (2.0 * (1.0 - reliability)).sqrt();
    if spread.is_finite() && spread > 0.0 {
        Ok(change / spread)
    } else {
        Err("the SD must be above 0 and the reliability below 1".to_owned())
    }
}

fn first(line: &[(f64, f64)]) -> Result<(f64, f64), String> {
    line.first()
        .copied()
        .ok_or_else(|| "there is no rating".to_owned())
}

fn last(line: &[(f64, f64)]) -> Result<(f64, f64), String> {
    line.last()
        .copied()
        .ok_or_else(|| "there is no rating".to_owned())
}

fn two(line: &[(f64, f64)]) -> Result<&[(f64, f64)], String> {
    if line.len() < 2 {
        Err("it takes two ratings after the stimulus".to_owned())
    } else {
        Ok(line)
    }
}

/// Place, minutes and depth of the lowest point.
fn nadir(changes: &[(f64, f64)]) -> Result<(usize, f64, f64), String> {
    let lowest = changes
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.1.total_cmp(&b.1.1));
    lowest
        .map(|(n, (t, d))| (n, *t, *d))
        .ok_or_else(|| "there is no rating".to_owned())
}

/// Whether and when a level was reached.
enum Reached {
    At(f64),
    /// Not until then.
    Not(f64),
    Undefined(String),
}

impl Reached {
    fn figure(self) -> Figure {
        match self {
            Self::At(t) => Ok(t),
            Self::Not(until) => Err(format!("not reached; censored at {until:.3} min")),
            Self::Undefined(why) => Err(why),
        }
    }
}

/// The first time after the nadir at which the straight lines between ratings reach `level`.
fn reaches(changes: &[(f64, f64)], level: f64) -> Reached {
    let (at, depth, until) = match (nadir(changes), last(changes)) {
        (Ok((at, _, depth)), Ok((until, _))) => (at, depth, until),
        (Err(why), _) | (_, Err(why)) => return Reached::Undefined(why),
    };
    if depth >= level || depth >= 0.0 {
        return Reached::Undefined("there was no drop to come back from".to_owned());
    }
    let rest = changes.get(at..).unwrap_or_default();
    let crossing = rest
        .iter()
        .zip(rest.iter().skip(1))
        .find(|(_, (_, d))| *d >= level);
    match crossing {
        Some(((t0, d0), (t1, d1))) => Reached::At(t0 + (t1 - t0) * (level - d0) / (d1 - d0)),
        None => Reached::Not(until),
    }
}

/// 1 when every rating after the return stays within the tolerance, else 0.
fn sustained(changes: &[(f64, f64)], tolerance: f64) -> Figure {
    let back = reaches(changes, -tolerance).figure()?;
    let stays = changes
        .iter()
        .filter(|(t, _)| *t >= back)
        .all(|(_, d)| *d >= -tolerance);
    Ok(if stays { 1.0 } else { 0.0 })
}

/// Area under straight lines, in points · minutes.
fn area(line: &[(f64, f64)]) -> f64 {
    line.iter()
        .zip(line.iter().skip(1))
        .map(|((t0, a), (t1, b))| (a + b) / 2.0 * (t1 - t0))
        .sum()
}

/// The area below zero and the one above it.
fn split(line: &[(f64, f64)]) -> (f64, f64) {
    let mut crossed: Vec<(f64, f64)> = Vec::new();
    for &(t1, b) in line {
        if let Some(&(t0, a)) = crossed.last()
            && a * b < 0.0
        {
            crossed.push((t0 + (t1 - t0) * a / (a - b), 0.0));
        }
        crossed.push((t1, b));
    }
    let pieces = crossed.windows(2).map(area);
    pieces.fold((0.0, 0.0), |(below, above), piece| {
        (below + piece.min(0.0), above + piece.max(0.0))
    })
}

/// Least squares of Δ(t) = a + b · ln(t + 1).
fn with_decay(changes: &Result<Vec<(f64, f64)>, String>) -> Result<(f64, f64), String> {
    let changes = changes.as_ref().map_err(Clone::clone)?;
    if changes.len() < 4 || changes.iter().any(|(t, _)| *t <= -1.0) {
        return Err("it takes four ratings after the stimulus".to_owned());
    }
    let n = changes.len() as f64;
    let points: Vec<(f64, f64)> = changes.iter().map(|(t, d)| (t.ln_1p(), *d)).collect();
    let (mx, my) = (
        points.iter().map(|p| p.0).sum::<f64>() / n,
        points.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let cov: f64 = points.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    let var: f64 = points.iter().map(|(x, _)| (x - mx).powi(2)).sum();
    let b = ratio(cov, var, "all ratings are at one time")?;
    Ok((my - b * mx, b))
}

#[cfg(test)]
mod tests;

//! Square tables of two coders' codes and the coefficients that are computed from them.

use crate::measure::figures::{Figure, ratio};

/// Said where both coders told the same all the time, so that chance alone explains everything.
pub const NO_VARIATION: &str = "undefined (no variation)";
/// Said where there is nothing to compare.
pub const NOTHING: &str = "there is no time that both coded and saw";

/// Rows are A's codes, columns B's; the cells count seconds, time units or cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    size: usize,
    cells: Vec<f64>,
}

impl Cells {
    /// An empty table of so many codes.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    /// Adds to one cell; codes beyond the table are left out.
    pub fn add(&mut self, a: usize, b: usize, by: f64) {
        if a < self.size
            && b < self.size
            && let Some(cell) = self.cells.get_mut(a * self.size + b)
        {
            *cell += by;
        }
    }

    /// Adds another table; the larger size holds.
    pub fn join(&mut self, other: &Self) {
        if other.size > self.size {
            let mut wider = Self::new(other.size);
            wider.join(self);
            *self = wider;
        }
        for (a, b, x) in other.iter() {
            self.add(a, b, x);
        }
    }

    /// One cell.
    pub fn at(&self, a: usize, b: usize) -> f64 {
        if a < self.size && b < self.size {
            self.cells.get(a * self.size + b).copied().unwrap_or(0.0)
        } else {
            0.0
        }
    }

    /// Every cell with its row and column.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let size = self.size.max(1);
        let cells = self.cells.iter().enumerate();
        cells.map(move |(i, x)| (i / size, i % size, *x))
    }

    /// Everything together.
    pub fn total(&self) -> f64 {
        self.cells.iter().sum::<f64>() + 0.0
    }

    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut rows, mut columns) = (vec![0.0; self.size], vec![0.0; self.size]);
        for (a, b, x) in self.iter() {
            if let Some(row) = rows.get_mut(a) {
                *row += x;
            }
            if let Some(column) = columns.get_mut(b) {
                *column += x;
            }
        }
        (rows, columns)
    }

    /// Cohen's kappa, `(po − pe) / (1 − pe)` with `pe` from both coders' own margins (Cohen 1960).
    pub fn kappa(&self) -> Figure {
        self.weighted(|a, b| f64::from(u8::from(a != b)))
    }

    /// Cohen's kappa with quadratic weights of disagreement, `(i − j)²` (Cohen 1968).
    pub fn quadratic_kappa(&self) -> Figure {
        self.weighted(|a, b| (a as f64 - b as f64).powi(2))
    }

    fn weighted(&self, weight: impl Fn(usize, usize) -> f64) -> Figure {
        let total = self.total();
        if total <= 0.0 {
            return Err(NOTHING.to_owned());
        }
        let (rows, columns) = self.margins();
        let (mut seen, mut expected) = (0.0, 0.0);
        for (a, b, x) in self.iter() {
            let weight = weight(a, b);
            seen += weight * x;
            let row = rows.get(a).copied().unwrap_or(0.0);
            let column = columns.get(b).copied().unwrap_or(0.0);
            expected += weight * row * column / total;
        }
        // Durations are sums of floats: what is expected to the last digit not at all is not expected.
        if expected <= 1e-12 * total {
            return Err(NO_VARIATION.to_owned());
        }
        Ok(1.0 - seen / expected)
    }

    /// How much of the whole both told alike, in %.
    pub fn agreement_pct(&self) -> Figure {
        let alike = (0..self.size).map(|i| self.at(i, i)).sum::<f64>();
        ratio(100.0 * alike, self.total(), NOTHING)
    }

    /// Gwet's AC1 (Gwet 2008): chance is `Σ π(1 − π) / (q − 1)` over the mean share π of each code, which rare codes do not blow up.
    pub fn ac1(&self) -> Figure {
        let total = self.total();
        if total <= 0.0 {
            return Err(NOTHING.to_owned());
        }
        let (rows, columns) = self.margins();
        let shares = rows
            .iter()
            .zip(&columns)
            .map(|(row, column)| (row + column) / (2.0 * total));
        let by_chance = shares.map(|share| share * (1.0 - share)).sum::<f64>()
            / (self.size.saturating_sub(1).max(1)) as f64;
        if by_chance <= 1e-12 {
            return Err(NO_VARIATION.to_owned());
        }
        let alike = (0..self.size).map(|i| self.at(i, i)).sum::<f64>() / total;
        Ok((alike - by_chance) / (1.0 - by_chance))
    }

    /// Krippendorff's alpha of two coders without gaps (Krippendorff 2011), nominal or, for levels, interval.
    pub fn alpha(&self, interval: bool) -> Figure {
        let n = 2.0 * self.total();
        if n <= 0.0 {
            return Err(NOTHING.to_owned());
        }
        let delta = |a: usize, b: usize| {
            if interval {
                (a as f64 - b as f64).powi(2)
            } else {
                f64::from(u8::from(a != b))
            }
        };
        let (rows, columns) = self.margins();
        let values =
            |i: usize| rows.get(i).copied().unwrap_or(0.0) + columns.get(i).copied().unwrap_or(0.0);
        let (mut seen, mut expected) = (0.0, 0.0);
        for (a, b, x) in self.iter() {
            seen += delta(a, b) * 2.0 * x;
            expected += delta(a, b) * values(a) * values(b);
        }
        if expected <= 0.0 {
            return Err(NO_VARIATION.to_owned());
        }
        Ok(1.0 - (n - 1.0) * seen / expected)
    }

    /// Of a two-code table: how much of what either called present both called present, `2a / (2a + b + c)`.
    pub fn positive(&self) -> Figure {
        let apart = self.at(0, 1) + self.at(1, 0);
        let both = 2.0 * self.at(1, 1);
        ratio(both, both + apart, "neither coded it")
    }

    /// Of a two-code table: the same of what either called absent.
    pub fn negative(&self) -> Figure {
        let apart = self.at(0, 1) + self.at(1, 0);
        let neither = 2.0 * self.at(0, 0);
        ratio(neither, neither + apart, "both coded it all the time")
    }

    /// Of a two-code table: the mean of both coders' shares of presence.
    pub fn prevalence(&self) -> Figure {
        let coded = 2.0 * self.at(1, 1) + self.at(0, 1) + self.at(1, 0);
        ratio(coded, 2.0 * self.total(), NOTHING)
    }
}

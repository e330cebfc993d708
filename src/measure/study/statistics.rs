//! Statistics of plain numbers: summaries, Welch's t, Spearman's rho, least squares, Cronbach's alpha, Cohen's kappa. Every function says
//! why there is no figure where there is none.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::result::Summary;
use crate::measure::quantile::quantile;

/// Two-sided level of confidence intervals.
const UPPER: f64 = 0.975;

/// Least squares finds no plane through predictors that nearly lie on a line.
const COLLINEAR: f64 = 1e-10;

/// What is left over of a fit that leaves nothing over, as a part of the squares.
const EXACT: f64 = 1e-20;

/// Mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Variance (n − 1); `None` of fewer than two.
pub fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    Some(squares / (values.len() - 1) as f64)
}

/// Standard deviation (n − 1); `None` of fewer than two.
pub fn sd(values: &[f64]) -> Option<f64> {
    variance(values).map(f64::sqrt)
}

/// Median; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

/// Mean, SD, quartiles and the confidence interval of the mean.
pub fn summary(values: &[f64]) -> Summary {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (mean, sd, n) = (mean(values), sd(values), values.len());
    let half = sd.and_then(|sd| Some(t_upper((n - 1) as f64)? * sd / (n as f64).sqrt()));
    Summary {
        n,
        mean,
        sd,
        median: quantile(&sorted, 0.5),
        q1: quantile(&sorted, 0.25),
        q3: quantile(&sorted, 0.75),
        ci: mean
            .zip(half)
            .map(|(mean, half)| (mean - half, mean + half)),
    }
}

/// Upper 2.5 % point of Student's t.
fn t_upper(df: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, df).ok()?.inverse_cdf(UPPER))
}

/// Two-sided p of a t; `None` where t is infinite.
pub fn t_two_sided(t: f64, df: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, df).ok()?;
    t.is_finite().then(|| (2.0 * student.sf(t.abs())).min(1.0))
}

/// First group less second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// Difference of means.
    pub difference: f64,
    /// Its 95 % confidence interval.
    pub ci: (f64, f64),
    /// Welch's t.
    pub t: f64,
    /// Satterthwaite's degrees of freedom.
    pub df: f64,
    /// Two-sided.
    pub p: f64,
    /// Cohen's d by the pooled SD.
    pub d: f64,
    /// Hedges' g = d·(1 − 3/(4·(n1+n2−2) − 1)).
    pub g: f64,
}

/// Welch's test.
///
/// # Errors
/// When a group has fewer than two values, or nothing varies.
pub fn welch(a: &[f64], b: &[f64]) -> Result<Welch, String> {
    let few = || "each group needs two values".to_owned();
    let (va, vb) = (variance(a).ok_or_else(few)?, variance(b).ok_or_else(few)?);
    let (ma, mb) = (mean(a).ok_or_else(few)?, mean(b).ok_or_else(few)?);
    let (na, nb) = (a.len() as f64, b.len() as f64);
    let (sa, sb) = (va / na, vb / nb);
    let none = || "the values do not vary".to_owned();
    if sa + sb <= 0.0 {
        return Err(none());
    }
    let difference = ma - mb;
    let df = (sa + sb).powi(2) / (sa.powi(2) / (na - 1.0) + sb.powi(2) / (nb - 1.0));
    let se = (sa + sb).sqrt();
    let t = difference / se;
    let half = t_upper(df).ok_or_else(none)? * se;
    let pooled = (((na - 1.0) * va + (nb - 1.0) * vb) / (na + nb - 2.0)).sqrt();
    let d = difference / pooled;
    Ok(Welch {
        difference,
        ci: (difference - half, difference + half),
        t,
        df,
        p: t_two_sided(t, df).ok_or_else(none)?,
        d,
        g: d * (1.0 - 3.0 / (4.0 * (na + nb - 2.0) - 1.0)),
    })
}

/// Ranks from 1; ties share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for tied in order.chunk_by(|a, b| a.1 == b.1) {
        let rank = from as f64 + (tied.len() + 1) as f64 / 2.0;
        for (place, _) in tied {
            if let Some(slot) = ranks.get_mut(*place) {
                *slot = rank;
            }
        }
        from += tied.len();
    }
    ranks
}

/// Up to so many pairs every order is tried; of more, Student's t comes near enough.
const MOST_EXACT: usize = 8;

/// Spearman's rho and its two-sided p: of up to eight pairs the share of all orders with a rho as large or larger, of more by Student's t
/// with n − 2 degrees of freedom.
///
/// # Errors
/// With fewer than three pairs, or when one side does not vary.
pub fn spearman(x: &[f64], y: &[f64]) -> Result<(f64, f64), String> {
    let n = x.len().min(y.len());
    if n < 3 {
        return Err("it takes three sessions with both".to_owned());
    }
    let (x, y) = (ranks(x), ranks(y));
    let (mx, my) = (mean(&x).unwrap_or_default(), mean(&y).unwrap_or_default());
    let pairs = || x.iter().zip(&y).map(|(x, y)| (x - mx, y - my));
    let (sx, sy) = (
        pairs().map(|(x, _)| x * x).sum::<f64>(),
        pairs().map(|(_, y)| y * y).sum::<f64>(),
    );
    if sx <= 0.0 || sy <= 0.0 {
        return Err("one of both does not vary".to_owned());
    }
    let rho = (pairs().map(|(x, y)| x * y).sum::<f64>() / (sx * sy).sqrt()).clamp(-1.0, 1.0);
    if n <= MOST_EXACT {
        let centred =
            |values: &[f64], mean: f64| -> Vec<f64> { values.iter().map(|x| x - mean).collect() };
        return Ok((rho, exact(&centred(&x, mx), centred(&y, my))));
    }
    let df = n as f64 - 2.0;
    let t = rho * (df / ((1.0 - rho) * (1.0 + rho))).sqrt();
    Ok((rho, t_two_sided(t, df).unwrap_or(0.0)))
}

/// The share of all orders of `y` whose product with `x` is as far from 0 as this one or farther (Heap's algorithm).
fn exact(x: &[f64], mut y: Vec<f64>) -> f64 {
    // Sums in another order differ in their last bits; what is equal must count as reached.
    let reached = dot(x, &y).abs() - 1e-9;
    let (mut all, mut as_large) = (1u32, 1u32);
    let mut counts = vec![0usize; y.len()];
    let mut i = 1;
    while let Some(count) = counts.get_mut(i) {
        if *count < i {
            let other = if i % 2 == 0 { 0 } else { *count };
            *count += 1;
            y.swap(other, i);
            all += 1;
            as_large += u32::from(dot(x, &y).abs() >= reached);
            i = 1;
        } else {
            *count = 0;
            i += 1;
        }
    }
    f64::from(as_large) / f64::from(all)
}

/// One coefficient of a least-squares fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Its value.
    pub b: f64,
    /// 95 % confidence interval.
    pub ci: (f64, f64),
    /// Two-sided.
    pub p: f64,
}

/// Least squares of `y` on these columns and a constant, by Gram and Schmidt's orthogonalization: the constant first, then one coefficient a
/// column.
///
/// # Errors
/// With too few rows, when a column is a combination of the others, or when the fit leaves nothing over to judge it by.
pub fn least_squares(columns: &[&[f64]], y: &[f64]) -> Result<Vec<Coefficient>, String> {
    let (n, k) = (y.len(), columns.len() + 1);
    if n <= k {
        return Err(format!("it takes {} sessions with all values", k + 1));
    }
    let ones = vec![1.0; n];
    let mut q: Vec<Vec<f64>> = Vec::new();
    // Column j of R: how much of each orthonormal column is in predictor j.
    let mut r: Vec<Vec<f64>> = Vec::new();
    for column in std::iter::once(ones.as_slice()).chain(columns.iter().copied()) {
        let mut left = column.to_vec();
        let size = dot(&left, &left).sqrt();
        let mut row = Vec::new();
        for done in &q {
            let share = dot(done, &left);
            for (x, d) in left.iter_mut().zip(done) {
                *x -= share * d;
            }
            row.push(share);
        }
        let norm = dot(&left, &left).sqrt();
        if norm <= COLLINEAR * size || norm == 0.0 {
            return Err("the predictors do not vary independently".to_owned());
        }
        row.push(norm);
        r.push(row);
        q.push(left.into_iter().map(|x| x / norm).collect());
    }
    let shares: Vec<f64> = q.iter().map(|q| dot(q, y)).collect();
    let fitted = (0..n).map(|row| -> f64 {
        let parts = q.iter().zip(&shares);
        parts
            .map(|(q, share)| q.get(row).copied().unwrap_or_default() * share)
            .sum()
    });
    let rest: f64 = fitted.zip(y).map(|(fit, y)| (y - fit).powi(2)).sum();
    let df = (n - k) as f64;
    if rest <= EXACT * dot(y, y) {
        return Err("every session lies on the fit, so nothing is left to judge it by".to_owned());
    }
    let spread = (rest / df).sqrt();
    let upper = t_upper(df).ok_or("there are too few sessions")?;
    let mut fit = Vec::new();
    for j in 0..k {
        // Row j of R⁻¹ gives the coefficient, and its length the standard error.
        let inverse = inverse_row(&r, j);
        let b = dot(&inverse, &shares);
        let se = spread * dot(&inverse, &inverse).sqrt();
        let p = t_two_sided(b / se, df).unwrap_or(0.0);
        fit.push(Coefficient {
            b,
            ci: (b - upper * se, b + upper * se),
            p,
        });
    }
    Ok(fit)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Row `j` of the inverse of the upper triangular matrix whose columns these are.
fn inverse_row(columns: &[Vec<f64>], j: usize) -> Vec<f64> {
    let at = |row: usize, column: usize| {
        let column = columns.get(column);
        column.and_then(|c| c.get(row)).copied().unwrap_or_default()
    };
    let mut row: Vec<f64> = vec![0.0; columns.len()];
    for c in j..columns.len() {
        let known: f64 = (j..c)
            .map(|i| row.get(i).copied().unwrap_or_default() * at(i, c))
            .sum();
        let wanted = if c == j { 1.0 } else { 0.0 };
        if let Some(slot) = row.get_mut(c) {
            *slot = (wanted - known) / at(c, c);
        }
    }
    row
}

/// Cronbach's alpha of items, one column each: k/(k − 1)·(1 − Σ var/var of the sum).
///
/// # Errors
/// With fewer than two items or sessions, or when the sum does not vary.
pub fn alpha(items: &[Vec<f64>]) -> Result<f64, String> {
    let k = items.len() as f64;
    let n = items.iter().map(Vec::len).min().unwrap_or(0);
    if items.len() < 2 || n < 2 {
        return Err("it takes two items and two sessions".to_owned());
    }
    let total = |row| items.iter().filter_map(|item| item.get(row)).sum();
    let totals: Vec<f64> = (0..n).map(total).collect();
    let parts: f64 = items.iter().filter_map(|item| variance(item)).sum();
    match variance(&totals) {
        Some(whole) if whole > 0.0 => Ok(k / (k - 1.0) * (1.0 - parts / whole)),
        _ => Err("the score does not vary".to_owned()),
    }
}

/// Cohen's kappa of a table of yes and no: both, only the first, only the second, neither.
///
/// # Errors
/// When chance alone would agree always.
pub fn kappa([both, first, second, neither]: [usize; 4]) -> Result<f64, String> {
    let [both, first, second, neither] = [both, first, second, neither].map(|count| count as f64);
    let n = both + first + second + neither;
    let observed = (both + neither) / n;
    let by_chance =
        ((both + first) * (both + second) + (neither + first) * (neither + second)) / (n * n);
    if n == 0.0 || by_chance >= 1.0 {
        return Err("everybody has the same status by both coders".to_owned());
    }
    Ok((observed - by_chance) / (1.0 - by_chance))
}

//! Intraclass correlation of two coders' figures over sessions.

use statrs::distribution::{ContinuousCDF as _, FisherSnedecor};

use super::cells::NO_VARIATION;
use crate::measure::figures::Figure;

/// A coefficient with its 95 % interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Icc {
    /// The coefficient.
    pub icc: Figure,
    /// Lower end.
    pub low: Figure,
    /// Upper end.
    pub high: Figure,
}

/// ICC(A,1): two-way random effects, absolute agreement, single rater (McGraw and Wong 1996), of `rows` of A's and B's figure, with the
/// interval from F of the same paper.
pub fn icc(rows: &[(f64, f64)]) -> Icc {
    let undefined = |why: &str| Icc {
        icc: Err(why.to_owned()),
        low: Err(why.to_owned()),
        high: Err(why.to_owned()),
    };
    if rows.len() < 2 {
        return undefined("fewer than two sessions have it in both codings");
    }
    let (n, k) = (rows.len() as f64, 2.0);
    let grand = rows.iter().map(|(a, b)| a + b).sum::<f64>() / (n * k);
    let mean = |pick: fn(&(f64, f64)) -> f64| rows.iter().map(pick).sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(|row| row.0), mean(|row| row.1));
    let between: f64 = rows
        .iter()
        .map(|(a, b)| k * ((a + b) / k - grand).powi(2))
        .sum();
    let coders = n * ((mean_a - grand).powi(2) + (mean_b - grand).powi(2));
    let all: f64 = rows
        .iter()
        .map(|(a, b)| (a - grand).powi(2) + (b - grand).powi(2))
        .sum();
    if all <= 0.0 {
        return undefined(NO_VARIATION);
    }
    let msr = between / (n - 1.0);
    let msc = coders / (k - 1.0);
    let mse = ((all - between - coders) / ((n - 1.0) * (k - 1.0))).max(0.0);
    let below = msr + (k - 1.0) * mse + k * (msc - mse) / n;
    if below.abs() <= 1e-12 * all {
        return undefined(NO_VARIATION);
    }
    let icc = (msr - mse) / below;
    let (low, high) = match interval(msr, msc, mse, icc, n) {
        Some((low, high)) => (Ok(low), Ok(high)),
        None => {
            let why =
                || Err("the coders never differ, so that nothing tells how sure it is".to_owned());
            (why(), why())
        }
    };
    Icc {
        icc: Ok(icc),
        low,
        high,
    }
}

fn interval(msr: f64, msc: f64, mse: f64, icc: f64, n: f64) -> Option<(f64, f64)> {
    let k = 2.0;
    if mse <= 1e-12 * msr {
        return None;
    }
    let f = msc / mse;
    let part = k * icc * f + n * (1.0 + (k - 1.0) * icc) - k * icc;
    let above = (n - 1.0) * (k - 1.0) * part.powi(2);
    let below = (n - 1.0) * k.powi(2) * icc.powi(2) * f.powi(2)
        + (n * (1.0 + (k - 1.0) * icc) - k * icc).powi(2);
    let v = above / below;
    let quantile = |one: f64, other: f64| {
        let f = FisherSnedecor::new(one, other).ok()?;
        Some(f.inverse_cdf(0.975)).filter(|x| x.is_finite())
    };
    let (upper, lower) = (quantile(n - 1.0, v)?, quantile(v, n - 1.0)?);
    let rest = k * msc + (k * n - k - n) * mse;
    Some((
        n * (msr - upper * mse) / (upper * rest + n * msr),
        n * (lower * msr - mse) / (rest + n * lower * msr),
    ))
}

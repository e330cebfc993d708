//! How rhythmic sobbing is (SCIENCE.md 5.2): intervals between sobs within a bout of sobbing.

use serde::Serialize;

use super::figures::{Figures, ratio};
use super::spans::BORDER_S;

/// Sobs further apart begin a new bout of sobbing, in seconds.
const BREAK_S: f64 = 10.0;
/// Fewer intervals say nothing about rhythm.
const LEAST_INTERVALS: usize = 4;

/// Counts, rate and variability of the intervals between `sobs` (seconds, any order). CV is SD over mean (n − 1); CV2 is the mean of
/// 2·|I₂ − I₁| / (I₂ + I₁) over neighbouring intervals of one bout. Lower is more rhythmic; a CV of about 1 is random.
pub fn rhythm(sobs: &[f64]) -> Figures {
    let bouts = bouts(sobs);
    let intervals: Vec<Vec<f64>> = bouts.iter().map(|bout| steps(bout)).collect();
    let all: Vec<f64> = intervals.iter().flatten().copied().collect();
    let (n, span) = (all.len() as f64, all.iter().sum::<f64>());
    let few = format!("fewer than {LEAST_INTERVALS} intervals");
    let enough = |figure: Result<f64, String>| {
        if all.len() < LEAST_INTERVALS {
            Err(few.clone())
        } else {
            figure
        }
    };
    let none = "there are no intervals";
    let mean = ratio(span, n, none);
    let sd = mean.clone().and_then(|mean| {
        let squares = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        ratio(squares, n - 1.0, none).map(f64::sqrt)
    });
    let pairs: Vec<f64> = intervals
        .iter()
        .flat_map(|bout| bout.windows(2))
        .filter_map(|pair| match pair {
            [a, b] => Some(2.0 * (b - a).abs() / (b + a)),
            _ => None,
        })
        .collect();
    let cv = mean.clone().and_then(|mean| ratio(sd.clone()?, mean, none));
    let mut figures = Figures::default();
    figures.push("count", Ok(sobs.len() as f64));
    figures.push("bouts", Ok(bouts.len() as f64));
    figures.push("intervals", Ok(n));
    figures.push("ioi_mean_s", mean);
    figures.push("ioi_sd_s", enough(sd));
    figures.push("cv", enough(cv));
    figures.push(
        "cv2",
        enough(ratio(pairs.iter().sum(), pairs.len() as f64, none)),
    );
    figures.push("rate_per_min", ratio(60.0 * n, span, none));
    figures
}

/// The rhythm in each third of a bout of sobbing, one entry a bout that has enough intervals for its thirds to have any: an infant's
/// bout goes from irregular over rhythmic to arrhythmic (R42). A sob on the border belongs to the later third; a third's figures are null
/// as in [`rhythm`].
pub fn thirds(sobs: &[f64]) -> Vec<Thirds> {
    let third = |bout: &[f64], from_s: f64, to_s: f64| {
        let part = (to_s - from_s) / 3.0;
        let of = |n: usize| {
            let (from, to) = (from_s + part * n as f64, from_s + part * (n + 1) as f64);
            let inside = |t: &f64| *t >= from && (*t < to || n == 2);
            let sobs: Vec<f64> = bout.iter().copied().filter(inside).collect();
            rhythm(&sobs)
        };
        Thirds {
            from_s,
            to_s,
            first: of(0),
            second: of(1),
            third: of(2),
        }
    };
    bouts(sobs)
        .iter()
        .filter(|bout| bout.len() > LEAST_INTERVALS)
        .filter_map(|bout| Some(third(bout, *bout.first()?, *bout.last()?)))
        .collect()
}

/// The rhythm in the thirds of one bout of sobbing. Times in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thirds {
    /// Its first sob.
    pub from_s: f64,
    /// Its last.
    pub to_s: f64,
    /// The first third.
    pub first: Figures,
    /// The middle one.
    pub second: Figures,
    /// The last.
    pub third: Figures,
}

fn bouts(sobs: &[f64]) -> Vec<Vec<f64>> {
    let mut sorted = sobs.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    let mut bouts: Vec<Vec<f64>> = Vec::new();
    for sob in sorted {
        match bouts.last_mut() {
            Some(bout)
                if bout
                    .last()
                    .is_some_and(|last| sob - last <= BREAK_S + BORDER_S) =>
            {
                bout.push(sob)
            }
            _ => bouts.push(vec![sob]),
        }
    }
    bouts
}

fn steps(bout: &[f64]) -> Vec<f64> {
    bout.iter()
        .zip(bout.iter().skip(1))
        .map(|(a, b)| b - a)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sobs: &[f64], wanted: &[(&str, Option<f64>)]) {
        let figures = rhythm(sobs);
        for (name, wanted) in wanted {
            match (figures.get(name), wanted) {
                (Some(found), Some(wanted)) => {
                    assert!(
                        (found - wanted).abs() < 5e-6 * wanted.max(1.0) * 10.0,
                        "{name}: {found}, not {wanted}"
                    );
                }
                (found, wanted) => assert_eq!(found, *wanted, "{name}"),
            }
        }
    }

    #[test]
    fn the_golden_numbers_of_sobbing() {
        check(
            &[10.0, 11.1, 12.3, 13.2, 14.4, 15.6, 40.0, 41.0, 42.1],
            &[
                ("bouts", Some(2.0)),
                ("intervals", Some(7.0)),
                ("ioi_mean_s", Some(1.1)),
                ("cv", Some(0.10497)),
                ("cv2", Some(0.15072)),
                ("rate_per_min", Some(54.545)),
            ],
        );
        // Intervals 0.3, 4.5, 6.7, 9.3.
        check(&[0.0, 0.3, 4.8, 11.5, 20.8], &[("cv2", Some(0.82262))]);
    }

    #[test]
    fn a_bout_is_told_in_thirds() {
        // Irregular, then every second, then irregular again; 30 s in all.
        let first = [0.0, 1.0, 4.0, 5.0, 8.5, 9.9];
        let second = (10..20).map(f64::from);
        let third = [20.0, 23.0, 24.0, 28.0, 29.0, 30.0];
        let sobs: Vec<f64> = first.into_iter().chain(second).chain(third).collect();
        let told = thirds(&sobs);
        assert_eq!(told.len(), 1);
        let cv = |figures: &Figures| figures.get("cv").unwrap();
        assert!(cv(&told[0].second).abs() < 1e-12);
        assert!(cv(&told[0].first) > 0.4 && cv(&told[0].third) > 0.4);
        assert_eq!(told[0].second.get("count"), Some(10.0));
        assert!(thirds(&[0.0, 1.0, 2.0]).is_empty());
    }

    #[test]
    fn too_few_sobs_have_no_rhythm() {
        check(
            &[],
            &[
                ("count", Some(0.0)),
                ("ioi_mean_s", None),
                ("cv", None),
                ("rate_per_min", None),
            ],
        );
        check(
            &[1.0, 2.0, 3.0],
            &[
                ("ioi_mean_s", Some(1.0)),
                ("cv", None),
                ("cv2", None),
                ("rate_per_min", Some(60.0)),
            ],
        );
    }
}

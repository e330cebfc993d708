//! Laws that the statistics of any study keep.

use lacrima::measure::study::{Row, Settings, Study};
use proptest::prelude::*;

use super::study_moments::at_film;
use super::study_statistics::{channel, row};

proptest! {
    #[test]
    fn laws_of_a_study(
        drawn in prop::collection::vec((any::<bool>(), 20.0..80.0f64, 0.0..100.0f64, 0.0..100.0f64, 0.0..300.0f64), 4..40),
    ) {
        let rows = |turned: bool, map: fn(f64) -> f64| -> Vec<Row> {
            let one = |(n, (cried, base, early, late, dose)): (usize, &(bool, f64, f64, f64, f64))| {
                let after = [(1.0, Some(*early)), (30.0, Some(*late))];
                let mut row = row(n, *cried != turned, *base, &after);
                row.codings[0].stimulus = vec![channel("tears", map(*dose), 0.0)];
                row
            };
            drawn.iter().enumerate().map(one).collect()
        };
        let plain = Study::of(&rows(false, |x| x), &Settings::default());
        let turned = Study::of(&rows(true, |x| x), &Settings::default());
        let mapped = Study::of(&rows(false, |x| (x / 100.0).exp() - 3.0), &Settings::default());
        for (a, b) in plain.parts[0].contrasts.iter().zip(&turned.parts[0].contrasts) {
            prop_assert_eq!(a.n_a, b.n_b);
            if let (Some(x), Some(y)) = (a.t, b.t) {
                prop_assert!((x + y).abs() < 1e-9);
                prop_assert!((a.difference.unwrap() + b.difference.unwrap()).abs() < 1e-9);
                prop_assert!(a.g.unwrap().abs() <= a.d.unwrap().abs());
                prop_assert!((0.0..=1.0).contains(&a.p.unwrap()));
                let (low, high) = a.ci.unwrap();
                prop_assert!(low <= a.difference.unwrap() && a.difference.unwrap() <= high);
            }
        }
        for (a, b) in plain.parts[0].dose_response.iter().zip(&mapped.parts[0].dose_response) {
            prop_assert_eq!(a.rho, b.rho);
            prop_assert!(a.rho.is_none_or(|rho| (-1.0..=1.0).contains(&rho)));
            prop_assert_eq!(a.rho.is_none(), a.why.is_some());
        }
        for curve in &plain.parts[0].recovery {
            prop_assert!(curve.curve.windows(2).all(|two| two[1].share < two[0].share && two[1].t_min > two[0].t_min));
            prop_assert!(curve.curve.iter().all(|step| (0.0..=1.0).contains(&step.share)));
            prop_assert_eq!(curve.n, curve.returned + curve.censored_min.len());
        }
        let groups: usize = plain.parts[0].groups.iter().map(|group| group.n).sum();
        prop_assert_eq!(groups, drawn.len());
    }

    #[test]
    fn p_of_circular_shifts_is_never_0_and_at_most_1(
        onsets in prop::collection::vec(prop::collection::vec(0.0..200.0f64, 0..4), 1..6), seed in any::<u64>(),
    ) {
        let onsets: Vec<&[f64]> = onsets.iter().map(Vec::as_slice).collect();
        let settings = Settings { seed, permutations: 50, ..Settings::default() };
        let study = Study::of(&at_film(&onsets), &settings);
        if let Some(test) = study.parts[0].moments.as_ref().unwrap().test {
            prop_assert!(test.p > 0.0 && test.p <= 1.0);
        }
    }
}

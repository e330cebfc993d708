//! The golden numbers of mood, and its laws.

use proptest::prelude::*;

use super::*;

fn golden() -> Course {
    Course {
        before: vec![(-40.0, 60.0), (-25.0, 64.0)],
        after: vec![(1.0, 31.0), (6.0, 44.0), (20.5, 58.0), (91.0, 70.0)],
        first_on_time: Some(0),
        negative: false,
        rules: Rules::default(),
    }
}

fn near(found: Option<f64>, wanted: f64) {
    assert!(
        found.is_some_and(|x| (x - wanted).abs() < 6e-4 * wanted.abs().max(1.0)),
        "{found:?}, not {wanted}"
    );
}

#[test]
fn the_golden_numbers_of_mood() {
    let course = golden();
    let f = course.figures();
    near(f.get("baseline"), 62.0);
    let changes: Vec<f64> = course.changes().unwrap().iter().map(|(_, d)| *d).collect();
    assert_eq!(changes, [-31.0, -18.0, -4.0, 8.0]);
    for (m, wanted) in [(31.0, 0.0), (44.0, 41.94), (58.0, 87.10), (70.0, 125.81)] {
        near(course.recovery_pct(m).ok(), wanted);
    }
    near(f.get("reactivity"), -31.0);
    near(f.get("nadir"), -31.0);
    near(f.get("net_change"), 8.0);
    near(f.get("area_below"), -329.0);
    near(f.get("area_above"), 188.0);
    near(f.get("area"), -141.0);
    near(f.get("mean_deviation"), -1.5667);
    near(f.get("half_recovery_min"), 8.589);
    near(f.get("return_min"), 19.464);
    near(f.get("return_exact_min"), 44.0);
    near(f.get("return_sustained"), 1.0);
    near(f.get("auc_ground"), 6648.0);
    near(f.get("auc_increase"), -544.0);
}

#[test]
fn the_golden_numbers_of_reliable_change() {
    for (change, wanted) in [
        (-31.0, -3.268),
        (-18.0, -1.897),
        (-4.0, -0.422),
        (8.0, 0.843),
    ] {
        near(reliable_change(change, 15.0, 0.8).ok(), wanted);
    }
    assert!(reliable_change(1.0, 15.0, 1.0).is_err());
}

#[test]
fn a_negative_outcome_mirrors_and_keeps_its_own_signs() {
    let mirrored = |line: &[(f64, f64)]| line.iter().map(|(t, m)| (*t, 100.0 - m)).collect();
    let golden = golden();
    let sad = Course {
        before: mirrored(&golden.before),
        after: mirrored(&golden.after),
        first_on_time: Some(0),
        negative: true,
        rules: Rules::default(),
    };
    near(sad.figures().get("nadir"), 31.0);
    near(sad.figures().get("return_min"), 19.464);
    near(sad.figures().get("net_change"), -8.0);
}

#[test]
fn the_rules_may_be_chosen() {
    let course = Course {
        first_on_time: Some(1),
        rules: Rules {
            baseline: Baseline::Last,
            tolerance: 0.0,
            least_reaction: 30.0,
        },
        ..golden()
    };
    let f = course.figures();
    near(f.get("baseline"), 64.0);
    // The first rating was late; the second is 44.
    near(f.get("reactivity"), -20.0);
    assert_eq!(f.get("recovery_pct"), None);
    assert_eq!(f.get("return_min"), f.get("return_exact_min"));
    let late = Course {
        first_on_time: None,
        ..golden()
    };
    assert_eq!(late.figures().get("reactivity"), None);
    near(late.figures().get("net_change"), 8.0);
}

#[test]
fn without_a_baseline_or_a_drop_there_is_a_reason() {
    let none = Course {
        before: Vec::new(),
        after: vec![(1.0, 50.0)],
        first_on_time: Some(0),
        negative: false,
        rules: Rules::default(),
    };
    assert_eq!(none.figures().get("reactivity"), None);
    let flat = Course {
        before: vec![(-1.0, 50.0)],
        after: vec![(1.0, 52.0), (5.0, 53.0)],
        first_on_time: Some(0),
        negative: false,
        rules: Rules::default(),
    };
    assert_eq!(flat.figures().get("return_min"), None);
    assert_eq!(flat.figures().get("recovery_pct"), None);
    let never = Course {
        before: vec![(-1.0, 50.0)],
        after: vec![(1.0, 20.0), (5.0, 30.0)],
        first_on_time: Some(0),
        negative: false,
        rules: Rules::default(),
    };
    let text = serde_json::to_string(&never.figures()).unwrap();
    assert!(
        text.contains(r#""return_min":"not reached; censored at 5.000 min""#),
        "{text}"
    );
}

proptest! {
    #[test]
    fn areas_add_up(before in 0.0..100.0f64, values in prop::collection::vec(0.0..100.0f64, 2..9)) {
        let after = values.iter().enumerate().map(|(n, m)| (n as f64 * 3.0, *m)).collect();
        let f = Course { before: vec![(-2.0, before)], after, first_on_time: Some(0), negative: false, rules: Rules::default() }.figures();
        let sum = f.get("area_below").unwrap() + f.get("area_above").unwrap();
        prop_assert!((sum - f.get("area").unwrap()).abs() < 1e-6);
        prop_assert!(f.get("area_below").unwrap() <= 0.0 && f.get("area_above").unwrap() >= 0.0);
        prop_assert!(f.get("nadir").unwrap() <= f.get("reactivity").unwrap());
    }
}

#[test]
fn tenths_that_differ_in_the_last_bits_of_a_float_are_the_same() {
    // 3.3 − 8.3 is a little below −5 in floats; 45 − 50 is not.
    let course = |before: f64, after: f64| Course {
        before: vec![(-2.0, before)],
        after: vec![(1.0, after), (20.0, after)],
        first_on_time: Some(0),
        negative: false,
        rules: Rules::default(),
    };
    for (before, after) in [(50.0, 45.0), (8.3, 3.3), (62.4, 57.4)] {
        let figures = course(before, after).figures();
        assert_eq!(figures.get("reactivity"), Some(-5.0));
        let (own, wanted) = (
            figures.get("return_min"),
            course(50.0, 45.0).figures().get("return_min"),
        );
        assert_eq!(own, wanted, "{before} {after}");
        assert!(figures.get("recovery_pct").is_some());
    }
}

//! Agreement of two codings against scikit-learn, statsmodels, krippendorff, irrCAC, pingouin and BORIS.

use lacrima::export::boris::project;
use lacrima::measure::agreement::{Agreement, Settings, icc};
use lacrima::time::Micros;
use serde_json::{Value, json};

use super::codings::{Coding, base, channel, compare, random_pair};

const ORACLE: &str = include_str!("fixtures/oracles/agreement.json");
const PROJECT: &str = include_str!("fixtures/oracles/agreement_project.boris");
const BORIS_PROJECT: &str = include_str!("fixtures/oracles/agreement_project.json");
const BORIS: &str = include_str!("fixtures/oracles/agreement_boris.json");

fn steps(levels: &[u8]) -> Coding {
    let coded = levels.iter().zip(0_i64..).filter(|(level, _)| **level > 0);
    let bouts = coded.map(|(level, s)| ("tears".to_owned(), 10 * s + 10, vec![(10 * s, *level)]));
    Coding {
        bouts: bouts.collect(),
        points: Vec::new(),
    }
}

fn cases() -> Vec<(String, (i64, i64), Coding, Coding)> {
    let tears = |spans: &[(i64, i64)]| Coding::spans("tears", spans);
    let mut made = vec![
        (
            "golden time".to_owned(),
            (0, 300),
            tears(&[(100, 200)]),
            tears(&[(120, 210)]),
        ),
        (
            "golden levels".to_owned(),
            (0, 120),
            steps(&[0, 0, 1, 1, 2, 2, 3, 3, 2, 1, 0, 0]),
            steps(&[0, 1, 1, 2, 2, 2, 3, 2, 2, 1, 0, 0]),
        ),
        ("nothing coded".to_owned(), (0, 300), tears(&[]), tears(&[])),
        (
            "rare".to_owned(),
            (0, 1200),
            tears(&[(500, 512)]),
            tears(&[(505, 515)]),
        ),
        (
            "one coder silent".to_owned(),
            (0, 1200),
            tears(&[(500, 560)]),
            tears(&[]),
        ),
    ];
    for seed in 1..9 {
        let (a, b) = random_pair(seed);
        let begin = if seed % 2 == 1 { 0 } else { 37 };
        made.push((format!("random {seed}"), (begin, 1200), a, b));
    }
    made
}

fn near(told: &Value, expected: &Value, within: f64, what: &str) {
    match (told.as_f64(), expected.as_f64()) {
        (Some(told), Some(expected)) => {
            assert!(
                (told - expected).abs() <= within,
                "{what}: {told}, not {expected}"
            );
        }
        (None, None) => {}
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn figures_are_those_of_the_named_programs() {
    let oracle: Value = serde_json::from_str(ORACLE).unwrap();
    let stored = oracle["cases"].as_array().unwrap();
    let cases = cases();
    assert_eq!(stored.len(), cases.len());
    let mut compared = 0;
    for ((name, window, a, b), stored) in cases.iter().zip(stored) {
        assert_eq!(stored["name"], json!(name));
        assert_eq!(stored["window"], json!(window), "{name}");
        assert_eq!(
            (&stored["a"], &stored["b"]),
            (&a.json(), &b.json()),
            "{name}"
        );
        let agreement = compare(
            &Coding::read(&stored["a"]),
            &Coding::read(&stored["b"]),
            *window,
            Settings::default(),
        );
        let told = serde_json::to_value(&agreement).unwrap();
        for channel in told["channels"].as_array().unwrap() {
            let id = channel["channel"].as_str().unwrap();
            for part in ["exact", "unit", "level"] {
                for (figure, expected) in stored["figures"][id][part].as_object().unwrap() {
                    let what = format!("{name}, {id}, {part}.{figure}");
                    near(&channel[part][figure], expected, 1e-9, &what);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared} figures");
}

#[test]
fn intraclass_correlation_is_that_of_pingouin() {
    let oracle: Value = serde_json::from_str(ORACLE).unwrap();
    for case in oracle["icc"].as_array().unwrap() {
        let rows: Vec<(f64, f64)> = serde_json::from_value(case["rows"].clone()).unwrap();
        let told = icc(&rows);
        near(&json!(told.icc.unwrap()), &case["icc"], 1e-9, "icc");
        // It rounds the ends to two places.
        near(&json!(told.low.unwrap()), &case["low"], 0.005_001, "low");
        near(&json!(told.high.unwrap()), &case["high"], 0.005_001, "high");
    }
}

#[test]
fn the_boris_compatible_kappa_is_that_of_boris_at_every_unit() {
    let oracle: Value = serde_json::from_str(BORIS).unwrap();
    let mut apart = 0;
    for (name, window, a, b) in cases() {
        let stored = oracle["kappa"][&name].as_object().unwrap();
        for (unit, expected) in stored {
            let settings = Settings {
                boris_unit_s: unit.parse().unwrap(),
                ..Settings::default()
            };
            let agreement = compare(&a, &b, window, settings);
            assert_eq!(agreement.boris.unit_s, settings.boris_unit_s);
            let told = agreement.boris.figures.get("boris_compatible_kappa");
            near(&json!(told), expected, 1e-9, &format!("{name} at {unit} s"));
        }
        let distinct: std::collections::BTreeSet<String> =
            stored.values().map(Value::to_string).collect();
        apart += usize::from(distinct.len() > 2);
    }
    assert!(apart >= 8, "that it jumps with the unit is part of it");
}

#[test]
fn boris_reads_an_exported_pair_and_finds_the_same_kappa() {
    let document = base();
    let (a, b) = random_pair(11);
    let fine = |coding: &Coding, coder: &str| {
        let mut told = coding.layer(coder, (0, 1200)).over(&document);
        // Session time has microseconds, BORIS milliseconds.
        for (n, bout) in (0_i64..).zip(&mut told.coding) {
            let by = Micros(137 * n + 4500);
            bout.onset_s = bout.onset_s + by;
            bout.offset_s = bout.offset_s + by;
            for level in &mut bout.levels {
                level.t_s = level.t_s + by;
            }
        }
        told
    };
    let (a, b) = (fine(&a, "A"), fine(&b, "B"));
    let exported = project(&[("a".to_owned(), a.clone()), ("b".to_owned(), b.clone())]);
    if let Ok(path) = std::env::var("LACRIMA_PROJECT_OUT") {
        std::fs::write(path, serde_json::to_vec_pretty(&exported).unwrap()).unwrap();
    }
    let stored: Value = serde_json::from_str(PROJECT).unwrap();
    for coding in ["a", "b"] {
        let events = |project: &Value| project["observations"][coding]["events"].clone();
        assert_eq!(events(&exported), events(&stored));
    }
    assert_eq!(exported["behaviors_conf"], stored["behaviors_conf"]);
    let oracle: Value = serde_json::from_str(BORIS_PROJECT).unwrap();
    for (unit, expected) in oracle["kappa"].as_object().unwrap() {
        let settings = Settings {
            boris_unit_s: unit.parse().unwrap(),
            ..Settings::default()
        };
        let told = Agreement::of(&a, &b, settings).unwrap();
        let told = told.boris.figures.get("boris_compatible_kappa");
        near(&json!(told), expected, 1e-9, &format!("at {unit} s"));
    }
}

#[test]
fn golden_figures() {
    let a = Coding::spans("tears", &[(100, 200)]);
    let b = Coding::spans("tears", &[(120, 210)]);
    let told = compare(&a, &b, (0, 300), Settings::default());
    let tears = channel(&told, "tears");
    let kappa = tears.exact.get("kappa").unwrap();
    assert!((kappa - 0.76923).abs() < 5e-6, "{kappa}");
    assert_eq!(tears.bouts.get("linked"), Some(1.0));
    assert_eq!(tears.bouts.get("onset_difference_median_s"), Some(2.0));
    let rows = [
        (34.0, 36.0),
        (0.0, 0.0),
        (12.0, 15.0),
        (80.0, 74.0),
        (5.0, 9.0),
        (51.0, 50.0),
    ];
    assert!((icc(&rows).icc.unwrap() - 0.99370).abs() < 5e-6);
    let a = steps(&[0, 0, 1, 1, 2, 2, 3, 3, 2, 1, 0, 0]);
    let b = steps(&[0, 1, 1, 2, 2, 2, 3, 2, 2, 1, 0, 0]);
    let told = compare(&a, &b, (0, 120), Settings::default());
    let weighted = channel(&told, "tears").level.get("units_quadratic_kappa");
    assert!((weighted.unwrap() - 0.88).abs() < 5e-6);
}

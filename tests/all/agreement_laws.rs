//! What holds of any two codings, and what is told of them: missing time, directions, the list of disagreements, many sessions.

use lacrima::measure::agreement::{Agreement, Differs, Settings, across};
use proptest::prelude::*;
use serde_json::Value;

use super::codings::{Coding, base, channel, compare, random_pair};

#[test]
fn tolerance_is_told_in_both_directions_and_they_differ() {
    // A's short bout lies beside B's long one: led by A it is found, led by B most of the long one is not.
    let a = Coding::spans("tears", &[(300, 310)]);
    let b = Coding::spans("tears", &[(310, 400)]);
    let told = compare(&a, &b, (0, 1200), Settings::default());
    let unit = &channel(&told, "tears").unit;
    let (by_a, by_b) = (
        unit.get("agreement_tolerance_a_led_pct").unwrap(),
        unit.get("agreement_tolerance_b_led_pct").unwrap(),
    );
    // Led by A: of B's nine units the first two and the last two have a silent unit of A's own state … all of A's silence at most 2 away.
    assert!((by_a - 100.0 * 115.0 / 120.0).abs() < 1e-9, "{by_a}");
    assert!((by_b - 100.0 * 113.0 / 120.0).abs() < 1e-9, "{by_b}");
    let turned = compare(&b, &a, (0, 1200), Settings::default());
    let unit = &channel(&turned, "tears").unit;
    assert_eq!(unit.get("agreement_tolerance_b_led_pct"), Some(by_a));
}

#[test]
fn time_that_either_did_not_see_is_missing_and_what_never_varies_is_undefined() {
    let mut a = Coding::spans("tears", &[(100, 200)]);
    a.bouts
        .extend(Coding::spans("not_visible", &[(500, 700)]).bouts);
    let mut b = Coding::spans("tears", &[(100, 200), (550, 650)]);
    b.bouts
        .extend(Coding::spans("not_visible", &[(600, 800)]).bouts);
    let told = compare(&a, &b, (0, 1000), Settings::default());
    assert_eq!(told.window.unseen_s, 30.0);
    assert_eq!(told.window.compared_s, 70.0);
    let tears = channel(&told, "tears");
    assert_eq!(tears.exact.get("kappa"), Some(1.0));
    assert_eq!(tears.exact.get("only_b_s"), Some(0.0));
    let unseen = channel(&told, "not_visible");
    assert_eq!(unseen.exact.get("both_s"), Some(10.0));
    assert_eq!(unseen.exact.get("neither_s"), Some(70.0));
    let sobbing = serde_json::to_value(channel(&told, "sobbing")).unwrap();
    assert_eq!(sobbing["exact"]["kappa"], Value::Null);
    assert_eq!(
        sobbing["exact"]["null_because"]["kappa"],
        "undefined (no variation)"
    );
    assert_eq!(sobbing["exact"]["agreement_pct"], 100.0);
}

#[test]
fn the_list_tells_where_they_differ_the_longest_first() {
    let tears = |to, levels: Vec<(i64, u8)>| ("tears".to_owned(), to, levels);
    let a = Coding {
        bouts: vec![
            tears(200, vec![(100, 1)]),
            tears(400, vec![(300, 1), (350, 3)]),
            tears(700, vec![(500, 2)]),
        ],
        points: vec![("sob".to_owned(), 50), ("sob".to_owned(), 900)],
    };
    let b = Coding {
        bouts: vec![
            tears(400, vec![(300, 1)]),
            tears(705, vec![(530, 2)]),
            tears(812, vec![(800, 1)]),
        ],
        points: vec![("sob".to_owned(), 61)],
    };
    let told = compare(&a, &b, (0, 1000), Settings::default());
    let list: Vec<(Differs, f64, f64, &str)> = told
        .disagreements
        .iter()
        .map(|x| (x.differs, x.from_s, x.to_s, x.code.as_str()))
        .collect();
    assert_eq!(
        list,
        [
            (Differs::OnlyA, 10.0, 20.0, "tears"),
            (Differs::Level, 35.0, 40.0, "tears"),
            (Differs::Onset, 50.0, 53.0, "tears"),
            (Differs::OnlyB, 80.0, 81.2, "tears"),
            (Differs::OnlyA, 90.0, 90.0, "sob"),
        ]
    );
    let level = &told.disagreements[1];
    assert_eq!((level.level_a, level.level_b), (Some(3), Some(1)));
    assert_eq!(told.points[0].points.get("linked"), Some(1.0));
    let apart = told.points[0].points.get("onset_difference_median_s");
    assert_eq!(apart, Some(1.1));
}

#[test]
fn over_sessions_intervals_come_from_whole_sessions_and_the_seed() {
    let all: Vec<Agreement> = (1..9)
        .map(|seed| {
            let (a, b) = random_pair(seed);
            compare(&a, &b, (0, 1200), Settings::default())
        })
        .collect();
    let told = across(&all, 5);
    assert_eq!(told, across(&all, 5));
    assert_ne!(told, across(&all, 6));
    let tears = told.channels.iter().find(|x| x.channel == "tears").unwrap();
    let kappa = tears
        .estimates
        .iter()
        .find(|x| x.name == "exact_kappa")
        .unwrap();
    let (value, low, high) = (
        kappa.figures.get("value").unwrap(),
        kappa.figures.get("low").unwrap(),
        kappa.figures.get("high").unwrap(),
    );
    assert!(
        low < value && value < high && high - low > 0.02,
        "{low} {value} {high}"
    );
    let seconds: f64 = all
        .iter()
        .map(|one| channel(one, "tears").exact.get("both_s").unwrap())
        .sum();
    let pooled = tears
        .estimates
        .iter()
        .find(|x| x.name == "positive_agreement")
        .unwrap();
    let apart: f64 = all
        .iter()
        .map(|one| {
            let exact = &channel(one, "tears").exact;
            exact.get("only_a_s").unwrap() + exact.get("only_b_s").unwrap()
        })
        .sum();
    let by_hand = 2.0 * seconds / (2.0 * seconds + apart);
    assert!((pooled.figures.get("value").unwrap() - by_hand).abs() < 1e-9);
    let one = across(&all[..1], 5);
    let kappa = &one.channels[1].estimates[0];
    assert!(kappa.figures.get("value").is_some() && kappa.figures.get("low").is_none());
    let none = serde_json::to_value(across(&[], 5)).unwrap();
    assert_eq!(none["crier"]["kappa"], Value::Null);
}

#[test]
fn two_sessions_are_no_two_codings() {
    let (a, mut b) = (base(), base());
    b.session.id = "another".into();
    let why = Agreement::of(&a, &b, Settings::default()).unwrap_err();
    assert!(
        why.ends_with("agreement needs two codings of the same one."),
        "{why}"
    );
}

#[test]
fn a_hundred_thousand_events_are_compared() {
    let spans: Vec<(i64, i64)> = (0..50_000).map(|n| (20 * n, 20 * n + 12)).collect();
    let shifted: Vec<(i64, i64)> = spans.iter().map(|(from, to)| (from + 2, to + 2)).collect();
    let told = compare(
        &Coding::spans("tears", &spans),
        &Coding::spans("tears", &shifted),
        (0, 1_000_100),
        Settings::default(),
    );
    let bouts = &channel(&told, "tears").bouts;
    assert_eq!(bouts.get("linked"), Some(50_000.0));
    assert_eq!(bouts.get("onset_difference_mad_s"), Some(0.0));
}

fn any_coding() -> impl Strategy<Value = Coding> {
    let bout = (
        prop::sample::select(vec!["tears", "sobbing", "not_visible"]),
        0..900_i64,
        1..90_i64,
        1..4_u8,
    );
    let bouts = prop::collection::vec(bout, 0..12);
    let points = prop::collection::vec(0..1000_i64, 0..12);
    (bouts, points).prop_map(|(bouts, points)| Coding {
        bouts: bouts
            .into_iter()
            .map(|(channel, from, long, level)| {
                (channel.to_owned(), from + long, vec![(from, level)])
            })
            .collect(),
        points: points.into_iter().map(|t| ("sob".to_owned(), t)).collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn laws_of_agreement(a in any_coding(), b in any_coding()) {
        let window = (0, 1000);
        let told = compare(&a, &b, window, Settings::default());
        let turned = compare(&b, &a, window, Settings::default());
        let same = compare(&a, &a, window, Settings::default());
        let mut mixed = a.clone();
        mixed.bouts.reverse();
        mixed.points.reverse();
        prop_assert_eq!(&compare(&mixed, &b, window, Settings::default()).channels, &told.channels);
        for ((one, other), own) in told.channels.iter().zip(&turned.channels).zip(&same.channels) {
            for figure in ["kappa", "agreement_pct", "positive_agreement", "negative_agreement", "prevalence", "ac1", "both_s"] {
                let close = match (one.exact.get(figure), other.exact.get(figure)) {
                    (Some(x), Some(y)) => (x - y).abs() < 1e-9,
                    (None, None) => true,
                    _ => false,
                };
                prop_assert!(close, "{figure} is symmetric");
            }
            let kappas = [one.exact.get("kappa"), one.unit.get("kappa"), one.unit.get("kappa_tolerance_a_led"), one.level.get("units_quadratic_kappa")];
            prop_assert!(kappas.into_iter().flatten().all(|kappa| (-1.0..=1.0 + 1e-12).contains(&kappa)));
            prop_assert!(one.unit.get("agreement_tolerance_a_led_pct") >= one.unit.get("agreement_pct"));
            prop_assert_eq!(one.unit.get("kappa_tolerance_a_led"), other.unit.get("kappa_tolerance_b_led"));
            prop_assert_eq!(one.bouts.get("linked"), other.bouts.get("linked"));
            prop_assert_eq!(one.bouts.get("only_a"), other.bouts.get("only_b"));
            let parts = ["both_s", "only_a_s", "only_b_s", "neither_s"].map(|part| one.exact.get(part).unwrap());
            let whole = if one.channel == "not_visible" { told.window.coded_s } else { told.window.compared_s };
            prop_assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-6);
            for figures in [&own.exact, &own.unit, &own.level] {
                let mut kappas = figures.iter().filter(|(name, _)| name.contains("kappa"));
                prop_assert!(kappas.all(|(_, kappa)| kappa.as_ref().map_or(true, |kappa| (kappa - 1.0).abs() < 1e-12)));
            }
        }
        prop_assert!(same.disagreements.is_empty());
        let sizes: Vec<f64> = told.disagreements.iter().map(|x| x.size_s).collect();
        prop_assert!(sizes.is_sorted_by(|x, y| x >= y));
    }
}

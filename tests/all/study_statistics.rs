//! The statistics of a study against other programs' figures. `fixtures/oracles/study_statistics.py` made the figures.

use std::collections::BTreeMap;

use lacrima::measure::study::{
    Baseline, Cell, Channel, Coding, CodingKind, Composite, Outcome, Override, Part, QualityFacts,
    Rated, Reliability, Row, Settings, Sobs, Study, Summary,
};
use lacrima::measure::{Crier, CrierRule, CrierStatus};
use lacrima::protocol::{Anchor, Id};
use lacrima::session::{Mode, ProbeStatus, Status};
use serde_json::Value as Json;

fn oracle() -> Json {
    serde_json::from_str(include_str!("fixtures/oracles/study_statistics.json")).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn near(found: Option<f64>, wanted: &Json, what: &str) {
    let (found, wanted) = (found.unwrap_or(f64::NAN), wanted.as_f64().unwrap());
    assert!(
        (found - wanted).abs() <= 1e-7 * wanted.abs().max(1.0),
        "{what}: {found}, not {wanted}"
    );
}

pub fn channel(channel: &str, dose: f64, total_s: f64) -> Channel {
    Channel {
        channel: channel.to_owned(),
        latency_s: None,
        latency_strict_s: None,
        latency_corrected_s: None,
        latency_strict_corrected_s: None,
        censored_at_s: Some(300.0),
        count: None,
        total_s: Some(total_s),
        visible_s: Some(300.0),
        pct: None,
        longest_s: None,
        dose: Some(dose),
        mean_active: None,
        mean_phase: None,
        peak: None,
        time_to_peak_s: None,
    }
}

fn coding(id: &str, kind: CodingKind, status: CrierStatus) -> Coding {
    Coding {
        id: Id::from(id),
        kind,
        coder: Id::from(id),
        criers: vec![Crier {
            rule: CrierRule::TearsStrict,
            status,
            why: String::new(),
        }],
        stimulus: Vec::new(),
        all: Vec::new(),
        sobs: Sobs::default(),
        onsets: Vec::new(),
        active: Vec::new(),
        visible: Vec::new(),
    }
}

fn status(cried: bool) -> CrierStatus {
    if cried {
        CrierStatus::Crier
    } else {
        CrierStatus::NonCrier
    }
}

/// Ratings by probe `m0` before and `m1`, `m2` … after the stimulus, at these minutes.
pub fn outcome(id: &str, base: f64, after: &[(f64, Option<f64>)]) -> Outcome {
    let rated = |n: usize, t: f64, value: Option<f64>| Rated {
        probe: Id::from(format!("m{n}").as_str()),
        anchor: (n > 0).then_some(Anchor::End),
        delay_s: (n > 0).then_some((t * 60.0).round()),
        status: if value.is_some() {
            ProbeStatus::OnTime
        } else {
            ProbeStatus::Missed
        },
        t_min: value.map(|_| t),
        value,
        is_before: n == 0 && value.is_some(),
        is_after: n > 0 && value.is_some(),
    };
    let later = (1..).zip(after).map(|(n, (t, value))| rated(n, *t, *value));
    Outcome {
        outcome: Id::from(id),
        negative: false,
        rated: std::iter::once(rated(0, -20.0, Some(base)))
            .chain(later)
            .collect(),
    }
}

pub fn row(n: usize, cried: bool, base: f64, after: &[(f64, Option<f64>)]) -> Row {
    Row {
        session: format!("session-{n}"),
        study: Id::from("study"),
        participant: Id::from(format!("p{n}").as_str()),
        visit: 1,
        condition: Id::from("film"),
        factors: BTreeMap::new(),
        mode: Mode::Study,
        status: Status::Completed,
        started_utc: "2026-01-01T09:00:00Z".to_owned(),
        codings: vec![coding("first", CodingKind::First, status(cried))],
        self_report: None,
        by_hand: None,
        settled: None,
        outcomes: vec![outcome("valence", base, after)],
        composites: Vec::new(),
        recalled_change: None,
        moderators: BTreeMap::new(),
        covariates: BTreeMap::new(),
        film: None,
        stimuli_sha256: vec!["aa".to_owned()],
        quality: QualityFacts::default(),
    }
}

/// The oracle's sessions.
fn rows(oracle: &Json) -> Vec<Row> {
    let times = numbers(&oracle["times"]);
    let data = oracle["data"].as_array().unwrap().iter().enumerate();
    data.map(|(n, one)| {
        let waves = one["waves"].as_array().unwrap().iter().map(Json::as_f64);
        let after: Vec<(f64, Option<f64>)> = times.iter().copied().zip(waves).collect();
        let cried = one["crier"].as_bool().unwrap();
        let mut row = row(n, cried, one["base"].as_f64().unwrap(), &after);
        let sob_s = one["sob_s"].as_f64().unwrap();
        row.codings[0].stimulus = vec![
            channel("tears", one["dose"].as_f64().unwrap(), 0.0),
            channel("sob", sob_s, sob_s),
        ];
        let second = status(one["second_coder"].as_bool().unwrap());
        row.codings
            .push(coding("second", CodingKind::Layer, second));
        // A status by hand keeps the disagreements of the second coder out of the groups.
        row.by_hand = Some(Override {
            status: status(cried),
            reason: "seen again".to_owned(),
            coder: Id::from("first"),
        });
        let age = Cell::Number(one["age"].as_f64().unwrap());
        row.covariates.insert("age".to_owned(), age);
        let items = ["sad", "upset", "tense"];
        for (item, x) in items.into_iter().zip(numbers(&one["items"])) {
            row.outcomes.push(outcome(item, x, &[]));
        }
        row.composites.push(Composite {
            score: Id::from("NEG"),
            items: items.map(Id::from).to_vec(),
            reversed: Vec::new(),
        });
        row
    })
    .collect()
}

fn check_summary(found: &Summary, wanted: &Json) {
    assert_eq!(found.n as u64, wanted["n"].as_u64().unwrap());
    near(found.mean, &wanted["mean"], "mean");
    near(found.sd, &wanted["sd"], "sd");
    near(found.median, &wanted["median"], "median");
    near(found.q1, &wanted["q1"], "q1");
    near(found.q3, &wanted["q3"], "q3");
    near(found.ci.map(|ci| ci.0), &wanted["ci"][0], "low");
    near(found.ci.map(|ci| ci.1), &wanted["ci"][1], "high");
}

fn check_contrast(found: &lacrima::measure::study::Contrast, wanted: &Json) {
    near(found.difference, &wanted["difference"], "difference");
    near(found.t, &wanted["t"], "t");
    near(found.df, &wanted["df"], "df");
    near(found.p, &wanted["p"], "p");
    near(found.ci.map(|ci| ci.0), &wanted["ci"][0], "low");
    near(found.ci.map(|ci| ci.1), &wanted["ci"][1], "high");
    near(found.d, &wanted["d"], "d");
    near(found.g, &wanted["g"], "g");
    assert_eq!(found.n_a as u64, wanted["n"][0].as_u64().unwrap());
}

#[test]
fn other_programs_find_the_same() {
    let oracle = oracle();
    let expected = &oracle["expected"];
    let settings = Settings {
        reliability: Some(Reliability {
            r: 0.8,
            source: "a test".to_owned(),
            sd_before: None,
        }),
        ..Settings::default()
    };
    let study = Study::of(&rows(&oracle), &settings);
    assert_eq!(study.parts.len(), 1);
    let part = &study.parts[0];
    for (n, wanted) in expected["waves"].as_array().unwrap().iter().enumerate() {
        let probe = Id::from(format!("m{}", n + 1).as_str());
        for (group, name) in part.groups.iter().zip(["crier", "non_crier"]) {
            assert_eq!(group.group, name);
            let wave = group.waves.iter().find(|wave| wave.probe == probe);
            check_summary(&wave.unwrap().change, &wanted[name]);
        }
        let of = |of: &str| {
            let found = part.contrasts.iter();
            let mut found = found.filter(|own| own.of == of && own.probe == probe);
            found.next().unwrap()
        };
        check_contrast(of("net_change"), &wanted["contrast"]);
        let mut rhos = part.dose_response.iter();
        let rho = rhos
            .find(|own| own.probe == probe && own.channel == "tears" && own.dose == "dose")
            .unwrap();
        near(rho.rho, &wanted["spearman"]["rho"], "rho");
        near(rho.p, &wanted["spearman"]["p"], "p of rho");
        assert_eq!(rho.n as u64, wanted["spearman"]["n"].as_u64().unwrap());
        let mut slopes = part.slopes.iter();
        let slope = slopes
            .find(|own| own.probe == probe && own.channel == "tears")
            .unwrap();
        near(slope.intercept, &wanted["slope"]["b"][0], "b0");
        near(slope.of_baseline, &wanted["slope"]["b"][1], "b1");
        near(slope.slope, &wanted["slope"]["b"][2], "b2");
        near(slope.p, &wanted["slope"]["p"][2], "p of b2");
        near(slope.ci.map(|ci| ci.0), &wanted["slope"]["ci"][2][0], "low");
        let mut curves = part.sob_duration.iter();
        let curve = curves.find(|own| own.probe == probe).unwrap();
        near(curve.linear, &wanted["quadratic"]["b"][1], "linear");
        near(curve.quadratic, &wanted["quadratic"]["b"][2], "quadratic");
        near(curve.quadratic_p, &wanted["quadratic"]["p"][2], "its p");
    }
    let age = part
        .moderators
        .iter()
        .find(|own| own.name == "age")
        .unwrap();
    near(age.rho, &expected["age"]["rho"], "rho of age");
    near(age.p, &expected["age"]["p"], "p of age");
    check_survival(part, &expected["survival"]);
    near(part.alphas[0].alpha, &expected["alpha"], "alpha");
    let coders = study.coders.as_ref().unwrap();
    near(coders.kappa, &expected["kappa"], "kappa");
    let reliable = part.reliable.as_ref().unwrap();
    near(reliable.sd_before, &expected["reliable"]["sd"], "sd");
    near(
        reliable.points_needed,
        &expected["reliable"]["points"],
        "points",
    );
    for (state, z) in study.sessions.iter().zip(numbers(&expected["dose_z"])) {
        near(state.dose_z, &Json::from(z), "dose z");
    }
}

fn check_survival(part: &Part, wanted: &Json) {
    let all = part.recovery.iter().find(|own| own.group == "all").unwrap();
    assert_eq!(
        (all.n as u64, all.returned as u64),
        (
            wanted["n"].as_u64().unwrap(),
            wanted["returned"].as_u64().unwrap()
        )
    );
    let steps = &all.curve[1..];
    assert_eq!(steps.len(), numbers(&wanted["t"]).len());
    for (n, step) in steps.iter().enumerate() {
        near(Some(step.t_min), &wanted["t"][n], "time");
        near(Some(step.share), &wanted["share"][n], "share");
        assert_eq!(step.at_risk as f64, wanted["at_risk"][n].as_f64().unwrap());
        near(step.ci.map(|ci| ci.0), &wanted["low"][n], "low");
    }
}

#[test]
fn going_back_is_compared_as_well() {
    let oracle = oracle();
    let mut rows = rows(&oracle);
    // Where the first wave is missing the second is the first on time; the oracle leaves such sessions out.
    rows.retain(|row| row.outcomes[0].rated[1].value.is_some());
    let study = Study::of(&rows, &Settings::default());
    let contrasts = &study.parts[0].contrasts;
    let back = contrasts
        .iter()
        .find(|own| own.of == "net_change_less_reactivity")
        .unwrap();
    check_contrast(back, &oracle["expected"]["less_reactivity"]);
}

pub fn two_groups(criers: &[f64], others: &[f64]) -> Vec<Row> {
    let of = |changes: &[f64], cried: bool, from: usize| -> Vec<Row> {
        (from..)
            .zip(changes)
            .map(|(n, change)| row(n, cried, 50.0, &[(1.0, Some(50.0 + change))]))
            .collect()
    };
    let mut rows = of(criers, true, 0);
    rows.extend(of(others, false, criers.len()));
    rows
}

pub const CRIERS: [f64; 6] = [-31.0, -22.0, -15.0, -40.0, -8.0, -27.0];
pub const OTHERS: [f64; 7] = [-5.0, 2.0, -9.0, -12.0, 0.0, -3.0, -7.0];

#[test]
fn the_golden_numbers_of_groups() {
    let study = Study::of(&two_groups(&CRIERS, &OTHERS), &Settings::default());
    let contrast = &study.parts[0].contrasts[0];
    let wanted = [
        (contrast.difference, -18.976),
        (contrast.d, -2.2228),
        (contrast.g, -2.0677),
        (contrast.t, -3.7709),
        (contrast.df, 6.5893),
    ];
    for (found, wanted) in wanted {
        assert!(
            (found.unwrap() - wanted).abs() < 5e-4,
            "{found:?}, not {wanted}"
        );
    }
    assert_eq!(study.warnings.len(), 2);
}

#[test]
fn groups_too_small_have_a_reason_and_no_figure() {
    let study = Study::of(&two_groups(&[-3.0], &OTHERS), &Settings::default());
    let contrast = &study.parts[0].contrasts[0];
    assert_eq!((contrast.t, contrast.p, contrast.g), (None, None, None));
    assert_eq!(contrast.why.as_deref(), Some("each group needs two values"));
    let empty = Study::of(&[], &Settings::default());
    assert!(empty.parts.is_empty());
    assert_eq!(empty.cautions, ["There is no session."]);
    let json = serde_json::to_string(&empty).unwrap();
    assert!(!json.contains("NaN"), "{json}");
}

#[test]
fn only_the_same_stimuli_are_compared_and_only_study_sessions_count() {
    let mut rows = two_groups(&CRIERS, &OTHERS);
    rows[0].stimuli_sha256 = vec!["bb".to_owned()];
    rows[1].mode = Mode::Demo;
    rows[2].status = Status::Withdrawn;
    rows[4].participant = rows[3].participant.clone();
    rows[4].visit = 2;
    let study = Study::of(&rows, &Settings::default());
    assert_eq!((study.counts.sessions, study.counts.counted), (13, 10));
    assert_eq!((study.parts[0].n, study.parts[1].n), (9, 1));
    let why = |n: usize| study.sessions[n].left_out.clone().unwrap();
    assert_eq!(why(1), "its mode was demo");
    assert_eq!(why(2), "the participant withdrew");
    assert_eq!(
        why(4),
        "the participant has an earlier session with the same stimuli"
    );
    assert_eq!(study.sessions[0].part, Some(1));
    for row in &mut rows {
        row.mode = Mode::Simulated;
    }
    let stood_in = Study::of(&rows, &Settings::default());
    assert!(stood_in.cautions[0].starts_with("THESE ARE NO STUDY DATA"));
}

#[test]
fn coders_who_disagree_make_it_ambiguous_and_a_consensus_or_a_decision_settles_it() {
    let mut one = row(0, true, 50.0, &[]);
    let mut settings = Settings::default();
    let layer = |kind, status| coding("other", kind, status);
    one.codings
        .push(layer(CodingKind::Layer, CrierStatus::NonCrier));
    assert_eq!(one.crier(&settings).status, CrierStatus::Ambiguous);
    one.codings
        .push(layer(CodingKind::Consensus, CrierStatus::Crier));
    assert_eq!(one.crier(&settings).status, CrierStatus::Ambiguous);
    settings.coding = lacrima::measure::study::CodingChoice::Consensus;
    assert_eq!(one.crier(&settings).status, CrierStatus::Crier);
    one.by_hand = Some(Override {
        status: CrierStatus::NonCrier,
        reason: "an allergy".to_owned(),
        coder: Id::from("ck"),
    });
    let crier = one.crier(&settings);
    assert_eq!(crier.status, CrierStatus::NonCrier);
    assert_eq!(crier.why, "decided by ck: an allergy");
    one.by_hand = None;
    one.codings.clear();
    one.self_report = Some(4.0);
    settings.rule = CrierRule::SelfReport;
    assert_eq!(one.crier(&settings).status, CrierStatus::Crier);
}

#[test]
fn the_last_rating_may_be_the_baseline() {
    let mut rows = two_groups(&CRIERS, &OTHERS);
    for row in &mut rows {
        let mut second = row.outcomes[0].rated[0].clone();
        second.probe = Id::from("m00");
        second.t_min = Some(-10.0);
        second.value = Some(60.0);
        row.outcomes[0].rated.insert(1, second);
    }
    let mean = |baseline| {
        let settings = Settings {
            baseline,
            ..Settings::default()
        };
        let study = Study::of(&rows, &settings);
        let wave = study.parts[0].groups[1].waves.last().unwrap().change;
        wave.mean.unwrap()
    };
    let others = OTHERS.iter().sum::<f64>() / 7.0;
    assert!((mean(Baseline::Mean) - (others - 5.0)).abs() < 1e-9);
    assert!((mean(Baseline::Last) - (others - 10.0)).abs() < 1e-9);
}

#[test]
fn a_handful_of_pairs_is_judged_by_every_order() {
    let close_to = |found: f64, wanted: f64, what| near(Some(found), &Json::from(wanted), what);
    let p = |x: &[f64], y: &[f64]| lacrima::measure::study::spearman(x, y).unwrap();
    // Two of the six orders are monotone.
    close_to(p(&[1.0, 2.0, 3.0], &[5.0, 6.0, 9.0]).1, 1.0 / 3.0, "three");
    // One neighbouring pair changed or none, forwards and backwards: 8 of 24.
    close_to(
        p(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 3.0]).1,
        8.0 / 24.0,
        "four",
    );
    let (rho, p) = p(
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
    );
    close_to(rho, 1.0, "rho of eight");
    close_to(p, 2.0 / 40_320.0, "eight");
}

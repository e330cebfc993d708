//! The measures of a session written by hand, by name.

use serde_json::{Value as Json, json};

use super::{ReliableClass, measures, measures_by};
use crate::measure::study::{Reliability, Row, Settings as Choices};
use crate::measure::{CrierRule, CrierStatus, Levels, Spans};
use crate::record::Document;
use crate::record::testing::{Script, whole};

fn told() -> Json {
    serde_json::to_value(measures(&Document::from_events(&whole()).unwrap())).unwrap()
}

#[test]
fn crying_is_measured_phase_by_phase() {
    let told = told();
    let names: Vec<&str> = told["phases"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p["phase"].as_str())
        .collect();
    assert_eq!(names, ["film", "after_film", "all"]);
    let film = &told["phases"][0]["channels"][0];
    // Onset 30.5, level 2 from 40.5, offset 70.5; the film ran from 10.5 to 120.5.
    assert_eq!(film["channel"], "tears");
    assert_eq!(
        (&film["latency_s"], &film["latency_strict_s"]),
        (&json!(20.0), &json!(30.0))
    );
    assert_eq!(
        (&film["total_s"], &film["dose"], &film["peak"]),
        (&json!(40.0), &json!(70.0), &json!(2.0))
    );
    let any = &told["phases"][0]["channels"][1];
    assert_eq!(
        (&any["channel"], &any["dose"], &any["latency_strict_s"]),
        (&json!("any"), &json!(70.0), &json!(30.0))
    );
    let after = &told["phases"][1]["channels"][0];
    assert_eq!(
        (&after["total_s"], &after["latency_strict_s"]),
        (&json!(20.0), &Json::Null)
    );
    assert_eq!(
        after["null_because"]["latency_strict_s"],
        "not reached; censored at 29.500 s"
    );
    assert_eq!(told["phases"][0]["points"][0]["count"], 1.0);
    assert_eq!(told["phases"][0]["leading"], "tears");
    assert_eq!(told["crier"]["status"], "crier");
    assert_eq!(told["crier"]["rule"], "tears_strict");
}

#[test]
fn mood_is_measured_on_true_time() {
    let told = told();
    let sad = told["mood"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["outcome"] == "sad")
        .unwrap();
    assert_eq!(
        (&sad["baseline"], &sad["negative"]),
        (&json!(10.0), &json!(true))
    );
    assert_eq!(sad["reactivity"], 50.1);
    // First touch at 141.0, the film's last frame at 120.5.
    assert_eq!(sad["probes"][1]["t_min"], 20.5 / 60.0);
    assert_eq!(sad["probes"][0]["change"], Json::Null);
    assert_eq!(
        sad["null_because"]["return_min"],
        format!("not reached; censored at {:.3} min", 20.5 / 60.0)
    );
    assert_eq!(
        told["cautions"],
        json!([
            "The coder's reaction lag was not calibrated.",
            "This was no study session: its mode was demo."
        ])
    );
}

#[test]
fn a_row_says_the_same_as_the_measures() {
    let document = Document::from_events(&whole()).unwrap();
    let row = Row::of_document(&document, &[], 0, &[], &Choices::default());
    let told = measures(&document);
    let coding = &row.codings[0];
    let own = &coding.stimulus[0];
    let film = &told.phases[0].channels[0].figures;
    assert_eq!(own.dose, film.get("dose"));
    assert_eq!(own.latency_strict_s, film.get("latency_strict_s"));
    assert_eq!(own.time_to_peak_s, Some(10.0));
    assert_eq!(row.crier(&Choices::default()), told.crier);
    let sad = row
        .outcome("sad")
        .unwrap()
        .course(Choices::default().rules());
    let wanted = told.mood.iter().find(|m| m.outcome == *"sad").unwrap();
    assert_eq!(
        sad.figures().get("reactivity"),
        wanted.figures.get("reactivity")
    );
    // The film's first frame was at 10.5 s and the onset at 30.5 s; the lag of 0.8 s is taken off.
    assert_eq!(coding.active.first().map(|(from, _)| *from), Some(20.0));
    assert_eq!(coding.onsets.first().map(|onset| onset.film_s), Some(19.2));
    assert_eq!(row.quality.late, 0);
    assert!(row.quality.is_lag_uncalibrated);
}

#[test]
fn the_rules_are_chosen_and_told() {
    let document = Document::from_events(&whole()).unwrap();
    let choices = Choices {
        merge_gap_s: 30.0,
        rule: CrierRule::SelfReport,
        reliability: Some(Reliability {
            r: 0.8,
            source: "a test".to_owned(),
            sd_before: Some(15.0),
        }),
        ..Choices::default()
    };
    let told = measures_by(&document, &[], &choices);
    assert_eq!(told.settings.merge_gap_s, 30.0);
    // Nobody asked.
    assert_eq!(told.crier.status, CrierStatus::Unclassifiable);
    let sad = told.mood.iter().find(|m| m.outcome == *"sad").unwrap();
    let rating = &sad.probes[1];
    assert_eq!(rating.change, Some(50.1));
    assert_eq!(rating.reliable_class, Some(ReliableClass::Worse));
    let onset = told.phases[0].onset.as_ref().unwrap();
    assert_eq!((onset.latency_s, onset.subthreshold), (30.0, false));
}

#[test]
fn a_hundred_thousand_bouts_are_swept() {
    // Quadratic work on these would be 10¹⁰ steps: minutes, and this test would never end.
    let many = || (0..100_000).map(|n| (f64::from(n) * 3.0, f64::from(n) * 3.0 + 2.0));
    let (a, b) = (
        Spans::new(many()),
        Spans::new(many().map(|(from, to)| (from + 1.0, to + 1.0))),
    );
    assert_eq!(a.and(&b).length(), 100_000.0);
    assert_eq!(a.without(&b).length(), 100_000.0);
    let levels = Levels::new(many().map(|(from, to)| (from, to, 1)));
    assert_eq!(levels.within(&b).dose(), 100_000.0);
    let twice = Levels::highest([&levels, &levels]);
    assert_eq!(twice.dose(), 200_000.0);
}

#[test]
fn a_session_that_hardly_began_has_measures_too() {
    let told = measures(&Document::from_events(&Script::begun().0).unwrap());
    assert!(told.phases.is_empty() && told.mood.is_empty());
    assert_eq!(told.crier.why, "tears were not coded");
}

//! The measures of a session written by hand, by name.

use serde_json::{Value as Json, json};

use super::measures;
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
fn a_session_that_hardly_began_has_measures_too() {
    let told = measures(&Document::from_events(&Script::begun().0).unwrap());
    assert!(told.phases.is_empty() && told.mood.is_empty());
    assert_eq!(told.crier.why, "tears were not coded");
}

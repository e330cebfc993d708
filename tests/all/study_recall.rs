//! Recalled less measured change, over the sessions of a study.

use lacrima::measure::study::{Row, Settings, Study};
use lacrima::protocol::Id;

use super::study_statistics::{CRIERS, OTHERS, outcome, two_groups};

#[test]
fn recalled_change_is_held_against_mood_whatever_outcome_is_looked_at() {
    let mut rows = two_groups(&CRIERS, &OTHERS);
    for (n, row) in rows.iter_mut().enumerate() {
        row.recalled_change = Some(5.0);
        row.outcomes
            .push(outcome("tense", 20.0, &[(5.0, Some(30.0 + n as f64))]));
    }
    let bias = |rows: &[Row], outcome: &str| {
        let settings = Settings {
            outcome: Some(Id::from(outcome)),
            ..Settings::default()
        };
        let study = Study::of(rows, &settings);
        assert_eq!(study.outcome, Some(Id::from(outcome)));
        study.parts[0].recall_bias.clone()
    };
    let of_mood = bias(&rows, "valence");
    let of_criers = of_mood.iter().find(|one| one.group == "crier").unwrap();
    let wanted = 5.0 - CRIERS.iter().sum::<f64>() / CRIERS.len() as f64;
    assert!((of_criers.bias.mean.unwrap() - wanted).abs() < 1e-9);
    assert_eq!(bias(&rows, "tense"), of_mood);
    // Without mood there is nothing to hold it against.
    for row in &mut rows {
        row.outcomes.remove(0);
    }
    let none = bias(&rows, "tense");
    assert!(
        none.iter()
            .all(|one| one.bias.n == 0 && one.bias.mean.is_none())
    );
}

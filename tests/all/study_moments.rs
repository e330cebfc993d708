//! Crying and the moments of a film, over a study.

use lacrima::measure::study::{Film, FilmMoment, Onset, Row, Settings, Study};
use lacrima::protocol::Id;

use super::study_statistics::row;

/// A film of 100 s with a barrier in the first and a resolution in the second half, seen by those with these onsets.
pub fn at_film(onsets: &[&[f64]]) -> Vec<Row> {
    let moment = |label: &str, from_s, to_s| FilmMoment {
        label: label.to_owned(),
        from_s,
        to_s,
    };
    let film = Film {
        stimulus: Id::from("film"),
        from_s: 0.0,
        to_s: 200.0,
        moments: vec![
            moment("barrier", 20.0, 30.0),
            moment("resolution", 120.0, 130.0),
        ],
    };
    let one = |(n, onsets): (usize, &&[f64])| {
        let mut row = row(n, true, 50.0, &[]);
        row.film = Some(film.clone());
        let coding = &mut row.codings[0];
        coding.onsets = onsets.iter().map(|t| Onset { film_s: *t }).collect();
        coding.active = onsets.iter().map(|t| (*t, t + 10.0)).collect();
        coding.visible = vec![(0.0, 200.0)];
        row
    };
    onsets.iter().enumerate().map(one).collect()
}

#[test]
fn onsets_after_resolutions_are_found_and_scattered_ones_are_not() {
    let after: Vec<&[f64]> = vec![&[125.0], &[131.0], &[140.0], &[122.0], &[150.0], &[135.0]];
    let told = |rows: &[Row]| {
        let study = Study::of(rows, &Settings::default());
        study.parts[0].moments.clone().unwrap()
    };
    let found = told(&at_film(&after));
    let test = found.test.unwrap();
    // Six onsets in 6 × 40 s of resolution, none at the barrier.
    assert!((test.observed - 6.0 / 4.0).abs() < 1e-9, "{test:?}");
    assert!(test.p < 0.01, "{test:?}");
    assert_eq!(test, told(&at_film(&after)).test.unwrap());
    let scattered: Vec<&[f64]> = vec![&[25.0], &[131.0], &[90.0], &[190.0], &[45.0], &[80.0]];
    assert!(told(&at_film(&scattered)).test.unwrap().p > 0.2);
    let at = |second: usize| found.curve[second];
    assert_eq!((at(124).share, at(124).n), (Some(1.0 / 6.0), 6));
    assert_eq!(at(126).share, Some(2.0 / 6.0));
    assert_eq!(found.rates.len(), 3);
    let none = Study::of(&at_film(&[&[]]), &Settings::default());
    let why = none.parts[0].moments.as_ref().unwrap().test_why.clone();
    assert_eq!(why.as_deref(), Some("nobody began to cry during the film"));
}

#[test]
fn moments_are_those_that_anybody_saw() {
    let mut rows = at_film(&[&[25.0], &[131.0]]);
    // The first one stopped before the resolution.
    let film = rows[0].film.as_mut().unwrap();
    film.to_s = 60.0;
    film.moments.truncate(1);
    rows[0].codings[0].visible = vec![(0.0, 60.0)];
    let told = Study::of(&rows, &Settings::default());
    let moments = told.parts[0].moments.as_ref().unwrap();
    assert_eq!(moments.moments.len(), 2);
    assert_eq!(moments.test_why, None);
    let rate = |label: &str| {
        let rate = moments.rates.iter().find(|rate| rate.label == label);
        rate.unwrap().exposure_min * 60.0
    };
    assert_eq!((rate("barrier"), rate("resolution")), (80.0, 40.0));
}

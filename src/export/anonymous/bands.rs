//! Numbers that may tell who somebody is, as bands.

use serde::Serialize;

use crate::protocol::Scale;

/// A number that lies from `from` on and below `below`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The least number of the band.
    pub from: f64,
    /// The least number of the next band.
    pub below: f64,
}

/// Width of a band of ages, in years.
const AGES: f64 = 5.0;
/// Into so many bands at most a range is cut.
const MOST: f64 = 10.0;

/// The band of a number that was typed in under this name; `None` on another scale, and for a number that the scale does not allow. Ages
/// have bands of five years; other ranges are cut into at most ten bands, whose width is 1, 2 or 5 times a power of ten.
pub fn band(name: &str, scale: &Scale, number: f64) -> Option<Band> {
    let Scale::Number { min, max, .. } = scale else {
        return None;
    };
    if !(*min..=*max).contains(&number) {
        return None;
    }
    let width = if is_age(name) {
        AGES
    } else {
        round_width((max - min) / MOST)
    };
    let from = (number / width).floor() * width;
    let band = Band {
        from,
        below: from + width,
    };
    (band.from.is_finite() && band.below > band.from).then_some(band)
}

fn is_age(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(['_', '-']);
    words.any(|word| ["age", "leeftijd", "alter", "starost", "years"].contains(&word))
}

/// The next of 1, 2, 5, 10, 20 … that is no narrower.
fn round_width(least: f64) -> f64 {
    if !least.is_finite() || least <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|width| *width >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(min: f64, max: f64) -> Scale {
        Scale::Number {
            min,
            max,
            unit: None,
        }
    }

    #[test]
    fn ages_have_bands_of_five_years_and_other_numbers_a_tenth_of_their_range() {
        let age = |number| band("age", &scale(18.0, 99.0), number).map(|b| (b.from, b.below));
        assert_eq!(age(18.0), Some((15.0, 20.0)));
        assert_eq!(age(29.0), Some((25.0, 30.0)));
        assert_eq!(age(30.0), Some((30.0, 35.0)));
        let score = |number| band("tas", &scale(20.0, 100.0), number).map(|b| (b.from, b.below));
        assert_eq!(score(61.0), Some((60.0, 70.0)));
        let hours = |number| band("sleep", &scale(0.0, 24.0), number).map(|b| (b.from, b.below));
        assert_eq!(hours(7.5), Some((5.0, 10.0)));
        assert_eq!(age(19_900_312.0), None);
        let likert = serde_json::from_str(
            r#"{"kind": "likert", "points": 5, "ends": {"en": ["no", "yes"]}}"#,
        )
        .unwrap();
        assert_eq!(band("x", &likert, 3.0), None);
    }
}

//! What a calibration tells, in the words that the coder reads.

use crate::protocol::Sense;
use crate::record::coders::{Calibration, SenseLag};

use super::task::OF_EACH;

/// A coder's lag while nobody has measured it, in seconds (SCIENCE.md 4.4).
pub const ASSUMED_S: f64 = 0.8;

/// What is to be known of every auditory lag.
pub const LATENCY: &str = "How long the sound takes from the program to the ear is not known, so the lag to what you hear holds that time too.";

/// "You react to what you see after 0.41 s (IQR 0.09, 19 of 20)."
pub fn lag(sense: Sense, lag: &SenseLag) -> String {
    let verb = match sense {
        Sense::Seen => "see",
        Sense::Heard => "hear",
    };
    let n = lag.n;
    match lag.usable() {
        Some(usable) => format!(
            "You react to what you {verb} after {:.2} s (IQR {:.2}, {n} of {OF_EACH}).",
            usable.median_s, usable.iqr_s
        ),
        None => format!(
            "Too few answers to what you {verb} ({n} of {OF_EACH}): measure again. Until then {ASSUMED_S} s is assumed."
        ),
    }
}

/// What was counted and left out, as "2 missed, 1 too early, 3 pressed twice".
pub fn left_out(lag: &SenseLag) -> String {
    let SenseLag {
        misses,
        anticipations,
        doubles,
        ..
    } = lag;
    format!("Left out: {misses} missed, {anticipations} too early, {doubles} pressed twice.")
}

/// The newest calibration in a line, as "Seen 0.41 s, heard 0.33 s, measured on 2026-01-02".
pub fn short(calibration: &Calibration) -> String {
    let one = |name: &str, sense| match calibration.of(sense).usable() {
        Some(lag) => format!("{name} {:.2} s", lag.median_s),
        None => format!("{name} not measured"),
    };
    format!(
        "{}, {}, measured on {}",
        one("Seen", Sense::Seen),
        one("heard", Sense::Heard),
        day(calibration)
    )
}

/// The day of a calibration; all of what is there when it is no instant.
pub fn day(calibration: &Calibration) -> &str {
    let utc = calibration.utc.as_str();
    utc.split_once('T').map_or(utc, |(day, _)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lag_is_told_with_its_spread_and_how_many_targets_it_rests_on() {
        let told = SenseLag {
            median_s: Some(0.4123),
            iqr_s: Some(0.0871),
            n: 19,
            misses: 1,
            ..SenseLag::default()
        };
        assert_eq!(
            lag(Sense::Seen, &told),
            "You react to what you see after 0.41 s (IQR 0.09, 19 of 20)."
        );
        let few = SenseLag { n: 7, ..told };
        assert!(lag(Sense::Heard, &few).contains("(7 of 20): measure again"));
        assert_eq!(
            left_out(&told),
            "Left out: 1 missed, 0 too early, 0 pressed twice."
        );
    }
}

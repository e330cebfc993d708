//! Durations, delays and film times are numbers that make sense.

use super::placed;
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, StepKind, Stimulus};

/// Longest duration or delay: seven days, in seconds.
const MOST_S: f64 = 7.0 * 24.0 * 3600.0;
/// Softest and loudest gain, in decibels.
const GAIN_DB: (f64, f64) = (-60.0, 12.0);

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        let duration_s = match &placed.step.kind {
            StepKind::Text(text) => text.duration_s,
            StepKind::Rest(rest) => Some(rest.duration_s),
            StepKind::Wait(wait) => wait.duration_s,
            StepKind::Image(image) => image.duration_s,
            _ => None,
        };
        if let Some(duration_s) = duration_s
            && !(duration_s > 0.0 && duration_s <= MOST_S)
        {
            found.error(
                placed.pointer("duration_s"),
                "A duration is more than 0 and at most 604800 seconds (7 days).",
            );
        }
        if let Some(after) = placed.step.after()
            && !(0.0..=MOST_S).contains(&after.delay_s)
        {
            found.error(
                placed.pointer("after/delay_s"),
                "A delay is at least 0 and at most 604800 seconds (7 days); a probe before the stimulus has no `after`.",
            );
        }
    }
    for (id, stimulus) in &protocol.stimuli {
        check_stimulus(&format!("/stimuli/{id}"), stimulus, found);
    }
}

fn check_stimulus(here: &str, stimulus: &Stimulus, found: &mut Findings) {
    let (from_s, to_s) = (stimulus.from_s, stimulus.to_s.unwrap_or(MOST_S));
    if !(0.0..=MOST_S).contains(&from_s) {
        found.error(
            format!("{here}/from_s"),
            "The beginning is at least 0 seconds.",
        );
    }
    if stimulus.to_s.is_some() && !(to_s > from_s && to_s <= MOST_S) {
        found.error(
            format!("{here}/to_s"),
            format!("The end must be later than the beginning ({from_s} s); correct one of them."),
        );
    }
    let (softest, loudest) = GAIN_DB;
    if !(softest..=loudest).contains(&stimulus.gain_db) {
        found.error(
            format!("{here}/gain_db"),
            format!(
                "The gain is between {softest} and {loudest} decibels; 0 leaves the file as it is."
            ),
        );
    }
    for (index, moment) in stimulus.moments.iter().enumerate() {
        let at = format!("{here}/moments/{index}");
        if !(moment.from_s >= 0.0 && moment.to_s > moment.from_s) {
            found.error(
                at,
                "A moment ends later than it begins, and begins at 0 or later; correct its times.",
            );
        } else if moment.from_s < from_s || moment.to_s > to_s {
            found.error(
                at,
                format!(
                    "The moment `{}` lies outside the part that is shown; correct its times or those of the stimulus.",
                    moment.label
                ),
            );
        }
    }
}

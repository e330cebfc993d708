//! Durations, delays and film times are numbers that make sense.

use super::schedule::after;
use super::{Placed, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, Step, StepKind, Stimulus, Store};

/// Longest duration or delay: seven days, in seconds.
pub(super) const MOST_S: f64 = 7.0 * 24.0 * 3600.0;
/// Longest task and longest least time for reading: an hour, in seconds.
const MOST_TASK_S: f64 = 3600.0;
/// Most applications of an action.
const MOST_APPLICATIONS: u32 = 1000;
/// Softest and loudest gain, in decibels.
const GAIN_DB: (f64, f64) = (-60.0, 12.0);

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        for (key, time_s, most_s) in times(placed.step) {
            if !(time_s > 0.0 && time_s <= most_s) {
                found.error(placed.pointer(key), range_of(most_s));
            }
        }
        if let Some(after) = after(placed.step)
            && !(0.0..=MOST_S).contains(&after.delay_s)
        {
            found.error(
                placed.pointer("after/delay_s"),
                "A delay is at least 0 and at most 604800 seconds (7 days); a probe before the stimulus has no `after`.",
            );
        }
        check_order(&placed, found);
    }
    for (id, stimulus) in &protocol.stimuli {
        check_stimulus(&format!("/stimuli/{id}"), stimulus, found);
    }
}

/// The times of a step by their keys, each with the longest that makes sense.
fn times(step: &Step) -> Vec<(&'static str, f64, f64)> {
    let written = match &step.kind {
        StepKind::Text(text) => vec![
            ("duration_s", text.duration_s, MOST_S),
            ("min_s", text.min_s, MOST_TASK_S),
        ],
        StepKind::Rest(rest) => vec![("duration_s", Some(rest.duration_s), MOST_S)],
        StepKind::Wait(wait) => vec![("duration_s", wait.duration_s, MOST_S)],
        StepKind::Image(image) => vec![("duration_s", image.duration_s, MOST_S)],
        StepKind::Recall(recall) => vec![
            ("min_s", recall.min_s, MOST_S),
            ("cap_s", recall.cap_s, MOST_S),
        ],
        StepKind::Task(task) => vec![("cap_s", Some(task.cap_s), MOST_TASK_S)],
        _ => Vec::new(),
    };
    let given = |(key, time_s, most_s): (_, Option<f64>, _)| Some((key, time_s?, most_s));
    written.into_iter().filter_map(given).collect()
}

fn range_of(most_s: f64) -> String {
    let in_words = if most_s == MOST_S { "7 days" } else { "1 hour" };
    format!("A duration is more than 0 and at most {most_s} seconds ({in_words}).")
}

/// A least time is not above the most, and what is planned is more than nothing.
fn check_order(placed: &Placed<'_>, found: &mut Findings) {
    let (min_s, most_s, key) = match &placed.step.kind {
        StepKind::Text(text) => (text.min_s, text.duration_s, "duration_s"),
        StepKind::Recall(recall) => (recall.min_s, recall.cap_s, "cap_s"),
        StepKind::Action(action) => {
            if action
                .applications
                .is_some_and(|planned| !(1..=MOST_APPLICATIONS).contains(&planned))
            {
                found.error(
                    placed.pointer("applications"),
                    format!("At least one application is planned, and at most {MOST_APPLICATIONS}; correct the number or delete it."),
                );
            }
            return;
        }
        _ => return,
    };
    if let (Some(min_s), Some(most_s)) = (min_s, most_s)
        && min_s > most_s
    {
        found.error(
            placed.pointer("min_s"),
            format!("The least time is above the most (`{key}`, {most_s} s); correct one of them."),
        );
    }
    if let StepKind::Recall(recall) = &placed.step.kind
        && !recall.write
        && recall.store == Store::Text
    {
        found.warning(
            placed.pointer("store"),
            "Nothing is written, so there is no text to keep; delete this or `write`.",
        );
    }
}

fn check_stimulus(here: &str, stimulus: &Stimulus, found: &mut Findings) {
    let (from_s, to_s) = (stimulus.from_s, stimulus.to_s.unwrap_or(MOST_S));
    if !(0.0..=MOST_S).contains(&from_s) {
        found.error(
            format!("{here}/from_s"),
            "The beginning is at least 0 and at most 604800 seconds (7 days).",
        );
    }
    if stimulus.to_s.is_some() && !(to_s > from_s && to_s <= MOST_S) {
        found.error(
            format!("{here}/to_s"),
            format!(
                "The end must be later than the beginning ({from_s} s) and at most 604800 seconds (7 days); correct one of them."
            ),
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

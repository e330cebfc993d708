//! A rated outcome of a session: what was answered in each mood probe, and its course.

use serde::Serialize;

use super::mood::{Course, Rules};
use crate::protocol::{Anchor, Id};
use crate::session::ProbeStatus;

/// One outcome: an item or score of the mood probes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The item or score.
    pub outcome: Id,
    /// Whether more of it is worse.
    pub negative: bool,
    /// Each mood probe in its place, those without a value too.
    pub rated: Vec<Rated>,
}

/// One outcome in one probe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rated {
    /// The probe.
    pub probe: Id,
    /// The instant that its delay counts from; null for one that comes when it is reached.
    pub anchor: Option<Anchor>,
    /// Nominal delay as the protocol plans it, in seconds; null like `anchor`.
    pub delay_s: Option<f64>,
    /// What became of it.
    pub status: ProbeStatus,
    /// True minutes from the stimulus's end, negative before it; null when not touched.
    pub t_min: Option<f64>,
    /// The rating; null when missing.
    pub value: Option<f64>,
    /// Whether it counts towards the baseline.
    pub is_before: bool,
    /// Whether it counts as an outcome: after the stimulus, on time or late, not after a repair began.
    pub is_after: bool,
}

impl Outcome {
    /// Each rating after the stimulus as minutes and change from baseline, in order of time; empty without either.
    pub fn changes(&self, rules: Rules) -> Vec<(f64, f64)> {
        self.course(rules).changes().unwrap_or_default()
    }

    /// Its way from baseline through the reaction and back.
    pub fn course(&self, rules: Rules) -> Course {
        let points = |wanted: fn(&Rated) -> bool| -> Vec<(f64, f64, bool)> {
            let mut points: Vec<(f64, f64, bool)> = self
                .rated
                .iter()
                .filter(|rated| wanted(rated))
                .filter_map(|rated| {
                    let on_time = rated.status == ProbeStatus::OnTime;
                    Some((rated.t_min?, rated.value?, on_time))
                })
                .collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            points
        };
        let plain = |points: &[(f64, f64, bool)]| points.iter().map(|(t, m, _)| (*t, *m)).collect();
        let after = points(|rated| rated.is_after);
        Course {
            before: plain(&points(|rated| rated.is_before)),
            after: plain(&after),
            first_on_time: after.iter().position(|(_, _, on_time)| *on_time),
            negative: self.negative,
            rules,
        }
    }
}

//! How many are not back yet: the Kaplan–Meier estimate.

use super::result::{CurveStep, Recovery};

/// Normal deviate of a 95 % interval.
const DEVIATE: f64 = 1.959_963_984_540_054;

/// Waits in minutes, each ended by the return (`true`) or by the last rating.
///
/// The curve begins at 0 min with everybody; one step an instant of return. The interval is Greenwood's on the log scale. Those whose
/// wait was cut off at the instant of a return were at risk then.
pub fn kaplan_meier(waits: &[(f64, bool)]) -> Vec<CurveStep> {
    let mut waits = waits.to_vec();
    waits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = waits.len();
    let mut share = 1.0;
    let mut greenwood = 0.0;
    let mut curve = vec![CurveStep {
        t_min: 0.0,
        share,
        at_risk,
        ci: None,
    }];
    for tied in waits.chunk_by(|a, b| a.0 == b.0) {
        let back = tied.iter().filter(|(_, back)| *back).count();
        if let Some((t_min, _)) = tied.first().filter(|_| back > 0) {
            let (events, risk) = (back as f64, at_risk as f64);
            share = if back == at_risk {
                0.0
            } else {
                share * (1.0 - events / risk)
            };
            greenwood += events / (risk * (risk - events));
            let half = (DEVIATE * greenwood.sqrt()).exp();
            curve.push(CurveStep {
                t_min: *t_min,
                share,
                at_risk,
                ci: (share > 0.0).then(|| (share / half, (share * half).min(1.0))),
            });
        }
        at_risk -= tied.len();
    }
    curve
}

impl Recovery {
    /// The share that is not back at this time.
    pub fn share_at(&self, t_min: f64) -> f64 {
        let passed = self.curve.iter().take_while(|step| step.t_min <= t_min);
        passed.last().map_or(1.0, |step| step.share)
    }

    /// How many are neither back nor out of sight just before this time.
    pub fn at_risk(&self, t_min: f64) -> usize {
        let next = self.curve.iter().find(|step| step.t_min >= t_min);
        let until = next.map_or(f64::INFINITY, |step| step.t_min);
        let between = |censored: &&f64| (t_min..until).contains(*censored);
        let between = self.censored_min.iter().filter(between).count();
        next.map_or(0, |step| step.at_risk) + between
    }

    /// The corners of the curve, which falls in steps, out to the last session that is censored: minutes and share.
    pub fn corners(&self) -> Vec<(f64, f64)> {
        let mut corners: Vec<(f64, f64)> = Vec::new();
        for step in &self.curve {
            corners.extend(corners.last().map(|(_, share)| (step.t_min, *share)));
            corners.push((step.t_min, step.share));
        }
        let end = self.censored_min.iter().copied().reduce(f64::max);
        let beyond = |(t, share): &(f64, f64)| end.filter(|end| end > t).map(|end| (end, *share));
        corners.extend(corners.last().and_then(beyond));
        corners
    }
}

/// The first instant at which half or fewer are not back; `None` when more never were.
pub fn median(curve: &[CurveStep]) -> Option<f64> {
    let step = curve.iter().find(|step| step.share <= 0.5 + 1e-12)?;
    Some(step.t_min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recovery(waits: &[(f64, bool)]) -> Recovery {
        let curve = kaplan_meier(waits);
        let censored = waits.iter().filter(|(_, back)| !back);
        Recovery {
            group: "all".to_owned(),
            n: waits.len(),
            returned: waits.iter().filter(|(_, back)| *back).count(),
            without_drop: 0,
            median_min: median(&curve),
            censored_min: censored.map(|(t, _)| *t).collect(),
            curve,
        }
    }

    #[test]
    fn at_risk_is_whoever_is_neither_back_nor_out_of_sight() {
        let waits = [
            (5.0, true),
            (8.0, false),
            (8.0, true),
            (12.0, false),
            (30.0, true),
            (90.0, false),
            (90.0, false),
        ];
        let told = recovery(&waits);
        for t in [0.0, 5.0, 5.1, 8.0, 8.5, 12.0, 13.0, 30.0, 31.0, 90.0, 91.0] {
            let wanted = waits.iter().filter(|(wait, _)| *wait >= t).count();
            assert_eq!(told.at_risk(t), wanted, "{t}");
        }
    }

    #[test]
    fn the_curve_falls_in_steps_out_to_the_last_who_is_censored() {
        let told = recovery(&[(5.0, true), (90.0, false)]);
        let corners = [(0.0, 1.0), (5.0, 1.0), (5.0, 0.5), (90.0, 0.5)];
        assert_eq!(told.corners(), corners);
        assert_eq!((told.share_at(4.9), told.share_at(5.0)), (1.0, 0.5));
    }
}

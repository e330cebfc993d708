//! How many are not back yet: the Kaplan–Meier estimate.

use super::result::CurveStep;

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

/// The first instant at which half or fewer are not back; `None` when more never were.
pub fn median(curve: &[CurveStep]) -> Option<f64> {
    let step = curve.iter().find(|step| step.share <= 0.5 + 1e-12)?;
    Some(step.t_min)
}

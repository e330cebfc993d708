//! Turns a plan into the header of a session, its first fact.

use super::plan::Plan;
use crate::session::{ClockOrigin, Header, Mode};

/// The header of the session `id` as `plan` wants it. Waits are shortened, paths left out.
pub fn header(
    plan: &Plan,
    id: &str,
    started_utc: String,
    utc_offset_minutes: i32,
    clock: ClockOrigin,
) -> Header {
    let mut protocol = plan.protocol.clone();
    if plan.speed != 1.0 {
        protocol.shorten_waits(plan.speed);
    }
    Header {
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        session: id.to_owned(),
        study: plan.protocol.study.id.clone(),
        visit: plan.visit,
        mode: if plan.pilot.is_some() {
            Mode::Pilot
        } else {
            plan.mode
        },
        started_utc,
        utc_offset_minutes,
        stamp_source: plan.stamps.0.clone(),
        stamp_uncertainty_ms: plan.stamps.1,
        clock,
        participant: plan.participant.clone(),
        covariates: plan.covariates.clone(),
        condition: plan.condition.clone(),
        allocation: plan.allocation.clone(),
        allocated: plan.allocated.clone(),
        setting: plan.setting.clone(),
        coder: plan.coder.clone(),
        language: plan.language.clone(),
        seed: plan.seed,
        blinded: plan.blinded,
        speed: plan.speed,
        protocol,
        protocol_sha256: plan.protocol_sha256.clone(),
        stimuli: plan.media.clone(),
    }
}

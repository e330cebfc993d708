//! The flashes and chirps by which a camera's video is laid on session time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::session::{Event, Fact, MarkWhy};
use crate::time::SessionTime;

/// One flash and chirp that was given or left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkRow {
    /// Counts from 1.
    pub n: u64,
    /// Whether coding began or ended.
    pub why: MarkWhy,
    /// When the white screen was on the display, as the swap confirmed it; null when it was not asked for or not confirmed.
    pub flash_s: Option<SessionTime>,
    /// When the first of the two chirps began to be heard, by the sound device's own clock; null when it was not asked for or not
    /// confirmed.
    pub chirp_s: Option<SessionTime>,
    /// How exactly these instants are known, in milliseconds; null when neither is.
    pub uncertainty_ms: Option<f64>,
    /// What was not confirmed or not given, and why; null when everything was.
    pub reason: Option<String>,
}

/// The marks in the order in which they were asked for.
pub(super) fn marks(events: &[Event]) -> Vec<MarkRow> {
    let row = |event: &Event| match &event.fact {
        Fact::MarkGiven {
            n,
            why,
            flash_s,
            chirp_s,
            uncertainty_ms,
            reason,
        } => Some(MarkRow {
            n: *n,
            why: *why,
            flash_s: *flash_s,
            chirp_s: *chirp_s,
            uncertainty_ms: *uncertainty_ms,
            reason: reason.clone(),
        }),
        Fact::MarkLeftOut { n, why, reason } => Some(MarkRow {
            n: *n,
            why: *why,
            flash_s: None,
            chirp_s: None,
            uncertainty_ms: None,
            reason: Some(reason.clone()),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

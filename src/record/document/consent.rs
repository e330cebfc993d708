//! Whether the participant may take part and wants to: consent, screening, the practised stop (SCIENCE.md 6.1, 6.3, 6.5).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{Event, Fact};
use crate::time::SessionTime;

/// One consent that was given or refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// The step.
    pub step: Id,
    /// Version of the text.
    pub version: String,
    /// Digest of the text that was read, its ticks included.
    pub sha256: String,
    /// Its language.
    pub language: String,
    /// Whether the participant agreed.
    pub agreed: bool,
    /// What was ticked; empty when the participant did not agree.
    pub ticks: BTreeMap<Id, bool>,
    /// When.
    pub t_s: SessionTime,
}

/// Whether the participant may take part; the reasons themselves are not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Screening {
    /// The step.
    pub step: Id,
    /// Whether no reason against it applies.
    pub passed: bool,
    /// When.
    pub t_s: SessionTime,
}

pub(super) fn consents(events: &[Event]) -> Vec<Consent> {
    let row = |event: &Event| {
        let t_s = event.instant();
        match &event.fact {
            Fact::ConsentGiven {
                step,
                version,
                sha256,
                language,
                ticks,
            } => Some(Consent {
                step: step.clone(),
                version: version.clone(),
                sha256: sha256.clone(),
                language: language.clone(),
                agreed: true,
                ticks: ticks.clone(),
                t_s,
            }),
            Fact::ConsentRefused {
                step,
                version,
                sha256,
                language,
            } => Some(Consent {
                step: step.clone(),
                version: version.clone(),
                sha256: sha256.clone(),
                language: language.clone(),
                agreed: false,
                ticks: BTreeMap::new(),
                t_s,
            }),
            _ => None,
        }
    };
    events.iter().filter_map(row).collect()
}

pub(super) fn screening(events: &[Event]) -> Vec<Screening> {
    let row = |event: &Event| match &event.fact {
        Fact::Screened { step, passed } => Some(Screening {
            step: step.clone(),
            passed: *passed,
            t_s: event.instant(),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

/// When the participant first practised stopping.
pub(super) fn stop_practised(events: &[Event]) -> Option<SessionTime> {
    events
        .iter()
        .find(|event| matches!(event.fact, Fact::StopPractised { .. }))
        .map(Event::instant)
}

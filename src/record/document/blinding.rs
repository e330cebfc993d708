//! When the condition was shown, and when the coder's blinding was lifted (SCIENCE.md 5.7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::session::{Event, Fact};
use crate::time::SessionTime;

/// The coder's blinding was lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unblinding {
    /// When.
    pub t_s: SessionTime,
    /// Why.
    pub reason: String,
}

/// When the allocated condition was first shown to the experimenter.
pub(super) fn revealed(events: &[Event]) -> Option<SessionTime> {
    events
        .iter()
        .find(|event| event.fact == Fact::ConditionRevealed)
        .map(Event::instant)
}

pub(super) fn unblinding(events: &[Event]) -> Vec<Unblinding> {
    let row = |event: &Event| match &event.fact {
        Fact::Unblinded { reason } => Some(Unblinding {
            t_s: event.instant(),
            reason: reason.clone(),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

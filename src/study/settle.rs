//! Settling who cried, before the mood data are unlocked, and keeping that it was done (SCIENCE.md 4.6).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::load::{Loaded, id};
use crate::measure::CrierStatus;
use crate::measure::study::Study;
use crate::record::unlocking::{self, Fixed, What};

/// Who settles, why, and where they see it otherwise than the rule.
#[derive(Clone, Debug, Default)]
pub struct By {
    /// Their id.
    pub who: String,
    /// Why; may be empty where no status is set by hand.
    pub why: String,
    /// By session: the status that stands instead of the rule's.
    pub by_hand: BTreeMap<String, CrierStatus>,
}

/// Settles the status of every session of `study` that has none yet and unlocks the mood data; returns when that is on the disk.
///
/// # Errors
/// One sentence: a status by hand has no reason or names no session, or the disk fails. Nothing is settled then.
pub fn settle(
    loaded: &mut Loaded,
    study: &Study,
    by: &By,
    now: DateTime<Utc>,
) -> Result<(), String> {
    if !by.by_hand.is_empty() && by.why.trim().is_empty() {
        return Err("A status by hand needs a reason: say why.".to_owned());
    }
    let known = |session: &String| loaded.rows.iter().any(|row| row.session == *session);
    if let Some(stranger) = by.by_hand.keys().find(|session| !known(session)) {
        return Err(format!(
            "This study has no session {stranger} that counts: give one of those in the list."
        ));
    }
    let settings = serde_json::to_value(&study.settings).unwrap_or_default();
    let rule = serde_json::to_value(study.settings.rule).unwrap_or_default();
    let rule = rule.as_str().unwrap_or_default().to_owned();
    let unlocking = unlocking::add(&loaded.sessions.folder, &by.who, &by.why, now, |present| {
        let settled = present.statuses();
        let sessions: Vec<Fixed> = study
            .sessions
            .iter()
            .filter_map(|state| {
                let by_rule = id(state.crier.status);
                let by_hand = by.by_hand.get(&state.session).map(|status| id(*status));
                if by_hand.is_none() && settled.contains_key(state.session.as_str()) {
                    return None;
                }
                let otherwise = by_hand.filter(|status| *status != by_rule);
                Some(Fixed {
                    session: state.session.clone(),
                    why: if otherwise.is_some() {
                        by.why.trim().to_owned()
                    } else {
                        state.crier.why.clone()
                    },
                    instead_of: otherwise.is_some().then(|| by_rule.clone()),
                    status: otherwise.unwrap_or(by_rule),
                })
            })
            .collect();
        let mut what = Vec::new();
        if !sessions.is_empty() {
            what.push(What::CriersFixed {
                rule,
                settings,
                sessions,
                withdrawn: 0,
            });
        }
        if present.unlocked().is_none() {
            what.push(What::MoodUnlocked);
        }
        Ok(what)
    })?;
    loaded.unlocking = unlocking;
    loaded.lay_hands(&study.settings);
    Ok(())
}

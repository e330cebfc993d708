//! Settling who cried, before the mood data are unlocked, and keeping that it was done (SCIENCE.md 4.6).

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::load::{Loaded, id, settled_rule};
use crate::measure::study::{SessionState, Study};
use crate::measure::{CrierRule, CrierStatus};
use crate::record::unlocking::{self, Fixed, Unlocking, What};

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

/// What is to be settled; nothing is kept yet.
pub struct Settlement {
    folder: PathBuf,
    who: String,
    why: String,
    rule: CrierRule,
    settings: Value,
    /// Every session's status, and whether somebody set it by hand.
    statuses: Vec<(Fixed, bool)>,
}

impl Settlement {
    /// Of every session of `study`.
    ///
    /// # Errors
    /// One sentence: another rule holds in this study, a status by hand has no reason, or names no session.
    pub fn of(loaded: &Loaded, study: &Study, by: &By) -> Result<Self, String> {
        holds(&loaded.unlocking, study.settings.rule)?;
        if !by.by_hand.is_empty() && by.why.trim().is_empty() {
            return Err("A status by hand needs a reason: say why.".to_owned());
        }
        let known = |session: &String| loaded.rows.iter().any(|row| row.session == *session);
        if let Some(stranger) = by.by_hand.keys().find(|session| !known(session)) {
            return Err(format!(
                "This study has no session {stranger} that counts: give one of those in the list."
            ));
        }
        let earlier = loaded.unlocking.statuses();
        let status = |state: &SessionState| {
            // What somebody decided earlier is not what the rule said.
            let by_rule = earlier
                .get(state.session.as_str())
                .and_then(|standing| standing.fixed.instead_of.clone())
                .unwrap_or_else(|| id(state.crier.status));
            let by_hand = by.by_hand.get(&state.session).map(|status| id(*status));
            let is_by_hand = by_hand.is_some();
            let otherwise = by_hand.filter(|status| *status != by_rule);
            let fixed = Fixed {
                session: state.session.clone(),
                why: match otherwise {
                    Some(_) => by.why.trim().to_owned(),
                    None => state.crier.why.clone(),
                },
                instead_of: otherwise.is_some().then(|| by_rule.clone()),
                status: otherwise.unwrap_or(by_rule),
            };
            (fixed, is_by_hand)
        };
        Ok(Self {
            folder: loaded.sessions.folder.clone(),
            who: by.who.clone(),
            why: by.why.clone(),
            rule: study.settings.rule,
            settings: serde_json::to_value(&study.settings).unwrap_or_default(),
            statuses: study.sessions.iter().map(status).collect(),
        })
    }

    /// Keeps the statuses of those sessions that have none yet, and those by hand, and unlocks the mood data; returns when that is on the
    /// disk.
    ///
    /// # Errors
    /// One sentence when the disk fails, or when somebody settled by another rule meanwhile. Nothing is settled then.
    pub fn keep(self, now: DateTime<Utc>) -> Result<Unlocking, String> {
        unlocking::add(&self.folder, &self.who, &self.why, now, |present| {
            holds(present, self.rule)?;
            let settled = present.statuses();
            let is_due = |(fixed, by_hand): &(Fixed, bool)| {
                *by_hand || !settled.contains_key(fixed.session.as_str())
            };
            let due = self.statuses.into_iter().filter(is_due);
            let sessions: Vec<Fixed> = due.map(|(fixed, _)| fixed).collect();
            let mut what = Vec::new();
            if !sessions.is_empty() {
                what.push(What::CriersFixed {
                    rule: rule_id(self.rule),
                    settings: self.settings,
                    sessions,
                    withdrawn: 0,
                });
            }
            if present.unlocked().is_none() {
                what.push(What::MoodUnlocked);
            }
            Ok(what)
        })
    }
}

/// One rule holds in a study: groups of two rules can't be compared with each other.
fn holds(present: &Unlocking, wanted: CrierRule) -> Result<(), String> {
    match settled_rule(present).filter(|rule| *rule != wanted) {
        None => Ok(()),
        Some(rule) => Err(format!(
            "Who cried is settled by the rule {} in this study: settle the other sessions by it too, not by {}.",
            rule_id(rule),
            rule_id(wanted)
        )),
    }
}

fn rule_id(rule: CrierRule) -> String {
    let value = serde_json::to_value(rule).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

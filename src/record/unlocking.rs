//! How a study's mood data are unlocked: only after every session's crier status was fixed, and both stand in a list that is only ever
//! added to (SCIENCE.md 4.6); so does whoever looks at one session before that (SCIENCE.md 5.7).
//!
//! `DATA/<study>/unlocking.jsonl` holds one entry a line, each chained to the one before as a session's amendments are. A withdrawal takes
//! a session's status out of the list, which is then chained anew and says how many were taken out. An entry of a kind that this version
//! does not know says nothing to it and is carried along; a later version that changes what the kinds below mean begins another chain.

mod lines;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::Id;

pub(super) use lines::forget;
pub use lines::{FILE, read};

/// Longest reason, in characters.
const LONGEST_WHY: usize = 500;

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1, without gaps.
    pub n: u64,
    /// When it was made, RFC 3339.
    pub utc: String,
    /// Who made it.
    pub who: Id,
    /// Why; empty when nothing was said.
    pub why: String,
    /// What was done.
    pub what: What,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The crier statuses of these sessions were fixed by a rule.
    CriersFixed {
        /// The rule's id.
        rule: String,
        /// The settings that the statuses depend on.
        settings: Value,
        /// The sessions with their statuses.
        sessions: Vec<Fixed>,
        /// How many were taken out since, by withdrawal.
        #[serde(default, skip_serializing_if = "is_zero")]
        withdrawn: u64,
    },
    /// The mood data may be seen.
    MoodUnlocked,
    /// One session's ratings and condition were shown before it was settled whether its participant cried.
    Unblinded {
        /// The session; null since it was withdrawn.
        session: Option<String>,
    },
    /// What a later version wrote, as it stands.
    #[serde(untagged)]
    Other(Value),
}

/// The kinds that this version reads: one of them that does not fit is damaged, and not of a later version.
const KNOWN: [&str; 3] = ["criers_fixed", "mood_unlocked", "unblinded"];

impl What {
    /// Whether it can be what a version of the program wrote.
    fn is_sound(&self) -> bool {
        match self {
            Self::Other(value) => {
                let kind = value.get("kind").and_then(Value::as_str);
                kind.is_some_and(|kind| !KNOWN.contains(&kind))
            }
            _ => true,
        }
    }
}

/// The status of one session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fixed {
    /// The session.
    pub session: String,
    /// Its status' id.
    pub status: String,
    /// Why, in words.
    pub why: String,
    /// What the rule said, where somebody decided otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What the list says.
#[derive(Clone, Debug, Default)]
pub struct Unlocking {
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// What could not be trusted, in one sentence.
    pub dropped: Option<String>,
}

/// The status that counts for a session, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing<'u> {
    /// The entry.
    pub entry: &'u Entry,
    /// The rule's id.
    pub rule: &'u str,
    /// The status.
    pub fixed: &'u Fixed,
    /// Whether the session had another status when the mood data were unlocked already.
    pub changed_after_unlocking: bool,
}

impl Unlocking {
    /// Since when, by whom and why the mood data may be seen; `None` while they may not.
    pub fn unlocked(&self) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.what == What::MoodUnlocked)
    }

    /// The status of each session whose status was fixed; the last word counts.
    pub fn statuses(&self) -> BTreeMap<&str, Standing<'_>> {
        let mut statuses: BTreeMap<&str, Standing<'_>> = BTreeMap::new();
        let mut is_unlocked = false;
        for entry in &self.entries {
            match &entry.what {
                What::Unblinded { .. } | What::Other(_) => {}
                What::MoodUnlocked => is_unlocked = true,
                What::CriersFixed { rule, sessions, .. } => {
                    for fixed in sessions {
                        let before = statuses.get(fixed.session.as_str());
                        let changed_after_unlocking = before.is_some_and(|before| {
                            before.changed_after_unlocking
                                || (is_unlocked && before.fixed.status != fixed.status)
                        });
                        let standing = Standing {
                            entry,
                            rule,
                            fixed,
                            changed_after_unlocking,
                        };
                        statuses.insert(&fixed.session, standing);
                    }
                }
            }
        }
        statuses
    }

    /// Who first looked at this session's ratings before its status was settled, when and why; `None` where nobody did.
    pub fn unblinded(&self, session: &str) -> Option<&Entry> {
        self.entries.iter().find(
            |entry| matches!(&entry.what, What::Unblinded { session: Some(own) } if own == session),
        )
    }
}

/// Keeps that somebody sees a session's ratings before its status is settled, and returns when that is on the disk. Nothing is added where
/// the list lets them be seen already.
///
/// # Errors
/// As [`add`], and one sentence when no reason is given.
pub fn unblind(
    study: &Path,
    session: &str,
    who: &str,
    why: &str,
    now: DateTime<Utc>,
) -> Result<Unlocking, String> {
    if why.trim().is_empty() {
        return Err("Unblinding needs a reason: say why.".to_owned());
    }
    add(study, who, why, now, |present| {
        let is_open =
            present.statuses().contains_key(session) || present.unblinded(session).is_some();
        let what = What::Unblinded {
            session: Some(session.to_owned()),
        };
        Ok(if is_open { Vec::new() } else { vec![what] })
    })
}

/// Adds entries to a study's list and returns when they are on the disk. `make` says what is to be added to the list as it stands, which
/// nobody else changes meanwhile.
///
/// # Errors
/// One sentence: who or why can't be that, the list was damaged or changed, or the disk fails. Nothing is added then.
pub fn add(
    study: &Path,
    who: &str,
    why: &str,
    now: DateTime<Utc>,
    make: impl FnOnce(&Unlocking) -> Result<Vec<What>, String>,
) -> Result<Unlocking, String> {
    let who = who.trim();
    if !Id::is_valid(who) {
        return Err(format!(
            "“{who}” can't say who unlocks: give an id of 1 to {} letters, digits, _ or -.",
            Id::MAX
        ));
    }
    let why = why.trim();
    if why.chars().count() > LONGEST_WHY || why.contains(char::is_control) {
        return Err(format!(
            "The reason must be one line of at most {LONGEST_WHY} characters."
        ));
    }
    lines::append(study, |present| {
        let mut n = present.entries.len() as u64;
        let entry = |what: What| {
            n += 1;
            Entry {
                n,
                utc: now.to_rfc3339_opts(SecondsFormat::Millis, true),
                who: who.into(),
                why: why.to_owned(),
                what,
            }
        };
        Ok(make(present)?.into_iter().map(entry).collect())
    })
}

#[cfg(test)]
mod tests;

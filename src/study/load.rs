//! Reading every session of a study.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::measure::study::{Override, Row, Settings};
use crate::measure::{Crier, CrierRule, CrierStatus};
use crate::record::amendments::open_amended;
use crate::record::layers::Layer;
use crate::record::study::{LeftOut, Sessions, sessions, walk};
use crate::record::unlocking::{self, Standing, Unlocking, What};
use crate::record::{Document, Listed, layers};
use crate::session::Mode;

/// A study in memory: a few kilobytes a session.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Which sessions count, and which don't.
    pub sessions: Sessions,
    /// One row a session that could be read, in order.
    pub rows: Vec<Row>,
    /// Their folders, in the same order.
    pub folders: Vec<PathBuf>,
    /// Sessions that could not be read, and what is to be known of those that could, one sentence each.
    pub notices: Vec<String>,
    /// Whose crying status is settled, and whether mood may be seen.
    pub unlocking: Unlocking,
    unsettled: usize,
}

/// Reads the study in this folder; `progress` is told the share that is read, from 0 to 1.
///
/// # Errors
/// One sentence when the folder holds no study, or its list of settled statuses can't be read.
pub fn load(
    folder: &Path,
    settings: &Settings,
    progress: impl FnMut(f32),
) -> Result<Loaded, String> {
    load_with(folder, settings, progress, |_| Ok(()), |()| Ok(()))
}

/// The same; `make` makes something more of each session, on any thread, and `each` takes it in the sessions' order.
///
/// # Errors
/// As [`load`], and the first sentence of `each`; a session of which nothing can be made is left out.
pub fn load_with<T: Send>(
    folder: &Path,
    settings: &Settings,
    mut progress: impl FnMut(f32),
    make: impl Fn(&Document) -> Result<T, String> + Sync,
    mut each: impl FnMut(T) -> Result<(), String>,
) -> Result<Loaded, String> {
    let sessions = sessions(folder)?;
    let unlocking = unlocking::read(&sessions.folder)?;
    let mut loaded = Loaded {
        rows: Vec::with_capacity(sessions.counted.len()),
        folders: Vec::with_capacity(sessions.counted.len()),
        notices: unlocking.dropped.iter().cloned().collect(),
        unlocking,
        unsettled: 0,
        sessions,
    };
    let counted = std::mem::take(&mut loaded.sessions.counted);
    let all = counted.len().max(1) as f32;
    let read = |session: &Listed| row(&session.folder, settings, &make);
    walk(&counted, read, |place, result| {
        let session = counted.get(place);
        let name = session.map_or("", |session| session.id.as_str());
        match result {
            Some(Ok((row, notices, made))) => {
                each(made)?;
                loaded.rows.push(row);
                loaded
                    .folders
                    .extend(session.map(|session| session.folder.clone()));
                loaded.notices.extend(notices);
            }
            Some(Err(why)) => loaded.leave_out(name, why),
            None => loaded.leave_out(name, "It can't be read: a fault of the program.".to_owned()),
        }
        progress((place + 1) as f32 / all);
        Ok(())
    })?;
    loaded.sessions.counted = counted;
    loaded.lay_hands(settings);
    loaded.notices.extend(loaded.mixed());
    Ok(loaded)
}

type Read<T> = Result<(Row, Vec<String>, T), String>;

fn row<T>(
    folder: &Path,
    settings: &Settings,
    make: impl Fn(&Document) -> Result<T, String>,
) -> Read<T> {
    let (document, changes, amendments) = open_amended(folder)?;
    let (layers, mut notices) = layers::read(folder, &document.journal_sha256);
    let row = Row::of_document(&document, &changes, amendments, &layers, settings);
    let finished = layers.iter().filter(|layer| layer.is_finished);
    notices.extend(finished.flat_map(Layer::cautions));
    notices.extend(changes);
    let named = |notice: String| format!("Session {}: {notice}", row.session);
    let notices = notices.into_iter().map(named).collect();
    Ok((row, notices, make(&document)?))
}

impl Loaded {
    fn leave_out(&mut self, session: &str, why: String) {
        self.notices.push(why.clone());
        self.sessions.left_out.push(LeftOut {
            session: session.to_owned(),
            why,
        });
    }

    /// Goes on with what the list of settled statuses says now.
    pub fn settled(&mut self, unlocking: Unlocking, settings: &Settings) {
        self.unlocking = unlocking;
        self.lay_hands(settings);
    }

    /// A status that was settled stands, whatever the rule would say now; one that somebody set otherwise than the rule is told apart.
    fn lay_hands(&mut self, settings: &Settings) {
        let settled = self.unlocking.statuses();
        self.unsettled = 0;
        for row in &mut self.rows {
            (row.by_hand, row.settled) = (None, None);
            match settled.get(row.session.as_str()) {
                None => self.unsettled += 1,
                Some(standing) if standing.fixed.instead_of.is_some() => {
                    row.by_hand = by_hand(standing);
                }
                Some(standing) => row.settled = by_rule(standing, settings.rule),
            }
        }
    }

    /// A sentence where statuses were settled by several rules, as versions before this one allowed.
    fn mixed(&self) -> Option<String> {
        let statuses = self.unlocking.statuses();
        let rules: BTreeSet<&str> = statuses.values().map(|standing| standing.rule).collect();
        (rules.len() > 1).then(|| {
            let rules: Vec<&str> = rules.into_iter().collect();
            format!(
                "It was settled by several rules who cried ({}): compare sessions of one rule alone, by crier_rule in the tables.",
                rules.join(", ")
            )
        })
    }

    /// Whether this study keeps its mood data locked until every crying status is settled: only real sessions do.
    pub fn has_lock(&self) -> bool {
        self.sessions.modes.contains(&Mode::Study)
    }

    /// Sessions whose status is not settled yet.
    pub fn unsettled(&self) -> usize {
        self.unsettled
    }

    /// Whether the mood data may be seen.
    pub fn is_open(&self) -> bool {
        !self.has_lock() || (self.unlocking.unlocked().is_some() && self.unsettled() == 0)
    }
}

/// A value by its id.
fn named<T: DeserializeOwned>(id: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(id)).ok()
}

/// What somebody decided otherwise than the rule.
fn by_hand(standing: &Standing) -> Option<Override> {
    Some(Override {
        status: named(&standing.fixed.status)?,
        reason: standing.fixed.why.clone(),
        coder: standing.entry.who.clone(),
    })
}

/// What the rule said when it was settled; `rule` stands in for one that this version does not know.
fn by_rule(standing: &Standing, rule: CrierRule) -> Option<Crier> {
    Some(Crier {
        rule: named(standing.rule).unwrap_or(rule),
        status: named(&standing.fixed.status)?,
        why: standing.fixed.why.clone(),
    })
}

/// The id of a status.
pub(super) fn id(status: CrierStatus) -> String {
    let value = serde_json::to_value(status).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The rule by which statuses were settled last; `None` while none was.
pub fn settled_rule(unlocking: &Unlocking) -> Option<CrierRule> {
    let entries = unlocking.entries.iter().rev();
    entries
        .filter_map(|entry| match &entry.what {
            What::CriersFixed { rule, .. } => named(rule),
            _ => None,
        })
        .next()
}

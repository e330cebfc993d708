//! Reading every session of a study.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::measure::CrierStatus;
use crate::measure::study::{Override, Row, Settings};
use crate::record::amendments::open_amended;
use crate::record::study::{LeftOut, Sessions, sessions, walk};
use crate::record::unlocking::{self, Unlocking};
use crate::record::{Listed, layers};
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
}

/// Reads the study in this folder; `progress` is told the share that is read, from 0 to 1.
///
/// # Errors
/// One sentence when the folder holds no study, or its list of settled statuses can't be read.
pub fn load(
    folder: &Path,
    settings: &Settings,
    mut progress: impl FnMut(f32),
) -> Result<Loaded, String> {
    let sessions = sessions(folder)?;
    let unlocking = unlocking::read(&sessions.folder)?;
    let mut loaded = Loaded {
        rows: Vec::with_capacity(sessions.counted.len()),
        folders: Vec::with_capacity(sessions.counted.len()),
        notices: unlocking.dropped.iter().cloned().collect(),
        unlocking,
        sessions,
    };
    let counted = std::mem::take(&mut loaded.sessions.counted);
    let all = counted.len().max(1) as f32;
    let read = |session: &Listed| row(&session.folder, settings);
    walk(&counted, read, |place, result| {
        let session = counted.get(place);
        let name = session.map_or("", |session| session.id.as_str());
        match result {
            Some(Ok((row, notices))) => {
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
    loaded.lay_hands();
    Ok(loaded)
}

fn row(folder: &Path, settings: &Settings) -> Result<(Row, Vec<String>), String> {
    let (document, changes) = open_amended(folder)?;
    let (layers, mut notices) = layers::read(folder);
    let row = Row::of_document(&document, &changes, 0, &layers, settings);
    notices.extend(changes);
    Ok((row, notices))
}

impl Loaded {
    fn leave_out(&mut self, session: &str, why: String) {
        self.notices.push(why.clone());
        self.sessions.left_out.push(LeftOut {
            session: session.to_owned(),
            why,
        });
    }

    /// Statuses that somebody settled otherwise than the rule stand above it.
    pub(super) fn lay_hands(&mut self) {
        let by_hand: BTreeMap<String, Override> = self
            .unlocking
            .statuses()
            .into_iter()
            .filter(|(_, standing)| standing.fixed.instead_of.is_some())
            .filter_map(|(session, standing)| {
                let by_hand = Override {
                    status: named(&standing.fixed.status)?,
                    reason: standing.fixed.why.clone(),
                    coder: standing.entry.who.clone(),
                };
                Some((session.to_owned(), by_hand))
            })
            .collect();
        for row in &mut self.rows {
            row.by_hand = by_hand.get(&row.session).cloned();
        }
    }

    /// Whether this study keeps its mood data locked until every crying status is settled: only real sessions do.
    pub fn has_lock(&self) -> bool {
        self.sessions.modes.contains(&Mode::Study)
    }

    /// Sessions whose status is not settled yet.
    pub fn unsettled(&self) -> usize {
        let settled = self.unlocking.statuses();
        let is_open = |row: &&Row| !settled.contains_key(row.session.as_str());
        self.rows.iter().filter(is_open).count()
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

/// The id of a status.
pub(super) fn id(status: CrierStatus) -> String {
    let value = serde_json::to_value(status).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

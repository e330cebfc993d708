//! Live coding as it stands: bouts, points, and what can be taken back.

use std::collections::BTreeSet;

use crate::protocol::{Id, Key, NOT_VISIBLE};
use crate::session::event::{BoutEnd, Nudged, Undone};
use crate::time::{Micros, SessionTime};

/// Shorter pauses belong to the same episode.
const MERGE_GAP: Micros = Micros(10_000_000);

/// Live coding.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::session) struct CodingState {
    /// Whether coding keys count.
    pub on: bool,
    /// Every bout that stands, by number, in order of opening.
    pub bouts: Vec<Bout>,
    /// Every point that stands.
    pub points: Vec<PointState>,
    /// Bouts by which an episode was given its quality.
    pub rated: BTreeSet<u64>,
    /// Coding was on when the session was stopped.
    pub was_on: bool,
    /// What can be taken back, newest last.
    pub acts: Vec<Act>,
    /// Number of the newest bout or point.
    pub last: u64,
    /// Keys still down whose bout was closed by something else.
    pub orphans: BTreeSet<Key>,
}

/// A bout.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct Bout {
    /// Its number.
    pub id: u64,
    /// Its channel.
    pub channel: Id,
    /// The level from each instant on; the first entry is the onset.
    pub levels: Vec<(SessionTime, u8)>,
    /// When it ended.
    pub offset: Option<SessionTime>,
    /// The key that opened it.
    pub key: Key,
    /// Whether it lasts as long as the key is down.
    pub held: bool,
    /// By how much the coder says that the onset was later (earlier, when negative).
    pub nudge: Micros,
}

/// A point event.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::session) struct PointState {
    /// Its number.
    pub id: u64,
    /// Its code.
    pub code: Id,
    /// When it was coded.
    pub t: SessionTime,
    /// By how much the coder says that it was later (earlier, when negative).
    pub nudge: Micros,
    /// Who it came from, for social events.
    pub source: Option<Id>,
}

impl Bout {
    /// When it began.
    pub fn onset(&self) -> SessionTime {
        self.levels.first().map_or(SessionTime::ZERO, |(t, _)| *t)
    }

    /// The level it has now, or had last.
    pub fn level(&self) -> u8 {
        self.levels.last().map_or(0, |(_, level)| *level)
    }
}

/// Something that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::session) enum Act {
    Bout(u64),
    Level(u64),
    Point(u64),
}

impl CodingState {
    /// The open bout of a channel.
    pub fn open_bout(&self, channel: &Id) -> Option<&Bout> {
        self.bouts
            .iter()
            .rev()
            .find(|bout| bout.offset.is_none() && bout.channel == *channel)
    }

    /// Every open bout.
    pub fn open_bouts(&self) -> impl Iterator<Item = &Bout> {
        self.bouts.iter().filter(|bout| bout.offset.is_none())
    }

    /// The first onset of crying at or after `from`.
    pub fn first_onset(&self, from: SessionTime) -> Option<SessionTime> {
        self.crying(from).map(Bout::onset).min()
    }

    /// The last offset of crying that began at or after `from`; `Some(None)` while it lasts, `None` without any crying.
    pub fn last_offset(&self, from: SessionTime) -> Option<Option<SessionTime>> {
        let mut last = None;
        for bout in self.crying(from) {
            match (bout.offset, last) {
                (None, _) => return Some(None),
                (Some(offset), last_so_far) => last = last_so_far.max(Some(offset)),
            }
        }
        last.map(Some)
    }

    fn crying(&self, from: SessionTime) -> impl Iterator<Item = &Bout> {
        self.bouts
            .iter()
            .filter(move |bout| bout.channel.as_str() != NOT_VISIBLE && bout.onset() >= from)
    }

    pub fn open(&mut self, bout: Bout) {
        self.last = self.last.max(bout.id);
        self.acts.push(Act::Bout(bout.id));
        self.bouts.push(bout);
    }

    pub fn set_level(&mut self, id: u64, t: SessionTime, level: u8) {
        if let Some(bout) = self.bouts.iter_mut().rev().find(|bout| bout.id == id) {
            // Stamps of two devices may cross by a hair; levels of one bout stay in order.
            let t = t.max(bout.levels.last().map_or(t, |(last, _)| *last));
            bout.levels.push((t, level));
            self.acts.push(Act::Level(id));
        }
    }

    /// Like [`Self::set_level`] on a bout that may have ended already, at any instant of it: its levels are in order of coding then.
    pub fn set_level_at(&mut self, id: u64, t: SessionTime, level: u8) {
        if let Some(bout) = self.bouts.iter_mut().rev().find(|bout| bout.id == id) {
            bout.levels.push((t.max(bout.onset()), level));
            self.acts.push(Act::Level(id));
        }
    }

    pub fn close(&mut self, id: u64, t: SessionTime, by: BoutEnd) {
        if let Some(bout) = self.bouts.iter_mut().rev().find(|bout| bout.id == id) {
            bout.offset = Some(t.max(bout.levels.last().map_or(t, |(last, _)| *last)));
            if bout.held && by != BoutEnd::Release {
                self.orphans.insert(bout.key.clone());
            }
        }
    }

    pub fn add_point(&mut self, id: u64, code: Id, t: SessionTime) {
        self.last = self.last.max(id);
        self.acts.push(Act::Point(id));
        self.points.push(PointState {
            id,
            code,
            t,
            nudge: Micros(0),
            source: None,
        });
    }

    /// Moves an onset or a point by as much more.
    pub fn nudge(&mut self, what: Nudged, by: Micros) {
        let nudge = match what {
            Nudged::Bout(id) => self
                .bouts
                .iter_mut()
                .find(|bout| bout.id == id)
                .map(|bout| &mut bout.nudge),
            Nudged::Point(id) => self
                .points
                .iter_mut()
                .find(|point| point.id == id)
                .map(|point| &mut point.nudge),
        };
        if let Some(nudge) = nudge {
            nudge.0 = nudge.0.saturating_add(by.0);
        }
    }

    /// Names the source of a social event.
    pub fn set_source(&mut self, id: u64, source: &Id) {
        if let Some(point) = self.points.iter_mut().find(|point| point.id == id) {
            point.source = Some(source.clone());
        }
    }

    /// The newest bout of crying, when neither it nor any bout of its episode has a quality yet and no bout is open. Bouts less than
    /// ten seconds apart make one episode (SCIENCE.md 4.2).
    pub fn unrated(&self) -> Option<u64> {
        if self
            .open_bouts()
            .any(|bout| bout.channel.as_str() != NOT_VISIBLE)
        {
            return None;
        }
        let mut bouts: Vec<&Bout> = self.crying(SessionTime::ZERO).collect();
        bouts.sort_by_key(|bout| bout.onset());
        let last = bouts.iter().max_by_key(|bout| bout.offset)?;
        let mut begin = last.onset();
        for bout in bouts.iter().rev() {
            if bout
                .offset
                .is_none_or(|offset| offset.0.saturating_add(MERGE_GAP.0) > begin.0)
            {
                begin = begin.min(bout.onset());
                if self.rated.contains(&bout.id) {
                    return None;
                }
            }
        }
        Some(last.id)
    }

    pub fn undo(&mut self, what: Undone) {
        match what {
            Undone::Bout(id) => {
                if let Some(bout) = self.bouts.iter().find(|bout| bout.id == id)
                    && bout.held
                    && bout.offset.is_none()
                {
                    self.orphans.insert(bout.key.clone());
                }
                self.bouts.retain(|bout| bout.id != id);
                self.acts
                    .retain(|act| !matches!(act, Act::Bout(b) | Act::Level(b) if *b == id));
            }
            Undone::Level(id) => {
                if let Some(bout) = self.bouts.iter_mut().rev().find(|bout| bout.id == id)
                    && bout.levels.len() > 1
                {
                    bout.levels.pop();
                }
                if let Some(index) = self.acts.iter().rposition(|act| *act == Act::Level(id)) {
                    self.acts.remove(index);
                }
            }
            Undone::Point(id) => {
                self.points.retain(|point| point.id != id);
                self.acts.retain(|act| *act != Act::Point(id));
            }
        }
    }
}

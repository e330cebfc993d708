//! What the live coder coded and did not take back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::films::FilmClock;
use crate::protocol::Id;
use crate::session::{BoutEnd, Coder, Event, Fact, Undone};
use crate::time::{FilmTime, Micros, SessionTime};

/// One bout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bout {
    /// Who coded it.
    pub coder: Id,
    /// The channel.
    pub channel: Id,
    /// Its number within the session.
    pub bout: u64,
    /// Onset as it was coded.
    pub onset_s: SessionTime,
    /// Offset as it was coded.
    pub offset_s: SessionTime,
    /// Onset less the coder's reaction lag.
    pub onset_corrected_s: SessionTime,
    /// Media time at onset; null outside the film.
    pub onset_film_s: Option<FilmTime>,
    /// Media time at offset; null outside the film.
    pub offset_film_s: Option<FilmTime>,
    /// The level from each instant on; the first is the onset.
    pub levels: Vec<Level>,
    /// What closed it.
    pub closed_by: BoutEnd,
    /// Whether its true end is unknown.
    pub censored: bool,
}

/// A level from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    /// Since when.
    pub t_s: SessionTime,
    /// The level.
    pub level: u8,
}

/// A time in which live coding was on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodedSpan {
    /// Its begin.
    pub onset_s: SessionTime,
    /// Its end.
    pub offset_s: SessionTime,
    /// What ended it.
    pub closed_by: BoutEnd,
}

/// One point event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PointRow {
    /// Who coded it.
    pub coder: Id,
    /// Its code.
    pub code: Id,
    /// When.
    pub t_s: SessionTime,
    /// Media time then; null outside the film.
    pub film_s: Option<FilmTime>,
}

/// A bout while its events are read.
struct Draft {
    bout: u64,
    channel: Id,
    levels: Vec<Level>,
    closed: Option<(SessionTime, BoutEnd)>,
}

pub(super) fn bouts(events: &[Event], coder: &Coder, clock: &FilmClock) -> Vec<Bout> {
    let mut drafts: Vec<Draft> = Vec::new();
    for event in events {
        let at = event.instant();
        match &event.fact {
            Fact::BoutOpened {
                bout,
                channel,
                level,
                ..
            } => drafts.push(Draft {
                bout: *bout,
                channel: channel.clone(),
                levels: vec![Level {
                    t_s: at,
                    level: *level,
                }],
                closed: None,
            }),
            Fact::LevelSet { bout, level } => {
                if let Some(draft) = find(&mut drafts, *bout) {
                    draft.levels.push(Level {
                        t_s: at,
                        level: *level,
                    });
                }
            }
            Fact::BoutClosed { bout, by } => {
                if let Some(draft) = find(&mut drafts, *bout) {
                    draft.closed.get_or_insert((at, *by));
                }
            }
            Fact::Undone {
                what: Undone::Bout(bout),
            } => drafts.retain(|draft| draft.bout != *bout),
            Fact::Undone {
                what: Undone::Level(bout),
            } => {
                if let Some(draft) = find(&mut drafts, *bout).filter(|draft| draft.levels.len() > 1)
                {
                    draft.levels.pop();
                }
            }
            _ => {}
        }
    }
    let last = events.last().map_or(SessionTime::ZERO, Event::instant);
    let mut bouts: Vec<Bout> = drafts
        .into_iter()
        .map(|draft| draft.done(last, coder, clock))
        .collect();
    bouts.sort_by_key(|bout| (bout.onset_s, bout.bout));
    bouts
}

fn find(drafts: &mut [Draft], bout: u64) -> Option<&mut Draft> {
    drafts.iter_mut().rev().find(|draft| draft.bout == bout)
}

impl Draft {
    fn done(mut self, last: SessionTime, coder: &Coder, clock: &FilmClock) -> Bout {
        self.levels.sort_by_key(|level| level.t_s);
        let onset_s = self
            .levels
            .first()
            .map_or(SessionTime::ZERO, |level| level.t_s);
        // Device stamps may arrive out of order, and an unclosed bout lasted at least to the last fact.
        let (closed, closed_by) = self.closed.unwrap_or((last, BoutEnd::SessionEnd));
        let offset_s = self
            .levels
            .last()
            .map_or(closed, |level| closed.max(level.t_s));
        Bout {
            coder: coder.id.clone(),
            channel: self.channel,
            bout: self.bout,
            onset_s,
            offset_s,
            onset_corrected_s: onset_s + Micros(-Micros::from_s(coder.lag_s).0),
            onset_film_s: clock.at(onset_s),
            offset_film_s: clock.at(offset_s),
            levels: self.levels,
            closed_by,
            censored: closed_by.is_censored(),
        }
    }
}

pub(super) fn coded(events: &[Event]) -> Vec<CodedSpan> {
    let mut spans = Vec::new();
    let mut since = None;
    for event in events {
        match &event.fact {
            Fact::CodingStarted => since = since.or(Some(event.instant())),
            Fact::CodingEnded { by } => {
                if let Some(onset_s) = since.take() {
                    let offset_s = event.instant().max(onset_s);
                    spans.push(CodedSpan {
                        onset_s,
                        offset_s,
                        closed_by: *by,
                    });
                }
            }
            _ => {}
        }
    }
    if let (Some(onset_s), Some(last)) = (since, events.last()) {
        let offset_s = last.instant().max(onset_s);
        spans.push(CodedSpan {
            onset_s,
            offset_s,
            closed_by: BoutEnd::SessionEnd,
        });
    }
    spans
}

pub(super) fn points(events: &[Event], coder: &Coder, clock: &FilmClock) -> Vec<PointRow> {
    let undone = |number: u64| {
        let what = Undone::Point(number);
        events
            .iter()
            .any(|event| event.fact == Fact::Undone { what })
    };
    let mut points: Vec<PointRow> = events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Point { point, code } if !undone(*point) => Some(PointRow {
                coder: coder.id.clone(),
                code: code.clone(),
                t_s: event.instant(),
                film_s: clock.at(event.instant()),
            }),
            _ => None,
        })
        .collect();
    points.sort_by_key(|point| point.t_s);
    points
}

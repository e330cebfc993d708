//! What a coder coded and did not take back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::films::FilmClock;
use super::hand::{Hand, Late};
use crate::protocol::Id;
use crate::session::{BoutEnd, Event, Fact, Nudged, Undone};
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
    /// Onset as it was coded; in a layer where its coder placed it at last.
    pub onset_s: SessionTime,
    /// Offset as it was coded.
    pub offset_s: SessionTime,
    /// Onset as the coder corrected it afterwards, less the reaction lag in this channel; in a layer less the lag times the speed at
    /// which the video played, nothing where it stood.
    pub onset_corrected_s: SessionTime,
    /// How far the coder moved the onset afterwards, in all: later, or earlier when negative.
    #[serde(default)]
    pub nudge_ms: i64,
    /// How uncertain the corrected onset is: the interquartile range of the measured lag, 1 s where it was not measured
    /// (SCIENCE.md 4.4); in a layer times the video's speed, and at least a frame.
    #[serde(default = "uncalibrated")]
    pub onset_uncertainty_s: f64,
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
    /// Quality of the episode of crying that it belongs to; null when unrated.
    #[serde(default)]
    pub quality: Option<Id>,
    /// What of it was settled by amendment; absent when it stands as it was coded. An amended onset is the best estimate as it is: no
    /// lag is taken off, and no lag's uncertainty remains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<AmendedPart>,
}

/// What of a row was settled by amendment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AmendedPart {
    /// The whole row: it was not there.
    Added,
    /// The onset of a bout.
    Onset,
    /// The offset of a bout.
    Offset,
    /// The channel of a bout.
    Channel,
    /// A level of a bout.
    Level,
    /// The instant of a point.
    Time,
    /// The code of a point.
    Code,
    /// The answer to a question.
    Answer,
}

/// Uncertainty of an onset whose coder's lag was not measured, in seconds.
pub(in crate::record) fn uncalibrated() -> f64 {
    1.0
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
    /// Its number within the session; 0 in files of older versions whose events say otherwise than the file.
    #[serde(default)]
    pub point: u64,
    /// Its code.
    pub code: Id,
    /// When, as it was coded; in a layer where its coder placed it at last.
    pub t_s: SessionTime,
    /// When, as the coder corrected it afterwards, less the reaction lag for this code, in a layer times the video's speed; null in
    /// files of older versions.
    #[serde(default)]
    pub t_corrected_s: Option<SessionTime>,
    /// How far the coder moved it afterwards, in all: later, or earlier when negative.
    #[serde(default)]
    pub nudge_ms: i64,
    /// Media time then; null outside the film.
    pub film_s: Option<FilmTime>,
    /// Who a social event came from; null for other points and when nothing was said.
    #[serde(default)]
    pub source: Option<Id>,
    /// What of it was settled by amendment; absent when it stands as it was coded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<AmendedPart>,
}

/// A bout while its events are read.
struct Draft {
    bout: u64,
    channel: Id,
    levels: Vec<Level>,
    late: Late,
    nudge_ms: i64,
    closed: Option<(SessionTime, BoutEnd)>,
}

pub(super) fn bouts(events: &[Event], hand: Hand<'_>, clock: &FilmClock) -> Vec<Bout> {
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
                late: hand.late(channel, event),
                nudge_ms: 0,
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
            Fact::Nudged {
                what: Nudged::Bout(bout),
                by_ms,
            } => {
                if let Some(draft) = find(&mut drafts, *bout) {
                    draft.nudge_ms = draft.nudge_ms.saturating_add(*by_ms);
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
        .map(|draft| draft.done(last, hand, clock))
        .collect();
    bouts.sort_by_key(|bout| (bout.onset_s, bout.bout));
    bouts
}

fn find(drafts: &mut [Draft], bout: u64) -> Option<&mut Draft> {
    drafts.iter_mut().rev().find(|draft| draft.bout == bout)
}

impl Draft {
    fn done(mut self, last: SessionTime, hand: Hand<'_>, clock: &FilmClock) -> Bout {
        hand.in_order(&mut self.levels);
        let coded_s = self
            .levels
            .first()
            .map_or(SessionTime::ZERO, |level| level.t_s);
        // Device stamps may arrive out of order, and an unclosed bout lasted at least to the last fact.
        let (closed, closed_by) = self.closed.unwrap_or((last, BoutEnd::SessionEnd));
        let offset_s = self
            .levels
            .last()
            .map_or(closed, |level| closed.max(level.t_s));
        // An onset that is placed anew stays in its bout.
        let next = self.levels.get(1).map_or(offset_s, |level| level.t_s);
        let onset_s = hand.placed(coded_s, self.nudge_ms).min(next.max(coded_s));
        if let Some(first) = self.levels.first_mut() {
            first.t_s = onset_s;
        }
        Bout {
            coder: hand.coder.id.clone(),
            bout: self.bout,
            onset_s,
            offset_s,
            onset_corrected_s: corrected(onset_s, hand.to_come(self.nudge_ms), self.late.lag_s),
            nudge_ms: self.nudge_ms,
            onset_uncertainty_s: self.late.uncertainty_s,
            onset_film_s: clock.at(onset_s),
            offset_film_s: clock.at(offset_s),
            levels: self.levels,
            closed_by,
            censored: closed_by.is_censored(),
            channel: self.channel,
            quality: None,
            amended: Vec::new(),
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

/// An instant as it was coded, moved as the coder said afterwards and less the reaction lag.
pub(in crate::record) fn corrected(t: SessionTime, nudge_ms: i64, lag_s: f64) -> SessionTime {
    let lag = Micros::from_s(lag_s).0.saturating_neg();
    t + Micros(nudge_ms.saturating_mul(1000)) + Micros(lag)
}

pub(super) fn points(events: &[Event], hand: Hand<'_>, clock: &FilmClock) -> Vec<PointRow> {
    let mut points: Vec<PointRow> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::Point { point, code } => {
                points.push(PointRow::new(*point, code, event, hand, clock));
            }
            Fact::Nudged {
                what: Nudged::Point(point),
                by_ms,
            } => {
                if let Some(row) = point_of(&mut points, *point) {
                    row.nudge_ms = row.nudge_ms.saturating_add(*by_ms);
                    row.t_s = hand.placed(row.t_s, *by_ms);
                    let by = Micros(by_ms.saturating_mul(1000));
                    row.t_corrected_s = row.t_corrected_s.map(|t| t + by);
                }
            }
            Fact::SourceSet { point, source } => {
                if let Some(row) = point_of(&mut points, *point) {
                    row.source = Some(source.clone());
                }
            }
            Fact::Undone {
                what: Undone::Point(point),
            } => points.retain(|row| row.point != *point),
            _ => {}
        }
    }
    points.sort_by_key(|point| point.t_s);
    points
}

fn point_of(points: &mut [PointRow], point: u64) -> Option<&mut PointRow> {
    points.iter_mut().rev().find(|row| row.point == point)
}

impl PointRow {
    fn new(point: u64, code: &Id, event: &Event, hand: Hand<'_>, clock: &FilmClock) -> Self {
        let t_s = event.instant();
        Self {
            coder: hand.coder.id.clone(),
            point,
            code: code.clone(),
            t_s,
            t_corrected_s: Some(corrected(t_s, 0, hand.late(code, event).lag_s)),
            nudge_ms: 0,
            film_s: clock.at(t_s),
            source: None,
            amended: Vec::new(),
        }
    }
}

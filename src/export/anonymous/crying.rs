//! What was coded, as the anonymous export tells it: coders have numbers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::vocabulary::Vocabulary;
use super::{maybe, s};
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::{AmendedPart, SelfEnd};
use crate::session::BoutEnd;

/// Crying and its coders.
#[derive(Serialize)]
pub struct Crying {
    coders: Vec<Coder>,
    coding: Vec<Bout>,
    coded: Vec<Span>,
    episodes: Vec<Episode>,
    points: Vec<Point>,
    self_reports: Vec<SelfReport>,
}

#[derive(Serialize)]
struct Coder {
    coder: u32,
    lag_s: f64,
    lag_calibrated: bool,
}

#[derive(Serialize)]
struct Bout {
    coder: Option<u32>,
    channel: Id,
    bout: u64,
    onset_s: f64,
    offset_s: f64,
    onset_corrected_s: f64,
    nudge_ms: i64,
    onset_uncertainty_s: f64,
    onset_film_s: Option<f64>,
    offset_film_s: Option<f64>,
    levels: Vec<Level>,
    closed_by: BoutEnd,
    censored: bool,
    quality: Option<Id>,
    /// What of it was settled by amendment; never who did it, or why.
    amended: Vec<AmendedPart>,
}

#[derive(Serialize)]
struct Level {
    t_s: f64,
    level: u8,
}

#[derive(Serialize)]
struct Span {
    onset_s: f64,
    offset_s: f64,
    closed_by: BoutEnd,
}

#[derive(Serialize)]
struct Episode {
    onset_s: f64,
    offset_s: f64,
    bouts: Vec<u64>,
    quality: Option<Id>,
}

#[derive(Serialize)]
struct Point {
    coder: Option<u32>,
    code: Id,
    t_s: f64,
    t_corrected_s: Option<f64>,
    nudge_ms: i64,
    film_s: Option<f64>,
    source: Option<Id>,
    amended: Vec<AmendedPart>,
}

#[derive(Serialize)]
struct SelfReport {
    step: Id,
    onset_s: f64,
    offset_s: f64,
    onset_film_s: Option<f64>,
    offset_film_s: Option<f64>,
    ended_by: SelfEnd,
    censored: bool,
}

impl Crying {
    /// Of a session; a coder who comes for the first time gets the next number.
    pub fn of(document: &Document, words: &Vocabulary<'_>, coders: &mut BTreeMap<Id, u32>) -> Self {
        for coder in &document.coders {
            let next = u32::try_from(coders.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1);
            coders.entry(coder.id.clone()).or_insert(next);
        }
        let number = |coder: &Id| coders.get(coder).copied();
        let quality = |id: &Option<Id>| id.as_ref().and_then(|id| words.quality(id));
        let bout = |row: &crate::record::document::Bout| {
            Some(Bout {
                coder: number(&row.coder),
                channel: words.channel(&row.channel)?,
                bout: row.bout,
                onset_s: s(row.onset_s),
                offset_s: s(row.offset_s),
                onset_corrected_s: s(row.onset_corrected_s),
                nudge_ms: row.nudge_ms,
                onset_uncertainty_s: s(row.onset_uncertainty_s),
                onset_film_s: maybe(row.onset_film_s),
                offset_film_s: maybe(row.offset_film_s),
                levels: row
                    .levels
                    .iter()
                    .map(|level| Level {
                        t_s: s(level.t_s),
                        level: level.level,
                    })
                    .collect(),
                closed_by: row.closed_by,
                censored: row.censored,
                quality: quality(&row.quality),
                amended: row.amended.clone(),
            })
        };
        let point = |row: &crate::record::document::PointRow| {
            Some(Point {
                coder: number(&row.coder),
                code: words.point(&row.code)?,
                t_s: s(row.t_s),
                t_corrected_s: maybe(row.t_corrected_s),
                nudge_ms: row.nudge_ms,
                film_s: maybe(row.film_s),
                source: row.source.as_ref().and_then(|id| words.source(id)),
                amended: row.amended.clone(),
            })
        };
        let self_report = |row: &crate::record::document::SelfReport| {
            Some(SelfReport {
                step: words.step(&row.step)?,
                onset_s: s(row.onset_s),
                offset_s: s(row.offset_s),
                onset_film_s: maybe(row.onset_film_s),
                offset_film_s: maybe(row.offset_film_s),
                ended_by: row.ended_by,
                censored: row.censored,
            })
        };
        Self {
            coders: document
                .coders
                .iter()
                .filter_map(|coder| {
                    Some(Coder {
                        coder: number(&coder.id)?,
                        lag_s: s(coder.lag_s),
                        lag_calibrated: coder.lag_calibrated,
                    })
                })
                .collect(),
            coding: document.coding.iter().filter_map(bout).collect(),
            coded: document
                .coded
                .iter()
                .map(|span| Span {
                    onset_s: s(span.onset_s),
                    offset_s: s(span.offset_s),
                    closed_by: span.closed_by,
                })
                .collect(),
            episodes: document
                .episodes
                .iter()
                .map(|episode| Episode {
                    onset_s: s(episode.onset_s),
                    offset_s: s(episode.offset_s),
                    bouts: episode.bouts.clone(),
                    quality: quality(&episode.quality),
                })
                .collect(),
            points: document.points.iter().filter_map(point).collect(),
            self_reports: document
                .self_reports
                .iter()
                .filter_map(self_report)
                .collect(),
        }
    }
}

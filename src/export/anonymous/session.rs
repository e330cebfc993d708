//! One session as the anonymous export tells it. Every text in it is a word of this program or an id that the protocol names.

use std::collections::BTreeMap;

use serde::Serialize;

use super::care::Care;
use super::crying::Crying;
use super::vocabulary::{Told, Vocabulary};
use super::{FORMAT, VERSION, maybe, s};
use crate::protocol::{Anchor, Id, Observation, Relation, StimulusKind};
use crate::record::Document;
use crate::record::document::{self, Flag};
use crate::session::{Device, EndedBy, Mode, Presented, ProbeStatus, Reason, Status};

/// One session. The order of the fields is the file's.
#[derive(Serialize)]
pub struct Session {
    format: &'static str,
    version: u32,
    study: Id,
    protocol: Id,
    /// The same for all sessions of a protocol.
    protocol_sha256: Option<String>,
    participant: String,
    pub visit: u32,
    status: Status,
    mode: Mode,
    pub language: Option<String>,
    condition: Option<Id>,
    condition_factors: BTreeMap<Id, Id>,
    blinded: bool,
    speed: f64,
    stamp_uncertainty_ms: f64,
    n_present: u8,
    relation: Option<Relation>,
    observation: Observation,
    pub covariates: BTreeMap<Id, Told>,
    steps: Vec<Step>,
    films: Vec<Film>,
    probes: Vec<Probe>,
    responses: Vec<Response>,
    reviews: Vec<Review>,
    #[serde(flatten)]
    crying: Crying,
    #[serde(flatten)]
    care: Care,
}

#[derive(Serialize)]
struct Step {
    id: Id,
    kind: &'static str,
    started_s: Option<f64>,
    onset_s: Option<f64>,
    offset_s: Option<f64>,
    ended_by: Option<EndedBy>,
}

#[derive(Serialize)]
struct Film {
    step: Id,
    stimulus: Id,
    kind: Option<StimulusKind>,
    onset_s: Option<f64>,
    offset_s: Option<f64>,
    ended: Option<Presented>,
    segments: Vec<Segment>,
    due: Option<u64>,
    shown: Option<u64>,
    dropped: Option<u64>,
    longest_gap_ms: Option<f64>,
    jitter_sd_ms: Option<f64>,
    faithful: bool,
}

#[derive(Serialize)]
struct Segment {
    onset_s: f64,
    offset_s: f64,
    film_from_s: f64,
    film_to_s: Option<f64>,
}

#[derive(Serialize)]
struct Probe {
    id: Id,
    instrument: Option<Id>,
    anchor: Option<Anchor>,
    anchor_step: Option<Id>,
    anchor_s: Option<f64>,
    anchor_fallback: bool,
    delay_s: Option<f64>,
    scheduled_s: Option<f64>,
    opened_s: Option<f64>,
    first_touch_s: Option<f64>,
    submitted_s: Option<f64>,
    status: ProbeStatus,
    answers: Vec<Answer>,
    scores: BTreeMap<Id, Option<f64>>,
    flags: Vec<Flag>,
}

#[derive(Serialize)]
struct Answer {
    item: Id,
    value: Option<Told>,
    /// Why it is missing; null when it is not, and when it was removed for this export.
    reason: Option<Reason>,
    /// Whether there was an answer that is not told here: a free text, or a number outside the scale.
    removed: bool,
    shown_s: Option<f64>,
    first_touch_s: Option<f64>,
    last_change_s: Option<f64>,
    changes: u32,
    input: Option<Device>,
    position: Option<u32>,
    page: Option<u32>,
}

#[derive(Serialize)]
struct Response {
    step: Id,
    instrument: Option<Id>,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Serialize)]
struct Review {
    step: Id,
    instrument: Id,
    stimulus: Id,
    moment: Option<u32>,
    #[serde(flatten)]
    answer: Answer,
}

impl Session {
    /// What may be told of a session; coders are numbered as they come.
    pub fn of(
        document: &Document,
        participant: String,
        words: &Vocabulary<'_>,
        without: &[Id],
        coders: &mut BTreeMap<Id, u32>,
    ) -> Self {
        let condition = words.condition(&document.condition);
        let condition_factors = condition
            .as_ref()
            .map(|condition| words.factors(condition))
            .unwrap_or_default();
        let sha256 = &document.protocol_sha256;
        let is_digest = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        Self {
            format: FORMAT,
            version: VERSION,
            study: document.protocol.study.id.clone(),
            protocol: document.protocol.id.clone(),
            protocol_sha256: is_digest.then(|| sha256.clone()),
            participant,
            visit: document.session.visit,
            status: document.session.status,
            mode: document.session.mode,
            language: words.language(&document.session.language),
            condition,
            condition_factors,
            blinded: document.session.blinded,
            speed: document.session.speed,
            stamp_uncertainty_ms: document.session.stamp_uncertainty_ms,
            n_present: document.setting.n_present,
            relation: document.setting.relation,
            observation: document.setting.observation,
            covariates: document
                .participant
                .covariates
                .iter()
                .filter_map(|(name, kept)| words.covariate(name, kept))
                .filter(|(name, _)| !without.contains(name))
                .collect(),
            steps: document
                .steps
                .iter()
                .filter_map(|row| step(row, words))
                .collect(),
            films: document
                .films
                .iter()
                .filter_map(|row| film(row, words))
                .collect(),
            probes: document
                .probes
                .iter()
                .filter_map(|row| probe(row, words))
                .collect(),
            responses: document
                .responses
                .iter()
                .filter_map(|row| {
                    Some(Response {
                        step: words.step(&row.step)?,
                        instrument: row.instrument.as_ref().and_then(|id| words.instrument(id)),
                        answer: answer(row.instrument.as_ref(), &row.answer, words)?,
                    })
                })
                .collect(),
            reviews: document
                .reviews
                .iter()
                .filter_map(|row| {
                    Some(Review {
                        step: words.step(&row.step)?,
                        instrument: words.instrument(&row.instrument)?,
                        stimulus: words.stimulus(&row.stimulus)?,
                        moment: row.moment.as_ref().map(|moment| moment.number),
                        answer: answer(Some(&row.instrument), &row.answer, words)?,
                    })
                })
                .collect(),
            crying: Crying::of(document, words, coders),
            care: Care::of(document, words),
        }
    }
}

fn step(row: &document::StepRow, words: &Vocabulary<'_>) -> Option<Step> {
    Some(Step {
        id: words.step(&row.id)?,
        kind: words.step_kind(&row.id)?,
        started_s: maybe(row.started_s),
        onset_s: maybe(row.onset_s),
        offset_s: maybe(row.offset_s),
        ended_by: row.ended_by,
    })
}

fn film(row: &document::Film, words: &Vocabulary<'_>) -> Option<Film> {
    Some(Film {
        step: words.step(&row.step)?,
        stimulus: words.stimulus(&row.stimulus)?,
        kind: row.kind,
        onset_s: maybe(row.onset_s),
        offset_s: maybe(row.offset_s),
        ended: row.ended,
        segments: row
            .segments
            .iter()
            .map(|segment| Segment {
                onset_s: s(segment.onset_s),
                offset_s: s(segment.offset_s),
                film_from_s: s(segment.film_from_s),
                film_to_s: maybe(segment.film_to_s),
            })
            .collect(),
        due: row.frames.map(|frames| frames.due),
        shown: row.frames.map(|frames| frames.shown),
        dropped: row.frames.map(|frames| frames.dropped),
        longest_gap_ms: row.longest_gap_ms,
        jitter_sd_ms: row.jitter_sd_ms,
        faithful: row.faithful,
    })
}

fn probe(row: &document::Probe, words: &Vocabulary<'_>) -> Option<Probe> {
    let instrument = row.instrument.as_ref();
    Some(Probe {
        id: words.step(&row.id)?,
        instrument: instrument.and_then(|id| words.instrument(id)),
        anchor: row.anchor,
        anchor_step: row.anchor_step.as_ref().and_then(|id| words.step(id)),
        anchor_s: maybe(row.anchor_s),
        anchor_fallback: row.anchor_fallback,
        delay_s: maybe(row.delay_s),
        scheduled_s: maybe(row.scheduled_s),
        opened_s: maybe(row.opened_s),
        first_touch_s: maybe(row.first_touch_s),
        submitted_s: maybe(row.submitted_s),
        status: row.status,
        answers: row
            .answers
            .iter()
            .filter_map(|row| answer(instrument, row, words))
            .collect(),
        scores: row
            .scores
            .iter()
            .filter(|(id, _)| words.is_score(instrument, id))
            .map(|(id, score)| (id.clone(), *score))
            .collect(),
        flags: row.flags.clone(),
    })
}

fn answer(
    instrument: Option<&Id>,
    row: &document::Answer,
    words: &Vocabulary<'_>,
) -> Option<Answer> {
    words.scale(instrument, &row.item)?;
    let value = words.answer(instrument, row);
    Some(Answer {
        item: row.item.clone(),
        removed: row.value.is_some() && value.is_none(),
        value,
        reason: row.reason,
        shown_s: maybe(row.shown_s),
        first_touch_s: maybe(row.first_touch_s),
        last_change_s: maybe(row.last_change_s),
        changes: row.changes,
        input: row.input,
        position: row.position,
        page: row.page,
    })
}

//! A row of a session.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{
    Cell, Channel, Coding, CodingKind, Composite, Film, FilmMoment, Onset, Row, Sobs,
};
use crate::measure::crier::{CrierRule, classify};
use crate::measure::figures::Figures;
use crate::measure::level::Levels;
use crate::measure::rhythm::rhythm;
use crate::measure::session::{
    Lane, QualityFacts, SOB, Told, corrected, facts, film_time, lane, onsets, outcomes,
    recalled_change, self_report, signs, stimulus_film,
};
use crate::measure::settings::Settings;
use crate::measure::spans::{Span, Spans};
use crate::protocol::{Id, StepKind};
use crate::record::Document;
use crate::record::amendments::Opened;
use crate::record::document;
use crate::record::layers::{Kind, Layer};
use crate::session::Value;

impl Row {
    /// What a session contributes, as it stands with its amendments. Of the settings only the merge gap counts.
    pub fn of(opened: &Opened, layers: &[Layer], settings: &Settings) -> Self {
        Self::of_document(
            &opened.amended,
            &opened.changes,
            opened.standing.len(),
            layers,
            settings,
        )
    }

    /// The same of a document, with what is to be known of its sealed files and the number of standing amendments.
    pub fn of_document(
        document: &Document,
        changes: &[String],
        amendments: usize,
        layers: &[Layer],
        settings: &Settings,
    ) -> Self {
        let first = Told::first(document);
        let stimulus = stimulus_film(first);
        let finished = || layers.iter().filter(|layer| layer.is_finished);
        let own = (!document.coded.is_empty()).then(|| {
            let id = Id::from("first");
            coding(first, id, CodingKind::First, stimulus, settings)
        });
        // A consensus that was written later stands above an earlier one.
        let by = |kind| finished().filter(move |layer| layer.kind == kind);
        let mut agreed: Vec<&Layer> = by(Kind::Consensus).collect();
        agreed.sort_by(|a, b| a.begun_utc.cmp(&b.begun_utc));
        let later = by(Kind::Coding).chain(agreed).map(|layer| {
            let kind = match layer.kind {
                Kind::Coding => CodingKind::Layer,
                Kind::Consensus => CodingKind::Consensus,
            };
            let told = Told::layer(document, layer);
            coding(told, layer.id.clone(), kind, stimulus, settings)
        });
        Self {
            session: document.session.id.clone(),
            study: document.session.study.clone(),
            participant: document.participant.code.clone(),
            visit: document.session.visit,
            condition: document.condition.clone(),
            factors: document.condition_factors.clone(),
            mode: document.session.mode,
            status: document.session.status,
            started_utc: document.session.started_utc.clone(),
            codings: own.into_iter().chain(later).collect(),
            self_report: self_report(document),
            by_hand: None,
            settled: None,
            outcomes: outcomes(document),
            composites: composites(document),
            recalled_change: recalled_change(document),
            moderators: moderators(document, stimulus.map(|(film, _)| film)),
            covariates: covariates(document),
            film: stimulus.and_then(|(film, _)| film_of(document, film)),
            stimuli_sha256: stimuli(document),
            quality: QualityFacts {
                changes: changes.to_vec(),
                amendments,
                layers: finished().count(),
                ..facts(document)
            },
        }
    }
}

fn coding(
    told: Told,
    id: Id,
    kind: CodingKind,
    stimulus: Option<(&document::Film, Span)>,
    settings: &Settings,
) -> Coding {
    let (visible, coded) = (told.visible(), told.coded());
    let gap_s = settings.merge_gap_s;
    let lanes: Vec<Lane> = told.channels().map(|channel| lane(told, channel)).collect();
    let all = Levels::highest(lanes.iter().map(|lane| &lane.levels));
    let phase = |span: Span| -> Vec<Channel> {
        let lanes: Vec<Lane> = lanes.iter().map(|lane| lane.within(span)).collect();
        let any = Lane::any(&lanes);
        lanes
            .iter()
            .chain([&any])
            .map(|lane| Channel::of(&lane.channel, &lane.figures(told, span, gap_s)))
            .collect()
    };
    let whole = coded
        .iter()
        .next()
        .zip(coded.iter().next_back())
        .map(|(first, last)| (first.0, last.1));
    let signs = signs(told);
    let active = all.at_least(1).and(&visible);
    let is_coded = |span: &Span| coded.and(&Spans::new([*span])).length() > 0.0;
    let film = stimulus.filter(|(_, span)| is_coded(span));
    let sobs = film.map(|(_, span)| rhythm(&told.times(SOB, span)));
    let begun = film.map(|(film, span)| {
        // Rates divide by the time in which the face was seen, so that only onsets of that time count.
        onsets(&all, &visible, span, gap_s)
            .filter_map(|from| {
                let film_s = corrected(told, film, from, film_time(film, from)?);
                Some(Onset { film_s })
            })
            .collect()
    });
    let on_film = |spans: &Spans| film.map_or_else(Vec::new, |(film, _)| on_film(film, spans));
    Coding {
        id,
        kind,
        coder: told
            .coder
            .map_or(Id::from("nobody"), |coder| coder.id.clone()),
        criers: CrierRule::ALL
            .into_iter()
            .map(|rule| classify(rule, &signs))
            .collect(),
        stimulus: film.map_or_else(Vec::new, |(_, span)| phase(span)),
        all: whole.map_or_else(Vec::new, phase),
        sobs: sobs.map_or_else(Sobs::default, |figures| Sobs {
            count: figures.get("count"),
            rate_per_min: figures.get("rate_per_min"),
            ioi_mean_s: figures.get("ioi_mean_s"),
            cv: figures.get("cv"),
            cv2: figures.get("cv2"),
        }),
        onsets: begun.unwrap_or_default(),
        active: on_film(&active),
        visible: on_film(&visible),
    }
}

impl Channel {
    fn of(channel: &str, figures: &Figures) -> Self {
        Self {
            channel: channel.to_owned(),
            latency_s: figures.get("latency_s"),
            latency_corrected_s: figures.get("latency_corrected_s"),
            latency_strict_s: figures.get("latency_strict_s"),
            latency_strict_corrected_s: figures.get("latency_strict_corrected_s"),
            censored_at_s: figures.get("censored_at_s"),
            count: figures.get("count"),
            total_s: figures.get("total_s"),
            visible_s: figures.get("visible_s"),
            pct: figures.get("pct"),
            longest_s: figures.get("longest_s"),
            dose: figures.get("dose"),
            mean_active: figures.get("mean_active"),
            mean_phase: figures.get("mean_phase"),
            peak: figures.get("peak"),
            time_to_peak_s: figures.get("time_to_peak_s"),
        }
    }
}

/// Spans of session time on the film's own time, in order; what happened while it stood still is left out.
fn on_film(film: &document::Film, spans: &Spans) -> Vec<Span> {
    let mut told = Vec::new();
    for segment in &film.segments {
        let ran = (segment.onset_s.as_s(), segment.offset_s.as_s());
        let moved = segment.film_from_s.as_s() - ran.0;
        let within = spans.and(&Spans::new([ran]));
        told.extend(within.iter().map(|(from, to)| (from + moved, to + moved)));
    }
    Spans::new(told).iter().collect()
}

fn film_of(document: &Document, film: &document::Film) -> Option<Film> {
    let ends = film.segments.iter().map(|segment| {
        let from = segment.film_from_s.as_s();
        let ran = segment.offset_s.as_s() - segment.onset_s.as_s();
        (from, from + ran)
    });
    let (from_s, to_s) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let planned = document.protocol.stimuli.get(&film.stimulus);
    let moments = planned.map_or(&[][..], |planned| planned.moments.as_slice());
    let mut moments: Vec<FilmMoment> = moments
        .iter()
        .filter(|moment| moment.from_s < to_s && moment.to_s > from_s)
        .map(|moment| FilmMoment {
            label: moment.label.clone(),
            from_s: moment.from_s,
            to_s: moment.to_s,
        })
        .collect();
    moments.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    Some(Film {
        stimulus: film.stimulus.clone(),
        from_s,
        to_s,
        moments,
    })
}

/// Digests of what was shown until the last outcome: not of what is shown for comfort afterwards.
fn stimuli(document: &Document) -> Vec<String> {
    let last = document
        .probes
        .iter()
        .filter(|probe| probe.anchor.is_some())
        .filter_map(|probe| probe.scheduled_s.or(probe.opened_s))
        .max();
    let is_before = |onset| last.is_none_or(|last| onset <= last);
    let digests: BTreeSet<String> = document
        .films
        .iter()
        .filter(|film| film.onset_s.is_some_and(is_before))
        .filter_map(|film| {
            let mut media = document.stimuli.iter();
            let media = media.rfind(|media| media.id == film.stimulus)?;
            Some(media.sha256.clone())
        })
        .collect();
    digests.into_iter().collect()
}

/// The scores of the mood probes' instruments that are made of several items.
fn composites(document: &Document) -> Vec<Composite> {
    let mut composites: Vec<Composite> = Vec::new();
    for instrument in document.probes.iter().filter_map(|probe| {
        let instruments = &document.protocol.instruments;
        instruments.get(probe.instrument.as_ref()?)
    }) {
        for score in instrument
            .scores
            .iter()
            .filter(|score| score.items.len() > 1)
        {
            if !composites.iter().any(|known| known.score == score.id) {
                composites.push(Composite {
                    score: score.id.clone(),
                    items: score.items.clone(),
                    reversed: score.reverse.clone(),
                });
            }
        }
    }
    composites
}

/// Presence and observation at the beginning, the stimulus's resolution, and every answer outside the mood probes that is a number or a
/// choice. Of an item that was asked by several steps the last answer counts.
fn moderators(document: &Document, film: Option<&document::Film>) -> BTreeMap<String, Cell> {
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(word)) => Some(Cell::Text(word)),
        _ => None,
    };
    let setting = &document.setting;
    let mut cells = BTreeMap::new();
    cells.insert(
        "n_present".to_owned(),
        Cell::Number(f64::from(setting.n_present)),
    );
    let tags = film
        .and_then(|film| document.protocol.stimuli.get(&film.stimulus))
        .and_then(|planned| planned.tags.as_ref());
    let named = [
        (
            "relation",
            setting.relation.and_then(|x| word(serde_json::to_value(x))),
        ),
        (
            "observation",
            word(serde_json::to_value(setting.observation)),
        ),
        (
            "resolution",
            tags.and_then(|tags| tags.resolution)
                .and_then(|x| word(serde_json::to_value(x))),
        ),
    ];
    for (name, cell) in named {
        if let Some(cell) = cell {
            cells.insert(name.to_owned(), cell);
        }
    }
    for response in &document.responses {
        let item = &response.answer.item;
        let is_choice = || {
            let instruments = &document.protocol.instruments;
            let instrument = response
                .instrument
                .as_ref()
                .and_then(|id| instruments.get(id));
            let item = instrument.and_then(|own| own.items.iter().find(|own| own.id == *item));
            item.is_some_and(|item| matches!(item.scale, crate::protocol::Scale::Choice { .. }))
        };
        let cell = match &response.answer.value {
            Some(Value::Number(x)) => Some(Cell::Number(*x)),
            // Free text may name a person, and is no category.
            Some(Value::Text(chosen)) if is_choice() => Some(Cell::Text(chosen.clone())),
            _ => None,
        };
        let of_participant = document
            .protocol
            .step(&response.step)
            .is_none_or(|step| matches!(step.kind, StepKind::Questions(_)));
        if let Some(cell) = cell.filter(|_| of_participant) {
            cells.insert(item.as_str().to_owned(), cell);
        }
    }
    cells
}

fn covariates(document: &Document) -> BTreeMap<String, Cell> {
    let kept = document.participant.covariates.iter();
    kept.filter_map(|(name, value)| {
        let cell = match value {
            serde_json::Value::Number(x) => Cell::Number(x.as_f64()?),
            serde_json::Value::String(word) => Cell::Text(word.clone()),
            serde_json::Value::Bool(is) => Cell::Text(is.to_string()),
            _ => return None,
        };
        Some((name.clone(), cell))
    })
    .collect()
}

//! The coded channels of a session, phase by phase.

use super::{ChannelMeasures, Phase, PointMeasures};
use crate::measure::crier::{Crier, CrierRule, Signs, classify};
use crate::measure::figures::{Figures, ratio};
use crate::measure::level::{Levels, STRICT};
use crate::measure::rhythm::rhythm;
use crate::measure::spans::{Span, Spans};
use crate::measure::together::{combinations, pairs};
use crate::protocol::{Id, NOT_VISIBLE};
use crate::record::Document;

/// Point events of this code are sobs.
const SOB: &str = "sob";
/// The channel of tears.
const TEARS: &str = "tears";
/// All channels together.
const ANY: &str = "any";
/// The whole time in which coding was on.
const ALL: &str = "all";

pub(super) fn phases(document: &Document) -> Vec<Phase> {
    let visible = visible(document);
    let phase = |(name, span): (String, Span)| {
        let seen = visible.and(&Spans::new([span]));
        phase(document, name, span, &seen)
    };
    spans(document).into_iter().map(phase).collect()
}

/// Films in their order, the time after each, and the whole of coding.
fn spans(document: &Document) -> Vec<(String, Span)> {
    let coded = coded(document);
    let (Some(first), Some(last)) = (coded.iter().next(), coded.iter().next_back()) else {
        return Vec::new();
    };
    let films: Vec<(&str, Span)> = films(document).collect();
    let mut spans = Vec::new();
    for (n, (step, film)) in films.iter().enumerate() {
        let until = films.get(n + 1).map_or(last.1, |(_, next)| next.0);
        spans.push(((*step).to_owned(), *film));
        spans.push((format!("after_{step}"), (film.1, until)));
    }
    spans.retain(|(_, span)| coded.and(&Spans::new([*span])).length() > 0.0);
    spans.push((ALL.to_owned(), (first.0, last.1)));
    spans
}

fn films(document: &Document) -> impl Iterator<Item = (&str, Span)> {
    document.films.iter().filter_map(|film| {
        let end = film
            .offset_s
            .or(film.segments.last().map(|segment| segment.offset_s))?;
        Some((film.step.as_str(), (film.onset_s?.as_s(), end.as_s())))
    })
}

fn phase(document: &Document, name: String, span: Span, seen: &Spans) -> Phase {
    let inside = Spans::new([span]).and(seen);
    let channels: Vec<(String, Levels)> = channels(document)
        .map(|(channel, _)| {
            (
                channel.to_owned(),
                levels(document, channel).within(&inside),
            )
        })
        .collect();
    let active: Vec<(String, Spans)> = channels
        .iter()
        .map(|(channel, levels)| (channel.clone(), levels.at_least(1)))
        .collect();
    let any = (ANY.to_owned(), highest(&channels));
    let onset = |levels: &Levels| levels.at_least(STRICT).iter().next().map(|(from, _)| from);
    let leading = channels
        .iter()
        .filter_map(|(channel, levels)| Some((onset(levels)?, channel)))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, channel)| channel.clone());
    Phase {
        phase: name,
        from_s: span.0,
        to_s: span.1,
        leading,
        pairs: pairs(&active),
        combinations: combinations(&active),
        sobs: rhythm(&times(document, SOB, span)),
        points: points(document, span, seen.length()),
        channels: channels
            .into_iter()
            .chain([any])
            .map(|(channel, levels)| ChannelMeasures {
                figures: levels.measures(span, seen, late_s(document, &channel, span)),
                channel,
            })
            .collect(),
    }
}

/// By how much the first onset within the span was coded late: the coder's reaction lag on the channel, less what the coder moved
/// it afterwards.
fn late_s(document: &Document, channel: &str, span: Span) -> f64 {
    let first = document
        .coding
        .iter()
        .filter(|bout| match bout.channel.as_str() {
            NOT_VISIBLE => false,
            other => channel == ANY || other == channel,
        })
        .find(|bout| (span.0..span.1).contains(&bout.onset_s.as_s()));
    let corrected = first.map(|bout| bout.onset_s.as_s() - bout.onset_corrected_s.as_s());
    let lag_s = || {
        let coder = document.coders.first();
        coder.map_or(0.0, |coder| coder.lag_of(&Id::from(channel)))
    };
    corrected.unwrap_or_else(lag_s)
}

/// The highest level of any channel at each time.
fn highest(channels: &[(String, Levels)]) -> Levels {
    let either = |level| {
        let spans = channels.iter().map(|(_, levels)| levels.at_least(level));
        spans.fold(Spans::default(), |all, spans| all.or(&spans))
    };
    let peak = channels.iter().map(|(_, levels)| levels.peak()).max();
    let pieces = (1..=peak.unwrap_or(0)).flat_map(|level| {
        let exactly = either(level).without(&either(level.saturating_add(1)));
        let exactly: Vec<Span> = exactly.iter().collect();
        exactly.into_iter().map(move |(from, to)| (from, to, level))
    });
    Levels::new(pieces)
}

fn points(document: &Document, span: Span, seen: f64) -> Vec<PointMeasures> {
    let codes = document
        .protocol
        .coding
        .points
        .iter()
        .map(|point| point.id.as_str());
    let measure = |code: &str| {
        let count = times(document, code, span).len() as f64;
        let mut figures = Figures::default();
        figures.push("count", Ok(count));
        figures.push(
            "rate_per_min",
            ratio(60.0 * count, seen, "the participant was never visible"),
        );
        PointMeasures {
            code: code.to_owned(),
            figures,
        }
    };
    codes.map(measure).collect()
}

fn times(document: &Document, code: &str, (from, to): Span) -> Vec<f64> {
    let points = document.points.iter().filter(|point| point.code == *code);
    points
        .map(|point| point.t_s.as_s())
        .filter(|t| (from..=to).contains(t))
        .collect()
}

/// The channels of crying with their highest levels.
fn channels(document: &Document) -> impl Iterator<Item = (&str, u8)> {
    let channels = document.protocol.coding.channels.iter();
    channels
        .map(|channel| (channel.id.as_str(), channel.levels))
        .filter(|(id, _)| *id != NOT_VISIBLE)
}

/// A channel's levels over the whole session, as the live coder coded them.
fn levels(document: &Document, channel: &str) -> Levels {
    let bouts = document
        .coding
        .iter()
        .filter(|bout| bout.channel == *channel);
    Levels::new(bouts.flat_map(|bout| {
        let ends = bout
            .levels
            .iter()
            .skip(1)
            .map(|level| level.t_s)
            .chain([bout.offset_s]);
        bout.levels
            .iter()
            .zip(ends)
            .map(|(level, end)| (level.t_s.as_s(), end.as_s(), level.level))
    }))
}

fn coded(document: &Document) -> Spans {
    Spans::new(
        document
            .coded
            .iter()
            .map(|span| (span.onset_s.as_s(), span.offset_s.as_s())),
    )
}

/// When coding was on and the participant could be seen.
fn visible(document: &Document) -> Spans {
    coded(document).without(&levels(document, NOT_VISIBLE).at_least(1))
}

/// By the default rule, from the first coded film's onset to the end of coding.
pub(in crate::measure) fn crier(document: &Document) -> Crier {
    let coded = coded(document);
    let stimulus = films(document)
        .map(|(_, span)| span)
        .find(|span| coded.and(&Spans::new([*span])).length() > 0.0);
    let (Some(stimulus), Some(last)) = (stimulus, coded.iter().next_back()) else {
        return classify(CrierRule::TearsStrict, &Signs::default());
    };
    let film = Spans::new([stimulus]);
    let since = Spans::new([(stimulus.0, last.1)]);
    let channel = |(id, highest): (&str, u8)| (levels(document, id).within(&since), highest);
    let signs = Signs {
        tears: channels(document).find(|(id, _)| *id == TEARS).map(channel),
        others: channels(document)
            .filter(|(id, _)| *id != TEARS)
            .map(channel)
            .collect(),
        visible: ratio(visible(document).and(&film).length(), film.length(), "")
            .unwrap_or_default(),
        self_report: None,
    };
    classify(CrierRule::TearsStrict, &signs)
}

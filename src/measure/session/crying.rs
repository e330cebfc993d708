//! The coded channels of a session, phase by phase.

use super::moments::lags;
use super::told::{ANY, SOB, Told, films};
use super::{ChannelMeasures, CryingOnset, Phase, PointMeasures};
use crate::measure::figures::{Figures, ratio};
use crate::measure::level::{Levels, STRICT};
use crate::measure::rhythm::{rhythm, thirds};
use crate::measure::spans::{Span, Spans};
use crate::measure::together::{combinations, pairs};
use crate::protocol::NOT_VISIBLE;

/// The whole time in which coding was on.
const ALL: &str = "all";

pub(super) fn phases(told: Told, gap_s: f64) -> Vec<Phase> {
    let visible = told.visible();
    let channels: Vec<(String, Levels)> = told
        .channels()
        .map(|(channel, _)| (channel.to_owned(), told.levels(channel)))
        .collect();
    spans(told)
        .into_iter()
        .map(|(name, span)| phase(told, name, span, &channels, &visible, gap_s))
        .collect()
}

/// Films in their order, the time after each, and the whole of coding.
fn spans(told: Told) -> Vec<(String, Span)> {
    let coded = told.coded();
    let (Some(first), Some(last)) = (coded.iter().next(), coded.iter().next_back()) else {
        return Vec::new();
    };
    let films: Vec<(&str, Span)> = films(told.document)
        .map(|(film, span)| (film.step.as_str(), span))
        .collect();
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

fn phase(
    told: Told,
    name: String,
    span: Span,
    channels: &[(String, Levels)],
    visible: &Spans,
    gap_s: f64,
) -> Phase {
    let seen = visible.and(&Spans::new([span]));
    let channels: Vec<(String, Levels)> = channels
        .iter()
        .map(|(channel, levels)| (channel.clone(), levels.within(&seen)))
        .collect();
    let active: Vec<(String, Spans)> = channels
        .iter()
        .map(|(channel, levels)| (channel.clone(), levels.at_least(1)))
        .collect();
    let any = Levels::highest(channels.iter().map(|(_, levels)| levels));
    let sobs = told.times(SOB, span);
    Phase {
        phase: name,
        from_s: span.0,
        to_s: span.1,
        leading: first(&channels, STRICT).map(|(_, channel)| channel.to_owned()),
        onset: onset(&channels, span),
        pairs: pairs(&active),
        combinations: combinations(&active),
        sobs: rhythm(&sobs),
        sob_thirds: thirds(&sobs),
        points: points(told, span, seen.length()),
        moments: lags(told, span, &any, gap_s),
        channels: channels
            .into_iter()
            .chain([(ANY.to_owned(), any)])
            .map(|(channel, levels)| ChannelMeasures {
                figures: levels.measures(span, &seen, late_s(told, &channel, span), gap_s),
                channel,
            })
            .collect(),
    }
}

/// The first instant at which a channel was at `level` or above, and which.
fn first(channels: &[(String, Levels)], level: u8) -> Option<(f64, &str)> {
    let onset = |levels: &Levels| levels.at_least(level).iter().next().map(|(from, _)| from);
    channels
        .iter()
        .filter_map(|(channel, levels)| Some((onset(levels)?, channel.as_str())))
        .min_by(|a, b| a.0.total_cmp(&b.0))
}

/// The earliest strict onset of any channel; without any, the earliest at level 1, marked (SCIENCE.md 4.2).
fn onset(channels: &[(String, Levels)], span: Span) -> Option<CryingOnset> {
    let strict = first(channels, STRICT);
    let (t, channel) = strict.or_else(|| first(channels, 1))?;
    Some(CryingOnset {
        onset_s: t,
        latency_s: t - span.0,
        subthreshold: strict.is_none(),
        channel: channel.to_owned(),
    })
}

/// By how much the first onset within the span was coded late: the coder's reaction lag on the channel, less what the coder moved
/// it afterwards.
fn late_s(told: Told, channel: &str, span: Span) -> f64 {
    let first = told
        .coding
        .iter()
        .filter(|bout| match bout.channel.as_str() {
            NOT_VISIBLE => false,
            other => channel == ANY || other == channel,
        })
        .find(|bout| (span.0..span.1).contains(&bout.onset_s.as_s()));
    let corrected = first.map(|bout| bout.onset_s.as_s() - bout.onset_corrected_s.as_s());
    corrected.unwrap_or_else(|| told.lag_s(channel))
}

fn points(told: Told, span: Span, seen: f64) -> Vec<PointMeasures> {
    let codes = told
        .document
        .protocol
        .coding
        .points
        .iter()
        .map(|point| point.id.as_str());
    let measure = |code: &str| {
        let count = told.times(code, span).len() as f64;
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

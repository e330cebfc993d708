//! The coded channels of a session, phase by phase.

use super::lane::{Lane, lane};
use super::moments::lags;
use super::told::{SOB, Told, films};
use super::{ChannelMeasures, CryingOnset, Phase, PointMeasures};
use crate::measure::figures::{Figures, ratio};
use crate::measure::level::Levels;
use crate::measure::rhythm::{rhythm, thirds};
use crate::measure::spans::{Span, Spans};
use crate::measure::together::{combinations, pairs};

/// The whole time in which coding was on.
const ALL: &str = "all";

pub(super) fn phases(told: Told, gap_s: f64) -> Vec<Phase> {
    let lanes: Vec<Lane> = told.channels().map(|channel| lane(told, channel)).collect();
    let all = Levels::highest(lanes.iter().map(|lane| &lane.levels));
    spans(told)
        .into_iter()
        .map(|(name, span)| phase(told, name, span, &lanes, &all, gap_s))
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
        // What was not reached is censored where coding ended, not where another film began.
        let coded = coded.and(&Spans::new([(film.1, until)]));
        let until = coded.iter().next_back().map_or(film.1, |(_, to)| to);
        spans.push((format!("after_{step}"), (film.1, until)));
    }
    spans.retain(|(_, span)| coded.and(&Spans::new([*span])).length() > 0.0);
    spans.push((ALL.to_owned(), (first.0, last.1)));
    spans
}

fn phase(told: Told, name: String, span: Span, lanes: &[Lane], all: &Levels, gap_s: f64) -> Phase {
    let lanes: Vec<Lane> = lanes.iter().map(|lane| lane.within(span)).collect();
    // What was alone can be told only while every channel could be coded.
    let whole = lanes.iter().map(|lane| &lane.codable);
    let whole = whole.fold(Spans::new([span]), |all, own| all.and(own));
    let active: Vec<(String, Spans)> = lanes
        .iter()
        .map(|lane| (lane.channel.clone(), lane.levels.at_least(1).and(&whole)))
        .collect();
    let sobs = told.times(SOB, span);
    let coded = told.coded().and(&Spans::new([span])).length();
    let any = Lane::any(&lanes);
    Phase {
        phase: name,
        from_s: span.0,
        to_s: span.1,
        leading: first(&lanes, |lane| lane.strict).map(|(_, channel)| channel.to_owned()),
        onset: onset(&lanes, span),
        pairs: pairs(&active),
        combinations: combinations(&active),
        sobs: rhythm(&sobs),
        sob_thirds: thirds(&sobs),
        points: points(told, span, coded),
        moments: lags(told, span, all, &any.codable, gap_s),
        channels: lanes
            .iter()
            .chain([&any])
            .map(|lane| ChannelMeasures {
                channel: lane.channel.clone(),
                figures: lane.figures(told, span, gap_s),
            })
            .collect(),
    }
}

/// The first instant at which a channel was at its level of this kind or above, and which.
fn first(lanes: &[Lane], level: impl Fn(&Lane) -> u8) -> Option<(f64, &str)> {
    let onset = |lane: &Lane| lane.levels.at_least(level(lane)).iter().next();
    lanes
        .iter()
        .filter_map(|lane| Some((onset(lane)?.0, lane.channel.as_str())))
        .min_by(|a, b| a.0.total_cmp(&b.0))
}

/// The earliest strict onset of any channel; without any, the earliest at level 1, marked (SCIENCE.md 4.2).
fn onset(lanes: &[Lane], span: Span) -> Option<CryingOnset> {
    let strict = first(lanes, |lane| lane.strict);
    let (t, channel) = strict.or_else(|| first(lanes, |_| 1))?;
    Some(CryingOnset {
        onset_s: t,
        latency_s: t - span.0,
        subthreshold: strict.is_none(),
        channel: channel.to_owned(),
    })
}

fn points(told: Told, span: Span, coded: f64) -> Vec<PointMeasures> {
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
            ratio(60.0 * count, coded, "nothing was coded"),
        );
        PointMeasures {
            code: code.to_owned(),
            figures,
        }
    };
    codes.map(measure).collect()
}

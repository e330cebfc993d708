//! A session as one coder tells it: the first coding, or a layer over the same document.

use crate::measure::level::Levels;
use crate::measure::spans::{Span, Spans};
use crate::protocol::{Id, NOT_VISIBLE};
use crate::record::Document;
use crate::record::document::{Bout, CodedSpan, Film, PointRow};
use crate::record::layers::{Kind, Layer};
use crate::session::Coder;

/// Point events of this code are sobs.
pub(in crate::measure) const SOB: &str = "sob";
/// All channels of crying together: crying of any kind.
pub const ANY: &str = "any";

/// A session as one coder tells it.
#[derive(Clone, Copy)]
pub(in crate::measure) struct Told<'d> {
    pub document: &'d Document,
    pub coding: &'d [Bout],
    pub points: &'d [PointRow],
    pub spans: &'d [CodedSpan],
    pub coder: Option<&'d Coder>,
    /// Whether it is a layer: its lag goes with the speed of its video.
    pub is_layer: bool,
}

impl<'d> Told<'d> {
    pub fn first(document: &'d Document) -> Self {
        Self {
            document,
            coding: &document.coding,
            points: &document.points,
            spans: &document.coded,
            coder: document.coders.first(),
            is_layer: false,
        }
    }

    /// A layer over the same document. A consensus that does not say what it covers is of all that was coded.
    pub fn layer(document: &'d Document, layer: &'d Layer) -> Self {
        let spans = match layer.kind {
            Kind::Consensus if !layer.tells_watched => &document.coded,
            Kind::Consensus | Kind::Coding => &layer.coded,
        };
        Self {
            document,
            coding: &layer.coding,
            points: &layer.points,
            spans,
            coder: Some(&layer.coder),
            is_layer: true,
        }
    }

    /// The channels of crying with their highest levels.
    pub fn channels(self) -> impl Iterator<Item = (&'d str, u8)> {
        let channels = self.document.protocol.coding.channels.iter();
        channels
            .map(|channel| (channel.id.as_str(), channel.levels))
            .filter(|(id, _)| *id != NOT_VISIBLE)
    }

    /// A channel's levels over the whole session.
    pub fn levels(self, channel: &str) -> Levels {
        let bouts = self.coding.iter().filter(|bout| bout.channel == *channel);
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

    /// When coding was on.
    pub fn coded(self) -> Spans {
        Spans::new(
            self.spans
                .iter()
                .map(|span| (span.onset_s.as_s(), span.offset_s.as_s())),
        )
    }

    /// When coding was on and the participant's face could be seen.
    pub fn visible(self) -> Spans {
        self.coded().without(&self.levels(NOT_VISIBLE).at_least(1))
    }

    /// When this channel could be coded: a hidden face is missing time for what the face shows (SCIENCE.md 4.2).
    pub fn codable(self, channel: &str) -> Spans {
        if self.document.protocol.coding.needs_face(channel) {
            self.visible()
        } else {
            self.coded()
        }
    }

    /// When points of this code were given within the span.
    pub fn times(self, code: &str, (from, to): Span) -> Vec<f64> {
        let points = self.points.iter().filter(|point| point.code == *code);
        points
            .map(|point| point.t_s.as_s())
            .filter(|t| (from..=to).contains(t))
            .collect()
    }

    /// The coder's reaction lag on a channel, in seconds.
    pub fn lag_s(self, channel: &str) -> f64 {
        self.coder
            .map_or(0.0, |coder| coder.lag_of(&Id::from(channel)))
    }
}

/// The films that were really shown, with their onsets and ends.
pub(in crate::measure) fn films(document: &Document) -> impl Iterator<Item = (&Film, Span)> {
    document.films.iter().filter_map(|film| {
        let end = film
            .offset_s
            .or(film.segments.last().map(|segment| segment.offset_s))?;
        Some((film, (film.onset_s?.as_s(), end.as_s())))
    })
}

/// The film that the delays count from where it was coded; else the first coded film, and where nothing was coded the first film.
pub(in crate::measure) fn stimulus_film<'d>(told: Told<'d>) -> Option<(&'d Film, Span)> {
    let coded = told.coded();
    let is_coded = |span: Span| coded.and(&Spans::new([span])).length() > 0.0;
    let anchors: Vec<&Id> = told
        .document
        .probes
        .iter()
        .filter_map(|probe| probe.anchor_step.as_ref())
        .collect();
    let is_anchor = |film: &Film| anchors.contains(&&film.step);
    let find = |wanted: &dyn Fn(&Film, Span) -> bool| {
        films(told.document).find(|(film, span)| wanted(film, *span))
    };
    find(&|film, span| is_anchor(film) && is_coded(span))
        .or_else(|| find(&|_, span| is_coded(span)))
        .or_else(|| find(&|film, _| is_anchor(film)))
        .or_else(|| find(&|_, _| true))
}

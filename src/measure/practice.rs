//! Coding practice: a coder's bouts held against what is known to happen in a clip (SCIENCE.md 4.4).

use serde::Serialize;

use super::quantile::quantile;
use crate::protocol::{Channel, Id, KnownBout, NOT_VISIBLE, Sense};
use crate::record::Document;
use crate::record::document::{Bout, Film};

/// A bout that begins up to this long after the clip's end may still answer it, in seconds.
const LATE_S: f64 = 3.0;

/// How well a coder saw what happens in the practice clips of a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Practice {
    /// One entry for each channel in which something happens or something was coded, in the scheme's order.
    pub channels: Vec<ChannelPractice>,
}

/// One channel of a practice. Differences are coded less known: positive is late.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelPractice {
    /// The channel.
    pub channel: Id,
    /// Its name in words.
    pub label: String,
    /// Whether it is seen or heard.
    pub sense: Sense,
    /// Known bouts that were shown.
    pub known: usize,
    /// Known bouts that were coded.
    pub hits: usize,
    /// Known bouts that were not.
    pub missed: usize,
    /// Coded bouts that belong to no known one.
    pub extra: usize,
    /// Onset as it was coded, less the known one; null without any.
    pub onset_s: Option<Middle>,
    /// The same after the coder's reaction lag is taken off.
    pub onset_corrected_s: Option<Middle>,
    /// Offset as it was coded, less the known one; censored bouts are left out.
    pub offset_s: Option<Middle>,
    /// In how many hits the highest coded level is the known one.
    pub levels_right: usize,
}

/// The middle of some values: median and interquartile range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Middle {
    /// How many values.
    pub n: usize,
    /// Their median.
    pub median_s: f64,
    /// Third quartile less the first.
    pub iqr_s: f64,
}

/// Median and interquartile range (quartiles by linear interpolation, Hyndman and Fan's type 7); `None` of no values.
pub fn middle(values: &[f64]) -> Option<Middle> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let quantile = |part| quantile(&sorted, part);
    Some(Middle {
        n: sorted.len(),
        median_s: quantile(0.5)?,
        iqr_s: quantile(0.75)? - quantile(0.25)?,
    })
}

/// The practice of a session; `None` when its protocol is not for coders, or none of its clips was shown.
pub fn practice(document: &Document) -> Option<Practice> {
    if !document.protocol.is_for_coders() {
        return None;
    }
    let shown: Vec<(&Film, &[KnownBout])> = document
        .films
        .iter()
        .filter_map(|film| {
            let stimulus = document.protocol.stimuli.get(&film.stimulus)?;
            let known = stimulus.known.as_slice();
            (film.onset_s.is_some() && !known.is_empty()).then_some((film, known))
        })
        .collect();
    if shown.is_empty() {
        return None;
    }
    let channels = document.protocol.coding.channels.iter();
    let told = channels
        .filter(|channel| channel.id.as_str() != NOT_VISIBLE)
        .map(|channel| of_channel(document, channel, &shown))
        .filter(|told| told.known + told.extra > 0)
        .collect();
    Some(Practice { channels: told })
}

impl ChannelPractice {
    /// One sentence, such as "Tears: 3 of 4 seen, onset 0.62 s late in the median, 1 coded that is not there."
    pub fn sentence(&self) -> String {
        let verb = match self.sense {
            Sense::Seen => "seen",
            Sense::Heard => "heard",
        };
        let mut parts = Vec::new();
        if self.known > 0 {
            parts.push(format!("{} of {} {verb}", self.hits, self.known));
        }
        if let Some(onset) = self.onset_s {
            parts.push(format!("onset {} in the median", apart(onset.median_s)));
        }
        match self.extra {
            0 => {}
            1 => parts.push("1 coded that is not there".to_owned()),
            n => parts.push(format!("{n} coded that are not there")),
        }
        format!("{}: {}.", self.label, parts.join(", "))
    }
}

/// A difference in words, as `0.62 s late`.
pub fn apart(s: f64) -> String {
    let side = if s < 0.0 { "early" } else { "late" };
    format!("{:.2} s {side}", s.abs())
}

/// A known bout as it was shown, in session seconds. A border that fell outside what was shown is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    from_s: f64,
    to_s: f64,
    from_known: bool,
    to_known: bool,
    level: u8,
}

fn of_channel(
    document: &Document,
    channel: &Channel,
    shown: &[(&Film, &[KnownBout])],
) -> ChannelPractice {
    let lag_s = document
        .coders
        .first()
        .map_or(0.0, |coder| coder.lag_of(&channel.id));
    let mut known: Vec<Shown> = Vec::new();
    for (film, bouts) in shown {
        let of_channel = bouts.iter().filter(|bout| bout.channel == channel.id);
        known.extend(of_channel.filter_map(|bout| as_shown(film, bout)));
    }
    known.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    let coded: Vec<&Bout> = document
        .coding
        .iter()
        .filter(|bout| bout.channel == channel.id && answers_any(bout, shown))
        .collect();
    let spans: Vec<(f64, f64)> = coded
        .iter()
        .map(|bout| (bout.onset_s.as_s() - lag_s, bout.offset_s.as_s() - lag_s))
        .collect();
    let known_spans: Vec<(f64, f64)> = known.iter().map(|bout| (bout.from_s, bout.to_s)).collect();
    let pairs: Vec<(&Shown, &Bout)> = link(&known_spans, &spans)
        .into_iter()
        .filter_map(|(i, j)| Some((known.get(i)?, *coded.get(j)?)))
        .collect();
    let onsets: Vec<f64> = pairs
        .iter()
        .filter(|(known, _)| known.from_known)
        .map(|(known, bout)| bout.onset_s.as_s() - known.from_s)
        .collect();
    let corrected: Vec<f64> = onsets.iter().map(|onset| onset - lag_s).collect();
    let offsets: Vec<f64> = pairs
        .iter()
        .filter(|(known, bout)| known.to_known && !bout.censored)
        .map(|(known, bout)| bout.offset_s.as_s() - known.to_s)
        .collect();
    let peak = |bout: &Bout| bout.levels.iter().map(|level| level.level).max();
    ChannelPractice {
        channel: channel.id.clone(),
        label: channel.label.as_ref().map_or_else(
            || channel.id.to_string(),
            |label| label.get("en").to_owned(),
        ),
        sense: channel.sense,
        known: known.len(),
        hits: pairs.len(),
        missed: known.len() - pairs.len(),
        extra: coded.len() - pairs.len(),
        onset_s: middle(&onsets),
        onset_corrected_s: middle(&corrected),
        offset_s: middle(&offsets),
        levels_right: pairs
            .iter()
            .filter(|(known, bout)| peak(bout) == Some(known.level))
            .count(),
    }
}

/// Where in the session a known bout was shown; pauses lengthen it. `None` when no part of it was.
fn as_shown(film: &Film, bout: &KnownBout) -> Option<Shown> {
    let parts: Vec<(f64, f64, f64)> = film
        .segments
        .iter()
        .filter_map(|segment| {
            let film_from = segment.film_from_s.as_s();
            let length = (segment.offset_s - segment.onset_s).0 as f64 / 1e6;
            let from = bout.from_s.max(film_from);
            let to = bout.to_s.min(film_from + length);
            (from < to).then_some((from, to, segment.onset_s.as_s() - film_from))
        })
        .collect();
    let (first, last) = (parts.first()?, parts.last()?);
    Some(Shown {
        from_s: first.0 + first.2,
        to_s: last.1 + last.2,
        from_known: first.0 == bout.from_s,
        to_known: last.1 == bout.to_s,
        level: bout.level,
    })
}

fn answers_any(bout: &Bout, shown: &[(&Film, &[KnownBout])]) -> bool {
    let onset = bout.onset_s.as_s();
    shown.iter().any(|(film, _)| {
        let from = film.onset_s.map_or(f64::INFINITY, |t| t.as_s());
        let ends = film.segments.iter().map(|part| part.offset_s.as_s());
        let to = ends.fold(from, f64::max);
        (from..=to + LATE_S).contains(&onset)
    })
}

/// Links spans of two sorted lists one to one and in order: as many that overlap as can be, and of those ways the one in
/// which they share most time.
fn link(known: &[(f64, f64)], coded: &[(f64, f64)]) -> Vec<(usize, usize)> {
    let shared = |i: usize, j: usize| match (known.get(i), coded.get(j)) {
        (Some(a), Some(b)) => a.1.min(b.1) - a.0.max(b.0),
        _ => 0.0,
    };
    // best[i][j]: how many of the first i known and the first j coded spans are linked, and the time that they share.
    let mut best = vec![vec![(0_usize, 0.0_f64); coded.len() + 1]; known.len() + 1];
    let at = |best: &[Vec<(usize, f64)>], i: usize, j: usize| {
        let row = best.get(i);
        row.and_then(|row| row.get(j)).copied().unwrap_or_default()
    };
    let better = |a: (usize, f64), b: (usize, f64)| if b > a { b } else { a };
    for i in 1..=known.len() {
        for j in 1..=coded.len() {
            let mut most = better(at(&best, i - 1, j), at(&best, i, j - 1));
            let time = shared(i - 1, j - 1);
            if time > 0.0 {
                let before = at(&best, i - 1, j - 1);
                most = better(most, (before.0 + 1, before.1 + time));
            }
            if let Some(cell) = best.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = most;
            }
        }
    }
    let (mut i, mut j) = (known.len(), coded.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = at(&best, i, j);
        if here == at(&best, i - 1, j) {
            i -= 1;
        } else if here == at(&best, i, j - 1) {
            j -= 1;
        } else {
            pairs.push((i - 1, j - 1));
            (i, j) = (i - 1, j - 1);
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests;

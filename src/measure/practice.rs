//! Coding practice: a coder's bouts held against what is known to happen in a clip (SCIENCE.md 4.4).

use serde::Serialize;

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
    let quantile = |part: f64| {
        let place = part * (sorted.len().checked_sub(1)?) as f64;
        let low = *sorted.get(place.floor() as usize)?;
        let high = *sorted.get(place.ceil() as usize)?;
        Some(low + (high - low) * place.fract())
    };
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
mod tests {
    use super::*;
    use crate::record::testing::Script;
    use crate::session::{BoutEnd, Event, Fact, FilmStats, Presented};
    use crate::time::FilmTime;

    /// A session whose film runs from 10 s (media time 50 s) to 40 s (media time 80 s).
    struct Told(Script, u64);

    impl Told {
        fn new(known: serde_json::Value) -> Self {
            let mut script = Script::begun();
            if let Some(Event {
                fact: Fact::SessionStarted { header },
                ..
            }) = script.0.first_mut()
            {
                header.coder.lag_s = 0.5;
                let known = serde_json::from_value(known).unwrap();
                header.protocol.stimuli.get_mut("sad").unwrap().known = known;
                let is_probe = |id: &Id| id.as_str().starts_with('m');
                header.protocol.steps.retain(|step| !is_probe(&step.id));
            }
            let (step, stimulus) = (Id::from("film"), Id::from("sad"));
            let film = FilmTime::from_s(50.0);
            script.at(
                10.0,
                Fact::MediaOnset {
                    step,
                    stimulus,
                    film,
                },
            );
            Self(script, 0)
        }

        /// A bout that opens at level 1 and reaches `level` a tenth of a second later.
        fn bout(&mut self, from: f64, to: f64, level: u8) -> &mut Self {
            self.1 += 1;
            let bout = self.1;
            self.0.at(
                from,
                Fact::BoutOpened {
                    bout,
                    channel: "tears".into(),
                    level: 1,
                    key: "J".into(),
                    held: true,
                },
            );
            if level > 1 {
                self.0.at(from + 0.1, Fact::LevelSet { bout, level });
            }
            let by = BoutEnd::Release;
            self.0.at(to, Fact::BoutClosed { bout, by });
            self
        }

        fn tears(&mut self) -> ChannelPractice {
            self.0.at(
                40.0,
                Fact::MediaEnded {
                    step: "film".into(),
                    stimulus: "sad".into(),
                    film: FilmTime::from_s(80.0),
                    how: Presented::Whole,
                    stats: FilmStats::default(),
                },
            );
            let document = Document::from_events(&self.0.0).unwrap();
            let mut told = practice(&document).unwrap();
            assert_eq!(told.channels.len(), 1);
            told.channels.remove(0)
        }
    }

    fn known(spans: &[(f64, f64, u8)]) -> serde_json::Value {
        let bout = |(from, to, level): &(f64, f64, u8)| serde_json::json!({"channel": "tears", "from_s": from, "to_s": to, "level": level});
        spans.iter().map(bout).collect()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn bouts_are_held_against_known_ones_worked_out_by_hand() {
        // Known at session time 12–14, 16–18, 20–22 and 30–34; the third is missed and 25–26 is not there.
        let known = known(&[
            (52.0, 54.0, 2),
            (56.0, 58.0, 1),
            (60.0, 62.0, 1),
            (70.0, 74.0, 3),
        ]);
        let mut told = Told::new(known);
        told.bout(12.6, 14.4, 2)
            .bout(16.4, 18.8, 1)
            .bout(25.0, 26.0, 1)
            .bout(31.0, 34.6, 2);
        let tears = told.tears();
        assert_eq!((tears.known, tears.hits), (4, 3));
        assert_eq!((tears.missed, tears.extra), (1, 1));
        // Onsets are 0.6, 0.4 and 1.0 late: median 0.6, quartiles 0.5 and 0.8.
        let onset = tears.onset_s.unwrap();
        assert!(
            near(onset.median_s, 0.6) && near(onset.iqr_s, 0.3),
            "{onset:?}"
        );
        // The lag is 0.5 s.
        let corrected = tears.onset_corrected_s.unwrap();
        assert!(near(corrected.median_s, 0.1) && near(corrected.iqr_s, 0.3));
        // Offsets are 0.4, 0.8 and 0.6 late.
        let offset = tears.offset_s.unwrap();
        assert!(
            near(offset.median_s, 0.6) && near(offset.iqr_s, 0.2),
            "{offset:?}"
        );
        assert_eq!(tears.levels_right, 2, "3 was coded as 2");
        assert_eq!(
            tears.sentence(),
            "tears: 3 of 4 seen, onset 0.60 s late in the median, 1 coded that is not there."
        );
    }

    #[test]
    fn one_long_bout_is_one_hit_not_four() {
        let known = known(&[(52.0, 53.0, 1), (54.0, 56.0, 1), (57.0, 58.0, 1)]);
        let tears = Told::new(known).bout(12.5, 19.0, 1).tears();
        assert_eq!((tears.hits, tears.missed, tears.extra), (1, 2, 0));
        // It is linked with the longest: 14–16.
        assert!(near(tears.onset_s.unwrap().median_s, -1.5));
        assert!(tears.sentence().contains("1.50 s early"));
    }

    #[test]
    fn a_chain_of_short_bouts_is_linked_in_order() {
        // Each coded bout, its lag taken off, shares more with the next known one than is left for its own.
        let known_spans = [(0.0, 1.0), (1.2, 2.2)];
        let coded = [(0.8, 1.9), (2.0, 2.6)];
        assert_eq!(link(&known_spans, &coded), [(0, 0), (1, 1)]);
        assert_eq!(link(&known_spans, &[]), []);
        assert_eq!(
            link(&[(0.0, 1.0)], &[(1.0, 2.0)]),
            [],
            "touching is no overlap"
        );
    }

    #[test]
    fn what_was_not_shown_is_not_missed() {
        // The clip began at 50 s, so the first bout was never there and the second one's onset is not known.
        let known = known(&[(40.0, 45.0, 1), (48.0, 53.0, 1), (90.0, 95.0, 1)]);
        let tears = Told::new(known).bout(10.9, 13.5, 1).tears();
        assert_eq!((tears.known, tears.hits, tears.extra), (1, 1, 0));
        assert_eq!(tears.onset_s, None);
        assert!(near(tears.offset_s.unwrap().median_s, 0.5));
    }

    #[test]
    fn a_session_of_a_participant_is_no_practice() {
        let events = crate::record::testing::whole();
        let mut document = Document::from_events(&events).unwrap();
        let bouts = known(&[(20.0, 30.0, 1)]);
        let known = serde_json::from_value(bouts).unwrap();
        document.protocol.stimuli.get_mut("sad").unwrap().known = known;
        assert_eq!(
            practice(&document),
            None,
            "the coder watched the participant"
        );
        document
            .protocol
            .steps
            .retain(|step| !step.id.as_str().starts_with('m'));
        assert!(practice(&document).is_some());
    }

    #[test]
    fn quartiles_are_interpolated() {
        let told = middle(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((told.n, told.median_s, told.iqr_s), (4, 2.5, 1.5));
        assert_eq!(middle(&[7.0]).unwrap().iqr_s, 0.0);
        assert_eq!(middle(&[]), None);
        assert_eq!(middle(&[f64::NAN]), None);
    }
}

//! The level function of one channel, and what is computed from it (SCIENCE.md 5.2).

use std::collections::BTreeMap;

use super::figures::{Figure, Figures, ratio};
use super::spans::{Span, Spans};

/// Bits of behaviour shorter than this are taken for slips, in seconds.
pub const LEAST_S: f64 = 1.0;
/// Bouts less than this apart are one, in seconds.
pub const MERGE_GAP_S: f64 = 10.0;
/// From this level on an onset is strict.
pub const STRICT: u8 = 2;

/// From which level on an onset is strict in a channel with this highest level: one that has a single level is strict at it.
pub fn strict_of(highest: u8) -> u8 {
    STRICT.min(highest.max(1))
}

/// By how much onsets were coded late, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Late {
    /// The first onset.
    pub onset_s: f64,
    /// Any later change of level.
    pub level_s: f64,
}

/// A level that holds for a while: from, to (seconds), level.
pub type Piece = (f64, f64, u8);

/// A piecewise constant level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels(Vec<Piece>);

impl Levels {
    /// Pieces above level 0, sorted and disjoint; where coded pieces overlap the highest holds, as in comparisons of two codings. Bits
    /// shorter than [`LEAST_S`] are left out.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let all = Self::swept(
            pieces
                .into_iter()
                .filter(|(from, to, level)| to > from && *level > 0),
        );
        let kept = all.at_least(1).lasting(LEAST_S);
        all.within(&kept)
    }

    /// The highest level of several channels at every instant.
    pub fn highest<'a>(channels: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::swept(
            channels
                .into_iter()
                .flat_map(|levels| levels.0.iter().copied()),
        )
    }

    /// The highest level of any pieces at every instant.
    fn swept(pieces: impl Iterator<Item = Piece>) -> Self {
        // Where pieces begin and end; of each level it is counted how many hold.
        let mut borders: Vec<(f64, u8, i64)> = pieces
            .flat_map(|(from, to, level)| [(from, level, 1), (to, level, -1)])
            .collect();
        borders.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut holding: BTreeMap<u8, i64> = BTreeMap::new();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut since = f64::NEG_INFINITY;
        for (t, level, more) in borders {
            if let Some((highest, _)) = holding.last_key_value().filter(|_| t > since) {
                match pieces.last_mut() {
                    Some(last) if last.1 == since && last.2 == *highest => last.1 = t,
                    _ => pieces.push((since, t, *highest)),
                }
            }
            since = t;
            let held = holding.entry(level).or_insert(0);
            *held += more;
            if *held == 0 {
                holding.remove(&level);
            }
        }
        Self(pieces)
    }

    /// Only what lies within `spans`.
    pub fn within(&self, spans: &Spans) -> Self {
        let mut cut = Vec::new();
        let mut spans = spans.iter().peekable();
        for (a, b, level) in &self.0 {
            while let Some((c, d)) = spans.peek().copied().filter(|(c, _)| c < b) {
                let (from, to) = (a.max(c), b.min(d));
                if to > from {
                    cut.push((from, to, *level));
                }
                if d > *b {
                    break;
                }
                spans.next();
            }
        }
        Self(cut)
    }

    /// When the level is at least `level`.
    pub fn at_least(&self, level: u8) -> Spans {
        Spans::new(
            self.0
                .iter()
                .filter(|piece| piece.2 >= level)
                .map(|piece| (piece.0, piece.1)),
        )
    }

    /// ∫ level dt, in level·seconds.
    pub fn dose(&self) -> f64 {
        self.0
            .iter()
            .map(|(from, to, level)| (to - from) * f64::from(*level))
            .sum::<f64>()
            + 0.0
    }

    /// The highest level.
    pub fn peak(&self) -> u8 {
        self.0.iter().map(|piece| piece.2).max().unwrap_or(0)
    }

    /// The measures of a phase. `visible` is when the channel could be coded within it; latencies count from the phase's begin, and
    /// what was not reached is censored at its end. Onsets are strict from level `strict` on; `late` is taken off corrected latencies.
    /// Bouts less than `gap_s` apart are one.
    pub fn measures(
        &self,
        phase: Span,
        visible: &Spans,
        late: Late,
        strict: u8,
        gap_s: f64,
    ) -> Figures {
        let inside = self.within(&Spans::new([phase])).within(visible);
        let active = inside.at_least(1);
        let bouts = active.merged(gap_s);
        let (total, seen) = (active.length(), visible.length());
        let unreached = || format!("not reached; censored at {:.3} s", phase.1 - phase.0);
        let latency = |level| {
            let first = inside.at_least(level).iter().next();
            first.map(|(from, _)| from - phase.0).ok_or_else(unreached)
        };
        let mut figures = Figures::default();
        figures.push("latency_s", latency(1));
        figures.push(
            "latency_corrected_s",
            latency(1).map(|s| (s - late.onset_s).max(0.0)),
        );
        figures.push("latency_strict_s", latency(strict));
        // A first onset that is strict at once was moved with its bout.
        let late_s = if latency(strict) == latency(1) {
            late.onset_s
        } else {
            late.level_s
        };
        figures.push(
            "latency_strict_corrected_s",
            latency(strict).map(|s| (s - late_s).max(0.0)),
        );
        figures.push("censored_at_s", Ok(phase.1 - phase.0));
        figures.push("count", Ok(bouts.count() as f64));
        figures.push("total_s", Ok(total));
        figures.push("visible_s", Ok(seen));
        figures.push(
            "pct",
            ratio(100.0 * total, seen, "the participant was never visible"),
        );
        figures.push("span_s", Ok(bouts.length()));
        figures.push("longest_s", Ok(bouts.longest()));
        figures.push("dose", Ok(inside.dose()));
        figures.push(
            "mean_active",
            ratio(inside.dose(), total, "it did not occur"),
        );
        figures.push(
            "mean_phase",
            ratio(inside.dose(), seen, "the participant was never visible"),
        );
        figures.push("peak", Ok(f64::from(inside.peak())));
        let none = || "it did not occur".to_owned();
        let peak = inside.first_peak();
        let begin = active.iter().next().map(|(from, _)| from);
        figures.push(
            "time_to_peak_s",
            begin
                .zip(peak)
                .map(|(begin, peak)| peak.0 - begin)
                .ok_or_else(none),
        );
        figures.push(
            "decay_s",
            peak.ok_or_else(none)
                .and_then(|peak| decay(peak, &active, phase.1)),
        );
        figures
    }

    /// From when to when the highest level held for the first time; `None` without any.
    fn first_peak(&self) -> Option<Span> {
        let peak = self.peak();
        self.at_least(peak.max(1)).iter().next()
    }
}

/// From the peak's end to level 0; a stretch that the phase cuts off has no end.
fn decay(peak: Span, active: &Spans, phase_end: f64) -> Figure {
    let end = active.around(peak.0).map_or(peak.1, |(_, to)| to);
    if end >= phase_end {
        let seen = phase_end - peak.1;
        return Err(format!("not reached; censored at {seen:.3} s"));
    }
    Ok(end - peak.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// SCIENCE.md 5.8: level changes as (second, level), phase end 300.
    const GOLDEN: [(f64, u8); 10] = [
        (0.0, 0),
        (62.0, 1),
        (70.0, 2),
        (95.0, 1),
        (101.0, 0),
        (107.0, 1),
        (120.0, 0),
        (200.0, 1),
        (200.4, 0),
        (250.0, 2),
    ];

    fn pieces(changes: &[(f64, u8)], end: f64) -> Vec<Piece> {
        let ends = changes.iter().skip(1).map(|change| change.0).chain([end]);
        changes
            .iter()
            .zip(ends)
            .map(|((from, level), to)| (*from, to, *level))
            .collect()
    }

    #[test]
    fn channels_together_have_the_highest_level_of_each_instant() {
        let tears = Levels::new([(10.0, 20.0, 1), (20.0, 30.0, 3)]);
        let vocal = Levels::new([(15.0, 25.0, 2), (40.0, 50.0, 1)]);
        let both = Levels::highest([&tears, &vocal]);
        assert_eq!(both.peak(), 3);
        assert_eq!(both.dose(), 5.0 + 10.0 + 30.0 + 10.0);
        assert_eq!(both.at_least(STRICT), Spans::new([(15.0, 30.0)]));
        assert!(Levels::default().dose().is_sign_positive());
    }

    #[test]
    fn where_coded_pieces_overlap_nothing_is_lost_and_the_highest_holds() {
        let levels = Levels::new([(10.0, 30.0, 1), (15.0, 20.0, 2)]);
        assert_eq!(levels.at_least(1), Spans::new([(10.0, 30.0)]));
        assert_eq!((levels.dose(), levels.peak()), (25.0, 2));
    }

    #[test]
    fn borders_are_those_of_the_journals_microseconds() {
        // 1.4 − 0.4 is less than 1 in floats, and 16.4 − 6.4 is less than 10.
        let levels = Levels::new([(0.4, 1.4, 1), (3.0, 6.4, 1), (16.4, 20.0, 1)]);
        assert_eq!(levels.at_least(1).count(), 3);
        assert_eq!(levels.at_least(1).merged(MERGE_GAP_S).count(), 2);
    }

    #[test]
    fn the_golden_numbers_of_tears() {
        let levels = Levels::new(pieces(&GOLDEN, 300.0));
        let bouts: Vec<Span> = levels.at_least(1).merged(MERGE_GAP_S).iter().collect();
        assert_eq!(bouts, [(62.0, 120.0), (250.0, 300.0)]);
        let phase = (0.0, 300.0);
        let late = Late {
            onset_s: 0.8,
            level_s: 0.5,
        };
        let m = levels.measures(phase, &Spans::new([phase]), late, STRICT, MERGE_GAP_S);
        let check = |name: &str, wanted: f64| {
            let found = m.get(name).unwrap();
            assert!(
                (found - wanted).abs() < 1e-5,
                "{name}: {found}, not {wanted}"
            );
        };
        check("latency_s", 62.0);
        check("latency_corrected_s", 61.2);
        check("latency_strict_s", 70.0);
        check("latency_strict_corrected_s", 69.5);
        check("count", 2.0);
        check("total_s", 102.0);
        check("span_s", 108.0);
        check("longest_s", 58.0);
        check("dose", 177.0);
        check("mean_active", 1.73529);
        check("mean_phase", 0.59);
        check("peak", 2.0);
        // Onset 62, level 2 from 70 to 95, level 0 from 101 on.
        check("time_to_peak_s", 8.0);
        check("decay_s", 6.0);
    }

    #[test]
    fn what_was_not_reached_is_censored_and_what_was_not_seen_is_not_counted() {
        let levels = Levels::new([(10.0, 20.0, 1)]);
        let visible = Spans::new([(0.0, 15.0), (40.0, 100.0)]);
        let m = levels.measures((0.0, 100.0), &visible, Late::default(), STRICT, MERGE_GAP_S);
        assert_eq!(m.get("latency_strict_s"), None);
        assert_eq!(
            (m.get("total_s"), m.get("visible_s")),
            (Some(5.0), Some(75.0))
        );
        let text = serde_json::to_string(&m).unwrap();
        assert!(
            text.contains(r#""latency_strict_s":"not reached; censored at 100.000 s""#),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn laws_of_levels(changes in prop::collection::vec((0.0..100.0f64, 0u8..4), 1..30), gap in 0.0..30.0f64) {
            let mut changes = changes;
            changes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let levels = Levels::new(pieces(&changes, 120.0));
            let phase = (0.0, 120.0);
            let m = levels.measures(phase, &Spans::new([phase]), Late::default(), STRICT, gap);
            let (dose, total, peak) = (m.get("dose").unwrap(), m.get("total_s").unwrap(), m.get("peak").unwrap());
            prop_assert!(m.get("longest_s").unwrap() <= m.get("span_s").unwrap() + 1e-9);
            prop_assert!(m.get("span_s").unwrap() >= total - 1e-9);
            prop_assert!(dose <= peak * total + 1e-9 && total <= dose + 1e-9);
            let active = levels.at_least(1);
            prop_assert!(active.merged(gap).length() >= active.length() - 1e-9);
            prop_assert!(active.merged(gap).count() <= active.count());
            prop_assert!(active.iter().all(|(from, to)| to - from >= LEAST_S - 1e-6));
            let strict = levels.at_least(STRICT);
            let parts = active.and(&strict).length() + active.without(&strict).length();
            prop_assert!((parts - active.length()).abs() < 1e-9);
            prop_assert!((active.or(&strict).length() - active.length()).abs() < 1e-9);
        }
    }
}

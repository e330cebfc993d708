//! Coded stretches in order of time, found by halving, and drawn with no more bars than the axis has pixels.

/// A level that holds for a while in one bout; seconds of session time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Its begin.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// The level.
    pub level: u8,
    /// The place of its bout in the lane's list of bouts.
    pub bout: usize,
}

/// Pieces sorted by their begin.
#[derive(Clone, Debug, Default)]
pub struct Track {
    pieces: Vec<Piece>,
    /// For each piece the latest end of it and of all before it, so that the first that reaches into a stretch is found by halving.
    reach_s: Vec<f64>,
}

/// A bar as it is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Left and right, in points from the axis's left end.
    pub left: f32,
    pub right: f32,
    /// The level; of several that share a pixel the highest.
    pub level: u8,
    /// The bout; none where several share a pixel.
    pub bout: Option<usize>,
}

impl Track {
    /// Of pieces in any order.
    pub fn new(mut pieces: Vec<Piece>) -> Self {
        pieces.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
        let mut latest = f64::NEG_INFINITY;
        let reach_s = pieces
            .iter()
            .map(|piece| {
                latest = latest.max(piece.to_s);
                latest
            })
            .collect();
        Self { pieces, reach_s }
    }

    /// Those that may reach into a stretch: all that do, and perhaps some before.
    pub fn near(&self, from_s: f64, to_s: f64) -> &[Piece] {
        let first = self.reach_s.partition_point(|reach| *reach < from_s);
        let end = self.pieces.partition_point(|piece| piece.from_s <= to_s);
        self.pieces.get(first..end.max(first)).unwrap_or_default()
    }

    /// The bars for a stretch on `width` points. What is narrower than a point is joined with its neighbours in the same point.
    pub fn bars(&self, from_s: f64, to_s: f64, width: f32) -> Vec<Bar> {
        let per_s = width / (to_s - from_s).max(1e-9) as f32;
        let x = |t_s: f64| ((t_s - from_s) as f32 * per_s).clamp(-EDGE, width + EDGE);
        let mut bars: Vec<Bar> = Vec::new();
        for piece in self.near(from_s, to_s) {
            if piece.to_s < from_s {
                continue;
            }
            let (left, right) = (x(piece.from_s), x(piece.to_s));
            let bar = Bar {
                left,
                right: right.max(left + NARROWEST),
                level: piece.level,
                bout: Some(piece.bout),
            };
            match bars.last_mut() {
                Some(last) if is_speck(last, &bar) => {
                    last.right = last.right.max(bar.right);
                    last.level = last.level.max(bar.level);
                    if last.bout != bar.bout {
                        last.bout = None;
                    }
                }
                _ => bars.push(bar),
            }
        }
        bars
    }
}

/// A bar is at least this wide.
const NARROWEST: f32 = 1.5;
/// Bars that are cut at the axis's ends go on so far, so that their ends are not seen there.
const EDGE: f32 = 24.0;

/// Whether both lie in about one point.
fn is_speck(last: &Bar, next: &Bar) -> bool {
    let narrow = |bar: &Bar| bar.right - bar.left <= NARROWEST + 0.5;
    narrow(next) && next.left < last.right && last.right - last.left <= 2.0 * NARROWEST
}

/// Instants that share a point, as (place in points, how many, place of the first in the list).
pub fn ticks(times_s: &[f64], from_s: f64, to_s: f64, width: f32) -> Vec<(f32, usize, usize)> {
    let first = times_s.partition_point(|t| *t < from_s);
    let end = times_s.partition_point(|t| *t <= to_s);
    let per_s = width / (to_s - from_s).max(1e-9) as f32;
    let mut ticks: Vec<(f32, usize, usize)> = Vec::new();
    let shown = times_s.get(first..end.max(first)).unwrap_or_default();
    for (place, t_s) in shown.iter().enumerate() {
        let x = (*t_s - from_s) as f32 * per_s;
        match ticks.last_mut() {
            Some((last, many, _)) if x - *last < 1.0 => *many += 1,
            _ => ticks.push((x, 1, first + place)),
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn piece(bout: usize, from_s: f64, to_s: f64, level: u8) -> Piece {
        Piece {
            from_s,
            to_s,
            level,
            bout,
        }
    }

    #[test]
    fn wide_pieces_stay_bars_of_their_own_and_narrow_ones_are_joined_at_their_highest_level() {
        let track = Track::new(vec![
            piece(0, 10.0, 20.0, 1),
            piece(0, 20.0, 30.0, 3),
            piece(1, 50.0, 50.1, 1),
            piece(2, 50.2, 50.3, 2),
        ]);
        let bars = track.bars(0.0, 100.0, 100.0);
        assert_eq!(bars.len(), 3, "{bars:?}");
        assert_eq!(
            (bars[0].left, bars[0].right, bars[0].level),
            (10.0, 20.0, 1)
        );
        assert_eq!((bars[1].level, bars[1].bout), (3, Some(0)));
        assert_eq!((bars[2].level, bars[2].bout), (2, None));
    }

    #[test]
    fn what_lies_outside_is_not_looked_at() {
        let pieces = (0..100_000).map(|n| piece(n, n as f64, n as f64 + 0.5, 1));
        let track = Track::new(pieces.collect());
        assert_eq!(track.near(500.0, 509.9).len(), 10);
        assert!(track.bars(200_000.0, 200_010.0, 100.0).is_empty());
        assert!(track.bars(0.0, 100_000.0, 1000.0).len() <= 1000);
    }

    #[test]
    fn instants_in_one_point_are_counted() {
        let times = [1.0, 1.1, 50.0, 300.0];
        assert_eq!(
            ticks(&times, 0.0, 100.0, 100.0),
            [(1.0, 2, 0), (50.0, 1, 2)]
        );
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_is_left_out(
            pieces in prop::collection::vec((0.0..1000.0f64, 0.0..50.0f64, 1..4u8), 0..200),
            from in 0.0..900.0f64, span in 1.0..500.0f64
        ) {
            let pieces: Vec<Piece> = pieces.iter().enumerate().map(|(n, (t, length, level))| piece(n, *t, t + length, *level)).collect();
            let track = Track::new(pieces.clone());
            let bars = track.bars(from, from + span, 200.0);
            for piece in pieces.iter().filter(|piece| piece.to_s >= from && piece.from_s <= from + span) {
                let middle = (piece.from_s.max(from) + piece.to_s.min(from + span)) / 2.0;
                let x = ((middle - from) / span * 200.0) as f32;
                let covered = bars.iter().any(|bar| bar.left - 0.01 <= x && x <= bar.right + 0.01 && bar.level >= piece.level);
                prop_assert!(covered, "{piece:?} at {x} is not in {bars:?}");
            }
        }

        #[test]
        fn every_instant_that_is_shown_is_counted_once(mut times in prop::collection::vec(0.0..1000.0f64, 0..300), from in 0.0..900.0f64, span in 1.0..500.0f64) {
            times.sort_by(f64::total_cmp);
            let shown = times.iter().filter(|t| (from..=from + span).contains(*t)).count();
            let ticks = ticks(&times, from, from + span, 150.0);
            prop_assert_eq!(ticks.iter().map(|(_, many, _)| many).sum::<usize>(), shown);
            prop_assert!(ticks.len() <= 151);
        }
    }
}

//! A coded channel as levels over time in whole microseconds, and two of them side by side: sweeps, so that a hundred thousand events take
//! no longer than it takes to sort them.

/// A stretch `[from, to)` in microseconds of session time.
pub type Stretch = (i64, i64);

/// A level that holds for a while: from, to (microseconds), level.
pub type Piece = (i64, i64, u8);

/// Levels above 0, sorted and disjoint; where coded pieces overlap the highest holds, so that their order tells nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track(Vec<Piece>);

/// A time in which neither coder changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both {
    /// Since when.
    pub from: i64,
    /// Until when.
    pub to: i64,
    /// The level that A coded.
    pub a: u8,
    /// The level that B coded.
    pub b: u8,
}

impl Both {
    /// Its length in seconds.
    pub fn s(&self) -> f64 {
        seconds(self.to - self.from)
    }
}

impl Track {
    /// Of any pieces, in any order.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut edges: Vec<(i64, bool, u8)> = pieces
            .into_iter()
            .filter(|(from, to, level)| to > from && *level > 0)
            .flat_map(|(from, to, level)| [(from, true, level), (to, false, level)])
            .collect();
        edges.sort_unstable();
        let mut open = [0_u64; 256];
        let (mut since, mut now) = (0, 0_u8);
        let mut found: Vec<Piece> = Vec::new();
        for (t, begins, level) in edges {
            if now > 0 && t > since {
                match found.last_mut() {
                    Some(last) if last.1 == since && last.2 == now => last.1 = t,
                    _ => found.push((since, t, now)),
                }
            }
            if let Some(count) = open.get_mut(usize::from(level)) {
                *count = if begins {
                    *count + 1
                } else {
                    count.saturating_sub(1)
                };
            }
            since = t;
            now = open
                .iter()
                .rposition(|count| *count > 0)
                .map_or(0, |level| u8::try_from(level).unwrap_or(u8::MAX));
        }
        Self(found)
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// When anything was coded: sorted, disjoint, touching ones joined.
    pub fn active(&self) -> Vec<Stretch> {
        let mut active: Vec<Stretch> = Vec::new();
        for (from, to, _) in &self.0 {
            match active.last_mut() {
                Some(last) if last.1 == *from => last.1 = *to,
                _ => active.push((*from, *to)),
            }
        }
        active
    }

    /// Only what lies in these sorted, disjoint stretches.
    pub fn within(&self, scope: &[Stretch]) -> Self {
        let mut cut = Vec::new();
        sweep(scope, self, &Self::default(), |both| {
            if both.a > 0 {
                cut.push((both.from, both.to, both.a));
            }
        });
        Self(cut)
    }

    /// The highest level.
    pub fn peak(&self) -> u8 {
        self.0.iter().map(|piece| piece.2).max().unwrap_or(0)
    }
}

/// Microseconds as seconds.
pub fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}

/// Total length of stretches, in microseconds.
pub fn length(stretches: &[Stretch]) -> i64 {
    stretches.iter().map(|(from, to)| to - from).sum()
}

/// Any stretches as sorted, disjoint ones.
pub fn united(stretches: impl IntoIterator<Item = Stretch>) -> Vec<Stretch> {
    Track::new(stretches.into_iter().map(|(from, to)| (from, to, 1))).active()
}

/// What lies in both of two sorted, disjoint lists.
pub fn shared(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let track = Track(one.iter().map(|(from, to)| (*from, *to, 1)).collect());
    track.within(other).active()
}

/// What lies in the first list and not in the second; both sorted and disjoint.
pub fn without(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let track = Track(other.iter().map(|(from, to)| (*from, *to, 1)).collect());
    let mut left = Vec::new();
    sweep(one, &track, &Track::default(), |both| {
        if both.a == 0 {
            left.push((both.from, both.to, 1));
        }
    });
    Track(left).active()
}

/// Both codings over the scope, from the first change to the last; two passes along sorted lists.
pub fn side_by_side(scope: &[Stretch], a: &Track, b: &Track) -> Vec<Both> {
    let mut found: Vec<Both> = Vec::new();
    sweep(scope, a, b, |both| match found.last_mut() {
        Some(last) if last.to == both.from && (last.a, last.b) == (both.a, both.b) => {
            last.to = both.to;
        }
        _ => found.push(both),
    });
    found
}

fn sweep(scope: &[Stretch], a: &Track, b: &Track, mut each: impl FnMut(Both)) {
    let (mut at_a, mut at_b) = (0, 0);
    for (from, to) in scope {
        let mut t = *from;
        while t < *to {
            let (level_a, until_a) = level_at(&a.0, &mut at_a, t);
            let (level_b, until_b) = level_at(&b.0, &mut at_b, t);
            let until = until_a.min(until_b).min(*to);
            each(Both {
                from: t,
                to: until,
                a: level_a,
                b: level_b,
            });
            t = until;
        }
    }
}

/// The level at `t` and until when it holds; `place` only moves on.
fn level_at(pieces: &[Piece], place: &mut usize, t: i64) -> (u8, i64) {
    while let Some((from, to, level)) = pieces.get(*place) {
        if *to <= t {
            *place += 1;
        } else if *from <= t {
            return (*level, *to);
        } else {
            return (0, *from);
        }
    }
    (0, i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_pieces_take_the_highest_level_in_any_order() {
        let pieces = [(0, 10, 1), (4, 6, 3), (6, 8, 1), (8, 12, 2)];
        let track = Track::new(pieces);
        assert_eq!(
            track.pieces(),
            [(0, 4, 1), (4, 6, 3), (6, 8, 1), (8, 12, 2)]
        );
        assert_eq!(track.active(), [(0, 12)]);
        let mut turned = pieces;
        turned.reverse();
        assert_eq!(Track::new(turned), track);
    }

    #[test]
    fn sets_of_time() {
        assert_eq!(united([(5, 9), (0, 5), (20, 30)]), [(0, 9), (20, 30)]);
        assert_eq!(shared(&[(0, 9), (20, 30)], &[(8, 25)]), [(8, 9), (20, 25)]);
        assert_eq!(
            without(&[(0, 9), (20, 30)], &[(3, 4), (8, 25)]),
            [(0, 3), (4, 8), (25, 30)]
        );
    }

    #[test]
    fn two_codings_side_by_side_cover_the_scope_once() {
        let (a, b) = (Track::new([(1, 5, 2)]), Track::new([(3, 7, 1)]));
        let both = side_by_side(&[(0, 4), (6, 10)], &a, &b);
        let told: Vec<_> = both.iter().map(|x| (x.from, x.to, x.a, x.b)).collect();
        assert_eq!(
            told,
            [
                (0, 1, 0, 0),
                (1, 3, 2, 0),
                (3, 4, 2, 1),
                (6, 7, 0, 1),
                (7, 10, 0, 0)
            ]
        );
    }
}

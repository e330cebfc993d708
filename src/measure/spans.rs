//! Sets of time as sorted, disjoint spans in seconds: length, merging, intersection, union, difference.

/// A span `[from, to)` in seconds.
pub type Span = (f64, f64);

/// Half of the journal's unit of time, in seconds: what is nearer to a border than this lies on it.
pub const BORDER_S: f64 = 5e-7;

/// Sorted, disjoint, none empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Any spans, in any order; overlapping and touching ones become one.
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().filter(|(from, to)| to > from).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self(spans).merged(0.0)
    }

    /// The spans.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Span> {
        self.0.iter().copied()
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Total length in seconds.
    pub fn length(&self) -> f64 {
        // An empty sum of floats is −0 in Rust; no time is plain 0.
        self.iter().map(|(from, to)| to - from).sum::<f64>() + 0.0
    }

    /// Length of the longest in seconds; 0 when there is none.
    pub fn longest(&self) -> f64 {
        self.iter().map(|(from, to)| to - from).fold(0.0, f64::max)
    }

    /// Spans less than `gap` apart, or touching, become one.
    pub fn merged(&self, gap: f64) -> Self {
        let mut merged: Vec<Span> = Vec::new();
        for (from, to) in self.iter() {
            match merged.last_mut() {
                Some(last) if from <= last.1 || from - last.1 < gap - BORDER_S => {
                    last.1 = last.1.max(to)
                }
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Without those shorter than `least`.
    pub fn lasting(&self, least: f64) -> Self {
        Self(
            self.iter()
                .filter(|(from, to)| to - from >= least - BORDER_S)
                .collect(),
        )
    }

    /// What lies in both.
    pub fn and(&self, other: &Self) -> Self {
        let mut shared = Vec::new();
        let (mut mine, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        while let (Some((a, b)), Some((c, d))) = (mine.peek().copied(), theirs.peek().copied()) {
            let (from, to) = (a.max(c), b.min(d));
            if to > from {
                shared.push((from, to));
            }
            if b <= d {
                mine.next();
            } else {
                theirs.next();
            }
        }
        Self(shared).merged(0.0)
    }

    /// What lies in either.
    pub fn or(&self, other: &Self) -> Self {
        Self::new(self.iter().chain(other.iter()))
    }

    /// What lies in this one only.
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut theirs = other.iter().peekable();
        for (mut from, to) in self.iter() {
            while let Some((c, d)) = theirs.peek().copied().filter(|(c, _)| *c < to) {
                if c > from {
                    left.push((from, c));
                }
                from = from.max(d.min(to));
                if d > to {
                    break;
                }
                theirs.next();
            }
            if to > from {
                left.push((from, to));
            }
        }
        Self(left)
    }

    /// What holds `t`.
    pub fn around(&self, t: f64) -> Option<Span> {
        let before = self.0.partition_point(|(from, _)| *from <= t);
        let span = self.0.get(before.checked_sub(1)?)?;
        (t < span.1).then_some(*span)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans() -> impl Strategy<Value = Spans> {
        prop::collection::vec((0u8..60, 0u8..9), 0..20).prop_map(|drawn| {
            let span = |(from, length): (u8, u8)| (f64::from(from), f64::from(from + length));
            Spans::new(drawn.into_iter().map(span))
        })
    }

    /// Whole seconds that a set holds: what every operation must be by definition.
    fn seconds(set: &Spans) -> Vec<bool> {
        (0..80)
            .map(|s| set.around(f64::from(s) + 0.5).is_some())
            .collect()
    }

    proptest! {
        #[test]
        fn sweeps_hold_what_sets_hold(a in spans(), b in spans()) {
            let (in_a, in_b) = (seconds(&a), seconds(&b));
            let by = |f: fn(bool, bool) -> bool| -> Vec<bool> {
                in_a.iter().zip(&in_b).map(|(a, b)| f(*a, *b)).collect()
            };
            prop_assert_eq!(seconds(&a.and(&b)), by(|a, b| a && b));
            prop_assert_eq!(seconds(&a.or(&b)), by(|a, b| a || b));
            prop_assert_eq!(seconds(&a.without(&b)), by(|a, b| a && !b));
            for set in [a.and(&b), a.or(&b), a.without(&b)] {
                prop_assert!(set.iter().all(|(from, to)| from < to));
                prop_assert!(set.0.windows(2).all(|two| two[0].1 < two[1].0 || (two[0].1 <= two[1].0)));
            }
        }
    }
}

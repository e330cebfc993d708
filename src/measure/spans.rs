//! Sets of time as sorted, disjoint spans in seconds: length, merging, intersection, union, difference.

/// A span `[from, to)` in seconds.
pub type Span = (f64, f64);

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
                Some(last) if from <= last.1 || from - last.1 < gap => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Without those shorter than `least`.
    pub fn lasting(&self, least: f64) -> Self {
        Self(
            self.iter()
                .filter(|(from, to)| to - from >= least)
                .collect(),
        )
    }

    /// What lies in both.
    pub fn and(&self, other: &Self) -> Self {
        let shared = self
            .iter()
            .flat_map(|(a, b)| other.iter().map(move |(c, d)| (a.max(c), b.min(d))));
        Self::new(shared)
    }

    /// What lies in either.
    pub fn or(&self, other: &Self) -> Self {
        Self::new(self.iter().chain(other.iter()))
    }

    /// What lies in this one only.
    pub fn without(&self, other: &Self) -> Self {
        let mut left: Vec<Span> = self.0.clone();
        for (c, d) in other.iter() {
            left = left
                .into_iter()
                .flat_map(|(a, b)| [(a, b.min(c)), (a.max(d), b)])
                .filter(|(a, b)| b > a)
                .collect();
        }
        Self::new(left)
    }
}

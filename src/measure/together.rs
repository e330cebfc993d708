//! Which channels of crying occur together, and which alone (SCIENCE.md 5.2).

use serde::Serialize;

use super::figures::{Figures, ratio};
use super::spans::Spans;

/// Two channels and how much of their time they share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// One channel.
    pub a: String,
    /// The other.
    pub b: String,
    /// Jaccard index and conditional shares.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Time in which exactly these channels were active.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Combination {
    /// The channels.
    pub channels: Vec<String>,
    /// Seconds.
    pub s: f64,
}

/// Jaccard index `|a∩b|/|a∪b|` and conditional shares `|a∩b|/|a|` of every pair of channels.
pub fn pairs(active: &[(String, Spans)]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (n, (a, in_a)) in active.iter().enumerate() {
        for (b, in_b) in active.iter().skip(n + 1) {
            let shared = in_a.and(in_b).length();
            let mut figures = Figures::default();
            figures.push("shared_s", Ok(shared));
            figures.push(
                "jaccard",
                ratio(shared, in_a.or(in_b).length(), "neither occurred"),
            );
            figures.push("b_given_a", ratio(shared, in_a.length(), "a did not occur"));
            figures.push("a_given_b", ratio(shared, in_b.length(), "b did not occur"));
            pairs.push(Pair {
                a: a.clone(),
                b: b.clone(),
                figures,
            });
        }
    }
    pairs
}

/// The most channels for which every combination is told.
const MOST_CHANNELS: usize = 6;

/// Every combination of channels that occurred and how long; together they are the time of any crying. Of more than six channels only the
/// first six are combined.
pub fn combinations(active: &[(String, Spans)]) -> Vec<Combination> {
    let active = active.get(..MOST_CHANNELS).unwrap_or(active);
    let any = active
        .iter()
        .fold(Spans::default(), |all, (_, spans)| all.or(spans));
    (1..1usize << active.len())
        .filter_map(|set| {
            let mut left = any.clone();
            let mut channels = Vec::new();
            for (n, (channel, spans)) in active.iter().enumerate() {
                if set >> n & 1 == 1 {
                    left = left.and(spans);
                    channels.push(channel.clone());
                } else {
                    left = left.without(spans);
                }
            }
            let s = left.length();
            (s > 0.0).then_some(Combination { channels, s })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_add_up_to_any_crying() {
        let active = [
            ("tears".to_owned(), Spans::new([(0.0, 10.0), (20.0, 30.0)])),
            ("vocal".to_owned(), Spans::new([(5.0, 25.0)])),
            ("sob".to_owned(), Spans::new([(24.0, 26.0)])),
        ];
        let told: Vec<(String, f64)> = combinations(&active)
            .into_iter()
            .map(|c| (c.channels.join("+"), c.s))
            .collect();
        let expected = [
            ("tears", 9.0),
            ("vocal", 10.0),
            ("tears+vocal", 9.0),
            ("tears+sob", 1.0),
            ("tears+vocal+sob", 1.0),
        ];
        assert_eq!(told, expected.map(|(name, s)| (name.to_owned(), s)));
        assert_eq!(told.iter().map(|(_, s)| s).sum::<f64>(), 30.0);
        let pair = &pairs(&active)[0];
        assert_eq!(pair.figures.get("jaccard"), Some(10.0 / 30.0));
        assert_eq!(pair.figures.get("b_given_a"), Some(0.5));
    }
}

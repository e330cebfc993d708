//! The verdicts on the list of disagreements, as they are given.

use std::collections::BTreeMap;

use crate::measure::agreement::{Decision, Disagreement, Verdict};

/// The verdicts so far, by the places in the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions(BTreeMap<usize, Verdict>);

impl Decisions {
    /// What was decided of the disagreement at this place.
    pub fn of(&self, place: usize) -> Option<Verdict> {
        self.0.get(&place).copied()
    }

    /// Decides; the same verdict again takes it back.
    pub fn decide(&mut self, place: usize, verdict: Verdict) {
        if self.of(place) == Some(verdict) {
            self.0.remove(&place);
        } else {
            self.0.insert(place, verdict);
        }
    }

    /// Decides all of so many that are not decided yet.
    pub fn decide_rest(&mut self, count: usize, verdict: Verdict) {
        for place in 0..count {
            self.0.entry(place).or_insert(verdict);
        }
    }

    /// How many are decided.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them, in the list's order.
    pub fn all(&self, list: &[Disagreement]) -> Vec<Decision> {
        let decided = self.0.iter();
        decided
            .filter_map(|(place, verdict)| {
                Some(Decision {
                    what: list.get(*place)?.clone(),
                    verdict: *verdict,
                })
            })
            .collect()
    }
}

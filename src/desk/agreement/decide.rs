//! What is decided of each disagreement, for a consensus.

use std::collections::BTreeMap;

use crate::measure::agreement::Disagreement;

/// Who is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A is.
    A,
    /// B is.
    B,
    /// What either coded holds.
    Both,
    /// Neither is: nothing happened there.
    Neither,
}

impl Verdict {
    /// All, in the order of their buttons.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::Both, Self::Neither];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Both => "Both",
            Self::Neither => "Neither",
        }
    }
}

/// A disagreement with what was decided of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The disagreement.
    pub what: Disagreement,
    /// Who is right.
    pub verdict: Verdict,
}

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

//! What the figures of a session and of a study depend on.

use serde::{Deserialize, Serialize};

use crate::measure::crier::CrierRule;
use crate::measure::level::MERGE_GAP_S;
pub use crate::measure::mood::Baseline;
use crate::measure::mood::{LEAST_REACTION, Rules, TOLERANCE};
use crate::protocol::Id;

/// Which coding of a session counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodingChoice {
    /// The coding that was made live.
    #[default]
    First,
    /// What the coders agreed upon, where there is such a layer; the first coding elsewhere.
    Consensus,
}

/// How reliable the outcome is, for reliable change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// The retest correlation, from 0 to below 1.
    pub r: f64,
    /// Where it comes from, in the researcher's words.
    pub source: String,
    /// The SD of baselines; of a study's own sessions when null.
    #[serde(default)]
    pub sd_before: Option<f64>,
}

/// What figures depend on; saved with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Bouts less than this apart are one: 5, 10, 20 or 30 s. It is laid down when rows are made ([`super::study::Row::of`]); all others may
    /// change afterwards.
    pub merge_gap_s: f64,
    /// Who is a crier.
    pub rule: CrierRule,
    /// The outcome; null takes the first of `valence`, `neg` and whatever was rated.
    pub outcome: Option<Id>,
    /// What the baseline is made of.
    pub baseline: Baseline,
    /// τ: within this of the baseline counts as returned, in points.
    pub tolerance: f64,
    /// δ: a smaller first change gives no recovery in per cent, in points.
    pub least_reaction: f64,
    /// For reliable change; without it there is none.
    pub reliability: Option<Reliability>,
    /// Groups by this factor of the conditions, or this covariate, or `condition`; by crier status when null.
    pub factor: Option<String>,
    /// Which coding counts.
    pub coding: CodingChoice,
    /// Seed of the circular shifts.
    pub seed: u64,
    /// How many circular shifts.
    pub permutations: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merge_gap_s: MERGE_GAP_S,
            rule: CrierRule::TearsStrict,
            outcome: None,
            baseline: Baseline::Mean,
            tolerance: TOLERANCE,
            least_reaction: LEAST_REACTION,
            reliability: None,
            factor: None,
            coding: CodingChoice::First,
            seed: 1,
            permutations: 2000,
        }
    }
}

impl Settings {
    /// What a course's figures depend on.
    pub fn rules(&self) -> Rules {
        Rules {
            baseline: self.baseline,
            tolerance: self.tolerance,
            least_reaction: self.least_reaction,
        }
    }
}

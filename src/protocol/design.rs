//! The design of the study: conditions, how a session gets its own, visits, covariates, who is with the participant.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Scale, Text};

/// One condition of the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// Names the condition in the data.
    pub id: Id,
    /// What the experimenter reads when choosing; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The condition's level of each factor, such as `{"presence": "alone", "recording": "announced"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub factors: BTreeMap<Id, Id>,
}

/// How a session gets its condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Allocation {
    /// The method.
    pub method: AllocationMethod,
    /// Sizes of the permuted blocks, each a multiple of the sum of `ratio`; twice that sum when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub block_sizes: Vec<u32>,
    /// How often each condition stands in a block relative to the others; once each when absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ratio: BTreeMap<Id, u32>,
    /// Covariates by whose values participants are balanced; their answers must be choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<Id>,
    /// Seed of the list; every method but `manual` needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Whether the coder is blind to condition and ratings, unless set-up says otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blind: bool,
    /// The step at whose beginning the condition is shown to the experimenter; the first step that depends on it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal: Option<Id>,
}

/// Ways to allocate a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// The experimenter chooses at set-up.
    #[default]
    Manual,
    /// Between participants: permuted blocks within strata.
    Blocks,
    /// Within participants: each visit has another condition, in an order from a Latin square.
    Latin,
    /// Within participants: orders from a Williams square, balanced for first-order carry-over.
    Williams,
}

impl AllocationMethod {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Blocks => "blocks",
            Self::Latin => "latin",
            Self::Williams => "williams",
        }
    }

    /// Whether one participant goes through several conditions, one a visit.
    pub fn is_within(self) -> bool {
        matches!(self, Self::Latin | Self::Williams)
    }
}

/// The visits of one participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Visits {
    /// How many.
    pub count: u32,
    /// Least number of days between two.
    #[serde(default)]
    pub min_days_between: u32,
}

/// Something that is noted of the participant at set-up or read from a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Covariate {
    /// Names it in the data.
    pub id: Id,
    /// What the experimenter reads.
    pub text: Text,
    /// How it is answered: `choice`, `number`, `likert` or `text`.
    pub scale: Scale,
    /// The instrument that it comes from, such as `TAS-20`; its text is not in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Whether a session can't start without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// Who is with the participant, and who watches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// How many others are in the room.
    #[serde(default)]
    pub n_present: u8,
    /// Who they are to the participant; null when nobody is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// Whether the participant knows of being watched.
    #[serde(default)]
    pub observation: Observation,
    /// Links sessions that run at the same time with participants who know each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<Id>,
    /// Temperature of the room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_c: Option<f64>,
}

impl Setting {
    /// Whether nothing was said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What others in the room are to the participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The experimenter.
    Experimenter,
    /// Somebody unknown.
    Stranger,
    /// Somebody known.
    Acquaintance,
    /// A friend.
    Friend,
    /// The partner.
    Partner,
    /// Of the family.
    Family,
}

/// Whether the participant knows of being watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Observation {
    /// Nobody watches.
    #[default]
    Unobserved,
    /// A camera records.
    Recorded,
    /// Somebody watches.
    Observed,
}

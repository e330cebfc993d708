//! What the participant is asked: items, their scales, their order, and the scores made of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// A set of items that is asked together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Instrument {
    /// A line above the items, such as "Right now I feel…".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stem: Option<Text>,
    /// The items.
    pub items: Vec<Item>,
    /// In which order they are asked.
    #[serde(default)]
    pub order: ItemOrder,
    /// How many items keep their place at the beginning when the order is random.
    #[serde(default)]
    pub keep_first: usize,
    /// Scores computed from the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
}

/// In which order the items of an instrument are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemOrder {
    /// As written.
    #[default]
    Fixed,
    /// Random for each participant, the same in every wave of that participant.
    PerParticipant,
    /// Random anew in every wave.
    PerWave,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Names the item in the data.
    pub id: Id,
    /// What the participant reads.
    pub text: Text,
    /// How it is answered.
    pub scale: Scale,
    /// Whether the item names crying; such items belong after the last outcome probe.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names_crying: bool,
}

/// How an item is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scale {
    /// A visual analogue scale: a bare line between two end words, 0 to 100 in tenths.
    Vas {
        /// The words at the left and the right end, by language.
        ends: Text<[String; 2]>,
    },
    /// One of several options.
    Choice {
        /// The options.
        options: Vec<Choice>,
    },
    /// A number typed in.
    Number {
        /// Smallest number allowed.
        min: f64,
        /// Largest number allowed.
        max: f64,
        /// A word behind the field, such as "hours".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Text>,
    },
    /// Free text.
    Text {
        /// Longest answer, in characters.
        #[serde(default = "Scale::default_max_chars")]
        max_chars: usize,
    },
}

impl Scale {
    fn default_max_chars() -> usize {
        500
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// Stored as the answer.
    pub id: Id,
    /// What the participant reads.
    pub text: Text,
}

/// A score made of several items, by item id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Names the score in the data.
    pub id: Id,
    /// The items that enter.
    pub items: Vec<Id>,
    /// Mean or sum.
    #[serde(default)]
    pub method: ScoreMethod,
    /// How many of them must be answered; all when absent.
    #[serde(default)]
    pub min_answered: Option<usize>,
    /// Items that count from the other end (`min + max − x`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reverse: Vec<Id>,
}

/// How a score is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreMethod {
    /// Mean of the answered items.
    #[default]
    Mean,
    /// Sum; prorated to the number of items when some are missing.
    Sum,
}

//! What the participant is asked: items, their scales, their order, and the scores made of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// The item that asks for the strongest sign of crying; its options go from nothing (0) to sobbing (6).
pub const CRYING_LEVEL: &str = "crying_level";

/// A set of items that is asked together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Instrument {
    /// Where the items come from and who may use them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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
    /// What more of it means for the mood; told from its id when absent: better, but for the unpleasant ones of the core set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_is: Option<MoreIs>,
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
    /// A row of boxes from one end to the other; the answer is the box's number.
    Likert {
        /// How many boxes (2 to 11).
        points: u8,
        /// The number of the first box.
        #[serde(default = "Scale::first_point")]
        first: i32,
        /// The words at the left and the right end, by language.
        ends: Text<[String; 2]>,
    },
    /// Any number of several options.
    Multi {
        /// The options.
        options: Vec<Choice>,
    },
    /// A place on a square, 0 to 100 in tenths in both directions, without a mark at the start.
    Grid {
        /// The words at the left and the right edge, by language.
        x: Text<[String; 2]>,
        /// The words at the lower and the upper edge, by language.
        y: Text<[String; 2]>,
        /// How many cells a side, as in the 9 × 9 affect grid; any place when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cells: Option<u8>,
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

    fn first_point() -> i32 {
        1
    }

    /// The smallest and the largest number that an answer can be; `None` for answers that are no numbers. A grid counts in both
    /// directions.
    pub fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Vas { .. } | Self::Grid { .. } => Some((0.0, 100.0)),
            Self::Likert { points, first, .. } => Some((
                f64::from(*first),
                f64::from(*first) + f64::from(points.saturating_sub(1)),
            )),
            Self::Number { min, max, .. } => Some((*min, *max)),
            Self::Choice { .. } | Self::Multi { .. } | Self::Text { .. } => None,
        }
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// Stored as the answer.
    pub id: Id,
    /// What the participant reads.
    pub text: Text,
    /// In a `multi` item: excludes the others, as "none of these" does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
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
    /// Which direction of grid items counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axis: Option<Axis>,
    /// What more of it means; told from its items when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_is: Option<MoreIs>,
}

/// What more of something means for the mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoreIs {
    /// A better mood.
    Better,
    /// A worse one.
    Worse,
}

/// Outcomes of which more is worse, by the ids of the core set (SCIENCE.md 3.2).
const WORSE: [&str; 10] = [
    "neg",
    "sad",
    "upset",
    "tense",
    "arousal",
    "tired",
    "numb",
    "ashamed",
    "embarrassed",
    "distressed",
];

impl Instrument {
    /// Whether more of this item or score is worse: as it says itself, else by the ids of the core set; a score is worse where every item
    /// that it counts forwards is.
    pub fn is_worse(&self, outcome: &Id) -> bool {
        let named = WORSE.contains(&outcome.as_str().to_ascii_lowercase().as_str());
        let of_item = |id: &Id| {
            let item = self.items.iter().find(|item| item.id == *id);
            let said = item.and_then(|item| item.more_is);
            said.map_or_else(
                || WORSE.contains(&id.as_str().to_ascii_lowercase().as_str()),
                |said| said == MoreIs::Worse,
            )
        };
        let Some(score) = self.scores.iter().find(|score| score.id == *outcome) else {
            return of_item(outcome);
        };
        let mut forwards = score
            .items
            .iter()
            .filter(|item| !score.reverse.contains(item))
            .peekable();
        match score.more_is {
            Some(said) => said == MoreIs::Worse,
            None => named || (forwards.peek().is_some() && forwards.all(of_item)),
        }
    }
}

/// A direction of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// From left to right.
    X,
    /// From below to above.
    Y,
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

//! The values of amendments that are more than a number or a name.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::Id;
use crate::record::document::{Bout, Level, PointRow};
use crate::time::SessionTime;

/// A whole bout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoutValue {
    /// The channel.
    pub channel: Id,
    /// When it began.
    pub onset_s: SessionTime,
    /// When it ended.
    pub offset_s: SessionTime,
    /// The level from each instant on; the first is the onset.
    pub levels: Vec<Level>,
}

/// A whole point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointValue {
    /// The code.
    pub code: Id,
    /// When it was.
    pub t_s: SessionTime,
}

/// A remark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoteValue {
    /// The remark.
    pub text: String,
}

impl From<&Bout> for BoutValue {
    fn from(bout: &Bout) -> Self {
        Self {
            channel: bout.channel.clone(),
            onset_s: bout.onset_s,
            offset_s: bout.offset_s,
            levels: bout.levels.clone(),
        }
    }
}

impl From<&PointRow> for PointValue {
    fn from(point: &PointRow) -> Self {
        Self {
            code: point.code.clone(),
            t_s: point.t_s,
        }
    }
}

/// As JSON; what can't be written is null, which fits nothing.
pub fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// From JSON, or one sentence that says what it should be.
pub fn from<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T, String> {
    serde_json::from_value(value.clone())
        .map_err(|_| format!("“{value}” does not fit: give {what}."))
}

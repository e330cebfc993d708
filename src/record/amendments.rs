//! Corrections after the fact: amendments stand as facts in a list beside the sealed session, which itself never changes.
//!
//! `amendments.jsonl` in the session's folder holds one amendment a line: who, when, what, the old and the new value, and why. It is
//! only ever added to. What the session says now is what was recorded with the standing amendments laid over it, in their order. To
//! undo one is a further amendment that puts the old value back; to undo that one is to do the first again.

mod answer;
mod keep;
mod lines;
mod open;
mod overlay;
mod sheet;
mod standing;
mod syntax;
mod values;
mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::Id;
use crate::time::SessionTime;

pub use keep::{Kept, Proposal, Wish, amend};
pub use lines::{FILE, Log, read};
pub use open::{Opened, open, open_amended, open_encrypted};
pub use overlay::{Amended, Problem};
pub use syntax::{HELP, parse};
pub use words::{change, title};

/// One correction. It names what it changes by number or id, never by its place in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Amendment {
    /// Counts from 1 within the session, without gaps.
    pub n: u64,
    /// When it was made, in RFC 3339.
    pub utc: String,
    /// Who made it.
    pub who: Id,
    /// What is changed.
    pub what: What,
    /// The value until then; null where there was nothing.
    pub old: Value,
    /// The value since then; null where there is nothing any more.
    pub new: Value,
    /// Why.
    pub why: String,
    /// SHA-256 of the journal that it amends.
    pub of: String,
    /// The amendment that it undoes; absent when it changes something by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
}

/// What may be amended, and nothing else: what a participant answered, how a probe went, the condition and the code stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A whole bout: `{"channel", "onset_s", "offset_s", "levels"}`, or null when it is not there.
    Bout { bout: u64 },
    /// When a bout began, in seconds.
    BoutOnset { bout: u64 },
    /// When a bout ended, in seconds.
    BoutOffset { bout: u64 },
    /// The channel of a bout.
    BoutChannel { bout: u64 },
    /// The level of a bout from an instant within it on, or from its onset on when that is absent; null when it does not change then.
    BoutLevel {
        bout: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_s: Option<SessionTime>,
    },
    /// The quality of the episode to which a bout belongs; null when it is unrated.
    BoutQuality { bout: u64 },
    /// A whole point: `{"code", "t_s"}`, or null when it is not there.
    Point { point: u64 },
    /// When a point was, in seconds.
    PointTime { point: u64 },
    /// The code of a point.
    PointCode { point: u64 },
    /// A covariate of the participant; null when it is not noted.
    Covariate { name: Id },
    /// Which visit of the participant the session was.
    Visit,
    /// An answer to a question that the experimenter answered.
    Answer { step: Id, item: Id },
    /// A remark that is written afterwards, counted from 1: `{"text"}`, or null when it is not there.
    Note { note: u64 },
}

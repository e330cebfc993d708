//! The coding scheme: channels with levels, point events, and the keys for them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// The channel whose bouts are missing time, not behaviour: the participant can't be seen.
pub const NOT_VISIBLE: &str = "not_visible";

/// What the experimenter codes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coding {
    /// States with onset, offset and level.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Instants.
    #[serde(default)]
    pub points: Vec<PointCode>,
}

/// A channel of crying, coded as bouts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Channel {
    /// Names the channel in the data; `not_visible` marks missing time.
    pub id: Id,
    /// What the experimenter reads; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// Highest level (1 to 5).
    pub levels: u8,
    /// Held down while the behaviour lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_key: Option<Key>,
    /// The level that the hold key opens a bout at; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_level: Option<u8>,
    /// One key a level, lowest first: a press opens a bout at that level or changes the open one's level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub level_keys: Vec<Key>,
    /// Closes an open bout; a tap of the hold key does so too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_key: Option<Key>,
}

/// Something that happens at an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PointCode {
    /// Names the code in the data.
    pub id: Id,
    /// What the experimenter reads; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The key for it.
    pub key: Key,
}

/// A key by its place on a keyboard with US letters: `A`–`Z`, `0`–`9`, `Space`, `Comma`, `Period`, …
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Key(pub String);

impl Key {
    /// The keys that may be bound beside letters and digits.
    pub const NAMED: [&'static str; 12] = [
        "Space",
        "Comma",
        "Period",
        "Slash",
        "Semicolon",
        "Quote",
        "BracketLeft",
        "BracketRight",
        "Backslash",
        "Minus",
        "Equal",
        "Backquote",
    ];

    /// Whether a coding scheme may bind this key. Escape, Enter, Tab, Backspace, arrows and function keys stay with the program.
    pub fn is_bindable(&self) -> bool {
        let mut chars = self.0.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => c.is_ascii_uppercase() || c.is_ascii_digit(),
            _ => Self::NAMED.contains(&self.0.as_str()),
        }
    }
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl Channel {
    /// Every key of the channel.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.hold_key
            .iter()
            .chain(&self.level_keys)
            .chain(&self.off_key)
    }
}

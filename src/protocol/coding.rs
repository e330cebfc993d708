//! The coding scheme: channels with levels, point events, and the keys for them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// The channel whose bouts are missing time, not behaviour: the participant can't be seen.
pub const NOT_VISIBLE: &str = "not_visible";

/// The channel, and the code of the points, of sobbing.
const SOBBING: &str = "sob";

/// What the experimenter codes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coding {
    /// What is to be known of the scheme, such as that nobody has validated it; shown wherever its definitions are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Text>,
    /// States with onset, offset and level.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Instants.
    #[serde(default)]
    pub points: Vec<PointCode>,
    /// Who a social event came from; a press of one of these keys names the source of the last one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceCode>,
    /// Qualities that an episode of crying can be given afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualities: Vec<Quality>,
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
    /// What counts as this behaviour, for the coder's help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Text>,
    /// What each level looks or sounds like, lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<Text>,
    /// Whether the coder sees or hears it, which decides whose reaction lag is taken off.
    #[serde(default, skip_serializing_if = "Sense::is_seen")]
    pub sense: Sense,
}

/// By which sense a coder notices something.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// By the eyes.
    #[default]
    Seen,
    /// By the ears.
    Heard,
}

impl Sense {
    fn is_seen(&self) -> bool {
        *self == Self::Seen
    }
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
    /// What counts as this, for the coder's help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Text>,
    /// Where its key stands.
    #[serde(default, skip_serializing_if = "PointGroup::is_main")]
    pub group: PointGroup,
    /// By which sense the coder notices it.
    #[serde(default, skip_serializing_if = "Sense::is_seen")]
    pub sense: Sense,
}

/// Where the key of a point event stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointGroup {
    /// Among the keys that every coder uses.
    #[default]
    Main,
    /// Among those that need not be used.
    More,
    /// Among the social events: somebody touches, comforts, ignores … the participant. They can be coded while coding is off,
    /// since contacts count until the last probe.
    Social,
}

impl PointGroup {
    fn is_main(&self) -> bool {
        *self == Self::Main
    }
}

/// Who a social event came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceCode {
    /// Names the source in the data, such as `experimenter`, `stranger`, `friend`, `partner`, `family`.
    pub id: Id,
    /// What the experimenter reads; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The key for it.
    pub key: Key,
}

/// A quality of an episode of crying.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// Names it in the data, such as `sad`, `protest`, `moved`, `mixed`, `unclear`.
    pub id: Id,
    /// What the experimenter reads; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
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

impl Coding {
    /// Whether this channel or point can't be coded while the face is hidden. Voice is heard, and shoulders and trunk show sobbing.
    pub fn needs_face(&self, code: &str) -> bool {
        let channels = self.channels.iter().map(|own| (&own.id, own.sense));
        let points = self.points.iter().map(|own| (&own.id, own.sense));
        let sense = channels.chain(points).find(|(id, _)| **id == *code);
        sense.is_some_and(|(_, sense)| sense == Sense::Seen) && code != SOBBING
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

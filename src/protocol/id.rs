//! The names by which protocols, steps, items, participants and conditions are known in files.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name of 1 to 64 letters, digits, `_` or `-`. Files may hold others; `check` finds those.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Id(#[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,64}$"))] pub String);

impl Id {
    /// Longest name, in characters.
    pub const MAX: usize = 64;

    /// Whether `name` may serve as an id, a participant code or a folder's name.
    pub fn is_valid(name: &str) -> bool {
        (1..=Self::MAX).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Id {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

//! The mark by which a camera's video is laid on session time: one flash of the participant's whole screen and two short chirps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Id;

/// A flash and a chirp, given when live coding begins and when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// Whether the participant's screen turns white for an eighth of a second.
    #[serde(default = "yes")]
    pub flash: bool,
    /// Whether two soft chirps of a twentieth of a second sound.
    #[serde(default = "yes")]
    pub chirp: bool,
    /// Only for those who ticked this point of the consent, such as `video`; for everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consented: Option<Id>,
}

impl Default for Mark {
    fn default() -> Self {
        Self {
            flash: true,
            chirp: true,
            consented: None,
        }
    }
}

fn yes() -> bool {
    true
}

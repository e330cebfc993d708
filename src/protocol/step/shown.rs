//! Steps that show or play something: texts, rests, waits, films, sounds, pictures, the last screen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{Id, Key, Text};

/// A page of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextStep {
    /// What the participant reads.
    pub text: Text,
    /// Time that it stays when `advance` is `time`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Least time for reading: the participant's button comes after it, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_s: Option<f64>,
    /// Says below the text what the stimuli show, from their tags.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub content_notice: bool,
}

/// Sitting still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RestStep {
    /// How long, in seconds.
    pub duration_s: f64,
    /// A line on the screen; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Time between measurements. It lasts `duration_s`, or with `fill` until the next probe falls due, or until the experimenter goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaitStep {
    /// Ends when the next probe falls due.
    #[serde(default)]
    pub fill: bool,
    /// How long, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Whether the participant may leave the room.
    #[serde(default)]
    pub presence: Presence,
    /// A line on the screen; a standard one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Whether the participant may leave the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// The participant stays.
    #[default]
    Stay,
    /// The participant may leave and comes back.
    MayLeave,
}

/// A film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmStep {
    /// The stimulus that is shown.
    pub stimulus: Id,
    /// A key that the participant holds while feeling like crying; the track is kept apart from the coder's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_key: Option<Key>,
}

/// A sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SoundStep {
    /// The stimulus that is played.
    pub stimulus: Id,
    /// A line on the screen meanwhile; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// A key that the participant holds while feeling like crying; the track is kept apart from the coder's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_key: Option<Key>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImageStep {
    /// The stimulus that is shown.
    pub stimulus: Id,
    /// How long, in seconds; until `advance` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
}

/// The last screen; the experimenter closes the session from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EndStep {
    /// What the participant reads; a standard line when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

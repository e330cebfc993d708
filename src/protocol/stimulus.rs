//! Films, sounds and images: where they lie, which part is shown, and what happens in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// Prefix of a file that ships with the program, as in `asset:demo-sad.webm`.
pub const ASSET: &str = "asset:";

/// One film, sound or image. Exactly one of `file` and `slot` says where it lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stimulus {
    /// What it is.
    pub kind: StimulusKind,
    /// A path relative to the protocol file and inside its folder, or `asset:NAME` for a clip that ships with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The name of a place that the lab fills with its own file at set-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Id>,
    /// What plays in an empty slot outside study mode, as in `asset:demo-sad.webm`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<String>,
    /// Where in the file it begins, in seconds.
    #[serde(default)]
    pub from_s: f64,
    /// Where in the file it ends, in seconds; to its own end when null.
    #[serde(default)]
    pub to_s: Option<f64>,
    /// Louder or softer than the file, in decibels.
    #[serde(default)]
    pub gain_db: f64,
    /// What belongs into the slot, for whoever fills it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// How long the part that is shown should be, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_s: Option<f64>,
    /// SHA-256 that the file must have, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// A file of subtitles (SubRip or WebVTT): a path relative to the protocol file and inside its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitles: Option<String>,
    /// Which of the file's audio tracks plays, from 0; the file's own choice when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_track: Option<u32>,
    /// Labelled intervals on media time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<Moment>,
    /// What really happens in it, so that coders can practise: a coder's bouts are held against these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownBout>,
    /// What kind of content it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
}

/// Kinds of stimuli.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StimulusKind {
    /// Moving pictures, with or without sound.
    Film,
    /// Sound alone.
    Sound,
    /// A still picture (PNG or JPEG).
    Image,
}

/// A labelled interval of a stimulus, in seconds of the file's own time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// What happens, such as `barrier`, `loss`, `resolution`.
    pub label: String,
    /// What the participant reads when the moments are reviewed; such a moment is left out of the review when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// Where it begins.
    pub from_s: f64,
    /// Where it ends.
    pub to_s: f64,
}

/// Behaviour that is known to be in a stimulus, in seconds of the file's own time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownBout {
    /// The channel that should be coded.
    pub channel: Id,
    /// Where it begins.
    pub from_s: f64,
    /// Where it ends.
    pub to_s: f64,
    /// Its highest level.
    pub level: u8,
}

/// What kind of content a stimulus has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tags {
    /// Negative, mixed, positive or neutral.
    pub valence: Valence,
    /// Themes such as `separation`, `loss`, `reunion`.
    #[serde(default)]
    pub theme: Vec<String>,
    /// Whether things come to a good end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// The emotion that it is meant to bring about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intended: Option<String>,
    /// Whether somebody's suffering is witnessed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub witnessed_suffering: bool,
    /// Whether it is rhythmic, as some music is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rhythmic: bool,
}

/// Whether things come to a good end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// They don't.
    None,
    /// In part.
    Partial,
    /// They do.
    Full,
}

/// The overall tone of a stimulus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Valence {
    /// Meant to sadden or distress.
    Negative,
    /// Both.
    Mixed,
    /// Meant to please.
    Positive,
    /// Meant to do neither.
    Neutral,
}

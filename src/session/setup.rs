//! What is settled before a session begins and stays true for the whole of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::allocate::Drawn;
use crate::protocol::{Id, Protocol, Setting, StimulusKind};

/// Everything about a session that is known when it begins. It is the first fact of the journal; it holds no file path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Program version that ran the session.
    pub app_version: String,
    /// The session's id, which is also its folder's name.
    pub session: String,
    /// The study.
    pub study: Id,
    /// Which visit of this participant, from 1.
    pub visit: u32,
    /// Why the session is run.
    pub mode: Mode,
    /// RFC 3339.
    pub started_utc: String,
    /// How far the local wall clock is ahead of UTC.
    pub utc_offset_minutes: i32,
    /// Where input stamps come from, such as `x11_raw` or `window_event`.
    pub stamp_source: String,
    /// How uncertain an input stamp is.
    pub stamp_uncertainty_ms: f64,
    /// The session clock.
    pub clock: ClockOrigin,
    /// The participant's code.
    pub participant: Id,
    /// What else is known of the participant, by name.
    #[serde(default)]
    pub covariates: BTreeMap<String, serde_json::Value>,
    /// The condition of this session.
    pub condition: Id,
    /// How the condition was chosen.
    pub allocation: String,
    /// Where in the allocation list the session stands; null when the condition was chosen by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocated: Option<Allocated>,
    /// Who is with the participant, and who watches.
    #[serde(default, skip_serializing_if = "Setting::is_default")]
    pub setting: Setting,
    /// The live coder.
    pub coder: Coder,
    /// Language of the participant's texts.
    pub language: String,
    /// Seed of everything random in this session.
    pub seed: u64,
    /// Whether the desk hides the condition and the ratings from the coder.
    #[serde(default)]
    pub blinded: bool,
    /// By how much waits were shortened; 1 in a real session.
    pub speed: f64,
    /// The protocol as it is run, waits shortened where they were.
    pub protocol: Protocol,
    /// Digest of the protocol's file.
    pub protocol_sha256: String,
    /// The media files that are used.
    pub stimuli: Vec<MediaFacts>,
}

/// Why a session is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// For the data; every safeguard holds.
    Study,
    /// A real person tries it, with short waits.
    Rehearsal,
    /// To show the program.
    Demo,
    /// Real windows and devices, a simulated person.
    Pilot,
    /// Neither windows nor persons.
    Simulated,
}

/// Where session time has its zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockOrigin {
    /// Name of the clock, such as `CLOCK_BOOTTIME`.
    pub source: String,
    /// `CLOCK_MONOTONIC`'s reading at session time zero, in seconds, so that other recordings can be aligned.
    pub origin_s: f64,
    /// How uncertain the UTC of session time zero is.
    pub uncertainty_ms: f64,
    /// Reading at session time zero of the clock that goes on while the computer sleeps (`CLOCK_BOOTTIME`), in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot_ns: Option<i64>,
    /// Tells boots of the computer apart within this session and means nothing beside it: a digest of the session's id and of the
    /// system's own number for the boot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<String>,
}

/// Who codes, and how far they lag behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coder {
    /// The coder's id.
    pub id: Id,
    /// Reaction lag that is taken off onsets for `onset_corrected_s`.
    pub lag_s: f64,
    /// Whether the lag was measured; 0.8 s is assumed otherwise.
    pub lag_calibrated: bool,
    /// The lag of each channel and point code, where it was measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lags: BTreeMap<Id, Lag>,
}

impl Coder {
    /// The reaction lag that is taken off onsets of this channel or point code, in seconds.
    pub fn lag_of(&self, code: &Id) -> f64 {
        self.lags.get(code).map_or(self.lag_s, |lag| lag.median_s)
    }
}

/// A measured reaction lag (SCIENCE.md 4.4).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lag {
    /// Median of the measured lags.
    pub median_s: f64,
    /// Their interquartile range.
    pub iqr_s: f64,
    /// How many targets were answered.
    pub n: u32,
}

/// A session's place in the allocation list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Allocated {
    /// The participant's place in the list of the stratum, from 1.
    pub place: u32,
    /// The values of the strata, joined with `/`; empty without strata.
    #[serde(default)]
    pub stratum: String,
    /// The conditions of this participant's visits, in order; only the present one in a design between participants.
    pub sequence: Vec<Id>,
    /// Seed of the list.
    pub seed: u64,
    /// SHA-256 of the list that seed and protocol give, so that it can be shown later that nobody changed it.
    pub list_sha256: String,
}

impl From<Drawn> for Allocated {
    fn from(drawn: Drawn) -> Self {
        Self {
            place: drawn.place,
            stratum: drawn.stratum,
            sequence: drawn.sequence,
            seed: drawn.seed,
            list_sha256: drawn.list_sha256,
        }
    }
}

/// What is known of one media file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MediaFacts {
    /// The stimulus that it serves.
    pub id: Id,
    /// Film, sound or image.
    pub kind: StimulusKind,
    /// The file's name, without its folder.
    pub file: String,
    /// Digest of the file.
    pub sha256: String,
    /// Its length.
    pub duration_s: Option<f64>,
    /// Picture width in pixels.
    pub width: Option<u32>,
    /// Picture height in pixels.
    pub height: Option<u32>,
    /// Frames a second.
    pub fps: Option<f64>,
}

//! Flashes and chirps in a video of the participant, by which it is laid on session time.

mod find;
mod flash;
mod hear;

pub(super) use find::find_marks;

use serde::{Deserialize, Serialize};

/// What was found in a video. Times are seconds since the file's beginning, in the time that its frames carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarksFound {
    /// The candidates, in order of time.
    pub marks: Vec<MarkFound>,
    /// Length of what was decoded.
    pub duration_s: f64,
    /// Whether the file holds pictures.
    pub has_video: bool,
    /// Whether the file holds sound.
    pub has_audio: bool,
    /// What is to be known of the search, one sentence each, such as that the file has no sound.
    pub notes: Vec<String>,
}

/// One candidate: a flash, a chirp, or both together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarkFound {
    /// When the picture turned brighter: halfway between the last dark and the first bright frame; null when no flash is seen here.
    pub flash_s: Option<f64>,
    /// When the first chirp begins; null when none is heard here.
    pub chirp_s: Option<f64>,
    /// How sure it is, from 0 to 1: how well the sound is the chirp (normalized correlation), or, without a chirp, how clear the flash
    /// is, and then at most one half.
    pub score: f64,
    /// Half the distance of the two frames around the flash, in seconds; null without a flash.
    pub flash_within_s: Option<f64>,
}

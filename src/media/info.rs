//! What a medium is: the facts that set-up shows, the session stores and the shader needs.

use serde::{Deserialize, Serialize};

use super::container::Container;

/// A film or sound that opens. Times in seconds of film time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaInfo {
    pub container: Container,
    /// Length in seconds; a file that doesn't say (a raw stream) has none.
    pub duration_s: Option<f64>,
    pub picture: Option<Picture>,
    pub video_codec: Option<String>,
    pub audio_codec: Option<String>,
    pub has_video: bool,
    pub has_audio: bool,
    /// How many audio tracks the file holds.
    pub audio_tracks: u32,
    /// Which of them plays, from 0.
    pub audio_track: Option<u32>,
}

/// The picture of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Stored pixels.
    pub width: u32,
    pub height: u32,
    /// Frames a second; a film with a variable rate has none.
    pub fps: Option<f64>,
    /// Width of one stored pixel, over its height: 1 for square pixels, 64/45 for widescreen PAL.
    pub pixel_aspect: f64,
    pub matrix: ColourMatrix,
    pub range: ColourRange,
}

/// Which luma weights turn YUV into RGB (ITU-R BT.601 and BT.709; BT.2020 films are shown as 709).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourMatrix {
    Bt601,
    Bt709,
}

/// Whether luma runs from 16 to 235 or from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColourRange {
    Limited,
    Full,
}

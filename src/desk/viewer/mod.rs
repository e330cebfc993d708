//! A film looked at by the experimenter: scrubbed, stepped and played at any speed, decoded in a child process of its own so that a
//! broken file takes nothing along.

use std::path::PathBuf;

use egui::{Response, Sense, Ui, Vec2};

use super::worker::Wake;
use crate::link::FileMark;
use crate::media::MediaInfo;
use crate::time::{FilmTime, Micros, Stamp};

/// How far a viewer has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// The file is being looked at.
    Opening,
    /// Pictures come.
    Ready,
    /// It can't be shown; one sentence that says what to do.
    Failed(String),
}

/// One open file. Dropping it ends its child process.
pub struct Viewer {
    path: PathBuf,
    standing: Standing,
    at: FilmTime,
}

impl Viewer {
    /// Opens a file; with a mark only that very file.
    pub fn open(path: PathBuf, _mark: Option<FileMark>, _wake: &Wake) -> Self {
        Self {
            path,
            standing: Standing::Opening,
            at: FilmTime(0),
        }
    }

    /// How far it has come.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// What the file is, once it is known.
    pub fn info(&self) -> Option<&MediaInfo> {
        None
    }

    /// The file.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Plays from where it is, at ¼ to 2 times its speed.
    pub fn play(&mut self, _rate: f64) {}

    /// Holds the picture.
    pub fn pause(&mut self) {}

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        false
    }

    /// Goes to the frame that is shown at this media time; calls in quick succession (a drag) are answered with the newest alone.
    pub fn seek(&mut self, to: FilmTime) {
        self.at = to;
    }

    /// Goes on by so many frames, back where it is negative; pauses.
    pub fn step(&mut self, _frames: i32) {}

    /// Plays without sound.
    pub fn mute(&mut self, _muted: bool) {}

    /// The media time of the picture that is shown.
    pub fn position(&self) -> FilmTime {
        self.at
    }

    /// The media time at an instant of the monotonic clock: what was seen when a key went down.
    pub fn at(&self, _stamp: Stamp) -> FilmTime {
        self.at
    }

    /// Length of the file; zero while it is unknown.
    pub fn length(&self) -> Micros {
        Micros(0)
    }

    /// Draws the newest picture, whole and on black, into this size.
    pub fn picture_ui(&mut self, ui: &mut Ui, size: Vec2) -> Response {
        ui.allocate_response(size, Sense::click_and_drag())
    }
}

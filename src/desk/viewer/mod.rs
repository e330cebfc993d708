//! A film looked at by the experimenter: scrubbed, stepped and played at any speed, decoded in a child process of its own so that a
//! broken file takes nothing along.

mod picture;
mod transport;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use egui::{Response, TextureHandle, Ui, Vec2};

pub use transport::{Key, Keys, transport};

use super::worker::Wake;
use crate::link::FileMark;
use crate::media::MediaInfo;
use crate::media::view::{Orientation, View};
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
    mark: Option<FileMark>,
    wake: Wake,
    /// Another copy of this program, for tests.
    program: Option<PathBuf>,
    view: View,
    muted: bool,
    /// The speed that the transport plays at.
    speed: f64,
    asked_size: (u32, u32),
    texture: Option<TextureHandle>,
    shape: Option<([usize; 2], Orientation)>,
    info: OnceCell<MediaInfo>,
    failed: OnceCell<Standing>,
}

impl Viewer {
    /// Opens a file; with a mark only that very file.
    pub fn open(path: PathBuf, mark: Option<FileMark>, wake: &Wake) -> Self {
        Self::open_by(None, path, mark, wake)
    }

    /// Like [`Self::open`], by way of another copy of this program.
    pub fn open_by(
        program: Option<PathBuf>,
        path: PathBuf,
        mark: Option<FileMark>,
        wake: &Wake,
    ) -> Self {
        let view = View::open(program.as_deref(), &path, mark.as_ref(), wake.clone());
        Self {
            path,
            mark,
            wake: wake.clone(),
            program,
            view,
            muted: false,
            speed: 1.0,
            asked_size: (0, 0),
            texture: None,
            shape: None,
            info: OnceCell::new(),
            failed: OnceCell::new(),
        }
    }

    /// Opens the file again after a failure, where it was.
    pub fn reopen(&mut self) {
        let at = self.position();
        let (program, mark) = (self.program.as_deref(), self.mark.as_ref());
        self.view = View::open(program, &self.path, mark, self.wake.clone());
        self.info = OnceCell::new();
        self.failed = OnceCell::new();
        self.asked_size = (0, 0);
        self.view.mute(self.muted);
        if at > FilmTime(0) {
            self.view.seek(at);
        }
    }

    /// How far it has come.
    pub fn standing(&self) -> &Standing {
        if self.failed.get().is_none()
            && let Some(why) = self.view.failure()
        {
            return self.failed.get_or_init(|| Standing::Failed(why));
        }
        match self.failed.get() {
            Some(failed) => failed,
            None if self.view.is_ready() => &Standing::Ready,
            None => &Standing::Opening,
        }
    }

    /// What the file is, once it is known.
    pub fn info(&self) -> Option<&MediaInfo> {
        if self.info.get().is_none()
            && let Some(info) = self.view.info()
        {
            return Some(self.info.get_or_init(|| info));
        }
        self.info.get()
    }

    /// The file.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Plays from where it is, at ¼ to 2 times its speed; at its end it begins anew.
    pub fn play(&mut self, rate: f64) {
        self.speed = rate;
        self.view.play(rate);
    }

    /// Holds the picture.
    pub fn pause(&mut self) {
        self.view.pause();
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.view.rate().is_some()
    }

    /// The speed at which it plays, or would.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Sets the speed; it plays on if it plays.
    pub fn set_speed(&mut self, rate: f64) {
        self.speed = rate;
        if self.is_playing() {
            self.view.play(rate);
        }
    }

    /// Goes to the frame that is shown at this media time; calls in quick succession (a drag) are answered with the newest alone.
    pub fn seek(&mut self, to: FilmTime) {
        self.view.seek(to);
    }

    /// Goes on by so many frames, back where it is negative; pauses.
    pub fn step(&mut self, frames: i32) {
        self.view.step(frames);
    }

    /// Plays without sound.
    pub fn mute(&mut self, muted: bool) {
        self.muted = muted;
        self.view.mute(muted);
    }

    /// Whether it plays without sound by wish.
    pub fn is_muted(&self) -> bool {
        self.muted
    }

    /// Why its sound can't be heard although it has some, in a few words.
    pub fn silent(&self) -> Option<String> {
        self.view.silent()
    }

    /// The media time of the picture that is shown; while a seek is under way, where it goes.
    pub fn position(&self) -> FilmTime {
        self.view.position()
    }

    /// Whether what is shown is what was asked for: no seek or step is under way.
    pub fn is_settled(&self) -> bool {
        self.view.is_settled()
    }

    /// The media time at an instant of the monotonic clock: what was seen when a key went down.
    pub fn at(&self, stamp: Stamp) -> FilmTime {
        self.view.at(stamp)
    }

    /// Length of the file; zero while it is unknown.
    pub fn length(&self) -> Micros {
        let seconds = self.info().and_then(|info| info.duration_s);
        seconds.map_or(Micros(0), Micros::from_s)
    }

    /// Draws the newest picture, whole and on black, into this size.
    pub fn picture_ui(&mut self, ui: &mut Ui, size: Vec2) -> Response {
        picture::show(self, ui, size)
    }

    /// The child's process number, while there is one.
    pub fn process(&self) -> Option<u32> {
        self.view.process()
    }

    /// The file's name, for a sentence.
    fn name(&self) -> String {
        let name = Path::file_name(&self.path);
        name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests;

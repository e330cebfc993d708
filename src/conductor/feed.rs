//! What the conductor lets the desk's windows see, ten times a second at most and on every change.

use std::path::PathBuf;
use std::sync::Arc;

use crate::record::Moving;
use crate::session::DeskView;
use crate::time::{FilmTime, Micros, SessionTime, Stamp};

/// One state of the running session.
#[derive(Clone, Debug)]
pub struct DeskFeed {
    /// What the engine lets the desk see.
    pub view: Arc<DeskView>,
    /// When the view was made, so that clocks on screen can run on from it.
    pub made: Stamp,
    /// The session clock's zero.
    pub origin: Stamp,
    /// Disk and stage.
    pub health: Health,
    /// The latest small picture of the stage, unless coding is blinded.
    pub thumbnail: Option<Arc<Thumbnail>>,
    /// The latest refusal, shown for a few seconds: when, and one sentence.
    pub refusal: Option<(Stamp, String)>,
    /// How often the experimenter was to be warned of a probe so far; the desk sounds its warning each time this grows.
    pub warnings: u64,
}

impl DeskFeed {
    /// Session time at `now`.
    pub fn session_time(&self, now: Stamp) -> SessionTime {
        SessionTime::from_stamp(now, self.origin)
    }

    /// Film time at `now`: runs on from the view while the film runs.
    pub fn film_time(&self, now: Stamp) -> Option<FilmTime> {
        let film = self.view.now.film?;
        let ran = if self.view.now.film_runs {
            now.ns_since(self.made).max(0) / 1000
        } else {
            0
        };
        Some(film + Micros(ran))
    }
}

/// Disk and stage.
#[derive(Clone, Debug)]
pub struct Health {
    /// Number of the newest event.
    pub taken: u64,
    /// Number of the newest event that is really on disk (fsynced).
    pub saved: u64,
    /// Why events are not being saved, in one sentence; red until mended.
    pub not_saving: Option<String>,
    /// How far going on in another data folder has come.
    pub moving: Moving,
    /// The stage process.
    pub stage: StageHealth,
    /// The session's folder.
    pub folder: PathBuf,
    /// The finished session document, once it is written.
    pub document: Option<PathBuf>,
}

/// The stage process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StageHealth {
    /// It is being started.
    Starting,
    /// Its window is there.
    Up {
        /// Refresh rate of its monitor, where known.
        refresh_hz: Option<f64>,
    },
    /// It died or hangs; a new one is on its way.
    Lost,
    /// It has been closed.
    Closed,
}

/// A small picture of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// Width and height in pixels.
    pub size: (u16, u16),
    /// RGB bytes, row by row.
    pub rgb: Vec<u8>,
}

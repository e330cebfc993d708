//! What desk and stage say to each other.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::mark::FileMark;

use crate::protocol::Id;
use crate::session::{StageInput, StageView, Value};
use crate::time::{FilmTime, SessionTime, Stamp};

/// From the desk to the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ToStage {
    /// Where a stimulus lies. Sent before the first view that names it.
    Media {
        /// The stimulus.
        id: Id,
        /// The file.
        path: PathBuf,
        /// By what it is known again.
        mark: Option<FileMark>,
    },
    /// Where the subtitles of a stimulus lie. Sent before the first view that shows them.
    Subtitles {
        /// The stimulus.
        id: Id,
        /// The file.
        path: PathBuf,
    },
    /// What the participant had begun when the last stage process ended; belongs to the view with its serial number.
    Draft(Box<Draft>),
    /// Show this.
    View(Box<StageView>),
    /// End picture and sound now; a calm screen until the next view.
    Stop,
    /// The chime of a due probe.
    Chime,
    /// A test tone of two seconds.
    TestTone,
    /// Are you there?
    Ping {
        /// Comes back in the answer.
        id: u64,
    },
    /// A simulated participant's gesture, carried out with real pointer and key events of the window.
    Gesture(Gesture),
    /// The session is over: close the window.
    Close,
}

/// What a simulated participant does on the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "gesture", rename_all = "snake_case")]
pub enum Gesture {
    /// Touches "Touch to begin".
    Begin,
    /// Presses the button that goes on.
    GoOn,
    /// Answers an item.
    Answer {
        /// The item.
        item: Id,
        /// The answer.
        value: Value,
    },
    /// Prefers not to answer an item.
    Decline {
        /// The item.
        item: Id,
    },
    /// Presses the corner button that stops.
    Stop,
    /// Presses one of the buttons of a screen that offers several, counted from 0: agree and refuse, none and some, yes and no, the
    /// choices after a stop, the end of a task.
    Choose {
        /// Which.
        button: usize,
    },
    /// Ticks or unticks a point of a consent.
    Tick {
        /// The point.
        id: Id,
    },
    /// Writes into the field of a recall.
    Write {
        /// What.
        text: String,
    },
    /// Presses or releases the participant's own key.
    SelfKey {
        /// Whether it goes down.
        down: bool,
    },
}

/// From the stage to the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ToDesk {
    /// The window is there.
    Hello {
        /// Refresh rate of its monitor, where known.
        refresh_hz: Option<f64>,
        /// Size of the window's inside in physical pixels.
        pixels: (u32, u32),
    },
    /// The answer to a ping; the stage's window thread gives it.
    Pong {
        /// From the ping.
        id: u64,
    },
    /// Something the engine must know, stamped when it happened.
    Input {
        /// When.
        at: Stamp,
        /// What.
        input: StageInput,
    },
    /// What the participant has begun on a screen; replaces what was said before.
    Draft(Box<Draft>),
    /// Frames of a film, in order: one line of `frames.csv` each.
    Frames {
        /// The lines.
        frames: Vec<FrameLine>,
        /// The stimulus.
        stimulus: Id,
    },
    /// A small picture of what is on the stage: RGB bytes, row by row.
    Thumbnail {
        /// Width and height in pixels.
        size: (u16, u16),
        /// `3 · width · height` bytes, written in base 64.
        rgb: String,
    },
    /// Something is wrong that the stage can go on with; one sentence for the experimenter.
    Trouble {
        /// Names the fault, such as `sound`.
        id: String,
        /// The sentence; empty when mended.
        text: String,
    },
}

/// One film frame: its media time, when it was due and when it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameLine {
    /// Counts from 0 in the shown part.
    pub index: u64,
    /// Media time.
    pub film: FilmTime,
    /// When it should have appeared.
    pub due: Stamp,
    /// When it appeared; `None` when it was dropped.
    pub shown: Option<Stamp>,
}

impl FrameLine {
    /// The instants in session time.
    pub fn in_session(&self, origin: Stamp) -> (SessionTime, Option<SessionTime>) {
        (
            SessionTime::from_stamp(self.due, origin),
            self.shown.map(|s| SessionTime::from_stamp(s, origin)),
        )
    }
}

//! What the stage reports: read on a thread of its own, which carries out a participant's stop before anybody is asked.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::Sender;

use super::desk_end::Outgoing;
use super::follower::Follower;
use super::frame;
use super::message::{FrameLine, ToDesk};
use super::supervisor::Control;
use crate::protocol::Id;
use crate::session::StageInput;
use crate::time::Stamp;

/// What the stage, or its supervisor, reports.
#[derive(Clone, Debug, PartialEq)]
pub enum StageNews {
    /// A stage process has its window; it shows nothing until it is given a view.
    Up {
        /// Refresh rate of its monitor, where known.
        refresh_hz: Option<f64>,
        /// Size of the window's inside in physical pixels.
        pixels: (u32, u32),
    },
    /// The process died or hangs; a new one is on its way.
    Lost {
        /// One sentence.
        why: String,
    },
    /// Something the engine must know. A participant's stop was already carried out.
    Input {
        /// When.
        at: Stamp,
        /// What.
        input: StageInput,
    },
    /// Frames of a film, in order.
    Frames {
        /// The lines.
        frames: Vec<FrameLine>,
        /// The stimulus.
        stimulus: Id,
    },
    /// A small picture of what is on the stage, in base 64.
    Thumbnail {
        /// Width and height in pixels.
        size: (u16, u16),
        /// RGB bytes in base 64.
        rgb: String,
    },
    /// A fault of the stage, or its end when the text is empty.
    Trouble {
        /// Names the fault.
        id: String,
        /// One sentence.
        text: String,
    },
    /// The stage was closed as asked.
    Closed,
}

/// Signs of life of one process.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) up: AtomicBool,
    pub(super) last_pong: AtomicU64,
}

/// Reads the reports of one process.
pub(super) struct Reader {
    pub(super) life: Arc<Life>,
    pub(super) news: Sender<StageNews>,
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) control: Sender<Control>,
}

impl Reader {
    /// Reads to the end of the wire; what was wrong with it, if a frame was bad.
    pub(super) fn run(self, mut stream: UnixStream) -> Option<String> {
        let mut follower = Follower::default();
        let bad = loop {
            match frame::read(&mut stream) {
                Ok(Some(message)) => {
                    follower.follow(&message);
                    if let Some(news) = self.take(message)
                        && self.news.send(news).is_err()
                    {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(frame::BadFrame::Cut(_)) => break None,
                Err(bad) => break Some(bad.to_string()),
            }
        };
        if let Some(news) = follower.last_news() {
            let _ = self.news.send(news);
        }
        let _ = self.control.send(Control::WireEnded);
        bad
    }

    fn take(&self, message: ToDesk) -> Option<StageNews> {
        Some(match message {
            ToDesk::Hello { refresh_hz, pixels } => {
                self.life.up.store(true, Ordering::Relaxed);
                StageNews::Up { refresh_hz, pixels }
            }
            ToDesk::Pong { id } => {
                self.life.last_pong.fetch_max(id, Ordering::Relaxed);
                return None;
            }
            ToDesk::Input { at, input } => {
                match &input {
                    StageInput::StopHeld => self.outgoing.stop(),
                    // What was begun on an item gives way to what was told of it.
                    StageInput::Answer { item, .. }
                    | StageInput::Decline { item, .. }
                    | StageInput::Clear { item, .. } => self.outgoing.settle(item),
                    _ => {}
                }
                StageNews::Input { at, input }
            }
            ToDesk::Draft(draft) => {
                self.outgoing.keep(*draft);
                return None;
            }
            ToDesk::Frames { frames, stimulus } => StageNews::Frames { frames, stimulus },
            ToDesk::Thumbnail { size, rgb } => StageNews::Thumbnail { size, rgb },
            ToDesk::Trouble { id, text } => StageNews::Trouble { id, text },
        })
    }
}

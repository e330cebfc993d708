//! Looks for a sound device while a film runs without one, and hands over an open line once a device plays.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use gstreamer_app::AppSink;

use super::graph::SoundOut;
use super::sound_line::SoundLine;
use crate::time;

/// How often a device is looked for.
const EVERY: Duration = Duration::from_millis(1500);
/// A device that opens and does not run within this plays nothing.
const PLAYS_WITHIN: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(20);

/// The search; ends when dropped.
pub(super) struct Regain {
    found: Receiver<SoundLine>,
    /// Its end tells the thread to stop.
    _stop: Sender<()>,
}

impl Regain {
    /// Begins to look. `None` when no thread can be had; the film then stays silent.
    pub fn start(source: AppSink) -> Option<Self> {
        let (tell, found) = channel();
        let (stop, stopped) = channel();
        let spawned = std::thread::Builder::new()
            .name("sound-search".into())
            .spawn(move || {
                while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    if let Some(line) = steady(&source) {
                        // A film that is over has no use for it.
                        let _ = tell.send(line);
                        return;
                    }
                }
            });
        spawned.ok().map(|_| Self { found, _stop: stop })
    }

    /// A line to a device that runs steadily, once there is one.
    pub fn take(&self) -> Option<SoundLine> {
        self.found.try_recv().ok()
    }
}

/// Opens a device and waits until it runs.
fn steady(source: &AppSink) -> Option<SoundLine> {
    let line = SoundLine::open(SoundOut::Device, source.clone()).ok()?;
    let until = time::now().after(PLAYS_WITHIN);
    while time::now() < until {
        if line.fault().is_some() {
            return None;
        }
        if line.is_ready() {
            return Some(line);
        }
        time::sleep_until(time::now().after(LOOK));
    }
    None
}

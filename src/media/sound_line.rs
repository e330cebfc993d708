//! An open line to the sound device: silence flows until the film begins, so the device is awake and its clock read
//! before the first sample, and the instant at which that sample is heard is known beforehand.
//!
//! Starting a device and a film together does not work: it takes a device 50 to 300 ms to wake up, and while it does
//! its readings jump. Sound would begin late by as much and be cut to catch up.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSrc};

use super::error::MediaError;
use super::graph::SoundOut;
use super::sound_device;
use super::sound_feed::{CAPS, Feeder, PIECE, SAMPLE_BYTES, Shared, Wish, lock, signed_ns, to_ns};
use crate::time::{self, Stamp};

/// A device that takes nothing for so long is gone, whatever it says.
const STUCK_AFTER: Duration = Duration::from_secs(3);

/// The line; ends when dropped.
pub(super) struct SoundLine {
    pipeline: gst::Pipeline,
    sink: gst::Element,
    source: AppSink,
    shared: Arc<Mutex<Shared>>,
}

impl SoundLine {
    /// Opens the device (or a silent stand-in that runs by the system's clock) and lets silence flow.
    /// `source` gives the film's sound in [`CAPS`].
    pub fn open(out: SoundOut, source: AppSink) -> Result<Self, MediaError> {
        let engine = |error: gst::glib::BoolError| MediaError::Engine {
            why: error.message.to_string(),
        };
        let sink = match out {
            SoundOut::Device => sound_device::open_sink()?,
            SoundOut::Silent | SoundOut::Discard => gst::ElementFactory::make("fakesink")
                .property("sync", true)
                .build()
                .map_err(engine)?,
        };
        let caps: gst::Caps = CAPS.parse().map_err(engine)?;
        let feed = AppSrc::builder()
            .caps(&caps)
            .format(gst::Format::Time)
            .block(true)
            .max_bytes(2 * PIECE * SAMPLE_BYTES as u64)
            .build();
        let pipeline = gst::Pipeline::new();
        pipeline
            .add_many([feed.upcast_ref(), &sink])
            .map_err(engine)?;
        feed.link(&sink).map_err(engine)?;
        let shared = Arc::new(Mutex::new(Shared {
            turned: Some(time::now()),
            ..Shared::default()
        }));
        let line = Self {
            pipeline,
            sink,
            source: source.clone(),
            shared: Arc::clone(&shared),
        };
        line.pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| MediaError::NoSoundDevice)?;
        let pipeline = line.pipeline.downgrade();
        std::thread::Builder::new()
            .name("film-sound".into())
            .spawn(move || {
                Feeder {
                    shared,
                    feed,
                    source,
                    pipeline,
                    held: None,
                }
                .run()
            })
            .map_err(|error| MediaError::Engine {
                why: error.to_string(),
            })?;
        Ok(line)
    }

    /// Whether the device runs steadily and nothing of an earlier part is still to be heard.
    pub fn is_ready(&self) -> bool {
        let shared = self.lock();
        let heard = shared.heard.position_ns(time::now()).unwrap_or(0);
        shared.heard.is_steady() && heard >= to_ns(shared.film_end)
    }

    /// Whether the device has said anything of what it plays.
    pub fn plays(&self) -> bool {
        self.lock().heard.instant(0).is_some()
    }

    /// The film's sound follows right behind the silence that is already on its way.
    pub fn begin(&self) {
        self.wish(Wish::Film);
    }

    /// The film runs already, its beginning was due at `start`: its sound joins in as soon as the device runs steadily.
    pub fn join(&self, start: Stamp) {
        self.wish(Wish::Running(start));
    }

    fn wish(&self, wish: Wish) {
        self.mute(false);
        let mut shared = self.lock();
        shared.wish = wish;
        shared.ended = false;
        shared.film_from = None;
    }

    /// Where the film's sound comes from.
    pub fn source(&self) -> AppSink {
        self.source.clone()
    }

    /// Silence at once; what the device already holds is not heard.
    pub fn hush(&self) {
        self.mute(true);
        let mut shared = self.lock();
        shared.wish = Wish::Silence;
        shared.film_from = None;
        shared.ended = false;
    }

    /// Takes nothing more of the film's sound, which another line is to play.
    pub fn retire(&self) {
        self.lock().quit = true;
    }

    /// Whether a piece of the film came since this was last asked, or all have come.
    pub fn take_fed(&self) -> bool {
        let mut shared = self.lock();
        std::mem::take(&mut shared.fed) || shared.ended
    }

    /// When the sound `running` behind the film's beginning is heard; `None` until the beginning is on its way.
    pub fn instant(&self, running: gst::ClockTime) -> Option<Stamp> {
        let shared = self.lock();
        let from = signed_ns(shared.film_from?);
        shared.heard.instant(from + running.nseconds() as i64)
    }

    /// Whether the film's sound has ended and been heard to its end.
    pub fn is_over(&self) -> bool {
        let shared = self.lock();
        let heard = shared.heard.position_ns(time::now()).unwrap_or(0);
        shared.ended && heard >= to_ns(shared.film_end)
    }

    /// Why nothing can be heard any more: the device's own complaint, or that it takes nothing.
    pub fn fault(&self) -> Option<String> {
        let message = self
            .pipeline
            .bus()?
            .pop_filtered(&[gst::MessageType::Error]);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => {
                let why = error.error().message().trim_end_matches('.').to_lowercase();
                Some(format!("the sound device stopped: {why}"))
            }
            _ => {
                let turned = self.lock().turned;
                let stuck = turned.is_some_and(|turned| time::now() > turned.after(STUCK_AFTER));
                stuck.then(|| "the sound device takes no sound".to_owned())
            }
        }
    }

    fn mute(&self, on: bool) {
        if self.sink.has_property("mute") {
            self.sink.set_property("mute", on);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        lock(&self.shared)
    }
}

impl Drop for SoundLine {
    fn drop(&mut self) {
        self.lock().quit = true;
        // This also wakes the feeder, if the device holds it up.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

//! An open line to the sound device: silence flows until the film begins, so the device is awake and its clock read
//! before the first sample, and the instant at which that sample is heard is known beforehand.
//!
//! Starting a device and a film together does not work: it takes a device 50 to 300 ms to wake up, and while it does
//! its readings jump. Sound would begin late by as much and be cut to catch up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSrc};

use super::error::MediaError;
use super::graph::{SoundOut, clock_time};
use super::heard::Heard;
use super::sound_device;
use crate::time::{self, Stamp};

/// What flows: 16-bit stereo at 48 kHz, four bytes a sample.
pub(super) const CAPS: &str = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2";
const RATE: u64 = 48_000;
const SAMPLE_BYTES: usize = 4;
/// Silence is sent in pieces of 10 ms.
const PIECE: u64 = RATE / 100;
/// Time stamps of compressed sound are rounded; only a gap or overlap larger than this is believed (20 ms).
const ROUNDING: u64 = RATE / 50;
/// When nothing is decoded in time, silence fills in while less than this waits at the device (60 ms).
const LEAST_QUEUED: u64 = RATE * 6 / 100;

/// A device that takes nothing for so long is gone, whatever it says.
const STUCK_AFTER: Duration = Duration::from_secs(3);

/// The line; ends when dropped.
pub(super) struct SoundLine {
    pipeline: gst::Pipeline,
    sink: gst::Element,
    source: AppSink,
    shared: Arc<Mutex<Shared>>,
}

/// What is to flow.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Wish {
    #[default]
    Silence,
    /// The film, right behind the silence that is on its way.
    Film,
    /// The film, which runs already: its beginning was due at this instant.
    Running(Stamp),
}

#[derive(Default)]
struct Shared {
    heard: Heard,
    /// Samples sent so far.
    sent: u64,
    /// Where the film begins, in samples sent (before the first one, for a film that ran already); `None` while silence flows.
    film_from: Option<i64>,
    wish: Wish,
    /// The last sample of the film that was sent.
    film_end: u64,
    /// When the feeder last took a turn.
    turned: Option<Stamp>,
    ended: bool,
    quit: bool,
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

fn lock(shared: &Arc<Mutex<Shared>>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn to_ns(samples: u64) -> i64 {
    i64::try_from(samples.saturating_mul(1_000_000_000) / RATE).unwrap_or(i64::MAX)
}

fn signed_ns(samples: i64) -> i64 {
    samples
        .signum()
        .saturating_mul(to_ns(samples.unsigned_abs()))
}

fn from_ns(ns: i64) -> i64 {
    ns.saturating_mul(RATE as i64 / 1000) / 1_000_000
}

fn to_samples(time: gst::ClockTime) -> u64 {
    let samples = u128::from(time.nseconds()) * u128::from(RATE) / 1_000_000_000;
    u64::try_from(samples).unwrap_or(u64::MAX)
}

/// What the feeder does next.
enum Turn {
    Silence,
    Film,
    /// Lets what is over pass, in silence, until the device runs steadily.
    Pass(Stamp),
}

/// The thread that keeps the line filled.
struct Feeder {
    shared: Arc<Mutex<Shared>>,
    feed: AppSrc,
    source: AppSink,
    pipeline: gst::glib::WeakRef<gst::Pipeline>,
    /// A piece that was taken while the film ran without us, and is not over yet.
    held: Option<gst::Sample>,
}

impl Feeder {
    fn run(mut self) {
        while let Some(turn) = self.turn() {
            let goes_on = match turn {
                Turn::Film => self.send_film(),
                Turn::Pass(start) => {
                    self.let_pass(start);
                    self.send_silence(PIECE)
                }
                Turn::Silence => {
                    self.held = None;
                    self.send_silence(PIECE)
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// What to do now; `None`: the line is closed.
    fn turn(&self) -> Option<Turn> {
        self.read_clock();
        let mut guard = lock(&self.shared);
        let shared = &mut *guard;
        shared.turned = Some(time::now());
        if shared.quit {
            return None;
        }
        if shared.film_from.is_none() {
            let sent = i64::try_from(shared.sent).unwrap_or(i64::MAX);
            let begins = match shared.wish {
                Wish::Film => true,
                Wish::Running(_) => shared.heard.is_steady(),
                Wish::Silence => false,
            };
            if begins {
                shared.film_end = shared.sent;
                shared.heard.use_now();
                shared.film_from = match shared.wish {
                    Wish::Running(start) => shared.heard.position_ns(start).map(from_ns),
                    _ => Some(sent),
                };
            }
        }
        Some(match (shared.wish, shared.film_from) {
            (Wish::Silence, _) => Turn::Silence,
            _ if shared.ended => Turn::Silence,
            (Wish::Running(start), None) => Turn::Pass(start),
            _ => Turn::Film,
        })
    }

    /// Takes what is over from a film that runs without us, so that its decoder is not held up.
    fn let_pass(&mut self, start: Stamp) {
        let now = time::now();
        loop {
            if self.held.is_none() {
                self.held = self.source.try_pull_sample(gst::ClockTime::ZERO);
            }
            let Some(sample) = &self.held else {
                lock(&self.shared).ended = self.source.is_eos();
                return;
            };
            let begins = contents(sample).map(|(_, running)| running.nseconds());
            let due = begins.map(|ns| start.after(Duration::from_nanos(ns)));
            if due.is_some_and(|due| due > now) {
                return;
            }
            self.held = None;
        }
    }

    fn read_clock(&self) {
        let Some(pipeline) = self.pipeline.upgrade() else {
            return;
        };
        let (Some(clock), Some(base)) = (pipeline.clock(), pipeline.base_time()) else {
            return;
        };
        let before = time::now();
        let played = clock.time();
        let after = time::now();
        if played > base {
            let middle = Stamp(before.0 + after.ns_since(before) / 2);
            let played = i64::try_from((played - base).nseconds()).unwrap_or(i64::MAX);
            lock(&self.shared).heard.observe(played, middle);
        }
    }

    /// The next decoded piece, at the place where its time stamp says it belongs. False: the line is closed.
    fn send_film(&mut self) -> bool {
        let pulled = || {
            self.source
                .try_pull_sample(clock_time(Duration::from_millis(10)))
        };
        let Some(sample) = self.held.take().or_else(pulled) else {
            return self.nothing_decoded();
        };
        let Some((bytes, running)) = contents(&sample) else {
            return true;
        };
        let (sent, from) = {
            let shared = lock(&self.shared);
            (shared.sent, shared.film_from)
        };
        let Some(from) = from else { return true };
        let running = i64::try_from(to_samples(running)).unwrap_or(i64::MAX);
        let place = from.saturating_add(running);
        // What belongs before the first sample came too late altogether.
        let late = u64::try_from(place.saturating_neg()).unwrap_or(0);
        let place = u64::try_from(place).unwrap_or(0);
        let mut bytes = bytes.as_slice();
        if place > sent + ROUNDING {
            if !self.send_silence(place - sent) {
                return false;
            }
        } else if sent + late > place + ROUNDING {
            let skip = usize::try_from(sent + late - place)
                .unwrap_or(usize::MAX)
                .saturating_mul(SAMPLE_BYTES);
            bytes = bytes.get(skip..).unwrap_or_default();
        }
        let went = self.send(bytes);
        let mut shared = lock(&self.shared);
        shared.film_end = shared.sent;
        went
    }

    fn nothing_decoded(&self) -> bool {
        if self.source.is_eos() {
            lock(&self.shared).ended = true;
            return true;
        }
        let queued = {
            let shared = lock(&self.shared);
            let heard = shared.heard.position_ns(time::now()).unwrap_or(0).max(0);
            to_ns(shared.sent) - heard
        };
        queued > to_ns(LEAST_QUEUED) || self.send_silence(PIECE)
    }

    fn send_silence(&self, samples: u64) -> bool {
        let mut left = samples;
        while left > 0 {
            let piece = left.min(PIECE);
            if !self.send(&vec![0; piece as usize * SAMPLE_BYTES]) {
                return false;
            }
            left -= piece;
        }
        true
    }

    fn send(&self, bytes: &[u8]) -> bool {
        let samples = (bytes.len() / SAMPLE_BYTES) as u64;
        if samples == 0 {
            return true;
        }
        let sent = lock(&self.shared).sent;
        let mut buffer = gst::Buffer::from_slice(bytes.to_vec());
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(clock_time(Duration::from_nanos(to_ns(sent).unsigned_abs())));
            buffer.set_duration(clock_time(Duration::from_nanos(
                to_ns(samples).unsigned_abs(),
            )));
        }
        lock(&self.shared).sent = sent + samples;
        // Waits here while the device has enough.
        self.feed.push_buffer(buffer).is_ok()
    }
}

/// The bytes of a piece of sound and its distance from the beginning.
fn contents(sample: &gst::Sample) -> Option<(Vec<u8>, gst::ClockTime)> {
    let buffer = sample.buffer()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let running = segment.to_running_time(buffer.pts()?)?;
    Some((buffer.map_readable().ok()?.as_slice().to_vec(), running))
}

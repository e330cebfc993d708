//! What flows into an open line to the sound device: silence, the film, or silence while a film that runs already is let pass.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSrc};

use super::graph::clock_time;
use super::heard::Heard;
use crate::time::{self, Stamp};

/// What flows: 16-bit stereo at 48 kHz, four bytes a sample.
pub(super) const CAPS: &str = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2";
const RATE: u64 = 48_000;
pub(super) const SAMPLE_BYTES: usize = 4;
/// Silence is sent in pieces of 10 ms.
pub(super) const PIECE: u64 = RATE / 100;
/// Time stamps of compressed sound are rounded; only a gap or overlap larger than this is believed (20 ms).
const ROUNDING: u64 = RATE / 50;
/// When nothing is decoded in time, silence fills in while less than this waits at the device (60 ms).
const LEAST_QUEUED: u64 = RATE * 6 / 100;

/// What is to flow.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Wish {
    #[default]
    Silence,
    /// The film, right behind the silence that is on its way.
    Film,
    /// The film, which runs already: its beginning was due at this instant.
    Running(Stamp),
}

#[derive(Default)]
pub(super) struct Shared {
    pub heard: Heard,
    /// Samples sent so far.
    pub sent: u64,
    /// Where the film begins, in samples sent (before the first one, for a film that ran already); `None` while silence flows.
    pub film_from: Option<i64>,
    pub wish: Wish,
    /// The last sample of the film that was sent.
    pub film_end: u64,
    /// When the feeder last took a turn.
    pub turned: Option<Stamp>,
    pub ended: bool,
    /// A piece of the film came since this was last asked.
    pub fed: bool,
    pub quit: bool,
}

/// What the feeder does next.
enum Turn {
    Silence,
    Film,
    /// Lets what is over pass, in silence, until the device runs steadily.
    Pass(Stamp),
}

/// The thread that keeps the line filled.
pub(super) struct Feeder {
    pub shared: Arc<Mutex<Shared>>,
    pub feed: AppSrc,
    pub source: AppSink,
    pub pipeline: gst::glib::WeakRef<gst::Pipeline>,
    /// A piece that was taken while the film ran without us, and is not over yet.
    pub held: Option<gst::Sample>,
}

impl Feeder {
    /// Feeds until the line is closed.
    pub fn run(mut self) {
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
            lock(&self.shared).fed = true;
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
        lock(&self.shared).fed = true;
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

pub(super) fn lock(shared: &Arc<Mutex<Shared>>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn to_ns(samples: u64) -> i64 {
    i64::try_from(samples.saturating_mul(1_000_000_000) / RATE).unwrap_or(i64::MAX)
}

pub(super) fn signed_ns(samples: i64) -> i64 {
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

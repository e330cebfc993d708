//! The auditory targets: a short tone in a stream that is always open, stamped when its samples are handed to the device.
//!
//! The device never says when it is heard (rodio throws its timing away), so only the buffer is added, where it is known.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rodio::cpal::{self, BufferSize, ErrorKind};
use rodio::{DeviceSinkBuilder, MixerDeviceSink};

use crate::desk::worker::{Job, Wake};
use crate::time::{self, Stamp};

/// The open sound device, or one that is being opened; closed when dropped.
pub struct Tones {
    shared: Arc<Shared>,
}

/// How opening the device went: the length of its buffer where it is known, or one sentence.
pub type Opened = Result<Option<Duration>, String>;

#[derive(Default)]
struct Shared {
    opened: Mutex<Option<Opened>>,
    asked: AtomicBool,
    /// When the last tone was handed over; 0 while there is none.
    began: AtomicI64,
    broken: AtomicBool,
    closing: AtomicBool,
}

/// A buffer of this many frames is asked for: 21 ms at 48 kHz.
const BUFFER: u32 = 1024;
const HZ: f32 = 660.0;
const LENGTH_S: f32 = 0.25;
/// The tone's edges: short, for a clear onset, but no click.
const EDGE_S: f32 = 0.005;
const LOUDNESS: f32 = 0.25;

impl Tones {
    /// Begins to open the device on a thread of its own.
    pub fn open(wake: &Wake) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = shared.clone();
        drop(Job::start("tones", wake, {
            let wake = wake.clone();
            move |_| keep_open(&theirs, &wake)
        }));
        Self { shared }
    }

    /// How opening went, once that is known.
    pub fn opened(&self) -> Option<Opened> {
        let opened = self.shared.opened.lock();
        opened.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the device stopped working.
    pub fn is_broken(&self) -> bool {
        self.shared.broken.load(Ordering::Acquire)
    }

    /// Asks for a tone.
    pub fn ask(&self) {
        self.shared.began.store(0, Ordering::Release);
        self.shared.asked.store(true, Ordering::Release);
    }

    /// When the first sample of the tone that was asked for was handed to the device.
    pub fn began(&self) -> Option<Stamp> {
        match self.shared.began.load(Ordering::Acquire) {
            0 => None,
            at => Some(Stamp(at)),
        }
    }

    /// A device that was opened and never plays.
    #[cfg(test)]
    pub fn silent() -> Self {
        Self::with(Ok(None))
    }

    /// A device that could not be opened.
    #[cfg(test)]
    pub fn failed(why: &str) -> Self {
        Self::with(Err(why.to_owned()))
    }

    #[cfg(test)]
    fn with(opened: Opened) -> Self {
        let shared = Shared::default();
        *shared.opened.lock().unwrap() = Some(opened);
        Self {
            shared: Arc::new(shared),
        }
    }
}

impl Drop for Tones {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
    }
}

/// Holds the device on this thread as long as it is wanted.
fn keep_open(shared: &Arc<Shared>, wake: &Wake) {
    let open = open_device(shared);
    let (sink, opened) = match open {
        Ok(sink) => {
            let rate = sink.config().sample_rate();
            let buffer = match sink.config().buffer_size() {
                BufferSize::Fixed(frames) => Some(Duration::from_secs_f64(
                    f64::from(*frames) / f64::from(rate.get()),
                )),
                BufferSize::Default => None,
            };
            sink.mixer().add(Stream::new(shared.clone(), rate));
            (Some(sink), Ok(buffer))
        }
        Err(why) => (None, Err(why)),
    };
    *shared.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
    wake();
    while sink.is_some() && !shared.closing.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn open_device(shared: &Arc<Shared>) -> Result<MixerDeviceSink, String> {
    let broken = shared.clone();
    let mut sink = DeviceSinkBuilder::from_default_device()
        .and_then(|device| {
            device
                .with_buffer_size(BufferSize::Fixed(BUFFER))
                .with_error_callback(move |error: cpal::Error| {
                    if !is_harmless(error.kind()) {
                        broken.broken.store(true, Ordering::Release);
                    }
                })
                .open_stream()
        })
        .map_err(|why| {
            format!(
                "No sound device answers ({why}): connect loudspeakers or headphones and try again."
            )
        })?;
    sink.log_on_drop(false);
    Ok(sink)
}

/// A crackle at most, or another loudspeaker; everything else means that the device is gone.
fn is_harmless(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::Xrun
    )
}

/// Silence without end, with a tone whenever one is asked for. The stream never stops, so its latency stays the same.
struct Stream {
    shared: Arc<Shared>,
    rate: NonZero<u32>,
    /// How many samples of the tone have been given; `None` in silence.
    given: Option<u32>,
}

impl Stream {
    fn new(shared: Arc<Shared>, rate: NonZero<u32>) -> Self {
        Self {
            shared,
            rate,
            given: None,
        }
    }

    fn sample(&self, given: u32) -> f32 {
        let t = given as f32 / self.rate.get() as f32;
        let edge = (t / EDGE_S).min((LENGTH_S - t) / EDGE_S).clamp(0.0, 1.0);
        LOUDNESS * edge * (std::f32::consts::TAU * HZ * t).sin()
    }
}

impl Iterator for Stream {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.given.is_none() && self.shared.asked.swap(false, Ordering::AcqRel) {
            self.shared.began.store(time::now().0, Ordering::Release);
            self.given = Some(0);
        }
        let Some(given) = self.given else {
            return Some(0.0);
        };
        let whole = (LENGTH_S * self.rate.get() as f32) as u32;
        self.given = (given + 1 < whole).then_some(given + 1);
        Some(self.sample(given))
    }
}

impl rodio::Source for Stream {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> rodio::ChannelCount {
        NonZero::<u16>::MIN
    }

    fn sample_rate(&self) -> rodio::SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_stamped_at_its_first_sample_and_silence_never_ends() {
        let tones = Tones::silent();
        let rate = NonZero::new(48_000).unwrap();
        let mut stream = Stream::new(tones.shared.clone(), rate);
        assert!(stream.by_ref().take(480).all(|sample| sample == 0.0));
        assert_eq!(tones.began(), None);
        tones.ask();
        assert_eq!(tones.began(), None, "nothing is handed over yet");
        let tone: Vec<f32> = stream.by_ref().take(12_000).collect();
        assert!(tones.began().is_some());
        let loudest = tone.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!((0.2..0.26).contains(&loudest), "{loudest}");
        assert!(tone.last().unwrap().abs() < 0.01, "a click at the end");
        assert!(stream.take(480).all(|sample| sample == 0.0));
    }
}

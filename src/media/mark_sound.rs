//! Plays the chirps of a mark over an open line to the sound device, so that the instant at which they are heard is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSrc};

use super::chirp;
use super::error::MediaError;
use super::graph::SoundOut;
use super::guard;
use super::sound_feed::CAPS;
use super::sound_line::SoundLine;
use crate::time::{self, Stamp};

/// A device that is not awake by then gives no chirp.
const READY_WITHIN: Duration = Duration::from_millis(2000);
/// Each of the two steps after that is through by then.
const STEP_WITHIN: Duration = Duration::from_millis(1000);
/// How often the line is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// What becomes of the chirps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkNews {
    /// They are on their way; the first begins to be heard at this instant.
    Coming(Stamp),
    /// They have been heard; the first began at this instant.
    Heard(Stamp),
    /// They are not, or not surely, heard: one sentence.
    Failed(String),
}

/// The chirps of one mark; silence at once when dropped. Only for child processes: it loads codecs.
#[derive(Debug)]
pub struct MarkSound {
    news: Receiver<MarkNews>,
    off: Arc<AtomicBool>,
}

impl MarkSound {
    /// Opens the sound device on a thread of its own and plays the chirps as soon as it is awake. `wake` is called after each piece of
    /// news.
    pub fn play(wake: impl Fn() + Send + 'static) -> Self {
        let (tell, news) = channel();
        let off = Arc::new(AtomicBool::new(false));
        let called_off = Arc::clone(&off);
        let to_self = tell.clone();
        let spawned = std::thread::Builder::new()
            .name("mark-sound".to_owned())
            .spawn(move || {
                let last = run(&tell, &wake, &called_off);
                // A window that has moved on has dropped the other end.
                let _ = tell.send(last);
                wake();
            });
        if let Err(why) = spawned {
            let _ = to_self.send(MarkNews::Failed(format!(
                "The chirp could not be played ({why}): close other programs."
            )));
        }
        Self { news, off }
    }

    /// The next piece of news, if there is one.
    pub fn take_news(&self) -> Option<MarkNews> {
        self.news.try_recv().ok()
    }
}

impl Drop for MarkSound {
    fn drop(&mut self) {
        self.off.store(true, Ordering::Release);
    }
}

/// Plays them and says how it ended.
fn run(tell: &Sender<MarkNews>, wake: &impl Fn(), off: &AtomicBool) -> MarkNews {
    let failed = |why: String| MarkNews::Failed(format!("The chirp was not confirmed ({why})."));
    let (source, line) = match open() {
        Ok(opened) => opened,
        Err(error) => return failed(error.to_string()),
    };
    let until = |within: Duration, done: &dyn Fn() -> bool| -> Result<(), String> {
        let latest = time::now().after(within);
        while !done() {
            if off.load(Ordering::Acquire) {
                return Err("it was called off".to_owned());
            }
            if let Some(why) = line.fault() {
                return Err(why);
            }
            if time::now() > latest {
                return Err("the sound device did not answer in time".to_owned());
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    };
    let begins = || line.instant(gst::ClockTime::ZERO);
    let played = until(READY_WITHIN, &|| line.is_ready()).and_then(|()| {
        line.begin();
        until(STEP_WITHIN, &|| begins().is_some())?;
        if let Some(at) = begins() {
            let _ = tell.send(MarkNews::Coming(at));
            wake();
        }
        until(STEP_WITHIN, &|| line.is_over())
    });
    // What the device has told by now is the best that will be known.
    let at = begins();
    drop(line);
    // Ending cannot fail in a way that anyone could act on.
    let _ = source.set_state(gst::State::Null);
    match (played, at) {
        (Ok(()), Some(at)) => MarkNews::Heard(at),
        (Ok(()), None) => failed("the sound device told no time".to_owned()),
        (Err(why), _) => failed(why),
    }
}

/// A source of the chirps and the line that plays them.
fn open() -> Result<(gst::Pipeline, SoundLine), MediaError> {
    guard::start()?;
    let engine = |error: gst::glib::BoolError| MediaError::Engine {
        why: error.message.to_string(),
    };
    let caps: gst::Caps = CAPS.parse().map_err(engine)?;
    let from = AppSrc::builder()
        .caps(&caps)
        .format(gst::Format::Time)
        .build();
    let to = AppSink::builder().caps(&caps).sync(false).build();
    let pipeline = gst::Pipeline::new();
    pipeline
        .add_many([from.upcast_ref::<gst::Element>(), to.upcast_ref()])
        .map_err(engine)?;
    from.link(&to).map_err(engine)?;
    let stuck = |why: &str| MediaError::Engine {
        why: why.to_owned(),
    };
    if pipeline.set_state(gst::State::Playing).is_err() {
        return Err(stuck("the chirp has no way out"));
    }
    let mut sound = gst::Buffer::from_slice(bytes());
    if let Some(sound) = sound.get_mut() {
        sound.set_pts(gst::ClockTime::ZERO);
    }
    let fed = from.push_buffer(sound).and_then(|_| from.end_of_stream());
    let opened = match fed {
        Ok(_) => SoundLine::open(SoundOut::Device, to),
        Err(_) => Err(stuck("the chirp has no way out")),
    };
    match opened {
        Ok(line) => Ok((pipeline, line)),
        Err(error) => {
            let _ = pipeline.set_state(gst::State::Null);
            Err(error)
        }
    }
}

/// The chirps as the line takes them: 16-bit stereo at 48 kHz.
fn bytes() -> Vec<u8> {
    chirp::both(48_000)
        .iter()
        .flat_map(|x| {
            let [low, high] = ((x * f32::from(i16::MAX)).round() as i16).to_le_bytes();
            [low, high, low, high]
        })
        .collect()
}

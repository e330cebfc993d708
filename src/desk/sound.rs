//! Sounds for the experimenter: the alarm until it is seen, the warning before a probe, and the test tone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rodio::source::SineWave;
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Source as _};

use super::worker::{Job, Wake};

/// The alarm's sound: two soft tones every four seconds while somebody must come.
#[derive(Default)]
pub struct Alarm {
    ringing: Option<Arc<AtomicBool>>,
}

impl Alarm {
    /// Rings while `calls` and is silent as soon as it is not.
    pub fn follow(&mut self, calls: bool, wake: &Wake) {
        match (&self.ringing, calls) {
            (None, true) => {
                let on = Arc::new(AtomicBool::new(true));
                self.ringing = Some(on.clone());
                // Where there is no sound device the frame around the window must do.
                drop(Job::start("alarm", wake, move |_| ring(&on)));
            }
            (Some(on), false) => {
                on.store(false, Ordering::Relaxed);
                self.ringing = None;
            }
            _ => {}
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(on) = &self.ringing {
            on.store(false, Ordering::Relaxed);
        }
    }
}

/// Plays the test tone to its end.
///
/// # Errors
/// One sentence when there is no sound device.
pub fn test_tone() -> Result<(), String> {
    let speaker = open()?;
    speaker.mixer().add(tone(440.0, 1500));
    std::thread::sleep(Duration::from_millis(1700));
    Ok(())
}

/// Plays the warning that a probe falls due in a minute: one soft low tone. Without a sound device the countdown must do.
pub fn warn(wake: &Wake) {
    drop(Job::start("warning", wake, |_| {
        let speaker = open().ok()?;
        speaker.mixer().add(tone(329.6, 700));
        std::thread::sleep(Duration::from_millis(900));
        Some(())
    }));
}

fn open() -> Result<MixerDeviceSink, String> {
    // A device that stumbles says so many times a second; what matters is whether it can be heard, which is asked.
    let mut speaker = DeviceSinkBuilder::from_default_device()
        .and_then(|device| device.with_error_callback(|_| ()).open_stream())
        .map_err(|error| no_device(&error))?;
    speaker.log_on_drop(false);
    Ok(speaker)
}

fn ring(on: &AtomicBool) -> Option<()> {
    let speaker = open().ok()?;
    while on.load(Ordering::Relaxed) {
        speaker.mixer().add(tone(659.3, 350));
        std::thread::sleep(Duration::from_millis(400));
        speaker.mixer().add(tone(523.3, 500));
        for _ in 0..36 {
            if !on.load(Ordering::Relaxed) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    Some(())
}

fn tone(hz: f32, ms: u64) -> impl rodio::Source<Item = f32> + Send + 'static {
    let length = Duration::from_millis(ms);
    let fade = Duration::from_millis(40);
    SineWave::new(hz)
        .take_duration(length)
        .amplify(0.25)
        .fade_in(fade)
}

fn no_device(error: &dyn std::fmt::Display) -> String {
    format!("No sound device answers ({error}): connect one, or run a protocol without sound.")
}

//! The stage's own sounds: the chime of a due probe and the test tone, synthesized and played beside the window.
//!
//! The device is opened for a cue and closed again soon after, so that it is free for the film.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use rodio::buffer::SamplesBuffer;
use rodio::cpal::{self, ErrorKind};
use rodio::{DeviceSinkBuilder, MixerDeviceSink};

use crate::link::ToDesk;

/// A sound of the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Two soft tones: a probe is due.
    Chime,
    /// Two seconds of 440 Hz.
    TestTone,
}

/// Plays cues on a thread of its own; asking for one never blocks.
pub(super) struct Cues {
    asked: Sender<Order>,
}

enum Order {
    Play(Cue),
    /// The device is gone, and the desk knows: say so once it is back.
    Watch,
}

impl Cues {
    /// Faults go to `desk`, and the news that one is mended.
    pub fn new(desk: Sender<ToDesk>) -> Self {
        let (asked, orders) = bounded(WAITING);
        let to_desk = desk.clone();
        let spawned = std::thread::Builder::new()
            .name("cues".to_owned())
            .spawn(move || {
                let mut player = Player {
                    desk,
                    open: None,
                    troubled: false,
                };
                player.run(&orders);
            });
        if let Err(why) = spawned {
            let text = format!("Chimes cannot be played ({why}): close other programs.");
            let _ = to_desk.try_send(ToDesk::Trouble {
                id: SOUND_FAULT.to_owned(),
                text,
            });
        }
        Self { asked }
    }

    /// Plays a cue; one that comes while several wait already is left out.
    pub fn play(&self, cue: Cue) {
        self.ask(Order::Play(cue));
    }

    /// The desk was told that the sound device is gone; it is told again once one plays.
    pub fn watch(&self) {
        self.ask(Order::Watch);
    }

    fn ask(&self, order: Order) {
        if let Err(TrySendError::Disconnected(_)) = self.asked.try_send(order) {
            // The thread could not be had; the desk knows.
        }
    }
}

/// Names the fault of a sound device that does not play.
pub(super) const SOUND_FAULT: &str = "sound";
/// How often a device that is gone is looked for.
const SEARCH_EVERY: Duration = Duration::from_secs(2);
const WAITING: usize = 4;
/// How often an open device is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A device that still works after this many turns is mended: 1 s.
const SURE_AFTER: u32 = 5;
/// It stays open for this many turns after a cue: 4 s.
const IDLE_TURNS: u32 = 20;
const RATE: u32 = 48_000;

struct Player {
    desk: Sender<ToDesk>,
    open: Option<Open>,
    troubled: bool,
}

/// The open device; `broken` is set by its own thread when it stops working.
struct Open {
    sink: MixerDeviceSink,
    broken: Arc<AtomicBool>,
    /// Turns of [`LOOK_EVERY`] since the last cue.
    idle: u32,
}

impl Player {
    fn run(&mut self, orders: &Receiver<Order>) {
        loop {
            let order = if self.open.is_some() {
                orders.recv_timeout(LOOK_EVERY)
            } else if self.troubled {
                orders.recv_timeout(SEARCH_EVERY)
            } else {
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match order {
                Ok(Order::Play(cue)) => self.play(cue),
                Ok(Order::Watch) => self.troubled = true,
                Err(RecvTimeoutError::Timeout) if self.open.is_some() => self.look(),
                // Whether it is really back is seen by whether it goes on working.
                Err(RecvTimeoutError::Timeout) => self.open = open().ok(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn play(&mut self, cue: Cue) {
        if self.open.is_none() {
            match open() {
                Ok(open) => self.open = Some(open),
                Err(why) => return self.trouble(&why),
            }
        }
        if let (Some(open), Some(rate), Some(mono)) =
            (&mut self.open, NonZero::new(RATE), NonZero::new(1))
        {
            let sound = SamplesBuffer::new(mono, rate, samples(cue));
            open.sink.mixer().add(sound);
            open.idle = 0;
        }
    }

    /// Closes the device when it broke, or when it was idle for a while.
    fn look(&mut self) {
        let Some(open) = &mut self.open else { return };
        if open.broken.load(Ordering::Acquire) {
            self.open = None;
            return self.trouble("the sound device stopped working");
        }
        open.idle += 1;
        let works = open.idle == SURE_AFTER;
        if open.idle >= IDLE_TURNS {
            self.open = None;
        }
        if works && std::mem::take(&mut self.troubled) {
            self.tell(String::new());
        }
    }

    fn trouble(&mut self, why: &str) {
        self.troubled = true;
        self.tell(format!(
            "The chime could not be played ({why}): connect loudspeakers or headphones and play the test tone."
        ));
    }

    fn tell(&self, text: String) {
        let id = SOUND_FAULT.to_owned();
        let _ = self.desk.send(ToDesk::Trouble { id, text });
    }
}

fn open() -> Result<Open, String> {
    let broken = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&broken);
    let mut sink = DeviceSinkBuilder::from_default_device()
        .and_then(|device| {
            device
                .with_error_callback(move |error: cpal::Error| {
                    if !is_harmless(error.kind()) {
                        tell.store(true, Ordering::Release);
                    }
                })
                .open_stream()
        })
        .map_err(|why| why.to_string())?;
    sink.log_on_drop(false);
    Ok(Open {
        sink,
        broken,
        idle: 0,
    })
}

/// A crackle at most, or another loudspeaker; everything else means that the device is gone.
fn is_harmless(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::Xrun
    )
}

/// The cue as mono samples at 48 kHz, between −1 and 1.
fn samples(cue: Cue) -> Vec<f32> {
    match cue {
        // A falling third, each tone with a soft attack and a long decay.
        Cue::Chime => (0..length(1.6))
            .map(|i| bell(seconds(i), 659.26) + bell(seconds(i) - 0.28, 523.25))
            .collect(),
        Cue::TestTone => (0..length(2.0))
            .map(|i| {
                let t = seconds(i);
                let edge = (t / 0.03).min((2.0 - t) / 0.03).clamp(0.0, 1.0);
                0.25 * edge * tone(t, 440.0)
            })
            .collect(),
    }
}

fn bell(t: f32, hz: f32) -> f32 {
    if t < 0.0 {
        return 0.0;
    }
    let swell = (t / 0.015).min(1.0) * (-t / 0.34).exp();
    0.16 * swell * (tone(t, hz) + 0.25 * tone(t, 2.0 * hz) * (-t / 0.12).exp())
}

fn tone(t: f32, hz: f32) -> f32 {
    (std::f32::consts::TAU * hz * t).sin()
}

fn length(s: f32) -> usize {
    (s * RATE as f32) as usize
}

fn seconds(sample: usize) -> f32 {
    sample as f32 / RATE as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_soft_and_begin_and_end_in_silence() {
        for (cue, s) in [(Cue::Chime, 1.6), (Cue::TestTone, 2.0)] {
            let samples = samples(cue);
            assert_eq!(samples.len(), (s * RATE as f32) as usize);
            let loudest = samples
                .iter()
                .fold(0.0_f32, |loudest, x| loudest.max(x.abs()));
            assert!((0.1..0.5).contains(&loudest), "{cue:?}: {loudest}");
            for edge in [samples.first(), samples.last()] {
                assert!(edge.unwrap().abs() < 0.01, "{cue:?}: a click at the edge");
            }
        }
    }
}

//! A virtual microphone: records what the silent sound server plays and notes when each burst begins.

use std::io::Read;
use std::process::{Child, ChildStdout, Stdio};
use std::thread::JoinHandle;

use super::photodiode::now_s;
use super::support::Screen;

const RATE: usize = 48_000;
/// Louder than any noise, reached within the first quarter of a burst's first wave.
const LOUD: u16 = 3000;
/// What is louder after at least this many quiet samples is a new burst.
const QUIET: usize = RATE / 5;

/// A microphone that records until [`Microphone::stop`].
pub struct Microphone {
    recorder: Child,
    thread: JoinHandle<Vec<f64>>,
}

impl Microphone {
    /// Starts recording the sound server of `screen`.
    pub fn start(screen: &Screen) -> Self {
        let mut recorder = screen
            .command("parec")
            .args([
                "--device=silent.monitor",
                "--rate=48000",
                "--channels=1",
                "--format=s16le",
            ])
            .args(["--latency-msec=4", "--process-time-msec=2"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("parec (pulseaudio-utils) is installed");
        let stream = recorder.stdout.take().expect("stdout is piped");
        let thread = std::thread::Builder::new()
            .name("microphone".to_owned())
            .spawn(move || listen(stream))
            .expect("a thread for the microphone");
        Self { recorder, thread }
    }

    /// When each burst began, in `CLOCK_MONOTONIC` seconds.
    pub fn stop(mut self) -> Vec<f64> {
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
        self.thread.join().expect("the microphone works")
    }
}

fn listen(mut stream: ChildStdout) -> Vec<f64> {
    let mut bytes = [0_u8; 65_536];
    let mut kept = 0;
    let (mut heard, mut quiet) = (0_usize, RATE);
    let mut bursts = Vec::new();
    // Samples arrive late but never early: the earliest arrival, counted back, is when the recording began.
    let mut began_s = f64::INFINITY;
    while let Some(room) = bytes.get_mut(kept..) {
        let Ok(got @ 1..) = stream.read(room) else {
            break;
        };
        let now = now_s();
        let whole = (kept + got) / 2 * 2;
        for sample in bytes.get(..whole).unwrap_or_default().chunks_exact(2) {
            let level = i16::from_le_bytes([sample[0], sample[1]]).unsigned_abs();
            if level > LOUD {
                if quiet > QUIET {
                    bursts.push(heard);
                }
                quiet = 0;
            } else {
                quiet += 1;
            }
            heard += 1;
        }
        bytes.copy_within(whole..kept + got, 0);
        kept = kept + got - whole;
        began_s = began_s.min(now - heard as f64 / RATE as f64);
    }
    bursts
        .into_iter()
        .map(|sample| began_s + sample as f64 / RATE as f64)
        .collect()
}

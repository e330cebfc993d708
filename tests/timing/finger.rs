//! A robot finger: presses the coding key about once a second while the film plays, and notes when.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::clip::FPS;
use super::photodiode::now_s;
use super::support::Screen;

const PRESSES: u64 = 15;

/// A finger that presses until it is done or stopped.
pub struct Finger {
    thread: JoinHandle<Vec<f64>>,
    stop: Arc<AtomicBool>,
}

impl Finger {
    /// Waits until `frame` has come to the film's second second, then presses `key`.
    pub fn start(screen: &Screen, key: &'static str, frame: Arc<AtomicI64>) -> Self {
        let robot = screen.robot();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let press = move || {
            let halted = || stopped.load(Ordering::Relaxed);
            while frame.load(Ordering::Relaxed) < 2 * FPS as i64 {
                if halted() {
                    return Vec::new();
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            let mut presses = Vec::new();
            for count in 0..PRESSES {
                if halted() {
                    break;
                }
                presses.push(now_s());
                robot.press(key);
                std::thread::sleep(Duration::from_millis(50));
                robot.release(key);
                // Uneven pauses, so that the presses fall everywhere between two frames.
                std::thread::sleep(Duration::from_millis(930 + 7 * (count * 5 % 11)));
            }
            presses
        };
        let thread = std::thread::Builder::new()
            .name("finger".to_owned())
            .spawn(press)
            .expect("a thread for the finger");
        Self { thread, stop }
    }

    /// When it pressed, `CLOCK_MONOTONIC` seconds.
    pub fn stop(self) -> Vec<f64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the finger works")
    }
}

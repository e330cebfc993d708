//! A virtual photodiode: looks at the virtual display about 2000 times a second and notes when what it sees changes.
//!
//! The X server keeps its picture in a file (an X window dump whose pixels change under our eyes), so looking costs
//! the programs under test nothing.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use lacrima::time::monotonic_ns;

use super::clip::{BITS, BOX, STRIP_Y, WIDTH as CLIP_WIDTH};

/// Pause between two looks; with the look itself and the wake-up about half a millisecond.
const PAUSE: Duration = Duration::from_micros(400);

/// A place on the screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// What was seen from one instant (`CLOCK_MONOTONIC`, seconds) until the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    pub at_s: f64,
    /// The clip's frame number, `None` while no coded strip is on the screen.
    pub frame: Option<u32>,
    /// A fingerprint of points all over the rectangle, strip left out; changes when the screen does.
    pub scene: u64,
}

/// A photodiode that runs until [`Photodiode::stop`].
pub struct Photodiode {
    thread: JoinHandle<Vec<Sight>>,
    stop: Arc<AtomicBool>,
    latest: Arc<AtomicI64>,
}

impl Photodiode {
    /// Looks at `rect` of the framebuffer file; with `scenes`, also at the rest of the picture, not only at the strip.
    pub fn start(framebuffer: &Path, rect: Rect, scenes: bool) -> Self {
        let screen = Framebuffer::open(framebuffer);
        let stop = Arc::new(AtomicBool::new(false));
        let latest = Arc::new(AtomicI64::new(-1));
        let (stopped, newest) = (Arc::clone(&stop), Arc::clone(&latest));
        let thread = std::thread::Builder::new()
            .name("photodiode".to_owned())
            .spawn(move || {
                let mut seen: Vec<Sight> = Vec::new();
                let mut candidate: Option<Sight> = None;
                let mut row = Vec::new();
                while !stopped.load(Ordering::Relaxed) {
                    let at_s = now_s();
                    let frame = screen.frame(rect, &mut row);
                    let scene = if scenes {
                        screen.scene(rect, &mut row)
                    } else {
                        0
                    };
                    let sight = Sight { at_s, frame, scene };
                    let same = |other: &Sight| other.frame == frame && other.scene == scene;
                    // A picture that is being drawn is half old, half new: what is new counts when it is seen twice.
                    if seen.last().is_some_and(same) {
                        candidate = None;
                    } else if let Some(first) = candidate.filter(same) {
                        seen.push(first);
                        newest.store(frame.map_or(-1, i64::from), Ordering::Relaxed);
                        candidate = None;
                    } else {
                        candidate = Some(sight);
                    }
                    std::thread::sleep(PAUSE);
                }
                seen
            })
            .expect("a thread for the photodiode");
        Self {
            thread,
            stop,
            latest,
        }
    }

    /// The frame number on the screen, kept up to date; −1 for none.
    pub fn latest(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.latest)
    }

    /// Ends it and hands out what it saw.
    pub fn stop(self) -> Vec<Sight> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().expect("the photodiode works")
    }
}

/// `CLOCK_MONOTONIC` in seconds.
pub fn now_s() -> f64 {
    monotonic_ns() as f64 * 1e-9
}

struct Framebuffer {
    file: File,
    first_pixel: u64,
    line: usize,
    width: usize,
    height: usize,
}

impl Framebuffer {
    /// Reads the header of an X window dump: big-endian words, then colours of 12 bytes, then pixels of 4 bytes.
    fn open(path: &Path) -> Self {
        let file = File::open(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let word = |index: u64| {
            let mut bytes = [0; 4];
            file.read_exact_at(&mut bytes, 4 * index)
                .expect("the framebuffer has a header");
            u32::from_be_bytes(bytes)
        };
        let (header, width, height, depth, line, colours) =
            (word(0), word(4), word(5), word(11), word(12), word(19));
        assert_eq!(depth, 32, "the virtual display has 32 bits a pixel");
        Self {
            first_pixel: u64::from(header + 12 * colours),
            line: line as usize,
            width: width as usize,
            height: height as usize,
            file,
        }
    }

    /// Reads `pixels` pixels of row `y` (blue, green, red, unused) into `buffer`.
    fn row(&self, y: usize, from: usize, pixels: usize, buffer: &mut Vec<u8>) {
        assert!(
            y < self.height && from + pixels <= self.width,
            "the rectangle lies on the screen"
        );
        buffer.resize(4 * pixels, 0);
        let start = self.first_pixel + (y * self.line + 4 * from) as u64;
        self.file
            .read_exact_at(buffer, start)
            .expect("the framebuffer can be read");
    }

    /// The frame number in the strip; `None` when a box is neither black nor white.
    fn frame(&self, rect: Rect, buffer: &mut Vec<u8>) -> Option<u32> {
        let across = |x: usize| x * rect.width / CLIP_WIDTH;
        self.row(
            rect.y + STRIP_Y * rect.width / CLIP_WIDTH,
            rect.x,
            across((BITS + 1) * BOX),
            buffer,
        );
        let (mut gray, mut flash) = (0, 0);
        for place in 0..=BITS {
            let x = across(place * BOX + BOX / 2);
            let level = match buffer.get(4 * x..4 * x + 3) {
                Some([blue, green, red]) => {
                    (u32::from(*blue) + u32::from(*green) + u32::from(*red)) / 3
                }
                _ => return None,
            };
            let lit = match level {
                0..=60 => 0,
                195.. => 1,
                _ => return None,
            };
            // The box at place 0 flashes once a second; the number begins after it.
            match place.checked_sub(1) {
                None => flash = lit,
                Some(bit) => gray |= lit << bit,
            }
        }
        // A black screen looks like frame 0, but that one flashes.
        Some(binary(gray)).filter(|number| *number > 0 || flash > 0)
    }

    /// FNV-1a over a coarse grid of points below the strip.
    fn scene(&self, rect: Rect, buffer: &mut Vec<u8>) -> u64 {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for y in (rect.height / 8..rect.height).step_by(24) {
            self.row(rect.y + y, rect.x, rect.width, buffer);
            for pixel in buffer.chunks_exact(4).step_by(8) {
                for byte in pixel {
                    hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        hash
    }
}

/// The number behind a Gray code.
fn binary(gray: u32) -> u32 {
    let mut number = gray;
    let mut shifted = gray >> 1;
    while shifted != 0 {
        number ^= shifted;
        shifted >>= 1;
    }
    number
}

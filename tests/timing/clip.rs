//! The clip that all programs show: its frame number in a strip at the top, a flash and a burst of sound each second.
//!
//! The strip has boxes of 64 pixels (at 1280 wide): the first is white in the first two frames of each second, the ten after
//! it are the frame number as Gray code, lowest bit first, so that a torn picture is off by one and not by hundreds.

use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;

/// The strip's measures, for a clip that is `WIDTH` wide; a larger clip scales them.
pub const WIDTH: usize = 1280;
pub const BOX: usize = 64;
pub const BITS: usize = 10;
pub const STRIP_Y: usize = 32;

pub const FPS: usize = 30;

/// A clip: its measures in pixels (16:9), its length, and where it lies.
#[derive(Clone, Debug)]
pub struct Clip {
    pub path: PathBuf,
    pub width: usize,
    pub height: usize,
    pub seconds: usize,
}

const RATE: usize = 48_000;
/// How long a burst lasts, in samples (50 ms), and its pitch.
const BURST: usize = RATE / 20;
const PITCH_HZ: f64 = 1000.0;

impl Clip {
    /// The clip `name` in `folder` as MP4 (H.264, AAC); encoded unless it is there already.
    pub fn make(folder: &Path, name: &str, height: usize, seconds: usize) -> Self {
        let clip = Self {
            path: folder.join(name).with_extension("mp4"),
            width: height * 16 / 9,
            height,
            seconds,
        };
        if !clip.path.exists() {
            eprintln!("making {}", clip.path.display());
            encode(&clip);
        }
        clip
    }

    /// How many frames it has.
    pub fn frames(&self) -> usize {
        FPS * self.seconds
    }
}

fn encode(clip: &Clip) {
    let &Clip {
        width,
        height,
        seconds,
        ..
    } = clip;
    gst::init().expect("GStreamer starts");
    let partial = clip.path.with_extension("partial");
    let description = format!(
        "appsrc name=video format=time block=true max-bytes=20000000 caps=video/x-raw,format=I420,width={width},height={height},framerate={FPS}/1,colorimetry=bt709 \
         ! x264enc speed-preset=veryfast pass=quant quantizer=20 key-int-max=250 ! queue ! mp4mux name=mux ! filesink location=\"{}\" \
         appsrc name=audio format=time block=true caps=audio/x-raw,format=F32LE,rate={RATE},channels=1,layout=interleaved \
         ! audioconvert ! avenc_aac ! queue ! mux.",
        partial.display()
    );
    let pipeline = gst::parse::launch(&description)
        .expect("the GStreamer plug-ins base, good, ugly and libav are installed")
        .downcast::<gst::Pipeline>()
        .expect("a pipeline");
    let source = |name: &str| {
        pipeline
            .by_name(name)
            .and_then(|element| element.downcast::<gst_app::AppSrc>().ok())
            .expect("an appsrc")
    };
    let (video, audio) = (source("video"), source("audio"));
    pipeline
        .set_state(gst::State::Playing)
        .expect("the encoder starts");
    for second in 0..seconds {
        let start = gst::ClockTime::from_seconds(second as u64);
        audio
            .push_buffer(buffer(sound(), start, gst::ClockTime::SECOND))
            .expect("the encoder takes sound");
        for frame in second * FPS..(second + 1) * FPS {
            let at = gst::ClockTime::SECOND
                .mul_div_floor(frame as u64, FPS as u64)
                .expect("in range");
            let length = gst::ClockTime::SECOND / FPS as u64;
            video
                .push_buffer(buffer(picture(frame, width, height), at, length))
                .expect("the encoder takes pictures");
        }
    }
    video.end_of_stream().expect("the encoder ends");
    audio.end_of_stream().expect("the encoder ends");
    let kinds = [gst::MessageType::Eos, gst::MessageType::Error];
    let end = pipeline
        .bus()
        .expect("a bus")
        .timed_pop_filtered(gst::ClockTime::from_seconds(300), &kinds);
    pipeline
        .set_state(gst::State::Null)
        .expect("the encoder ends");
    let ended = end.is_some_and(|message| message.type_() == gst::MessageType::Eos);
    assert!(ended, "the clip could not be encoded");
    std::fs::rename(&partial, &clip.path).expect("the clip can be named");
}

fn buffer(bytes: Vec<u8>, at: gst::ClockTime, length: gst::ClockTime) -> gst::Buffer {
    let mut buffer = gst::Buffer::from_mut_slice(bytes);
    if let Some(open) = buffer.get_mut() {
        open.set_pts(at);
        open.set_duration(length);
    }
    buffer
}

/// One second: a burst, then silence.
fn sound() -> Vec<u8> {
    let value = |sample: usize| {
        let phase = std::f64::consts::TAU * PITCH_HZ * sample as f64 / RATE as f64;
        if sample < BURST {
            0.6 * phase.sin()
        } else {
            0.0
        }
    };
    (0..RATE)
        .flat_map(|sample| (value(sample) as f32).to_le_bytes())
        .collect()
}

/// One picture as I420: the strip above moving colours that an encoder must work for.
fn picture(frame: usize, width: usize, height: usize) -> Vec<u8> {
    let scale = |pixels: usize| pixels * width / WIDTH;
    let gray = frame ^ (frame >> 1);
    let lit = |place: usize| match place {
        0 => frame % FPS < 2,
        place if place <= BITS => gray >> (place - 1) & 1 == 1,
        _ => false,
    };
    let (strip, unit) = (scale(BOX), scale(BOX));
    let mut bytes = Vec::with_capacity(width * height * 3 / 2);
    for y in 0..height {
        for x in 0..width {
            bytes.push(if y < strip {
                if lit(x / unit) { 235 } else { 16 }
            } else {
                // Three patterns that move at different speeds, so that no frame is like the one before.
                let waves = (x + 3 * frame) / 40 + (y + 2 * frame) / 40;
                let texture = (x * 7 + y * 13 + frame * 5) % 61;
                (40 + 90 * (waves % 2) + texture) as u8
            });
        }
    }
    for (speed, depth) in [(2, 160), (5, 110)] {
        for y in 0..height / 2 {
            for x in 0..width / 2 {
                bytes.push(if 2 * y < strip {
                    128
                } else {
                    (70 + (x / 4 + y / 8 + speed * frame) % depth) as u8
                });
            }
        }
    }
    bytes
}

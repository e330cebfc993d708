//! Writes a clip as VP9 and Opus in WebM, tagged BT.709, by GStreamer.

use crate::canvas::{Canvas, HEIGHT, WIDTH};
use crate::develop::{FRAME_BYTES, Paper};
use gstreamer::prelude::*;
use gstreamer_app::AppSrc;
use std::path::Path;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

pub const FPS: u32 = 25;
pub const RATE: u32 = 48_000;

/// A clip: so many frames that can be drawn in order, and the sound that belongs to them.
pub struct Clip<'a> {
    pub frames: u32,
    /// Draws the picture at `t` seconds and says how it is exposed: 0 black, 1 as drawn.
    pub draw: &'a mut dyn FnMut(&mut Canvas, f32) -> f32,
    /// Left and right, 48 000 a second, within ±1.
    pub sound: Vec<[f32; 2]>,
    pub paper: Paper,
}

/// Encodes the clip into `path`. Fails with GStreamer's own words, or when a plugin is missing.
pub fn encode(clip: Clip<'_>, path: &Path) -> Result<(), Failure> {
    let pipeline = gstreamer::parse::launch(&format!(
        "appsrc name=picture format=time block=true max-bytes={queue} \
           caps=video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate={FPS}/1,colorimetry=bt709,interlace-mode=progressive,pixel-aspect-ratio=1/1 \
         ! vp9enc name=vp9 end-usage=cq cq-level=35 target-bitrate=1600000 min-quantizer=4 max-quantizer=52 deadline=1 \
           cpu-used=5 row-mt=true tile-columns=1 threads=2 keyframe-max-dist=75 \
         ! queue ! mux. \
         appsrc name=sound format=time \
           caps=audio/x-raw,format=F32LE,rate={RATE},channels=2,layout=interleaved \
         ! audioconvert ! opusenc bitrate=112000 ! queue max-size-time=0 max-size-bytes=0 max-size-buffers=0 ! mux. \
         webmmux name=mux writing-app=lacrima-make-clips ! filesink name=file",
        queue = FRAME_BYTES * 8,
    ))?
    .downcast::<gstreamer::Pipeline>()
    .map_err(|_| "GStreamer did not build a pipeline")?;
    let source = |name: &str| {
        pipeline
            .by_name(name)
            .and_then(|e| e.downcast::<AppSrc>().ok())
            .ok_or_else(|| format!("no source {name}"))
    };
    let (picture, sound) = (source("picture")?, source("sound")?);
    pipeline
        .by_name("file")
        .ok_or("no file sink")?
        .set_property("location", path.to_str().ok_or("a strange path")?);
    pipeline
        .set_state(gstreamer::State::Playing)
        .map_err(|_| format!("{} can't be written.", path.display()))?;
    push_sound(&sound, &clip.sound)?;
    push_pictures(&picture, clip)?;
    let bus = pipeline.bus().ok_or("no bus")?;
    let ended = bus.timed_pop_filtered(
        gstreamer::ClockTime::NONE,
        &[gstreamer::MessageType::Eos, gstreamer::MessageType::Error],
    );
    pipeline.set_state(gstreamer::State::Null)?;
    match ended.as_ref().map(|message| message.view()) {
        Some(gstreamer::MessageView::Error(error)) => Err(error.error().to_string().into()),
        _ => Ok(()),
    }
}

fn push_sound(source: &AppSrc, sound: &[[f32; 2]]) -> Result<(), Failure> {
    for (n, block) in sound.chunks(RATE as usize / 10).enumerate() {
        let bytes: Vec<u8> = block
            .as_flattened()
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        let at = gstreamer::ClockTime::from_mseconds(n as u64 * 100);
        let length =
            gstreamer::ClockTime::from_useconds(block.len() as u64 * 1_000_000 / u64::from(RATE));
        source.push_buffer(stamped(bytes, at, length)?)?;
    }
    source.end_of_stream()?;
    Ok(())
}

fn push_pictures(source: &AppSrc, clip: Clip<'_>) -> Result<(), Failure> {
    let pixmap = tiny_skia::Pixmap::new(WIDTH, HEIGHT).ok_or("no room for a frame")?;
    let mut canvas = Canvas::new(pixmap);
    let length = gstreamer::ClockTime::from_mseconds(u64::from(1000 / FPS));
    for n in 0..clip.frames {
        let exposure = (clip.draw)(&mut canvas, n as f32 / FPS as f32);
        let mut bytes = vec![0; FRAME_BYTES];
        clip.paper.develop(&canvas.pixmap, exposure, &mut bytes);
        source.push_buffer(stamped(bytes, length * u64::from(n), length)?)?;
    }
    source.end_of_stream()?;
    Ok(())
}

fn stamped(
    bytes: Vec<u8>,
    at: gstreamer::ClockTime,
    length: gstreamer::ClockTime,
) -> Result<gstreamer::Buffer, Failure> {
    let mut buffer = gstreamer::Buffer::from_mut_slice(bytes);
    let inner = buffer.get_mut().ok_or("a shared buffer")?;
    inner.set_pts(at);
    inner.set_duration(length);
    Ok(buffer)
}

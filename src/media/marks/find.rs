//! Runs a whole video through, as fast as it decodes, and keeps of it one brightness a frame and where chirps were heard.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;
use gstreamer_video::prelude::*;
use gstreamer_video::{VideoFrameRef, VideoInfo};

use super::flash::{self, Brightness, Flash};
use super::hear::{Heard, Listener, RATE};
use super::{MarkFound, MarksFound};
use crate::media::container::look;
use crate::media::error::MediaError;
use crate::media::frame::Layout;
use crate::media::graph::{Graph, SoundOut, clock_time};
use crate::media::probe::{OPEN_BOUND, describe};
use crate::media::sound_feed::SAMPLE_BYTES;

/// How far flash and chirp of one mark may lie apart: cameras put sound up to a third of a second beside the picture.
const TOGETHER_S: f64 = 0.4;
/// How clear a flash must be where no chirp says where to look.
const ALONE: f32 = 3.0;
/// How often progress is told.
const TURN: Duration = Duration::from_millis(200);
/// A decoder that gives nothing for so long is stuck.
const STUCK: Duration = Duration::from_secs(20);
/// Most frames that are kept: ten hours at 60 a second.
const MOST_FRAMES: usize = 2_200_000;
/// Sound that is missing for longer is no gap but a broken time stamp, in samples (10 minutes).
const MOST_GAP: u64 = 600 * RATE as u64;
/// Time stamps of compressed sound are rounded; only a gap larger than this is believed (20 ms).
const ROUNDING: u64 = RATE as u64 / 50;
/// Pixels that are looked at in each direction.
const GRID: (usize, usize) = (64, 36);

/// Searches the file for flashes and chirps; `progress` hears 0…1. Only for child processes: it loads codecs.
pub fn find_marks(path: &Path, progress: &mut dyn FnMut(f32)) -> Result<MarksFound, MediaError> {
    let opened = look(path)?;
    let graph = Graph::build(path, &opened, SoundOut::Silent, Layout::Planes, None)?;
    graph.preroll(OPEN_BOUND)?;
    let info = describe(&graph);
    let (video, audio) = {
        let found = graph.found();
        (found.video.clone(), found.audio.clone())
    };
    let shared = Shared::default();
    if graph.pipeline.set_state(gst::State::Playing).is_err() {
        return Err(graph.first_error(None));
    }
    let (seen, heard, fault) = std::thread::scope(|scope| {
        let shared = &shared;
        let spawn = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let seeing = video
            .map(|sink| spawn("marks-picture").spawn_scoped(scope, move || watch(&sink, shared)));
        let hearing = audio
            .map(|sink| spawn("marks-sound").spawn_scoped(scope, move || listen(&sink, shared)));
        let fault = wait(&graph, shared, info.duration_s, progress);
        shared.stop.store(true, Ordering::Release);
        let seen = seeing.and_then(|thread| thread.ok()?.join().ok());
        let heard = hearing.and_then(|thread| thread.ok()?.join().ok());
        (seen.unwrap_or_default(), heard.unwrap_or_default(), fault)
    });
    if seen.is_empty() && heard.end_s <= 0.0 {
        return Err(fault.unwrap_or_else(|| MediaError::Undecodable {
            file: graph.file().to_owned(),
            why: "neither pictures nor sound came out of it".into(),
        }));
    }
    progress(1.0);
    Ok(found(&seen, &heard, &info, fault))
}

/// What the threads tell each other.
#[derive(Default)]
struct Shared {
    /// Nanoseconds of the file that are through.
    reached: AtomicU64,
    stop: AtomicBool,
}

impl Shared {
    fn reach(&self, t: f64) {
        self.reached
            .fetch_max((t.max(0.0) * 1e9) as u64, Ordering::Relaxed);
    }
}

/// Waits until the file is through; what broke it off before.
fn wait(
    graph: &Graph,
    shared: &Shared,
    length_s: Option<f64>,
    progress: &mut dyn FnMut(f32),
) -> Option<MediaError> {
    let wanted = [
        gst::MessageType::Eos,
        gst::MessageType::Error,
        gst::MessageType::Application,
    ];
    let mut last = 0;
    let mut still = Duration::ZERO;
    loop {
        let message = graph.bus.timed_pop_filtered(clock_time(TURN), &wanted);
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Eos(_)) => return None,
            Some(_) => return Some(graph.first_error(message.as_ref())),
            None => {}
        }
        let reached = shared.reached.load(Ordering::Relaxed);
        if reached == last {
            still += TURN;
            if still >= STUCK {
                return Some(MediaError::Stalled {
                    file: graph.file().to_owned(),
                    seconds: STUCK.as_secs() as u32,
                });
            }
            continue;
        }
        (last, still) = (reached, Duration::ZERO);
        let part = length_s.map_or(0.5, |length| reached as f64 / 1e9 / length.max(0.001));
        progress(part.clamp(0.0, 0.99) as f32);
    }
}

/// Every sample of a sink until its end.
fn each(sink: &AppSink, shared: &Shared, mut take: impl FnMut(&gst::Sample)) {
    loop {
        match sink.try_pull_sample(clock_time(TURN)) {
            Some(sample) => take(&sample),
            None if sink.is_eos() || shared.stop.load(Ordering::Acquire) => return,
            None => {}
        }
    }
}

/// When a piece belongs, in seconds of the file.
fn place(sample: &gst::Sample) -> Option<f64> {
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let time = segment.to_stream_time(sample.buffer()?.pts()?)?;
    Some(time.nseconds() as f64 / 1e9)
}

fn watch(sink: &AppSink, shared: &Shared) -> Vec<Brightness> {
    let mut frames: Vec<Brightness> = Vec::new();
    each(sink, shared, |sample| {
        let (Some(t), Some(luma)) = (place(sample), brightness(sample)) else {
            return;
        };
        shared.reach(t);
        if frames.len() < MOST_FRAMES && frames.last().is_none_or(|last| last.t < t) {
            frames.push(Brightness { t, luma });
        }
    });
    frames
}

/// Mean luma of a grid of pixels.
fn brightness(sample: &gst::Sample) -> Option<f32> {
    let info = VideoInfo::from_caps(sample.caps()?).ok()?;
    let frame = VideoFrameRef::from_buffer_ref_readable(sample.buffer()?, &info).ok()?;
    let luma = frame.plane_data(0).ok()?;
    let stride = usize::try_from(*frame.plane_stride().first()?).ok()?;
    let (width, height) = (info.width() as usize, info.height() as usize);
    let middle = |i: usize, of: usize, all: usize| (2 * i + 1) * all / (2 * of);
    let mut sum = 0_u64;
    let mut n = 0_u64;
    for y in 0..GRID.1 {
        let row = luma.get(middle(y, GRID.1, height) * stride..)?;
        for x in 0..GRID.0 {
            sum += u64::from(*row.get(middle(x, GRID.0, width))?);
            n += 1;
        }
    }
    Some(sum as f32 / n as f32)
}

/// What was heard, and where the sound begins and ends in the file.
#[derive(Default)]
struct Sound {
    heard: Vec<Heard>,
    from_s: f64,
    end_s: f64,
}

fn listen(sink: &AppSink, shared: &Shared) -> Sound {
    let mut listener = Listener::new();
    let mut from_s = None;
    let mut given: u64 = 0;
    let mut third = Thirds::default();
    each(sink, shared, |sample| {
        let (Some(t), Some(buffer)) = (place(sample), sample.buffer()) else {
            return;
        };
        let Ok(bytes) = buffer.map_readable() else {
            return;
        };
        let from = *from_s.get_or_insert(t);
        let due = ((t - from).max(0.0) * f64::from(RATE)).round() as u64;
        let gap = due.saturating_sub(given);
        if (ROUNDING..MOST_GAP).contains(&gap) {
            third = Thirds::default();
            for _ in 0..gap / u64::from(RATE) {
                listener.hear(&[0.0; RATE as usize]);
            }
            let rest = usize::try_from(gap % u64::from(RATE)).unwrap_or(0);
            listener.hear(&vec![0.0; rest]);
            given = due;
        }
        let samples = third.of(bytes.as_slice());
        given += samples.len() as u64;
        listener.hear(&samples);
        shared.reach(t);
    });
    let from_s: f64 = from_s.unwrap_or(0.0);
    Sound {
        heard: listener.finish(),
        from_s,
        end_s: from_s + given as f64 / f64::from(RATE),
    }
}

/// Makes 16 kHz of 48 kHz and one channel of two: the mean of three samples, which lets nothing of use in the chirp's band go.
#[derive(Default)]
struct Thirds {
    sum: f32,
    taken: u8,
}

impl Thirds {
    fn of(&mut self, bytes: &[u8]) -> Vec<f32> {
        let mut samples = Vec::with_capacity(bytes.len() / SAMPLE_BYTES / 3 + 1);
        for sample in bytes.as_chunks::<SAMPLE_BYTES>().0 {
            let [a, b, c, d] = *sample;
            let left = i16::from_le_bytes([a, b]);
            let right = i16::from_le_bytes([c, d]);
            self.sum += (f32::from(left) + f32::from(right)) / 65_536.0;
            self.taken += 1;
            if self.taken == 3 {
                samples.push(self.sum / 3.0);
                *self = Self::default();
            }
        }
        samples
    }
}

/// Puts flashes to chirps and says what is missing.
fn found(
    seen: &[Brightness],
    sound: &Sound,
    info: &crate::media::MediaInfo,
    fault: Option<MediaError>,
) -> MarksFound {
    let mut marks: Vec<MarkFound> = sound
        .heard
        .iter()
        .map(|heard| {
            // The mean of three samples stands for the middle one.
            let chirp = sound.from_s + heard.at / f64::from(RATE) + 1.0 / 48_000.0;
            let flash = flash::clearest(seen, chirp - TOGETHER_S, chirp + TOGETHER_S);
            MarkFound {
                flash_s: flash.map(|flash| flash.at),
                chirp_s: Some(chirp),
                score: f64::from(heard.score),
                flash_within_s: flash.map(|flash| flash.within),
            }
        })
        .collect();
    if marks.is_empty() {
        let alone = |flash: Flash| MarkFound {
            flash_s: Some(flash.at),
            chirp_s: None,
            // Three times what is needed is the least; thirty times is as sure as a flash alone can be.
            score: f64::from((flash.clear / 60.0).min(0.5)),
            flash_within_s: Some(flash.within),
        };
        marks = flash::all(seen, ALONE).into_iter().map(alone).collect();
    }
    let end_s = seen.last().map_or(0.0, |frame| frame.t).max(sound.end_s);
    MarksFound {
        notes: notes(&marks, info, fault, end_s),
        marks,
        duration_s: end_s,
        has_video: info.has_video,
        has_audio: info.has_audio,
    }
}

/// What is to be known of the search, one sentence each.
fn notes(
    marks: &[MarkFound],
    info: &crate::media::MediaInfo,
    fault: Option<MediaError>,
    end_s: f64,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |text: &str| notes.push(text.to_owned());
    if !info.has_audio {
        note("The file has no sound, so only flashes can be found: check each one by eye.");
    }
    if !info.has_video {
        note("The file has no pictures, so only chirps can be found.");
    }
    let blind = marks.iter().filter(|mark| mark.flash_s.is_none()).count();
    let deaf = marks.iter().filter(|mark| mark.chirp_s.is_none()).count();
    if info.has_video && blind > 0 {
        note(&format!(
            "No flash is seen at {blind} of {} chirps: the camera may not have caught the screen's light.",
            marks.len()
        ));
    }
    if info.has_audio && deaf > 0 {
        note(
            "No chirp is heard in the whole file, so the flashes found may be other lights: check each one by eye.",
        );
    }
    if marks.is_empty() {
        note(
            "Neither a chirp nor a flash was found: choose another file, or set the alignment by hand.",
        );
    }
    if let Some(fault) = fault {
        note(&format!(
            "The search ended at {end_s:.0} s, and what lies behind was not searched: {fault}."
        ));
    }
    notes
}

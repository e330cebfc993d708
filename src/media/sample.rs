//! Decodes a handful of points of a film, its last second included, so that a film that was cut short is found
//! before the participant sits in front of it.

use std::path::Path;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;

use super::container::look;
use super::error::MediaError;
use super::frame::Layout;
use super::graph::{Graph, SoundOut, clock_time};
use super::info::MediaInfo;
use super::probe::{OPEN_BOUND, describe};

/// Points that are decoded between the start and the last second.
const POINTS: u32 = 8;
/// Each point must decode within this.
const POINT_BOUND: Duration = Duration::from_secs(5);
/// A film's picture may end this much before its stated length (sound is often a little longer).
const LAST_S: f64 = 1.0;

/// Probes the file and decodes points from start to end; `progress` hears 0…1. Only for child processes.
pub fn sample_decode(path: &Path, progress: &mut dyn FnMut(f32)) -> Result<MediaInfo, MediaError> {
    let opened = look(path)?;
    let graph = Graph::build(path, &opened, SoundOut::Discard, Layout::Planes, None)?;
    graph.preroll(OPEN_BOUND)?;
    let info = describe(&graph);
    let Some(length) = info.duration_s else {
        progress(1.0);
        return Ok(info);
    };
    for point in 1..POINTS {
        let at = (length - LAST_S).max(0.0) * f64::from(point) / f64::from(POINTS);
        decode_at(&graph, at, length)?;
        progress(point as f32 / (POINTS + 1) as f32);
    }
    decode_to_end(&graph, (length - LAST_S).max(0.0), length)?;
    progress(1.0);
    Ok(info)
}

fn cut_short(graph: &Graph, at: f64, length: f64) -> MediaError {
    MediaError::CutShort {
        file: graph.file().to_owned(),
        at_s: Some(at as u32),
        length_s: Some(length.round() as u32),
    }
}

fn seek(graph: &Graph, at: f64, length: f64) -> Result<(), MediaError> {
    let target = clock_time(Duration::from_secs_f64(at));
    graph
        .pipeline
        .seek_simple(gst::SeekFlags::FLUSH | gst::SeekFlags::KEY_UNIT, target)
        .map_err(|_| cut_short(graph, at, length))?;
    graph.settle(POINT_BOUND).map_err(|error| match error {
        MediaError::Undecodable { .. } => cut_short(graph, at, length),
        other => other,
    })
}

/// One frame (or the sound) at a point.
fn decode_at(graph: &Graph, at: f64, length: f64) -> Result<(), MediaError> {
    seek(graph, at, length)?;
    let video = graph.found().video.clone();
    match video {
        Some(sink) if sink.try_pull_preroll(clock_time(POINT_BOUND)).is_none() => {
            Err(cut_short(graph, at, length))
        }
        _ => Ok(()),
    }
}

/// Everything from the last key frame before `at` to the end, which must reach the stated length.
fn decode_to_end(graph: &Graph, at: f64, length: f64) -> Result<(), MediaError> {
    seek(graph, at, length)?;
    if graph.pipeline.set_state(gst::State::Playing).is_err() {
        return Err(graph.first_error(None));
    }
    let video = graph.found().video.clone();
    let Some(sink) = video else {
        return sound_to_end(graph, at, length);
    };
    let mut last_s: Option<f64> = None;
    while let Some(sample) = sink.try_pull_sample(clock_time(POINT_BOUND)) {
        let frame_end = sample.buffer().and_then(|buffer| {
            let start = buffer.pts()?.nseconds();
            Some((start + buffer.duration().map_or(0, gst::ClockTime::nseconds)) as f64 / 1e9)
        });
        last_s = frame_end.or(last_s);
    }
    if let Some(message) = graph.bus.pop_filtered(&[gst::MessageType::Error]) {
        return Err(match graph.first_error(Some(&message)) {
            MediaError::Undecodable { .. } => cut_short(graph, at, length),
            other => other,
        });
    }
    if !sink.is_eos() {
        return Err(MediaError::TooSlow {
            file: graph.file().to_owned(),
            bound_s: POINT_BOUND.as_secs() as u32,
        });
    }
    match last_s {
        Some(end) if end >= length - LAST_S => Ok(()),
        Some(end) => Err(cut_short(graph, end, length)),
        None => Err(cut_short(graph, at, length)),
    }
}

fn sound_to_end(graph: &Graph, at: f64, length: f64) -> Result<(), MediaError> {
    let wanted = [gst::MessageType::Eos, gst::MessageType::Error];
    let message = graph
        .bus
        .timed_pop_filtered(clock_time(POINT_BOUND), &wanted);
    match message.as_ref().map(|message| message.view()) {
        Some(gst::MessageView::Eos(_)) => Ok(()),
        Some(_) => Err(cut_short(graph, at, length)),
        None => Err(MediaError::TooSlow {
            file: graph.file().to_owned(),
            bound_s: POINT_BOUND.as_secs() as u32,
        }),
    }
}

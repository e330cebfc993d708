//! Opens a medium as far as its first frame and says what it is.

use std::path::Path;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video::{self as video, VideoInfo};

use super::container::look;
use super::error::MediaError;
use super::frame::Layout;
use super::graph::{Graph, SoundOut};
use super::info::{ColourMatrix, ColourRange, MediaInfo, Picture};

/// A film on a slow disk opens within this; anything slower would also stutter.
pub(super) const OPEN_BOUND: Duration = Duration::from_secs(10);

/// Says what the file is, after decoding its first frame. Only for child processes: it loads codecs.
///
/// Errors are single sentences for the experimenter. Nothing outside the file is read.
pub fn probe(path: &Path) -> Result<MediaInfo, MediaError> {
    let opened = look(path)?;
    let graph = Graph::build(path, &opened, SoundOut::Discard, Layout::Planes, None)?;
    graph.preroll(OPEN_BOUND)?;
    Ok(describe(&graph))
}

/// The facts of a prerolled pipeline.
pub(super) fn describe(graph: &Graph) -> MediaInfo {
    let duration = graph.pipeline.query_duration::<gst::ClockTime>();
    let found = graph.found();
    let caps = found
        .video
        .as_ref()
        .and_then(|sink| sink.static_pad("sink"))
        .and_then(|pad| pad.current_caps());
    let picture = caps
        .and_then(|caps| VideoInfo::from_caps(&caps).ok())
        .map(|info| picture(&info));
    MediaInfo {
        container: graph.container,
        duration_s: duration.map(|length| length.nseconds() as f64 / 1e9),
        has_video: found.video.is_some(),
        has_audio: found.has_audio,
        audio_tracks: found.audio_tracks,
        audio_track: found.audio_plays,
        video_codec: found
            .video
            .is_some()
            .then(|| found.video_codec.clone().unwrap_or_else(|| "raw".into())),
        // Uncompressed sound needs no decoder.
        audio_codec: found
            .has_audio
            .then(|| found.audio_codec.clone().unwrap_or_else(|| "pcm".into())),
        picture,
    }
}

/// Size, rate, pixel shape and colours of decoded frames.
pub(super) fn picture(info: &VideoInfo) -> Picture {
    let fps = info.fps();
    let aspect = info.par();
    let colours = info.colorimetry();
    Picture {
        width: info.width(),
        height: info.height(),
        fps: (fps.numer() > 0 && fps.denom() > 0)
            .then(|| f64::from(fps.numer()) / f64::from(fps.denom())),
        pixel_aspect: if aspect.numer() > 0 && aspect.denom() > 0 {
            f64::from(aspect.numer()) / f64::from(aspect.denom())
        } else {
            1.0
        },
        matrix: match colours.matrix() {
            video::VideoColorMatrix::Bt601 | video::VideoColorMatrix::Fcc => ColourMatrix::Bt601,
            video::VideoColorMatrix::Bt709
            | video::VideoColorMatrix::Smpte240m
            | video::VideoColorMatrix::Bt2020 => ColourMatrix::Bt709,
            // Untagged films follow the custom of their size.
            _ if info.height() <= 576 => ColourMatrix::Bt601,
            _ => ColourMatrix::Bt709,
        },
        range: match colours.range() {
            video::VideoColorRange::Range0_255 => ColourRange::Full,
            _ => ColourRange::Limited,
        },
    }
}

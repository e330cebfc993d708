//! Gives a film's first picture and the wanted one of its sounds their way out of the pipeline.

use std::sync::{Arc, Mutex};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;

use super::error::MediaError;
use super::frame::Layout;
use super::graph::{Found, SoundOut, lock};
use super::sound_feed;

/// Gives one stream its way out.
pub(super) type Link = Box<
    dyn Fn(&gst::Pipeline, &gst::Pad, &Arc<Mutex<Found>>) -> Result<(), MediaError> + Send + Sync,
>;

/// Where pictures and sound go.
pub(super) struct Ends {
    pub video: Link,
    pub audio: Link,
}

/// Gives the first picture and the wanted sound stream their sinks, on the streaming thread that found them.
pub(super) fn link_streams(
    decode: &gst::Element,
    pipeline: &gst::Pipeline,
    found: &Arc<Mutex<Found>>,
    sound: SoundOut,
    layout: Layout,
) {
    let ends = Ends {
        video: Box::new(move |pipeline, pad, found| link_video(pipeline, pad, found, layout)),
        audio: Box::new(move |pipeline, pad, found| link_audio(pipeline, pad, found, sound)),
    };
    link_to(decode, pipeline, found, ends);
}

/// Like [`link_streams`], to any ends.
pub(super) fn link_to(
    decode: &gst::Element,
    pipeline: &gst::Pipeline,
    found: &Arc<Mutex<Found>>,
    ends: Ends,
) {
    let found = Arc::clone(found);
    let pipeline = pipeline.downgrade();
    decode.connect_pad_added(move |_, pad| {
        let Some(pipeline) = pipeline.upgrade() else {
            return;
        };
        let caps = pad.current_caps().unwrap_or_else(|| pad.query_caps(None));
        let kind = caps
            .structure(0)
            .map(|caps| caps.name().as_str().to_owned())
            .unwrap_or_default();
        let linked = match kind.as_str() {
            "video/x-raw" if lock(&found).video.is_none() => (ends.video)(&pipeline, pad, &found),
            "audio/x-raw" if is_wanted_track(&found) => (ends.audio)(&pipeline, pad, &found),
            _ => Ok(()),
        };
        if let Err(fault) = linked {
            post_fault(&pipeline, &found, fault);
        }
    });
}

/// Counts one more audio track; whether it is the one that plays. Tracks come in the file's own order.
fn is_wanted_track(found: &Arc<Mutex<Found>>) -> bool {
    let mut found = lock(found);
    let number = found.audio_tracks;
    found.audio_tracks += 1;
    let wanted = number == found.audio_track;
    if wanted {
        found.audio_plays = Some(number);
    }
    wanted
}

/// Says so when all streams are known and the wanted audio track is not among them.
pub(super) fn miss_track(
    decode: &gst::Element,
    pipeline: &gst::Pipeline,
    found: &Arc<Mutex<Found>>,
    file: &str,
) {
    let (found, file) = (Arc::clone(found), file.to_owned());
    let pipeline = pipeline.downgrade();
    decode.connect_no_more_pads(move |_| {
        let Some(pipeline) = pipeline.upgrade() else {
            return;
        };
        let (wanted, there) = {
            let found = lock(&found);
            (found.audio_track, found.audio_tracks)
        };
        if wanted >= there {
            let file = file.clone();
            let fault = MediaError::NoSuchTrack {
                file,
                wanted,
                there,
            };
            post_fault(&pipeline, &found, fault);
        }
    });
}

fn post_fault(pipeline: &gst::Pipeline, found: &Arc<Mutex<Found>>, fault: MediaError) {
    lock(found).fault.get_or_insert(fault);
    let news = gst::Structure::new_empty("fault");
    let news = gst::message::Application::builder(news)
        .src(pipeline)
        .build();
    // Without a bus nobody is waiting either.
    let _ = pipeline.post_message(news);
}

pub(super) fn make(name: &str) -> Result<gst::Element, MediaError> {
    gst::ElementFactory::make(name)
        .build()
        .map_err(|error| MediaError::Engine {
            why: error.message.to_string(),
        })
}

/// Decoded frames wait here, at most this many: enough to ride out a slow frame, few enough to keep memory small.
const FRAMES_AHEAD: u32 = 1;

/// Pieces of decoded sound that wait, some 20 ms each.
const SOUNDS_AHEAD: u32 = 10;

fn link_video(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    found: &Arc<Mutex<Found>>,
    layout: Layout,
) -> Result<(), MediaError> {
    let caps = gst::Caps::builder("video/x-raw")
        .field(
            "format",
            match layout {
                Layout::Planes => "I420",
                Layout::Bgrx => "BGRx",
            },
        )
        .build();
    // Unsynchronised: the screen itself paces the frames by the film's clock.
    let sink = AppSink::builder()
        .caps(&caps)
        .sync(false)
        .qos(false)
        .enable_last_sample(false)
        .max_buffers(FRAMES_AHEAD)
        .build();
    let convert = make("videoconvert")?;
    let chain = [convert, sink.clone().upcast()];
    join(pipeline, pad, &chain)?;
    lock(found).video = Some(sink);
    Ok(())
}

fn link_audio(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    found: &Arc<Mutex<Found>>,
    sound: SoundOut,
) -> Result<(), MediaError> {
    let sink: gst::Element = if sound == SoundOut::Discard {
        make("fakesink")?
    } else {
        let caps = sound_feed::CAPS
            .parse::<gst::Caps>()
            .map_err(|error| MediaError::Engine {
                why: error.to_string(),
            })?;
        let sink = AppSink::builder()
            .caps(&caps)
            .sync(false)
            .qos(false)
            .enable_last_sample(false)
            .max_buffers(SOUNDS_AHEAD)
            .build();
        lock(found).audio = Some(sink.clone());
        sink.upcast()
    };
    let volume = make("volume")?;
    let chain = [
        make("audioconvert")?,
        make("audioresample")?,
        volume.clone(),
        sink.clone(),
    ];
    join(pipeline, pad, &chain)?;
    let mut found = lock(found);
    found.has_audio = true;
    found.volume = Some(volume);
    Ok(())
}

pub(super) fn join(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    chain: &[gst::Element],
) -> Result<(), MediaError> {
    let engine = |why: String| MediaError::Engine { why };
    pipeline
        .add_many(chain)
        .map_err(|error| engine(error.message.to_string()))?;
    gst::Element::link_many(chain).map_err(|error| engine(error.message.to_string()))?;
    let entry = chain.first().and_then(|first| first.static_pad("sink"));
    let entry = entry.ok_or_else(|| engine("an element without an entry".into()))?;
    // Sinks first, so that data never meets an element that still sleeps.
    for element in chain.iter().rev() {
        element
            .sync_state_with_parent()
            .map_err(|error| engine(error.message.to_string()))?;
    }
    pad.link(&entry)
        .map_err(|error| engine(error.to_string()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::media::container::look;
    use crate::media::graph::{Graph, clock_time};

    /// A sound with a low tone as its first track and a high one as its second.
    fn two_tones(path: &Path) {
        gst::init().unwrap();
        let tone = |hz: u32| {
            format!("audiotestsrc num-buffers=50 freq={hz} ! audioconvert ! flacenc ! queue ! m.")
        };
        let (low, high, place) = (tone(300), tone(1200), path.display());
        let text = format!("{low} {high} matroskamux name=m ! filesink location={place}");
        let made = gst::parse::launch(&text).unwrap();
        made.set_state(gst::State::Playing).unwrap();
        let wanted = [gst::MessageType::Eos, gst::MessageType::Error];
        let bus = made.bus().unwrap();
        let end = bus.timed_pop_filtered(clock_time(Duration::from_secs(60)), &wanted);
        assert_eq!(end.unwrap().type_(), gst::MessageType::Eos);
        made.set_state(gst::State::Null).unwrap();
    }

    /// The tone that is decoded, in hertz, by its zero crossings.
    fn decoded_hz(path: &Path, track: Option<u32>) -> f64 {
        let opened = look(path).unwrap();
        let graph = Graph::build(path, &opened, SoundOut::Silent, Layout::Planes, track).unwrap();
        graph.preroll(Duration::from_secs(10)).unwrap();
        graph.pipeline.set_state(gst::State::Playing).unwrap();
        let sink = graph.found().audio.clone().unwrap();
        let mut left = Vec::new();
        while left.len() < 24_000 {
            let sample = sink.try_pull_sample(clock_time(Duration::from_secs(10)));
            let buffer = sample.unwrap().buffer_owned().unwrap();
            let bytes = buffer.map_readable().unwrap();
            left.extend(
                bytes
                    .chunks_exact(4)
                    .map(|s| i16::from_le_bytes([s[0], s[1]])),
            );
        }
        let crossings = left.windows(2).filter(|two| two[0] < 0 && two[1] >= 0);
        crossings.count() as f64 * 48_000.0 / left.len() as f64
    }

    #[test]
    fn the_audio_track_that_is_asked_for_is_the_one_that_sounds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two.mka");
        two_tones(&path);
        for (track, hz) in [(None, 300.0), (Some(0), 300.0), (Some(1), 1200.0)] {
            let heard = decoded_hz(&path, track);
            assert!((heard - hz).abs() < 20.0, "{track:?}: {heard} Hz");
        }
        let opened = look(&path).unwrap();
        let graph =
            Graph::build(&path, &opened, SoundOut::Silent, Layout::Planes, Some(7)).unwrap();
        let missed = graph.preroll(Duration::from_secs(10)).unwrap_err();
        let expected = MediaError::NoSuchTrack {
            file: "two.mka".to_owned(),
            wanted: 7,
            there: 2,
        };
        assert_eq!(missed, expected);
    }
}

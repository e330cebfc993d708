//! The one pipeline that probing and playing share: file → demultiplexer → decoders → frames and pieces of sound.
//!
//! Nothing here waits for a clock: the screen takes frames and the sound line takes sound when they need them.
//! Probing with the same pipeline that plays means: what passed the pre-flight is what will run.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gstreamer as gst;
use gstreamer::glib;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;

use super::container::{Container, Opened};
use super::error::MediaError;
use super::frame::Layout;
use super::{guard, sound_line};

/// Where the sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundOut {
    /// The computer's sound device; without one the film does not open.
    Device,
    /// Decoded at the right time, but heard nowhere: an explicit wish, never a fallback.
    Silent,
    /// Decoded as fast as possible, for the pre-flight.
    Discard,
}

/// What decoding found out on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub video_codec: Option<String>,
    pub audio_codec: Option<String>,
    pub video: Option<AppSink>,
    pub has_audio: bool,
    pub audio: Option<AppSink>,
    pub volume: Option<gst::Element>,
    pub fault: Option<MediaError>,
}

/// A pipeline for one file; ends and frees everything when dropped.
pub(super) struct Graph {
    pub pipeline: gst::Pipeline,
    pub bus: gst::Bus,
    pub container: Container,
    found: Arc<Mutex<Found>>,
    file: String,
}

impl Graph {
    /// Builds the pipeline for a file that passed [`super::container::look`]; nothing flows yet.
    pub fn build(
        path: &Path,
        opened: &Opened,
        sound: SoundOut,
        layout: Layout,
    ) -> Result<Self, MediaError> {
        guard::start()?;
        let engine = |error: glib::BoolError| MediaError::Engine {
            why: error.message.to_string(),
        };
        let pipeline = gst::Pipeline::new();
        let caps: gst::Caps = opened.caps.parse().map_err(engine)?;
        let source = gst::ElementFactory::make("filesrc")
            .property("location", path)
            .build()
            .map_err(engine)?;
        let decode = gst::ElementFactory::make("decodebin")
            .property("sink-caps", caps)
            .property("expose-all-streams", false)
            .build()
            .map_err(engine)?;
        pipeline.add_many([&source, &decode]).map_err(engine)?;
        source.link(&decode).map_err(engine)?;
        let found = Arc::new(Mutex::new(Found::default()));
        allow_only_local_decoding(&decode, opened.container, &found);
        link_streams(&decode, &pipeline, &found, sound, layout);
        let bus = pipeline.bus().ok_or_else(|| MediaError::Engine {
            why: "a pipeline without a bus".into(),
        })?;
        Ok(Self {
            pipeline,
            bus,
            container: opened.container,
            found,
            file: MediaError::name(path),
        })
    }

    pub fn found(&self) -> MutexGuard<'_, Found> {
        lock(&self.found)
    }

    /// Brings the pipeline to PAUSED with the first frame decoded.
    pub fn preroll(&self, bound: Duration) -> Result<(), MediaError> {
        if self.pipeline.set_state(gst::State::Paused).is_err() {
            return Err(self.first_error(None));
        }
        self.settle(bound)
    }

    /// Waits until a state change or seek is done.
    pub fn settle(&self, bound: Duration) -> Result<(), MediaError> {
        let wanted = [
            gst::MessageType::AsyncDone,
            gst::MessageType::Error,
            gst::MessageType::Application,
        ];
        let message = self
            .bus
            .timed_pop_filtered(clock_time(bound), &wanted)
            .ok_or_else(|| MediaError::TooSlow {
                file: self.file.clone(),
                bound_s: bound.as_secs() as u32,
            })?;
        match message.view() {
            gst::MessageView::AsyncDone(_) => self.streams_found(),
            _ => Err(self.first_error(Some(&message))),
        }
    }

    /// The clear sentence for an error that the pipeline reported.
    pub fn first_error(&self, message: Option<&gst::Message>) -> MediaError {
        if let Some(fault) = self.found().fault.clone() {
            return fault;
        }
        let popped = || self.bus.pop_filtered(&[gst::MessageType::Error]);
        let message = message.cloned().or_else(popped);
        let file = self.file.clone();
        match message.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => explain(file, error),
            _ => MediaError::Undecodable {
                file,
                why: "no reason given".into(),
            },
        }
    }

    fn streams_found(&self) -> Result<(), MediaError> {
        let found = self.found();
        if let Some(fault) = found.fault.clone() {
            return Err(fault);
        }
        if found.video.is_none() && !found.has_audio {
            return Err(MediaError::NothingToPlay {
                file: self.file.clone(),
            });
        }
        Ok(())
    }

    pub fn file(&self) -> &str {
        &self.file
    }
}

impl Drop for Graph {
    fn drop(&mut self) {
        // Ending cannot fail in a way that anyone could act on.
        let _ = self.pipeline.set_state(gst::State::Null);
    }
}

pub(super) fn clock_time(bound: Duration) -> gst::ClockTime {
    gst::ClockTime::from_nseconds(u64::try_from(bound.as_nanos()).unwrap_or(u64::MAX - 1))
}

fn lock(found: &Arc<Mutex<Found>>) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

fn explain(file: String, error: &gst::message::Error) -> MediaError {
    let cause = error.error();
    let detail = error
        .debug()
        .map(|text| text.to_string())
        .unwrap_or_default();
    let cut = [
        "no moov",
        "moov atom",
        "EOS",
        "playable streams",
        "truncat",
        "premature",
        "not enough data",
    ];
    if cause.matches(gst::StreamError::Demux) || cut.iter().any(|word| detail.contains(word)) {
        return MediaError::CutShort {
            file,
            at_s: None,
            length_s: None,
        };
    }
    if cause.matches(gst::ResourceError::Read) || cause.matches(gst::ResourceError::NotFound) {
        return MediaError::Unreadable {
            file,
            why: "reading stopped".into(),
        };
    }
    let why = cause.message().trim_end_matches('.').to_lowercase();
    MediaError::Undecodable { file, why }
}

/// Lets decodebin plug only the container's own demultiplexer, parsers and software decoders.
fn allow_only_local_decoding(
    decode: &gst::Element,
    container: Container,
    found: &Arc<Mutex<Found>>,
) {
    let found = Arc::clone(found);
    decode.connect("autoplug-select", false, move |arguments| {
        let caps = arguments
            .get(2)
            .and_then(|value| value.get::<gst::Caps>().ok());
        let factory = arguments
            .get(3)
            .and_then(|value| value.get::<gst::ElementFactory>().ok());
        let allowed =
            factory.is_some_and(|factory| may_plug(&factory, container, caps.as_ref(), &found));
        select_answer(if allowed { "try" } else { "skip" })
    });
}

fn may_plug(
    factory: &gst::ElementFactory,
    container: Container,
    caps: Option<&gst::Caps>,
    found: &Arc<Mutex<Found>>,
) -> bool {
    let class = factory.metadata("klass").unwrap_or_default();
    if container.demuxers().contains(&factory.name().as_str()) {
        return true;
    }
    let local = !["Demuxer", "Hardware", "Subtitle", "Network", "Source"]
        .iter()
        .any(|word| class.contains(word));
    if !local || !(class.contains("Decoder") || class.contains("Parser")) {
        return false;
    }
    if class.contains("Decoder")
        && let Some(codec) = caps.and_then(|caps| caps.structure(0)).map(codec_name)
    {
        let mut found = lock(found);
        if class.contains("Video") || class.contains("Image") {
            found.video_codec.get_or_insert(codec);
        } else {
            found.audio_codec.get_or_insert(codec);
        }
    }
    true
}

/// A short name for a codec: `h264`, `vp9`, `aac`, `opus`, `mp3` …
fn codec_name(caps: &gst::StructureRef) -> String {
    let name = caps.name().as_str();
    let version = caps.get::<i32>("mpegversion").ok();
    match (name, version) {
        ("audio/mpeg", Some(2 | 4)) => "aac".into(),
        ("audio/mpeg", _) => "mp3".into(),
        ("video/mpeg", Some(version)) => format!("mpeg{version}"),
        _ => name
            .rsplit('/')
            .next()
            .unwrap_or(name)
            .trim_start_matches("x-")
            .to_owned(),
    }
}

/// The value of decodebin's private enumeration, found by its nickname.
fn select_answer(nick: &str) -> Option<glib::Value> {
    let kind = glib::Type::from_name("GstAutoplugSelectResult")?;
    glib::EnumClass::with_type(kind)?.to_value_by_nick(nick)
}

/// Gives the first picture and the first sound stream their sinks, on the streaming thread that found them.
fn link_streams(
    decode: &gst::Element,
    pipeline: &gst::Pipeline,
    found: &Arc<Mutex<Found>>,
    sound: SoundOut,
    layout: Layout,
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
            "video/x-raw" if lock(&found).video.is_none() => {
                link_video(&pipeline, pad, &found, layout)
            }
            "audio/x-raw" if !lock(&found).has_audio => link_audio(&pipeline, pad, &found, sound),
            _ => Ok(()),
        };
        if let Err(fault) = linked {
            lock(&found).fault.get_or_insert(fault);
            let news = gst::Structure::new_empty("fault");
            // Without a bus nobody is waiting either.
            let _ = pipeline.post_message(
                gst::message::Application::builder(news)
                    .src(&pipeline)
                    .build(),
            );
        }
    });
}

fn make(name: &str) -> Result<gst::Element, MediaError> {
    gst::ElementFactory::make(name)
        .build()
        .map_err(|error| MediaError::Engine {
            why: error.message.to_string(),
        })
}

/// Decoded frames wait here, at most this many: enough to ride out a slow frame, few enough to keep memory small.
const FRAMES_AHEAD: u32 = 2;

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
        let caps = sound_line::CAPS
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

fn join(
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

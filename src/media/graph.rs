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

use super::autoplug::allow_only_local_decoding;
use super::container::{Container, Opened};
use super::error::MediaError;
use super::frame::Layout;
use super::guard;
use super::streams::{link_streams, miss_track};

/// Where the sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundOut {
    /// The computer's sound device; without one a film runs silent and says so, and a sound does not open.
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
    /// Audio tracks met so far.
    pub audio_tracks: u32,
    /// The one that was asked for, and the one that plays.
    pub audio_track: u32,
    pub audio_plays: Option<u32>,
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
        audio_track: Option<u32>,
    ) -> Result<Self, MediaError> {
        Self::build_with(path, opened, audio_track, |decode, pipeline, found| {
            link_streams(decode, pipeline, found, sound, layout);
        })
    }

    /// Like [`Self::build`]; `link` says where pictures and sound go.
    pub fn build_with(
        path: &Path,
        opened: &Opened,
        audio_track: Option<u32>,
        link: impl FnOnce(&gst::Element, &gst::Pipeline, &Arc<Mutex<Found>>),
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
        let found = Arc::new(Mutex::new(Found {
            audio_track: audio_track.unwrap_or(0),
            ..Found::default()
        }));
        allow_only_local_decoding(&decode, opened.container, &found);
        link(&decode, &pipeline, &found);
        if audio_track.is_some() {
            miss_track(&decode, &pipeline, &found, &MediaError::name(path));
        }
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

pub(super) fn lock(found: &Arc<Mutex<Found>>) -> MutexGuard<'_, Found> {
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

//! Plays a film or sound on its own clock: preroll, a start at an exact instant, pause, stop, frames with due instants.
//!
//! The pipeline runs on the system's monotonic clock and its sound follows that clock; so due instants are exact and
//! evenly spaced, and a start is *scheduled*: [`FilmPlayer::start_at`] says when the first frame and the first sound
//! are due, and both wait for that instant.

use std::path::PathBuf;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::AppSink;

use super::container::look;
use super::error::MediaError;
use super::frame::{Frame, Layout};
use super::graph::{Graph, SoundOut};
use super::info::MediaInfo;
use super::probe::{OPEN_BOUND, describe};
use crate::time::{self, FilmTime, Micros, Stamp};

/// By how much the sound is delayed against the pictures so that both reach the participant together.
///
/// A picture appears when the swapped buffer is copied or scanned out, a little after its due instant.
/// Measured with a virtual photodiode and microphone against mpv; see `src/stage/film/README.md`.
pub const SOUND_LEAD: Micros = Micros(-23_000);

/// A film may end this much before its stated length and still be whole.
const MISSING_END: Micros = Micros(1_000_000);

/// What to play.
#[derive(Clone, Debug)]
pub struct FilmRequest {
    /// The file.
    pub path: PathBuf,
    /// Where playing starts, in media time.
    pub start_at: FilmTime,
    /// Where it ends; at the file's end when `None`.
    pub to: Option<FilmTime>,
    /// Louder or softer than the file.
    pub gain_db: f64,
    /// Where the sound goes.
    pub sound: SoundOut,
    /// How much later than its picture the sound is sent to the device; see [`SOUND_LEAD`].
    pub sound_delay: Micros,
}

/// What happened inside the player since the last look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlayerEvent {
    /// The first frame or sound is decoded: [`FilmPlayer::start_at`] may follow.
    Ready,
    /// Everything was decoded and all sound has been heard.
    Drained,
    /// It can't go on; one sentence for the experimenter.
    Failed(String),
}

/// A film or sound that is open. Dropping it ends everything.
pub struct FilmPlayer {
    graph: Graph,
    info: MediaInfo,
    frames: Option<AppSink>,
    to: Option<FilmTime>,
    started: Option<Start>,
    last_film: FilmTime,
    ready: bool,
}

/// When which film time was or is due.
#[derive(Clone, Copy, Debug)]
struct Start {
    at: Stamp,
    film: FilmTime,
}

impl FilmPlayer {
    /// Opens the file and decodes up to the first frame; blocks for that long (at most some seconds), so call it on a
    /// thread of its own. Frames come in the given layout.
    pub fn open(request: &FilmRequest, layout: Layout) -> Result<Self, MediaError> {
        let opened = look(&request.path)?;
        let graph = Graph::build(&request.path, &opened, request.sound, layout)?;
        let clock = gst::SystemClock::obtain();
        graph.pipeline.use_clock(Some(&clock));
        // The base time is ours to set: that is how a start is scheduled.
        graph.pipeline.set_start_time(gst::ClockTime::NONE);
        graph.preroll(OPEN_BOUND)?;
        let frames = graph.found().video.clone();
        let mut player = Self {
            info: describe(&graph),
            frames,
            graph,
            to: request.to,
            started: None,
            last_film: request.start_at,
            ready: false,
        };
        player.prepare_sound(request);
        if request.start_at > FilmTime(0) || request.to.is_some() {
            player.seek(request.start_at)?;
            player.graph.settle(OPEN_BOUND)?;
        }
        player.ready = true;
        Ok(player)
    }

    /// What the file is.
    pub fn info(&self) -> &MediaInfo {
        &self.info
    }

    /// Whether a start may be scheduled.
    pub fn is_ready(&self) -> bool {
        self.ready && self.started.is_none()
    }

    /// Starts so that the position it stands at is due at `at`, which should lie at least 100 ms ahead.
    pub fn start_at(&mut self, at: Stamp) -> Result<(), MediaError> {
        let to_monotonic = time::monotonic_ns() - time::now().0;
        let base = u64::try_from(at.0 + to_monotonic).unwrap_or(0);
        self.graph
            .pipeline
            .set_base_time(gst::ClockTime::from_nseconds(base));
        self.graph
            .pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| self.graph.first_error(None))?;
        self.started = Some(Start {
            at,
            film: self.last_film,
        });
        Ok(())
    }

    /// The next decoded frame, if one waits. Frames come in order, none is left out here.
    pub fn next_frame(&mut self) -> Option<Frame> {
        let start = self.started?;
        let sink = self.frames.as_ref()?;
        let sample = sink.try_pull_sample(gst::ClockTime::ZERO)?;
        let pts = sample.buffer()?.pts()?;
        let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
        let running = segment.to_running_time(pts)?;
        let film = FilmTime(i64::try_from(segment.to_stream_time(pts)?.useconds()).ok()?);
        let due = start.at.after(Duration::from_nanos(running.nseconds()));
        self.last_film = film;
        Frame::from_sample(&sample, film, due)
    }

    /// Whether all frames have been taken.
    pub fn frames_are_over(&self) -> bool {
        self.frames.as_ref().is_none_or(AppSink::is_eos)
    }

    /// The film time that is due at `at`, by the film's clock.
    pub fn film_at(&self, at: Stamp) -> FilmTime {
        self.started.map_or(self.last_film, |start| {
            let run = start.film + Micros(at.ns_since(start.at).max(0) / 1000);
            let end = self
                .to
                .or_else(|| self.info.duration_s.map(FilmTime::from_s));
            end.map_or(run, |end| run.min(end))
        })
    }

    /// Silences and halts it, and decodes ahead for going on at `resume`; [`PlayerEvent::Ready`] follows.
    pub fn pause(&mut self, resume: FilmTime) -> Result<(), MediaError> {
        self.mute(true);
        self.ready = false;
        self.started = None;
        self.graph
            .pipeline
            .set_state(gst::State::Paused)
            .map_err(|_| self.graph.first_error(None))?;
        self.seek(resume)?;
        self.mute(false);
        Ok(())
    }

    /// Silences it at once; call before dropping, which may take a moment.
    pub fn silence(&self) {
        self.mute(true);
        // The sound that the device already holds is thrown away with the pause.
        let _ = self.graph.pipeline.set_state(gst::State::Paused);
    }

    /// What happened since the last look. Never waits.
    pub fn poll(&mut self) -> Option<PlayerEvent> {
        while let Some(message) = self.graph.bus.pop() {
            match message.view() {
                gst::MessageView::AsyncDone(_) if !self.ready => {
                    self.ready = true;
                    return Some(PlayerEvent::Ready);
                }
                gst::MessageView::Eos(_) => return Some(self.at_the_end()),
                gst::MessageView::Error(_) | gst::MessageView::Application(_) => {
                    return Some(PlayerEvent::Failed(
                        self.graph.first_error(Some(&message)).to_string(),
                    ));
                }
                _ => {}
            }
        }
        None
    }

    /// Whether the sound device has begun to take sound since the start; `None` without a device.
    pub fn sound_runs(&self) -> Option<bool> {
        let found = self.graph.found();
        let clock = found.audio_sink.as_ref()?.provide_clock()?;
        Some(clock.internal_time() > gst::ClockTime::ZERO)
    }

    /// A file that ends long before it should was cut short while it played.
    fn at_the_end(&self) -> PlayerEvent {
        let expected = self
            .to
            .or_else(|| self.info.duration_s.map(FilmTime::from_s));
        match expected {
            Some(end) if self.info.has_video && end - self.last_film > MISSING_END => {
                PlayerEvent::Failed(
                    MediaError::CutShort {
                        file: self.graph.file().to_owned(),
                        at_s: Some(self.last_film.as_s() as u32),
                        length_s: Some(end.as_s() as u32),
                    }
                    .to_string(),
                )
            }
            _ => PlayerEvent::Drained,
        }
    }

    fn prepare_sound(&self, request: &FilmRequest) {
        let found = self.graph.found();
        if let Some(volume) = &found.volume {
            volume.set_property(
                "volume",
                10_f64.powf(request.gain_db.clamp(-60.0, 20.0) / 20.0),
            );
        }
        if let Some(sink) = &found.audio_sink {
            sink.set_property("ts-offset", request.sound_delay.0 * 1000);
        }
    }

    fn mute(&self, on: bool) {
        let found = self.graph.found();
        // A sound server silences what it already holds; the volume element only what is still to come.
        if let Some(sink) = &found.audio_sink
            && sink.has_property("mute")
        {
            sink.set_property("mute", on);
        }
        if let Some(volume) = &found.volume {
            volume.set_property("mute", on);
        }
    }

    fn seek(&mut self, to: FilmTime) -> Result<(), MediaError> {
        let start = gst::ClockTime::from_useconds(u64::try_from(to.0).unwrap_or(0));
        let stop = self
            .to
            .map(|end| gst::ClockTime::from_useconds(u64::try_from(end.0).unwrap_or(0)));
        let stop_type = if stop.is_some() {
            gst::SeekType::Set
        } else {
            gst::SeekType::None
        };
        self.graph
            .pipeline
            .seek(
                1.0,
                gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE,
                gst::SeekType::Set,
                start,
                stop_type,
                stop,
            )
            .map_err(|_| self.graph.first_error(None))?;
        self.last_film = to;
        Ok(())
    }
}

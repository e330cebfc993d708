//! Plays a film or sound: preroll, a start whose instant is known beforehand, pause, stop, frames with due instants.
//!
//! With sound, the film's time is the sound device's: pictures follow what is really heard; see [`super::sound_line`].
//! Without, it is the system's clock.

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
use super::regain::Regain;
use super::sound_line::SoundLine;
use crate::link::FileMark;
use crate::time::{self, FilmTime, Micros, Stamp};

/// What must be added to the pictures' due instants so that a photodiode and a microphone see them with their sound.
///
/// The sound device says when its sound leaves it, and a swapped picture appears at once in software and with the
/// next refresh on a monitor; so nothing needs to be added until a laboratory measures otherwise.
pub const PICTURES_LATER: Micros = Micros(0);

/// A film may end this much before its stated length and still be whole.
const MISSING_END: Micros = Micros(1_000_000);

/// A film that does not wait for a sound device starts this long after it was asked to.
const WITHOUT_SOUND: Duration = Duration::from_millis(60);

/// A sound device is given this long to run steadily …
const STEADY_BOUND: Duration = Duration::from_secs(2);
/// … and this long to play at all.
const MUTE_BOUND: Duration = Duration::from_secs(3);
const MUTE_DEVICE: &str = "the sound device is open but plays nothing";

/// What to play.
#[derive(Clone, Debug)]
pub struct FilmRequest {
    /// The file.
    pub path: PathBuf,
    /// What it must be; any file when `None`.
    pub mark: Option<FileMark>,
    /// Where playing starts, in media time.
    pub start_at: FilmTime,
    /// Where it ends; at the file's end when `None`.
    pub to: Option<FilmTime>,
    /// Louder or softer than the file.
    pub gain_db: f64,
    /// Which of the file's audio tracks plays, from 0; the first when `None`.
    pub audio_track: Option<u32>,
    /// Where the sound goes.
    pub sound: SoundOut,
    /// How much longer the pictures are held back, so that they reach the participant together with the sound;
    /// see [`PICTURES_LATER`].
    pub pictures_later: Micros,
    /// It ran before and was lost: its pictures go on as soon as they can, and its sound joins in.
    pub in_a_hurry: bool,
}

/// What happened inside the player since the last look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlayerEvent {
    /// The first frame or sound is decoded: [`FilmPlayer::start`] may follow once it is ready.
    Ready,
    /// Everything was decoded and all sound has been heard.
    Drained,
    /// Nothing is heard any more, the pictures go on; why, in a few words.
    SoundLost(String),
    /// A device plays the sound again.
    SoundBack,
    /// It can't go on; one sentence for the experimenter.
    Failed(String),
}

/// A film or sound that is open. Dropping it ends everything.
pub struct FilmPlayer {
    graph: Graph,
    line: Option<SoundLine>,
    /// While the pictures run by the system's clock: when their beginning was due.
    start: Option<Stamp>,
    in_a_hurry: bool,
    /// Why no device plays the sound, until that is told.
    lost: Option<String>,
    /// Looks for a device while none plays the sound.
    regain: Option<Regain>,
    later: Micros,
    drained: bool,
    info: MediaInfo,
    frames: Option<AppSink>,
    to: Option<FilmTime>,
    started: Option<FilmTime>,
    last_film: FilmTime,
    ready: bool,
    ready_since: Stamp,
}

impl FilmPlayer {
    /// Opens the file and decodes up to the first frame; blocks for that long (at most some seconds), so call it on a
    /// thread of its own. Frames come in the given layout.
    pub fn open(request: &FilmRequest, layout: Layout) -> Result<Self, MediaError> {
        let opened = look(&request.path)?;
        if request.mark.is_some() && FileMark::of(&request.path) != request.mark {
            return Err(MediaError::Changed {
                file: MediaError::name(&request.path),
            });
        }
        let graph = Graph::build(
            &request.path,
            &opened,
            request.sound,
            layout,
            request.audio_track,
        )?;
        graph.preroll(OPEN_BOUND)?;
        let sound = graph.found().audio.clone();
        let frames = graph.found().video.clone();
        let mut lost = None;
        let line =
            match sound.map(|source| (SoundLine::open(request.sound, source.clone()), source)) {
                None => None,
                Some((Ok(line), _)) => Some(line),
                // A film is worth seeing without its sound, a sound alone is nothing.
                Some((Err(why), source)) if frames.is_some() => {
                    lost = Some(why.to_string());
                    Some(SoundLine::open(SoundOut::Silent, source)?)
                }
                Some((Err(why), _)) => return Err(why),
            };
        let regain = lost.as_ref().and(line.as_ref());
        let regain = regain.and_then(|line| Regain::start(line.source()));
        let mut player = Self {
            info: describe(&graph),
            frames,
            graph,
            line,
            start: None,
            in_a_hurry: request.in_a_hurry,
            regain,
            lost,
            later: request.pictures_later,
            drained: false,
            to: request.to,
            started: None,
            last_film: request.start_at,
            ready: false,
            ready_since: Stamp(0),
        };
        player.prepare_sound(request);
        if request.start_at > FilmTime(0) || request.to.is_some() {
            player.seek(request.start_at)?;
            player.graph.settle(OPEN_BOUND)?;
        }
        player.ready = true;
        player.ready_since = time::now();
        Ok(player)
    }

    /// What the file is.
    pub fn info(&self) -> &MediaInfo {
        &self.info
    }

    /// Whether it may start: decoded, and the sound device runs steadily.
    pub fn is_ready(&self) -> bool {
        self.ready && self.started.is_none() && self.line_is_ready()
    }

    fn line_is_ready(&self) -> bool {
        self.hurries() || self.line.as_ref().is_none_or(|line| self.may_lead(line))
    }

    /// Whether the pictures wait for no sound device.
    fn hurries(&self) -> bool {
        self.in_a_hurry && self.info.has_video
    }

    /// Whether the film may follow this device's clock. One that never runs quite steadily is taken as it is after a while.
    fn may_lead(&self, line: &SoundLine) -> bool {
        let patience_over = time::now() > self.ready_since.after(STEADY_BOUND);
        line.is_ready() || (patience_over && line.plays())
    }

    /// Whether the sound device is open, but plays nothing that a film could wait for.
    fn is_mute(&self) -> bool {
        let waits = self.ready && self.started.is_none() && self.regain.is_none();
        let mute = self.line.as_ref().is_some_and(|line| !line.plays());
        waits && mute && time::now() > self.ready_since.after(MUTE_BOUND)
    }

    /// Starts it. [`Self::onset`] soon says when the first frame and the first sound are due: about a fifth of a second
    /// later, for so much silence is on its way to the device.
    pub fn start(&mut self) -> Result<(), MediaError> {
        self.drained = false;
        self.graph
            .pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| self.graph.first_error(None))?;
        self.start = None;
        match &self.line {
            Some(line) if !self.hurries() && self.may_lead(line) => line.begin(),
            line => {
                let start = time::now().after(WITHOUT_SOUND);
                if let Some(line) = line {
                    line.join(start);
                }
                self.start = Some(start);
            }
        }
        self.in_a_hurry = false;
        self.started = Some(self.last_film);
        Ok(())
    }

    /// When the position it started from is or was due; `None` until that is known.
    pub fn onset(&self) -> Option<Stamp> {
        self.started?;
        self.instant(gst::ClockTime::ZERO)
    }

    fn instant(&self, running: gst::ClockTime) -> Option<Stamp> {
        let due = match (self.start, &self.line) {
            (Some(start), _) => start.after(Duration::from_nanos(running.nseconds())),
            (None, line) => line.as_ref()?.instant(running)?,
        };
        Some(Stamp(
            due.0.saturating_add(self.later.0.saturating_mul(1000)),
        ))
    }

    /// The next decoded frame, if one waits. Frames come in order, none is left out here.
    pub fn next_frame(&mut self) -> Option<Frame> {
        self.onset()?;
        let sink = self.frames.as_ref()?;
        let sample = sink.try_pull_sample(gst::ClockTime::ZERO)?;
        let pts = sample.buffer()?.pts()?;
        let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
        let running = segment.to_running_time(pts)?;
        let film = FilmTime(i64::try_from(segment.to_stream_time(pts)?.useconds()).ok()?);
        let due = self.instant(running)?;
        self.last_film = film;
        Frame::from_sample(&sample, film, due)
    }

    /// Whether its sound gave something since this was last asked, or is being heard to its end.
    pub fn is_fed(&self) -> bool {
        self.line.as_ref().is_some_and(SoundLine::take_fed)
    }

    /// Whether all frames have been taken.
    pub fn frames_are_over(&self) -> bool {
        self.frames.as_ref().is_none_or(AppSink::is_eos)
    }

    /// The film time that is due at `at`, by the film's clock.
    pub fn film_at(&self, at: Stamp) -> FilmTime {
        let onset = self.onset();
        self.started
            .zip(onset)
            .map_or(self.last_film, |(start, onset)| {
                let run = start + Micros(at.ns_since(onset).max(0) / 1000);
                let end = self
                    .to
                    .or_else(|| self.info.duration_s.map(FilmTime::from_s));
                end.map_or(run, |end| run.min(end))
            })
    }

    /// Silences and halts it, and decodes ahead for going on at `resume`; [`PlayerEvent::Ready`] follows.
    pub fn pause(&mut self, resume: FilmTime) -> Result<(), MediaError> {
        self.silence();
        self.ready = false;
        self.started = None;
        self.start = None;
        self.graph
            .pipeline
            .set_state(gst::State::Paused)
            .map_err(|_| self.graph.first_error(None))?;
        self.seek(resume)
    }

    /// Silences it at once; call before dropping, which may take a moment.
    pub fn silence(&self) {
        if let Some(line) = &self.line {
            line.hush();
        }
    }

    /// What happened since the last look. Never waits.
    pub fn poll(&mut self) -> Option<PlayerEvent> {
        if let Some(news) = self.look_after_sound() {
            return Some(news);
        }
        if self.drained && self.line.as_ref().is_none_or(SoundLine::is_over) {
            self.drained = false;
            return Some(PlayerEvent::Drained);
        }
        while let Some(message) = self.graph.bus.pop() {
            match message.view() {
                gst::MessageView::AsyncDone(_) if !self.ready => {
                    self.ready = true;
                    self.ready_since = time::now();
                    return Some(PlayerEvent::Ready);
                }
                gst::MessageView::Eos(_) => match self.too_early() {
                    Some(why) => return Some(PlayerEvent::Failed(why)),
                    None => self.drained = true,
                },
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

    /// The sound is lost, back, or the film may follow its device's clock again.
    fn look_after_sound(&mut self) -> Option<PlayerEvent> {
        if let Some(why) = self.lost.take() {
            return Some(PlayerEvent::SoundLost(why));
        }
        let line = self.line.as_ref()?;
        if self.start.is_some() && line.instant(gst::ClockTime::ZERO).is_some() {
            self.start = None;
        }
        if let Some(found) = self.regain.as_ref().and_then(Regain::take) {
            self.regain = None;
            self.change_line(found);
            return Some(PlayerEvent::SoundBack);
        }
        let mute = || self.is_mute().then(|| MUTE_DEVICE.to_owned());
        let why = line.fault().or_else(mute)?;
        if self.started.is_none() && !self.info.has_video {
            return Some(PlayerEvent::Failed(format!(
                "{why}: connect it again or choose another in the system's settings"
            )));
        }
        match SoundLine::open(SoundOut::Silent, line.source()) {
            Ok(silent) => {
                self.regain = Regain::start(line.source());
                self.change_line(silent);
                Some(PlayerEvent::SoundLost(why))
            }
            Err(error) => Some(PlayerEvent::Failed(error.to_string())),
        }
    }

    /// Another line takes over where the film is; the pictures go on meanwhile.
    fn change_line(&mut self, line: SoundLine) {
        if self.started.is_some() {
            let due = self
                .line
                .as_ref()
                .and_then(|old| old.instant(gst::ClockTime::ZERO));
            let start = self.start.or(due);
            let start = start.unwrap_or_else(|| time::now().after(WITHOUT_SOUND));
            self.start = Some(start);
            line.join(start);
        }
        let old = self.line.replace(line);
        if let Some(old) = &old {
            old.retire();
        }
        // A device that is gone may be slow to close. Without a thread it is closed here.
        let _ = std::thread::Builder::new()
            .name("sound-close".into())
            .spawn(move || drop(old));
    }

    /// A film that ends long before it should was cut short while it played.
    fn too_early(&self) -> Option<String> {
        let stated = self.info.duration_s.map(FilmTime::from_s);
        let end = self.to.or(stated)?;
        let early = self.info.has_video && end - self.last_film > MISSING_END;
        let cut = MediaError::CutShort {
            file: self.graph.file().to_owned(),
            at_s: Some(self.last_film.as_s() as u32),
            length_s: Some(end.as_s() as u32),
        };
        early.then(|| cut.to_string())
    }

    fn prepare_sound(&self, request: &FilmRequest) {
        let found = self.graph.found();
        if let Some(volume) = &found.volume {
            volume.set_property(
                "volume",
                10_f64.powf(request.gain_db.clamp(-60.0, 20.0) / 20.0),
            );
        }
    }

    fn seek(&mut self, to: FilmTime) -> Result<(), MediaError> {
        // Frames of 30 a second begin between microseconds; without the next whole one the frame before would come too.
        let next = if to.0 > 0 { to.0 + 1 } else { 0 };
        let start = gst::ClockTime::from_useconds(u64::try_from(next).unwrap_or(0));
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

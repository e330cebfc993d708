//! Plays a film with its sound at any rate, by the computer's clock: frames are sent when they are due.

use std::sync::Arc;
use std::time::Duration;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app::{AppSink, AppSinkCallbacks};

use super::inbox::Inbox;
use super::outbox::{Outbox, Shot};
use super::still::orientation;
use crate::media::container::Opened;
use crate::media::error::MediaError;
use crate::media::graph::{Found, Graph, clock_time, lock};
use crate::media::probe::OPEN_BOUND;
use crate::media::streams::{Ends, join, link_to, make};
use crate::time::{self, Stamp};

/// Frames this late are left out, so that picture and sound stay together.
const LATEST: gst::ClockTime = gst::ClockTime::from_mseconds(40);
/// How long one look for news lasts while a seek is waited for.
const LOOK: Duration = Duration::from_millis(20);

/// What happened while it played.
#[derive(Debug)]
pub(super) enum News {
    Ended,
    /// The sound device is gone; why.
    SoundLost(String),
    Failed(MediaError),
}

/// How far a start came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    Plays,
    /// Something newer is wanted.
    Overtaken,
}

/// A pipeline that plays.
pub(super) struct Player {
    graph: Graph,
    sound: Option<gst::Element>,
    outbox: Arc<Outbox>,
    /// Where it stands still and at which rate it would go on.
    parked: Option<(gst::ClockTime, f64)>,
    rate: f64,
}

impl Player {
    /// Opens the file a second time, for playing; without a sound sink its sound is heard nowhere.
    pub fn open(
        path: &std::path::Path,
        opened: &Opened,
        sound: Option<gst::Element>,
        muted: bool,
        outbox: &Arc<Outbox>,
    ) -> Result<Self, MediaError> {
        let (out, heard) = (Arc::clone(outbox), sound.clone());
        let graph = Graph::build_with(path, opened, None, |decode, pipeline, found| {
            let ends = Ends {
                video: Box::new(move |pipeline, pad, found| {
                    link_video(pipeline, pad, found, Arc::clone(&out))
                }),
                audio: Box::new(move |pipeline, pad, found| {
                    link_audio(pipeline, pad, found, heard.as_ref())
                }),
            };
            link_to(decode, pipeline, found, ends);
        })?;
        // A device's own readings jump while it wakes up and stand still now and then: the sound follows the computer's clock, and so
        // do the places that are told.
        graph.pipeline.use_clock(Some(&gst::SystemClock::obtain()));
        graph.preroll(OPEN_BOUND)?;
        let player = Self {
            graph,
            sound,
            outbox: Arc::clone(outbox),
            parked: None,
            rate: 1.0,
        };
        player.mute(muted);
        Ok(player)
    }

    /// Whether its sound reaches a device.
    pub fn sounds(&self) -> bool {
        self.sound.is_some()
    }

    /// Silences it, or no longer.
    pub fn mute(&self, muted: bool) {
        if let Some(volume) = &self.graph.found().volume {
            volume.set_property("mute", muted);
        }
    }

    /// Plays from there; `n` is the order that this answers.
    pub fn play(
        &mut self,
        from: gst::ClockTime,
        rate: f64,
        n: u64,
        inbox: &Inbox,
    ) -> Result<Begun, MediaError> {
        if self.parked.take() != Some((from, rate))
            && self.seek(from, rate, inbox)? == Begun::Overtaken
        {
            return Ok(Begun::Overtaken);
        }
        self.rate = rate;
        self.outbox.playing(n, rate);
        self.graph
            .pipeline
            .set_state(gst::State::Playing)
            .map_err(|_| self.graph.first_error(None))?;
        Ok(Begun::Plays)
    }

    /// Holds; gives the place of the last picture, or of the sound.
    pub fn hold(&mut self) -> Option<gst::ClockTime> {
        let shown = self.outbox.hold();
        let heard = self.position();
        // What can't be paused is told by the next look at its messages.
        let _ = self.graph.pipeline.set_state(gst::State::Paused);
        let at = shown.or(heard);
        self.parked = at.map(|at| (at, self.rate));
        at
    }

    /// Where the sound is.
    pub fn position(&self) -> Option<gst::ClockTime> {
        self.graph.pipeline.query_position::<gst::ClockTime>()
    }

    /// What happened since the last look.
    pub fn news(&self) -> Option<News> {
        while let Some(message) = self.graph.bus.pop() {
            match message.view() {
                gst::MessageView::Eos(_) => return Some(News::Ended),
                gst::MessageView::Error(_) | gst::MessageView::Application(_) => {
                    return Some(self.fault(&message));
                }
                _ => {}
            }
        }
        None
    }

    fn fault(&self, message: &gst::Message) -> News {
        let culprit = message.src().cloned();
        let device = self.sound.as_ref().is_some_and(|sound| {
            let sound = sound.upcast_ref::<gst::Object>();
            culprit
                .as_ref()
                .is_some_and(|culprit| culprit == sound || culprit.has_as_ancestor(sound))
        });
        if device {
            News::SoundLost("the sound device is gone".to_owned())
        } else {
            News::Failed(self.graph.first_error(Some(message)))
        }
    }

    fn seek(&self, from: gst::ClockTime, rate: f64, inbox: &Inbox) -> Result<Begun, MediaError> {
        while self.graph.bus.pop().is_some() {}
        self.graph
            .pipeline
            .seek(
                rate,
                gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE,
                gst::SeekType::Set,
                from,
                gst::SeekType::None,
                gst::ClockTime::NONE,
            )
            .map_err(|_| self.graph.first_error(None))?;
        let begun = time::now();
        let wanted = [
            gst::MessageType::AsyncDone,
            gst::MessageType::Error,
            gst::MessageType::Application,
        ];
        while time::now() < begun.after(OPEN_BOUND) {
            let message = self.graph.bus.timed_pop_filtered(clock_time(LOOK), &wanted);
            match message.as_ref().map(|message| message.view()) {
                Some(gst::MessageView::AsyncDone(_)) => return Ok(Begun::Plays),
                Some(_) => return Err(self.graph.first_error(message.as_ref())),
                None if inbox.overtakes() => return Ok(Begun::Overtaken),
                None => {}
            }
        }
        Err(MediaError::TooSlow {
            file: self.graph.file().to_owned(),
            bound_s: OPEN_BOUND.as_secs() as u32,
        })
    }
}

fn link_video(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    found: &Arc<std::sync::Mutex<Found>>,
    outbox: Arc<Outbox>,
) -> Result<(), MediaError> {
    let callbacks = AppSinkCallbacks::builder()
        .new_sample(move |sink| {
            let sample = sink.pull_sample().map_err(|_| gst::FlowError::Eos)?;
            // A frame without a time can't be shown at the right one.
            if let Some((shot, due)) = due_shot(sink, sample) {
                outbox.show_playing(shot, due);
            }
            Ok(gst::FlowSuccess::Ok)
        })
        .build();
    let sink = AppSink::builder()
        .caps(
            &gst::Caps::builder("video/x-raw")
                .field("format", "I420")
                .build(),
        )
        .sync(true)
        .qos(true)
        .max_lateness(i64::try_from(LATEST.nseconds()).unwrap_or(-1))
        .enable_last_sample(false)
        .max_buffers(1)
        .callbacks(callbacks)
        .build();
    let chain = [make("videoconvert")?, sink.clone().upcast()];
    join(pipeline, pad, &chain)?;
    lock(found).video = Some(sink);
    Ok(())
}

/// The frame, and when it is due by the clock that all processes share.
fn due_shot(sink: &AppSink, sample: gst::Sample) -> Option<(Shot, Stamp)> {
    let pts = sample.buffer()?.pts()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let film = segment.to_stream_time(pts)?;
    let running = segment.to_running_time(pts)?;
    let due = sink.base_time()?.saturating_add(running);
    let (clock, now) = (sink.clock()?.time(), time::now());
    let ns = |time: gst::ClockTime| i64::try_from(time.nseconds()).unwrap_or(i64::MAX);
    let due = Stamp(now.0.saturating_add(ns(due).saturating_sub(ns(clock))));
    let orientation = orientation(sink);
    let shot = Shot {
        sample,
        film,
        orientation,
    };
    Some((shot, due))
}

fn link_audio(
    pipeline: &gst::Pipeline,
    pad: &gst::Pad,
    found: &Arc<std::sync::Mutex<Found>>,
    sound: Option<&gst::Element>,
) -> Result<(), MediaError> {
    let mut chain = vec![make("audioconvert")?, make("audioresample")?];
    // Keeps the pitch; without it a voice is higher or lower than it was.
    if let Ok(tempo) = make("scaletempo") {
        chain.push(tempo);
    }
    let volume = make("volume")?;
    chain.extend([make("audioconvert")?, volume.clone()]);
    chain.push(match sound {
        Some(sound) => sound.clone(),
        None => {
            let nowhere = make("fakesink")?;
            nowhere.set_property("sync", true);
            nowhere
        }
    });
    join(pipeline, pad, &chain)?;
    let mut found = lock(found);
    found.has_audio = true;
    found.volume = Some(volume);
    Ok(())
}

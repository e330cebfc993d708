//! The viewing child at work: takes wishes, finds frames, plays, and says where it stands.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gstreamer as gst;

use super::inbox::{Go, Inbox, Wish};
use super::outbox::{Outbox, Shot, film_time};
use super::player::{Begun, News, Player};
use super::still::{Search, Still};
use super::wire::{At, Head};
use crate::link::FileMark;
use crate::media::container::{Opened, look};
use crate::media::error::MediaError;
use crate::media::frame::Layout;
use crate::media::graph::{Graph, SoundOut};
use crate::media::info::MediaInfo;
use crate::media::probe::{OPEN_BOUND, describe};
use crate::media::sound_device::open_sink;
use crate::time::{self, FilmTime, Stamp};

/// How long it waits for a wish before it looks after what plays; each time it also says that it lives.
const TURN: Duration = Duration::from_millis(50);
/// Signs of life come this often.
const ALIVE_EVERY: Duration = Duration::from_millis(500);
/// A search that lasts longer shows what it has so far.
const ROUGH_AFTER: Duration = Duration::from_millis(300);
/// A sound device is given this long to open.
const DEVICE_BOUND: Duration = Duration::from_secs(2);
/// A step of something without pictures.
const SOUND_STEP: gst::ClockTime = gst::ClockTime::from_mseconds(40);

/// A file that is open.
pub(super) struct Engine {
    path: PathBuf,
    opened: Opened,
    info: MediaInfo,
    /// Finds single pictures; a sound has none.
    still: Option<Still>,
    player: Option<Player>,
    inbox: Arc<Inbox>,
    outbox: Arc<Outbox>,
    at: gst::ClockTime,
    /// It plays, or would if it were not searching.
    rate: Option<f64>,
    plays: bool,
    ended: bool,
    muted: bool,
    silent: Option<String>,
    /// The newest order that was worked off.
    n: u64,
    alive: Stamp,
}

impl Engine {
    /// Opens the file and shows its first picture.
    pub fn open(
        path: PathBuf,
        mark: Option<&FileMark>,
        inbox: Arc<Inbox>,
        outbox: Arc<Outbox>,
    ) -> Result<Self, MediaError> {
        let opened = look(&path)?;
        if mark.is_some() && FileMark::of(&path).as_ref() != mark {
            return Err(MediaError::Changed {
                file: MediaError::name(&path),
            });
        }
        let graph = Graph::build(&path, &opened, SoundOut::Discard, Layout::Planes, None)?;
        graph.preroll(OPEN_BOUND)?;
        let info = describe(&graph);
        let sink = graph.found().video.clone();
        let still = sink.map(|sink| Still::new(graph, sink)).transpose()?;
        let mut engine = Self {
            path,
            opened,
            info,
            still,
            player: None,
            inbox,
            outbox,
            at: gst::ClockTime::ZERO,
            rate: None,
            plays: false,
            ended: false,
            muted: false,
            silent: None,
            n: 0,
            alive: time::now(),
        };
        engine.outbox.say(Head::Opened(engine.info.clone()));
        engine.go(Go {
            to: Some(FilmTime(0)),
            by: 0,
        })?;
        Ok(engine)
    }

    /// Works until the desk goes away.
    pub fn run(&mut self) -> Result<(), MediaError> {
        loop {
            let wish = self.inbox.take(TURN);
            if wish.over {
                return Ok(());
            }
            self.say_alive();
            self.fulfil(wish)?;
            if self.plays {
                self.look_after()?;
            }
        }
    }

    fn fulfil(&mut self, wish: Wish) -> Result<(), MediaError> {
        self.n = self.n.max(wish.n);
        if let Some(muted) = wish.muted {
            self.muted = muted;
            if let Some(player) = &self.player {
                player.mute(muted);
            }
        }
        if let Some(size) = wish.size {
            self.outbox.resize(size);
        }
        if wish.go.is_none() && wish.rate.is_none() {
            // A seek that was overtaken may have left it waiting.
            if self.rate.is_some() && !self.plays {
                self.play()?;
            }
            return Ok(());
        }
        if let Some(rate) = wish.rate {
            self.rate = rate;
        }
        self.hold();
        match wish.go {
            Some(go) if self.go(go)? == Search::Overtaken => return Ok(()),
            Some(_) => {}
            None if self.rate.is_none() => self.say_at(),
            None => {}
        }
        if self.rate.is_some() {
            self.play()?;
        }
        Ok(())
    }

    /// Goes there and shows the frame, or says the place of a sound.
    fn go(&mut self, go: Go) -> Result<Search, MediaError> {
        let to = go.to.map(|to| {
            // A place in microseconds names every nanosecond of its own.
            let ns = to.0.max(0).saturating_mul(1000).saturating_add(999);
            gst::ClockTime::from_nseconds(u64::try_from(ns).unwrap_or(0))
        });
        let Some(mut still) = self.still.take() else {
            self.go_in_sound(to, go.by);
            return Ok(Search::Found);
        };
        let found = self.search(&mut still, to, go.by);
        if let Some(shot) = still.current() {
            self.at = shot.film;
            self.ended = still.is_last();
            let rough = !matches!(found, Ok(Search::Found));
            self.outbox.show(shot.clone(), self.here(), rough);
        }
        self.still = Some(still);
        found
    }

    fn search(
        &mut self,
        still: &mut Still,
        to: Option<gst::ClockTime>,
        by: i32,
    ) -> Result<Search, MediaError> {
        let begun = time::now();
        let mut shown = false;
        // Where the last picture was shown while it played, for steps from there.
        let from = to.unwrap_or(self.at);
        let mut between = |shot: Option<&Shot>| {
            self.say_alive();
            if let Some(shot) = shot
                && !shown
                && time::now() > begun.after(ROUGH_AFTER)
            {
                shown = true;
                let at = At {
                    film: shot.film_time(),
                    n: 0,
                    ..self.here()
                };
                self.outbox.show(shot.clone(), at, true);
            }
            // At least one picture on the way to each place, or a long drag would show nothing at all.
            self.inbox.overtakes() && (shot.is_some() || time::now() > begun.after(OPEN_BOUND))
        };
        let found = still.go_to(from, &mut between)?;
        if found == Search::Overtaken || by == 0 {
            return Ok(found);
        }
        still.go_by(by, &mut between)
    }

    fn go_in_sound(&mut self, to: Option<gst::ClockTime>, by: i32) {
        let far = SOUND_STEP * u64::from(by.unsigned_abs());
        let from = to.unwrap_or(self.at);
        let to = if by < 0 {
            from.saturating_sub(far)
        } else {
            from.saturating_add(far)
        };
        let end = self.length().unwrap_or(to);
        self.at = to.min(end);
        self.ended = self.at >= end;
        self.say_at();
    }

    fn length(&self) -> Option<gst::ClockTime> {
        self.info
            .duration_s
            .and_then(|s| gst::ClockTime::try_from_seconds_f64(s).ok())
    }

    fn play(&mut self) -> Result<(), MediaError> {
        let Some(rate) = self.rate else {
            return Ok(());
        };
        if std::mem::take(&mut self.ended) {
            self.at = gst::ClockTime::ZERO;
        }
        let mut player = match self.player.take() {
            Some(player) => player,
            None => self.open_player(true)?,
        };
        let begun = player.play(self.at, rate, self.n, &self.inbox)?;
        self.player = Some(player);
        self.plays = begun == Begun::Plays;
        if self.plays && self.still.is_none() {
            self.say_sound_at();
        }
        Ok(())
    }

    /// A player, with its sound where a device answers.
    fn open_player(&mut self, with_sound: bool) -> Result<Player, MediaError> {
        let mut why = self.silent.clone();
        let sound = if with_sound && self.info.has_audio {
            match open_device() {
                Ok(device) => {
                    why = None;
                    Some(device)
                }
                Err(fault) => {
                    why = Some(fault);
                    None
                }
            }
        } else {
            None
        };
        if why != self.silent {
            self.silent = why;
            self.outbox.say(Head::Silent(self.silent.clone()));
        }
        Player::open(&self.path, &self.opened, sound, self.muted, &self.outbox)
    }

    fn hold(&mut self) {
        if !std::mem::take(&mut self.plays) {
            return;
        }
        if let Some(player) = &mut self.player {
            self.at = player.hold().unwrap_or(self.at);
            // The device may be back when it plays again.
            if self.info.has_audio && !player.sounds() {
                self.player = None;
            }
        }
    }

    /// What became of it while it played.
    fn look_after(&mut self) -> Result<(), MediaError> {
        match self.player.as_ref().and_then(Player::news) {
            None if self.still.is_none() => self.say_sound_at(),
            None => {}
            Some(News::Ended) => {
                self.hold();
                self.rate = None;
                self.ended = true;
                if self.still.is_none() {
                    self.at = self.length().unwrap_or(self.at);
                }
                self.player = None;
                self.say_at();
            }
            Some(News::SoundLost(why)) => {
                self.hold();
                self.silent = Some(why.clone());
                self.outbox.say(Head::Silent(Some(why)));
                self.player = Some(self.open_player(false)?);
                self.play()?;
            }
            Some(News::Failed(error)) => return Err(error),
        }
        Ok(())
    }

    fn here(&self) -> At {
        At {
            n: self.n,
            film: film_time(self.at),
            due: time::now(),
            rate: 0.0,
            ended: self.ended,
        }
    }

    fn say_at(&self) {
        self.outbox.say(Head::At(self.here()));
    }

    /// Where a sound is that plays; a film says so with each picture.
    fn say_sound_at(&mut self) {
        if let Some(at) = self.player.as_ref().and_then(Player::position) {
            self.at = at;
        }
        self.outbox.say(Head::At(At {
            rate: self.rate.unwrap_or(0.0),
            ..self.here()
        }));
    }

    fn say_alive(&mut self) {
        let now = time::now();
        if now > self.alive.after(ALIVE_EVERY) {
            self.alive = now;
            self.outbox.say(Head::Alive);
        }
    }
}

/// Opens a sound device on a thread of its own, for one that is broken may never answer.
fn open_device() -> Result<gst::Element, String> {
    let (found, finding) = channel();
    let begun = std::thread::Builder::new()
        .name("sound-open".into())
        .spawn(move || {
            // Nobody waits any more for one that came too late.
            let _ = found.send(open_sink().map_err(|error| error.to_string()));
        });
    match begun {
        Ok(_) => wait_for(&finding),
        Err(error) => Err(format!("no thread for the sound ({error})")),
    }
}

fn wait_for(finding: &Receiver<Result<gst::Element, String>>) -> Result<gst::Element, String> {
    finding.recv_timeout(DEVICE_BOUND).unwrap_or_else(|_| {
        Err("the sound device does not answer: see the system's sound settings".to_owned())
    })
}

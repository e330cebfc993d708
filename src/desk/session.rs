//! The running session as the window holds it: feed in, commands out, alarms heard, the end noticed.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::house::House;
use super::last_act::at_the_end;
use super::run::{Gestures, RunCommand, Seen, asks_quality, run_ui};
use super::sound::{self, Alarm};
use super::window::FRAME;
use crate::conductor::{self, DeskFeed, PilotRole, Plan, Running};
use crate::plain::complain;
use crate::session::{Asked, CautionKind, DeskInput};
use crate::time::{self, Stamp};

/// Where to go after this frame.
pub enum Next {
    /// Nowhere.
    Stay,
    /// To the summary of the finished session.
    Summary,
    /// Home.
    Home,
    /// Out: the session is saved as far as it has come.
    Close,
}

/// One session and the gestures on its way to it.
pub struct Session {
    running: Arc<Running>,
    gestures: Gestures,
    alarm: Alarm,
    pilot: Option<PilotRole>,
    saved_at: Option<Stamp>,
    warned: u64,
    said: u64,
    /// The experimenter has said twice that the window is to be closed.
    closing: bool,
}

impl Session {
    /// Starts the session of this plan.
    ///
    /// # Errors
    /// One sentence.
    pub fn start(house: &House, plan: Plan) -> Result<Self, String> {
        let pilot = plan.pilot.map(|pilot| pilot.role);
        let running = conductor::start(plan, house.wake.clone())?;
        Ok(Self::of(house, running, pilot))
    }

    /// A session that runs already.
    pub fn of(house: &House, running: Running, pilot: Option<PilotRole>) -> Self {
        let running = Arc::new(running);
        let to = Arc::downgrade(&running);
        house.keyboards.connect(Some(Arc::new(move |input, at| {
            let Some(running) = to.upgrade() else {
                return;
            };
            match input {
                // Stop overtakes everything else on its way to the stage.
                DeskInput::Stop => running.stop_now(),
                input => running.send(input, Some(at)),
            }
        })));
        let left = Arc::downgrade(&running);
        at_the_end(move || {
            if let Some(running) = left.upgrade() {
                leave_unfinished(&running);
            }
        });
        Self {
            running,
            gestures: Gestures::default(),
            alarm: Alarm::default(),
            pilot,
            saved_at: None,
            warned: 0,
            said: 0,
            closing: false,
        }
    }

    /// Whether the window may be closed: the session is over and saved, or that was asked and answered.
    pub fn may_close(&self) -> bool {
        let feed = self.running.feed();
        self.closing || (feed.view.now.ended.is_some() && feed.health.document.is_some())
    }

    /// Asks whether the window is really to be closed; until then the session goes on.
    pub fn ask_to_close(&mut self) {
        self.gestures.ask_to_close();
    }

    /// The session's folder.
    pub fn folder(&self) -> PathBuf {
        self.running.feed().health.folder.clone()
    }

    /// Who is simulated.
    pub fn pilot_role(&self) -> Option<PilotRole> {
        self.pilot
    }

    /// One frame of it.
    pub fn session_ui(&mut self, ui: &mut Ui, house: &House) -> Next {
        let feed = self.running.feed();
        let now = time::now();
        let escape = house.keyboards.escape_held(now);
        let view = &feed.view;
        house.keyboards.set_answering(view.now.answering);
        house
            .keyboards
            .set_acting(self.gestures.leaves_enter_to_act(view));
        house.keyboards.set_rating(asks_quality(view).is_some());
        self.alarm.follow(calls_for_sound(&feed), &house.wake);

        if feed.warnings > self.warned {
            self.warned = feed.warnings;
            sound::warn(&house.wake);
        }

        if house.say_saved && feed.health.not_saving.is_none() {
            self.say_saved(feed.health.saved);
        }

        let mut commands = Vec::new();
        let seen = Seen::at(&feed, now, escape).holding(house.keyboards.held());
        run_ui(ui, &seen, &mut self.gestures, &mut commands);
        ui.ctx().request_repaint_after(self.pace(&feed, escape));

        let mut next = Next::Stay;
        for command in commands {
            match command {
                RunCommand::Send(input) => self.running.send(input, Some(now)),
                RunCommand::SendAt(input, at) => self.running.send(input, Some(at)),
                RunCommand::Stop => self.running.stop_now(),
                RunCommand::Move(data) => self.running.move_to(data),
                RunCommand::Summary => next = Next::Summary,
                RunCommand::Home => next = Next::Home,
                RunCommand::Close => {
                    self.closing = true;
                    next = Next::Close;
                }
            }
        }
        if self.pilot == Some(PilotRole::Both) && self.is_saved_and_seen(&feed, now) {
            next = Next::Summary;
        }
        next
    }

    /// Prints the number that the status bar shows in this frame, for whoever checks that it keeps its word.
    fn say_saved(&mut self, saved: u64) {
        if std::mem::replace(&mut self.said, saved) != saved {
            let mut out = std::io::stdout().lock();
            // Nobody may be listening any more.
            let _ = writeln!(out, "saved {saved}").and_then(|()| out.flush());
        }
    }

    /// How soon the clocks on screen must be drawn again.
    fn pace(&self, feed: &DeskFeed, escape: Option<f32>) -> Duration {
        match () {
            () if escape.is_some() || self.gestures.is_waiting() => FRAME / 4,
            () if matches!(feed.view.asked, Some(Asked::TaskStop { .. })) => FRAME / 2,
            () if feed.view.now.ended.is_some() => FRAME * 4,
            () => FRAME,
        }
    }

    /// A pilot's end stays in sight for a second, so that a picture can be taken of it.
    fn is_saved_and_seen(&mut self, feed: &DeskFeed, now: Stamp) -> bool {
        if feed.health.document.is_none() {
            return false;
        }
        let since = *self.saved_at.get_or_insert(now);
        now.since(since)
            .is_some_and(|seen| seen > Duration::from_secs(1))
    }
}

/// The window's library is about to end the program: what was taken is brought onto the disk first.
fn leave_unfinished(running: &Running) {
    running.break_off(
        "display",
        "The display is gone, and with it both windows: the session was broken off here.",
    );
    let until = time::now().after(LAST_SAVE);
    while !running.is_closed() && time::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    let feed = running.feed();
    let what = if feed.health.saved >= feed.health.taken {
        "everything is saved"
    } else {
        "not everything could be saved"
    };
    complain(format_args!(
        "The display is gone and the session is broken off, {what}: start Lacrima again and finish it from the home window."
    ));
}

/// How long the program's end waits for a disk that is slow.
const LAST_SAVE: Duration = Duration::from_secs(15);

fn calls_for_sound(feed: &DeskFeed) -> bool {
    feed.view
        .cautions
        .iter()
        .any(|caution| matches!(caution.kind, CautionKind::Alarm(..)))
}

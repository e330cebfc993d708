//! The conductor's thread: waits for the next input or deadline, gives it to the core, and puts up what the desk may see.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, select};

use super::clock::utc;
use super::clockwatch::{ClockWatch, Reading};
use super::core::Core;
use super::crew::{Act, Crew};
use super::disk::Disk;
use super::faults::{self, Faults};
use super::feed::{DeskFeed, Health, StageHealth, Thumbnail};
use super::plan::Pilot;
use super::running::{Board, Order};
use super::thumbnail;
use crate::link::{StageNews, Supervisor, ToStage};
use crate::record::{AtHand, Moving, Recorder};
use crate::session::{
    DeskInput, Engine, Input, Reason, Refusal, StageInput, TakeUp, When, WorldInput,
};
use crate::time::{self, SessionTime, Stamp};

/// Deadlines and clocks are looked at again at least this often, whatever the timers did while the computer slept.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// While events are on their way to the disk, the feed looks after them this often.
const SAVING: Duration = Duration::from_millis(50);
/// How long closing waits for the disk.
const LAST_SAVE: Duration = Duration::from_secs(10);
/// How long closing waits for the stage, which its supervisor ends before.
const LAST_STAGE: Duration = Duration::from_secs(4);

/// From where a session begins or goes on.
pub(super) struct Begin {
    /// The engine, new or as it stood.
    pub engine: Engine,
    /// Number of its newest fact.
    pub taken: u64,
    /// The session clock's zero.
    pub origin: Stamp,
    /// Whether the experimenter is warned before probes.
    pub warns: bool,
    /// Who is simulated.
    pub pilot: Option<Pilot>,
    /// How a session that was broken off goes on.
    pub take_up: Option<TakeUp>,
}

/// The state of the thread.
pub(super) struct Conductor {
    core: Core<Supervisor, Disk>,
    supervisor: Supervisor,
    crew: Option<Crew>,
    clock: ClockWatch,
    origin: Stamp,
    blinded: bool,
    warns: bool,
    /// What is still to be said of a session that is taken up again; nothing else happens to it before.
    take_up: Option<TakeUp>,
    begun: bool,
    faults: Faults,
    stage: StageHealth,
    thumbnail: Option<Arc<Thumbnail>>,
    refusal: Option<(Stamp, String)>,
    changed: bool,
    /// What the desk was last shown of the disk.
    kept: Kept,
    /// The session's folder, as far as the engine was told.
    folder: PathBuf,
    looked: Stamp,
    /// Why the session is left unfinished.
    broken_off: Option<WorldInput>,
}

impl Conductor {
    pub(super) fn new(begin: Begin, supervisor: Supervisor, disk: Disk, now: Reading) -> Self {
        let header = begin.engine.header();
        Self {
            folder: disk.recorder.folder(),
            crew: begin.pilot.map(|pilot| Crew::new(pilot, header)),
            blinded: header.blinded,
            faults: Faults::known(begin.engine.faults()),
            core: Core::going_on(begin.engine, begin.taken, supervisor.clone(), disk),
            supervisor,
            clock: ClockWatch::new(now),
            origin: begin.origin,
            warns: begin.warns,
            take_up: begin.take_up,
            begun: false,
            stage: StageHealth::Starting,
            thumbnail: None,
            refusal: None,
            changed: true,
            kept: Kept::default(),
            looked: now.boot,
            broken_off: None,
        }
    }

    /// Runs until the session is closed. An error in the program ends the thread and shows; what was taken is saved.
    pub(super) fn run(
        mut self,
        orders: &Receiver<Order>,
        news: &Receiver<StageNews>,
        board: &Board,
    ) {
        let lived = catch_unwind(AssertUnwindSafe(|| {
            while !self.turn(orders, news) {
                self.put_up(board);
            }
            self.close();
            self.put_up(board);
            self.await_stage(news);
        }));
        if lived.is_err() {
            self.supervisor.stop_now();
            self.supervisor.close();
        }
        let mut last = DeskFeed::clone(&board.read());
        last.health.document = self.core.journal.recorder.document();
        last.health.stage = StageHealth::Closed;
        if lived.is_err() {
            last.health.not_saving = Some(format!(
                "An error in the program ended the session; everything up to #{} is kept. Close this window and finish the session from the home window.",
                last.health.taken
            ));
        }
        board.put_up(last);
    }

    /// Waits for one thing, and does all that is due. True when the session is to be closed.
    fn turn(&mut self, orders: &Receiver<Order>, news: &Receiver<StageNews>) -> bool {
        select! {
            recv(orders) -> order => match order {
                Ok(Order::Desk(input, at)) => self.desk(input, at),
                Ok(Order::Stop(at)) => {
                    self.desk(DeskInput::Stop, Some(at));
                    self.stop_answered();
                }
                Ok(Order::Move(data)) => self.core.journal.recorder.ask_move(data),
                Ok(Order::Close) | Err(_) => return true,
                Ok(Order::BreakOff { id, text }) => {
                    self.broken_off = Some(WorldInput::Fault { id, text });
                    return true;
                }
            },
            recv(news) -> news => match news {
                Ok(news) => self.news(news),
                Err(_) => return true,
            },
            default(self.patience()) => {}
        }
        self.do_what_is_due();
        false
    }

    /// How long nothing will be due.
    fn patience(&self) -> Duration {
        let now = time::now();
        let crew = self
            .crew
            .as_ref()
            .filter(|_| self.begun)
            .and_then(Crew::next);
        let deadline = self.core.next_deadline().filter(|_| self.take_up.is_none());
        let due = [
            deadline.map(|t| t.to_stamp(self.origin)),
            crew.map(|t| t.to_stamp(self.origin)),
            self.core.journal.seal_at(),
        ];
        let longest = if self.is_saving() { SAVING } else { LOOK_AGAIN };
        due.into_iter()
            .flatten()
            .map(|due| due.since(now).unwrap_or_default())
            .fold(longest, Duration::min)
    }

    fn do_what_is_due(&mut self) {
        let now = time::now();
        let t = self.t(now);
        if self.core.next_deadline().is_some_and(|due| due <= t) {
            self.give(When::taken(t), Input::Tick);
        }
        self.let_crew_act();
        self.core.journal.seal_if_due(now);
        if now
            .since(self.looked)
            .is_none_or(|since| since >= LOOK_AGAIN)
        {
            self.looked = now;
            // Before there is a session to tell it of, a step of the clocks stays to be told.
            if self.begun
                && let Some(what) = self.clock.look(Reading::now())
            {
                self.give(When::taken(self.t(now)), Input::World(what));
            }
            // A deadline that a timer slept through is caught here.
            self.give(When::taken(self.t(now)), Input::Tick);
        }
        self.look_after_faults();
        self.look_after_folder();
    }

    /// Shows what became of the disk, and notes that the session went on in another folder.
    fn look_after_folder(&mut self) {
        let kept = Kept::of(&self.core.journal.recorder);
        if kept == self.kept {
            return;
        }
        self.kept = kept;
        self.changed = true;
        let folder = self.core.journal.recorder.folder();
        if self.begun && folder != self.folder {
            self.folder = folder;
            let now = When::taken(self.t(time::now()));
            for news in faults::moved() {
                self.give(now, Input::World(news));
            }
        }
    }

    fn let_crew_act(&mut self) {
        if !self.begun || self.core.engine().is_over() {
            return;
        }
        // Whoever keeps acting without end must not keep the conductor from its work.
        for _ in 0..32 {
            let (now, Some(crew)) = (time::now(), &mut self.crew) else {
                return;
            };
            let t = SessionTime::from_stamp(now, self.origin);
            match crew.act(t, self.core.engine()) {
                Some(Act::Stage(gesture)) => {
                    self.supervisor.send(ToStage::Gesture(gesture));
                }
                Some(Act::Desk(DeskInput::Stop)) | None => return,
                Some(Act::Desk(input)) => self.desk(input, Some(now)),
            }
        }
    }

    fn desk(&mut self, input: DeskInput, at: Option<Stamp>) {
        let now = time::now();
        let t = self.t(now);
        let when = When {
            t,
            at: at.map(|at| self.t(at)),
        };
        let outcome = match self.take_up {
            Some(_) => Err(Refusal(
                "The participant's window is still to come.".to_owned(),
            )),
            None => self.core.take(when, Input::Desk(input)),
        };
        if let Err(refusal) = outcome {
            self.refusal = Some((now, refusal.0));
        }
        self.changed = true;
    }

    fn news(&mut self, news: StageNews) {
        let now = time::now();
        match news {
            StageNews::Up { refresh_hz, .. } => {
                self.stage = StageHealth::Up { refresh_hz };
                let input = match self.take_up.take() {
                    Some(mut with) => {
                        // The window took its time; session time and UTC belong together as they are now.
                        with.utc = utc(time::utc_now());
                        Input::World(WorldInput::TakeUp(Box::new(with)))
                    }
                    None if self.begun => Input::World(WorldInput::StageBack),
                    None => Input::Begin,
                };
                self.begun = true;
                self.give(When::taken(self.t(now)), input);
                self.core.show_again();
            }
            StageNews::Lost { why } => {
                self.stage = StageHealth::Lost;
                self.thumbnail = None;
                self.faults.forget_stage();
                let lost = Input::World(WorldInput::StageLost { why });
                self.give(When::taken(self.t(now)), lost);
            }
            StageNews::Input { at, input } => {
                let stopped = input == StageInput::StopHeld;
                let when = When::stamped(self.t(now), self.t(at));
                self.give(when, Input::Stage(input));
                if stopped {
                    self.stop_answered();
                }
            }
            StageNews::Frames { frames, stimulus } => {
                self.core.journal.frames(&stimulus, &frames);
                return;
            }
            StageNews::Thumbnail { size, rgb } => {
                if !self.blinded {
                    self.thumbnail = thumbnail::decode(size, &rgb).map(Arc::new);
                }
            }
            StageNews::Trouble { id, text } if text.is_empty() => {
                self.faults.set(&id, None);
            }
            StageNews::Trouble { id, text } => {
                self.faults.set(&id, Some(text));
            }
            StageNews::Closed => self.stage = StageHealth::Closed,
        }
        self.changed = true;
    }

    /// The engine has taken a stop that was carried out before it was asked.
    fn stop_answered(&mut self) {
        self.supervisor.stop_answered();
        self.core.show_again();
    }

    /// Tells the engine what broke and what is mended since it was last told.
    fn look_after_faults(&mut self) {
        self.faults.look_at(&self.core.journal.recorder);
        if !self.begun {
            return;
        }
        let now = When::taken(self.t(time::now()));
        for news in self.faults.news() {
            self.give(now, Input::World(news));
        }
    }

    fn give(&mut self, when: When, input: Input) {
        // What the engine refuses of stage and world has come too late to mean anything; the participant sees no refusals.
        // A session that is still to be taken up stands still until then.
        if self.take_up.is_some() {
            return;
        }
        let before = self.core.taken();
        let _ = self.core.take(when, input);
        self.changed |= self.core.taken() != before;
    }

    /// Saves what there is and has the stage closed.
    fn close(&mut self) {
        let now = When::taken(self.t(time::now()));
        if let Some(fault) = self.broken_off.take() {
            self.give(now, Input::World(fault));
        } else {
            let reason = Reason::Technical;
            self.give(now, Input::World(WorldInput::Interrupt { reason }));
            self.core.journal.seal_now();
        }
        self.supervisor.close();
        // A failure shows as trouble in the feed, and the recorder goes on trying while it lives.
        let _ = self.core.journal.recorder.settle(LAST_SAVE);
        let recorder = &self.core.journal.recorder;
        if recorder.document().is_some() {
            AtHand::forget(&recorder.folder());
        }
        self.changed = true;
    }

    fn await_stage(&mut self, news: &Receiver<StageNews>) {
        let until = time::now().after(LAST_STAGE);
        while let Some(wait) = until.since(time::now()) {
            match news.recv_timeout(wait) {
                Ok(StageNews::Closed) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn put_up(&mut self, board: &Board) {
        if std::mem::take(&mut self.changed) {
            board.put_up(self.feed());
        }
    }

    /// What the desk may see now.
    pub(super) fn feed(&self) -> DeskFeed {
        let now = time::now();
        let recorder = &self.core.journal.recorder;
        DeskFeed {
            view: Arc::new(self.core.engine().desk_view(self.t(now))),
            made: now,
            origin: self.origin,
            health: Health {
                taken: self.core.taken(),
                saved: recorder.saved(),
                not_saving: recorder.trouble(),
                moving: recorder.moving(),
                stage: self.stage,
                folder: recorder.folder(),
                document: recorder.document(),
            },
            thumbnail: self.thumbnail.clone(),
            refusal: self.refusal.clone(),
            warnings: if self.warns { self.core.warnings() } else { 0 },
        }
    }

    fn is_saving(&self) -> bool {
        let over = self.core.engine().is_over();
        let recorder = &self.core.journal.recorder;
        self.core.taken() != self.kept.saved || (over && recorder.document().is_none())
    }

    fn t(&self, stamp: Stamp) -> SessionTime {
        SessionTime::from_stamp(stamp, self.origin)
    }
}

/// What the desk is shown of the disk.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept {
    saved: u64,
    document: Option<PathBuf>,
    trouble: Option<String>,
    moving: Moving,
}

impl Kept {
    fn of(recorder: &Recorder) -> Self {
        Self {
            saved: recorder.saved(),
            document: recorder.document(),
            trouble: recorder.trouble(),
            moving: recorder.moving(),
        }
    }
}

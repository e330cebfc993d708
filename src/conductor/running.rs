//! A running session as the desk's windows hold it: they read its feed, send inputs, and never wait for it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};

use super::clockwatch::Reading;
use super::disk::Disk;
use super::feed::DeskFeed;
use super::header::header;
use super::plan::{Pilot, Plan};
use super::run::{Begin, Conductor};
use super::{clock, unfinished};
use crate::link::{LINK_FD, Launch, StageArgs, Supervisor, Wake};
use crate::record::{self, AtHand, Recorder};
use crate::session::{DeskInput, Engine, TakeUp};
use crate::time::{self, SessionTime, Stamp};

/// Inputs that the conductor has not yet taken; more than a person can make in a minute.
const INPUTS: usize = 4096;
/// News of the stage that the conductor has not yet taken.
const NEWS: usize = 4096;

/// The hold on a running session. Dropping it closes the session and waits until it is saved, at most some seconds.
#[derive(Debug)]
pub struct Running {
    board: Arc<Board>,
    orders: Sender<Order>,
    supervisor: Supervisor,
    thread: Option<JoinHandle<()>>,
}

/// What the windows ask for.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// The experimenter acted, at this instant where it was stamped.
    Desk(DeskInput, Option<Stamp>),
    /// The experimenter stopped the session; picture and sound have already ended.
    Stop(Stamp),
    /// Go on in another data folder.
    Move(PathBuf),
    /// Save what there is, close the stage and end.
    Close,
    /// The same, but leave the session unfinished, with this fault as its last fact.
    BreakOff { id: String, text: String },
}

/// Where the conductor puts up its newest feed.
pub(super) struct Board {
    feed: Mutex<Arc<DeskFeed>>,
    wake: Wake,
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").finish_non_exhaustive()
    }
}

impl Board {
    pub(super) fn put_up(&self, feed: DeskFeed) {
        *self.feed.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(feed);
        (self.wake)();
    }

    pub(super) fn read(&self) -> Arc<DeskFeed> {
        Arc::clone(&self.feed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Starts a session: makes its folder, starts the participant's window and, once that is there, begins. `wake` is called
/// whenever there is a new feed; it must not block.
///
/// # Errors
/// One sentence when the data folder can't be used, the participant's code is in use, or a thread or window can't be had.
pub fn start(plan: Plan, wake: Wake) -> Result<Running, String> {
    start_with(plan, own_program()?, wake)
}

/// The same with the stage's program named, for tests.
///
/// # Errors
/// As [`start`].
pub fn start_with(plan: Plan, program: PathBuf, wake: Wake) -> Result<Running, String> {
    let zero = Reading::now();
    let study = &plan.protocol.study.id;
    let folder = record::begin(&plan.data, study, &plan.participant, zero.utc)?;
    let clock = clock::begin(&folder.id(), zero);
    let utc = zero
        .utc
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let header = header(&plan, &folder.id(), utc, time::utc_offset_minutes(), clock);
    let at_hand = AtHand {
        media: plan.places,
        subtitles: plan.subtitles,
        placement: plan.placement,
        warn_before_probes: plan.warn_before_probes,
    };
    let begin = Begin {
        engine: Engine::new(header),
        taken: 0,
        origin: zero.boot,
        warns: plan.warn_before_probes,
        pilot: plan.pilot,
        take_up: None,
    };
    let recorder = Recorder::start(folder, zero.boot)?;
    recorder.keep_at_hand(at_hand.clone());
    let disk = Disk::new(recorder, &[]);
    let launch = launch(program, at_hand);
    run(begin, disk, launch, zero, wake)
}

/// How a session that was broken off is taken up again.
#[derive(Clone, Debug)]
pub struct TakenUp {
    /// Its folder.
    pub folder: PathBuf,
    /// Where its films lie now, where its window goes.
    pub at_hand: AtHand,
    /// Who is simulated, if anybody.
    pub pilot: Option<Pilot>,
}

/// Takes up a session that the program's end broke off. Its clock has gone on meanwhile: what fell due is done as soon as the
/// participant's window is there.
///
/// # Errors
/// One sentence when it is open elsewhere, is over, can't be read or written, or a thread or window can't be had.
pub fn take_up(session: TakenUp, wake: Wake) -> Result<Running, String> {
    take_up_with(session, own_program()?, wake)
}

/// The same with the stage's program named, for tests.
///
/// # Errors
/// As [`take_up`].
pub fn take_up_with(session: TakenUp, program: PathBuf, wake: Wake) -> Result<Running, String> {
    let held = record::reopen(&session.folder)?.occupy()?;
    let journal = record::read(&session.folder)?;
    // Before anything is written, so that what can't be taken up stays as it is.
    let engine = unfinished::engine(&session.folder, &journal.events)?;
    let now = Reading::now();
    let going_on = clock::go_on(engine.header(), &journal.events, now);
    let now_s = SessionTime::from_stamp(now.boot, going_on.origin);
    let last_s = unfinished::last_life(&session.folder, &journal.events, now_s);
    let (recorder, events, left_out) = Recorder::reopen(held, going_on.origin)?;
    recorder.keep_at_hand(session.at_hand.clone());
    let begin = Begin {
        engine,
        taken: events.last().map_or(0, |event| event.seq),
        origin: going_on.origin,
        warns: session.at_hand.warn_before_probes,
        pilot: session.pilot,
        take_up: Some(TakeUp {
            last_s,
            uncertainty_ms: going_on.clock.uncertainty_ms,
            clock: going_on.clock,
            utc: going_on.utc,
            left_out,
        }),
    };
    let disk = Disk::new(recorder, &events);
    let launch = launch(program, session.at_hand);
    run(begin, disk, launch, now, wake)
}

fn own_program() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| {
        format!("The program's own file can't be found ({error}): install it again.")
    })
}

fn launch(program: PathBuf, at_hand: AtHand) -> Launch {
    Launch {
        program,
        args: StageArgs {
            link_fd: LINK_FD,
            placement: at_hand.placement,
        }
        .write(),
        media: at_hand.media.into_iter().collect(),
        subtitles: at_hand.subtitles.into_iter().collect(),
    }
}

/// Starts the participant's window and the conductor's thread.
fn run(
    begin: Begin,
    disk: Disk,
    launch: Launch,
    now: Reading,
    wake: Wake,
) -> Result<Running, String> {
    let no_thread = |error: std::io::Error| {
        format!("The session can't be started ({error}): close other programs and try again.")
    };
    let (news, reports) = bounded(NEWS);
    let supervisor = Supervisor::start(launch, news).map_err(no_thread)?;
    let (orders, taken) = bounded(INPUTS);
    let conductor = Conductor::new(begin, supervisor.clone(), disk, now);
    let board = Arc::new(Board {
        feed: Mutex::new(Arc::new(conductor.feed())),
        wake,
    });
    let shown = Arc::clone(&board);
    let thread = std::thread::Builder::new()
        .name("conductor".to_owned())
        .spawn(move || conductor.run(&taken, &reports, &shown))
        .map_err(no_thread)?;
    Ok(Running {
        board,
        orders,
        supervisor,
        thread: Some(thread),
    })
}

impl Running {
    /// The newest state of the session.
    pub fn feed(&self) -> Arc<DeskFeed> {
        self.board.read()
    }

    /// Sends what the experimenter did, with its instant where a device stamped it. What is refused shows in the feed.
    pub fn send(&self, input: DeskInput, at: Option<Stamp>) {
        if input == DeskInput::Stop {
            return self.stop_now();
        }
        let at = at.or_else(|| Some(time::now()));
        // The queue holds minutes of input. Only a conductor that is gone takes nothing, and then the feed says so.
        let _ = self.orders.try_send(Order::Desk(input, at));
    }

    /// Stops the session. Picture and sound end from this very call, whatever the conductor does.
    pub fn stop_now(&self) {
        let at = time::now();
        self.supervisor.stop_now();
        if self.orders.try_send(Order::Stop(at)).is_err() {
            self.supervisor.stop_answered();
        }
    }

    /// Goes on in another data folder, as when the disk of the present one fails; the feed tells what comes of it.
    pub fn move_to(&self, data: PathBuf) {
        let _ = self.orders.try_send(Order::Move(data));
    }

    /// Closes the session: one that is not over ends as interrupted. The feed tells when the document is written and the
    /// stage is closed.
    pub fn close(&self) {
        let _ = self.orders.try_send(Order::Close);
    }

    /// Breaks the session off without ending it: what was taken is saved, a fault is noted, and the session waits to be finished.
    pub fn break_off(&self, id: &str, text: &str) {
        let (id, text) = (id.to_owned(), text.to_owned());
        self.supervisor.close();
        let _ = self.orders.try_send(Order::BreakOff { id, text });
    }

    /// Whether the session has been closed and everything that could be saved is saved.
    pub fn is_closed(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.close();
        if let Some(thread) = self.thread.take() {
            // A panic was already shown in the feed.
            let _ = thread.join();
        }
    }
}

//! A running session as the desk's windows hold it: they read its feed, send inputs, and never wait for it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};

use super::clockwatch::Reading;
use super::disk::Disk;
use super::feed::DeskFeed;
use super::header::header;
use super::plan::Plan;
use super::run::Conductor;
use crate::link::{LINK_FD, Launch, StageArgs, Supervisor, Wake};
use crate::record::{self, Recorder};
use crate::session::{ClockOrigin, DeskInput};
use crate::time::{self, Stamp};

/// Inputs that the conductor has not yet taken; more than a person can make in a minute.
const INPUTS: usize = 4096;
/// News of the stage that the conductor has not yet taken.
const NEWS: usize = 4096;
/// How exactly the wall clock and the session clock are read together.
const UNCERTAINTY_MS: f64 = 1.0;

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
    let program = std::env::current_exe().map_err(|error| {
        format!("The program's own file can't be found ({error}): install it again.")
    })?;
    start_with(plan, program, wake)
}

/// The same with the stage's program named, for tests.
///
/// # Errors
/// As [`start`].
pub fn start_with(plan: Plan, program: PathBuf, wake: Wake) -> Result<Running, String> {
    let zero = Reading::now();
    let study = &plan.protocol.study.id;
    let folder = record::create(&plan.data, study, &plan.participant, zero.utc)?;
    let clock = ClockOrigin {
        source: "CLOCK_BOOTTIME".to_owned(),
        origin_s: zero.monotonic_ns as f64 / 1e9,
        uncertainty_ms: UNCERTAINTY_MS,
    };
    let utc = zero
        .utc
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let header = header(&plan, &folder.id(), utc, time::utc_offset_minutes(), clock);
    let disk = Disk::new(Recorder::start(folder, zero.boot)?);

    let no_thread = |error: std::io::Error| {
        format!("The session can't be started ({error}): close other programs and try again.")
    };
    let (news, reports) = bounded(NEWS);
    let launch = Launch {
        program,
        args: StageArgs {
            link_fd: LINK_FD,
            placement: plan.placement,
        }
        .write(),
        media: plan.places.clone().into_iter().collect(),
        subtitles: plan.subtitles.clone().into_iter().collect(),
    };
    let supervisor = Supervisor::start(launch, news).map_err(no_thread)?;
    let (orders, taken) = bounded(INPUTS);
    let conductor = Conductor::new(&plan, header, supervisor.clone(), disk, zero);
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

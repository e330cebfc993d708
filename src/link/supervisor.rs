//! Keeps a stage process alive: starts it, asks every 250 ms whether it is there, and replaces one that died or hangs.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::desk_end::Outgoing;
use super::mark::FileMark;
use super::message::ToStage;
use super::reports::{Life, Reader, StageNews};
use crate::protocol::Id;
use crate::session::StageView;

const PING_EVERY: Duration = Duration::from_millis(250);
/// Pings without an answer after which a stage hangs: 1 s.
const HANGS_AFTER: u64 = 4;
/// Pings' time that a starting process has until its window says hello: 30 s.
const HELLO_WITHIN: u64 = 120;
/// How long a stage has to close by itself.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// Pauses before a new process after each start in a row that came to nothing.
const PAUSES_MS: [u64; 5] = [0, 250, 500, 1000, 3000];

/// Film frames come from many threads. With an arena for each, glibc keeps 15 to 20 MB of them in reserve; the stage
/// lets large blocks go back to the system instead. Other C libraries ignore this.
const SMALL_HEAP: [(&str, &str); 2] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "262144"),
];

/// How a stage process is started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Where the stimuli lie.
    pub media: Vec<(Id, PathBuf)>,
    /// Where their subtitles lie.
    pub subtitles: Vec<(Id, PathBuf)>,
}

impl Launch {
    /// What each process is told first.
    fn places(&self, marks: &[Option<FileMark>]) -> Vec<ToStage> {
        let media = self.media.iter().cloned().zip(marks.iter().cloned());
        let media = media.map(|((id, path), mark)| ToStage::Media { id, path, mark });
        let subtitles = self.subtitles.iter().cloned();
        let subtitles = subtitles.map(|(id, path)| ToStage::Subtitles { id, path });
        media.chain(subtitles).collect()
    }
}

/// The hold on a supervised stage. Nothing here waits for the stage.
#[derive(Clone, Debug)]
pub struct Supervisor {
    outgoing: Arc<Outgoing>,
    control: Sender<Control>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Close,
    WireEnded,
}

impl Supervisor {
    /// Starts a stage and keeps one alive until [`Self::close`]. The caller shows the current view after each `Up`, and may show
    /// it already after `Lost`: the next process then gets it as soon as it listens.
    ///
    /// # Errors
    /// When no thread can be had. A program that does not start is news, not an error.
    pub fn start(launch: Launch, news: Sender<StageNews>) -> io::Result<Self> {
        let (control, orders) = bounded(16);
        let outgoing = Arc::new(Outgoing::default());
        let keeper = Keeper {
            marks: launch
                .media
                .iter()
                .map(|(_, path)| FileMark::of(path))
                .collect(),
            launch,
            news,
            outgoing: Arc::clone(&outgoing),
            control: control.clone(),
            orders,
        };
        // The child ends with the thread that started it (its parent-death signal), so this thread lives as long as the stage.
        std::thread::Builder::new()
            .name("stage-supervisor".to_owned())
            .spawn(move || keeper.run())?;
        Ok(Self { outgoing, control })
    }

    /// Shows a view. Of several that were not yet sent only the newest goes out.
    pub fn show(&self, view: StageView) {
        self.outgoing.show(view);
    }

    /// Sends anything else. False when no stage is there to take it.
    pub fn send(&self, message: ToStage) -> bool {
        self.outgoing.send(message)
    }

    /// Ends picture and sound at once, from the calling thread; no view is shown until [`Self::stop_answered`].
    pub fn stop_now(&self) {
        self.outgoing.stop();
    }

    /// Says that the engine has taken one stop: what is shown from now on is newer than it.
    pub fn stop_answered(&self) {
        self.outgoing.stop_answered();
    }

    /// Closes the stage for good.
    pub fn close(&self) {
        let _ = self.control.try_send(Control::Close);
    }
}

struct Keeper {
    launch: Launch,
    /// The files as they were when the session began.
    marks: Vec<Option<FileMark>>,
    news: Sender<StageNews>,
    outgoing: Arc<Outgoing>,
    control: Sender<Control>,
    orders: Receiver<Control>,
}

enum End {
    Closed,
    Lost(String),
}

impl Keeper {
    fn run(self) {
        let mut failed_starts = 0;
        loop {
            let life = Arc::new(Life::default());
            match self.live(&life) {
                End::Closed => break,
                End::Lost(why) => {
                    let _ = self.news.send(StageNews::Lost { why });
                }
            }
            failed_starts = if life.up.load(Ordering::Relaxed) {
                0
            } else {
                failed_starts + 1
            };
            if self.pause(failed_starts) {
                break;
            }
        }
        let _ = self.news.send(StageNews::Closed);
    }

    /// Waits before the next start; true when the stage is to be closed instead.
    fn pause(&self, failed_starts: usize) -> bool {
        let ms = PAUSES_MS.get(failed_starts).or(PAUSES_MS.last());
        let pause = Duration::from_millis(ms.copied().unwrap_or(0));
        loop {
            match self.orders.recv_timeout(pause) {
                Ok(Control::Close) | Err(RecvTimeoutError::Disconnected) => return true,
                Ok(Control::WireEnded) => {}
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    /// The life of one process.
    fn live(&self, life: &Arc<Life>) -> End {
        let (mut child, reader) = match self.spawn(life) {
            Ok(spawned) => spawned,
            Err(error) => {
                self.outgoing.disconnect();
                return End::Lost(format!(
                    "The participant's window could not be started ({error})."
                ));
            }
        };
        let end = self.watch(life, &mut child);
        self.outgoing.disconnect();
        let _ = child.kill();
        let _ = child.wait();
        // The reader's last news comes before ours.
        let bad_frame = reader.join().ok().flatten();
        match (end, bad_frame) {
            (End::Lost(why), Some(bad)) => End::Lost(format!("{why} ({bad})")),
            (end, _) => end,
        }
    }

    fn spawn(&self, life: &Arc<Life>) -> io::Result<(Child, JoinHandle<Option<String>>)> {
        let (ours, theirs) = UnixStream::pair()?;
        let child = Command::new(&self.launch.program)
            .args(&self.launch.args)
            .envs(SMALL_HEAP)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .spawn()?;
        let mut keep = Unwatched(Some(child));
        let read_half = ours.try_clone()?;
        self.outgoing
            .connect(ours, self.launch.places(&self.marks))?;
        let reader = Reader {
            life: Arc::clone(life),
            news: self.news.clone(),
            outgoing: Arc::clone(&self.outgoing),
            control: self.control.clone(),
        };
        let reader = std::thread::Builder::new()
            .name("stage-read".to_owned())
            .spawn(move || reader.run(read_half))?;
        let child = keep.0.take().ok_or(io::ErrorKind::NotFound)?;
        Ok((child, reader))
    }

    /// Asks the process whether it is there until it is not, or until it is closed.
    fn watch(&self, life: &Life, child: &mut Child) -> End {
        let mut pings = 0;
        let mut waited = 0;
        loop {
            match self.orders.recv_timeout(PING_EVERY) {
                Ok(Control::Close) | Err(RecvTimeoutError::Disconnected) => {
                    self.outgoing.send(ToStage::Close);
                    await_exit(child);
                    return End::Closed;
                }
                Ok(Control::WireEnded) => return End::Lost(how_it_ended(child)),
                Err(RecvTimeoutError::Timeout) => {}
            }
            // Pings are counted, not timed: after the computer slept the stage is not blamed for the gap.
            if life.up.load(Ordering::Relaxed) {
                if pings - life.last_pong.load(Ordering::Relaxed) >= HANGS_AFTER {
                    return End::Lost(
                        "The participant's window did not answer for 1 s.".to_owned(),
                    );
                }
                pings += 1;
                self.outgoing.send(ToStage::Ping { id: pings });
            } else {
                waited += 1;
                if waited > HELLO_WITHIN {
                    return End::Lost("The participant's window did not open.".to_owned());
                }
            }
        }
    }
}

/// A child that is killed when the thread gives up before it is watched.
struct Unwatched(Option<Child>);

impl Drop for Unwatched {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn await_exit(child: &mut Child) {
    let step = Duration::from_millis(20);
    for _ in 0..CLOSE_WITHIN.as_millis() / step.as_millis() {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(step),
            _ => return,
        }
    }
}

fn how_it_ended(child: &mut Child) -> String {
    // The end of the wire is seen a little before the end of the process.
    for _ in 0..20 {
        if let Ok(Some(status)) = child.try_wait() {
            return format!("The participant's window ended by itself ({status}).");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    "The connection to the participant's window broke.".to_owned()
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::unbounded;

    use super::*;
    use crate::link::{ToDesk, frame};
    use crate::session::StageInput;
    use crate::time::Stamp;

    /// A stage made of shell commands, which reads and writes the wire as its standard input.
    fn stage(script: &str) -> (Supervisor, Receiver<StageNews>) {
        let (news, reports) = unbounded();
        let launch = Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            media: Vec::new(),
            subtitles: Vec::new(),
        };
        (Supervisor::start(launch, news).unwrap(), reports)
    }

    /// The shell command that sends this message.
    fn say(message: &ToDesk) -> String {
        let mut bytes = Vec::new();
        frame::write(&mut bytes, message).unwrap();
        let octal: String = bytes.iter().map(|b| format!("\\{b:03o}")).collect();
        format!("printf '{octal}' >&0;")
    }

    fn hello() -> String {
        say(&ToDesk::Hello {
            refresh_hz: Some(60.0),
            pixels: (640, 480),
        })
    }

    fn up() -> StageNews {
        StageNews::Up {
            refresh_hz: Some(60.0),
            pixels: (640, 480),
        }
    }

    fn lost(news: &StageNews) -> &str {
        match news {
            StageNews::Lost { why } => why,
            other => panic!("expected Lost, got {other:?}"),
        }
    }

    #[test]
    fn a_stage_that_ends_is_replaced() {
        let (supervisor, reports) = stage(&format!("{} exit 3", hello()));
        assert_eq!(reports.recv().unwrap(), up());
        assert!(lost(&reports.recv().unwrap()).contains("exit status: 3"));
        assert_eq!(reports.recv().unwrap(), up());
        supervisor.close();
        assert_eq!(reports.iter().last(), Some(StageNews::Closed));
    }

    #[test]
    fn each_process_is_told_where_subtitles_lie() {
        let place = ToStage::Subtitles {
            id: "sad".into(),
            path: "/films/sad.srt".into(),
        };
        let mut bytes = Vec::new();
        frame::write(&mut bytes, &place).unwrap();
        // The stage greets only if it was told so.
        let told = format!("head -c {} <&0 | grep -q 'sad.srt' &&", bytes.len());
        let (news, reports) = unbounded();
        let launch = Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), format!("{told} {} exit 3", hello()).into()],
            media: Vec::new(),
            subtitles: vec![("sad".into(), "/films/sad.srt".into())],
        };
        let supervisor = Supervisor::start(launch, news).unwrap();
        assert_eq!(reports.recv().unwrap(), up());
        assert!(lost(&reports.recv().unwrap()).contains("exit status: 3"));
        assert_eq!(reports.recv().unwrap(), up());
        supervisor.close();
    }

    #[test]
    fn a_stage_that_does_not_answer_is_replaced() {
        let (supervisor, reports) = stage(&format!("{} exec sleep 60", hello()));
        assert_eq!(reports.recv().unwrap(), up());
        assert!(lost(&reports.recv().unwrap()).contains("did not answer"));
        assert_eq!(reports.recv().unwrap(), up());
        supervisor.close();
        assert_eq!(reports.iter().last(), Some(StageNews::Closed));
    }

    #[test]
    fn a_stage_that_talks_nonsense_is_replaced() {
        let (supervisor, reports) =
            stage(&format!("{} printf 'nonsense' >&0; exec sleep 60", hello()));
        assert_eq!(reports.recv().unwrap(), up());
        assert!(lost(&reports.recv().unwrap()).contains("too long"));
        supervisor.close();
        assert_eq!(reports.iter().last(), Some(StageNews::Closed));
    }

    #[test]
    fn a_participants_stop_comes_back_before_anybody_was_asked() {
        let stop = say(&ToDesk::Input {
            at: Stamp(7),
            input: StageInput::StopHeld,
        });
        let mut answer = Vec::new();
        frame::write(&mut answer, &ToStage::Stop).unwrap();
        // The stage asks to stop and passes on what it is told as the text of a trouble.
        let said = say(&ToDesk::Trouble {
            id: "told".to_owned(),
            text: String::new(),
        });
        let wait = format!(
            "while :; do head -c {} <&0 | grep -q '\"stop\"' && break; done;",
            answer.len()
        );
        let (supervisor, reports) =
            stage(&format!("{} {stop} {wait} {said} exec sleep 60", hello()));
        assert_eq!(reports.recv().unwrap(), up());
        assert_eq!(
            reports.recv().unwrap(),
            StageNews::Input {
                at: Stamp(7),
                input: StageInput::StopHeld
            }
        );
        assert!(matches!(
            reports.recv().unwrap(),
            StageNews::Trouble { id, .. } if id == "told"
        ));
        supervisor.close();
    }

    #[test]
    fn a_program_that_is_not_there_is_news() {
        let (news, reports) = unbounded();
        let launch = Launch {
            program: "/nonexistent/stage".into(),
            args: Vec::new(),
            media: Vec::new(),
            subtitles: Vec::new(),
        };
        let supervisor = Supervisor::start(launch, news).unwrap();
        assert!(lost(&reports.recv().unwrap()).contains("could not be started"));
        supervisor.close();
        assert_eq!(reports.iter().last(), Some(StageNews::Closed));
    }
}

//! The stage's end of the wire: messages from the desk in, reports out, each on a thread of its own.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::process::{Signal, getpid, kill_process, set_parent_process_death_signal};

use super::frame;
use super::message::{ToDesk, ToStage};

/// Called from the link's threads when something arrived; it must not block.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The descriptor by which a stage inherits the wire: its standard input.
pub const LINK_FD: i32 = 0;

const INCOMING: usize = 1024;
const OUTGOING: usize = 4096;
/// How long the calm screen stays once the desk is gone, before the window closes by itself.
pub const CALM_AFTER_DESK: Duration = Duration::from_secs(5);
/// How long the window has for that, whatever holds it up.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// What the stage holds of the wire.
#[derive(Debug)]
pub struct StageEnd {
    /// What the desk says. When it is disconnected the desk is gone, and the stage must end.
    pub incoming: Receiver<ToStage>,
    /// What the desk must know.
    pub outgoing: Sender<ToDesk>,
}

/// Takes up the wire that this process inherited as descriptor `fd`, which is standard input ([`LINK_FD`]): a descriptor that
/// every child has anyway needs no unsafe code and can't leak into another child.
///
/// `wake` is called whenever `incoming` has something, and when the desk is gone. The process ends soon after the desk that
/// started it, by itself or, should its window hang, by force.
///
/// # Errors
/// When the process was not started by a desk, so that there is no wire.
pub fn stage_end(fd: i32, wake: Wake) -> io::Result<StageEnd> {
    let no_wire = || {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "The stage is started by the experimenter's window; start `lacrima` instead.",
        )
    };
    if fd != LINK_FD {
        return Err(no_wire());
    }
    let inherited: OwnedFd = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    rustix::net::sockopt::socket_type(&inherited).map_err(|_| no_wire())?;
    // Nobody else may read from the wire, and no child of the stage may hold it open.
    rustix::stdio::dup2_stdin(std::fs::File::open("/dev/null")?)?;
    // A process that stands still is set going, so that it sees the end of the wire and ends, too.
    set_parent_process_death_signal(Some(Signal::CONT))?;
    over(UnixStream::from(inherited), wake, || {
        std::thread::sleep(LAST_WORDS);
        // A window that hangs can neither return from main nor run what stands before an orderly exit.
        let _ = kill_process(getpid(), Signal::KILL);
    })
}

/// The same over any stream; `at_end` runs on the reader's thread after the desk has gone.
pub(super) fn over(
    stream: UnixStream,
    wake: Wake,
    at_end: impl FnOnce() + Send + 'static,
) -> io::Result<StageEnd> {
    let (to_stage, incoming) = bounded(INCOMING);
    let (outgoing, from_stage) = bounded(OUTGOING);
    let mut read_half = stream.try_clone()?;
    std::thread::Builder::new()
        .name("link-read".to_owned())
        .spawn(move || {
            while let Ok(Some(message)) = frame::read(&mut read_half) {
                let taken = to_stage.send(message).is_ok();
                wake();
                if !taken {
                    break;
                }
            }
            drop(to_stage);
            wake();
            at_end();
        })?;
    let mut write_half = stream;
    std::thread::Builder::new()
        .name("link-write".to_owned())
        .spawn(move || {
            for message in from_stage {
                if frame::write(&mut write_half, &message).is_err() {
                    break;
                }
            }
            // The other half sees the end of the stream, too.
            let _ = write_half.shutdown(std::net::Shutdown::Both);
        })?;
    Ok(StageEnd { incoming, outgoing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::unbounded;

    fn pair() -> (StageEnd, UnixStream, Receiver<&'static str>) {
        let (desk, stage) = UnixStream::pair().unwrap();
        let (log, calls) = unbounded();
        let woken = log.clone();
        let wake: Wake = Arc::new(move || woken.send("woken").unwrap_or(()));
        let end = over(stage, wake, move || log.send("ended").unwrap_or(())).unwrap();
        (end, desk, calls)
    }

    #[test]
    fn messages_cross_in_both_directions() {
        let (end, mut desk, calls) = pair();
        frame::write(&mut desk, &ToStage::Chime).unwrap();
        assert_eq!(end.incoming.recv().unwrap(), ToStage::Chime);
        assert_eq!(calls.recv().unwrap(), "woken");
        end.outgoing.send(ToDesk::Pong { id: 3 }).unwrap();
        assert_eq!(
            frame::read(&mut desk).unwrap(),
            Some(ToDesk::Pong { id: 3 })
        );
    }

    #[test]
    fn the_stage_hears_that_the_desk_is_gone() {
        let (end, desk, calls) = pair();
        drop(desk);
        assert!(end.incoming.recv().is_err());
        assert_eq!(calls.iter().last(), Some("ended"));
    }

    #[test]
    fn a_bad_frame_ends_the_link_and_nothing_else() {
        let (end, mut desk, _) = pair();
        frame::write(&mut desk, &"no message").unwrap();
        assert!(end.incoming.recv().is_err());
    }
}

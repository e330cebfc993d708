//! The hidden verb `media-view`: shows one file to the desk that started it, and ends with it.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::engine::Engine;
use super::inbox::Inbox;
use super::outbox::Outbox;
use super::wire::Head;
use crate::link::FileMark;
use crate::media::child::bound_memory;
use crate::media::error::MediaError;
use crate::time;

/// A decoder that doesn't end by itself after the desk has gone is given this long.
const GRACE: Duration = Duration::from_secs(3);

/// Runs the verb with the arguments after `media-view`: a file and, as JSON, the mark that it must bear.
/// Returns the exit status: 0 fine, 1 unusable, 2 usage.
pub fn main(arguments: impl Iterator<Item = OsString>) -> u8 {
    let all: Vec<OsString> = arguments.collect();
    let (path, mark) = match all.as_slice() {
        [path] => (path, None),
        [path, mark] => match serde_json::from_slice(mark.as_encoded_bytes()) {
            Ok(mark) => (path, Some(mark)),
            Err(_) => return 2,
        },
        _ => return 2,
    };
    match view(PathBuf::from(path), mark.as_ref()) {
        Ok(true) => 0,
        Ok(false) | Err(_) => 1,
    }
}

fn view(path: PathBuf, mark: Option<&FileMark>) -> io::Result<bool> {
    bound_memory();
    let out = own_output()?;
    let inbox = Arc::new(Inbox::default());
    let outbox = Arc::new(Outbox::default());
    let listening = Arc::clone(&inbox);
    thread::Builder::new()
        .name("view-orders".into())
        .spawn(move || {
            listening.listen(BufReader::new(io::stdin()));
            time::sleep_until(time::now().after(GRACE));
            end_at_once();
        })?;
    let carrying = Arc::clone(&outbox);
    let carrier = thread::Builder::new()
        .name("view-pictures".into())
        .spawn(move || carrying.carry(out))?;
    let seen =
        Engine::open(path, mark, inbox, Arc::clone(&outbox)).and_then(|mut engine| engine.run());
    if let Err(error) = &seen {
        outbox.say(Head::Failed(sentence(error)));
    }
    outbox.close();
    // It has ended by a fault of its own only if it has panicked, which is written to standard error.
    let _ = carrier.join();
    Ok(seen.is_ok())
}

fn sentence(error: &MediaError) -> String {
    match error {
        MediaError::Stalled { file, seconds } => format!(
            "{file} has given no picture for {seconds} s: see whether its folder and disk are still there, then open it again"
        ),
        MediaError::Changed { file } => {
            format!("{file} is not the file that was used in the session: choose the very file")
        }
        other => other.to_string(),
    }
}

/// Standard output for messages alone; what libraries print goes nowhere.
fn own_output() -> io::Result<File> {
    let own = rustix::io::dup(rustix::stdio::stdout())?;
    let nowhere = OpenOptions::new().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(&nowhere)?;
    Ok(File::from(own))
}

/// Nothing here is worth saving, and a decoder that hangs can't be asked.
fn end_at_once() {
    use rustix::process::{Signal, getpid, kill_process};
    // A process may always end itself.
    let _ = kill_process(getpid(), Signal::KILL);
}

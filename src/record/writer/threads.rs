//! The two threads: the writer carries the image to the files and seals; the syncer makes it last, without a pause.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, MutexGuard};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use super::super::document::{self, Document};
use super::super::{frames, journal, trouble};
use super::state::{Open, Shared, State, Which};

/// How long a failing disk is left alone, how often frames are synced, and how often the files are looked for.
pub const RETRY: Duration = Duration::from_secs(1);
/// Written at once, so that the lock is never held for long.
const CHUNK: usize = 1 << 20;

/// Starts both.
pub fn spawn(shared: &Arc<Shared>) -> io::Result<Vec<JoinHandle<()>>> {
    let start = |name: &str, run: fn(&Shared)| {
        let shared = Arc::clone(shared);
        Builder::new().name(name.to_owned()).spawn(move || {
            run(&shared);
            shared.ended();
        })
    };
    Ok(vec![start("record", write)?, start("record-sync", sync)?])
}

fn write(shared: &Shared) {
    let mut state = shared.lock();
    while !state.closing {
        state = match state.open.clone() {
            None => open_again(shared, state),
            Some(open) if state.journal.written < state.journal.bytes.len() => {
                write_some(shared, state, &open, Which::Journal)
            }
            Some(open) if state.frames.written < state.frames.bytes.len() => {
                write_some(shared, state, &open, Which::Frames)
            }
            Some(_) if state.at_hand_due => keep_at_hand(shared, state),
            Some(_) if state.is_ready_to_seal() => seal(shared, state),
            Some(_) => shared.wait(state, RETRY),
        };
    }
}

/// Facts come first. Without it the session can be taken up all the same, once somebody says where its films lie.
fn keep_at_hand<'s>(shared: &'s Shared, mut state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    state.at_hand_due = false;
    let (at_hand, folder) = (state.at_hand.clone(), state.folder.path().to_owned());
    drop(state);
    if let Some(at_hand) = at_hand {
        drop(at_hand.keep(&folder));
    }
    shared.lock()
}

fn open_again<'s>(shared: &'s Shared, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    let mut state = shared.wait_while(state, RETRY, |state| state.patience && !state.closing);
    state.patience = false;
    let folder = state.folder.path().to_owned();
    let (first, lines) = (state.journal.first_line(), state.journal.known());
    let frame_lines = state.frames.known();
    drop(state);
    let opened = make_again(&folder).and_then(|()| {
        let open = Open::at(
            &folder,
            shared.disk.as_ref(),
            &first,
            frames::HEAD.as_bytes(),
        )?;
        let whole = open.journal.head(lines.len())? == lines
            && open.frames.head(frame_lines.len())? == frame_lines;
        Ok((open, whole))
    });
    let mut state = shared.lock();
    if state.folder.path() != folder {
        return state;
    }
    match opened {
        Ok((open, whole)) => {
            if !whole {
                shared.forget(&mut state);
            }
            state.open = Some(open);
            if state.journal.is_synced() {
                state.journal.trouble = None;
            }
            shared.tell();
        }
        Err(error) => shared.fail(&mut state, &error, Which::Journal, false),
    }
    state
}

/// A removed session folder is made again; its study's folder is not, for its disk may have been taken out.
fn make_again(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn write_some<'s>(
    shared: &'s Shared,
    mut state: MutexGuard<'s, State>,
    open: &Arc<Open>,
    which: Which,
) -> MutexGuard<'s, State> {
    let tape = state.tape(which);
    let from = tape.written;
    let rest = tape.bytes.get(from..).unwrap_or_default();
    let chunk = rest.get(..CHUNK).unwrap_or(rest).to_vec();
    drop(state);
    let done = open.sink(which).write_at(from as u64, &chunk);
    let mut state = shared.lock();
    if state.is_current(open) {
        match done {
            Ok(0) => {
                let full = io::Error::from(io::ErrorKind::WriteZero);
                shared.fail(&mut state, &full, which, false);
            }
            Ok(n) => state.tape(which).written += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => shared.fail(&mut state, &error, which, false),
        }
        shared.tell();
    }
    state
}

fn sync(shared: &Shared) {
    let mut state = shared.lock();
    while !state.closing {
        let journal = state.journal.written > state.journal.synced;
        let frames = state.frames.written > state.frames.synced;
        state = match state.open.clone() {
            Some(open) if journal => sync_one(shared, state, &open, Which::Journal),
            Some(open) => {
                // Frames and idle files wait for the second to pass; a fact, or the end, cuts the wait short.
                let busy = |state: &mut State| {
                    state.journal.written == state.journal.synced
                        && state.is_current(&open)
                        && !state.closing
                        && !(state.seal && state.frames.written > state.frames.synced)
                };
                state = shared.wait_while(state, RETRY, busy);
                let rest = state.journal.written == state.journal.synced;
                match rest && state.is_current(&open) && !state.closing {
                    true if frames => sync_one(shared, state, &open, Which::Frames),
                    true => look_for(shared, state, &open),
                    false => state,
                }
            }
            None => shared.wait(state, RETRY),
        };
    }
}

fn sync_one<'s>(
    shared: &'s Shared,
    mut state: MutexGuard<'s, State>,
    open: &Arc<Open>,
    which: Which,
) -> MutexGuard<'s, State> {
    let target = state.tape(which).written;
    drop(state);
    let done = open.sink(which).sync();
    // Writing to a removed file succeeds and saves nothing.
    let there = open.sink(which).in_place();
    let mut state = shared.lock();
    if state.is_current(open) {
        match done {
            Ok(()) if there => shared.synced(&mut state, which, target),
            Ok(()) => shared.fail(&mut state, &trouble::gone(), which, true),
            Err(error) => shared.fail(&mut state, &error, which, false),
        }
    }
    state
}

fn look_for<'s>(
    shared: &'s Shared,
    state: MutexGuard<'s, State>,
    open: &Arc<Open>,
) -> MutexGuard<'s, State> {
    drop(state);
    let there = open.journal.in_place() && open.frames.in_place();
    let mut state = shared.lock();
    if !there && state.is_current(open) {
        shared.fail(&mut state, &trouble::gone(), Which::Journal, true);
    }
    state
}

/// The document is made of what the journal says, read back as anyone would read it.
fn seal<'s>(shared: &'s Shared, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    let path = state.folder.path().join(document::FILE);
    let image = state.journal.bytes.clone();
    let frames = state.frames.bytes.clone();
    drop(state);
    let sealed = catch_unwind(AssertUnwindSafe(|| {
        let journal = journal::read(image.as_slice())?;
        let document = Document::of_journal(&journal).ok_or_else(|| {
            io::Error::other("the journal does not begin with the session's start")
        })?;
        let digest = journal::sha256(&frames);
        document.with_frames(Some(digest)).write(&path)
    }))
    .unwrap_or_else(|_| Err(io::Error::other("the session document could not be made")));
    let mut state = shared.lock();
    if state.folder.path().join(document::FILE) != path {
        return state;
    }
    match sealed {
        Ok(()) => {
            // What was handed over meanwhile belongs into it, too: then it is written once more.
            if state.journal.bytes.len() == image.len() && state.frames.bytes.len() == frames.len()
            {
                state.document = Some(path);
            }
            state.unsealed = None;
            shared.tell();
            state
        }
        Err(error) => {
            state.unsealed = Some((shared.told)(&error));
            shared.tell();
            shared.wait_while(state, RETRY, |state| {
                !state.closing && state.folder.path().join(document::FILE) == path
            })
        }
    }
}

//! What the record threads and those who hand facts over share.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::AtHand;
use super::super::disk::{Disk, Sink};
use super::super::folders::SessionFolder;
use super::super::journal::{self, Chain, Journal};
use super::super::{frames, trouble};
use super::{MOST_FRAME_BYTES, Moving};
use crate::session::Event;

/// Shared by the threads.
pub struct Shared {
    state: Mutex<State>,
    /// Something is to be done or was done.
    changed: Condvar,
    pub disk: Arc<dyn Disk>,
    pub taken: AtomicU64,
    pub saved: AtomicU64,
    /// How a failure is told.
    pub told: trouble::Tell,
}

/// Everything under the lock. It is held for microseconds, never across an act on the disk.
pub struct State {
    pub folder: SessionFolder,
    pub journal: Tape,
    pub frames: Tape,
    chain: Chain,
    /// Journal length after each event, and the event's number.
    marks: Vec<(usize, u64)>,
    /// The open files; `None` after a failure, until they are opened anew.
    pub open: Option<Arc<Open>>,
    /// What can't be mended: something was not kept.
    flaw: Option<String>,
    /// A failure has just been met, so the next try waits.
    pub patience: bool,
    pub seal: bool,
    /// Why the document can't be written.
    pub unsealed: Option<String>,
    pub document: Option<PathBuf>,
    /// How far going on in another data folder has come.
    pub moving: Moving,
    pub closing: bool,
    /// What is kept of this computer beside the session, and whether it is still to be written.
    pub at_hand: Option<AtHand>,
    pub at_hand_due: bool,
    /// Folders that were left and are not marked so yet.
    pub leaving: usize,
    /// Threads that have ended.
    ended: usize,
}

/// One file's whole content, and how much of it is written and synced.
#[derive(Default)]
pub struct Tape {
    pub bytes: Vec<u8>,
    pub written: usize,
    pub synced: usize,
    /// Why it is not being saved.
    pub trouble: Option<String>,
}

/// The open files of a session.
pub struct Open {
    pub journal: Box<dyn Sink>,
    pub frames: Box<dyn Sink>,
}

impl Open {
    /// Opens both files, or makes them. What is there already must belong to this session.
    pub fn at(
        folder: &Path,
        disk: &dyn Disk,
        image: &[u8],
        frame_lines: &[u8],
    ) -> io::Result<Arc<Self>> {
        let journal = disk.open(&folder.join(journal::FILE))?;
        // The first line tells sessions apart; a session that was never saved here may take an empty file only.
        let first = image
            .iter()
            .position(|b| *b == b'\n')
            .map_or(1, |at| at + 1);
        let there = journal.head(first)?;
        if !image.starts_with(&there) {
            return Err(io::Error::other(
                "another session's journal lies in the folder",
            ));
        }
        let sink = disk.open(&folder.join(frames::FILE))?;
        let there = sink.head(frames::HEAD.len())?;
        if !frame_lines.starts_with(&there) {
            return Err(io::Error::other("a foreign frames.csv lies in the folder"));
        }
        Ok(Arc::new(Self {
            journal,
            frames: sink,
        }))
    }

    pub fn sink(&self, which: Which) -> &dyn Sink {
        match which {
            Which::Journal => self.journal.as_ref(),
            Which::Frames => self.frames.as_ref(),
        }
    }
}

impl Tape {
    fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            ..Self::default()
        }
    }

    pub fn is_synced(&self) -> bool {
        self.synced == self.bytes.len()
    }

    pub fn first_line(&self) -> Vec<u8> {
        let first = self.bytes.split_inclusive(|b| *b == b'\n').next();
        first.unwrap_or_default().to_vec()
    }

    /// What must lie on the disk already.
    pub fn known(&self) -> Vec<u8> {
        self.bytes.get(..self.synced).unwrap_or_default().to_vec()
    }

    /// It is on the disk up to `target`.
    fn reach(&mut self, target: usize) {
        self.synced = self.synced.max(target);
        self.trouble = None;
    }

    /// What follows is written again: after a failed sync nobody knows which of it arrived.
    fn rewind(&mut self, lost: bool) {
        if lost {
            self.synced = 0;
        }
        self.written = self.synced;
    }
}

impl Shared {
    pub fn new(
        folder: SessionFolder,
        disk: Arc<dyn Disk>,
        open: Arc<Open>,
        image: Vec<u8>,
        frame_lines: Vec<u8>,
        journal: &Journal,
        told: trouble::Tell,
    ) -> Self {
        let last = journal.events.last().map_or(0, |event| event.seq);
        let state = State {
            folder,
            marks: vec![(image.len(), last)],
            journal: Tape::new(image),
            frames: Tape::new(frame_lines),
            chain: journal.chain.clone(),
            open: Some(open),
            flaw: None,
            patience: false,
            seal: false,
            unsealed: None,
            document: None,
            moving: Moving::No,
            closing: false,
            at_hand: None,
            at_hand_due: false,
            leaving: 0,
            ended: 0,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
            disk,
            taken: AtomicU64::new(last),
            saved: AtomicU64::new(0),
            told,
        }
    }

    /// A thread that failed must not take the session with it, so a poisoned lock is opened all the same.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn wait<'s>(
        &self,
        state: MutexGuard<'s, State>,
        longest: Duration,
    ) -> MutexGuard<'s, State> {
        match self.changed.wait_timeout(state, longest) {
            Ok((state, _)) => state,
            Err(poisoned) => poisoned.into_inner().0,
        }
    }

    /// Waits while `condition` holds, at most `longest`.
    pub fn wait_while<'s>(
        &self,
        state: MutexGuard<'s, State>,
        longest: Duration,
        condition: impl FnMut(&mut State) -> bool,
    ) -> MutexGuard<'s, State> {
        match self.changed.wait_timeout_while(state, longest, condition) {
            Ok((state, _)) => state,
            Err(poisoned) => poisoned.into_inner().0,
        }
    }

    pub fn tell(&self) {
        self.changed.notify_all();
    }

    pub fn take(&self, events: impl IntoIterator<Item = Event>) -> usize {
        let mut state = self.lock();
        let State {
            chain,
            journal,
            marks,
            flaw,
            ..
        } = &mut *state;
        for event in events {
            match chain.append(&event, &mut journal.bytes) {
                Ok(()) => marks.push((journal.bytes.len(), event.seq)),
                Err(error) => {
                    *flaw = Some(format!(
                        "Event {} can't be written ({error}): note it by hand.",
                        event.seq
                    ))
                }
            }
            self.taken.store(event.seq, Ordering::Release);
        }
        let end = journal.bytes.len();
        // What comes after the end, such as the last frame of a film that was cut, still belongs into the document.
        state.document = None;
        drop(state);
        self.tell();
        end
    }

    pub fn keep_at_hand(&self, at_hand: AtHand) {
        let mut state = self.lock();
        state.at_hand = Some(at_hand);
        state.at_hand_due = true;
        drop(state);
        self.tell();
    }

    pub fn take_frames(&self, lines: &[u8]) {
        let mut state = self.lock();
        if state.frames.bytes.len() + lines.len() > MOST_FRAME_BYTES {
            state.flaw = Some("The film is too long: its frames are no longer listed in frames.csv, everything else is saved.".to_owned());
            return;
        }
        state.frames.bytes.extend_from_slice(lines);
        // The document names their digest.
        state.document = None;
        drop(state);
        self.tell();
    }

    pub fn wait_written(&self, end: usize, longest: Duration) {
        let state = self.lock();
        let waiting = |state: &mut State| state.journal.written < end && state.open.is_some();
        drop(self.changed.wait_timeout_while(state, longest, waiting));
    }

    pub fn settle(&self, longest: Duration) -> Result<(), String> {
        let state = self.lock();
        let (state, waited) = self
            .changed
            .wait_timeout_while(state, longest, |state| !state.is_settled())
            .unwrap_or_else(PoisonError::into_inner);
        match state.trouble() {
            Some(trouble) if waited.timed_out() => Err(trouble.to_owned()),
            None if waited.timed_out() => {
                Err("The disk is too slow: wait until everything is saved.".to_owned())
            }
            _ => Ok(()),
        }
    }

    pub fn ask_seal(&self) {
        self.lock().seal = true;
        self.tell();
    }

    /// Ends both threads, and what marks a folder that was left; whether the two have ended within `longest`.
    pub fn close(&self, threads: usize, longest: Duration) -> bool {
        self.lock().closing = true;
        self.tell();
        let state = self.wait_while(self.lock(), longest, |state| {
            state.ended < threads || state.leaving > 0
        });
        state.ended == threads
    }

    pub fn ended(&self) {
        self.lock().ended += 1;
        self.tell();
    }

    /// Puts another folder in the place of the present one, which is returned.
    pub fn move_to(&self, next: SessionFolder) -> SessionFolder {
        let mut state = self.lock();
        let old = std::mem::replace(&mut state.folder, next);
        state.at_hand_due = state.at_hand.is_some();
        state.leaving += 1;
        state.lose();
        self.saved.store(0, Ordering::Release);
        drop(state);
        self.tell();
        old
    }

    /// Nothing can be written just now. `lost`: what was written before is gone too.
    pub fn fail(&self, state: &mut State, error: &io::Error, which: Which, lost: bool) {
        state.tape(which).trouble = Some((self.told)(error));
        state.patience = true;
        state.open = None;
        state.journal.rewind(lost);
        state.frames.rewind(lost);
        if lost {
            self.saved.store(0, Ordering::Release);
        }
        self.tell();
    }

    /// What was written before is not there any more.
    pub fn forget(&self, state: &mut State) {
        state.journal.rewind(true);
        state.frames.rewind(true);
        self.saved.store(0, Ordering::Release);
    }

    /// A file is on the disk up to `target`.
    pub fn synced(&self, state: &mut State, which: Which, target: usize) {
        state.tape(which).reach(target);
        let reached = state
            .marks
            .partition_point(|(end, _)| *end <= state.journal.synced);
        if let Some((_, seq)) = reached
            .checked_sub(1)
            .and_then(|last| state.marks.get(last))
        {
            self.saved.store(*seq, Ordering::Release);
        }
        self.tell();
    }
}

/// One of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Journal,
    Frames,
}

impl State {
    pub fn tape(&mut self, which: Which) -> &mut Tape {
        match which {
            Which::Journal => &mut self.journal,
            Which::Frames => &mut self.frames,
        }
    }

    /// Why something is not being saved, the gravest first.
    pub fn trouble(&self) -> Option<&str> {
        let all = [
            &self.journal.trouble,
            &self.frames.trouble,
            &self.unsealed,
            &self.flaw,
        ];
        all.into_iter().flatten().next().map(String::as_str)
    }

    /// Whether `open` is what is written to now.
    pub fn is_current(&self, open: &Arc<Open>) -> bool {
        self.open.as_ref().is_some_and(|now| Arc::ptr_eq(now, open))
    }

    /// Nothing of the session lies in the present folder yet.
    fn lose(&mut self) {
        self.open = None;
        self.patience = false;
        self.journal.rewind(true);
        self.frames.rewind(true);
    }

    pub fn is_ready_to_seal(&self) -> bool {
        self.seal && self.document.is_none() && self.journal.is_synced() && self.frames.is_synced()
    }

    fn is_settled(&self) -> bool {
        self.journal.is_synced()
            && self.frames.is_synced()
            && (!self.seal || self.document.is_some())
    }
}

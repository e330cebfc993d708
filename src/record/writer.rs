//! The record threads: one writes, one syncs, and nobody who hands over a fact ever waits for the disk longer than 20 ms.
//!
//! The queue *is* the journal: what is handed over is chained and appended to its image in memory at once, and the threads
//! carry that image to the disk. So nothing can be lost while the process lives, a failing disk is tried again each second,
//! and the whole session can be written anew elsewhere. Facts are as many as people make and are never turned away; frame
//! lines are a film's and stop being kept at [`MOST_FRAME_BYTES`], which is said.

mod elsewhere;
mod state;
mod threads;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use super::AtHand;
use super::disk::{Disk, RealDisk};
use super::folders::SessionFolder;
use super::{frames, journal, trouble};
use crate::link::FrameLine;
use crate::protocol::Id;
use crate::session::Event;
use crate::time::Stamp;
pub use elsewhere::Moving;
use state::Shared;

/// Effects of a fact wait at most this long for its append.
const LONGEST_WAIT: Duration = Duration::from_millis(20);
/// How long the end of the process may wait for a slow disk.
const LAST_WAIT: Duration = Duration::from_secs(10);
/// Frame lines beyond this are not kept: about 50 hours of film.
pub const MOST_FRAME_BYTES: usize = 256 << 20;

/// Keeps a session on disk. Dropping it writes what is still unwritten and lets go of the folder.
pub struct Recorder {
    shared: Arc<Shared>,
    origin: Stamp,
    threads: Vec<JoinHandle<()>>,
}

impl Recorder {
    /// Begins to keep a new session in `folder`; `origin` is the session clock's zero.
    ///
    /// # Errors
    /// One sentence when the folder can't be written to.
    pub fn start(folder: SessionFolder, origin: Stamp) -> Result<Self, String> {
        Self::with_disk(
            folder,
            origin,
            Arc::new(RealDisk),
            Vec::new(),
            journal::Journal::default(),
            trouble::sentence,
        )
    }

    /// Goes on with a session that is there already. Returns its events, and what of its journal could not be read; that
    /// part is set aside under another name before the journal goes on.
    ///
    /// # Errors
    /// One sentence when the journal can't be read or the folder can't be written to.
    pub fn reopen(
        folder: SessionFolder,
        origin: Stamp,
    ) -> Result<(Self, Vec<Event>, Option<String>), String> {
        Self::reopen_with(folder, origin, trouble::sentence)
    }

    /// The same for a session that is only to be closed: trouble is then told as of one that does not run.
    ///
    /// # Errors
    /// As [`Self::reopen`].
    pub(super) fn reopen_to_close(
        folder: SessionFolder,
        origin: Stamp,
    ) -> Result<(Self, Vec<Event>, Option<String>), String> {
        Self::reopen_with(folder, origin, trouble::at_rest)
    }

    fn reopen_with(
        folder: SessionFolder,
        origin: Stamp,
        tell: trouble::Tell,
    ) -> Result<(Self, Vec<Event>, Option<String>), String> {
        let (image, journal) = super::recover::mend(folder.path())?;
        let (events, dropped) = (journal.events.clone(), journal.dropped.clone());
        let recorder = Self::with_disk(folder, origin, Arc::new(RealDisk), image, journal, tell)?;
        Ok((recorder, events, dropped))
    }

    fn with_disk(
        folder: SessionFolder,
        origin: Stamp,
        disk: Arc<dyn Disk>,
        image: Vec<u8>,
        journal: journal::Journal,
        tell: trouble::Tell,
    ) -> Result<Self, String> {
        let earlier = frames::read_back(folder.path());
        let open = state::Open::at(folder.path(), disk.as_ref(), &image, &earlier)
            .map_err(|error| trouble::at_rest(&error))?;
        let shared = Arc::new(Shared::new(
            folder, disk, open, image, earlier, &journal, tell,
        ));
        let threads = threads::spawn(&shared).map_err(|error| {
            format!("The record can't be started ({error}): close other programs and try again.")
        })?;
        Ok(Self {
            shared,
            origin,
            threads,
        })
    }

    /// Hands facts over, in order, and returns when they are in the file (not yet synced), at the latest after 20 ms. With a
    /// failing disk it returns at once; the facts are kept in memory.
    pub fn append(&self, events: impl IntoIterator<Item = Event>) {
        let end = self.hand_over(events);
        self.shared.wait_written(end, LONGEST_WAIT);
    }

    /// Hands facts over and waits for nothing. For Stop. Returns the journal's length then.
    pub fn hand_over(&self, events: impl IntoIterator<Item = Event>) -> usize {
        self.shared.take(events)
    }

    /// Hands over lines of `frames.csv`; waits for nothing.
    pub fn frames(&self, step: &Id, stimulus: &Id, lines: &[FrameLine]) {
        let mut text = String::new();
        for line in lines {
            frames::write(&mut text, step, stimulus, line, self.origin);
        }
        self.shared.take_frames(text.as_bytes());
    }

    /// Keeps beside the session what taking it up again would need of this computer, in whichever data folder it is; waits for nothing.
    pub fn keep_at_hand(&self, at_hand: AtHand) {
        self.shared.keep_at_hand(at_hand);
    }

    /// Number of the newest event that was handed over. Needs no lock.
    pub fn taken(&self) -> u64 {
        self.shared.taken.load(Ordering::Acquire)
    }

    /// Number of the newest event that is really on the disk, synced. Needs no lock.
    pub fn saved(&self) -> u64 {
        self.shared.saved.load(Ordering::Acquire)
    }

    /// Why events are not being saved now, in one sentence; `None` when they are.
    pub fn trouble(&self) -> Option<String> {
        self.shared.lock().trouble().map(str::to_owned)
    }

    /// The session's folder.
    pub fn folder(&self) -> PathBuf {
        self.shared.lock().folder.path().to_owned()
    }

    /// Asks to go on in another data folder: a folder of the same name is made there and the whole journal is written anew.
    /// What lies in the old folder stays there and is marked as moved, once everything is saved in the new one. Returns at
    /// once; [`Self::moving`] tells what came of it.
    pub fn ask_move(&self, data: PathBuf) {
        elsewhere::ask(&self.shared, data);
    }

    /// How far going on in another data folder has come.
    pub fn moving(&self) -> Moving {
        self.shared.lock().moving.clone()
    }

    /// Whether other programs are kept out of the session's folder; false where its file system has no locks.
    pub fn keeps_others_out(&self) -> bool {
        self.shared.lock().folder.keeps_others_out()
    }

    /// Asks for the session document: it is written when every event handed over so far is saved, and anew when one
    /// follows.
    pub fn seal(&self) {
        self.shared.ask_seal();
    }

    /// The finished session document, once it is written.
    pub fn document(&self) -> Option<PathBuf> {
        self.shared.lock().document.clone()
    }

    /// Waits until everything is saved, and the document is written where it was asked for.
    ///
    /// # Errors
    /// One sentence when that fails or takes longer than `longest`; the recorder goes on trying.
    pub fn settle(&self, longest: Duration) -> Result<(), String> {
        self.shared.settle(longest)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // A failure has been shown all along as trouble; here nobody is left to tell.
        drop(self.shared.settle(LAST_WAIT));
        // A thread that hangs in the kernel is left behind rather than waited for.
        if self.shared.close(self.threads.len(), LAST_WAIT) {
            for thread in self.threads.drain(..) {
                drop(thread.join());
            }
        }
    }
}

#[cfg(test)]
mod tests;

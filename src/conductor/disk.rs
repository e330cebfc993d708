//! The record as the conductor's journal: which step a frame belongs to, and a document that waits for late reports.

use std::collections::BTreeMap;
use std::time::Duration;

use super::ports::Journal;
use crate::link::FrameLine;
use crate::protocol::Id;
use crate::record::Recorder;
use crate::session::{Event, Fact};
use crate::time::{self, Stamp};

/// How long the document waits for what the stage still has to say of its last film.
const LATE_REPORTS: Duration = Duration::from_millis(300);

/// A session's record.
pub(super) struct Disk {
    /// The record.
    pub recorder: Recorder,
    /// Which step showed a stimulus last.
    steps: BTreeMap<Id, Id>,
    seal_at: Option<Stamp>,
}

impl Disk {
    /// For a session that has these facts already.
    pub(super) fn new(recorder: Recorder, events: &[Event]) -> Self {
        let mut disk = Self {
            recorder,
            steps: BTreeMap::new(),
            seal_at: None,
        };
        disk.note_steps(events);
        disk
    }

    fn note_steps(&mut self, events: &[Event]) {
        for event in events {
            if let Fact::MediaPrepared { step, stimulus, .. } = &event.fact {
                self.steps.insert(stimulus.clone(), step.clone());
            }
        }
    }

    /// Keeps lines of `frames.csv`.
    pub(super) fn frames(&self, stimulus: &Id, lines: &[FrameLine]) {
        if let Some(step) = self.steps.get(stimulus) {
            self.recorder.frames(step, stimulus, lines);
        }
    }

    /// When the document is to be written, if it is.
    pub(super) fn seal_at(&self) -> Option<Stamp> {
        self.seal_at
    }

    /// Has the document written when its time has come.
    pub(super) fn seal_if_due(&mut self, now: Stamp) {
        if self.seal_at.is_some_and(|at| at <= now) {
            self.seal_now();
        }
    }

    /// Has the document written if it is still to be.
    pub(super) fn seal_now(&mut self) {
        if self.seal_at.take().is_some() {
            self.recorder.seal();
        }
    }
}

impl Journal for Disk {
    fn append(&mut self, events: Vec<Event>) {
        self.note_steps(&events);
        self.recorder.append(events);
    }

    fn seal(&mut self) {
        self.seal_at = Some(time::now().after(LATE_REPORTS));
    }
}

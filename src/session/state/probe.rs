//! One probe or set of questions: when it falls due, how far it has come, what was answered.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::Id;
use crate::session::event::{ProbeStatus, Value};
use crate::time::SessionTime;

/// A probe or a set of questions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::session) struct ProbeState {
    /// How far it has come.
    pub phase: Phase,
    /// When it falls due, if it is scheduled and its anchor is known.
    pub scheduled: Option<SessionTime>,
    /// The experimenter has been warned.
    pub warned: bool,
    /// Whether its first screen was really shown.
    pub opened: bool,
    /// The participant's first touch.
    pub touched: Option<SessionTime>,
    /// Opened again after it was missed.
    pub reopened: bool,
    /// Items of pages that are not finished, in order.
    pub remaining: Vec<Id>,
    /// Items that came into view.
    pub shown: BTreeSet<Id>,
    /// Answers of the participant or, where the experimenter is asked, of the experimenter; `None` for "prefer not to answer".
    pub answers: BTreeMap<Id, Option<Value>>,
    /// What became of it.
    pub status: Option<ProbeStatus>,
}

/// How far a probe has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::session) enum Phase {
    /// Its time has not come.
    #[default]
    Waiting,
    /// It waits for the first touch.
    Due,
    /// Its pages are on screen.
    Open,
    /// It was not touched in time.
    Missed,
    /// It is over.
    Ended,
}

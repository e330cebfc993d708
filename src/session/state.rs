//! What is true at an instant of a session; it changes only by applying facts, so lived state equals replayed state.

mod apply;
mod coding;
mod doing;
mod mark;
mod media;
mod probe;

use std::collections::{BTreeMap, VecDeque};

pub(super) use coding::{Act, Bout, CodingState};
pub(super) use doing::{SampleState, SelfKeyState, TaskState};
pub(super) use mark::MarkState;
pub(super) use media::MediaState;
pub(super) use probe::{Phase, ProbeState};

use super::event::{Alarm, EndedBy, Status};
use crate::protocol::{DataChoiceStep, Id, Protocol, Relation};
use crate::time::{Micros, SessionTime};

/// How many notices the desk keeps in view.
const NOTICES: usize = 50;

/// The state of one session.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// Number of the newest event.
    pub seq: u64,
    /// When the newest event was taken.
    pub t: SessionTime,
    /// Whether the session has begun.
    pub begun: bool,
    /// How it ended, when it has.
    pub over: Option<Status>,
    /// Which list of steps runs.
    pub course: Course,
    /// How many steps of the main list had been entered when another list took over.
    pub left_at: usize,
    /// The participant wants the data to be deleted.
    pub delete: bool,
    /// A calm screen after a stop waits for the participant or the experimenter.
    pub after_stop: bool,
    /// How many steps of the list that runs have been entered.
    pub entered: usize,
    /// The current step.
    pub current: Option<Current>,
    /// What is known of each step that was reached.
    pub steps: BTreeMap<Id, StepRecord>,
    /// Number of the event that began the screen now shown.
    pub screen: u64,
    /// Live coding.
    pub coding: CodingState,
    /// The flash and chirp for a camera.
    pub mark: MarkState,
    /// Probes and questions by step.
    pub probes: BTreeMap<Id, ProbeState>,
    /// The probe after which the participant is asked whether the experimenter should come.
    pub wish: Option<Id>,
    /// What was agreed to, by tick.
    pub consents: BTreeMap<Id, bool>,
    /// The screen of the newest recall: its step and serial, which a late report names.
    pub recall: Option<(Id, u64)>,
    /// The participant's own key during the newest film or sound that has one.
    pub self_key: Option<SelfKeyState>,
    /// The current or last timed task.
    pub task: Option<TaskState>,
    /// How often each action was applied.
    pub applied: BTreeMap<Id, u32>,
    /// Planned samples.
    pub samples: BTreeMap<Id, SampleState>,
    /// The debriefing is done, or the participant left before it.
    pub debriefed: bool,
    /// Who is with the participant, where that changed since the session began.
    pub presence: Option<(u8, Option<Relation>)>,
    /// The condition may be shown to the experimenter.
    pub revealed: bool,
    /// The blinding of the coder was lifted.
    pub unblinded: bool,
    /// The film or sound that runs, or has not yet reported its end.
    pub media: Option<MediaState>,
    /// The experimenter keeps the next probe from opening.
    pub held: bool,
    /// The participant has left the room.
    pub away: bool,
    /// When the session was last taken up again after the program had ended.
    pub taken_up: Option<SessionTime>,
    /// Alarms that nobody has seen yet.
    pub alarms: BTreeMap<u64, (SessionTime, Alarm)>,
    /// Number of the newest alarm.
    pub last_alarm: u64,
    /// Faults that are not mended.
    pub faults: BTreeMap<String, (SessionTime, String)>,
    /// What happened lately.
    pub notices: VecDeque<(SessionTime, String)>,
}

/// Which list of steps runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Course {
    /// The main one.
    #[default]
    Main,
    /// `on_stop`.
    Stopped,
    /// `on_decline`, because consent was refused.
    Refused,
    /// `on_decline`, because the participant was screened out.
    ScreenedOut,
}

/// The step that is on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Current {
    /// Its id.
    pub id: Id,
    /// When it was entered.
    pub since: SessionTime,
    /// Since when it is paused.
    pub paused: Option<SessionTime>,
    /// How long it was paused before that.
    pub paused_for: Micros,
    /// Its film or sound can't go on; a holding screen waits for the experimenter.
    pub failed: bool,
}

/// What is known of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StepRecord {
    /// When its screen was really shown, or its film's first frame.
    pub shown: Option<SessionTime>,
    /// When it was entered.
    pub started: Option<SessionTime>,
    /// When it ended; a film's last shown frame.
    pub ended: Option<SessionTime>,
    /// What ended it.
    pub ended_by: Option<EndedBy>,
    /// Its `show_if` did not hold.
    pub left_out: bool,
}

impl State {
    /// Whether the participant may go back to the main list of steps after a stop.
    pub fn may_go_on(&self, protocol: &Protocol, offered: &DataChoiceStep) -> bool {
        offered.may_go_on && self.course == Course::Stopped && self.left_at < protocol.steps.len()
    }

    /// The id of the current step.
    pub fn current_id(&self) -> Option<&Id> {
        self.current.as_ref().map(|current| &current.id)
    }

    /// The probe or questions of the current step.
    pub fn current_probe(&self) -> Option<&ProbeState> {
        self.probes.get(self.current_id()?)
    }

    fn notice(&mut self, t: SessionTime, text: impl Into<String>) {
        self.notices.push_back((t, text.into()));
        if self.notices.len() > NOTICES {
            self.notices.pop_front();
        }
    }
}

//! The facts of a session, as the journal keeps them.

mod read;
mod words;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use words::{
    Alarm, BoutEnd, DataChoice, Device, EndedBy, FilmStats, MarkWhy, Nudged, Presented,
    ProbeStatus, Reason, Severity, Status, StopBy, TaskEnd, Undone, Value,
};

use super::setup::{ClockOrigin, Header};
use crate::protocol::{Id, Key, Material, Relation};
use crate::time::{FilmTime, SessionTime};

/// One fact: its place in the order, when the engine took it, and the instant that a device gave it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Event {
    /// Counts from 1 without gaps.
    pub seq: u64,
    /// When the engine took it; never runs backwards.
    pub t_s: SessionTime,
    /// Its own instant, where an input was stamped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_s: Option<SessionTime>,
    /// What happened.
    #[serde(flatten)]
    pub fact: Fact,
}

impl Event {
    /// The best known instant of the event.
    pub fn instant(&self) -> SessionTime {
        self.at_s.unwrap_or(self.t_s)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// The session began.
    SessionStarted { header: Box<Header> },
    /// The session is over.
    SessionEnded { status: Status },
    /// A step began (its screen was asked for).
    StepStarted { step: Id, step_kind: String },
    /// The step's screen was really shown.
    StepShown { step: Id },
    /// A step ended.
    StepEnded { step: Id, ended_by: EndedBy },
    /// A step was left out because its `show_if` did not hold.
    StepLeftOut { step: Id },

    /// Live coding is on.
    CodingStarted,
    /// Live coding is off.
    CodingEnded { by: BoutEnd },
    /// A bout began; `held` when it lasts as long as the key is down.
    BoutOpened {
        bout: u64,
        channel: Id,
        level: u8,
        key: Key,
        held: bool,
    },
    /// The level of an open bout changed.
    LevelSet { bout: u64, level: u8 },
    /// A bout ended.
    BoutClosed { bout: u64, by: BoutEnd },
    /// A point event.
    Point { point: u64, code: Id },
    /// A bout, level or point was taken back.
    Undone { what: Undone },
    /// The coder says that the onset of a bout, or a point, was at another instant: this much later, earlier when negative. What was
    /// coded at first stays.
    Nudged { what: Nudged, by_ms: i64 },
    /// Who a social event came from.
    SourceSet { point: u64, source: Id },
    /// The quality of the episode of crying to which this bout belongs.
    EpisodeRated { bout: u64, quality: Id },
    /// A key was released whose bout had been closed by something else.
    LateRelease { key: Key },

    /// A flash and chirp was asked for, before the step whose coding it begins.
    MarkAsked {
        n: u64,
        why: MarkWhy,
        step: Option<Id>,
    },
    /// It is over: when the flash was on the display and when the chirp was heard, as far as display and sound device confirmed it,
    /// and why where one of them did not.
    MarkGiven {
        n: u64,
        why: MarkWhy,
        flash_s: Option<SessionTime>,
        chirp_s: Option<SessionTime>,
        uncertainty_ms: Option<f64>,
        reason: Option<String>,
    },
    /// No flash and chirp was given although coding began or ended.
    MarkLeftOut {
        n: u64,
        why: MarkWhy,
        reason: String,
    },

    /// It is settled when a probe falls due.
    ProbeScheduled {
        step: Id,
        anchor_s: SessionTime,
        scheduled_s: SessionTime,
        anchor_fallback: bool,
    },
    /// The experimenter was warned that a probe falls due in a minute.
    Warned { step: Id },
    /// A probe fell due and waits for the participant.
    ProbeDue { step: Id },
    /// The chime of a due probe was played.
    Chimed { step: Id },
    /// The probe's first screen was really shown.
    ProbeOpened { step: Id },
    /// The participant's first touch of the probe.
    ProbeTouched { step: Id },
    /// A due probe was not touched in time.
    ProbeMissed { step: Id },
    /// A missed probe was opened by the experimenter.
    ProbeReopened { step: Id },
    /// The order of the items in this wave.
    ItemsOrdered {
        step: Id,
        instrument: Id,
        items: Vec<Id>,
    },
    /// An item came into view.
    ItemShown { step: Id, item: Id },
    /// An answer was given or changed.
    Answered {
        step: Id,
        item: Id,
        value: Value,
        device: Device,
    },
    /// Whoever is asked prefers not to answer, or leaves the question open.
    Declined { step: Id, item: Id, device: Device },
    /// An answer, or "prefer not to answer", was taken back and nothing put in its place.
    Cleared { step: Id, item: Id, device: Device },
    /// A page was finished.
    PageDone { step: Id, items: Vec<Id> },
    /// A probe or a set of questions is over.
    ProbeEnded { step: Id, status: ProbeStatus },

    /// A film or sound was asked for, to begin at this position.
    MediaPrepared {
        step: Id,
        stimulus: Id,
        film: FilmTime,
    },
    /// A film or sound really began, or went on after a pause or a restart.
    MediaOnset {
        step: Id,
        stimulus: Id,
        film: FilmTime,
    },
    /// A film or sound halted for a pause.
    MediaHalted { step: Id, film: FilmTime },
    /// The window that showed a film or sound was lost: up to `film` it was presented, with these counts, and it goes on at `next`.
    MediaLost {
        step: Id,
        stimulus: Id,
        film: FilmTime,
        next: FilmTime,
        stats: FilmStats,
    },
    /// A film or sound is over.
    MediaEnded {
        step: Id,
        stimulus: Id,
        film: FilmTime,
        how: Presented,
        stats: FilmStats,
    },
    /// A film or sound could not go on.
    MediaFailed {
        step: Id,
        stimulus: Id,
        film: FilmTime,
        why: String,
    },

    /// The participant agreed; `sha256` is the digest of the text that was read, its ticks included.
    ConsentGiven {
        step: Id,
        version: String,
        sha256: String,
        language: String,
        ticks: BTreeMap<Id, bool>,
    },
    /// The participant did not agree.
    ConsentRefused {
        step: Id,
        version: String,
        sha256: String,
        language: String,
    },
    /// Whether the participant may take part.
    Screened { step: Id, passed: bool },
    /// The participant has practised stopping.
    StopPractised { step: Id },
    /// The participant has finished remembering or writing.
    Recalled {
        step: Id,
        characters: u64,
        words: u64,
        text: Option<String>,
    },
    /// The participant's own key went down: "I feel like crying".
    SelfPressed { step: Id },
    /// The participant's own key went up.
    SelfReleased { step: Id },
    /// The clock of a timed task runs.
    TaskStarted { step: Id },
    /// The clock of a timed task stands.
    TaskStopped { step: Id, by: TaskEnd },
    /// Why the task was ended.
    TaskReason { step: Id, reason: String },
    /// One application of an action, counted from 1.
    Applied { step: Id, number: u32 },
    /// A sample was taken.
    SampleTaken {
        step: Option<Id>,
        material: Material,
        label: String,
        note: String,
    },
    /// It is settled when a sample should be taken.
    SampleScheduled { step: Id, scheduled_s: SessionTime },
    /// The debriefing is done; these of its points were ticked.
    Debriefed { step: Id, points: Vec<Id> },
    /// The participant left before the debriefing.
    LeftEarly { reason: String },
    /// After a stop the participant chose how to go on.
    DataChosen { step: Id, choice: DataChoice },
    /// The participant was asked whether the experimenter should come.
    WishAsked { step: Id },
    /// The participant's answer.
    WishAnswered { step: Id, wish: bool },
    /// The experimenter noticed that the participant is distressed.
    Distressed {
        severity: Severity,
        actions: Vec<String>,
        note: String,
    },
    /// How many others are with the participant now, and who.
    PresenceSet {
        n_present: u8,
        relation: Option<Relation>,
    },
    /// The condition is shown to the experimenter from now on.
    ConditionRevealed,
    /// The blinding of the coder was lifted.
    Unblinded { reason: String },

    /// The experimenter paused the step.
    Paused { step: Id },
    /// The step goes on.
    Resumed { step: Id },
    /// The session was stopped.
    Stopped { by: StopBy },
    /// The steps of `on_stop` come next.
    ClosingStarted,
    /// The calm screen after a stop is over.
    CalmEnded,
    /// The experimenter is called.
    AlarmRaised { alarm: u64, what: Alarm },
    /// The experimenter has seen it.
    AlarmSeen { alarm: u64 },
    /// A remark of the experimenter.
    Note { text: String },
    /// The schedule was changed by hand.
    Deviation {
        what: String,
        step: Option<Id>,
        reason: String,
    },
    /// The participant left the room.
    Left { reason: String },
    /// The participant is back.
    Returned,
    /// Somebody tried to close, leave or move the participant's window. What happens again and again is told at intervals, with
    /// how often.
    Restless {
        what: String,
        #[serde(default = "once", skip_serializing_if = "is_once")]
        times: u32,
    },

    /// Something is wrong with a device or the disk.
    Fault { id: String, text: String },
    /// It is mended.
    FaultCleared { id: String },
    /// The stage process died or hangs.
    StageLost { why: String },
    /// A new stage process is there.
    StageBack,
    /// The computer slept, the wall clock was set, or the session was taken up again.
    ClockChanged {
        why: String,
        utc: String,
        uncertainty_ms: f64,
    },
    /// The program had ended in the middle of the session, which goes on from here. `last_s` is when it was last known to run, `clock`
    /// where session time has its zero from now on, and `left_out` says what of the journal could not be read.
    TakenUp {
        last_s: SessionTime,
        clock: ClockOrigin,
        left_out: Option<String>,
    },
}

fn once() -> u32 {
    1
}

fn is_once(times: &u32) -> bool {
    *times == 1
}

//! What can reach the engine: what the experimenter, the participant and the machine do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::{DataChoice, Device, FilmStats, Reason, Severity, Value};
use super::setup::ClockOrigin;
use crate::protocol::{Id, Key, Material, Relation};
use crate::time::{FilmTime, Micros, SessionTime};

/// When an input happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// When the engine takes it.
    pub t: SessionTime,
    /// Its own instant, where a device stamped it.
    pub at: Option<SessionTime>,
}

impl When {
    /// An input without a stamp of its own.
    pub fn taken(t: SessionTime) -> Self {
        Self { t, at: None }
    }

    /// An input stamped at its own instant and taken at `t`.
    pub fn stamped(t: SessionTime, at: SessionTime) -> Self {
        Self { t, at: Some(at) }
    }

    /// The best known instant: the stamp where there is one.
    pub fn instant(self) -> SessionTime {
        self.at.unwrap_or(self.t)
    }
}

/// One input.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The session begins.
    Begin,
    /// A deadline may have passed.
    Tick,
    /// The experimenter acted.
    Desk(DeskInput),
    /// The stage reports what the participant did or what was shown.
    Stage(StageInput),
    /// The machine reports.
    World(WorldInput),
}

/// What the experimenter does.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskInput {
    /// A key went down or up.
    Key { key: Key, down: bool },
    /// The coding keys were lost to another program: held keys count as released.
    ReleaseAll,
    /// Takes back the last coded act; the journal keeps it.
    Undo,
    /// Ends live coding.
    EndCoding,
    /// Ends the current step, where the experimenter may.
    Advance,
    /// Stops the clock of the current film, rest, text or picture.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Stops the session.
    Stop,
    /// Keeps the next probe from opening, for a reason.
    Hold { reason: String },
    /// Lets the held probe open.
    Unhold,
    /// Leaves out the current or next scheduled step, for a reason.
    Skip { reason: String },
    /// Plays the chime of a due probe again.
    RepeatChime { reason: String },
    /// Opens a probe that was missed.
    OpenMissed { reason: String },
    /// The participant left the room.
    MarkLeft { reason: String },
    /// The participant is back.
    MarkReturned,
    /// Ends the schedule early and goes to `on_stop`.
    EndEarly { reason: String },
    /// A remark.
    Note { text: String },
    /// The experimenter has seen an alarm.
    Acknowledge { alarm: u64 },
    /// Does what the current step asks of the experimenter: starts or stops a task's clock, marks an application or a sample.
    Act,
    /// Says why a task was ended.
    TaskReason { reason: String },
    /// Answers the questions that the current step asks of the experimenter; `None` for those that are left open.
    Rate { answers: Vec<(Id, Option<Value>)> },
    /// The debriefing is done, with these points ticked.
    Debrief { points: Vec<Id> },
    /// The participant left before the debriefing; ends the session.
    LeaveEarly { reason: String },
    /// A sample beside the plan.
    Sample {
        material: Material,
        label: String,
        note: String,
    },
    /// The participant is distressed.
    Distress {
        severity: Severity,
        actions: Vec<String>,
        note: String,
    },
    /// Others came or went.
    Presence {
        n_present: u8,
        relation: Option<Relation>,
    },
    /// The onset of the last coded act was this much later; earlier when negative.
    Nudge { by: Micros },
    /// The quality of the last episode of crying.
    RateEpisode { quality: Id },
    /// Lifts the blinding, for a reason.
    Unblind { reason: String },
}

/// What the stage reports. Everything is stamped by the stage when it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StageInput {
    /// The screen with this serial number is really on the display.
    Shown { serial: u64 },
    /// The participant touched "Touch to begin".
    Begun { serial: u64 },
    /// The participant went on from a text or picture.
    Continue { serial: u64 },
    /// An item came into view.
    ItemShown { item: Id },
    /// An answer was given or changed.
    Answer {
        item: Id,
        value: Value,
        device: Device,
    },
    /// "Prefer not to answer".
    Decline { item: Id, device: Device },
    /// An answer, or "prefer not to answer", was taken back and nothing put in its place.
    Clear { item: Id, device: Device },
    /// The page with these items was finished.
    PageDone { items: Vec<Id> },
    /// The participant stopped the session, with the held key or the corner button.
    StopHeld,
    /// The participant asks for the experimenter.
    CallExperimenter,
    /// The film or sound reports.
    Media { serial: u64, media: MediaInput },
    /// Somebody tried to close, leave or move the window, so many times since this was last told; it stayed.
    Restless { what: String, times: u32 },
    /// The participant agreed or not, with these ticks.
    Consent {
        serial: u64,
        agreed: bool,
        ticks: BTreeMap<Id, bool>,
    },
    /// Whether one of the listed reasons not to take part applies.
    Screening { serial: u64, passed: bool },
    /// The participant has finished remembering or writing; the text only where it is kept.
    Recalled {
        serial: u64,
        characters: u64,
        words: u64,
        text: Option<String>,
    },
    /// The participant's own key: "I feel like crying".
    SelfKey { serial: u64, down: bool },
    /// The participant ends a timed task.
    TaskStop { serial: u64 },
    /// After a stop the participant chose how to go on.
    DataChoice { serial: u64, choice: DataChoice },
    /// Whether the experimenter should come.
    Wish { serial: u64, wish: bool },
    /// The flash and chirp of the screen with this serial number are over.
    Mark { serial: u64, given: MarkInput },
}

/// What was confirmed of a flash and chirp, as distances from the input's own instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MarkInput {
    /// When the white screen was on the display; `None` when that was not asked for or not confirmed.
    pub flash: Option<Micros>,
    /// When the first chirp was heard; `None` when that was not asked for or not confirmed.
    pub chirp: Option<Micros>,
    /// How exactly both are known, in milliseconds.
    pub uncertainty_ms: Option<f64>,
    /// What was not confirmed and why, in one sentence.
    pub reason: Option<String>,
}

/// What a film or sound reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MediaInput {
    /// The first frame (or sound) after start or resume, stamped when it was really there.
    Onset { film: FilmTime },
    /// It is on this position.
    Progress { film: FilmTime },
    /// The last frame before a pause.
    Paused { film: FilmTime },
    /// The end was reached, stamped at the last frame.
    Ended { film: FilmTime, stats: FilmStats },
    /// It can't go on; `why` is one sentence for the experimenter.
    Failed {
        film: FilmTime,
        why: String,
        stats: FilmStats,
    },
    /// Its window was lost; stamped with the last frame or sound that is known to have been presented.
    Lost {
        film: FilmTime,
        /// Where it goes on.
        next: FilmTime,
        stats: FilmStats,
    },
    /// It was cut short by a stop or a skip, stamped when picture and sound had ended.
    Cut { film: FilmTime, stats: FilmStats },
}

/// Names the fault of a data folder that was left for another one.
pub const OTHER_FOLDER: &str = "folder";

/// Names the fault of a film that runs without its sound.
pub const FILM_SOUND: &str = "film_sound";

/// What is known when a session is taken up again.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeUp {
    /// When the program was last known to run; the newest event when that is later.
    pub last_s: SessionTime,
    /// Where session time has its zero on the clock of this boot.
    pub clock: ClockOrigin,
    /// The wall clock now, RFC 3339.
    pub utc: String,
    /// How exactly session time goes on.
    pub uncertainty_ms: f64,
    /// What of the journal could not be read, in one sentence.
    pub left_out: Option<String>,
}

/// What the machine reports.
#[derive(Clone, Debug, PartialEq)]
pub enum WorldInput {
    /// The stage process died or hangs.
    StageLost { why: String },
    /// A new stage process shows its first screen.
    StageBack,
    /// Something is wrong with a device or the disk; stays until cleared.
    Fault { id: String, text: String },
    /// The fault is mended.
    FaultCleared { id: String },
    /// The computer slept or its wall clock was set.
    Clock {
        why: String,
        utc: String,
        uncertainty_ms: f64,
    },
    /// The session is closed although it has not come to its end.
    Interrupt { reason: Reason },
    /// A session that the program's end had broken off goes on; the stage is there.
    TakeUp(Box<TakeUp>),
}

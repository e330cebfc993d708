//! The words that facts are made of: how things ended, who did them, what was answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;

/// How the session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every step was done.
    Completed,
    /// Stopped by the participant or the experimenter.
    Stopped,
    /// The participant withdrew.
    Withdrawn,
    /// Broken off by a fault or a crash.
    Interrupted,
}

/// Who or what ended a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// Its duration, or the next probe's time.
    Time,
    /// The participant.
    Participant,
    /// The experimenter.
    Experimenter,
    /// The end of the film or sound.
    Stimulus,
    /// The experimenter left it out.
    Skip,
    /// The session was stopped.
    Stop,
}

/// What closed a bout or ended coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoutEnd {
    /// A key press.
    Key,
    /// The release of a held key.
    Release,
    /// The end of coding.
    CodingEnd,
    /// The session was stopped.
    Stop,
    /// The session's end.
    SessionEnd,
    /// Another program took the keyboard.
    FocusLost,
    /// The program ended in the middle of the session, which was taken up again later.
    Interrupted,
    /// Its end was settled after the session, by amendment; no session's own journal says this.
    Amendment,
}

impl BoutEnd {
    /// Whether the bout's true end is unknown.
    pub fn is_censored(self) -> bool {
        !matches!(self, Self::Key | Self::Release | Self::Amendment)
    }
}

/// What was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undone {
    /// A whole bout.
    Bout(u64),
    /// The last change of level in this open bout.
    Level(u64),
    /// A point event.
    Point(u64),
}

/// What was moved in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nudged {
    /// The onset of a bout.
    Bout(u64),
    /// A point event.
    Point(u64),
}

/// Who or what ended a timed task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskEnd {
    /// The participant, on the stage.
    Participant,
    /// The experimenter, at the desk.
    Experimenter,
    /// The longest time allowed.
    Cap,
    /// The session was stopped.
    Stop,
}

/// How the participant wants to go on after a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataChoice {
    /// Go on with the session.
    GoOn,
    /// End it; the data are kept.
    Keep,
    /// End it; the data are deleted.
    Delete,
}

/// How badly a participant is distressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Passing by itself.
    Mild,
    /// Needs attention.
    Moderate,
    /// Needs help.
    Severe,
}

/// When a flash and chirp is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkWhy {
    /// Live coding begins.
    Start,
    /// Live coding has ended.
    End,
}

/// What became of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProbeStatus {
    /// Touched within its window.
    OnTime,
    /// Touched after its window and before it counted as missed.
    Late,
    /// Never touched in time.
    Missed,
    /// Opened by the experimenter after it was missed.
    OutOfWindow,
    /// Every item was declined.
    Declined,
    /// Left out, or the session ended before it.
    NotShown,
    /// Broken off by a stop.
    Aborted,
}

/// Why a value is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The participant prefers not to answer.
    Declined,
    /// The item never came into view.
    NotShown,
    /// The time for it ran out.
    TimedOut,
    /// The session was stopped.
    Aborted,
    /// The participant withdrew.
    Withdrawn,
    /// A fault.
    Technical,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A position on a scale or a number.
    Number(f64),
    /// An option's id, or free text.
    Text(String),
    /// The ids of the chosen options, in the order in which they are offered.
    Many(Vec<Id>),
    /// A place on a square.
    Place {
        /// From left to right, 0 to 100.
        x: f64,
        /// From below to above, 0 to 100.
        y: f64,
    },
}

/// What the participant answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A mouse.
    Mouse,
    /// A touch screen.
    Touch,
    /// A keyboard.
    Key,
}

/// How a film or sound came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presented {
    /// Played to its end.
    Whole,
    /// Cut by a stop or a skip.
    Cut,
    /// Broken off by a fault.
    Failed,
}

/// How faithfully a film was shown. Counts add over restarts; the worst gap counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmStats {
    /// Frames whose time came.
    pub due: u64,
    /// Frames that were really shown.
    pub shown: u64,
    /// Frames that were not.
    pub dropped: u64,
    /// Longest time between two frames' appearance.
    pub longest_gap_ms: f64,
    /// SD of the frames' lateness.
    pub jitter_sd_ms: f64,
}

impl FilmStats {
    /// The counts of two stretches of one film together. Lateness is compared within each, for each has its own clock.
    pub fn and(self, other: Self) -> Self {
        let weight = |stats: Self| stats.shown.saturating_sub(1) as f64;
        let squares = |stats: Self| stats.jitter_sd_ms.powi(2) * weight(stats);
        let weights = weight(self) + weight(other);
        Self {
            due: self.due + other.due,
            shown: self.shown + other.shown,
            dropped: self.dropped + other.dropped,
            longest_gap_ms: self.longest_gap_ms.max(other.longest_gap_ms),
            jitter_sd_ms: if weights > 0.0 {
                ((squares(self) + squares(other)) / weights).sqrt()
            } else {
                0.0
            },
        }
    }
}

/// Who stopped the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopBy {
    /// The participant.
    Participant,
    /// The experimenter.
    Experimenter,
}

/// Why the experimenter is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// The participant stopped the session.
    ParticipantStopped,
    /// The participant asks for the experimenter.
    ParticipantCalls,
    /// A film or sound can't go on.
    MediaFailed,
    /// A probe was missed.
    ProbeMissed,
    /// The stage process died.
    StageLost,
    /// The participant wants the experimenter to come; asked for by the protocol's rule, whose answers stay unseen.
    ParticipantWishes,
    /// The last probe of the session says that the participant is not well.
    ParticipantNotWell,
    /// The participant refused consent.
    ConsentRefused,
    /// The participant may not take part.
    ScreenedOut,
    /// The participant wants the data to be deleted.
    DataDeletion,
}

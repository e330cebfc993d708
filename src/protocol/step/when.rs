//! When steps come and go: delays after anchors, what ends a step, and what it is shown for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;

/// When a probe falls due: a delay after an anchor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct After {
    /// An earlier step.
    pub step: Id,
    /// Which of its instants.
    pub anchor: Anchor,
    /// How long after it, in seconds.
    pub delay_s: f64,
}

/// An instant that delays count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The step's confirmed onset.
    Start,
    /// The step's end; a film's last shown frame.
    End,
    /// The first coded onset since the step began; the step's end when nothing was coded.
    FirstOnset,
    /// The last coded offset since the step began; the step's end when nothing was coded.
    LastOffset,
}

/// Who or what ends a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Advance {
    /// The participant, with the button on the stage.
    Participant,
    /// The experimenter, at the desk.
    Experimenter,
    /// Its duration.
    Time,
}

/// Starts or stops live coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodingSwitch {
    /// Coding begins with this step.
    Start,
    /// Coding ends before this step.
    Stop,
}

/// A condition for showing a step; every part that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowIf {
    /// The session's condition is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Vec<Id>>,
    /// An earlier answer passes this test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerTest>,
    /// The visit is one of these, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Vec<u32>>,
    /// The participant ticked this point of an earlier consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consented: Option<Id>,
}

/// A test of an earlier answer; a missing answer never passes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerTest {
    /// The earlier step.
    pub step: Id,
    /// The item asked there.
    pub item: Id,
    /// The option that was chosen, or one of those that were, is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Id>>,
    /// The number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// The number lies more than this below the participant's baseline: the mean of the same item in the probes before the first
    /// stimulus that may change the mood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_baseline: Option<f64>,
}

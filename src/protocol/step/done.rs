//! Steps in which somebody does something: timed tasks, actions of the experimenter, samples, the debriefing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::After;
use crate::protocol::{Id, Text};

/// A task whose duration is the measure, such as a cold pressor or a wall sit. The experimenter starts its clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskStep {
    /// What the participant reads.
    pub text: Text,
    /// After this time the task is ended, in seconds.
    pub cap_s: f64,
    /// What the experimenter must heed, such as who must not take part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<Text>,
}

/// Something that the experimenter does to the participant, each application marked by a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionStep {
    /// What the experimenter reads.
    pub instruction: Text,
    /// What the participant reads; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// How many applications are planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applications: Option<u32>,
}

/// A sample that is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleStep {
    /// What is taken.
    pub material: Material,
    /// When it should be taken; when the step begins, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
    /// What the experimenter reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<Text>,
    /// What the participant reads; nothing when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// What a sample is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    /// Saliva, as for cortisol.
    Saliva,
    /// Tear fluid.
    Tear,
    /// Blood.
    Blood,
    /// Something else.
    Other,
}

/// The debriefing. The session can't be finished before it is confirmed, or "left early" is recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DebriefStep {
    /// What the participant reads.
    pub text: Text,
    /// What the experimenter ticks off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<DebriefPoint>,
}

/// One point of a debriefing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DebriefPoint {
    /// Names it in the data.
    pub id: Id,
    /// What the experimenter reads.
    pub text: Text,
}

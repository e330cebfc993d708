//! Steps that ask the participant, or the experimenter, for something.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::After;
use crate::protocol::{Id, Text};

/// A mood probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbeStep {
    /// The instrument that is asked.
    pub instrument: Id,
    /// When it falls due; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
    /// Whether it counts towards the baseline where it stands before the induction; false for a probe that an instruction may have
    /// changed already.
    #[serde(default = "ProbeStep::is_baseline", skip_serializing_if = "is_true")]
    pub baseline: bool,
    /// From which answer on the participant is asked whether they want the experimenter to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distress: Option<DistressRule>,
}

impl ProbeStep {
    fn is_baseline() -> bool {
        true
    }
}

fn is_true(holds: &bool) -> bool {
    *holds
}

/// When a probe's answer leads to the question whether the experimenter should come; one part that holds is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistressRule {
    /// The item whose answer counts.
    pub item: Id,
    /// The answer lies more than this below the participant's baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_baseline: Option<f64>,
    /// The answer is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

/// Questions that are asked once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionsStep {
    /// The instrument that is asked.
    pub instrument: Id,
    /// Who answers.
    #[serde(default, skip_serializing_if = "Answerer::is_participant")]
    pub by: Answerer,
}

/// Who answers questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answerer {
    /// The participant, on the stage.
    #[default]
    Participant,
    /// The experimenter, at the desk, while the participant sees a calm screen.
    Experimenter,
}

impl Answerer {
    fn is_participant(&self) -> bool {
        *self == Self::Participant
    }
}

/// The participant's consent. Its text is kept as a digest, with version and language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConsentStep {
    /// Version of the text, as the ethics board knows it.
    pub version: String,
    /// What the participant reads.
    pub text: Text,
    /// What is agreed to, each with a tick of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ticks: Vec<Tick>,
    /// The consent is asked again after the study was explained: who refuses now withdraws the data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renewed: bool,
    /// Says below the text what the stimuli show, from their tags.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub content_notice: bool,
}

/// One thing that is agreed to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tick {
    /// Names it in the data, such as `video`.
    pub id: Id,
    /// What the participant reads.
    pub text: Text,
    /// Whether nobody can take part without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// Reasons not to take part, as a list; only whether one of them applies is stored, never which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScreeningStep {
    /// What the participant reads above the list.
    pub text: Text,
    /// The reasons.
    pub points: Vec<Text>,
}

/// The moments of a stimulus, one after the other, each with the items of an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewStep {
    /// The stimulus whose moments are reviewed.
    pub stimulus: Id,
    /// What is asked of each moment.
    pub instrument: Id,
}

/// Remembering, imagining or writing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecallStep {
    /// What the participant reads.
    pub text: Text,
    /// Whether there is a field to write in.
    #[serde(default = "RecallStep::write_by_default")]
    pub write: bool,
    /// What is kept of what was written.
    #[serde(default)]
    pub store: Store,
    /// Least time: the participant's button comes after it, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_s: Option<f64>,
    /// Most time: the step ends by itself then, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_s: Option<f64>,
}

impl RecallStep {
    fn write_by_default() -> bool {
        true
    }
}

/// What is kept of a written text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    /// How long it is; the words themselves never leave the participant's window.
    #[default]
    Length,
    /// The text itself.
    Text,
}

/// The participant practises stopping: holds the Escape key or the corner button until the screen thanks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PracticeStopStep {
    /// What the participant reads; a standard text when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// After a stop the participant chooses: go on, end and keep the data, end and delete them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DataChoiceStep {
    /// What the participant reads; a standard text when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// Whether going on is offered.
    #[serde(default = "DataChoiceStep::go_on_by_default")]
    pub may_go_on: bool,
}

impl DataChoiceStep {
    fn go_on_by_default() -> bool {
        true
    }
}

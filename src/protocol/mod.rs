//! What is planned: steps, stimuli, instruments, the coding scheme and conditions of one protocol file.

pub mod assets;
pub mod check;
mod coding;
mod id;
mod instrument;
pub mod load;
mod media;
mod problem;
mod regular_file;
pub mod schema;
mod step;
mod stimulus;
pub mod template;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use coding::{Channel, Coding, Key, NOT_VISIBLE, PointCode};
pub use id::Id;
pub use instrument::{Choice, Instrument, Item, ItemOrder, Scale, Score, ScoreMethod};
pub use media::{FileFacts, facts, media_places};
pub use problem::{Finding, Problem, Severity};
pub use step::{
    Advance, After, Anchor, AnswerTest, CodingSwitch, EndStep, FilmStep, ImageStep, Presence,
    ProbeStep, QuestionsStep, RestStep, ShowIf, SoundStep, Step, StepKind, TextStep, WaitStep,
};
pub use stimulus::{ASSET, Moment, Stimulus, StimulusKind, Tags, Valence};
pub use text::Text;

/// The `format` that every protocol file names.
pub const FORMAT: &str = "lacrima.protocol";
/// The newest `version` of the protocol format.
pub const VERSION: u32 = 1;

/// One protocol, as its file holds it. The file's schema is generated from this type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Protocol {
    /// Always `lacrima.protocol`.
    pub format: String,
    /// Version of the format: 1.
    pub version: u32,
    /// Names the protocol in files and tables.
    pub id: Id,
    /// What the experimenter reads in the list of protocols.
    pub title: Text,
    /// A caution shown wherever the protocol is offered, such as "demonstration, not validated".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Text>,
    /// The study that the sessions belong to.
    pub study: Study,
    /// The publications that the protocol follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<String>,
    /// Films, sounds and images by id.
    #[serde(default)]
    pub stimuli: BTreeMap<Id, Stimulus>,
    /// Sets of items by id.
    #[serde(default)]
    pub instruments: BTreeMap<Id, Instrument>,
    /// What the experimenter codes, and with which keys.
    #[serde(default)]
    pub coding: Coding,
    /// The conditions; one of them is chosen for each session.
    pub conditions: Vec<Condition>,
    /// How a session gets its condition.
    #[serde(default)]
    pub allocation: Allocation,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// What happens after the participant or the experimenter stopped the session.
    #[serde(default)]
    pub on_stop: Vec<Step>,
}

/// The study that a protocol belongs to; study mode needs every field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Study {
    /// Names the study's folder.
    pub id: Id,
    /// Number of the ethics approval.
    #[serde(default)]
    pub ethics_id: Option<String>,
    /// The person responsible, and how to reach them.
    #[serde(default)]
    pub contact: Option<String>,
    /// Day until which the data are kept (YYYY-MM-DD).
    #[serde(default)]
    pub retain_until: Option<String>,
}

/// One condition of the design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// Names the condition in the data.
    pub id: Id,
    /// What the experimenter reads when choosing; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// How a session gets its condition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Allocation {
    /// The method.
    pub method: AllocationMethod,
}

/// Ways to allocate a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// The experimenter chooses at set-up.
    #[default]
    Manual,
}

impl Protocol {
    /// Every step of the file: first `steps`, then `on_stop`.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(&self.on_stop)
    }

    /// The step with this id, in `steps` or `on_stop`.
    pub fn step(&self, id: &Id) -> Option<&Step> {
        self.all_steps().find(|step| step.id == *id)
    }

    /// Divides every wait, rest and delay by `speed`, for rehearsals and pilots; films and sounds keep their length.
    pub fn shorten_waits(&mut self, speed: f64) {
        for step in self.steps.iter_mut().chain(&mut self.on_stop) {
            step.shorten(speed);
        }
    }
}

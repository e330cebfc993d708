//! What is planned: steps, stimuli, instruments, the coding scheme and conditions of one protocol file.

pub mod allocate;
pub mod assets;
pub mod check;
mod coding;
pub mod covariates;
mod design;
mod id;
pub mod identity;
mod instrument;
pub mod load;
mod mark;
mod media;
mod part;
mod picture;
mod problem;
mod regular_file;
pub mod schema;
mod step;
mod stimulus;
mod subtitles;
pub mod template;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use coding::{
    Channel, Coding, Key, NOT_VISIBLE, PointCode, PointGroup, Quality, Sense, SourceCode,
};
pub use design::{
    Allocation, AllocationMethod, Condition, Covariate, Observation, Relation, Setting, Visits,
};
pub use id::Id;
pub use instrument::{
    Axis, CRYING_LEVEL, Choice, Instrument, Item, ItemOrder, MoreIs, Scale, Score, ScoreMethod,
};
pub use mark::Mark;
pub use media::{FileFacts, facts, media_places};
pub use part::FileKind;
pub use picture::{decode_picture, picture_size};
pub use problem::{Finding, Problem, Severity};
pub use step::{
    ActionStep, Advance, After, Anchor, AnswerTest, Answerer, CodingSwitch, ConsentStep,
    DataChoiceStep, DebriefPoint, DebriefStep, DistressRule, EndStep, FilmStep, ImageStep,
    Material, PracticeStopStep, Presence, ProbeStep, QuestionsStep, RecallStep, RestStep,
    ReviewStep, SampleStep, ScreeningStep, ShowIf, SoundStep, Step, StepKind, Store, TaskStep,
    TextStep, Tick, WaitStep,
};
pub use stimulus::{ASSET, KnownBout, Moment, Resolution, Stimulus, StimulusKind, Tags, Valence};
pub use subtitles::subtitle_places;
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
    /// The flash and chirp by which a camera's video of the participant is laid on session time; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What is noted of the participant at set-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covariates: Vec<Covariate>,
    /// How many visits there are, and how far apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<Visits>,
    /// Who is with the participant and who watches, unless set-up says otherwise.
    #[serde(default, skip_serializing_if = "Setting::is_default")]
    pub setting: Setting,
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
    /// What happens after the participant refused consent or was screened out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_decline: Vec<Step>,
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

impl Protocol {
    /// Every step of the file: first `steps`, then `on_stop`, then `on_decline`.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps
            .iter()
            .chain(&self.on_stop)
            .chain(&self.on_decline)
    }

    /// Whether it is for coders to practise with: what happens in its stimuli is known, and nobody's mood is measured. Elsewhere
    /// the coder watches the participant, not the film, so known bouts say nothing of the coder.
    pub fn is_for_coders(&self) -> bool {
        let is_probe = |step: &Step| matches!(step.kind, StepKind::Probe(_));
        !self.stimuli.is_empty()
            && self
                .stimuli
                .values()
                .all(|stimulus| !stimulus.known.is_empty())
            && !self.all_steps().any(is_probe)
    }

    /// The step with this id, in whichever list.
    pub fn step(&self, id: &Id) -> Option<&Step> {
        self.all_steps().find(|step| step.id == *id)
    }

    /// Whether the step may change the mood: it shows or plays something that is not tagged as neutral, the participant remembers or
    /// endures something, or something is done to them from which a probe's delay counts.
    pub fn may_change_mood(&self, step: &Step) -> bool {
        let is_anchor = |id: &Id| {
            let afters = self.steps.iter().filter_map(Step::after);
            afters.map(|after| &after.step).any(|anchor| anchor == id)
        };
        let done = match step.kind {
            StepKind::Recall(_) | StepKind::Task(_) => true,
            StepKind::Action(_) => is_anchor(&step.id),
            _ => false,
        };
        done || step.stimulus().is_some_and(|id| {
            let tags = self.stimuli.get(id).and_then(|s| s.tags.as_ref());
            tags.is_none_or(|tags| tags.valence != Valence::Neutral)
        })
    }

    /// The steps before the first one that may change the mood in `condition`: what is asked there is the baseline.
    pub fn before_induction<'p>(&'p self, condition: &'p Id) -> impl Iterator<Item = &'p Step> {
        let shown = move |step: &&Step| {
            let named = step
                .show_if
                .as_ref()
                .and_then(|test| test.condition.as_ref());
            named.is_none_or(|named| named.contains(condition))
        };
        self.steps
            .iter()
            .filter(shown)
            .take_while(|step| !self.may_change_mood(step))
    }

    /// The step at whose beginning an allocated condition is shown to the experimenter: the one that says so, else the first that
    /// depends on it.
    pub fn reveal_step(&self) -> Option<&Id> {
        let depends = |step: &&Step| {
            step.show_if
                .as_ref()
                .is_some_and(|test| test.condition.is_some())
        };
        self.allocation
            .reveal
            .as_ref()
            .or_else(|| self.steps.iter().find(depends).map(|step| &step.id))
    }

    /// Divides every wait, rest and delay by `speed`, for rehearsals and pilots; films and sounds keep their length.
    pub fn shorten_waits(&mut self, speed: f64) {
        let lists = [&mut self.steps, &mut self.on_stop, &mut self.on_decline];
        for step in lists.into_iter().flatten() {
            step.shorten(speed);
        }
    }
}

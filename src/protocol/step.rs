//! The steps of a protocol: what is shown or asked, for how long, and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text};

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Names the step in the data.
    pub id: Id,
    /// What the step is.
    #[serde(flatten)]
    pub kind: StepKind,
    /// Who or what ends the step, where that differs from the kind's own way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<Advance>,
    /// The step is left out unless this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<ShowIf>,
    /// Starts or stops live coding when the step begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding: Option<CodingSwitch>,
}

/// The kinds of steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// A page of text.
    Text(TextStep),
    /// A mood probe: an instrument, at once or at a delay.
    Probe(ProbeStep),
    /// Questions that are asked once and are no mood outcome.
    Questions(QuestionsStep),
    /// Sitting still for a while.
    Rest(RestStep),
    /// Time between measurements.
    Wait(WaitStep),
    /// A film.
    Film(FilmStep),
    /// A sound.
    Sound(SoundStep),
    /// A picture.
    Image(ImageStep),
    /// The last screen.
    End(EndStep),
}

/// A page of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextStep {
    /// What the participant reads.
    pub text: Text,
    /// Time that it stays when `advance` is `time`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
}

/// A mood probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbeStep {
    /// The instrument that is asked.
    pub instrument: Id,
    /// When it falls due; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
}

/// Questions that are asked once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionsStep {
    /// The instrument that is asked.
    pub instrument: Id,
}

/// Sitting still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RestStep {
    /// How long, in seconds.
    pub duration_s: f64,
    /// A line on the screen; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Time between measurements. It lasts `duration_s`, or with `fill` until the next probe falls due, or until the experimenter goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaitStep {
    /// Ends when the next probe falls due.
    #[serde(default)]
    pub fill: bool,
    /// How long, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Whether the participant may leave the room.
    #[serde(default)]
    pub presence: Presence,
    /// A line on the screen; a standard one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// Whether the participant may leave the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// The participant stays.
    #[default]
    Stay,
    /// The participant may leave and comes back.
    MayLeave,
}

/// A film.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilmStep {
    /// The stimulus that is shown.
    pub stimulus: Id,
}

/// A sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SoundStep {
    /// The stimulus that is played.
    pub stimulus: Id,
    /// A line on the screen meanwhile; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImageStep {
    /// The stimulus that is shown.
    pub stimulus: Id,
    /// How long, in seconds; until `advance` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
}

/// The last screen; the experimenter closes the session from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EndStep {
    /// What the participant reads; a standard line when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
}

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
}

/// A test of an earlier answer; a missing answer never passes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerTest {
    /// The earlier step.
    pub step: Id,
    /// The item asked there.
    pub item: Id,
    /// The option that was chosen is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Id>>,
    /// The number is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// The number is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

impl StepKind {
    /// The kind's name as the files have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Probe(_) => "probe",
            Self::Questions(_) => "questions",
            Self::Rest(_) => "rest",
            Self::Wait(_) => "wait",
            Self::Film(_) => "film",
            Self::Sound(_) => "sound",
            Self::Image(_) => "image",
            Self::End(_) => "end",
        }
    }
}

impl Step {
    /// The stimulus that the step shows or plays.
    pub fn stimulus(&self) -> Option<&Id> {
        match &self.kind {
            StepKind::Film(film) => Some(&film.stimulus),
            StepKind::Sound(sound) => Some(&sound.stimulus),
            StepKind::Image(image) => Some(&image.stimulus),
            _ => None,
        }
    }

    /// The instrument that the step asks.
    pub fn instrument(&self) -> Option<&Id> {
        match &self.kind {
            StepKind::Probe(probe) => Some(&probe.instrument),
            StepKind::Questions(questions) => Some(&questions.instrument),
            _ => None,
        }
    }

    /// The probe's delay from its anchor, if the step is such a probe.
    pub fn after(&self) -> Option<&After> {
        match &self.kind {
            StepKind::Probe(probe) => probe.after.as_ref(),
            _ => None,
        }
    }

    /// How long the step lasts by the clock, in seconds, if time ends it.
    pub fn duration_s(&self) -> Option<f64> {
        match &self.kind {
            StepKind::Text(text) => text
                .duration_s
                .filter(|_| self.ends_by() == Some(Advance::Time)),
            StepKind::Rest(rest) => Some(rest.duration_s),
            StepKind::Wait(wait) => wait.duration_s,
            StepKind::Image(image) => image.duration_s,
            _ => None,
        }
    }

    /// Who or what ends the step; `None` where its content does (films, sounds, probes, filling waits).
    pub fn ends_by(&self) -> Option<Advance> {
        self.advance.or(match &self.kind {
            StepKind::Text(_) => Some(Advance::Participant),
            StepKind::Rest(_) => Some(Advance::Time),
            StepKind::Wait(wait) if wait.fill => None,
            StepKind::Wait(wait) => Some(if wait.duration_s.is_some() {
                Advance::Time
            } else {
                Advance::Experimenter
            }),
            StepKind::Image(image) => Some(if image.duration_s.is_some() {
                Advance::Time
            } else {
                Advance::Participant
            }),
            StepKind::End(_) => Some(Advance::Experimenter),
            StepKind::Probe(_)
            | StepKind::Questions(_)
            | StepKind::Film(_)
            | StepKind::Sound(_) => None,
        })
    }

    pub(super) fn shorten(&mut self, speed: f64) {
        match &mut self.kind {
            StepKind::Rest(rest) => rest.duration_s /= speed,
            StepKind::Wait(wait) => {
                if let Some(duration_s) = &mut wait.duration_s {
                    *duration_s /= speed;
                }
            }
            StepKind::Probe(probe) => {
                if let Some(after) = &mut probe.after {
                    after.delay_s /= speed;
                }
            }
            _ => {}
        }
    }
}

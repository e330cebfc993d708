//! The steps of a protocol: what is shown, asked or done, for how long, and when.

mod asked;
mod done;
mod shown;
mod when;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Key};

pub use asked::{
    Answerer, ConsentStep, DataChoiceStep, DistressRule, PracticeStopStep, ProbeStep,
    QuestionsStep, RecallStep, ReviewStep, ScreeningStep, Store, Tick,
};
pub use done::{ActionStep, DebriefPoint, DebriefStep, Material, SampleStep, TaskStep};
pub use shown::{EndStep, FilmStep, ImageStep, Presence, RestStep, SoundStep, TextStep, WaitStep};
pub use when::{Advance, After, Anchor, AnswerTest, CodingSwitch, ShowIf};

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
    /// The step is there to mend the mood, so it belongs after the last mood probe that is an outcome.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repair: bool,
}

/// The kinds of steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// A page of text.
    Text(TextStep),
    /// The participant's consent.
    Consent(ConsentStep),
    /// Reasons not to take part; stored as pass or fail only.
    Screening(ScreeningStep),
    /// A mood probe: an instrument, at once or at a delay.
    Probe(ProbeStep),
    /// Questions that are no mood outcome, to the participant or the experimenter.
    Questions(QuestionsStep),
    /// The moments of a stimulus, each with the same few items.
    Review(ReviewStep),
    /// Remembering, imagining or writing.
    Recall(RecallStep),
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
    /// A timed task.
    Task(TaskStep),
    /// Something that the experimenter does to the participant.
    Action(ActionStep),
    /// A sample that is taken.
    Sample(SampleStep),
    /// The participant practises stopping.
    PracticeStop(PracticeStopStep),
    /// After a stop: go on, keep the data, or delete them.
    DataChoice(DataChoiceStep),
    /// The debriefing.
    Debrief(DebriefStep),
    /// The last screen.
    End(EndStep),
}

impl StepKind {
    /// The kind's name as the files have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Consent(_) => "consent",
            Self::Screening(_) => "screening",
            Self::Probe(_) => "probe",
            Self::Questions(_) => "questions",
            Self::Review(_) => "review",
            Self::Recall(_) => "recall",
            Self::Rest(_) => "rest",
            Self::Wait(_) => "wait",
            Self::Film(_) => "film",
            Self::Sound(_) => "sound",
            Self::Image(_) => "image",
            Self::Task(_) => "task",
            Self::Action(_) => "action",
            Self::Sample(_) => "sample",
            Self::PracticeStop(_) => "practice_stop",
            Self::DataChoice(_) => "data_choice",
            Self::Debrief(_) => "debrief",
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
            StepKind::Review(review) => Some(&review.instrument),
            _ => None,
        }
    }

    /// The key that the participant holds while feeling like crying, if the step asks for it.
    pub fn self_key(&self) -> Option<&Key> {
        match &self.kind {
            StepKind::Film(film) => film.self_key.as_ref(),
            StepKind::Sound(sound) => sound.self_key.as_ref(),
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

    /// Who answers, if the step asks.
    pub fn answerer(&self) -> Option<Answerer> {
        match &self.kind {
            StepKind::Probe(_) | StepKind::Review(_) => Some(Answerer::Participant),
            StepKind::Questions(questions) => Some(questions.by),
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
            StepKind::Action(_) => Some(Advance::Experimenter),
            // Their content ends them, each in its own way.
            StepKind::Consent(_)
            | StepKind::Screening(_)
            | StepKind::Probe(_)
            | StepKind::Questions(_)
            | StepKind::Review(_)
            | StepKind::Recall(_)
            | StepKind::Film(_)
            | StepKind::Sound(_)
            | StepKind::Task(_)
            | StepKind::Sample(_)
            | StepKind::PracticeStop(_)
            | StepKind::DataChoice(_)
            | StepKind::Debrief(_) => None,
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
            StepKind::Probe(ProbeStep {
                after: Some(after), ..
            })
            | StepKind::Sample(SampleStep {
                after: Some(after), ..
            }) => after.delay_s /= speed,
            StepKind::Text(TextStep {
                min_s: Some(min_s), ..
            }) => *min_s /= speed,
            StepKind::Recall(recall) => {
                for time_s in [&mut recall.min_s, &mut recall.cap_s].into_iter().flatten() {
                    *time_s /= speed;
                }
            }
            _ => {}
        }
    }
}

//! What happened beside the plan: incidents, deviations, notes and faults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::coding::AmendedPart;
use crate::protocol::Id;
use crate::session::{Alarm, Event, Fact, Severity, StopBy};
use crate::time::SessionTime;

/// Something that the experimenter had to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// When.
    pub t_s: SessionTime,
    /// What kind.
    pub what: IncidentKind,
    /// When the experimenter had seen it; null when never, or when there was nothing to see.
    pub seen_s: Option<SessionTime>,
    /// More words; null when there are none.
    pub detail: Option<String>,
    /// How badly the participant was distressed; absent in other incidents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What was done about it; absent when nothing was, and in other incidents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
}

/// Kinds of incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// The participant stopped the session.
    StoppedByParticipant,
    /// The experimenter stopped the session.
    StoppedByExperimenter,
    /// The desk was alarmed because the participant stopped.
    ParticipantStopped,
    /// The participant asked for the experimenter.
    ParticipantCalls,
    /// A film or sound could not go on.
    MediaFailed,
    /// A probe was missed.
    ProbeMissed,
    /// The stage process died.
    StageLost,
    /// The participant wanted the experimenter to come, after the protocol's rule had asked.
    ParticipantWishes,
    /// The last probe said that the participant was not well.
    ParticipantNotWell,
    /// The participant refused consent.
    ConsentRefused,
    /// The participant may not take part.
    ScreenedOut,
    /// The participant wanted the data to be deleted.
    DataDeletion,
    /// The experimenter noticed that the participant was distressed: an adverse event.
    Distressed,
    /// The participant tried to leave the window.
    Restless,
}

/// Something done otherwise than planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deviation {
    /// When.
    pub t_s: SessionTime,
    /// What.
    pub what: String,
    /// In which step; null between steps.
    pub step: Option<Id>,
    /// Why.
    pub reason: String,
}

/// A remark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// When.
    pub t_s: SessionTime,
    /// The remark.
    pub text: String,
    /// `added` when it was written after the session, by amendment; absent otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<AmendedPart>,
}

/// A failure of a device or the disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FaultRow {
    /// Which.
    pub id: String,
    /// What was said of it.
    pub text: String,
    /// When it was noticed.
    pub t_s: SessionTime,
    /// When it was mended; null when never.
    pub cleared_s: Option<SessionTime>,
}

/// Name under which a lost stage process stands among the faults.
const STAGE: &str = "stage";

pub(super) fn incidents(events: &[Event]) -> Vec<Incident> {
    let seen = |alarm: u64| {
        let seen = events
            .iter()
            .find(|event| event.fact == Fact::AlarmSeen { alarm });
        seen.map(Event::instant)
    };
    let row = |event: &Event, what, seen_s, detail| Incident {
        t_s: event.instant(),
        what,
        seen_s,
        detail,
        severity: None,
        actions: Vec::new(),
    };
    events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Stopped { by } => Some(row(event, IncidentKind::of_stop(*by), None, None)),
            Fact::AlarmRaised { alarm, what } => Some(row(
                event,
                IncidentKind::of_alarm(*what),
                seen(*alarm),
                None,
            )),
            Fact::Distressed {
                severity,
                actions,
                note,
            } => {
                let detail = Some(note.clone()).filter(|note| !note.is_empty());
                Some(Incident {
                    severity: Some(*severity),
                    actions: actions.clone(),
                    ..row(event, IncidentKind::Distressed, None, detail)
                })
            }
            Fact::Restless { what, times } => {
                let detail = match times {
                    1 => what.clone(),
                    _ => format!("{what}, {times} times"),
                };
                Some(row(event, IncidentKind::Restless, None, Some(detail)))
            }
            _ => None,
        })
        .collect()
}

impl IncidentKind {
    fn of_stop(by: StopBy) -> Self {
        match by {
            StopBy::Participant => Self::StoppedByParticipant,
            StopBy::Experimenter => Self::StoppedByExperimenter,
        }
    }

    fn of_alarm(alarm: Alarm) -> Self {
        match alarm {
            Alarm::ParticipantStopped => Self::ParticipantStopped,
            Alarm::ParticipantCalls => Self::ParticipantCalls,
            Alarm::MediaFailed => Self::MediaFailed,
            Alarm::ProbeMissed => Self::ProbeMissed,
            Alarm::StageLost => Self::StageLost,
            Alarm::ParticipantWishes => Self::ParticipantWishes,
            Alarm::ParticipantNotWell => Self::ParticipantNotWell,
            Alarm::ConsentRefused => Self::ConsentRefused,
            Alarm::ScreenedOut => Self::ScreenedOut,
            Alarm::DataDeletion => Self::DataDeletion,
        }
    }
}

pub(super) fn deviations(events: &[Event]) -> Vec<Deviation> {
    let row = |event: &Event| match &event.fact {
        Fact::Deviation { what, step, reason } => Some(Deviation {
            t_s: event.instant(),
            what: what.clone(),
            step: step.clone(),
            reason: reason.clone(),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

pub(super) fn notes(events: &[Event]) -> Vec<Note> {
    let row = |event: &Event| match &event.fact {
        Fact::Note { text } => Some(Note {
            t_s: event.instant(),
            text: text.clone(),
            amended: Vec::new(),
        }),
        _ => None,
    };
    events.iter().filter_map(row).collect()
}

pub(super) fn faults(events: &[Event]) -> Vec<FaultRow> {
    let mut faults: Vec<FaultRow> = Vec::new();
    for event in events {
        let t_s = event.instant();
        let mut begin = |id: &str, text: &str| {
            clear(&mut faults, id, t_s);
            faults.push(FaultRow {
                id: id.to_owned(),
                text: text.to_owned(),
                t_s,
                cleared_s: None,
            });
        };
        match &event.fact {
            Fact::Fault { id, text } => begin(id, text),
            Fact::StageLost { why } => begin(STAGE, why),
            Fact::MediaFailed { step, why, .. } => begin(step.as_str(), why),
            Fact::FaultCleared { id } => clear(&mut faults, id, t_s),
            Fact::StageBack => clear(&mut faults, STAGE, t_s),
            _ => {}
        }
    }
    faults
}

fn clear(faults: &mut [FaultRow], id: &str, at: SessionTime) {
    let open = faults
        .iter_mut()
        .rev()
        .find(|fault| fault.id == id && fault.cleared_s.is_none());
    if let Some(fault) = open {
        fault.cleared_s = Some(at);
    }
}

//! Who was with the participant, and what they did: absences, social events, and whether these fall into the measuring
//! (SCIENCE.md 1F and R07).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::coding::PointRow;
use super::films::Film;
use super::probes::Probe;
use crate::protocol::{Id, PointGroup, Protocol, Relation, Setting};
use crate::session::{Event, Fact};
use crate::time::{FilmTime, SessionTime};

/// From an instant on, so many others were with the participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Company {
    /// Since when.
    pub from_s: SessionTime,
    /// How many others.
    pub n_present: u8,
    /// Who they were to the participant; null when nobody was there or nothing was said.
    pub relation: Option<Relation>,
}

/// One row of the contact log: the participant was away, or somebody did something. `what` tells which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Contact {
    /// Somebody did something.
    Social(SocialEvent),
    /// The participant was out of the room.
    Absence(Absence),
}

/// What a row of the contact log is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// The participant was out of the room; files of older versions hold only these and do not say so.
    #[default]
    Absence,
    /// Somebody did something.
    Social,
}

/// A time in which the participant was out of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Absence {
    /// Always `absence`.
    #[serde(default)]
    pub what: ContactKind,
    /// When the participant left.
    pub left_s: SessionTime,
    /// When the participant was back; null when never.
    pub returned_s: Option<SessionTime>,
    /// Why.
    pub reason: String,
}

/// Somebody touched, comforted, ignored … the participant. It stands among the points too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SocialEvent {
    /// Always `social`.
    pub what: ContactKind,
    /// Its code.
    pub kind: Id,
    /// Who it came from; null when nothing was said.
    pub source: Option<Id>,
    /// When.
    pub t_s: SessionTime,
    /// Media time then; null outside the film.
    pub film_s: Option<FilmTime>,
}

/// Who was there from the beginning on, and every word on it since.
pub(super) fn presence(events: &[Event], setting: &Setting) -> Vec<Company> {
    let begin = Company {
        from_s: SessionTime::ZERO,
        n_present: setting.n_present,
        relation: setting.relation,
    };
    let later = events.iter().filter_map(|event| match event.fact {
        Fact::PresenceSet {
            n_present,
            relation,
        } => Some(Company {
            from_s: event.instant(),
            n_present,
            relation,
        }),
        _ => None,
    });
    std::iter::once(begin).chain(later).collect()
}

/// Absences in the order in which they began, then social events in order of time.
pub(super) fn contacts(events: &[Event], points: &[PointRow], protocol: &Protocol) -> Vec<Contact> {
    let mut absences: Vec<Absence> = Vec::new();
    for event in events {
        match &event.fact {
            Fact::Left { reason } => absences.push(Absence {
                what: ContactKind::Absence,
                left_s: event.instant(),
                returned_s: None,
                reason: reason.clone(),
            }),
            Fact::Returned => {
                if let Some(absence) = absences.last_mut() {
                    absence.returned_s.get_or_insert(event.instant());
                }
            }
            _ => {}
        }
    }
    let is_social = |point: &&PointRow| {
        let codes = &protocol.coding.points;
        codes
            .iter()
            .any(|code| code.id == point.code && code.group == PointGroup::Social)
    };
    let social = points.iter().filter(is_social).map(|point| {
        Contact::Social(SocialEvent {
            what: ContactKind::Social,
            kind: point.code.clone(),
            source: point.source.clone(),
            t_s: point.t_s,
            film_s: point.film_s,
        })
    });
    absences
        .into_iter()
        .map(Contact::Absence)
        .chain(social)
        .collect()
}

/// Whether there was a social event, or somebody came or went, between the last probe before the first film and the last
/// scheduled probe. A session without a film counts from its first probe; one without scheduled probes to its last one.
pub(super) fn in_window(
    contacts: &[Contact],
    presence: &[Company],
    films: &[Film],
    probes: &[Probe],
) -> bool {
    let Some((from, to)) = window(films, probes) else {
        return false;
    };
    let inside = |t: SessionTime| from <= t && t <= to;
    let social = contacts
        .iter()
        .any(|contact| matches!(contact, Contact::Social(event) if inside(event.t_s)));
    let changed = presence.windows(2).any(|pair| match pair {
        [before, after] => {
            inside(after.from_s)
                && (before.n_present, before.relation) != (after.n_present, after.relation)
        }
        _ => false,
    });
    social || changed
}

/// From the baseline to the last outcome; `None` when no probe was opened.
fn window(films: &[Film], probes: &[Probe]) -> Option<(SessionTime, SessionTime)> {
    let opened = || probes.iter().filter_map(|probe| probe.opened_s);
    let film = films.iter().filter_map(|film| film.onset_s).min();
    let baseline = film.and_then(|film| opened().filter(|t| *t <= film).max());
    let from = baseline.or_else(|| opened().min())?;
    let end = |probe: &Probe| probe.submitted_s.or(probe.opened_s);
    let scheduled = probes
        .iter()
        .filter(|probe| probe.anchor.is_some())
        .filter_map(|probe| end(probe).or(probe.scheduled_s))
        .max();
    let to = scheduled.or_else(|| probes.iter().filter_map(end).max())?;
    Some((from, to))
}

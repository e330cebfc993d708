//! What happened beside the plan and how the participant was cared for, without anybody's words.

use serde::Serialize;

use super::vocabulary::Vocabulary;
use super::{maybe, s};
use crate::protocol::{Id, Material, Relation};
use crate::record::Document;
use crate::record::document::{Contact, IncidentKind};
use crate::session::{DataChoice, Severity, TaskEnd};

/// What can be ticked after distress.
const ACTIONS: [&str; 5] = [
    "talked",
    "offered_break",
    "gave_contact_sheet",
    "follow_up_agreed",
    "stopped_session",
];
/// What can be done otherwise than planned.
const DEVIATIONS: [&str; 6] = [
    "skip",
    "hold",
    "unhold",
    "end_early",
    "open_missed",
    "repeat_chime",
];

/// The rest of a session.
#[derive(Serialize)]
pub struct Care {
    consents: Vec<Consent>,
    screening: Vec<Screening>,
    stop_practised_s: Option<f64>,
    recalls: Vec<Recall>,
    tasks: Vec<Task>,
    actions: Vec<Action>,
    presence: Vec<Company>,
    contacts: Vec<Told>,
    incidents: Vec<Incident>,
    wishes: Vec<Wish>,
    data_choices: Vec<Choice>,
    debriefed_s: Option<f64>,
    debrief_points: Vec<Id>,
    left_early_s: Option<f64>,
    revealed_s: Option<f64>,
    unblinded_s: Vec<f64>,
    samples: Vec<Sample>,
    deviations: Vec<Deviation>,
}

#[derive(Serialize)]
struct Consent {
    step: Id,
    agreed: bool,
    ticks: std::collections::BTreeMap<Id, bool>,
    t_s: f64,
}

#[derive(Serialize)]
struct Screening {
    step: Id,
    passed: bool,
    t_s: f64,
}

#[derive(Serialize)]
struct Recall {
    step: Id,
    onset_s: Option<f64>,
    offset_s: Option<f64>,
    characters: Option<u64>,
    words: Option<u64>,
}

#[derive(Serialize)]
struct Task {
    step: Id,
    started_s: Option<f64>,
    stopped_s: Option<f64>,
    endurance_s: Option<f64>,
    cap_s: Option<f64>,
    cap_reached: bool,
    ended_by: Option<TaskEnd>,
}

#[derive(Serialize)]
struct Action {
    step: Id,
    applied_s: Vec<f64>,
}

#[derive(Serialize)]
struct Company {
    from_s: f64,
    n_present: u8,
    relation: Option<Relation>,
}

/// Somebody's absence, or what somebody did.
#[derive(Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Told {
    Absence {
        left_s: f64,
        returned_s: Option<f64>,
    },
    Social {
        kind: Id,
        source: Option<Id>,
        t_s: f64,
        film_s: Option<f64>,
    },
}

#[derive(Serialize)]
struct Incident {
    t_s: f64,
    what: IncidentKind,
    seen_s: Option<f64>,
    severity: Option<Severity>,
    actions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Wish {
    step: Id,
    asked_s: Option<f64>,
    answered_s: Option<f64>,
    wish: Option<bool>,
}

#[derive(Serialize)]
struct Choice {
    step: Id,
    choice: DataChoice,
    t_s: f64,
}

#[derive(Serialize)]
struct Sample {
    step: Option<Id>,
    planned: bool,
    material: Material,
    scheduled_s: Option<f64>,
    taken_s: Option<f64>,
}

#[derive(Serialize)]
struct Deviation {
    t_s: f64,
    what: &'static str,
    step: Option<Id>,
}

impl Care {
    pub fn of(document: &Document, words: &Vocabulary<'_>) -> Self {
        let debrief = document.debrief.as_ref();
        Self {
            consents: consents(document, words),
            screening: document
                .screening
                .iter()
                .filter_map(|row| {
                    Some(Screening {
                        step: words.step(&row.step)?,
                        passed: row.passed,
                        t_s: s(row.t_s),
                    })
                })
                .collect(),
            stop_practised_s: maybe(document.stop_practised_s),
            recalls: recalls(document, words),
            tasks: tasks(document, words),
            actions: document
                .actions
                .iter()
                .filter_map(|row| {
                    Some(Action {
                        step: words.step(&row.step)?,
                        applied_s: row.applications.iter().map(|one| s(one.t_s)).collect(),
                    })
                })
                .collect(),
            presence: document
                .presence
                .iter()
                .map(|row| Company {
                    from_s: s(row.from_s),
                    n_present: row.n_present,
                    relation: row.relation,
                })
                .collect(),
            contacts: contacts(document, words),
            incidents: incidents(document),
            wishes: document
                .wishes
                .iter()
                .filter_map(|row| {
                    Some(Wish {
                        step: words.step(&row.step)?,
                        asked_s: maybe(row.asked_s),
                        answered_s: maybe(row.answered_s),
                        wish: row.wish,
                    })
                })
                .collect(),
            data_choices: document
                .data_choices
                .iter()
                .filter_map(|row| {
                    Some(Choice {
                        step: words.step(&row.step)?,
                        choice: row.choice,
                        t_s: s(row.t_s),
                    })
                })
                .collect(),
            debriefed_s: debrief.and_then(|debrief| maybe(debrief.t_s)),
            debrief_points: debrief
                .map(|debrief| debrief.points.clone())
                .unwrap_or_default()
                .into_iter()
                .filter(|point| words.is_debrief_point(point))
                .collect(),
            left_early_s: debrief.and_then(|debrief| maybe(debrief.left_early_s)),
            revealed_s: maybe(document.revealed_s),
            unblinded_s: document.unblinding.iter().map(|row| s(row.t_s)).collect(),
            samples: document
                .samples
                .iter()
                .map(|row| Sample {
                    step: row.step.as_ref().and_then(|id| words.step(id)),
                    planned: row.planned,
                    material: row.material,
                    scheduled_s: maybe(row.scheduled_s),
                    taken_s: maybe(row.taken_s),
                })
                .collect(),
            deviations: document
                .deviations
                .iter()
                .filter_map(|row| {
                    Some(Deviation {
                        t_s: s(row.t_s),
                        what: word(&DEVIATIONS, &row.what)?,
                        step: row.step.as_ref().and_then(|id| words.step(id)),
                    })
                })
                .collect(),
        }
    }
}

fn consents(document: &Document, words: &Vocabulary<'_>) -> Vec<Consent> {
    let told = |row: &crate::record::document::Consent| {
        Some(Consent {
            step: words.step(&row.step)?,
            agreed: row.agreed,
            ticks: row
                .ticks
                .iter()
                .filter(|(tick, _)| words.is_tick(&row.step, tick))
                .map(|(tick, on)| (tick.clone(), *on))
                .collect(),
            t_s: s(row.t_s),
        })
    };
    document.consents.iter().filter_map(told).collect()
}

fn recalls(document: &Document, words: &Vocabulary<'_>) -> Vec<Recall> {
    let told = |row: &crate::record::document::Recall| {
        Some(Recall {
            step: words.step(&row.step)?,
            onset_s: maybe(row.onset_s),
            offset_s: maybe(row.offset_s),
            characters: row.characters,
            words: row.words,
        })
    };
    document.recalls.iter().filter_map(told).collect()
}

fn tasks(document: &Document, words: &Vocabulary<'_>) -> Vec<Task> {
    let told = |row: &crate::record::document::Task| {
        Some(Task {
            step: words.step(&row.step)?,
            started_s: maybe(row.started_s),
            stopped_s: maybe(row.stopped_s),
            endurance_s: maybe(row.endurance_s),
            cap_s: row.cap_s,
            cap_reached: row.cap_reached,
            ended_by: row.ended_by,
        })
    };
    document.tasks.iter().filter_map(told).collect()
}

fn contacts(document: &Document, words: &Vocabulary<'_>) -> Vec<Told> {
    let told = |row: &Contact| match row {
        Contact::Absence(absence) => Some(Told::Absence {
            left_s: s(absence.left_s),
            returned_s: maybe(absence.returned_s),
        }),
        Contact::Social(social) => Some(Told::Social {
            kind: words.point(&social.kind)?,
            source: social.source.as_ref().and_then(|id| words.source(id)),
            t_s: s(social.t_s),
            film_s: maybe(social.film_s),
        }),
    };
    document.contacts.iter().filter_map(told).collect()
}

fn incidents(document: &Document) -> Vec<Incident> {
    let told = |row: &crate::record::document::Incident| Incident {
        t_s: s(row.t_s),
        what: row.what,
        seen_s: maybe(row.seen_s),
        severity: row.severity,
        actions: row
            .actions
            .iter()
            .filter_map(|action| word(&ACTIONS, action))
            .collect(),
    };
    document.incidents.iter().map(told).collect()
}

fn word(known: &[&'static str], word: &str) -> Option<&'static str> {
    known.iter().find(|known| **known == word).copied()
}

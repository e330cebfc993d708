//! The rated outcomes of a session as courses over true time.

use std::collections::BTreeMap;

use super::{Mood, Rating};
use crate::measure::mood::Course;
use crate::protocol::{Id, StepKind};
use crate::record::Document;
use crate::record::document::{Film, Probe};
use crate::session::{ProbeStatus, Value};
use crate::time::SessionTime;

/// Outcomes of which more is worse, by the ids of the core set (SCIENCE.md 3.2).
const NEGATIVE: [&str; 10] = [
    "neg",
    "sad",
    "upset",
    "tense",
    "arousal",
    "tired",
    "numb",
    "ashamed",
    "embarrassed",
    "distressed",
];

pub(super) fn mood(document: &Document) -> Vec<Mood> {
    let Some((onset, offset)) = stimulus(document) else {
        return Vec::new();
    };
    let mut outcomes: Vec<Id> = Vec::new();
    let tables: Vec<(&Probe, BTreeMap<Id, f64>)> = document
        .probes
        .iter()
        .map(|probe| (probe, values(probe)))
        .collect();
    for (probe, values) in &tables {
        let items = probe
            .answers
            .iter()
            .map(|answer| &answer.item)
            .chain(probe.scores.keys());
        for id in items.filter(|id| values.contains_key(*id)) {
            if !outcomes.contains(id) {
                outcomes.push(id.clone());
            }
        }
    }
    outcomes
        .into_iter()
        .map(|outcome| one(document, outcome, &tables, (onset, offset)))
        .collect()
}

fn one(
    document: &Document,
    outcome: Id,
    tables: &[(&Probe, BTreeMap<Id, f64>)],
    (onset, offset): (f64, f64),
) -> Mood {
    let negative = NEGATIVE.contains(&outcome.as_str().to_ascii_lowercase().as_str());
    let mut course = Course {
        before: Vec::new(),
        after: Vec::new(),
        negative,
    };
    let rated = |probe: &Probe, values: &BTreeMap<Id, f64>| {
        let counts = matches!(probe.status, ProbeStatus::OnTime | ProbeStatus::Late);
        Some((time(probe)?, *values.get(&outcome)?)).filter(|_| counts)
    };
    for (probe, values) in tables {
        if let Some((t, value)) = rated(probe, values) {
            let point = ((t - offset) / 60.0, value);
            if t <= onset && is_baseline(document, probe) {
                course.before.push(point);
            } else if t >= offset && is_outcome(document, probe) {
                course.after.push(point);
            }
        }
    }
    course.before.sort_by(|a, b| a.0.total_cmp(&b.0));
    course.after.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rating = |(probe, values): &(&Probe, BTreeMap<Id, f64>)| {
        let value = values.get(&outcome).copied();
        let after = time(probe).is_some_and(|t| t >= offset) && is_outcome(document, probe);
        let counted = rated(probe, values)
            .map(|(_, value)| value)
            .filter(|_| after);
        Rating {
            probe: probe.id.clone(),
            status: probe.status,
            t_min: time(probe).map(|t| (t - offset) / 60.0),
            value,
            change: counted.and_then(|value| Some(value - course.baseline().ok()?)),
            recovery_pct: counted.and_then(|value| course.recovery_pct(value).ok()),
        }
    };
    let probes = tables.iter().map(rating).collect();
    let figures = course.figures();
    Mood {
        outcome,
        negative,
        probes,
        figures,
    }
}

/// Whether a probe before the induction counts towards the baseline.
fn is_baseline(document: &Document, probe: &Probe) -> bool {
    let step = document.protocol.step(&probe.step);
    step.is_none_or(|step| match &step.kind {
        StepKind::Probe(plan) => plan.baseline,
        _ => true,
    })
}

/// Whether a probe measures what the induction did: not after a repair has begun, and not after a stop (SCIENCE.md 6.9).
fn is_outcome(document: &Document, probe: &Probe) -> bool {
    let steps = &document.protocol.steps;
    let repair = steps.iter().position(|step| step.repair);
    let place = steps.iter().position(|step| step.id == probe.step);
    place.is_some_and(|place| repair.is_none_or(|repair| place < repair))
}

/// The true time of a probe: its first touch.
fn time(probe: &Probe) -> Option<f64> {
    probe
        .first_touch_s
        .or(probe.opened_s)
        .map(SessionTime::as_s)
}

/// Onset and end of what the delays count from: a film, or else everything from the first step that may change the mood to the
/// instant that the delays count from. Of the first film when nothing is delayed.
fn stimulus(document: &Document) -> Option<(f64, f64)> {
    let anchored = document
        .probes
        .iter()
        .find_map(|probe| Some((probe.anchor_step.as_ref()?, probe.anchor_s?)));
    let shown = |film: &&Film| film.onset_s.is_some();
    let mut films = document.films.iter().filter(shown);
    let film = match anchored {
        None => films.next()?,
        Some((step, anchor_s)) => match films.find(|film| film.step == *step) {
            Some(film) => film,
            None => return Some((induction(document, anchor_s), anchor_s.as_s())),
        },
    };
    let end = film
        .offset_s
        .or(film.segments.last().map(|segment| segment.offset_s))?;
    Some((film.onset_s?.as_s(), end.as_s()))
}

/// When the first step began that may have changed the mood, at the latest at `until`.
fn induction(document: &Document, until: SessionTime) -> f64 {
    let may_change = |id: &Id| {
        let step = document.protocol.step(id);
        step.is_some_and(|step| document.protocol.may_change_mood(step))
    };
    document
        .steps
        .iter()
        .filter(|row| may_change(&row.id))
        .filter_map(|row| row.onset_s)
        .filter(|onset| *onset <= until)
        .min()
        .unwrap_or(until)
        .as_s()
}

/// Numeric answers and scores.
fn values(probe: &Probe) -> BTreeMap<Id, f64> {
    let answers = probe
        .answers
        .iter()
        .filter_map(|answer| match answer.value {
            Some(Value::Number(x)) => Some((answer.item.clone(), x)),
            _ => None,
        });
    let scores = probe
        .scores
        .iter()
        .filter_map(|(id, score)| Some((id.clone(), (*score)?)));
    answers.chain(scores).collect()
}

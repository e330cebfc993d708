//! The rated outcomes of a session as courses over true time.

use std::collections::BTreeMap;

use super::told::{Told, films, stimulus_film};
use super::{Mood, Rating, ReliableClass};
use crate::measure::figures::Figure;
use crate::measure::mood::{Course, RELIABLE, reliable_change};
use crate::measure::outcome::{Outcome, Rated};
use crate::measure::settings::Settings;
use crate::protocol::{Id, Step, StepKind};
use crate::record::Document;
use crate::record::document::Probe;
use crate::session::{ProbeStatus, Value};
use crate::time::SessionTime;

/// The outcome that recalled change is compared with: it asks for the mood itself, from bad to good.
const VALENCE: &str = "valence";
/// The item that asks for the change since before the stimulus, from worse to better.
const RECALLED: &str = "recalled_change";

/// Every outcome in its probes, with what each probe counts for.
pub(in crate::measure) fn outcomes(document: &Document) -> Vec<Outcome> {
    let Some(stimulus) = stimulus(document) else {
        return Vec::new();
    };
    let tables: Vec<(&Probe, BTreeMap<Id, f64>)> = document
        .probes
        .iter()
        .map(|probe| (probe, values(probe)))
        .collect();
    let mut outcomes: Vec<Id> = Vec::new();
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
    let places: Vec<Rated> = document
        .probes
        .iter()
        .map(|probe| place(document, probe, stimulus))
        .collect();
    outcomes
        .into_iter()
        .map(|outcome| {
            let rated = |(place, (_, values)): (&Rated, &(&Probe, BTreeMap<Id, f64>))| {
                let value = values.get(&outcome).copied();
                Rated {
                    value,
                    is_before: place.is_before && value.is_some(),
                    is_after: place.is_after && value.is_some(),
                    ..place.clone()
                }
            };
            Outcome {
                negative: is_worse(document, &outcome),
                rated: places.iter().zip(&tables).map(rated).collect(),
                outcome,
            }
        })
        .collect()
}

/// Whether more of it is worse, as the first instrument says that asks for it.
fn is_worse(document: &Document, outcome: &Id) -> bool {
    let instruments = document.probes.iter().filter_map(|probe| {
        let instruments = &document.protocol.instruments;
        instruments.get(probe.instrument.as_ref()?)
    });
    let mut asking = instruments.filter(|instrument| {
        let items = instrument.items.iter().map(|item| &item.id);
        let mut ids = items.chain(instrument.scores.iter().map(|score| &score.id));
        ids.any(|id| id == outcome)
    });
    asking
        .next()
        .is_some_and(|instrument| instrument.is_worse(outcome))
}

/// A probe's place in the course of any outcome. A repair parts the outcomes from what comes after it.
fn place(document: &Document, probe: &Probe, (onset, offset): (f64, f64)) -> Rated {
    let counts = matches!(probe.status, ProbeStatus::OnTime | ProbeStatus::Late);
    let t = time(probe);
    let step = document.protocol.step(&probe.step);
    Rated {
        probe: probe.id.clone(),
        anchor: probe.anchor,
        delay_s: step
            .and_then(Step::after)
            .map(|after| after.delay_s)
            .or(probe.delay_s),
        status: probe.status,
        t_min: t.map(|t| (t - offset) / 60.0),
        value: None,
        is_before: counts && t.is_some_and(|t| t <= onset) && is_baseline(document, probe),
        is_after: counts && t.is_some_and(|t| t >= offset) && is_outcome(document, probe),
    }
}

pub(super) fn mood(outcomes: &[Outcome], recalled: Option<f64>, settings: &Settings) -> Vec<Mood> {
    outcomes
        .iter()
        .map(|outcome| one(outcome, recalled, settings))
        .collect()
}

fn one(outcome: &Outcome, recalled: Option<f64>, settings: &Settings) -> Mood {
    let course = outcome.course(settings.rules());
    let reliable = |change: f64| {
        let reliability = settings.reliability.as_ref()?;
        reliable_change(change, reliability.sd_before?, reliability.r).ok()
    };
    let rating = |rated: &Rated| {
        let counted = rated.value.filter(|_| rated.is_after);
        let change = counted.and_then(|value| Some(value - course.baseline().ok()?));
        let reliable = change.and_then(reliable);
        Rating {
            probe: rated.probe.clone(),
            delay_s: rated.delay_s,
            status: rated.status,
            t_min: rated.t_min,
            value: rated.value,
            change,
            recovery_pct: counted.and_then(|value| course.recovery_pct(value).ok()),
            reliable_change: reliable,
            reliable_class: reliable.map(|change| class(change, outcome.negative)),
        }
    };
    let mut figures = course.figures();
    figures.push("recall_bias", recall_bias(outcome, recalled, &course));
    Mood {
        outcome: outcome.outcome.clone(),
        negative: outcome.negative,
        probes: outcome.rated.iter().map(rating).collect(),
        figures,
    }
}

/// Recalled change less net change at the last rating, both as points of the better; of mood itself alone, since that is what is recalled.
fn recall_bias(outcome: &Outcome, recalled: Option<f64>, course: &Course) -> Figure {
    if outcome.outcome != *VALENCE {
        return Err(format!("what is recalled is compared with {VALENCE} alone"));
    }
    let recalled = recalled.ok_or("the recalled change was not asked or not answered")?;
    let changes = course.changes()?;
    let (_, last) = changes
        .last()
        .ok_or("there is no rating after the stimulus")?;
    Ok(recalled - last)
}

/// The class of a reliable change.
pub(in crate::measure) fn class(change: f64, negative: bool) -> ReliableClass {
    let better = if negative { -change } else { change };
    if better > RELIABLE {
        ReliableClass::Better
    } else if better < -RELIABLE {
        ReliableClass::Worse
    } else {
        ReliableClass::Unchanged
    }
}

/// The answer to the last recall item as signed points: its scale's middle is no change, its ends are −100 and 100.
pub(in crate::measure) fn recalled_change(document: &Document) -> Option<f64> {
    let response = document
        .responses
        .iter()
        .rev()
        .find(|response| response.answer.item == *RECALLED)?;
    let Some(Value::Number(x)) = response.answer.value else {
        return None;
    };
    let instruments = &document.protocol.instruments;
    let items = &instruments.get(response.instrument.as_ref()?)?.items;
    let item = items.iter().find(|item| item.id == *RECALLED)?;
    let (min, max) = item.scale.range()?;
    let middle = f64::midpoint(min, max);
    (max > min).then(|| 200.0 * (x - middle) / (max - min))
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

/// Onset and end of what the delays count from: the film that the doses are of, where delays count from it; or else another film, or
/// everything from the first step that may change the mood to the instant that they count from.
fn stimulus(document: &Document) -> Option<(f64, f64)> {
    let film = stimulus_film(Told::first(document));
    let anchors = || {
        let probes = document.probes.iter();
        probes.filter_map(|probe| Some((probe.anchor_step.as_ref()?, probe.anchor_s?)))
    };
    if let Some((_, span)) = film.filter(|(film, _)| anchors().any(|(step, _)| *step == film.step))
    {
        return Some(span);
    }
    match anchors().next() {
        None => film.map(|(_, span)| span),
        Some((step, anchor_s)) => {
            let anchor = films(document).find(|(film, _)| film.step == *step);
            let whole = || (induction(document, anchor_s), anchor_s.as_s());
            Some(anchor.map_or_else(whole, |(_, span)| span))
        }
    }
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

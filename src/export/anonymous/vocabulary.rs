//! The words that an anonymous export may say: ids that the protocol names. A word from anywhere else is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::bands::{Band, band};
use crate::protocol::{Id, Protocol, Scale, StepKind, check};
use crate::record::document::Answer;
use crate::session::Value;
use serde::Serialize;

/// A protocol's words.
pub struct Vocabulary<'p> {
    protocol: &'p Protocol,
    languages: BTreeSet<String>,
}

/// A value that tells nothing but what the protocol asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// A position on a scale.
    Number(f64),
    /// A number that was typed in.
    Band(Band),
    /// An option.
    Word(Id),
    /// Options.
    Words(Vec<Id>),
    /// A place on a square.
    Place {
        /// From left to right.
        x: f64,
        /// From below to above.
        y: f64,
    },
}

impl<'p> Vocabulary<'p> {
    pub fn new(protocol: &'p Protocol) -> Self {
        Self {
            protocol,
            languages: check::languages(protocol),
        }
    }

    pub fn step(&self, id: &Id) -> Option<Id> {
        self.protocol.step(id).map(|step| step.id.clone())
    }

    /// A step's kind, as the protocol has it.
    pub fn step_kind(&self, id: &Id) -> Option<&'static str> {
        self.protocol.step(id).map(|step| step.kind.name())
    }

    pub fn stimulus(&self, id: &Id) -> Option<Id> {
        self.protocol.stimuli.contains_key(id).then(|| id.clone())
    }

    pub fn instrument(&self, id: &Id) -> Option<Id> {
        self.protocol
            .instruments
            .contains_key(id)
            .then(|| id.clone())
    }

    pub fn condition(&self, id: &Id) -> Option<Id> {
        one_of(self.protocol.conditions.iter().map(|c| &c.id), id)
    }

    /// A condition's level of each factor.
    pub fn factors(&self, condition: &Id) -> BTreeMap<Id, Id> {
        let mut all = self.protocol.conditions.iter();
        let told = all.find(|other| other.id == *condition);
        told.map(|told| told.factors.clone()).unwrap_or_default()
    }

    pub fn channel(&self, id: &Id) -> Option<Id> {
        one_of(self.protocol.coding.channels.iter().map(|c| &c.id), id)
    }

    pub fn point(&self, id: &Id) -> Option<Id> {
        one_of(self.protocol.coding.points.iter().map(|p| &p.id), id)
    }

    pub fn source(&self, id: &Id) -> Option<Id> {
        one_of(self.protocol.coding.sources.iter().map(|s| &s.id), id)
    }

    pub fn quality(&self, id: &Id) -> Option<Id> {
        one_of(self.protocol.coding.qualities.iter().map(|q| &q.id), id)
    }

    pub fn language(&self, language: &str) -> Option<String> {
        self.languages.get(language).cloned()
    }

    /// Whether the step's consent has this tick.
    pub fn is_tick(&self, step: &Id, tick: &Id) -> bool {
        let kind = self.protocol.step(step).map(|step| &step.kind);
        matches!(kind, Some(StepKind::Consent(consent)) if consent.ticks.iter().any(|t| t.id == *tick))
    }

    /// Whether a debriefing has this point.
    pub fn is_debrief_point(&self, point: &Id) -> bool {
        self.protocol.all_steps().any(|step| {
            matches!(&step.kind, StepKind::Debrief(debrief) if debrief.points.iter().any(|p| p.id == *point))
        })
    }

    /// The scale of an instrument's item.
    pub fn scale(&self, instrument: Option<&Id>, item: &Id) -> Option<&'p Scale> {
        let instrument = self.protocol.instruments.get(instrument?)?;
        let item = instrument.items.iter().find(|other| other.id == *item)?;
        Some(&item.scale)
    }

    /// The scores of an instrument into which no number enters that was typed in: such a sum could give it away.
    pub fn is_score(&self, instrument: Option<&Id>, score: &Id) -> bool {
        let told = instrument.and_then(|id| self.protocol.instruments.get(id));
        told.is_some_and(|told| {
            let is_typed = |item: &Id| {
                matches!(
                    self.scale(instrument, item),
                    Some(Scale::Number { .. }) | None
                )
            };
            told.scores
                .iter()
                .any(|known| known.id == *score && !known.items.iter().any(is_typed))
        })
    }

    /// What may be told of an answer.
    pub fn answer(&self, instrument: Option<&Id>, answer: &Answer) -> Option<Told> {
        let scale = self.scale(instrument, &answer.item)?;
        match answer.value.as_ref()? {
            Value::Number(number) => told_number(answer.item.as_str(), scale, *number),
            Value::Text(text) => option(scale, &Id(text.clone())).map(Told::Word),
            Value::Many(ids) => {
                let known: Vec<Id> = ids.iter().filter_map(|id| option(scale, id)).collect();
                (known.len() == ids.len()).then_some(Told::Words(known))
            }
            Value::Place { x, y } => {
                let fits = [x, y].iter().all(|n| (0.0..=100.0).contains(*n));
                (fits && matches!(scale, Scale::Grid { .. }))
                    .then_some(Told::Place { x: *x, y: *y })
            }
        }
    }

    /// What may be told of a covariate, by its name.
    pub fn covariate(&self, name: &str, kept: &serde_json::Value) -> Option<(Id, Told)> {
        let covariates = &mut self.protocol.covariates.iter();
        let covariate = covariates.find(|covariate| covariate.id.as_str() == name)?;
        let value = kept.get("value").unwrap_or(kept);
        let told = match (value.as_f64(), value.as_str()) {
            (Some(number), _) => told_number(name, &covariate.scale, number),
            (_, Some(text)) => option(&covariate.scale, &Id(text.to_owned())).map(Told::Word),
            _ => None,
        }?;
        Some((covariate.id.clone(), told))
    }
}

/// A number as it is where the scale has few places, in a band where it was typed in.
fn told_number(name: &str, scale: &Scale, number: f64) -> Option<Told> {
    match scale {
        Scale::Number { .. } => band(name, scale, number).map(Told::Band),
        _ => {
            let (min, max) = scale.range()?;
            (min..=max)
                .contains(&number)
                .then_some(Told::Number(number))
        }
    }
}

fn option(scale: &Scale, id: &Id) -> Option<Id> {
    match scale {
        Scale::Choice { options } | Scale::Multi { options } => {
            one_of(options.iter().map(|option| &option.id), id)
        }
        _ => None,
    }
}

fn one_of<'i>(mut known: impl Iterator<Item = &'i Id>, id: &Id) -> Option<Id> {
    known.find(|other| *other == id).cloned()
}

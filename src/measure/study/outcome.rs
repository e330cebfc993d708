//! What the settings make of a row: its status, the coding that counts, and its outcomes.

use super::row::{Coding, CodingKind, Outcome, Rated, Row};
use super::settings::{CodingChoice, Settings};
use crate::measure::crier::{Crier, CrierStatus, Signs, classify, together};
use crate::measure::mood::{Course, Rules};
use crate::session::ProbeStatus;

impl Row {
    /// The coding that counts; `None` when nothing was coded.
    pub fn coding(&self, settings: &Settings) -> Option<&Coding> {
        let consensus = || {
            let mut newest = self.codings.iter().rev();
            newest.find(|coding| coding.kind == CodingKind::Consensus)
        };
        match settings.coding {
            CodingChoice::First => self.codings.first(),
            CodingChoice::Consensus => consensus().or(self.codings.first()),
        }
    }

    /// Whether the participant cried: what was decided by hand, or what was settled, or else the rule; where several coders judged and disagree, and no
    /// consensus counts, ambiguous.
    pub fn crier(&self, settings: &Settings) -> Crier {
        let rule = settings.rule;
        if let Some(by_hand) = &self.by_hand {
            return Crier {
                rule,
                status: by_hand.status,
                why: format!("decided by {}: {}", by_hand.coder, by_hand.reason),
            };
        }
        if let Some(settled) = &self.settled {
            return settled.clone();
        }
        let by_rule = |coding: &Coding| {
            let crier = coding.criers.iter().find(|crier| crier.rule == rule);
            crier.cloned()
        };
        let Some(coding) = self.coding(settings) else {
            // Nobody coded: the participant's own word is all that there is, where the rule takes it.
            let signs = Signs {
                self_report: self.self_report,
                ..Signs::default()
            };
            return classify(rule, &signs);
        };
        let own = self
            .codings
            .iter()
            .filter(|other| match coding.kind {
                CodingKind::Consensus => std::ptr::eq(*other, coding),
                _ => other.kind != CodingKind::Consensus,
            })
            .filter_map(by_rule);
        together(own.collect::<Vec<Crier>>().iter()).unwrap_or(Crier {
            rule,
            status: CrierStatus::Unclassifiable,
            why: "the rule was not applied".to_owned(),
        })
    }

    /// An outcome by its id.
    pub fn outcome(&self, outcome: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|own| own.outcome == *outcome)
    }
}

impl Outcome {
    /// Each rating after the stimulus as minutes and change from baseline, in order of time; empty without either.
    pub fn changes(&self, rules: Rules) -> Vec<(f64, f64)> {
        self.course(rules).changes().unwrap_or_default()
    }

    /// Its way from baseline through the reaction and back.
    pub fn course(&self, rules: Rules) -> Course {
        let points = |wanted: fn(&Rated) -> bool| -> Vec<(f64, f64, bool)> {
            let mut points: Vec<(f64, f64, bool)> = self
                .rated
                .iter()
                .filter(|rated| wanted(rated))
                .filter_map(|rated| {
                    let on_time = rated.status == ProbeStatus::OnTime;
                    Some((rated.t_min?, rated.value?, on_time))
                })
                .collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            points
        };
        let plain = |points: &[(f64, f64, bool)]| points.iter().map(|(t, m, _)| (*t, *m)).collect();
        let after = points(|rated| rated.is_after);
        Course {
            before: plain(&points(|rated| rated.is_before)),
            after: plain(&after),
            first_on_time: after.iter().position(|(_, _, on_time)| *on_time),
            negative: self.negative,
            rules,
        }
    }
}

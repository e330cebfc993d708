//! What the settings make of a row: its status, the coding that counts, and its outcomes.

use super::row::{Coding, CodingKind, Row};
use crate::measure::crier::{Crier, CrierStatus, Signs, classify, together};
use crate::measure::outcome::Outcome;
use crate::measure::settings::{CodingChoice, Settings};

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

//! What the settings make of a row: its status, the coding that counts, and its outcomes.

use super::row::{Coding, CodingKind, Outcome, Row};
use super::settings::{CodingChoice, Settings};
use crate::measure::crier::{Crier, CrierStatus};

impl Row {
    /// The coding that counts; `None` when nothing was coded.
    pub fn coding(&self, settings: &Settings) -> Option<&Coding> {
        let consensus = || {
            self.codings
                .iter()
                .find(|coding| coding.kind == CodingKind::Consensus)
        };
        match settings.coding {
            CodingChoice::First => self.codings.first(),
            CodingChoice::Consensus => consensus().or(self.codings.first()),
        }
    }

    /// Whether the participant cried: what was decided by hand, or else the rule; where several coders judged and disagree, and no
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
        let by_rule = |coding: &Coding| {
            let crier = coding.criers.iter().find(|crier| crier.rule == rule);
            crier.cloned()
        };
        let Some(coding) = self.coding(settings) else {
            return Crier {
                rule,
                status: CrierStatus::Unclassifiable,
                why: "nothing was coded".to_owned(),
            };
        };
        let says = |wanted: CrierStatus| {
            let mut own = self
                .codings
                .iter()
                .filter(|coding| coding.kind != CodingKind::Consensus);
            own.any(|coding| by_rule(coding).is_some_and(|crier| crier.status == wanted))
        };
        if coding.kind != CodingKind::Consensus
            && says(CrierStatus::Crier)
            && says(CrierStatus::NonCrier)
        {
            return Crier {
                rule,
                status: CrierStatus::Ambiguous,
                why: "the coders disagree".to_owned(),
            };
        }
        by_rule(coding).unwrap_or(Crier {
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

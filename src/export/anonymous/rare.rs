//! Combinations of covariates that only one participant of the export has.

use std::collections::{BTreeMap, BTreeSet};

use super::session::Session;
use crate::protocol::Id;

/// Who has which combination, study by study.
#[derive(Default)]
pub struct Rare {
    combinations: BTreeMap<(Id, String), BTreeSet<String>>,
    names: BTreeMap<Id, BTreeSet<String>>,
    participants: BTreeMap<Id, BTreeSet<String>>,
}

impl Rare {
    /// Takes in a session: its covariates and the language in which its participant read.
    pub fn add(&mut self, study: &Id, participant: &str, session: &Session) {
        let mut told: Vec<String> = Vec::new();
        for (name, value) in &session.covariates {
            let value = serde_json::to_string(value).unwrap_or_default();
            told.push(format!("{name}={value}"));
            let names = self.names.entry(study.clone()).or_default();
            names.insert(name.to_string());
        }
        told.push(session.language.clone().unwrap_or_default());
        let of_study = self.participants.entry(study.clone()).or_default();
        of_study.insert(participant.to_owned());
        self.combinations
            .entry((study.clone(), told.join("&")))
            .or_default()
            .insert(participant.to_owned());
    }

    /// One sentence for each study in which somebody stands alone.
    pub fn sentences(&self) -> Vec<String> {
        let alone = |study: &Id| {
            self.combinations
                .iter()
                .filter(|((of, _), who)| of == study && who.len() == 1)
                .count()
        };
        self.participants
            .iter()
            .filter_map(|(study, who)| match alone(study) {
                0 => None,
                alone => {
                    let names = self.names.get(study).cloned().unwrap_or_default();
                    let names: Vec<String> = names.into_iter().chain(["language".to_owned()]).collect();
                    Some(format!(
                        "Study {study}: {alone} of {} participants have a combination of {} that nobody else in this export has, so somebody who knows them may recognize them: leave a covariate out with --without, or merge rare values before you publish.",
                        who.len(),
                        names.join(", ")
                    ))
                }
            })
            .collect()
    }
}

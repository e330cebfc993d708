//! A row of a session.

use super::row::Row;
use super::settings::Settings;
use crate::record::Document;
use crate::record::amendments::Opened;
use crate::record::layers::Layer;

impl Row {
    /// What a session contributes, as it stands with its amendments. Of the settings only the merge gap counts.
    pub fn of(opened: &Opened, layers: &[Layer], settings: &Settings) -> Self {
        Self::of_document(
            &opened.amended,
            &opened.changes,
            opened.standing.len(),
            layers,
            settings,
        )
    }

    /// The same of a document, with what is to be known of its sealed files and the number of standing amendments.
    pub fn of_document(
        document: &Document,
        changes: &[String],
        amendments: usize,
        layers: &[Layer],
        settings: &Settings,
    ) -> Self {
        let _ = settings;
        Self {
            session: document.session.id.clone(),
            study: document.session.study.clone(),
            participant: document.participant.code.clone(),
            visit: document.session.visit,
            condition: document.condition.clone(),
            factors: document.condition_factors.clone(),
            mode: document.session.mode,
            status: document.session.status,
            started_utc: document.session.started_utc.clone(),
            codings: Vec::new(),
            self_report: None,
            by_hand: None,
            outcomes: Vec::new(),
            composites: Vec::new(),
            recalled_change: None,
            moderators: std::collections::BTreeMap::new(),
            covariates: std::collections::BTreeMap::new(),
            film: None,
            stimuli_sha256: Vec::new(),
            quality: super::QualityFacts {
                changes: changes.to_vec(),
                amendments,
                layers: layers.iter().filter(|layer| layer.is_finished).count(),
                ..super::QualityFacts::default()
            },
        }
    }
}

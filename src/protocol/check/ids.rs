//! Names that stand twice where each must be the only one.

use std::collections::BTreeMap;

use super::placed;
use crate::protocol::problem::Findings;
use crate::protocol::{Id, Protocol, Scale, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let mut unique = |what: &str, ids: Vec<(String, &Id)>| once(found, what, ids);
    unique(
        "step",
        placed(protocol)
            .map(|placed| (placed.pointer("id"), &placed.step.id))
            .collect(),
    );
    unique(
        "condition",
        numbered("/conditions", protocol.conditions.iter().map(|c| &c.id)),
    );
    unique(
        "channel",
        numbered(
            "/coding/channels",
            protocol.coding.channels.iter().map(|c| &c.id),
        ),
    );
    unique(
        "point",
        numbered(
            "/coding/points",
            protocol.coding.points.iter().map(|p| &p.id),
        ),
    );
    let coding = &protocol.coding;
    let sources = coding.sources.iter().map(|source| &source.id);
    unique("source", numbered("/coding/sources", sources));
    let qualities = coding.qualities.iter().map(|quality| &quality.id);
    unique("quality", numbered("/coding/qualities", qualities));
    let covariates = protocol.covariates.iter();
    unique(
        "covariate",
        numbered(
            "/covariates",
            covariates.clone().map(|covariate| &covariate.id),
        ),
    );
    for (index, covariate) in covariates.enumerate() {
        let list = format!("/covariates/{index}/scale/options");
        unique("option", options(&list, &covariate.scale));
    }
    for placed in placed(protocol) {
        match &placed.step.kind {
            StepKind::Consent(consent) => unique(
                "tick",
                numbered(
                    &placed.pointer("ticks"),
                    consent.ticks.iter().map(|t| &t.id),
                ),
            ),
            StepKind::Debrief(debrief) => unique(
                "point",
                numbered(
                    &placed.pointer("points"),
                    debrief.points.iter().map(|p| &p.id),
                ),
            ),
            _ => {}
        }
    }
    for (name, instrument) in &protocol.instruments {
        let here = format!("/instruments/{name}");
        unique(
            "item",
            numbered(
                &format!("{here}/items"),
                instrument.items.iter().map(|i| &i.id),
            ),
        );
        unique(
            "score",
            numbered(
                &format!("{here}/scores"),
                instrument.scores.iter().map(|s| &s.id),
            ),
        );
        for (index, item) in instrument.items.iter().enumerate() {
            let list = format!("{here}/items/{index}/scale/options");
            unique("option", options(&list, &item.scale));
        }
    }
}

fn numbered<'p>(list: &str, ids: impl Iterator<Item = &'p Id>) -> Vec<(String, &'p Id)> {
    ids.enumerate()
        .map(|(index, id)| (format!("{list}/{index}/id"), id))
        .collect()
}

fn options<'p>(list: &str, scale: &'p Scale) -> Vec<(String, &'p Id)> {
    match scale {
        Scale::Choice { options } | Scale::Multi { options } => {
            numbered(list, options.iter().map(|option| &option.id))
        }
        _ => Vec::new(),
    }
}

fn once(found: &mut Findings, what: &str, ids: Vec<(String, &Id)>) {
    let mut first: BTreeMap<&Id, String> = BTreeMap::new();
    for (pointer, id) in ids {
        match first.get(id) {
            Some(earlier) => found.error(
                pointer,
                format!(
                    "The {what} `{id}` is there already ({earlier}); give this one another id."
                ),
            ),
            None => {
                first.insert(id, pointer);
            }
        }
    }
}

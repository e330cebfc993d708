//! Names that stand twice where each must be the only one.

use std::collections::BTreeMap;

use super::placed;
use crate::protocol::problem::Findings;
use crate::protocol::{Id, Protocol, Scale};

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
            if let Scale::Choice { options } | Scale::Multi { options } = &item.scale {
                let list = format!("{here}/items/{index}/scale/options");
                unique("option", numbered(&list, options.iter().map(|o| &o.id)));
            }
        }
    }
}

fn numbered<'p>(list: &str, ids: impl Iterator<Item = &'p Id>) -> Vec<(String, &'p Id)> {
    ids.enumerate()
        .map(|(index, id)| (format!("{list}/{index}/id"), id))
        .collect()
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

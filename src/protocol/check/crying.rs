//! Items that name crying come after the last outcome probe, as they would prime what is measured.

use super::baseline::may_induce_mood;
use super::{Placed, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{Item, Protocol, StepKind};

/// English words that name crying; texts in other languages rely on `names_crying`.
const WORDS: [&str; 10] = [
    "cry", "cried", "crying", "cries", "tear", "tears", "weep", "wept", "weeping", "sobbing",
];

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, _] = lists(protocol);
    let last = last_outcome(protocol, &steps);
    let mut reported = Vec::new();
    for placed in steps.get(..=last.unwrap_or(0)).unwrap_or_default() {
        let Some(id) = placed.step.instrument().filter(|_| last.is_some()) else {
            continue;
        };
        let Some(instrument) = protocol.instruments.get(id) else {
            continue;
        };
        for (index, item) in instrument.items.iter().enumerate() {
            if names_crying(item) && !reported.contains(&(id, index)) {
                reported.push((id, index));
                found.warning(
                    format!("/instruments/{id}/items/{index}"),
                    format!(
                        "This item names crying but the step `{}` asks it before the last mood probe is over, which primes the answers; ask it later.",
                        placed.step.id
                    ),
                );
            }
        }
    }
}

/// Place of the last probe whose mood counts as an outcome: the last with a delay, else the first one after the induction.
fn last_outcome(protocol: &Protocol, steps: &[Placed<'_>]) -> Option<usize> {
    let is_probe = |placed: &&Placed<'_>| matches!(placed.step.kind, StepKind::Probe(_));
    let delayed = steps
        .iter()
        .rev()
        .find(|placed| placed.step.after().is_some());
    let induction = steps
        .iter()
        .find(|placed| may_induce_mood(protocol, placed.step))
        .map(|placed| placed.index);
    let first_after = induction.and_then(|start| {
        let later = steps.iter().filter(|placed| placed.index > start);
        later.into_iter().find(is_probe)
    });
    delayed.or(first_after).map(|placed| placed.index)
}

fn names_crying(item: &Item) -> bool {
    let english = item
        .text
        .0
        .get("en")
        .map(String::as_str)
        .unwrap_or_default();
    item.names_crying
        || english
            .to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .any(|word| WORDS.contains(&word))
}

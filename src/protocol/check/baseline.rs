//! A mood probe stands before the first stimulus that may change the mood, in every condition.

use super::{conditions_of, is_sure, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, Step, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, ..] = lists(protocol);
    let mut without: Option<&super::Placed<'_>> = None;
    for condition in &protocol.conditions {
        let mut shown = steps
            .iter()
            .filter(|placed| conditions_of(protocol, placed.step).contains(&&condition.id));
        let first =
            shown.find(|placed| is_baseline(placed.step) || protocol.may_change_mood(placed.step));
        if let Some(placed) = first.filter(|placed| !is_baseline(placed.step)) {
            without = Some(without.map_or(placed, |earlier| {
                if earlier.index <= placed.index {
                    earlier
                } else {
                    placed
                }
            }));
        }
    }
    if let Some(placed) = without {
        found.error(
            placed.pointer("stimulus"),
            "This needs a baseline: no mood probe stands before the first stimulus; add one before this step, or tag a stimulus that leaves the mood alone with \"valence\": \"neutral\".",
        );
    }
}

fn is_baseline(step: &Step) -> bool {
    matches!(step.kind, StepKind::Probe(_)) && is_sure(step)
}

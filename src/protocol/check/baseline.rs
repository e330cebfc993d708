//! A mood probe stands before the first stimulus that may change the mood, in every condition.

use super::{conditions_of, is_sure, lists};
use crate::protocol::problem::Findings;
use crate::protocol::stimulus::Valence;
use crate::protocol::{Protocol, Step, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, _] = lists(protocol);
    let mut without: Option<&super::Placed<'_>> = None;
    for condition in &protocol.conditions {
        let mut shown = steps
            .iter()
            .filter(|placed| conditions_of(protocol, placed.step).contains(&&condition.id));
        let first =
            shown.find(|placed| is_baseline(placed.step) || may_induce_mood(protocol, placed.step));
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

/// Whether the step shows or plays something that is not tagged as neutral.
pub(super) fn may_induce_mood(protocol: &Protocol, step: &Step) -> bool {
    let Some(id) = step.stimulus() else {
        return false;
    };
    let tags = protocol.stimuli.get(id).and_then(|s| s.tags.as_ref());
    tags.is_none_or(|tags| tags.valence != Valence::Neutral)
}

fn is_baseline(step: &Step) -> bool {
    matches!(step.kind, StepKind::Probe(_)) && is_sure(step)
}

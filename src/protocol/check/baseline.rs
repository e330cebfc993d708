//! A mood probe stands before the first stimulus that may change the mood, in every condition.

use super::{conditions_of, is_sure, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, Step, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    if protocol.is_for_coders() {
        return;
    }
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
            placed.pointer(if placed.step.stimulus().is_some() { "stimulus" } else { "kind" }),
            "This needs a baseline: no mood probe stands before the first stimulus or task; add one before this step, or tag a stimulus that leaves the mood alone with \"valence\": \"neutral\".",
        );
    }
}

fn is_baseline(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Probe(probe) if probe.baseline) && is_sure(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_practice_for_coders_needs_no_baseline() {
        let problems = |known: serde_json::Value| {
            let protocol = serde_json::from_value(serde_json::json!({
                "format": "lacrima.protocol", "version": 1, "id": "p", "title": {"en": "P"}, "study": {"id": "s"},
                "stimuli": {"clip": {"kind": "film", "slot": "clip", "known": known}},
                "conditions": [{"id": "a"}],
                "steps": [{"id": "film", "kind": "film", "stimulus": "clip"}, {"id": "bye", "kind": "end"}]
            }))
            .unwrap();
            let mut found = Findings::default();
            check(&protocol, &mut found);
            found.0.len()
        };
        assert_eq!(problems(serde_json::json!([])), 1);
        let bout = serde_json::json!([{"channel": "tears", "from_s": 1, "to_s": 2, "level": 1}]);
        assert_eq!(problems(bout), 0);
    }
}

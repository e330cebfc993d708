//! What mends the mood comes after the last outcome probe, as it would hide what is measured.

use super::{Placed, conditions_of, lists, outcome};
use crate::protocol::problem::Findings;
use crate::protocol::{Id, Protocol, Step, Valence};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, on_stop, _] = lists(protocol);
    for placed in &on_stop {
        if valence(protocol, placed.step) == Some(Valence::Negative) {
            found.warning(
                placed.pointer("stimulus"),
                "After a stop this would sadden again; show a gentle clip, or delete the step.",
            );
        }
    }
    let Some(last) = outcome::last(protocol, &steps) else {
        return;
    };
    let probe = steps.get(last).map_or("", |last| last.step.id.as_str());
    for placed in steps.iter().filter(|placed| placed.index < last) {
        if placed.step.repair {
            found.error(
                placed.pointer("repair"),
                format!(
                    "This mends the mood before it was last measured; move the step after the last mood probe (`{probe}`)."
                ),
            );
        } else if pleases_after_induction(protocol, &steps, placed) {
            found.warning(
                placed.pointer("stimulus"),
                format!(
                    "A pleasant stimulus follows the induction while the mood is still measured; move the step after the last mood probe (`{probe}`) and add \"repair\": true."
                ),
            );
        }
    }
}

/// Whether the step is meant to please and follows, in one of its conditions, a stimulus that is not.
fn pleases_after_induction(protocol: &Protocol, steps: &[Placed<'_>], placed: &Placed<'_>) -> bool {
    if valence(protocol, placed.step) != Some(Valence::Positive) {
        return false;
    }
    let conditions: Vec<&Id> = conditions_of(protocol, placed.step);
    steps
        .iter()
        .take_while(|earlier| earlier.index < placed.index)
        .filter(|earlier| protocol.may_change_mood(earlier.step))
        .filter(|earlier| valence(protocol, earlier.step) != Some(Valence::Positive))
        .any(|earlier| {
            let shown = conditions_of(protocol, earlier.step);
            shown.iter().any(|condition| conditions.contains(condition))
        })
}

fn valence(protocol: &Protocol, step: &Step) -> Option<Valence> {
    let stimulus = protocol.stimuli.get(step.stimulus()?)?;
    stimulus.tags.as_ref().map(|tags| tags.valence)
}

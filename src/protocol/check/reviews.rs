//! Reviews of a stimulus have moments to show, and come when they can't change what is measured.

use super::{Placed, lists, outcome, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, ReviewStep, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        if let StepKind::Review(review) = &placed.step.kind {
            check_moments(protocol, &placed, review, found);
        }
    }
    let [steps, ..] = lists(protocol);
    let Some(last) = outcome::last(protocol, &steps) else {
        return;
    };
    for placed in steps.iter().filter(|placed| placed.index < last) {
        if matches!(placed.step.kind, StepKind::Review(_)) {
            let probe = steps.get(last).map_or("", |last| last.step.id.as_str());
            found.error(
                placed.pointer("kind"),
                format!(
                    "A review brings the stimulus back to mind and so changes the mood; move this step after the last mood probe (`{probe}`)."
                ),
            );
        }
    }
}

fn check_moments(
    protocol: &Protocol,
    placed: &Placed<'_>,
    review: &ReviewStep,
    found: &mut Findings,
) {
    let id = &review.stimulus;
    let Some(stimulus) = protocol.stimuli.get(id) else {
        return;
    };
    if !stimulus.moments.iter().any(|moment| moment.text.is_some()) {
        found.error(
            placed.pointer("stimulus"),
            format!(
                "No moment of `{id}` has a `text`, so there is nothing to review; add `moments` with texts to the stimulus."
            ),
        );
    }
}

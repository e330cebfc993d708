//! What protects the participant beside consent: practising to stop, the choice after a stop, the debriefing.

use super::{Placed, first_induction, is_for_a_study, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{Protocol, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, on_stop, on_decline] = lists(protocol);
    check_practice(protocol, &steps, found);
    for placed in steps.iter().chain(&on_decline) {
        if matches!(placed.step.kind, StepKind::DataChoice(_)) {
            found.error(
                placed.pointer("kind"),
                "This choice is for a session that was stopped; move the step to `on_stop`.",
            );
        }
    }
    for placed in on_stop.iter().chain(&on_decline) {
        if matches!(placed.step.kind, StepKind::PracticeStop(_)) {
            found.error(
                placed.pointer("kind"),
                "Stopping is practised before it is needed; move the step to `steps`, before the first stimulus.",
            );
        }
    }
    let debriefs = |placed: &Placed<'_>| matches!(placed.step.kind, StepKind::Debrief(_));
    if is_for_a_study(protocol) && !steps.iter().any(debriefs) {
        found.warning(
            "/steps",
            "The study has an ethics approval (`ethics_id`) but no step is a `debrief`; add one near the end, or leave `ethics_id` empty.",
        );
    }
}

fn check_practice(protocol: &Protocol, steps: &[Placed<'_>], found: &mut Findings) {
    let Some(induction) = first_induction(protocol, steps) else {
        return;
    };
    let practises = |placed: &&Placed<'_>| matches!(placed.step.kind, StepKind::PracticeStop(_));
    match steps.iter().find(practises) {
        Some(practice) if practice.index > induction.index => found.warning(
            practice.pointer(""),
            format!(
                "The participant may need to stop before having practised it; move this step before `{}`.",
                induction.step.id
            ),
        ),
        None if is_for_a_study(protocol) => found.warning(
            induction.pointer(""),
            "The participant does not practise stopping before this; add a `practice_stop` step before it.",
        ),
        _ => {}
    }
}

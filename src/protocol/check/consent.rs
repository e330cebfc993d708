//! Consent is asked before anything else is, in words that have a version, and whoever declines is seen off.

use super::{Placed, is_for_a_study, lists, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{ConsentStep, Protocol, Step, StepKind};

const ONLY_IN_STEPS: &str = "After a stop the participant chooses with a `data_choice` step; move this one to `steps`, or delete it.";

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, ..] = lists(protocol);
    for placed in placed(protocol) {
        match &placed.step.kind {
            StepKind::Consent(consent) => check_consent(&placed, consent, found),
            StepKind::Screening(_) if placed.list != "steps" => {
                found.error(placed.pointer("kind"), ONLY_IN_STEPS)
            }
            StepKind::Screening(screening) if screening.points.is_empty() => found.error(
                placed.pointer("points"),
                "There is no reason to choose from; add at least one, or delete the step.",
            ),
            _ => {}
        }
    }
    check_order(protocol, &steps, found);
    check_renewed(&steps, found);
    check_decline(protocol, found);
}

fn check_consent(placed: &Placed<'_>, consent: &ConsentStep, found: &mut Findings) {
    if consent.version.trim().is_empty() {
        found.error(
            placed.pointer("version"),
            "The version is empty; write the one that the ethics board approved, such as \"1.0\".",
        );
    }
    if placed.list == "on_decline" {
        found.error(
            placed.pointer("kind"),
            "Consent was just refused or not possible here; delete this step.",
        );
    } else if placed.list == "on_stop" {
        found.error(placed.pointer("kind"), ONLY_IN_STEPS);
    }
}

/// The first consent stands before the first stimulus and the first probe.
fn check_order(protocol: &Protocol, steps: &[Placed<'_>], found: &mut Findings) {
    let is_first = |placed: &&Placed<'_>| match &placed.step.kind {
        StepKind::Consent(consent) => !consent.renewed,
        _ => false,
    };
    let asks = |placed: &&Placed<'_>| matches!(placed.step.kind, StepKind::Probe(_));
    let probe = steps.iter().find(asks).map(|placed| placed.index);
    let shown = steps.iter().find(|placed| placed.step.stimulus().is_some());
    let begin = match (probe, shown.map(|placed| placed.index)) {
        (Some(probe), Some(shown)) => Some(probe.min(shown)),
        (probe, shown) => probe.or(shown),
    };
    match steps.iter().find(is_first) {
        None if is_for_a_study(protocol) && begin.is_some() => found.warning(
            "/steps",
            "The study has an ethics approval (`ethics_id`) but no step asks for consent; add a `consent` step before the first probe, or leave `ethics_id` empty.",
        ),
        Some(consent) if begin.is_some_and(|begin| begin < consent.index) => found.warning(
            consent.pointer(""),
            "The session has begun before consent is asked; move this step before the first probe and the first stimulus.",
        ),
        _ => {}
    }
}

fn check_renewed(steps: &[Placed<'_>], found: &mut Findings) {
    let mut asked = false;
    for placed in steps {
        let StepKind::Consent(consent) = &placed.step.kind else {
            continue;
        };
        if consent.renewed && !asked {
            found.error(
                placed.pointer("renewed"),
                "No consent was asked before, so none can be renewed; add a `consent` step at the beginning or delete `renewed`.",
            );
        }
        asked |= !consent.renewed;
    }
}

/// What follows when the participant can't or will not take part.
fn check_decline(protocol: &Protocol, found: &mut Findings) {
    let may_end = |step: &Step| matches!(step.kind, StepKind::Consent(_) | StepKind::Screening(_));
    let asked = protocol.steps.iter().any(may_end);
    if asked && protocol.on_decline.is_empty() {
        found.warning(
            "/on_decline",
            "Nothing follows when the participant refuses or is screened out, so they see only a calm screen; add a kind text and an `end`.",
        );
    }
    if !asked && !protocol.on_decline.is_empty() {
        found.warning(
            "/on_decline",
            "These steps follow a refused consent or a failed screening, but no step asks for either; add one or delete these.",
        );
    }
}

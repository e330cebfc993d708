//! Rules that lead to the question whether the experimenter should come can be computed from what is asked.

use super::references::unknown;
use super::{Placed, conditions_of, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{DistressRule, Id, Instrument, Protocol, Scale, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        let StepKind::Probe(probe) = &placed.step.kind else {
            continue;
        };
        let Some(rule) = &probe.distress else {
            continue;
        };
        if rule.below_baseline.is_none() && rule.at_most.is_none() {
            found.error(
                placed.pointer("distress"),
                "The rule has no threshold; add `below_baseline` or `at_most`.",
            );
        }
        if let Some(instrument) = protocol.instruments.get(&probe.instrument) {
            check_rule(protocol, &placed, instrument, rule, found);
        }
    }
}

fn check_rule(
    protocol: &Protocol,
    placed: &Placed<'_>,
    instrument: &Instrument,
    rule: &DistressRule,
    found: &mut Findings,
) {
    let id = &rule.item;
    let at = |key: &str| placed.pointer(&format!("distress/{key}"));
    let Some(item) = instrument.items.iter().find(|item| item.id == *id) else {
        let known = instrument.items.iter().map(|item| &item.id);
        return found.error(at("item"), unknown("item", id, known));
    };
    let numeric = matches!(
        item.scale,
        Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. }
    );
    if !numeric {
        found.error(
            at("item"),
            format!("The item `{id}` is not answered by one number; name another item."),
        );
    } else if rule.below_baseline.is_some() {
        check_baseline(protocol, placed, id, at("below_baseline"), found);
    }
}

/// What is held against the baseline was asked in a probe before the first stimulus that may change the mood.
pub(super) fn check_baseline(
    protocol: &Protocol,
    placed: &Placed<'_>,
    item: &Id,
    at: String,
    found: &mut Findings,
) {
    let lacks = |condition: &&Id| {
        !protocol.before_induction(condition).any(|step| {
            matches!(step.kind, StepKind::Probe(_))
                && step.id != placed.step.id
                && step
                    .instrument()
                    .and_then(|id| protocol.instruments.get(id))
                    .is_some_and(|asked| asked.items.iter().any(|asked| asked.id == *item))
        })
    };
    if conditions_of(protocol, placed.step).iter().any(lacks) {
        found.error(
            at,
            format!(
                "There is no baseline of `{item}`; ask it in a probe before the first stimulus, or use another threshold."
            ),
        );
    }
}

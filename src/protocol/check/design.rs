//! The design holds together: factors, visits, covariates, and the way in which a session gets its condition.

use std::collections::BTreeSet;

use super::lists;
use super::references::unknown;
use crate::protocol::problem::{Findings, listed};
use crate::protocol::{
    Allocation, AllocationMethod, Answerer, Id, Protocol, Scale, Step, StepKind,
};

/// Longest block.
const LONGEST_BLOCK: u32 = 10_000;
/// Most days between two visits: ten years.
const MOST_DAYS: u32 = 3660;
/// Most visits of one participant.
const MOST_VISITS: u32 = 1000;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    check_factors(protocol, found);
    check_covariates(protocol, found);
    if let Some(visits) = protocol.visits
        && !(1..=MOST_VISITS).contains(&visits.count)
    {
        found.error(
            "/visits/count",
            format!("There are 1 to {MOST_VISITS} visits; correct the number."),
        );
    }
    if let Some(visits) = protocol.visits
        && visits.min_days_between > MOST_DAYS
    {
        found.error(
            "/visits/min_days_between",
            format!("Visits are at most {MOST_DAYS} days apart; correct the number."),
        );
    }
    let setting = &protocol.setting;
    if setting.room_c.is_some_and(|c| !(-50.0..=60.0).contains(&c)) {
        found.error(
            "/setting/room_c",
            "A room has between -50 and 60 degrees Celsius; correct or delete this.",
        );
    }
    if setting.n_present == 0 && setting.relation.is_some() {
        found.warning(
            "/setting/relation",
            "Nobody is with the participant (`n_present` is 0), so this has no effect; correct one of the two.",
        );
    }
    let allocation = &protocol.allocation;
    check_effect(allocation, found);
    if allocation.method == AllocationMethod::Manual {
        return;
    }
    check_list(protocol, found);
    check_blocks(protocol, found);
    check_strata(protocol, found);
    check_reveal(protocol, found);
}

fn check_factors(protocol: &Protocol, found: &mut Findings) {
    let Some(first) = protocol.conditions.first() else {
        return;
    };
    let names: BTreeSet<&Id> = first.factors.keys().collect();
    for (index, condition) in protocol.conditions.iter().enumerate() {
        if condition.factors.keys().collect::<BTreeSet<_>>() != names {
            found.warning(
                format!("/conditions/{index}/factors"),
                format!(
                    "The factors here are not those of the condition `{}` ({}); give each condition a level of each factor.",
                    first.id,
                    listed(names.iter().map(|id| id.as_str()))
                ),
            );
        }
    }
}

fn check_covariates(protocol: &Protocol, found: &mut Findings) {
    for (index, covariate) in protocol.covariates.iter().enumerate() {
        let fits = matches!(
            covariate.scale,
            Scale::Choice { .. } | Scale::Number { .. } | Scale::Likert { .. } | Scale::Text { .. }
        );
        if !fits {
            found.error(
                format!("/covariates/{index}/scale/kind"),
                "What is noted at set-up is a `choice`, `number`, `likert` or `text`; write one of them.",
            );
        }
    }
}

/// What is written for another method does nothing.
fn check_effect(allocation: &Allocation, found: &mut Findings) {
    let manual = allocation.method == AllocationMethod::Manual;
    let blocks = allocation.method == AllocationMethod::Blocks;
    let written = [
        ("block_sizes", !allocation.block_sizes.is_empty(), blocks),
        ("ratio", !allocation.ratio.is_empty(), blocks),
        ("strata", !allocation.strata.is_empty(), !manual),
        ("seed", allocation.seed.is_some(), !manual),
        ("reveal", allocation.reveal.is_some(), !manual),
    ];
    for (key, is_written, has_effect) in written {
        if is_written && !has_effect {
            found.warning(
                format!("/allocation/{key}"),
                "This has no effect with this `method`; delete it or choose another method.",
            );
        }
    }
}

/// The list can be made, and it fits the visits.
fn check_list(protocol: &Protocol, found: &mut Findings) {
    let allocation = &protocol.allocation;
    let conditions = protocol.conditions.len();
    if allocation.seed.is_none() {
        found.error(
            "/allocation",
            "The list is made from a seed, so that it can be made again; add `seed` with any whole number.",
        );
    }
    if conditions < 2 {
        found.error(
            "/allocation/method",
            "There is nothing to allocate with fewer than two conditions; add one or delete `allocation`.",
        );
    }
    let visits = protocol.visits.map_or(1, |visits| visits.count);
    if allocation.method.is_within() && usize::try_from(visits) != Ok(conditions) {
        let at = protocol
            .visits
            .map_or("/allocation/method", |_| "/visits/count");
        found.warning(
            at,
            format!(
                "Each visit has another condition, but there are {conditions} conditions and {visits} visits; make them as many."
            ),
        );
    }
}

fn check_blocks(protocol: &Protocol, found: &mut Findings) {
    let allocation = &protocol.allocation;
    let known = || protocol.conditions.iter().map(|condition| &condition.id);
    for id in allocation.ratio.keys() {
        if !known().any(|condition| condition == id) {
            found.error(
                format!("/allocation/ratio/{id}"),
                unknown("condition", id, known()),
            );
        }
    }
    if allocation.method != AllocationMethod::Blocks {
        return;
    }
    let often = known().map(|id| u64::from(allocation.ratio.get(id).copied().unwrap_or(1)));
    let sum: u64 = often.sum();
    if !(1..=u64::from(LONGEST_BLOCK)).contains(&sum) {
        return found.error(
            "/allocation/ratio",
            format!("The ratio must add up to 1 to {LONGEST_BLOCK}; correct its numbers."),
        );
    }
    for (id, _) in allocation.ratio.iter().filter(|(_, often)| **often == 0) {
        found.warning(
            format!("/allocation/ratio/{id}"),
            "This condition is never allocated; write at least 1, or delete the condition.",
        );
    }
    for (index, size) in allocation.block_sizes.iter().enumerate() {
        let fits = (1..=LONGEST_BLOCK).contains(size) && u64::from(*size) % sum == 0;
        if !fits {
            found.error(
                format!("/allocation/block_sizes/{index}"),
                format!(
                    "A block holds whole rounds of the conditions; write a multiple of {sum}, at most {LONGEST_BLOCK}."
                ),
            );
        }
    }
}

fn check_strata(protocol: &Protocol, found: &mut Findings) {
    for (index, id) in protocol.allocation.strata.iter().enumerate() {
        let at = format!("/allocation/strata/{index}");
        let mut covariates = protocol.covariates.iter();
        match covariates.find(|covariate| covariate.id == *id) {
            None => {
                let known = protocol.covariates.iter().map(|covariate| &covariate.id);
                found.error(at, unknown("covariate", id, known));
            }
            Some(covariate) if !matches!(covariate.scale, Scale::Choice { .. }) => found.error(
                at,
                format!(
                    "Strata need few values, but `{id}` is not a choice; make it one or leave it out."
                ),
            ),
            Some(covariate) if !covariate.required => found.error(
                at,
                format!(
                    "Nobody can be allocated without `{id}`; add \"required\": true to this covariate."
                ),
            ),
            Some(_) => {}
        }
    }
}

/// The condition is hidden until it is revealed, so nothing that the experimenter does before may depend on it. What only the
/// participant sees may: the desk masks such steps for whoever is blind to the condition.
fn check_reveal(protocol: &Protocol, found: &mut Findings) {
    let [steps, ..] = lists(protocol);
    let Some(reveal) = &protocol.allocation.reveal else {
        return;
    };
    let Some(place) = steps.iter().position(|placed| placed.step.id == *reveal) else {
        let known = steps.iter().map(|placed| &placed.step.id);
        return found.error("/allocation/reveal", unknown("step", reveal, known));
    };
    for placed in steps.iter().take(place) {
        let test = placed.step.show_if.as_ref();
        if is_done_at_the_desk(placed.step) && test.is_some_and(|test| test.condition.is_some()) {
            found.warning(
                placed.pointer("show_if/condition"),
                format!(
                    "The experimenter does this, so whether it comes gives the condition away before `{reveal}` reveals it; move the step or reveal the condition here."
                ),
            );
        }
    }
}

fn is_done_at_the_desk(step: &Step) -> bool {
    let to_do = matches!(
        step.kind,
        StepKind::Task(_) | StepKind::Action(_) | StepKind::Sample(_)
    );
    to_do || step.answerer() == Some(Answerer::Experimenter)
}

//! Probes and samples at a delay: their anchor is an earlier step of the same list, surely reached, and they stand in the order of their times.

use std::collections::BTreeMap;

use super::references::unknown;
use super::{Placed, conditions_of, is_sure, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{After, Anchor, CodingSwitch, Id, Protocol, Step, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for list in lists(protocol) {
        let mut latest: BTreeMap<(&Id, &str), (f64, &Id)> = BTreeMap::new();
        for (place, placed) in list.iter().enumerate() {
            let Some(after) = after(placed.step) else {
                continue;
            };
            let earlier = list.get(..place).unwrap_or_default();
            match earlier.iter().find(|other| other.step.id == after.step) {
                Some(anchor) => {
                    check_anchor(protocol, placed, anchor, after, found);
                    check_coding(earlier, placed, after, found);
                }
                None => found.error(
                    placed.pointer("after/step"),
                    no_anchor(protocol, placed, earlier, after),
                ),
            }
            let key = (&after.step, anchor_name(after.anchor));
            if let Some((delay_s, before)) = latest.get(&key)
                && after.delay_s < *delay_s
            {
                found.warning(
                    placed.pointer("after/delay_s"),
                    format!(
                        "This falls due before `{before}`, which stands above it, so it would always be late; put the earlier one first."
                    ),
                );
            }
            latest.insert(key, (after.delay_s, &placed.step.id));
        }
    }
}

/// The delay of a probe or a sample.
pub(super) fn after(step: &Step) -> Option<&After> {
    match &step.kind {
        StepKind::Sample(sample) => sample.after.as_ref(),
        _ => step.after(),
    }
}

fn no_anchor(
    protocol: &Protocol,
    placed: &Placed<'_>,
    earlier: &[Placed<'_>],
    after: &After,
) -> String {
    let id = &after.step;
    if *id == placed.step.id {
        return "A step can't wait for itself; name an earlier step.".to_owned();
    }
    let in_this_list = lists(protocol)
        .iter()
        .flatten()
        .any(|other| other.list == placed.list && other.step.id == *id);
    if in_this_list {
        format!("The step `{id}` comes after this one; name an earlier step.")
    } else if protocol.step(id).is_some() {
        format!(
            "The step `{id}` is not in `{}`; name an earlier step of the same list.",
            placed.list
        )
    } else {
        unknown("step", id, earlier.iter().map(|other| &other.step.id))
    }
}

fn check_anchor(
    protocol: &Protocol,
    placed: &Placed<'_>,
    anchor: &Placed<'_>,
    after: &After,
    found: &mut Findings,
) {
    let reached = conditions_of(protocol, anchor.step);
    let shown_without = conditions_of(protocol, placed.step)
        .into_iter()
        .find(|condition| !reached.contains(condition));
    if let Some(condition) = shown_without {
        found.error(
            placed.pointer("after/step"),
            format!(
                "In the condition `{condition}` the step `{}` is left out, so this would never fall due; name another step or add `show_if`.",
                after.step
            ),
        );
    } else if !is_sure(anchor.step) && anchor.step.show_if != placed.step.show_if {
        found.error(
            placed.pointer("after/step"),
            format!(
                "The step `{}` may be left out, and then this would never fall due; give this step the same `show_if`.",
                after.step
            ),
        );
    }
}

/// Onsets and offsets exist only where crying is coded.
fn check_coding(earlier: &[Placed<'_>], placed: &Placed<'_>, after: &After, found: &mut Findings) {
    let needs_coding = matches!(after.anchor, Anchor::FirstOnset | Anchor::LastOffset);
    let started = earlier
        .iter()
        .any(|other| other.step.coding == Some(CodingSwitch::Start));
    if needs_coding && !started {
        found.error(
            placed.pointer("after/anchor"),
            "Nothing is coded before this step; add \"coding\": \"start\" to the film's step or use the anchor `end`.",
        );
    }
}

fn anchor_name(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::End => "end",
        Anchor::FirstOnset => "first_onset",
        Anchor::LastOffset => "last_offset",
    }
}

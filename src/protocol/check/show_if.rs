//! Conditions for showing a step: they name what exists and can be decided when the step's turn comes.

use super::references::unknown;
use super::{Placed, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{AnswerTest, Protocol, Scale};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let all: Vec<Placed<'_>> = placed(protocol).collect();
    for (place, placed) in all.iter().enumerate() {
        let Some(test) = &placed.step.show_if else {
            continue;
        };
        if test.condition.is_none() && test.answer.is_none() {
            found.warning(
                placed.pointer("show_if"),
                "This tests nothing, so the step is always shown; add `condition` or `answer`, or delete it.",
            );
        }
        for (index, id) in test.condition.iter().flatten().enumerate() {
            if !protocol.conditions.iter().any(|known| known.id == *id) {
                found.error(
                    placed.pointer(&format!("show_if/condition/{index}")),
                    unknown("condition", id, protocol.conditions.iter().map(|c| &c.id)),
                );
            }
        }
        if test.condition.as_ref().is_some_and(Vec::is_empty) {
            found.error(
                placed.pointer("show_if/condition"),
                "With an empty list the step is never shown; name a condition or delete the key.",
            );
        }
        if let Some(answer) = &test.answer {
            let earlier = all.get(..place).unwrap_or_default();
            check_answer(protocol, placed, earlier, answer, found);
        }
    }
}

fn check_answer(
    protocol: &Protocol,
    placed: &Placed<'_>,
    earlier: &[Placed<'_>],
    test: &AnswerTest,
    found: &mut Findings,
) {
    let at = |key: &str| placed.pointer(&format!("show_if/answer/{key}"));
    let Some(asked) = earlier.iter().find(|other| other.step.id == test.step) else {
        let message = if protocol.step(&test.step).is_some() {
            format!(
                "The step `{}` does not come before this one; name an earlier step.",
                test.step
            )
        } else {
            unknown(
                "step",
                &test.step,
                earlier.iter().map(|other| &other.step.id),
            )
        };
        return found.error(at("step"), message);
    };
    let instrument = asked.step.instrument();
    let Some(instrument) = instrument.and_then(|id| protocol.instruments.get(id)) else {
        let message = format!(
            "The step `{}` asks nothing; name a probe or a questions step.",
            test.step
        );
        return found.error(at("step"), message);
    };
    let Some(item) = instrument.items.iter().find(|item| item.id == test.item) else {
        return found.error(
            at("item"),
            unknown(
                "item",
                &test.item,
                instrument.items.iter().map(|item| &item.id),
            ),
        );
    };
    let by_number =
        test.at_least.is_some() || test.at_most.is_some() || test.below_baseline.is_some();
    match (&item.scale, &test.one_of) {
        (Scale::Choice { options } | Scale::Multi { options }, Some(named)) if !by_number => {
            for (index, id) in named.iter().enumerate() {
                if !options.iter().any(|option| option.id == *id) {
                    found.error(
                        at(&format!("one_of/{index}")),
                        unknown("option", id, options.iter().map(|option| &option.id)),
                    );
                }
            }
        }
        (Scale::Choice { .. } | Scale::Multi { .. }, _) => found.error(
            at("item"),
            format!(
                "The item `{}` is a choice; test it with `one_of` alone.",
                test.item
            ),
        ),
        (Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. }, None) if by_number => {}
        (Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. }, _) => found.error(
            at("item"),
            format!(
                "The item `{}` is answered by a number; test it with `at_least` or `at_most`.",
                test.item
            ),
        ),
        (Scale::Text { .. } | Scale::Grid { .. }, _) => found.error(
            at("item"),
            format!(
                "The item `{}` is free text or a grid, which can't be tested; name another item.",
                test.item
            ),
        ),
    }
}

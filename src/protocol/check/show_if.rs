//! Conditions for showing a step: they name what exists and can be decided when the step's turn comes.

use super::distress::check_baseline;
use super::references::unknown;
use super::{Placed, placed};
use crate::protocol::problem::Findings;
use crate::protocol::{AnswerTest, Id, Instrument, Protocol, Scale, ShowIf, Step, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let all: Vec<Placed<'_>> = placed(protocol).collect();
    for (place, placed) in all.iter().enumerate() {
        let Some(test) = &placed.step.show_if else {
            continue;
        };
        if *test == ShowIf::default() {
            found.warning(
                placed.pointer("show_if"),
                "This tests nothing, so the step is always shown; add `condition`, `answer`, `visit` or `consented`, or delete it.",
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
        let earlier = all.get(..place).unwrap_or_default();
        check_visit(protocol, placed, test, found);
        check_consented(placed, earlier, test, found);
        if let Some(answer) = &test.answer {
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
    let Some(scale) = scale_of(protocol, asked.step, instrument, &test.item) else {
        return found.error(
            at("item"),
            unknown(
                "item",
                &test.item,
                instrument.items.iter().map(|item| &item.id),
            ),
        );
    };
    check_test(placed, test, scale, found);
    if test.below_baseline.is_some() {
        check_baseline(protocol, asked, &test.item, at("below_baseline"), found);
    }
}

/// The scale of an item that a step asks; in a review it is asked once for each moment, as in `2-sad`.
fn scale_of<'p>(
    protocol: &Protocol,
    step: &Step,
    instrument: &'p Instrument,
    item: &Id,
) -> Option<&'p Scale> {
    let plain = match &step.kind {
        StepKind::Review(review) => {
            let (number, plain) = item.as_str().split_once('-')?;
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            let stimulus = protocol.stimuli.get(&review.stimulus)?;
            stimulus.moments.get(index)?.text.as_ref()?;
            plain
        }
        _ => item.as_str(),
    };
    let mut items = instrument.items.iter();
    let item = items.find(|item| item.id.as_str() == plain)?;
    Some(&item.scale)
}

/// The test can be made of an answer on this scale, and an answer may pass it.
fn check_test(placed: &Placed<'_>, test: &AnswerTest, scale: &Scale, found: &mut Findings) {
    let at = |key: &str| placed.pointer(&format!("show_if/answer/{key}"));
    let by_number =
        test.at_least.is_some() || test.at_most.is_some() || test.below_baseline.is_some();
    match (scale, &test.one_of) {
        (Scale::Choice { options } | Scale::Multi { options }, Some(named)) if !by_number => {
            if named.is_empty() {
                found.error(
                    at("one_of"),
                    "With an empty list the step is never shown; name an option.",
                );
            }
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
        (Scale::Vas { .. } | Scale::Likert { .. } | Scale::Number { .. }, None) if by_number => {
            let (min, max) = scale.range().unwrap_or((f64::MIN, f64::MAX));
            let least = test.at_least.unwrap_or(min).max(min);
            let most = test.at_most.unwrap_or(max).min(max);
            if least > most {
                found.error(
                    placed.pointer("show_if/answer"),
                    format!(
                        "The item `{}` is answered between {min} and {max}, so no answer passes this test; correct its limits.",
                        test.item
                    ),
                );
            }
        }
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

fn check_visit(protocol: &Protocol, placed: &Placed<'_>, test: &ShowIf, found: &mut Findings) {
    let last = protocol.visits.map_or(1, |visits| visits.count);
    if test.visit.as_ref().is_some_and(Vec::is_empty) {
        found.error(
            placed.pointer("show_if/visit"),
            "With an empty list the step is never shown; name a visit or delete the key.",
        );
    }
    for (index, visit) in test.visit.iter().flatten().enumerate() {
        if !(1..=last).contains(visit) {
            let known = match last {
                0 | 1 => "there is only one visit".to_owned(),
                _ => format!("visits are counted from 1 to {last}"),
            };
            found.error(
                placed.pointer(&format!("show_if/visit/{index}")),
                format!(
                    "There is no visit {visit}; {known} (`visits`), so correct one of the two."
                ),
            );
        }
    }
}

fn check_consented(
    placed: &Placed<'_>,
    earlier: &[Placed<'_>],
    test: &ShowIf,
    found: &mut Findings,
) {
    let Some(id) = &test.consented else {
        return;
    };
    let ticks = earlier.iter().flat_map(|other| match &other.step.kind {
        StepKind::Consent(consent) => consent.ticks.as_slice(),
        _ => &[],
    });
    let known: Vec<&Id> = ticks.map(|tick| &tick.id).collect();
    if !known.contains(&id) {
        found.error(
            placed.pointer("show_if/consented"),
            unknown("tick of an earlier consent", id, known.into_iter()),
        );
    }
}

//! Items and covariates can be answered: their scales have ends, options and ranges that make sense.

use crate::protocol::problem::{Findings, pointer_part};
use crate::protocol::{Protocol, Scale, Text};

/// Boxes of a Likert scale.
const POINTS: std::ops::RangeInclusive<u8> = 2..=11;
/// Cells a side of a grid.
const CELLS: std::ops::RangeInclusive<u8> = 2..=21;
/// Furthest from 0 that a Likert scale may begin.
const FURTHEST_FIRST: i32 = 1000;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for (id, instrument) in &protocol.instruments {
        let here = format!("/instruments/{id}");
        if instrument.items.is_empty() {
            found.error(
                format!("{here}/items"),
                "There is no item; add at least one.",
            );
        }
        if instrument.keep_first > instrument.items.len() {
            found.error(
                format!("{here}/keep_first"),
                format!(
                    "There are only {} items; write a smaller number.",
                    instrument.items.len()
                ),
            );
        }
        for (index, item) in instrument.items.iter().enumerate() {
            check_scale(&format!("{here}/items/{index}/scale"), &item.scale, found);
        }
    }
    for (index, covariate) in protocol.covariates.iter().enumerate() {
        let here = format!("/covariates/{index}/scale");
        check_scale(&here, &covariate.scale, found);
    }
}

fn check_scale(here: &str, scale: &Scale, found: &mut Findings) {
    match scale {
        Scale::Vas { ends } => check_ends(&format!("{here}/ends"), ends, found),
        Scale::Likert {
            points,
            first,
            ends,
        } => {
            check_ends(&format!("{here}/ends"), ends, found);
            if !POINTS.contains(points) {
                found.error(
                    format!("{here}/points"),
                    format!(
                        "A Likert scale has {} to {} points; correct the number, or use a `vas`.",
                        POINTS.start(),
                        POINTS.end()
                    ),
                );
            }
            if !(-FURTHEST_FIRST..=FURTHEST_FIRST).contains(first) {
                found.error(
                    format!("{here}/first"),
                    format!(
                        "The first point is between -{FURTHEST_FIRST} and {FURTHEST_FIRST}; most scales begin at 0 or 1."
                    ),
                );
            }
        }
        Scale::Grid { x, y, cells } => {
            check_ends(&format!("{here}/x"), x, found);
            check_ends(&format!("{here}/y"), y, found);
            if cells.is_some_and(|cells| !CELLS.contains(&cells)) {
                found.error(
                    format!("{here}/cells"),
                    format!(
                        "A grid has {} to {} cells a side; correct the number, or delete it for any place.",
                        CELLS.start(),
                        CELLS.end()
                    ),
                );
            }
        }
        Scale::Choice { options } | Scale::Multi { options } if options.len() < 2 => found.error(
            format!("{here}/options"),
            "A choice needs at least two options; add one.",
        ),
        Scale::Choice { options } => {
            for (index, option) in options.iter().enumerate() {
                if option.alone {
                    found.warning(
                        format!("{here}/options/{index}/alone"),
                        "Only one option can be chosen anyway, so this has no effect; delete it or make the scale `multi`.",
                    );
                }
            }
        }
        Scale::Number { min, max, .. } if !(min < max && min.is_finite() && max.is_finite()) => {
            found.error(
                format!("{here}/max"),
                format!(
                    "The largest number must be above the smallest ({min}); correct one of them."
                ),
            );
        }
        Scale::Text { max_chars } if !(1..=10_000).contains(max_chars) => found.error(
            format!("{here}/max_chars"),
            "The longest answer is between 1 and 10000 characters.",
        ),
        Scale::Multi { .. } | Scale::Number { .. } | Scale::Text { .. } => {}
    }
}

fn check_ends(at: &str, ends: &Text<[String; 2]>, found: &mut Findings) {
    for (language, words) in &ends.0 {
        if words.iter().any(|word| word.trim().is_empty()) {
            found.error(
                format!("{at}/{}", pointer_part(language)),
                "An end of the line has no word; write what it stands for.",
            );
        } else if words
            .iter()
            .all(|word| Some(word.trim()) == words.first().map(|first| first.trim()))
        {
            found.warning(
                format!("{at}/{}", pointer_part(language)),
                "Both ends say the same; write what each of them stands for.",
            );
        }
    }
}

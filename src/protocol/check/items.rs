//! Items can be answered, and scores are made of numeric items that exist.

use super::references::unknown;
use crate::protocol::problem::Findings;
use crate::protocol::{Id, Instrument, Item, Protocol, Scale, Score};

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
            check_scale(&format!("{here}/items/{index}/scale"), item, found);
        }
        for (index, score) in instrument.scores.iter().enumerate() {
            check_score(&format!("{here}/scores/{index}"), instrument, score, found);
        }
    }
}

fn check_scale(here: &str, item: &Item, found: &mut Findings) {
    match &item.scale {
        Scale::Vas { ends } => {
            for (language, words) in &ends.0 {
                if words.iter().any(|word| word.trim().is_empty()) {
                    found.error(
                        format!("{here}/ends/{language}"),
                        "An end of the line has no word; write what it stands for.",
                    );
                }
            }
        }
        Scale::Choice { options } if options.len() < 2 => found.error(
            format!("{here}/options"),
            "A choice needs at least two options; add one.",
        ),
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
        _ => {}
    }
}

fn check_score(here: &str, instrument: &Instrument, score: &Score, found: &mut Findings) {
    let item = |id: &Id| instrument.items.iter().find(|item| item.id == *id);
    if score.items.is_empty() {
        found.error(
            format!("{here}/items"),
            "The score is made of nothing; name its items.",
        );
    }
    for (index, id) in score.items.iter().enumerate() {
        let at = format!("{here}/items/{index}");
        match item(id).map(|item| &item.scale) {
            None => found.error(
                at,
                unknown("item", id, instrument.items.iter().map(|item| &item.id)),
            ),
            Some(Scale::Choice { .. } | Scale::Text { .. }) => found.error(
                at,
                format!("The item `{id}` is not answered by a number; leave it out of the score."),
            ),
            Some(_) if score.items.iter().take(index).any(|other| other == id) => found.error(
                at,
                format!("The item `{id}` is in this score already; name it once."),
            ),
            Some(_) => {}
        }
    }
    for (index, id) in score.reverse.iter().enumerate() {
        if !score.items.contains(id) {
            found.error(
                format!("{here}/reverse/{index}"),
                unknown("item of this score", id, score.items.iter()),
            );
        }
    }
    let count = score.items.len();
    if let Some(least) = score.min_answered
        && count > 0
        && !(1..=count).contains(&least)
    {
        found.error(
            format!("{here}/min_answered"),
            format!("Between 1 and {count} items can be answered; correct the number."),
        );
    }
}

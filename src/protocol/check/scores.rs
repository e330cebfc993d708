//! Scores are made of items that exist and are answered by numbers.

use super::references::unknown;
use crate::protocol::problem::Findings;
use crate::protocol::{Id, Instrument, Protocol, Scale, Score};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for (id, instrument) in &protocol.instruments {
        for (index, score) in instrument.scores.iter().enumerate() {
            let here = format!("/instruments/{id}/scores/{index}");
            check_score(&here, instrument, score, found);
        }
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
            Some(scale) if !is_numeric(scale) => found.error(
                at,
                format!(
                    "The item `{id}` is not answered by a number; leave it out of the score{}.",
                    match scale {
                        Scale::Choice { .. } => ", or give its options numbers as ids",
                        _ => "",
                    }
                ),
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
    check_axis(here, instrument, score, found);
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

/// A place on a grid counts in one of its directions, which the score must name; nothing else has directions.
fn check_axis(here: &str, instrument: &Instrument, score: &Score, found: &mut Findings) {
    let in_score = instrument
        .items
        .iter()
        .filter(|item| score.items.contains(&item.id));
    let grid = in_score
        .into_iter()
        .find(|item| matches!(item.scale, Scale::Grid { .. }));
    match (grid, score.axis) {
        (Some(item), None) => found.error(
            here,
            format!(
                "The item `{}` is a grid; say with `axis` whether its direction `x` or `y` counts.",
                item.id
            ),
        ),
        (None, Some(_)) => found.error(
            format!("{here}/axis"),
            "No item of this score is a grid, so there is no direction; delete `axis`.",
        ),
        _ => {}
    }
}

/// Whether answers count as numbers: options do where their ids are numbers.
fn is_numeric(scale: &Scale) -> bool {
    match scale {
        Scale::Vas { .. } | Scale::Likert { .. } | Scale::Grid { .. } | Scale::Number { .. } => {
            true
        }
        Scale::Choice { options } => options
            .iter()
            .all(|option| option.id.as_str().parse().is_ok_and(f64::is_finite)),
        Scale::Multi { .. } | Scale::Text { .. } => false,
    }
}

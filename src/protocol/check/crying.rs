//! What names crying comes after the last outcome probe, as it would prime what is measured.

mod words;

use super::{Placed, lists, outcome, wording};
use crate::protocol::problem::Findings;
use crate::protocol::{Answerer, Id, Item, Protocol, Scale, StepKind, Text};
use words::name_crying;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let [steps, ..] = lists(protocol);
    let Some(last) = outcome::last(protocol, &steps) else {
        return;
    };
    let mut reported = Vec::new();
    for placed in steps.iter().take_while(|placed| placed.index <= last) {
        check_items(protocol, placed, &mut reported, found);
        for (pointer, text) in shown(placed) {
            if names(text) {
                found.warning(
                    pointer,
                    "This names crying before the last mood probe is over, which primes the answers; say it later, unless it is necessary here, as it may be in a consent.",
                );
            }
        }
    }
}

fn check_items<'p>(
    protocol: &'p Protocol,
    placed: &Placed<'p>,
    reported: &mut Vec<(&'p Id, usize)>,
    found: &mut Findings,
) {
    if placed.step.answerer() != Some(Answerer::Participant) {
        return;
    }
    let Some((id, instrument)) = placed
        .step
        .instrument()
        .and_then(|id| protocol.instruments.get_key_value(id))
    else {
        return;
    };
    let stem = instrument.stem.as_ref().is_some_and(names);
    // The stem stands above every item, so it is reported as if it were one more.
    let places = (0..)
        .zip(&instrument.items)
        .map(|(index, item)| (index, item_names(item), format!("items/{index}"), "item"))
        .chain([(usize::MAX, stem, "stem".to_owned(), "line")]);
    for (index, names_it, place, what) in places {
        if names_it && !reported.contains(&(id, index)) {
            reported.push((id, index));
            found.warning(
                format!("/instruments/{id}/{place}"),
                format!(
                    "This {what} names crying but the step `{}` asks it before the last mood probe is over, which primes the answers; ask it later.",
                    placed.step.id
                ),
            );
        }
    }
}

/// The texts that the participant reads in a step that asks no instrument.
fn shown<'p>(placed: &Placed<'p>) -> Vec<(String, &'p Text)> {
    let kind = &placed.step.kind;
    let mut texts: Vec<(String, &Text)> = wording::on_screen(kind)
        .map(|text| (placed.pointer("text"), text))
        .into_iter()
        .collect();
    match kind {
        StepKind::Consent(consent) => {
            let ticks = consent.ticks.iter().enumerate();
            texts.extend(
                ticks.map(|(index, tick)| {
                    (placed.pointer(&format!("ticks/{index}/text")), &tick.text)
                }),
            );
        }
        StepKind::Screening(screening) => {
            let points = screening.points.iter().enumerate();
            texts.extend(
                points.map(|(index, text)| (placed.pointer(&format!("points/{index}")), text)),
            );
        }
        _ => {}
    }
    texts
}

fn item_names(item: &Item) -> bool {
    let options = match &item.scale {
        Scale::Choice { options } | Scale::Multi { options } => options.as_slice(),
        _ => &[],
    };
    item.names_crying || names(&item.text) || options.iter().any(|option| names(&option.text))
}

fn names(text: &Text) -> bool {
    text.0
        .iter()
        .any(|(language, words)| name_crying(language, words))
}

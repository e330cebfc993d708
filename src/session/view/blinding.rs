//! What the desk does not show while the coder is blind, or while it is too early to tell the condition.

use crate::protocol::{AllocationMethod, Id, Step};
use crate::session::setup::Header;
use crate::session::state::State;

/// Whether the coder is blind now.
pub(super) fn is_blinded(header: &Header, state: &State) -> bool {
    header.blinded && !state.unblinded
}

/// Whether the condition was allocated and it is too early to tell.
fn is_unrevealed(header: &Header, state: &State) -> bool {
    header.protocol.allocation.method != AllocationMethod::Manual && !state.revealed
}

/// The condition, once the experimenter may know it.
pub(super) fn condition(header: &Header, state: &State) -> Option<Id> {
    let hidden = is_blinded(header, state) || is_unrevealed(header, state);
    (!hidden).then(|| header.condition.clone())
}

/// The step at whose beginning the condition is shown, while only that is waited for.
pub(super) fn hidden_until(header: &Header, state: &State) -> Option<String> {
    if is_blinded(header, state) || condition(header, state).is_some() {
        return None;
    }
    Some(header.protocol.reveal_step()?.to_string())
}

/// Whether the step belongs to this session's condition.
pub(super) fn in_condition(header: &Header, step: &Step) -> bool {
    let named = step
        .show_if
        .as_ref()
        .and_then(|test| test.condition.as_ref());
    named.is_none_or(|named| named.contains(&header.condition))
}

/// A notice without the names of steps, which may give the condition away.
pub(super) fn masked(header: &Header, state: &State, text: &str) -> String {
    if condition(header, state).is_some() {
        return text.to_owned();
    }
    // So may the names of films and their files.
    let files = header.stimuli.iter().filter(|facts| !facts.file.is_empty());
    let text = files.fold(text.to_owned(), |text, facts| {
        text.replace(&facts.file, "the file")
    });
    let text = header.protocol.stimuli.keys().fold(text, |text, id| {
        text.replace(&format!("“{id}”"), "the stimulus")
    });
    header.protocol.all_steps().fold(text, |text, step| {
        let (named, shown) = (format!("Probe {} ", step.id), label(header, state, step));
        text.replace(&named, &format!("Probe {shown} "))
    })
}

/// The step's name in the list; a place in the order where the name may give the condition away.
pub(super) fn label(header: &Header, state: &State, step: &Step) -> String {
    let depends = step
        .show_if
        .as_ref()
        .is_some_and(|test| test.condition.is_some());
    let masked = is_blinded(header, state) || (depends && is_unrevealed(header, state));
    if !masked {
        return step.id.to_string();
    }
    // Step names may give the condition away; a place in the order does not.
    let place = header
        .protocol
        .all_steps()
        .filter(|step| in_condition(header, step))
        .position(|other| other.id == step.id)
        .unwrap_or(0);
    format!("Step {}", place + 1)
}

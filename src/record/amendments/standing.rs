//! Which amendments stand: those that change something by themselves and are not undone.

use super::{Amendment, Problem};

/// One amendment, and whether it counts.
#[derive(Clone, Copy, Debug)]
struct State {
    /// The place of the amendment that the chain of undoing began with.
    root: usize,
    /// Whether that one stands after this one.
    stands: bool,
    /// Whether a later one turned this one round.
    undone: bool,
}

/// The places of the standing amendments in the list, in order. An undoing that does not fit what it undoes is a problem and counts
/// for nothing.
pub fn standing(amendments: &[Amendment], problems: &mut Vec<Problem>) -> Vec<usize> {
    let mut states: Vec<Option<State>> = Vec::new();
    for (place, amendment) in amendments.iter().enumerate() {
        let state = match amendment.undoes {
            None => Some(State {
                root: place,
                stands: true,
                undone: false,
            }),
            Some(undone) => match turned(amendments, &mut states, amendment, undone) {
                Ok(state) => Some(state),
                Err(text) => {
                    let n = amendment.n;
                    problems.push(Problem { n, text });
                    None
                }
            },
        };
        states.push(state);
    }
    let last = |root: usize| {
        states
            .iter()
            .flatten()
            .rev()
            .find(|state| state.root == root)
    };
    (0..amendments.len())
        .filter(|place| last(*place).is_some_and(|state| state.stands))
        .collect()
}

/// What the list is like after `amendment` undid number `undone`.
fn turned(
    amendments: &[Amendment],
    states: &mut [Option<State>],
    amendment: &Amendment,
    undone: u64,
) -> Result<State, String> {
    let place = amendments
        .iter()
        .position(|earlier| earlier.n == undone)
        .filter(|place| *place < states.len());
    let (Some(place), n) = (place, amendment.n) else {
        return Err(format!("There is no amendment {undone} to undo."));
    };
    let undone_by = amendments
        .iter()
        .find(|later| later.undoes == Some(undone) && later.n < n)
        .map(|later| later.n);
    let earlier = amendments.get(place);
    let mirrors = earlier.is_some_and(|earlier| {
        (&earlier.what, &earlier.old, &earlier.new)
            == (&amendment.what, &amendment.new, &amendment.old)
    });
    match states.get_mut(place).and_then(Option::as_mut) {
        None => Err(format!(
            "Amendment {undone} counts for nothing, so there is nothing to undo."
        )),
        Some(state) if state.undone => {
            let by = undone_by.unwrap_or(undone);
            Err(format!(
                "Amendment {undone} was undone already, by amendment {by}: undo that one to do it again."
            ))
        }
        Some(_) if !mirrors => Err(format!(
            "Amendment {n} says that it undoes {undone}, but does not put back what {undone} changed."
        )),
        Some(state) => {
            state.undone = true;
            Ok(State {
                root: state.root,
                stands: !state.stands,
                undone: false,
            })
        }
    }
}

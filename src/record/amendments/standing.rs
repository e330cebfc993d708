//! Which amendments stand: those that change something by themselves and are not undone.

use super::{Amendment, Problem};

/// One amendment while the list is followed.
#[derive(Clone, Copy, Debug)]
struct State {
    /// The place of the amendment that the chain of undoing began with; none when this one counts for nothing.
    root: Option<usize>,
    /// Whether, being a root, it stands.
    stands: bool,
    /// By which amendment it was turned round.
    undone_by: Option<u64>,
}

/// The places of the standing amendments in the list, in order. An undoing that does not fit what it undoes is a problem and counts
/// for nothing.
pub fn standing(amendments: &[Amendment], problems: &mut Vec<Problem>) -> Vec<usize> {
    let mut states: Vec<State> = Vec::new();
    for (place, amendment) in amendments.iter().enumerate() {
        let root = match amendment.undoes {
            None => Some(place),
            Some(undone) => match turn(amendments, &mut states, amendment, undone) {
                Ok(root) => Some(root),
                Err(text) => {
                    let n = amendment.n;
                    problems.push(Problem { n, text });
                    None
                }
            },
        };
        states.push(State {
            root,
            stands: amendment.undoes.is_none(),
            undone_by: None,
        });
    }
    let states = states.iter().enumerate();
    let stand = states.filter(|(_, state)| state.stands);
    stand.map(|(place, _)| place).collect()
}

/// Turns round what number `undone` did, and gives the place that its chain of undoing began with.
fn turn(
    amendments: &[Amendment],
    states: &mut [State],
    amendment: &Amendment,
    undone: u64,
) -> Result<usize, String> {
    // Numbers count from 1 without gaps.
    let place = usize::try_from(undone.wrapping_sub(1)).unwrap_or(usize::MAX);
    let (Some(earlier), Some(state)) = (amendments.get(place), states.get_mut(place)) else {
        return Err(format!("There is no amendment {undone} to undo."));
    };
    let Some(root) = state.root else {
        return Err(format!(
            "Amendment {undone} counts for nothing, so there is nothing to undo."
        ));
    };
    if let Some(by) = state.undone_by {
        return Err(format!(
            "Amendment {undone} was undone already, by amendment {by}: undo that one to do it again."
        ));
    }
    let n = amendment.n;
    let mirrors = (&earlier.what, &earlier.old, &earlier.new)
        == (&amendment.what, &amendment.new, &amendment.old);
    if !mirrors {
        return Err(format!(
            "Amendment {n} says that it undoes {undone}, but does not put back what {undone} changed."
        ));
    }
    state.undone_by = Some(n);
    if let Some(first) = states.get_mut(root) {
        first.stands = !first.stands;
    }
    Ok(root)
}

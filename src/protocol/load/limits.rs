//! What no protocol needs: numbers beyond all measure, endless lists and texts, characters that are no letters.

use crate::plain;

/// Problems of one file that are listed; whoever has more mends these first.
pub(super) const MOST_PROBLEMS: usize = 100;
/// Longest key whose inside is looked at; ids are far shorter.
pub(super) const LONGEST_KEY: usize = 256;
/// Largest number that is no id, in either direction.
const MOST: f64 = 1e12;
/// Longest text, in characters.
const LONGEST_TEXT: usize = 20_000;
/// Most entries of a list, or keys of an object.
const MOST_ENTRIES: usize = 1000;
/// Most steps of a list of steps.
const MOST_STEPS: usize = 500;
/// Most conditions.
const MOST_CONDITIONS: usize = 100;

/// What is wrong with the size of a number that need not be whole.
pub(super) fn number(literal: &str) -> Option<String> {
    let number: f64 = literal.parse().ok()?;
    (number.abs() > MOST).then(|| {
        "This number is beyond everything that is measured here; look for digits too many."
            .to_owned()
    })
}

/// What is wrong with the number of entries at `pointer`.
pub(super) fn entries(pointer: &str, count: usize) -> Option<String> {
    let (most, what) = match pointer {
        "/steps" | "/on_stop" | "/on_decline" => (MOST_STEPS, "steps"),
        "/conditions" => (MOST_CONDITIONS, "conditions"),
        _ => (MOST_ENTRIES, "entries"),
    };
    (count > most).then(|| {
        format!("There are {count} {what} here, but at most {most} may be; take some out.")
    })
}

/// What is wrong with a text.
pub(super) fn text(text: &str) -> Option<String> {
    let count = text.chars().count();
    if count > LONGEST_TEXT {
        return Some(format!(
            "This text has {count} characters, but at most {LONGEST_TEXT} may be; shorten it."
        ));
    }
    let wrong = text.chars().find(|c| !fits(*c))?;
    let code = u32::from(wrong);
    Some(if plain::turns(wrong) {
        format!(
            "This text holds the invisible sign U+{code:04X}, which turns the direction of reading around; delete it."
        )
    } else {
        format!(
            "This text holds the control character U+{code:04X}, which nobody can read; delete it."
        )
    })
}

/// Whether a character may stand in a text; lines and paragraphs may.
fn fits(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t') || (!c.is_control() && !plain::turns(c))
}

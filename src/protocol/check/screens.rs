//! Texts fit on one screen of the participant, by estimate: what is cut into pages is read less well.

use super::placed;
use super::texts::on_screen;
use crate::protocol::problem::{Findings, pointer_part};
use crate::protocol::{Protocol, Scale, Step, StepKind};

/// Average characters in a line of the participant's column (680 points, text of 28 points).
const CHARS_A_LINE: usize = 46;
/// Lines on a page of text in a window 720 points high, above the button.
const LINES_A_PAGE: usize = 13;
/// Lines of a note that stands alone, such as during a rest.
const LINES_A_NOTE: usize = 5;
/// Lines of a question above its answer.
const LINES_A_QUESTION: usize = 4;
/// Options of a choice that fit under a question.
const MOST_OPTIONS: usize = 10;
/// Characters of an end word beside the line.
const MOST_END_CHARS: usize = 28;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        let room = room(placed.step);
        for (language, text) in on_screen(&placed.step.kind).into_iter().flat_map(|t| &t.0) {
            let at = placed.pointer(&format!("text/{}", pointer_part(language)));
            too_long(at, text, room, found);
        }
    }
    for (id, instrument) in &protocol.instruments {
        for (index, item) in instrument.items.iter().enumerate() {
            let here = format!("/instruments/{id}/items/{index}");
            for (language, text) in &item.text.0 {
                let at = format!("{here}/text/{}", pointer_part(language));
                too_long(at, text, LINES_A_QUESTION, found);
            }
            check_scale(&here, &item.scale, found);
        }
    }
}

fn room(step: &Step) -> usize {
    match step.kind {
        StepKind::Text(_) | StepKind::End(_) => LINES_A_PAGE,
        _ => LINES_A_NOTE,
    }
}

fn check_scale(here: &str, scale: &Scale, found: &mut Findings) {
    match scale {
        Scale::Choice { options } if options.len() > MOST_OPTIONS => found.warning(
            format!("{here}/scale/options"),
            format!(
                "{} options do not fit on one screen; keep to {MOST_OPTIONS}.",
                options.len()
            ),
        ),
        Scale::Vas { ends } => {
            for (language, words) in &ends.0 {
                let at = format!("{here}/scale/ends/{}", pointer_part(language));
                for word in words {
                    let over = word.chars().count().saturating_sub(MOST_END_CHARS);
                    if over > 0 {
                        found.warning(
                            at.clone(),
                            format!(
                                "An end of the line has a long text; cut about {over} characters."
                            ),
                        );
                    }
                }
            }
        }
        _ => {}
    }
}

fn too_long(pointer: String, text: &str, room: usize, found: &mut Findings) {
    let lines = lines(text);
    if lines > room {
        found.warning(
            pointer,
            format!(
                "This takes about {lines} lines where {room} fit; cut about {} characters or make two steps of it.",
                (lines - room) * CHARS_A_LINE
            ),
        );
    }
}

/// Lines that a text takes, broken between words.
fn lines(text: &str) -> usize {
    text.lines()
        .map(|paragraph| {
            let (mut lines, mut used) = (1, 0);
            for word in paragraph.split(' ') {
                let length = word.chars().count();
                if used > 0 && used + 1 + length > CHARS_A_LINE {
                    lines += 1;
                    used = 0;
                }
                used += length + usize::from(used > 0);
                lines += used / (CHARS_A_LINE + 1);
                used %= CHARS_A_LINE + 1;
            }
            lines
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_at_line_ends() {
        assert_eq!(lines("one"), 1);
        assert_eq!(lines("one\n\ntwo"), 3);
        assert_eq!(lines(&"seven77 ".repeat(10)), 2);
        assert_eq!(lines(&"x".repeat(100)), 3);
    }
}

//! Texts fit on one screen of the participant, by estimate: what is cut into pages is read less well.

use super::wording::{ends, on_screen};
use super::{Placed, placed};
use crate::protocol::problem::{Findings, pointer_part};
use crate::protocol::{Protocol, Scale, Step, StepKind, Text};

/// Average characters in a line of the participant's column (680 points, text of 28 points).
const CHARS_A_LINE: usize = 46;
/// Lines on a page of text in a window 720 points high, above the button.
const LINES_A_PAGE: usize = 13;
/// Lines of a list that is answered as a whole: two pages.
const LINES_A_LIST: usize = 2 * LINES_A_PAGE;
/// Lines of a note that stands alone, such as during a rest.
const LINES_A_NOTE: usize = 5;
/// Lines of a question above its answer.
const LINES_A_QUESTION: usize = 4;
/// Lines of a point of a consent, beside its box.
const LINES_A_TICK: usize = 5;
/// Lines that a field to write in takes at least, with its frame.
const LINES_A_FIELD: usize = 5;
/// Pages of a consent or a debriefing that people read to the end.
const MOST_PAGES: usize = 5;
/// Options of a choice that fit under a question.
const MOST_OPTIONS: usize = 10;
/// Characters of an end word beside the line.
const MOST_END_CHARS: usize = 28;

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for placed in placed(protocol) {
        let text = on_screen(&placed.step.kind);
        check_text(&placed.pointer("text"), text, room(placed.step), found);
        check_rows(&placed, found);
    }
    for (id, stimulus) in &protocol.stimuli {
        for (index, moment) in stimulus.moments.iter().enumerate() {
            let at = format!("/stimuli/{id}/moments/{index}/text");
            check_text(&at, moment.text.as_ref(), LINES_A_QUESTION, found);
        }
    }
    for (id, instrument) in &protocol.instruments {
        for (index, item) in instrument.items.iter().enumerate() {
            let here = format!("/instruments/{id}/items/{index}");
            check_text(
                &format!("{here}/text"),
                Some(&item.text),
                LINES_A_QUESTION,
                found,
            );
            check_scale(&here, &item.scale, found);
        }
    }
}

/// Lines that the text of a step may take.
fn room(step: &Step) -> usize {
    match &step.kind {
        StepKind::Text(_) | StepKind::End(_) | StepKind::PracticeStop(_) | StepKind::Task(_) => {
            LINES_A_PAGE
        }
        // Both are read page by page, however long they have to be.
        StepKind::Consent(_) | StepKind::Debrief(_) => MOST_PAGES * LINES_A_PAGE,
        StepKind::Screening(_) => LINES_A_PAGE,
        StepKind::Recall(recall) if recall.write => LINES_A_PAGE - LINES_A_FIELD,
        StepKind::Recall(_) => LINES_A_PAGE,
        _ => LINES_A_NOTE,
    }
}

/// What stands below a text: each tick of a consent, and the reasons of a screening.
fn check_rows(placed: &Placed<'_>, found: &mut Findings) {
    match &placed.step.kind {
        StepKind::Consent(consent) => {
            for (index, tick) in consent.ticks.iter().enumerate() {
                let at = placed.pointer(&format!("ticks/{index}/text"));
                check_text(&at, Some(&tick.text), LINES_A_TICK, found);
            }
        }
        StepKind::Screening(screening) => {
            for (language, text) in &screening.text.0 {
                let points = screening
                    .points
                    .iter()
                    .map(|point| lines(point.get(language)));
                let taken = lines(text) + 1 + points.sum::<usize>();
                if lines(text) <= LINES_A_PAGE && taken > LINES_A_LIST {
                    found.warning(
                        placed.pointer("points"),
                        format!(
                            "Text and reasons take about {taken} lines, more than two pages; cut about {} characters, so that all reasons are still in mind at the end.",
                            (taken - LINES_A_LIST) * CHARS_A_LINE
                        ),
                    );
                    break;
                }
            }
        }
        _ => {}
    }
}

fn check_text(pointer: &str, text: Option<&Text>, room: usize, found: &mut Findings) {
    for (language, words) in text.into_iter().flat_map(|text| &text.0) {
        let at = format!("{pointer}/{}", pointer_part(language));
        too_long(at, words, room, found);
    }
}

fn check_scale(here: &str, scale: &Scale, found: &mut Findings) {
    if let Scale::Choice { options } | Scale::Multi { options } = scale
        && options.len() > MOST_OPTIONS
    {
        found.warning(
            format!("{here}/scale/options"),
            format!(
                "{} options do not fit on one screen; keep to {MOST_OPTIONS}.",
                options.len()
            ),
        );
    }
    for (key, ends) in ends(scale) {
        for (language, words) in &ends.0 {
            let at = format!("{here}/scale/{key}/{}", pointer_part(language));
            for word in words {
                let over = word.chars().count().saturating_sub(MOST_END_CHARS);
                if over > 0 {
                    found.warning(
                        at.clone(),
                        format!("An end of the line has a long text; cut about {over} characters."),
                    );
                }
            }
        }
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

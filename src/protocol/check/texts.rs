//! Texts are there, in every language that the title has.

use crate::protocol::problem::{Findings, pointer_part, shown};
use crate::protocol::{Protocol, Scale, StepKind, Text};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let languages: Vec<&String> = protocol.title.0.keys().collect();
    let mut look = |pointer: &str, text: Languages<'_>| {
        if text.0.is_empty() {
            return found.error(
                pointer,
                "The text is missing; write it by language, as in {\"en\": \"…\"}.",
            );
        }
        for (language, empty) in &text.0 {
            let at = format!("{pointer}/{}", pointer_part(language));
            if !is_language(language) {
                found.error(
                    at,
                    format!(
                        "`{}` is no language code; write one such as en, nl or pt-BR.",
                        shown(language)
                    ),
                );
            } else if *empty {
                found.error(at, "The text is empty; write it or delete this language.");
            }
        }
        let lacks = |wanted: &&&String| !text.0.iter().any(|(known, _)| known == *wanted);
        if let Some(language) = languages.iter().find(lacks) {
            found.warning(
                pointer,
                format!(
                    "The title is there in `{}` but this text is not; add it, or participants read another language.",
                    shown(language)
                ),
            );
        }
    };
    for (pointer, text) in all(protocol) {
        look(
            &pointer,
            languages_of(text, |words| words.trim().is_empty()),
        );
    }
    for (id, instrument) in &protocol.instruments {
        for (index, item) in instrument.items.iter().enumerate() {
            if let Scale::Vas { ends } = &item.scale {
                let pointer = format!("/instruments/{id}/items/{index}/scale/ends");
                // Empty end words have their own sentence.
                look(&pointer, languages_of(ends, |_| false));
            }
        }
    }
}

/// Each language of a text, and whether the text is empty in it.
struct Languages<'p>(Vec<(&'p String, bool)>);

fn languages_of<T>(text: &Text<T>, is_empty: impl Fn(&T) -> bool) -> Languages<'_> {
    let entries = text.0.iter();
    Languages(
        entries
            .map(|(language, words)| (language, is_empty(words)))
            .collect(),
    )
}

/// Every text of the protocol that somebody reads, with its pointer.
pub(super) fn all<'p>(protocol: &'p Protocol) -> Vec<(String, &'p Text)> {
    let mut texts = vec![("/title".to_owned(), &protocol.title)];
    let mut add = |pointer: String, text: Option<&'p Text>| {
        texts.extend(text.map(|text| (pointer, text)));
    };
    add("/notice".to_owned(), protocol.notice.as_ref());
    for (index, condition) in protocol.conditions.iter().enumerate() {
        add(
            format!("/conditions/{index}/title"),
            condition.title.as_ref(),
        );
    }
    for (index, channel) in protocol.coding.channels.iter().enumerate() {
        add(
            format!("/coding/channels/{index}/label"),
            channel.label.as_ref(),
        );
    }
    for (index, point) in protocol.coding.points.iter().enumerate() {
        add(
            format!("/coding/points/{index}/label"),
            point.label.as_ref(),
        );
    }
    for (id, instrument) in &protocol.instruments {
        let here = format!("/instruments/{id}");
        add(format!("{here}/stem"), instrument.stem.as_ref());
        for (index, item) in instrument.items.iter().enumerate() {
            let here = format!("{here}/items/{index}");
            add(format!("{here}/text"), Some(&item.text));
            match &item.scale {
                Scale::Number { unit, .. } => add(format!("{here}/scale/unit"), unit.as_ref()),
                Scale::Choice { options } | Scale::Multi { options } => {
                    for (index, option) in options.iter().enumerate() {
                        let at = format!("{here}/scale/options/{index}/text");
                        add(at, Some(&option.text));
                    }
                }
                Scale::Vas { .. }
                | Scale::Likert { .. }
                | Scale::Grid { .. }
                | Scale::Text { .. } => {}
            }
        }
    }
    for placed in super::placed(protocol) {
        add(placed.pointer("text"), on_screen(&placed.step.kind));
    }
    texts
}

/// The text that a step shows to the participant.
pub(super) fn on_screen(kind: &StepKind) -> Option<&Text> {
    match kind {
        StepKind::Text(step) => Some(&step.text),
        StepKind::Rest(step) => step.text.as_ref(),
        StepKind::Wait(step) => step.text.as_ref(),
        StepKind::Sound(step) => step.text.as_ref(),
        StepKind::End(step) => step.text.as_ref(),
        StepKind::Consent(step) => Some(&step.text),
        StepKind::Screening(step) => Some(&step.text),
        StepKind::Recall(step) => Some(&step.text),
        StepKind::Task(step) => Some(&step.text),
        StepKind::Action(step) => step.text.as_ref(),
        StepKind::Sample(step) => step.text.as_ref(),
        StepKind::PracticeStop(step) => step.text.as_ref(),
        StepKind::DataChoice(step) => step.text.as_ref(),
        StepKind::Debrief(step) => Some(&step.text),
        StepKind::Probe(_)
        | StepKind::Questions(_)
        | StepKind::Review(_)
        | StepKind::Film(_)
        | StepKind::Image(_) => None,
    }
}

/// Whether this looks like a language tag: two or three letters, then perhaps parts of letters and digits after hyphens.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

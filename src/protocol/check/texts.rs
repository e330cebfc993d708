//! Texts are there, and what the participant reads is there in every language that the title has.

use super::wording::{self, Reader};
use crate::protocol::problem::{Findings, pointer_part, shown};
use crate::protocol::{Protocol, Text};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let languages: Vec<&String> = protocol.title.0.keys().collect();
    for (pointer, text, reader) in wording::all(protocol).0 {
        let text = languages_of(text, |words| words.trim().is_empty());
        check_words(&pointer, &text, found);
        if reader == Reader::Participant {
            check_languages(&pointer, &text, &languages, found);
        }
    }
    for (id, instrument) in &protocol.instruments {
        for (index, item) in instrument.items.iter().enumerate() {
            for (key, ends) in wording::ends(&item.scale) {
                let pointer = format!("/instruments/{id}/items/{index}/scale/{key}");
                // Empty end words have their own sentence.
                let ends = languages_of(ends, |_| false);
                check_words(&pointer, &ends, found);
                check_languages(&pointer, &ends, &languages, found);
            }
        }
    }
    for (index, covariate) in protocol.covariates.iter().enumerate() {
        for (key, ends) in wording::ends(&covariate.scale) {
            let pointer = format!("/covariates/{index}/scale/{key}");
            check_words(&pointer, &languages_of(ends, |_| false), found);
        }
    }
}

fn check_words(pointer: &str, text: &Languages<'_>, found: &mut Findings) {
    if text.0.is_empty() {
        found.error(
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
}

fn check_languages(pointer: &str, text: &Languages<'_>, wanted: &[&String], found: &mut Findings) {
    let lacks = |wanted: &&&String| !text.0.iter().any(|(known, _)| known == *wanted);
    let missing = wanted.iter().find(lacks);
    if let Some(language) = missing.filter(|_| !text.0.is_empty()) {
        found.warning(
            pointer,
            format!(
                "The title is there in `{}` but this text is not; add it, or participants read another language.",
                shown(language)
            ),
        );
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

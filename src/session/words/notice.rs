//! What the stimuli show, said before anybody agrees to see them; made from their tags.

use std::collections::BTreeSet;

use super::pick;
use crate::protocol::{Protocol, Valence};

/// The notice: the themes of everything sad in the protocol, whatever the condition; `None` when no theme is tagged.
pub(in crate::session) fn of(protocol: &Protocol, language: &str) -> Option<String> {
    let shown: BTreeSet<_> = protocol
        .steps
        .iter()
        .filter_map(|step| step.stimulus())
        .collect();
    let themes: BTreeSet<&str> = shown
        .into_iter()
        .filter_map(|id| protocol.stimuli.get(id)?.tags.as_ref())
        .filter(|tags| matches!(tags.valence, Valence::Negative | Valence::Mixed))
        .flat_map(|tags| tags.theme.iter().map(String::as_str))
        .collect();
    let words: Vec<&str> = themes.iter().map(|theme| name(theme, language)).collect();
    (!words.is_empty()).then(|| {
        let lead = pick(
            language,
            [
                "What you will see or hear may touch you. It is about:",
                "Wat u te zien of te horen krijgt, kan u raken. Het gaat over:",
                "Ono što ćete vidjeti ili čuti može Vas dirnuti. Radi se o temama:",
                "Was Sie sehen oder hören werden, kann Sie berühren. Es geht um:",
            ],
        );
        format!("{lead} {}.", words.join(", "))
    })
}

/// The name of a theme; one that nobody has translated stands as it was written.
fn name<'t>(theme: &'t str, language: &str) -> &'t str {
    match theme {
        "separation" => pick(
            language,
            ["separation", "scheiding", "rastanak", "Trennung"],
        ),
        "loss" => pick(language, ["loss", "verlies", "gubitak", "Verlust"]),
        "death" => pick(language, ["death", "de dood", "smrt", "Tod"]),
        "illness" => pick(language, ["illness", "ziekte", "bolest", "Krankheit"]),
        "helplessness" => pick(
            language,
            [
                "helplessness",
                "hulpeloosheid",
                "bespomoćnost",
                "Hilflosigkeit",
            ],
        ),
        "reunion" => pick(
            language,
            ["reunion", "weerzien", "ponovni susret", "Wiedersehen"],
        ),
        "beauty" => pick(language, ["beauty", "schoonheid", "ljepota", "Schönheit"]),
        "achievement" => pick(language, ["achievement", "succes", "uspjeh", "Erfolg"]),
        "injustice" => pick(language, ["injustice", "onrecht", "nepravda", "Unrecht"]),
        "loneliness" => pick(
            language,
            ["loneliness", "eenzaamheid", "usamljenost", "Einsamkeit"],
        ),
        "violence" => pick(language, ["violence", "geweld", "nasilje", "Gewalt"]),
        "war" => pick(language, ["war", "oorlog", "rat", "Krieg"]),
        other => other,
    }
}

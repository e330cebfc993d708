//! The words of decisions: consent, taking part, stopping, how to go on after a stop, whether the experimenter should come.

use super::pick;
use crate::session::event::DataChoice;

fn word(language: &str, words: [&str; 4]) -> String {
    pick(language, words).to_owned()
}

/// Agrees to take part.
pub(in crate::session) fn agree(language: &str) -> String {
    word(
        language,
        ["I agree", "Ik ga akkoord", "Slažem se", "Ich stimme zu"],
    )
}

/// Does not agree.
pub(in crate::session) fn refuse(language: &str) -> String {
    word(
        language,
        [
            "I do not take part",
            "Ik doe niet mee",
            "Ne želim sudjelovati",
            "Ich nehme nicht teil",
        ],
    )
}

/// None of the reasons applies.
pub(in crate::session) fn none_applies(language: &str) -> String {
    word(
        language,
        [
            "None of these applies to me",
            "Niets hiervan geldt voor mij",
            "Ništa od toga se ne odnosi na mene",
            "Nichts davon trifft auf mich zu",
        ],
    )
}

/// One of the reasons applies, whichever.
pub(in crate::session) fn one_applies(language: &str) -> String {
    word(
        language,
        [
            "At least one applies to me",
            "Minstens één ervan geldt voor mij",
            "Barem jedno se odnosi na mene",
            "Mindestens eines trifft auf mich zu",
        ],
    )
}

/// Before the practice of stopping.
pub(in crate::session) fn practise(language: &str) -> String {
    word(
        language,
        [
            "You can stop at any time, without giving a reason.\n\nPlease try it now: hold the Esc key, or the button Stop in the corner, until the screen changes. This time nothing else happens.",
            "U kunt op elk moment stoppen, zonder een reden te geven.\n\nProbeer het nu: houd de Esc-toets of de knop Stoppen in de hoek ingedrukt tot het scherm verandert. Deze keer gebeurt er verder niets.",
            "Možete prestati u svakom trenutku, bez navođenja razloga.\n\nIsprobajte to sada: držite tipku Esc ili gumb Zaustavi u kutu dok se zaslon ne promijeni. Ovaj put se ništa drugo neće dogoditi.",
            "Sie können jederzeit aufhören, ohne einen Grund zu nennen.\n\nBitte probieren Sie es jetzt aus: Halten Sie die Esc-Taste oder die Schaltfläche Beenden in der Ecke gedrückt, bis sich der Bildschirm ändert. Dieses Mal geschieht sonst nichts.",
        ],
    )
}

/// Ends a timed task.
pub(in crate::session) fn end_task(language: &str) -> String {
    word(
        language,
        [
            "I stop now",
            "Ik stop nu",
            "Prestajem sada",
            "Ich höre jetzt auf",
        ],
    )
}

/// After a stop, above the choices.
pub(in crate::session) fn after_stop(language: &str) -> String {
    word(
        language,
        [
            "How would you like to go on? Every choice is fine.",
            "Hoe wilt u verdergaan? Elke keuze is goed.",
            "Kako želite nastaviti? Svaki je izbor u redu.",
            "Wie möchten Sie fortfahren? Jede Wahl ist in Ordnung.",
        ],
    )
}

/// The choices after a stop.
pub(in crate::session) fn data(language: &str) -> Vec<(DataChoice, String)> {
    let of = |words| word(language, words);
    vec![
        (
            DataChoice::GoOn,
            of([
                "Go on with the session",
                "Doorgaan met de sessie",
                "Nastaviti s istraživanjem",
                "Mit der Sitzung fortfahren",
            ]),
        ),
        (
            DataChoice::Keep,
            of([
                "End here; my answers may be kept",
                "Hier stoppen; mijn antwoorden mogen bewaard blijven",
                "Završiti ovdje; moji se odgovori smiju zadržati",
                "Hier beenden; meine Antworten dürfen behalten werden",
            ]),
        ),
        (
            DataChoice::Delete,
            of([
                "End here, and delete my answers",
                "Hier stoppen en mijn antwoorden verwijderen",
                "Završiti ovdje i izbrisati moje odgovore",
                "Hier beenden und meine Antworten löschen",
            ]),
        ),
    ]
}

/// Whether the experimenter should come.
pub(in crate::session) fn wish(language: &str) -> String {
    word(
        language,
        [
            "Would you like the experimenter to come to you now?",
            "Wilt u dat de proefleider nu bij u komt?",
            "Želite li da eksperimentator sada dođe k Vama?",
            "Möchten Sie, dass die Versuchsleitung jetzt zu Ihnen kommt?",
        ],
    )
}

/// Yes.
pub(in crate::session) fn yes(language: &str) -> String {
    word(
        language,
        ["Yes, please", "Ja, graag", "Da, molim", "Ja, bitte"],
    )
}

/// No.
pub(in crate::session) fn no(language: &str) -> String {
    word(
        language,
        ["No, thank you", "Nee, dank u", "Ne, hvala", "Nein, danke"],
    )
}

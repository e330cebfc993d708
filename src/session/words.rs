//! The fixed words of the participant's window, in the languages that the program speaks.

pub(super) mod choices;
pub(super) mod notice;

use super::view::Words;
use crate::protocol::Presence;

/// Languages with words of their own; others get English.
pub const LANGUAGES: [&str; 4] = ["en", "nl", "hr", "de"];

fn pick<T>(language: &str, [en, nl, hr, de]: [T; 4]) -> T {
    match language {
        "nl" => nl,
        "hr" => hr,
        "de" => de,
        _ => en,
    }
}

/// The words around every screen.
pub(super) fn of(language: &str) -> Words {
    let word = |words: [&str; 4]| pick(language, words).to_owned();
    Words {
        go_on: word(["Continue", "Verder", "Nastavi", "Weiter"]),
        begin: word([
            "Touch to begin",
            "Raak aan om te beginnen",
            "Dodirnite za početak",
            "Zum Beginnen berühren",
        ]),
        decline: word([
            "Prefer not to answer",
            "Liever niet antwoorden",
            "Ne želim odgovoriti",
            "Keine Angabe",
        ]),
        stop: word(["Stop", "Stoppen", "Zaustavi", "Beenden"]),
        call: word([
            "Call the experimenter",
            "Roep de proefleider",
            "Pozovi eksperimentatora",
            "Versuchsleitung rufen",
        ]),
        called: word([
            "The experimenter has been called.",
            "De proefleider is geroepen.",
            "Eksperimentator je pozvan.",
            "Die Versuchsleitung wurde gerufen.",
        ]),
        one_moment: word([
            "One moment, please.",
            "Een ogenblik, alstublieft.",
            "Trenutak, molim.",
            "Einen Moment, bitte.",
        ]),
        stop_hint: word([
            "Keep holding to stop",
            "Blijf vasthouden om te stoppen",
            "Držite i dalje za zaustavljanje",
            "Zum Beenden weiter gedrückt halten",
        ]),
    }
}

/// The calm line of a wait.
pub(super) fn wait(language: &str, presence: Presence) -> String {
    let words = match presence {
        Presence::Stay => [
            "Please wait a while.",
            "Wacht even, alstublieft.",
            "Molim pričekajte.",
            "Bitte warten Sie eine Weile.",
        ],
        Presence::MayLeave => [
            "You may leave the room now. Please be back in time.",
            "U mag de kamer nu verlaten. Kom alstublieft op tijd terug.",
            "Sada možete izaći iz prostorije. Molim vratite se na vrijeme.",
            "Sie dürfen den Raum jetzt verlassen. Bitte kommen Sie rechtzeitig zurück.",
        ],
    };
    pick(language, words).to_owned()
}

/// After a stop.
pub(super) fn stopped(language: &str) -> String {
    pick(
        language,
        [
            "It has been stopped. Take your time.",
            "Het is gestopt. Neem uw tijd.",
            "Zaustavljeno je. Uzmite si vremena.",
            "Es wurde beendet. Lassen Sie sich Zeit.",
        ],
    )
    .to_owned()
}

/// The last line.
pub(super) fn thanks(language: &str) -> String {
    pick(
        language,
        [
            "Thank you for taking part.",
            "Dank u voor uw deelname.",
            "Hvala na sudjelovanju.",
            "Danke für Ihre Teilnahme.",
        ],
    )
    .to_owned()
}

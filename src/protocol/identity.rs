//! What tells who somebody is: names of questions that ask for it, and values that look like it. Session files hold a code, never a person
//! (SCIENCE.md 6.11).

use super::Text;

/// What a question may ask for, and the words by which it is known in English, Dutch, Croatian and German.
const ASKED: [(&str, &[&str]); 5] = [
    (
        "a name",
        &[
            "name",
            "surname",
            "firstname",
            "lastname",
            "fullname",
            "forename",
            "naam",
            "achternaam",
            "voornaam",
            "ime",
            "prezime",
            "vorname",
            "nachname",
        ],
    ),
    (
        "an e-mail address",
        &["email", "mail", "emailadres", "epošta", "eposta"],
    ),
    (
        "a date of birth",
        &[
            "birth",
            "birthday",
            "birthdate",
            "dob",
            "geboorte",
            "geboortedatum",
            "geburt",
            "geburtstag",
            "geburtsdatum",
            "rođenja",
            "rodenja",
            "rođendan",
        ],
    ),
    (
        "an address",
        &[
            "address", "street", "postcode", "zipcode", "adres", "straat", "adresa", "ulica",
            "adresse", "straße", "strasse",
        ],
    ),
    (
        "a telephone number",
        &[
            "phone",
            "telephone",
            "mobile",
            "telefoon",
            "telefoonnummer",
            "telefon",
            "mobitel",
            "telefonnummer",
            "handynummer",
        ],
    ),
];

/// What a question of this id and text asks for that tells who somebody is; `None` when it seems to ask for nothing of the kind.
pub fn asked_for(id: &str, text: &Text) -> Option<&'static str> {
    let texts = text.0.values().map(String::as_str);
    std::iter::once(id).chain(texts).find_map(|told| {
        let told = told
            .to_lowercase()
            .replace("e-mail", "email")
            .replace("e-pošta", "epošta");
        let mut words = told.split(|c: char| !c.is_alphanumeric());
        words.find_map(|word| {
            let is = |(_, known): &&(&str, &[&str])| known.contains(&word);
            ASKED.iter().find(is).map(|(what, _)| *what)
        })
    })
}

/// What a text looks like that tells who somebody is: an e-mail address, a full date, a long number. A year alone is none.
pub fn looks_like(text: &str) -> Option<&'static str> {
    if text.split_whitespace().any(is_email) {
        Some("an e-mail address")
    } else if text
        .split(|c: char| c.is_whitespace() || c == ',')
        .any(is_date)
    {
        Some("a full date")
    } else if is_long_number(text) {
        Some("a telephone or personal number")
    } else {
        None
    }
}

/// Whether a participant's code is a date on which somebody may have been born.
pub fn is_birth_date(code: &str) -> bool {
    is_date(code)
}

fn is_email(word: &str) -> bool {
    let Some((who, host)) = word.split_once('@') else {
        return false;
    };
    !who.is_empty() && host.split('.').filter(|part| !part.is_empty()).count() >= 2
}

/// Day, month and year in any order that is written somewhere, the year with four digits.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word
        .split(['-', '.', '/', '_'])
        .filter(|part| !part.is_empty())
        .collect();
    let joined = match parts.as_slice() {
        [one] if one.len() == 8 => Some((*one).to_owned()),
        [year, month, day] if year.len() == 4 => Some(format!("{year}{month:0>2}{day:0>2}")),
        [day, month, year] if year.len() == 4 => Some(format!("{day:0>2}{month:0>2}{year}")),
        _ => None,
    };
    let Some(digits) =
        joined.filter(|all| all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()))
    else {
        return false;
    };
    let year = |year: &str| {
        year.parse()
            .is_ok_and(|year: u32| (1900..=2100).contains(&year))
    };
    let is = |format: &str| chrono::NaiveDate::parse_from_str(&digits, format).is_ok();
    (year(digits.get(..4).unwrap_or_default()) && is("%Y%m%d"))
        || (year(digits.get(4..).unwrap_or_default()) && (is("%d%m%Y") || is("%m%d%Y")))
}

/// Nine digits or more with nothing but what telephone numbers are written with.
fn is_long_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 9
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '/' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Text {
        serde_json::from_value(serde_json::json!({"en": text})).unwrap()
    }

    #[test]
    fn questions_that_ask_who_somebody_is_are_known() {
        for (id, asked, what) in [
            ("last_name", "x", "a name"),
            ("x", "What is your name?", "a name"),
            ("x", "Your e-mail", "an e-mail address"),
            ("x", "Geburtsdatum", "a date of birth"),
            ("birth-date", "x", "a date of birth"),
            ("x", "Home address", "an address"),
            ("x", "Telefoonnummer", "a telephone number"),
        ] {
            assert_eq!(asked_for(id, &text(asked)), Some(what), "{id} {asked}");
        }
        for (id, asked) in [
            ("age", "Age in years"),
            ("title", "Have you seen this film before?"),
            ("renamed", "Renamed"),
            ("how", "How did you do that? Please don't write names."),
        ] {
            assert_eq!(asked_for(id, &text(asked)), None, "{id} {asked}");
        }
    }

    #[test]
    fn values_that_tell_who_somebody_is_are_known() {
        for (value, what) in [
            ("anna@example.org", "an e-mail address"),
            ("mail me: anna@example.org", "an e-mail address"),
            ("1990-03-12", "a full date"),
            ("12.3.1990", "a full date"),
            ("born 12/03/1990", "a full date"),
            ("19900312", "a full date"),
            ("+31 6 1234 5678", "a telephone or personal number"),
            ("0123456789", "a telephone or personal number"),
        ] {
            assert_eq!(looks_like(value), Some(what), "{value}");
        }
        for value in [
            "",
            "1990",
            "18",
            "a@b",
            "@",
            "12345678",
            "20-30",
            "left handed",
            "2026",
        ] {
            assert_eq!(looks_like(value), None, "{value}");
        }
        assert!(is_birth_date("1990-03-12") && is_birth_date("12031990"));
        assert!(!is_birth_date("P01") && !is_birth_date("20269999") && !is_birth_date("ABC123"));
    }
}

//! What is noted of a participant: values read from what was typed or from a table, never guessed.

mod table;

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::allocate::below;
use super::{Choice, Covariate, Id, Protocol, Scale, identity};

pub use table::{FromTable, MOST_BYTES, row, table};

/// One value that was noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// A choice's id, a number, or a text.
    pub value: Value,
    /// Where it comes from.
    pub source: Source,
    /// The day it was noted on (YYYY-MM-DD); null when a table does not tell.
    pub date: Option<String>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Typed at set-up or on the command line.
    Form,
    /// Read from a table.
    Table,
    /// Made up for a simulated participant.
    Simulated,
}

impl Noted {
    /// As the session keeps it: `{"value", "instrument", "source", "date"}`.
    pub fn to_json(&self, covariate: &Covariate) -> Value {
        let source = match self.source {
            Source::Form => "form",
            Source::Table => "table",
            Source::Simulated => "simulated",
        };
        json!({
            "value": self.value,
            "instrument": covariate.instrument,
            "source": source,
            "date": self.date,
        })
    }
}

impl Covariate {
    /// The value that `text` gives: a choice by its id, a number with a decimal point, or the text itself.
    ///
    /// # Errors
    /// One sentence that says what may be written.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        let may = |what: String| Err(format!("“{}”: {what}", self.id));
        match &self.scale {
            Scale::Choice { options } => match options.iter().find(|option| option.id == *text) {
                Some(option) => Ok(Value::from(option.id.as_str())),
                None => may(format!("write one of {}.", names(options))),
            },
            Scale::Likert { .. } => match (text.parse::<i64>(), self.scale.range()) {
                (Ok(number), Some((min, max))) if (min..=max).contains(&(number as f64)) => {
                    Ok(Value::from(number))
                }
                (_, range) => may(whole(range)),
            },
            Scale::Number { min, max, .. } => match number(text) {
                Some((value, number)) if (*min..=*max).contains(&number) => Ok(value),
                _ => may(format!(
                    "write a number from {min} to {max}, with a decimal point where it needs one."
                )),
            },
            Scale::Text { max_chars } => {
                let fits = text.chars().count() <= *max_chars && !text.contains(char::is_control);
                if !fits || text.is_empty() {
                    return may(format!("write one line of 1 to {max_chars} characters."));
                }
                match identity::looks_like(text) {
                    Some(what) => may(format!(
                        "this looks like {what}, and session files must not tell who somebody is: write something else or leave it empty."
                    )),
                    None => Ok(Value::from(text)),
                }
            }
            Scale::Vas { .. } | Scale::Multi { .. } | Scale::Grid { .. } => may(
                "this scale can't be answered at set-up; change it in the protocol to a choice, number, likert or text."
                    .to_owned(),
            ),
        }
    }
}

/// The covariates without which the session can't start and which are not noted: required ones, and those that the strata need.
pub fn missing<'p>(protocol: &'p Protocol, noted: &BTreeMap<Id, Noted>) -> Vec<&'p Covariate> {
    let needed = |covariate: &&Covariate| {
        covariate.required || protocol.allocation.strata.contains(&covariate.id)
    };
    let covariates = protocol.covariates.iter().filter(needed);
    covariates
        .filter(|covariate| !noted.contains_key(&covariate.id))
        .collect()
}

/// The answer that puts a participant into a stratum.
pub fn for_stratum(noted: &BTreeMap<Id, Noted>, id: &Id) -> Option<String> {
    noted.get(id)?.value.as_str().map(str::to_owned)
}

/// All values as the session keeps them.
pub fn to_json(protocol: &Protocol, noted: &BTreeMap<Id, Noted>) -> BTreeMap<String, Value> {
    let covariates = protocol.covariates.iter();
    covariates
        .filter_map(|covariate| {
            let noted = noted.get(&covariate.id)?;
            Some((covariate.id.to_string(), noted.to_json(covariate)))
        })
        .collect()
}

/// What a simulated participant would answer; the same for the same seed. Nobody makes up free texts.
pub fn simulated(protocol: &Protocol, seed: u64) -> BTreeMap<Id, Noted> {
    let covariates = protocol.covariates.iter();
    covariates
        .filter_map(|covariate| {
            let key = format!("covariate/{seed}/{}", covariate.id);
            let mut rng = ChaCha8Rng::from_seed(Sha256::digest(key.as_bytes()).into());
            let value = match &covariate.scale {
                Scale::Choice { options } => {
                    let option = options.get(below(&mut rng, options.len()))?;
                    Value::from(option.id.as_str())
                }
                Scale::Likert { points, first, .. } => {
                    let step = i64::try_from(below(&mut rng, usize::from(*points))).ok()?;
                    Value::from(i64::from(*first) + step)
                }
                Scale::Number { min, max, .. } => {
                    let part = below(&mut rng, 101) as f64 / 100.0;
                    let (least, most) = (min.ceil(), max.floor());
                    if least > most {
                        return None;
                    }
                    Value::from((least + part * (most - least)).round())
                }
                _ => return None,
            };
            let source = Source::Simulated;
            let noted = Noted {
                value,
                source,
                date: None,
            };
            Some((covariate.id.clone(), noted))
        })
        .collect()
}

/// A finite number as JSON keeps it: whole where it was written whole.
fn number(text: &str) -> Option<(Value, f64)> {
    // Rust also reads `inf` and `nan`, which are no measurements.
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|n| plain && n.is_finite())?;
    let value = match text.parse::<i64>() {
        Ok(whole) => Value::from(whole),
        Err(_) => Value::from(number),
    };
    Some((value, number))
}

fn whole(range: Option<(f64, f64)>) -> String {
    let (min, max) = range.unwrap_or_default();
    format!("write a whole number from {min} to {max}.")
}

fn names(options: &[Choice]) -> String {
    let names: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covariate(scale: &str) -> Covariate {
        serde_json::from_str(&format!(
            r#"{{"id": "x", "text": {{"en": "X"}}, "instrument": "TAS-20", "scale": {scale}}}"#
        ))
        .unwrap()
    }

    #[test]
    fn a_value_fits_its_scale_or_is_refused() {
        let choice =
            covariate(r#"{"kind": "choice", "options": [{"id": "f", "text": {"en": "Female"}}]}"#);
        let likert = covariate(r#"{"kind": "likert", "points": 5, "ends": {"en": ["no", "yes"]}}"#);
        let number = covariate(r#"{"kind": "number", "min": 18, "max": 99}"#);
        let text = covariate(r#"{"kind": "text", "max_chars": 8}"#);
        for (covariate, good, value) in [
            (&choice, "f", json!("f")),
            (&likert, " 5 ", json!(5)),
            (&number, "18", json!(18)),
            (&number, "20.5", json!(20.5)),
            (&text, "=1+1", json!("=1+1")),
        ] {
            assert_eq!(covariate.read(good), Ok(value));
        }
        for (covariate, bad) in [
            (&choice, "F"),
            (&choice, "Female"),
            (&likert, "6"),
            (&likert, "2.5"),
            (&number, "20,5"),
            (&number, "17"),
            (&number, "inf"),
            (&number, "nan"),
            (&number, ""),
            (&text, "123456789"),
            (&text, "a\nb"),
        ] {
            let why = covariate.read(bad).unwrap_err();
            assert!(why.contains("“x”: write"), "{bad}: {why}");
        }
    }

    #[test]
    fn a_text_that_tells_who_somebody_is_is_refused_in_a_sentence() {
        let text = covariate(r#"{"kind": "text", "max_chars": 80}"#);
        for (value, what) in [
            ("anna@example.org", "an e-mail address"),
            ("12.03.1990", "a full date"),
        ] {
            let why = text.read(value).unwrap_err();
            assert!(why.contains(what) && !why.contains(value), "{why}");
        }
        assert_eq!(text.read("left-handed"), Ok(json!("left-handed")));
    }

    #[test]
    fn the_session_keeps_where_a_value_comes_from() {
        let covariate = covariate(r#"{"kind": "number", "min": 20, "max": 100}"#);
        let noted = Noted {
            value: json!(61),
            source: Source::Table,
            date: Some("2026-03-01".into()),
        };
        assert_eq!(
            noted.to_json(&covariate),
            json!({"value": 61, "instrument": "TAS-20", "source": "table", "date": "2026-03-01"})
        );
    }
}

//! A table of covariates of any bytes is refused in one sentence, or gives values that their scales allow, each from the table.

use std::sync::OnceLock;

use lacrima::protocol::covariates::{Source, row};
use lacrima::protocol::{Covariate, Id};

use super::common::one_sentence;

/// The property.
pub fn holds(bytes: &[u8]) {
    for code in ["P001", "P002", "=1+1", ""] {
        match row(bytes, asked(), code) {
            Ok(found) => {
                found.misfits.iter().for_each(|why| one_sentence(why));
                // Everything that was asked was found or is missed in a sentence.
                assert!(found.values.len() + found.misfits.len() >= asked().len());
                for (id, noted) in &found.values {
                    is_allowed(id, &noted.value);
                    assert_eq!(noted.source, Source::Table);
                    let day = noted.date.as_deref().unwrap_or("2026-01-01");
                    assert!(chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok());
                }
            }
            Err(why) => one_sentence(&why),
        }
    }
}

fn is_allowed(id: &Id, value: &serde_json::Value) {
    let asked = asked().iter().find(|asked| asked.id == *id);
    let written = match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let again = asked.expect("only what was asked is read").read(&written);
    assert_eq!(again.as_ref(), Ok(value));
}

fn asked() -> &'static [Covariate] {
    static ASKED: OnceLock<Vec<Covariate>> = OnceLock::new();
    ASKED.get_or_init(|| {
        serde_json::from_str(
            r#"[
              {"id": "gender", "text": {"en": "Gender"}, "scale": {"kind": "choice", "options": [
                {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}},
              {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}},
              {"id": "wide", "text": {"en": "Any"}, "scale": {"kind": "number", "min": -1e300, "max": 1e300}},
              {"id": "tas", "text": {"en": "TAS"}, "scale": {"kind": "likert", "points": 7, "first": -3, "ends": {"en": ["no", "yes"]}}},
              {"id": "remark", "text": {"en": "Remark"}, "scale": {"kind": "text", "max_chars": 40}}
            ]"#,
        )
        .expect("covariates")
    })
}

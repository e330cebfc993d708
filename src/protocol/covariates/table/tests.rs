//! Tests of covariate tables: what spreadsheets write, what people get wrong, and what a hostile file tries.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes the tables that it reads"
)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn covariates() -> Vec<Covariate> {
    serde_json::from_str(
        r#"[{"id": "gender", "text": {"en": "Gender"}, "scale": {"kind": "choice", "options": [
              {"id": "f", "text": {"en": "Female"}}, {"id": "m", "text": {"en": "Male"}}]}},
            {"id": "tas20", "text": {"en": "TAS-20"}, "instrument": "TAS-20", "scale": {"kind": "number", "min": 20, "max": 100}},
            {"id": "note", "text": {"en": "Note"}, "scale": {"kind": "text"}}]"#,
    )
    .unwrap()
}

fn read(text: &str) -> Result<FromTable, String> {
    row(text.as_bytes(), &covariates(), "P7")
}

fn value(found: &FromTable, id: &str) -> Value {
    found
        .values
        .get(id)
        .map_or(Value::Null, |noted| noted.value.clone())
}

#[test]
fn each_separator_is_found_by_itself_with_mark_and_quotes() {
    for separator in [",", ";", "\t"] {
        let lines = [
            ["\u{feff}participant", "gender", "tas20", "note"].join(separator),
            ["P6", "m", "30", "x"].join(separator),
            ["\"P7\"", "f", "61", "\"says \"\"so, so; so\"\"\""].join(separator),
        ];
        let found = read(&lines.join("\r\n")).unwrap();
        assert_eq!(found.misfits, Vec::<String>::new());
        assert_eq!(value(&found, "gender"), json!("f"));
        assert_eq!(value(&found, "tas20"), json!(61));
        assert_eq!(value(&found, "note"), json!("says \"so, so; so\""));
    }
}

#[test]
fn what_does_not_fit_is_listed_and_nothing_is_guessed() {
    let found = read("code;Gender;tas20;shoe\nP7;f;120;43\n").unwrap();
    assert!(found.values.is_empty(), "{found:?}");
    assert_eq!(
        found.misfits,
        [
            "“gender”: the table has no such column.",
            "“tas20”: write a number from 20 to 100, with a decimal point where it needs one.",
            "“note”: the table has no such column.",
            "2 other columns of the table are not read.",
        ]
    );
}

#[test]
fn cells_that_look_like_formulas_stay_text() {
    let found = read("participant,note\nP7,\"=HYPERLINK(\"\"http://x\"\")\"\n").unwrap();
    assert_eq!(value(&found, "note"), json!("=HYPERLINK(\"http://x\")"));
}

#[test]
fn the_date_column_tells_when_answers_were_given() {
    let found = read("participant,tas20,date\nP7,61,2026-03-01\n").unwrap();
    assert_eq!(found.values["tas20"].date.as_deref(), Some("2026-03-01"));
    let found = read("participant,tas20,date\nP7,61,1/3/26\n").unwrap();
    assert_eq!(found.values["tas20"].date, None);
    assert!(found.misfits.iter().any(|why| why.contains("YYYY-MM-DD")));
}

#[test]
fn tables_that_can_not_be_right_are_refused_whole() {
    for (text, part) in [
        ("", "no column `participant`"),
        ("gender,tas20\nf,61\n", "no column `participant`"),
        ("participant,tas20\nP6,61\n", "no line for participant “P7”"),
        (
            "participant,tas20\nP7,61\nP7,62\n",
            "lines 2 and 3 are both",
        ),
        ("participant,code,tas20\nP7,P7,61\n", "Two columns"),
        ("participant,tas20\nP7,61,70\n", "more cells"),
        ("participant,tas20\np7,61\n", "no line"),
        ("participant\0,tas20\nP7,61\n", "UTF-8"),
    ] {
        let why = read(text).unwrap_err();
        assert!(why.contains(part), "{text:?}: {why}");
    }
    let latin = b"participant,note\nP7,Fran\xe7ois\n";
    assert!(
        row(latin, &covariates(), "P7")
            .unwrap_err()
            .contains("UTF-8")
    );
    let twice = read("participant,tas20,tas20\nP7,61,62\n").unwrap();
    assert!(twice.values.is_empty() && twice.misfits.iter().any(|why| why.contains("twice")));
}

#[test]
fn only_a_plain_file_of_reasonable_size_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large.csv");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(50 << 20).unwrap();
    let why = table(&large, &covariates(), "P7").unwrap_err();
    assert!(why.contains("larger than 8 MB"), "{why}");
    assert!(
        table(folder.path(), &covariates(), "P7")
            .unwrap_err()
            .contains("folder")
    );
    let none = table(&folder.path().join("none.csv"), &covariates(), "P7");
    assert!(none.unwrap_err().contains("no such file"));
    let good = folder.path().join("good.csv");
    std::fs::write(&good, "participant;tas20\nP7;61\n").unwrap();
    assert_eq!(
        value(&table(&good, &covariates(), "P7").unwrap(), "tas20"),
        json!(61)
    );
}

proptest! {
    /// Whatever bytes: an answer, and never a value that does not fit its scale.
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400), cells in "[a-z0-9,;\t\"\r\nP7]{0,200}") {
        let _ = row(&bytes, &covariates(), "P7");
        let text = format!("participant,gender,tas20,note\n{cells}");
        if let Ok(found) = read(&text) {
            for covariate in covariates() {
                if let Some(noted) = found.values.get(&covariate.id) {
                    let again = noted.value.as_str().map_or_else(|| noted.value.to_string(), str::to_owned);
                    prop_assert!(covariate.read(&again).is_ok());
                }
            }
        }
    }
}

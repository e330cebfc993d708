//! The paper's table tells the truth: every requirement once, every file there, every protocol readable, every key in the schema.

use std::fs;
use std::path::{Path, PathBuf};

use lacrima::protocol::load;
use lacrima::record::Document;
use serde_json::Value;

/// One row of the table.
struct Row {
    id: String,
    lines: String,
    serves: String,
    place: String,
    session: String,
    missing: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(root().join("protocols/README.md")).unwrap();
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_start_matches('|').trim_end_matches('|');
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    table
        .lines()
        .filter(|line| line.starts_with("| R"))
        .map(|line| {
            let [id, lines, serves, place, session, missing] =
                <[String; 6]>::try_from(cells(line)).expect(line);
            Row {
                id,
                lines,
                serves,
                place,
                session,
                missing,
            }
        })
        .collect()
}

/// What stands between back quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The file that a name in the table means: of this program, or beside the table.
fn file(name: &str) -> PathBuf {
    if name.starts_with("src/") {
        root().join(name)
    } else {
        root().join("protocols").join(name)
    }
}

#[test]
fn every_requirement_stands_once_and_in_order() {
    let ids: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    let wanted: Vec<String> = (1..=75).map(|number| format!("R{number:02}")).collect();
    assert_eq!(ids, wanted);
}

#[test]
fn every_row_says_what_serves_it_or_why_nothing_does() {
    for row in rows() {
        let id = &row.id;
        let numbers = row.lines.split(", ").all(|range| {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let ends = (from.parse::<u32>(), to.parse::<u32>());
            matches!(ends, (Ok(from), Ok(to)) if 1 <= from && from <= to && to <= 1334)
        });
        assert!(numbers, "{id}: {}", row.lines);
        let served = row.serves != "not served";
        assert!(!row.serves.is_empty(), "{id}");
        assert_eq!(served, quoted(&row.place).next().is_some(), "{id}");
        assert_eq!(served, quoted(&row.session).next().is_some(), "{id}");
        assert!(served || !row.missing.is_empty(), "{id} does not say why");
    }
}

#[test]
fn every_file_is_there_and_every_protocol_can_be_read() {
    let mut protocols = 0;
    for row in rows() {
        for name in quoted(&row.place).chain(quoted(&row.missing)) {
            let path = file(name);
            assert!(path.exists(), "{}: there is no {name}", row.id);
            if name.ends_with(".json") && !name.contains('/') {
                protocols += 1;
                let read = load::read(&path);
                assert!(read.is_ok(), "{}: {name}: {:?}", row.id, read.err());
            }
        }
        // What serves a requirement may be named by the item, the condition or the tag; those are words, not files.
        let words: Vec<&str> = quoted(&row.serves).collect();
        assert!(
            words.iter().all(|word| !word.contains('.')),
            "{}: files belong in the fourth column: {words:?}",
            row.id
        );
    }
    assert!(protocols > 10, "{protocols}");
}

#[test]
fn every_key_is_in_the_schema_of_session_files() {
    let schema = schemars::schema_for!(Document).to_value();
    let mut keys = 0;
    for row in rows() {
        for key in quoted(&row.session) {
            keys += 1;
            let path: Vec<&str> = key.split('.').collect();
            assert!(
                has(&schema, &schema, &path),
                "{}: session files have no {key}",
                row.id
            );
        }
    }
    assert!(keys > 60, "{keys}");
    assert!(has(&schema, &schema, &["probes", "answers", "value"]));
    assert!(!has(&schema, &schema, &["probes", "answers", "worth"]));
    assert!(!has(&schema, &schema, &["value"]));
}

/// Whether the schema `at` has the key that the path names, through lists, references and alternatives.
fn has(whole: &Value, at: &Value, path: &[&str]) -> bool {
    let Some((key, rest)) = path.split_first() else {
        return true;
    };
    let own = at.pointer(&format!("/properties/{key}"));
    if own.is_some_and(|inner| has(whole, inner, rest)) {
        return true;
    }
    let reference = at.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|name| whole.pointer(name.trim_start_matches('#')));
    let items = at.get("items");
    let choices = ["anyOf", "oneOf", "allOf"]
        .into_iter()
        .filter_map(|name| at.get(name)?.as_array())
        .flatten();
    target
        .into_iter()
        .chain(items)
        .chain(choices)
        .any(|inner| has(whole, inner, path))
}

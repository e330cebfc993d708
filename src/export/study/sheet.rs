//! A table whose columns come from what its rows hold: nested values become columns of their own, intervals two.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::export::cell::{number, text};

/// One table. Rows whose columns are known beforehand are made while they are written: a consortium's study has millions.
pub struct Sheet<'s> {
    /// Its file's stem.
    pub name: &'static str,
    columns: Vec<String>,
    rows: Rows<'s>,
}

enum Rows<'s> {
    /// In memory, until all columns are known; a row may be shorter than they are many.
    Kept(Vec<Vec<Box<str>>>),
    Made(Box<dyn Iterator<Item = Value> + 's>),
}

impl<'s> Sheet<'s> {
    /// A table without rows, which has at least these columns.
    pub fn new(name: &'static str, columns: &[&str]) -> Self {
        Self {
            name,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Rows::Kept(Vec::new()),
        }
    }

    /// A table of exactly these columns, whose rows are objects.
    pub fn made(
        name: &'static str,
        columns: &[&str],
        rows: impl Iterator<Item = Value> + 's,
    ) -> Self {
        Self {
            rows: Rows::Made(Box::new(rows)),
            ..Self::new(name, columns)
        }
    }

    /// Adds a row made of several things that are written as objects; a later one's value stands over an earlier one's.
    pub fn push(&mut self, parts: &[&dyn Part]) {
        let row = row(parts.iter().map(|part| part.value()));
        for name in row.keys() {
            if !self.columns.iter().any(|column| column == name) {
                self.columns.push(name.clone());
            }
        }
        let cells = cells(&self.columns, &row).map(String::into_boxed_str);
        let cells = cells.collect();
        if let Rows::Kept(rows) = &mut self.rows {
            rows.push(cells);
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
    }

    /// The head and the rows.
    pub fn lines(self) -> Box<dyn Iterator<Item = Vec<String>> + 's> {
        let columns = self.columns;
        let head = columns.iter().map(|column| text(column)).collect();
        let head = std::iter::once(head);
        match self.rows {
            Rows::Kept(rows) => {
                let wide = columns.len();
                Box::new(head.chain(rows.into_iter().map(move |kept| {
                    let mut cells: Vec<String> = kept.into_iter().map(String::from).collect();
                    cells.resize(wide, String::new());
                    cells
                })))
            }
            Rows::Made(rows) => {
                Box::new(head.chain(rows.map(move |made| cells(&columns, &row([made])).collect())))
            }
        }
    }
}

/// The fields of objects, flat.
fn row(parts: impl IntoIterator<Item = Value>) -> Map<String, Value> {
    let mut row = Map::new();
    for part in parts {
        if let Value::Object(fields) = part {
            for (name, value) in fields {
                flat(&name, value, &mut row);
            }
        }
    }
    row
}

/// A row's cells under these columns, empty where it has none.
fn cells(columns: &[String], row: &Map<String, Value>) -> impl Iterator<Item = String> {
    columns
        .iter()
        .map(|column| row.get(column).map(cell).unwrap_or_default())
}

/// What is written as an object.
pub trait Part {
    /// It, as JSON.
    fn value(&self) -> Value;
}

impl<T: Serialize> Part for T {
    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Puts a value into the row: an object's fields with its name before them, an interval as `_low` and `_high`.
fn flat(name: &str, value: Value, row: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                flat(&format!("{name}_{field}"), value, row);
            }
        }
        Value::Array(ends) if is_interval(name) => {
            let mut ends = ends.into_iter();
            row.insert(format!("{name}_low"), ends.next().unwrap_or_default());
            row.insert(format!("{name}_high"), ends.next().unwrap_or_default());
        }
        Value::Null if is_interval(name) => {
            row.insert(format!("{name}_low"), Value::Null);
            row.insert(format!("{name}_high"), Value::Null);
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(cell).collect();
            row.insert(name.to_owned(), Value::from(items.join("|")));
        }
        other => {
            row.insert(name.to_owned(), other);
        }
    }
}

fn is_interval(name: &str) -> bool {
    name == "ci" || name.ends_with("_ci")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(told) => text(told),
        Value::Number(told) => told.as_f64().map(number).unwrap_or_default(),
        other => other.to_string(),
    }
}

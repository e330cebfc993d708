//! A table whose columns come from what its rows hold: nested values become columns of their own, intervals two.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::export::cell::{number, text};

/// One table.
pub struct Sheet {
    /// Its file's stem.
    pub name: &'static str,
    columns: Vec<String>,
    rows: Vec<Map<String, Value>>,
}

impl Sheet {
    /// A table without rows, which has at least these columns.
    pub fn new(name: &'static str, columns: &[&str]) -> Self {
        Self {
            name,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row made of several things that are written as objects; a later one's value stands over an earlier one's.
    pub fn push(&mut self, parts: &[&dyn Part]) {
        let mut row = Map::new();
        for part in parts {
            if let Value::Object(fields) = part.value() {
                for (name, value) in fields {
                    flat(&name, value, &mut row);
                }
            }
        }
        for name in row.keys() {
            if !self.columns.iter().any(|column| column == name) {
                self.columns.push(name.clone());
            }
        }
        self.rows.push(row);
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
    }

    /// The head and the rows.
    pub fn lines(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let head = self.columns.iter().map(|column| text(column)).collect();
        let rows = self.rows.iter().map(|row| {
            let cells = self.columns.iter();
            cells
                .map(|column| row.get(column).map(cell).unwrap_or_default())
                .collect()
        });
        std::iter::once(head).chain(rows)
    }
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

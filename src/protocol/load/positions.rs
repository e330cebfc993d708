//! Finds the line and column of any value of a parsed file by its JSON pointer.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use super::Misfit;
use crate::protocol::problem::{pointer_part, shown};

/// Where each value of a file begins.
pub(super) struct Positions<'a> {
    text: &'a str,
    ranges: HashMap<String, Range<usize>>,
    doubled: Vec<(String, usize, String)>,
}

impl<'a> Positions<'a> {
    /// Walks the whole tree once.
    pub fn of(text: &'a str, tree: &Value<'_>) -> Self {
        let mut positions = Self {
            text,
            ranges: HashMap::new(),
            doubled: Vec::new(),
        };
        positions.walk(String::new(), tree);
        positions
    }

    /// Line and column (from 1) of the value at `pointer`, or of the nearest value around it when it is absent.
    pub fn line_and_column(&self, pointer: &str) -> (usize, usize) {
        let mut rest = pointer;
        loop {
            if let Some(range) = self.ranges.get(rest) {
                return line_and_column(self.text, range.start);
            }
            match rest.rfind('/') {
                Some(end) => rest = rest.get(..end).unwrap_or(""),
                None => return (1, 1),
            }
        }
    }

    /// Where the value at `pointer` stands, in bytes.
    pub fn range(&self, pointer: &str) -> Option<Range<usize>> {
        self.ranges.get(pointer).cloned()
    }

    /// Keys that stand twice in one object; most parsers silently keep the last.
    pub fn doubled_keys(&self) -> impl Iterator<Item = Misfit> + '_ {
        self.doubled.iter().map(|(pointer, offset, name)| Misfit {
            pointer: pointer.clone(),
            offset: *offset,
            message: format!(
                "The key `{}` stands twice in this object; delete one of them.",
                shown(name)
            ),
        })
    }

    fn walk(&mut self, pointer: String, value: &Value<'_>) {
        match value {
            Value::Object(object) => {
                let mut seen = HashSet::new();
                for property in &object.properties {
                    let name = property.name.as_str();
                    let inner = format!("{pointer}/{}", pointer_part(name));
                    if seen.insert(name) {
                        self.walk(inner, &property.value);
                    } else {
                        let start = property.name.range().start;
                        self.doubled.push((inner, start, name.to_owned()));
                    }
                }
            }
            Value::Array(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    self.walk(format!("{pointer}/{index}"), element);
                }
            }
            _ => {}
        }
        let range = value.range();
        self.ranges.insert(pointer, range.start..range.end);
    }
}

/// Line and column (from 1, the column in characters) of a byte of `text`.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (line, column)
}

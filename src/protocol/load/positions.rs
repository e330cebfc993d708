//! Finds the line and column of any value of a parsed file by its JSON pointer.

use std::collections::HashMap;
use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use super::{Misfit, limits};
use crate::protocol::problem::{pointer_part, shown};

/// Where each value of a file begins.
pub(super) struct Positions<'a> {
    lines: Lines<'a>,
    ranges: HashMap<String, Range<usize>>,
    doubled: Vec<(String, usize, String)>,
}

impl<'a> Positions<'a> {
    /// Walks the whole tree once.
    pub fn of(text: &'a str, tree: &Value<'_>) -> Self {
        let mut positions = Self {
            lines: Lines::of(text),
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
                return self.place_of(range.start);
            }
            match rest.rfind('/') {
                Some(end) => rest = rest.get(..end).unwrap_or(""),
                None => return (1, 1),
            }
        }
    }

    /// Line and column (from 1) of a byte of the file.
    pub fn place_of(&self, offset: usize) -> (usize, usize) {
        self.lines.line_and_column(offset)
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
                let mut seen = HashMap::new();
                for property in &object.properties {
                    let name = property.name.as_str();
                    if name.len() > limits::LONGEST_KEY {
                        // Every pointer below would be as long; nothing that fits the format lies there.
                        continue;
                    }
                    let inner = format!("{pointer}/{}", pointer_part(name));
                    let times = seen.entry(name).or_insert(0_u32);
                    *times += 1;
                    if *times == 1 {
                        self.walk(inner, &property.value);
                    } else if *times == 2 {
                        // Said once, however often the key stands there.
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

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Looks for the lines once, however many places are asked for.
    pub fn of(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Line and column (from 1, the column in characters) of a byte of the text.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let before = self.text.get(start.unwrap_or(0)..offset).unwrap_or("");
        (line, before.chars().count() + 1)
    }
}

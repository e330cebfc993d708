//! What is wrong with a protocol file, where, and what to do about it.

use std::fmt;

use crate::plain::{plain, shortened};

/// One thing that is wrong with a protocol file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named by whoever asked.
    pub file: String,
    /// JSON pointer (RFC 6901) of the value that is wrong; empty for the whole file.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// A sentence that says what to do.
    pub message: String,
    /// Whether the protocol can be run all the same.
    pub severity: Severity,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The protocol can't be run.
    Error,
    /// It can be run, but is probably not what was meant.
    Warning,
}

/// Something wrong with a protocol, known by its pointer alone; `load` gives it its line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer of the value that is wrong.
    pub pointer: String,
    /// A sentence that says what to do.
    pub message: String,
    /// Whether the protocol can be run all the same.
    pub severity: Severity,
}

/// Findings as they come up, in the order of the checks.
#[derive(Debug, Default)]
pub(super) struct Findings(pub Vec<Finding>);

impl Findings {
    /// Notes something that forbids running the protocol.
    pub fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(pointer.into(), message.into(), Severity::Error);
    }

    /// Notes something that is probably not what was meant.
    pub fn warning(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.add(pointer.into(), message.into(), Severity::Warning);
    }

    fn add(&mut self, pointer: String, message: String, severity: Severity) {
        self.0.push(Finding {
            pointer,
            message,
            severity,
        });
    }
}

/// Escapes one part of a JSON pointer.
pub(super) fn pointer_part(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Longest name for which a near one is looked for, in bytes.
const LONGEST_GUESS: usize = 64;

/// "; did you mean `x`?" when one of the known names is near, else nothing.
pub(super) fn did_you_mean<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // What is longer than every name is near none, and comparing it would take its length in memory many times over.
    if wrong.len() > LONGEST_GUESS {
        return None;
    }
    let folded = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&folded, &name.to_lowercase());
            (distance, name)
        })
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Names in backquotes, separated by commas; "none" when there are none.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", shown(name)))
        .collect();
    if quoted.is_empty() {
        "none".to_owned()
    } else {
        quoted.join(", ")
    }
}

/// A name or text from the file, safe to print: one line without control characters, cut when it is long.
pub(super) fn shown(text: &str) -> String {
    shortened(text, 60)
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Problem {
    /// `file:line:column  /pointer  sentence`, with "warning:" before the sentence of a warning.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file, line, column, ..
        } = self;
        write!(f, "{}:{line}:{column}  ", plain(file))?;
        if !self.pointer.is_empty() {
            write!(f, "{}  ", shown(&self.pointer))?;
        }
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&plain(&self.message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_printed_with_its_place() {
        let problem = Problem {
            file: "demo.json".to_owned(),
            pointer: "/steps/3/after/step".to_owned(),
            line: 12,
            column: 7,
            message: "There is no step `flim`; did you mean `film`?".to_owned(),
            severity: Severity::Error,
        };
        assert_eq!(
            problem.to_string(),
            "demo.json:12:7  /steps/3/after/step  There is no step `flim`; did you mean `film`?"
        );
    }

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        assert_eq!(did_you_mean("flim", ["film", "sound"]), Some("film"));
        assert_eq!(did_you_mean("Film", ["film"]), Some("film"));
        assert_eq!(did_you_mean("picture", ["film", "sound"]), None);
    }
}

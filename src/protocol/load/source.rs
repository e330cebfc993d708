//! One file that was read: its values, the place of each, and what does not fit its format.

use serde_json::Value;

use super::positions::{Lines, Positions};
use super::{Misfit, file, limits, shape, syntax, whole_file};
use crate::protocol::FileKind;
use crate::protocol::problem::{Finding, Problem, Severity};

/// A file whose text is JSON.
pub(super) struct Source<'a> {
    /// The file as problems call it.
    pub name: String,
    /// Its values.
    pub value: Value,
    /// What does not fit the format, in no order; nothing means that it fits.
    pub problems: Vec<Problem>,
    positions: Positions<'a>,
}

impl<'a> Source<'a> {
    /// Reads the bytes of a file that should be of this kind.
    ///
    /// # Errors
    /// One problem, when the bytes are no JSON text.
    pub fn parse(name: String, bytes: &'a [u8], kind: FileKind) -> Result<Self, Problem> {
        let text = file::text(bytes).map_err(|message| whole_file(&name, message))?;
        let syntax = syntax::parse(text).map_err(|fault| {
            let place = Lines::of(text).line_and_column(fault.offset);
            error_at(&name, String::new(), place, fault.message)
        })?;
        let positions = Positions::of(text, &syntax.tree);
        let problems = positions
            .doubled_keys()
            .chain(shape::check(&syntax.tree, kind))
            .take(limits::MOST_PROBLEMS)
            .map(|misfit: Misfit| {
                let place = positions.place_of(misfit.offset);
                error_at(&name, misfit.pointer, place, misfit.message)
            })
            .collect();
        Ok(Self {
            name,
            value: syntax.value,
            problems,
            positions,
        })
    }

    /// The finding with the place of its pointer in this file.
    pub fn located(&self, finding: Finding) -> Problem {
        let (line, column) = self.positions.line_and_column(&finding.pointer);
        Problem {
            file: self.name.clone(),
            pointer: finding.pointer,
            line,
            column,
            message: finding.message,
            severity: finding.severity,
        }
    }
}

fn error_at(
    name: &str,
    pointer: String,
    (line, column): (usize, usize),
    message: String,
) -> Problem {
    Problem {
        file: name.to_owned(),
        pointer,
        line,
        column,
        message,
        severity: Severity::Error,
    }
}

//! Reads a protocol file and lists everything that is wrong with it at once, each with line and column.

mod file;
mod positions;
mod shape;
mod syntax;
mod vocabulary;

use std::ops::Range;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::problem::{Finding, Problem, Severity};
use super::{Protocol, check};
use positions::Positions;

/// A protocol that can be run, and where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The protocol.
    pub protocol: Protocol,
    /// The file.
    pub path: PathBuf,
    /// The file's folder, in which its media lie.
    pub folder: PathBuf,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// What is probably not meant so, but doesn't stand in the way.
    pub warnings: Vec<Problem>,
}

/// Reads and checks the protocol file at `path`.
///
/// # Errors
/// Every problem of the file, errors and warnings, in the order of the file, if one of them is an error.
pub fn read(path: &Path) -> Result<Loaded, Vec<Problem>> {
    let name = path.display().to_string();
    let bytes = file::read(path).map_err(|message| vec![whole_file(&name, message)])?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let (protocol, warnings) = parse(&name, &bytes, &folder)?;
    Ok(Loaded {
        protocol,
        path: path.to_owned(),
        folder,
        sha256: hex(&Sha256::digest(&bytes)),
        warnings,
    })
}

/// Checks the bytes of a protocol file that is called `name` in problems and whose media lie in `folder`.
///
/// # Errors
/// Every problem, if one of them is an error.
pub fn parse(
    name: &str,
    bytes: &[u8],
    folder: &Path,
) -> Result<(Protocol, Vec<Problem>), Vec<Problem>> {
    let text = file::text(bytes).map_err(|message| vec![whole_file(name, message)])?;
    let syntax = syntax::parse(text).map_err(|fault| {
        let (line, column) = positions::line_and_column(text, fault.offset);
        vec![Problem {
            file: name.to_owned(),
            pointer: String::new(),
            line,
            column,
            message: fault.message,
            severity: Severity::Error,
        }]
    })?;
    let positions = Positions::of(text, &syntax.tree);

    let mut problems: Vec<Problem> = positions
        .doubled_keys()
        .chain(shape::check(&syntax.tree))
        .map(|misfit| {
            let (line, column) = positions::line_and_column(text, misfit.offset);
            Problem {
                file: name.to_owned(),
                pointer: misfit.pointer,
                line,
                column,
                message: misfit.message,
                severity: Severity::Error,
            }
        })
        .collect();
    let located = |finding: Finding| {
        let (line, column) = positions.line_and_column(&finding.pointer);
        Problem {
            file: name.to_owned(),
            pointer: finding.pointer,
            line,
            column,
            message: finding.message,
            severity: finding.severity,
        }
    };
    if problems.is_empty() {
        match serde_json::from_value::<Protocol>(syntax.value) {
            Ok(protocol) => {
                let findings = check::check(&protocol, folder);
                problems.extend(findings.into_iter().map(located));
                if problems.iter().all(|p| p.severity == Severity::Warning) {
                    sort(&mut problems);
                    return Ok((protocol, problems));
                }
            }
            // The check of the shape should have found this; the sentence is the best there is.
            Err(error) => problems.push(whole_file(
                name,
                format!("The file does not fit the protocol format: {error}."),
            )),
        }
    }
    sort(&mut problems);
    Err(problems)
}

/// The text of a protocol file that has no errors, and the protocol.
pub(super) fn text_of(path: &Path) -> Result<(String, Protocol), Vec<Problem>> {
    let loaded = read(path)?;
    let name = path.display().to_string();
    let bytes = file::read(path).map_err(|message| vec![whole_file(&name, message)])?;
    let text = file::text(&bytes).map_err(|message| vec![whole_file(&name, message)])?;
    Ok((text.to_owned(), loaded.protocol))
}

/// Where the value at `pointer` stands in `text`, in bytes.
pub(super) fn range_of(text: &str, pointer: &str) -> Option<Range<usize>> {
    let syntax = syntax::parse(text).ok()?;
    Positions::of(text, &syntax.tree).range(pointer)
}

fn sort(problems: &mut [Problem]) {
    problems.sort_by_key(|p| (p.line, p.column, p.severity));
}

fn whole_file(name: &str, message: String) -> Problem {
    Problem {
        file: name.to_owned(),
        pointer: String::new(),
        line: 1,
        column: 1,
        message,
        severity: Severity::Error,
    }
}

/// Something that does not fit, by its place in the text.
pub(super) struct Misfit {
    pub pointer: String,
    pub offset: usize,
    pub message: String,
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

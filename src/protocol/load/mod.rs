//! Reads a protocol file and lists everything that is wrong with it at once, each with line and column.

mod alone;
mod file;
mod inline;
mod limits;
mod parts;
mod positions;
mod shape;
mod source;
mod syntax;
mod vocabulary;

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::problem::{Problem, Severity};
use super::{FileKind, Protocol, check};
use positions::Positions;
use source::Source;

pub use alone::{check_part, kind_of};
pub(super) use inline::{replaced, text_of};

/// A protocol that can be run, and where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The protocol, complete: parts from files of their own are in their places.
    pub protocol: Protocol,
    /// The file.
    pub path: PathBuf,
    /// The file's folder, in which its media and parts lie.
    pub folder: PathBuf,
    /// SHA-256 in hexadecimal: of the file's bytes, followed for each part in a file of its own, in the order of the references, by
    /// the file's name as it was written, a byte 0, and the file's bytes.
    pub sha256: String,
    /// What is probably not meant so, but doesn't stand in the way.
    pub warnings: Vec<Problem>,
}

/// Reads and checks the protocol file at `path`.
///
/// # Errors
/// Every problem of the file and its parts, errors and warnings, in the order of the files, if one of them is an error.
pub fn read(path: &Path) -> Result<Loaded, Vec<Problem>> {
    let name = path.display().to_string();
    let bytes = file::read(path).map_err(|message| vec![whole_file(&name, message)])?;
    let folder = folder_of(path);
    let whole = whole(&name, &bytes, &folder)?;
    Ok(Loaded {
        protocol: whole.protocol,
        path: path.to_owned(),
        folder,
        sha256: whole.sha256,
        warnings: whole.warnings,
    })
}

/// Checks the bytes of a protocol file that is called `name` in problems and whose media and parts lie in `folder`.
///
/// # Errors
/// Every problem, if one of them is an error.
pub fn parse(
    name: &str,
    bytes: &[u8],
    folder: &Path,
) -> Result<(Protocol, Vec<Problem>), Vec<Problem>> {
    whole(name, bytes, folder).map(|whole| (whole.protocol, whole.warnings))
}

/// A protocol with its parts.
struct Whole {
    protocol: Protocol,
    sha256: String,
    warnings: Vec<Problem>,
}

fn whole(name: &str, bytes: &[u8], folder: &Path) -> Result<Whole, Vec<Problem>> {
    let mut main =
        Source::parse(name.to_owned(), bytes, FileKind::Protocol).map_err(|p| vec![p])?;
    let files = parts::read(&main, folder);
    let mut problems = std::mem::take(&mut main.problems);
    let parts = parts::parse(&main, &files, &mut problems);
    if problems.is_empty() {
        match serde_json::from_value::<Protocol>(parts::join(&main, &parts)) {
            Ok(protocol) => {
                let findings = check::check(&protocol, folder).into_iter();
                problems.extend(findings.map(|finding| parts::located(&main, &parts, finding)));
                if is_usable(&problems) {
                    return Ok(Whole {
                        protocol,
                        sha256: parts::sha256(bytes, &files),
                        warnings: sorted(problems, name),
                    });
                }
            }
            // The check of the shape should have found this; the sentence is the best there is.
            Err(error) => problems.push(whole_file(
                name,
                format!("The file does not fit the protocol format: {error}."),
            )),
        }
    }
    Err(sorted(problems, name))
}

/// Where the value at `pointer` stands in `text`, in bytes.
pub(super) fn range_of(text: &str, pointer: &str) -> Option<Range<usize>> {
    let syntax = syntax::parse(text).ok()?;
    Positions::of(text, &syntax.tree).range(pointer)
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether nothing but warnings was found.
fn is_usable(problems: &[Problem]) -> bool {
    problems.iter().all(|p| p.severity == Severity::Warning)
}

/// Problems in the order of their places, those of the file `main` before those of its parts. What a part that is used twice has
/// is said once.
fn sorted(mut problems: Vec<Problem>, main: &str) -> Vec<Problem> {
    problems.sort_by(|a, b| {
        let key = |p: &Problem| (p.line, p.column, p.severity);
        let files = (a.file != main, &a.file).cmp(&(b.file != main, &b.file));
        files.then_with(|| key(a).cmp(&key(b)))
    });
    problems.dedup();
    problems
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

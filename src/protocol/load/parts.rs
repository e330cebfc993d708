//! Takes the parts that lie in files of their own into their protocol, and finds which file a problem belongs to.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::source::Source;
use super::{file, hex};
use crate::protocol::media;
use crate::protocol::part::{Reference, references};
use crate::protocol::problem::{Finding, Problem, Severity};

/// Most parts of one protocol, so that a hostile file can't have the program read forever.
const MOST_PARTS: usize = 64;

/// A part's file as it was read.
pub(super) struct PartFile {
    /// Where it belongs.
    pub reference: Reference,
    /// Its bytes, or a sentence that says why they can't be had.
    pub bytes: Result<Vec<u8>, String>,
}

/// Reads the file of every part that `main`, a file in `folder`, refers to, in the order of the references.
pub(super) fn read(main: &Source<'_>, folder: &Path) -> Vec<PartFile> {
    let references = references(&main.value).into_iter().enumerate();
    references
        .map(|(index, reference)| {
            let bytes = if index < MOST_PARTS {
                media::inside(folder, &reference.file, "").and_then(|path| file::read(&path))
            } else {
                Err(format!(
                    "A protocol has at most {MOST_PARTS} parts in files of their own; write this one here."
                ))
            };
            PartFile { reference, bytes }
        })
        .collect()
}

/// SHA-256, in hexadecimal, of a protocol: of its file's bytes, followed for each part by the file's name as it was written, a
/// byte 0, and the file's bytes. Without parts it is the digest of the file alone.
pub(super) fn sha256(main: &[u8], parts: &[PartFile]) -> String {
    let mut digest = Sha256::new_with_prefix(main);
    for part in parts {
        digest.update(part.reference.file.as_bytes());
        digest.update([0]);
        digest.update(part.bytes.as_deref().unwrap_or_default());
    }
    hex(&digest.finalize())
}

/// A part that was read, and where it belongs.
pub(super) struct Part<'a> {
    reference: &'a Reference,
    source: Source<'a>,
}

/// The parts that are JSON texts; for the others `problems` says at which reference or place of their file what is wrong.
pub(super) fn parse<'a>(
    main: &Source<'_>,
    files: &'a [PartFile],
    problems: &mut Vec<Problem>,
) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for PartFile { reference, bytes } in files {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(message) => {
                problems.push(main.located(Finding {
                    pointer: format!("{}/file", reference.pointer),
                    message: message.clone(),
                    severity: Severity::Error,
                }));
                continue;
            }
        };
        let name = name_beside(&main.name, &reference.file);
        match Source::parse(name, bytes, reference.kind) {
            Ok(mut source) => {
                problems.append(&mut source.problems);
                parts.push(Part::new(reference, source));
            }
            Err(problem) => problems.push(problem),
        }
    }
    parts
}

/// The protocol's values with the content of each part in the place of its reference.
pub(super) fn join(main: &Source<'_>, parts: &[Part<'_>]) -> serde_json::Value {
    let mut whole = main.value.clone();
    for part in parts {
        if let Some(place) = whole.pointer_mut(&part.reference.pointer) {
            *place = part.content();
        }
    }
    whole
}

/// A finding about the whole protocol with its place: in the part's own file if it lies inside a part.
pub(super) fn located(main: &Source<'_>, parts: &[Part<'_>], finding: Finding) -> Problem {
    match parts.iter().find_map(|part| part.located(&finding)) {
        Some(problem) => problem,
        None => main.located(finding),
    }
}

impl<'a> Part<'a> {
    /// The part that `source` holds and that belongs to `reference`.
    pub fn new(reference: &'a Reference, source: Source<'a>) -> Self {
        Self { reference, source }
    }

    /// What takes the place of the reference.
    pub fn content(&self) -> serde_json::Value {
        self.reference.kind.content(self.source.value.clone())
    }

    /// A finding about the whole protocol with its place in this part's file, if it lies in this part. What is said of the part as
    /// a whole, such as that no step uses it, is the protocol's affair.
    pub fn located(&self, finding: &Finding) -> Option<Problem> {
        let inside = finding.pointer.strip_prefix(&self.reference.pointer)?;
        let rest = inside.starts_with('/').then_some(inside)?;
        let pointer = match self.reference.kind.content_key() {
            Some(key) => format!("/{key}{rest}"),
            None => rest.to_owned(),
        };
        let finding = finding.clone();
        Some(self.source.located(Finding { pointer, ..finding }))
    }
}

/// The name of a file that lies beside the file `main`.
fn name_beside(main: &str, file: &str) -> String {
    let folder = Path::new(main).parent().unwrap_or(Path::new(""));
    folder.join(file).display().to_string()
}

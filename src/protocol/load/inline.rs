//! Writes the parts of a protocol in the places of their references, so that its text needs no other file.

use std::ops::Range;
use std::path::Path;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use super::parts::{self, PartFile};
use super::source::Source;
use super::{Protocol, file, folder_of, range_of, read, syntax, whole_file};
use crate::protocol::FileKind;
use crate::protocol::problem::Problem;

/// The text of a protocol file that has no errors, with its parts written out and everything else as it was, and the protocol.
pub fn text_of(path: &Path) -> Result<(String, Protocol), Vec<Problem>> {
    let protocol = read(path)?.protocol;
    let name = path.display().to_string();
    let fault = |message| vec![whole_file(&name, message)];
    let bytes = file::read(path).map_err(fault)?;
    let main = Source::parse(name.clone(), &bytes, FileKind::Protocol).map_err(|p| vec![p])?;
    let text = file::text(&bytes).map_err(fault)?;
    let mut places = Vec::new();
    for part in parts::read(&main, &folder_of(path)) {
        let missing = || fault(format!("The part `{}` can't be read.", part.reference.file));
        let range = range_of(text, &part.reference.pointer).ok_or_else(missing)?;
        let indent = indent_at(text, range.start);
        places.push((range, written_out(&part, indent).ok_or_else(missing)?));
    }
    Ok((replaced(text, places), protocol))
}

/// The text with each place replaced.
pub fn replaced(text: &str, mut places: Vec<(Range<usize>, String)>) -> String {
    // From the back, so that the places before stay true.
    places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, value) in places {
        text.replace_range(range, &value);
    }
    text
}

/// The part's content as it is written in its file, fit for a line that begins with `indent` blanks.
fn written_out(part: &PartFile, indent: usize) -> Option<String> {
    let text = file::text(part.bytes.as_ref().ok()?).ok()?;
    let tree = syntax::parse(text).ok()?.tree;
    let Value::Object(object) = &tree else {
        return None;
    };
    let moved = |range: Range<usize>, to: usize| {
        let from = indent_at(text, range.start);
        Some(shifted(text.get(range)?, from, to))
    };
    if let Some(key) = part.reference.kind.content_key() {
        let range = object.get(key)?.value.range();
        return moved(range.start..range.end, indent);
    }
    let kept = object
        .properties
        .iter()
        .filter(|property| !FileKind::is_envelope(property.name.as_str()));
    let inner = indent + 2;
    let lines: Option<Vec<String>> = kept
        .map(|property| {
            let range = property.range();
            let line = moved(range.start..range.end, inner)?;
            Some(format!("{:inner$}{line}", ""))
        })
        .collect();
    Some(format!("{{\n{}\n{:indent$}}}", lines?.join(",\n"), ""))
}

/// How many blanks begin the line that the byte `offset` is on.
fn indent_at(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    blanks(line)
}

/// The text with every line but its first moved from `from` blanks to `to`. No string of JSON goes over a line's end, so only
/// blanks between values change.
fn shifted(text: &str, from: usize, to: usize) -> String {
    let mut lines = text.split('\n');
    let mut moved = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let rest = line.get(blanks(line).min(from)..).unwrap_or_default();
        moved.push('\n');
        if !rest.trim().is_empty() {
            moved.push_str(&" ".repeat(to));
        }
        moved.push_str(rest);
    }
    moved
}

fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

//! Checks a part of a protocol by itself, inside a protocol that holds nothing else.

use std::path::Path;

use serde_json::{Value, json};

use super::parts::Part;
use super::source::Source;
use super::{Protocol, file, is_usable, sorted, whole_file};
use crate::protocol::part::Reference;
use crate::protocol::problem::Problem;
use crate::protocol::{FORMAT, FileKind, VERSION, check};

/// What the file at `path` is, by its `format`: a protocol unless it says that it is a part of one.
pub fn kind_of(path: &Path) -> FileKind {
    let bytes = file::read(path).unwrap_or_default();
    let value = file::text(&bytes).map(serde_json::from_str::<Value>);
    let format = value
        .ok()
        .and_then(Result::ok)
        .and_then(|value| Some(value.get("format")?.as_str()?.to_owned()));
    let said = FileKind::ALL
        .into_iter()
        .find(|kind| format.as_deref() == Some(kind.format()));
    said.unwrap_or(FileKind::Protocol)
}

/// Reads and checks the file at `path`, a part of this kind, by itself. Returns its warnings.
///
/// # Errors
/// Every problem of the file, if one of them is an error.
pub fn check_part(path: &Path, kind: FileKind) -> Result<Vec<Problem>, Vec<Problem>> {
    let name = path.display().to_string();
    let bytes = file::read(path).map_err(|message| vec![whole_file(&name, message)])?;
    let mut source = Source::parse(name.clone(), &bytes, kind).map_err(|p| vec![p])?;
    let mut problems = std::mem::take(&mut source.problems);
    if problems.is_empty() {
        let reference = Reference {
            pointer: kind.place("part"),
            kind,
            file: name.clone(),
        };
        let part = Part::new(&reference, source);
        match protocol_with(&reference, part.content()) {
            Ok(protocol) => {
                let findings = check::parts(&protocol);
                problems.extend(findings.iter().filter_map(|finding| part.located(finding)));
            }
            // The check of the shape should have found this; the sentence is the best there is.
            Err(error) => problems.push(whole_file(
                &name,
                format!("The file does not fit its format: {error}."),
            )),
        }
    }
    let usable = is_usable(&problems);
    let problems = sorted(problems, &name);
    if usable { Ok(problems) } else { Err(problems) }
}

/// A protocol that holds the part and nothing else. Its title has every language of the part, so that a text that lacks one of
/// them is found.
fn protocol_with(reference: &Reference, content: Value) -> Result<Protocol, serde_json::Error> {
    let mut value = json!({
        "format": FORMAT, "version": VERSION, "id": "part", "title": {}, "study": {"id": "part"}, "conditions": [{"id": "part"}],
        "instruments": {"part": null}, "coding": null, "covariates": null, "steps": []
    });
    if let Some(place) = value.pointer_mut(&reference.pointer) {
        *place = content;
    }
    drop_unused(&mut value);
    let mut protocol: Protocol = serde_json::from_value(value)?;
    let languages = check::languages(&protocol).into_iter();
    protocol.title.0 = languages
        .map(|language| (language, "–".to_owned()))
        .collect();
    Ok(protocol)
}

/// Removes the places that the part did not take.
fn drop_unused(value: &mut Value) {
    if let Some(keys) = value.as_object_mut() {
        keys.retain(|key, value| {
            !value.is_null() && (key != "instruments" || value["part"] != Value::Null)
        });
    }
}

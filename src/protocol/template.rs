//! New protocols from those that ship: a copy with an id, a study and a title of its own.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::problem::shown;
use super::{Id, Text, assets, load};

/// A protocol that new ones can be made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its file.
    pub path: PathBuf,
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: Text,
    /// Its caution.
    pub notice: Option<Text>,
}

/// What distinguishes a new protocol from its template.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// The protocol's id, which is also the file's name.
    pub id: Id,
    /// The study's id.
    pub study: Id,
    /// The title, in the language that the template's title has first (English if it has it).
    pub title: String,
}

/// The shipped protocols that can be read.
pub fn list() -> Vec<Template> {
    assets::shipped_protocols()
        .into_iter()
        .filter_map(|path| {
            let protocol = load::read(&path).ok()?.protocol;
            Some(Template {
                path,
                id: protocol.id,
                title: protocol.title,
                notice: protocol.notice,
            })
        })
        .collect()
}

/// Writes `folder/ID.json`, a copy of the template under the new names; everything else stays as it was written, with the parts that
/// the template takes from other files written out in their places.
///
/// One file and not several: it is what goes to the ethics board, to a colleague or into a preregistration, it is read from top to
/// bottom, and none of its parts can be left behind. Whoever wants to share an instrument among protocols can still take it out.
///
/// # Errors
/// A sentence that says what to do, when a name is no id, the template has problems, or the file can't be written. A file that
/// is there already is never overwritten.
pub fn create(template: &Path, folder: &Path, names: &Names) -> Result<PathBuf, String> {
    for id in [&names.id, &names.study] {
        if !Id::is_valid(id.as_str()) {
            return Err(format!(
                "`{}` can't be an id; use 1 to {} letters (a–z), digits, `_` or `-`.",
                shown(id.as_str()),
                Id::MAX
            ));
        }
    }
    if names.title.trim().is_empty() {
        return Err("The title is empty; write one.".to_owned());
    }
    let text = renamed(template, names)?;
    let path = folder.join(format!("{}.json", names.id));
    load::parse(&path.display().to_string(), text.as_bytes(), folder).map_err(|problems| {
        let first = problems.first().map(ToString::to_string);
        format!(
            "The template does not work in this folder: {}",
            first.unwrap_or_default()
        )
    })?;
    write_new(&path, &text)?;
    Ok(path)
}

/// The template's text with its id, study and title replaced in their places.
fn renamed(template: &Path, names: &Names) -> Result<String, String> {
    let (text, protocol) = load::text_of(template).map_err(|problems| {
        let first = problems.first().map(ToString::to_string);
        first.unwrap_or_else(|| "The template can't be read; choose another one.".to_owned())
    })?;
    let title = &protocol.title.0;
    let language = if title.contains_key("en") {
        "en"
    } else {
        title.keys().next().map_or("en", String::as_str)
    };
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    let values = [
        ("/id", serde_json::json!(names.id)),
        ("/study/id", serde_json::json!(names.study)),
        (
            "/title",
            serde_json::json!({ language: names.title.trim() }),
        ),
    ];
    for (pointer, value) in values {
        let range = load::range_of(&text, pointer)
            .ok_or_else(|| format!("The template lacks {pointer}; choose another one."))?;
        places.push((range, value.to_string()));
    }
    Ok(load::replaced(&text, places))
}

fn write_new(path: &Path, text: &str) -> Result<(), String> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!(
            "There is a file {} already; choose another id.",
            path.display()
        ),
        _ => format!(
            "The file {} can't be written ({error}); choose another folder.",
            path.display()
        ),
    })
}

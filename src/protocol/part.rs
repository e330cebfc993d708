//! The parts of a protocol that may lie in files of their own, beside it.

use serde_json::{Map, Value};

use super::FORMAT;

/// What a file holds: a whole protocol, or a part of one that a protocol takes in by `{"file": "…"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A protocol.
    Protocol,
    /// One instrument.
    Instrument,
    /// A coding scheme.
    Coding,
    /// A list of covariates.
    Covariates,
}

/// The keys that say what a file is, beside its content.
const ENVELOPE: [&str; 3] = ["$schema", "format", "version"];

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Protocol,
        Self::Instrument,
        Self::Coding,
        Self::Covariates,
    ];

    /// The `format` that such a file names.
    pub fn format(self) -> &'static str {
        match self {
            Self::Protocol => FORMAT,
            Self::Instrument => "lacrima.instrument",
            Self::Coding => "lacrima.coding",
            Self::Covariates => "lacrima.covariates",
        }
    }

    /// What people call it, with its article.
    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::Protocol => "a protocol",
            Self::Instrument => "an instrument",
            Self::Coding => "a coding scheme",
            Self::Covariates => "a list of covariates",
        }
    }

    /// JSON pointer of the part's place in a protocol; `id` names it where there are several.
    pub(super) fn place(self, id: &str) -> String {
        match self {
            Self::Protocol => String::new(),
            Self::Instrument => format!("/instruments/{id}"),
            Self::Coding => "/coding".to_owned(),
            Self::Covariates => "/covariates".to_owned(),
        }
    }

    /// The key that holds the content, where the file's own keys are not the content.
    pub(super) fn content_key(self) -> Option<&'static str> {
        (self == Self::Covariates).then_some("covariates")
    }

    /// Whether the file's `key` says what the file is.
    pub(super) fn is_envelope(key: &str) -> bool {
        ENVELOPE.contains(&key)
    }

    /// What takes the place of the reference in the protocol.
    pub(super) fn content(self, file: Value) -> Value {
        let Value::Object(mut keys) = file else {
            return file;
        };
        match self.content_key() {
            Some(key) => keys.remove(key).unwrap_or_default(),
            None => {
                keys.retain(|key, _| !Self::is_envelope(key));
                Value::Object(keys)
            }
        }
    }
}

/// A place in a protocol whose content lies in another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// JSON pointer of the place.
    pub pointer: String,
    /// What the file must be.
    pub kind: FileKind,
    /// The file, as it was written.
    pub file: String,
}

/// The references of a protocol file, in the order of the file.
pub(super) fn references(protocol: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut look = |kind: FileKind, id: &str, value: &Value| {
        if let Some(file) = value.get("file").and_then(Value::as_str) {
            found.push(Reference {
                pointer: kind.place(id),
                kind,
                file: file.to_owned(),
            });
        }
    };
    for (key, value) in entries(protocol) {
        match key.as_str() {
            "coding" => look(FileKind::Coding, key, value),
            "covariates" => look(FileKind::Covariates, key, value),
            "instruments" => {
                entries(value).for_each(|(id, entry)| look(FileKind::Instrument, id, entry));
            }
            _ => {}
        }
    }
    found
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

//! The JSON Schemas of protocol files and their parts, generated from the types and closed against unknown keys.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{Coding, Covariate, FileKind, Instrument, Protocol, VERSION};

/// The key that says which variant an object is.
pub(super) const TAG: &str = "kind";
/// The pattern of ids, the only one in the schema.
pub(super) const ID_PATTERN: &str = "^[A-Za-z0-9_-]{1,64}$";

/// The name of the definition that stands for a part in a file of its own.
pub(super) const REFERENCE: &str = "PartFile";

/// The schema of a file of this kind (JSON Schema 2020-12), made once: a protocol with parts is held against it many times.
pub fn of(kind: FileKind) -> &'static Value {
    static MADE: [LazyLock<Value>; 4] = [
        LazyLock::new(|| make(FileKind::Protocol)),
        LazyLock::new(|| make(FileKind::Instrument)),
        LazyLock::new(|| make(FileKind::Coding)),
        LazyLock::new(|| make(FileKind::Covariates)),
    ];
    let [protocol, instrument, coding, covariates] = &MADE;
    match kind {
        FileKind::Protocol => protocol,
        FileKind::Instrument => instrument,
        FileKind::Coding => coding,
        FileKind::Covariates => covariates,
    }
}

fn make(kind: FileKind) -> Value {
    let mut schema = match kind {
        FileKind::Protocol => schemars::schema_for!(Protocol),
        FileKind::Instrument => schemars::schema_for!(Instrument),
        FileKind::Coding => schemars::schema_for!(Coding),
        FileKind::Covariates => schemars::schema_for!(Vec<Covariate>),
    }
    .to_value();
    if let Some(key) = kind.content_key() {
        wrap(&mut schema, key);
    }
    let parts = parts_of_variants(&schema);
    if let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, def) in defs.iter_mut() {
            if !parts.contains(name) {
                close(def);
            }
        }
    }
    put_in_envelope(&mut schema, kind);
    if kind == FileKind::Protocol {
        allow_references(&mut schema);
    }
    close(&mut schema);
    schema
}

/// The schema of a protocol file.
pub fn protocol() -> Value {
    of(FileKind::Protocol).clone()
}

/// Makes the schema that of an object whose `key` holds what the schema was of.
fn wrap(schema: &mut Value, key: &str) {
    let Some(mut inner) = schema.as_object().cloned() else {
        return;
    };
    let mut outer = Map::new();
    for name in ["$schema", "title", "$defs"] {
        outer.extend(inner.remove_entry(name));
    }
    outer.insert("type".to_owned(), json!("object"));
    outer.insert("properties".to_owned(), json!({ key: inner }));
    outer.insert("required".to_owned(), json!([key]));
    *schema = Value::Object(outer);
}

/// Adds the keys that say what the file is.
fn put_in_envelope(schema: &mut Value, kind: FileKind) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let mut properties = Map::from_iter([
        (
            "$schema".to_owned(),
            json!({ "description": "Where this schema lies, for text editors.", "type": "string" }),
        ),
        (
            "format".to_owned(),
            json!({
                "description": format!("Always `{}`.", kind.format()), "type": "string", "const": kind.format()
            }),
        ),
        (
            "version".to_owned(),
            json!({
                "description": format!("Version of the format: {VERSION}."), "type": "integer", "format": "uint32",
                "minimum": 0, "maximum": VERSION
            }),
        ),
    ]);
    let mut required = vec![json!("format"), json!("version")];
    if let Some(Value::Object(own)) = object.get("properties") {
        let own = own.iter().filter(|(key, _)| !FileKind::is_envelope(key));
        properties.extend(own.map(|(key, schema)| (key.clone(), schema.clone())));
    }
    if let Some(Value::Array(own)) = object.get("required") {
        let own = own.iter().filter(|key| !required.contains(key));
        required.extend(own.cloned().collect::<Vec<_>>());
    }
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("required".to_owned(), Value::Array(required));
}

/// Lets each part that may lie in a file of its own be a reference to one.
fn allow_references(schema: &mut Value) {
    for key in ["coding", "covariates"] {
        allow_reference(schema.pointer_mut(&format!("/properties/{key}")));
    }
    let instruments = schema.pointer_mut("/properties/instruments");
    if let Some(object) = instruments.and_then(Value::as_object_mut) {
        let by_pattern = object.get_mut("patternProperties");
        for entry in by_pattern
            .and_then(Value::as_object_mut)
            .into_iter()
            .flat_map(Map::values_mut)
        {
            allow_reference(Some(entry));
        }
        allow_reference(
            object
                .get_mut("additionalProperties")
                .filter(|entry| entry.is_object()),
        );
    }
    let reference = json!({
        "description": "A part of the protocol in a file of its own.",
        "type": "object",
        "properties": {
            "file": {
                "description": "A path relative to the protocol file and inside its folder.",
                "type": "string"
            }
        },
        "required": ["file"],
        "additionalProperties": false
    });
    insert(schema.get_mut("$defs"), REFERENCE, reference);
}

fn allow_reference(place: Option<&mut Value>) {
    let Some(object) = place.and_then(Value::as_object_mut) else {
        return;
    };
    let (about, itself): (Map<_, _>, Map<_, _>) = std::mem::take(object)
        .into_iter()
        .partition(|(key, _)| matches!(key.as_str(), "description" | "default"));
    *object = about;
    let reference = json!({ "$ref": format!("#/$defs/{REFERENCE}") });
    object.insert("anyOf".to_owned(), json!([itself, reference]));
}

/// Names of the definitions that are only parts of a variant and so must stay open for the variant's other keys.
fn parts_of_variants(schema: &Value) -> BTreeSet<String> {
    let defs = schema.get("$defs").and_then(Value::as_object);
    defs.into_iter()
        .flat_map(Map::values)
        .filter_map(|def| def.get("oneOf")?.as_array())
        .flatten()
        .filter_map(|variant| variant.get("$ref")?.as_str()?.strip_prefix("#/$defs/"))
        .map(str::to_owned)
        .collect()
}

/// Forbids keys that the schema does not name.
fn close(schema: &mut Value) {
    if let Some(variants) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        let mut refer = false;
        for variant in variants {
            if variant.get("$ref").is_some() {
                refer = true;
            } else {
                close(variant);
            }
        }
        if refer {
            insert(Some(schema), "unevaluatedProperties", json!(false));
        }
    } else if schema.get("properties").is_some() {
        insert(Some(schema), "additionalProperties", json!(false));
    }
}

fn insert(schema: Option<&mut Value>, key: &str, value: Value) {
    if let Some(object) = schema.and_then(Value::as_object_mut) {
        object.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_the_one_for_ids() {
        fn patterns(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(object) => {
                    if let Some(Value::String(pattern)) = object.get("pattern") {
                        found.push(pattern.clone());
                    }
                    if let Some(Value::Object(by_pattern)) = object.get("patternProperties") {
                        found.extend(by_pattern.keys().cloned());
                    }
                    object.values().for_each(|inner| patterns(inner, found));
                }
                Value::Array(list) => list.iter().for_each(|inner| patterns(inner, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for kind in FileKind::ALL {
            patterns(of(kind), &mut found);
        }
        assert!(found.len() > 2);
        assert!(
            found.iter().all(|pattern| pattern == ID_PATTERN),
            "{found:?}"
        );
    }

    #[test]
    fn objects_are_closed_where_they_are_complete() {
        let schema = protocol();
        let at = |pointer: &str| schema.pointer(pointer);
        assert_eq!(at("/additionalProperties"), Some(&json!(false)));
        assert_eq!(at("/$defs/Step/unevaluatedProperties"), Some(&json!(false)));
        assert_eq!(at("/$defs/TextStep/additionalProperties"), None);
        assert_eq!(
            at("/$defs/Scale/oneOf/0/additionalProperties"),
            Some(&json!(false))
        );
        assert_eq!(
            at("/properties/format/const"),
            Some(&json!("lacrima.protocol"))
        );
    }
}

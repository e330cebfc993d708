//! The JSON Schema of a protocol file, generated from the types and closed against unknown keys.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{FORMAT, Protocol, VERSION};

/// The key that says which variant an object is.
pub(super) const TAG: &str = "kind";
/// The pattern of ids, the only one in the schema.
pub(super) const ID_PATTERN: &str = "^[A-Za-z0-9_-]{1,64}$";

/// The schema of a protocol file (JSON Schema 2020-12).
pub fn protocol() -> Value {
    let mut schema = schemars::schema_for!(Protocol).to_value();
    let parts = parts_of_variants(&schema);
    if let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, def) in defs.iter_mut() {
            if !parts.contains(name) {
                close(def);
            }
        }
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(
            "$schema".to_owned(),
            json!({ "description": "Where this schema lies, for text editors.", "type": "string" }),
        );
        insert(properties.get_mut("format"), "const", json!(FORMAT));
        insert(properties.get_mut("version"), "maximum", json!(VERSION));
    }
    close(&mut schema);
    schema
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
        patterns(&protocol(), &mut found);
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

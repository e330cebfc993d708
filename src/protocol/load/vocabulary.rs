//! Reads the parts of a JSON Schema that the check of the shape needs, and words types for people.

use jsonc_parser::ast::Value;
use serde_json::Value as Schema;

use crate::protocol::Id;
use crate::protocol::problem::shown;
use crate::protocol::schema::REFERENCE;

pub(super) fn list<'s>(schema: &'s Schema, key: &str) -> Option<&'s [Schema]> {
    schema.get(key)?.as_array().map(Vec::as_slice)
}

pub(super) fn is_null_type(schema: &Schema) -> bool {
    schema.get("type").and_then(Schema::as_str) == Some("null")
}

/// Whether the schema is that of a part in a file of its own.
pub(super) fn is_reference(schema: &Schema) -> bool {
    let target = schema.get("$ref").and_then(Schema::as_str);
    target.and_then(|target| target.strip_prefix("#/$defs/")) == Some(REFERENCE)
}

/// The words of an enumeration; empty for any other schema.
pub(super) fn words(schema: &Schema) -> Vec<&str> {
    let choices = list(schema, "oneOf").unwrap_or_default().iter();
    let documented = choices.filter_map(|choice| choice.get("const")?.as_str());
    let plain = list(schema, "enum").unwrap_or_default().iter();
    let single = schema.get("const").and_then(Schema::as_str);
    documented
        .chain(plain.filter_map(Schema::as_str))
        .chain(single)
        .collect()
}

pub(super) fn types(schema: &Schema) -> Vec<&str> {
    match schema.get("type") {
        Some(Schema::String(name)) => vec![name],
        Some(Schema::Array(names)) => names.iter().filter_map(Schema::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn type_words(name: &str) -> &str {
    match name {
        "object" => "an object in braces",
        "array" => "a list in brackets",
        "string" => "a text in double quotes",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        other => other,
    }
}

pub(super) fn kind_of(value: &Value<'_>) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::StringLit(_) => "a text",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::NullKeyword(_) => "null",
    }
}

/// What the schema says of a field, in parentheses.
pub(super) fn description(field: &Schema) -> String {
    field
        .get("description")
        .and_then(Schema::as_str)
        .map(|text| format!(" ({})", text.trim_end_matches('.')))
        .unwrap_or_default()
}

pub(super) fn bad_id(name: &str) -> String {
    format!(
        "`{}` can't be an id; use 1 to {} letters (a–z), digits, `_` or `-`.",
        shown(name),
        Id::MAX
    )
}

//! Holds a parsed file against the schema of its kind and lists everything that does not fit.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use serde_json::Value as Schema;

use super::vocabulary::{
    bad_id, description, is_null_type, is_reference, kind_of, list, type_words, types, words,
};
use super::{Misfit, limits};
use crate::protocol::problem::{did_you_mean, listed, pointer_part, shown};
use crate::protocol::schema::{self, ID_PATTERN, TAG};
use crate::protocol::{FileKind, Id, VERSION};

/// Everything in `tree` that does not fit the format of this kind of file, unknown keys included.
///
/// A file of another format or of a newer version gets that one problem only, as the rest would be noise.
pub(super) fn check(tree: &Value<'_>, kind: FileKind) -> Vec<Misfit> {
    let schema = schema::of(kind);
    let mut walker = Walker {
        defs: schema.get("$defs"),
        misfits: Vec::new(),
    };
    if let Some(misfit) = foreign(tree, kind) {
        return vec![misfit];
    }
    walker.value(schema, tree, "");
    walker.misfits
}

/// A file that is not for this program or for a newer one.
fn foreign(tree: &Value<'_>, kind: FileKind) -> Option<Misfit> {
    let object = tree.as_object()?;
    let what = kind.with_article();
    if let Some(format) = object.get("format") {
        let wanted = kind.format();
        let right = format.value.as_string_lit().map(|text| text.value.as_ref()) == Some(wanted);
        if !right {
            return Some(Misfit {
                pointer: "/format".to_owned(),
                offset: format.value.range().start,
                message: format!(
                    "This is not {what}: `format` must be \"{wanted}\"; choose another file."
                ),
            });
        }
    }
    let version = object.get("version")?;
    let number: u64 = version.value.as_number_lit()?.value.parse().ok()?;
    if number == u64::from(VERSION) {
        return None;
    }
    let message = if number > u64::from(VERSION) {
        format!(
            "This is {what} for a newer Lacrima (version {number} of the format, this program knows {VERSION}); update Lacrima."
        )
    } else {
        format!("There is no version {number} of the format; write {VERSION}.")
    };
    Some(Misfit {
        pointer: "/version".to_owned(),
        offset: version.value.range().start,
        message,
    })
}

struct Walker<'s> {
    defs: Option<&'s Schema>,
    misfits: Vec<Misfit>,
}

/// The choice of an `anyOf` that the value is held against. It stands for two things only: an optional value (its type, or null, which
/// needs no look) and a part that may lie in a file of its own (its type, or a reference, which has the key `file`).
fn chosen<'s>(choices: &'s [Schema], value: &Value<'_>) -> Option<&'s Schema> {
    let refers = value
        .as_object()
        .is_some_and(|object| object.get("file").is_some());
    let reference = choices.iter().find(|choice| is_reference(choice));
    match reference {
        Some(reference) if refers => Some(reference),
        None if value.as_null_keyword().is_some() => None,
        _ => choices.iter().find(|choice| !is_null_type(choice)),
    }
}

/// The keys that an object may and must have.
#[derive(Default)]
struct Fields<'s> {
    known: Vec<(&'s str, &'s Schema)>,
    required: Vec<&'s str>,
    /// False when the kind is wrong, so that nobody knows which other keys belong.
    complete: bool,
}

impl<'s> Walker<'s> {
    fn misfit(&mut self, pointer: &str, offset: usize, message: String) {
        if self.misfits.len() < limits::MOST_PROBLEMS {
            self.misfits.push(Misfit {
                pointer: pointer.to_owned(),
                offset,
                message,
            });
        }
    }

    fn value(&mut self, schema: &'s Schema, value: &Value<'_>, pointer: &str) {
        let schema = self.resolved(schema);
        if let Some(choices) = list(schema, "anyOf") {
            if let Some(choice) = chosen(choices, value) {
                self.value(choice, value, pointer);
            }
            return;
        }
        let words = words(schema);
        if !words.is_empty() {
            return self.word(&words, value, pointer);
        }
        if !self.has_type(schema, value, pointer) {
            return;
        }
        match value {
            Value::Object(object) => self.object(schema, object, pointer),
            Value::Array(array) => self.array(schema, array, pointer),
            Value::NumberLit(number) => {
                self.number(schema, number.value, number.range.start, pointer);
            }
            Value::StringLit(text) => {
                let is_id = schema.get("pattern").and_then(Schema::as_str) == Some(ID_PATTERN);
                let wrong = if is_id {
                    (!Id::is_valid(&text.value)).then(|| bad_id(&text.value))
                } else {
                    limits::text(&text.value)
                };
                if let Some(message) = wrong {
                    self.misfit(pointer, text.range.start, message);
                }
            }
            Value::BooleanLit(_) | Value::NullKeyword(_) => {}
        }
    }

    fn object(&mut self, schema: &'s Schema, object: &Object<'_>, pointer: &str) {
        if schema.get("properties").is_none() && list(schema, "oneOf").is_none() {
            return self.map(schema, object, pointer);
        }
        let mut fields = Fields {
            complete: true,
            ..Fields::default()
        };
        self.collect(schema, &mut fields);
        if let Some(variants) = list(schema, "oneOf") {
            self.choose_variant(variants, object, pointer, &mut fields);
        }
        for name in &fields.required {
            if object.get(name).is_none() {
                let what = fields
                    .known
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, field)| description(field))
                    .unwrap_or_default();
                self.misfit(
                    pointer,
                    object.range.start,
                    format!("The key `{name}` is missing; add it{what}."),
                );
            }
        }
        for property in &object.properties {
            let name = property.name.as_str();
            let inner = format!("{pointer}/{}", pointer_part(name));
            match fields.known.iter().find(|(known, _)| *known == name) {
                Some((_, field)) => self.value(field, &property.value, &inner),
                None if fields.complete => self.unknown_key(&fields, property, &inner),
                None => {}
            }
        }
    }

    /// Adds the fields of the variant that the object's `kind` names.
    fn choose_variant(
        &mut self,
        variants: &'s [Schema],
        object: &Object<'_>,
        pointer: &str,
        fields: &mut Fields<'s>,
    ) {
        let kind_of = |variant: &'s Schema| {
            variant
                .pointer(&format!("/properties/{TAG}/const"))
                .and_then(Schema::as_str)
        };
        let kinds: Vec<&str> = variants.iter().filter_map(kind_of).collect();
        let Some(given) = object.get(TAG) else {
            fields.complete = false;
            return self.misfit(
                pointer,
                object.range.start,
                format!(
                    "The key `{TAG}` is missing; add it with one of {}.",
                    listed(kinds)
                ),
            );
        };
        let word = given.value.as_string_lit().map(|text| text.value.as_ref());
        let chosen = variants
            .iter()
            .find(|variant| word.is_some() && kind_of(variant) == word);
        if let Some(variant) = chosen {
            self.collect(variant, fields);
        } else {
            fields.complete = false;
            self.word(&kinds, &given.value, &format!("{pointer}/{TAG}"));
        }
    }

    /// The properties of a schema and of what it refers to.
    fn collect(&self, schema: &'s Schema, fields: &mut Fields<'s>) {
        if let Some(properties) = schema.get("properties").and_then(Schema::as_object) {
            fields.known.extend(
                properties
                    .iter()
                    .map(|(name, field)| (name.as_str(), field)),
            );
        }
        if let Some(required) = list(schema, "required") {
            fields
                .required
                .extend(required.iter().filter_map(Schema::as_str));
        }
        if let Some(target) = self.target(schema) {
            self.collect(target, fields);
        }
    }

    fn unknown_key(&mut self, fields: &Fields<'s>, property: &ObjectProp<'_>, pointer: &str) {
        let name = property.name.as_str();
        let known = || fields.known.iter().map(|(known, _)| *known);
        let advice = match did_you_mean(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are {}.", listed(known())),
        };
        self.misfit(
            pointer,
            property.name.range().start,
            format!("There is no key `{}` here; {advice}", shown(name)),
        );
    }

    /// An object whose keys are free, such as the stimuli by id or a text by language.
    fn map(&mut self, schema: &'s Schema, object: &Object<'_>, pointer: &str) {
        if let Some(message) = limits::entries(pointer, object.properties.len()) {
            return self.misfit(pointer, object.range.start, message);
        }
        let by_pattern = schema
            .get("patternProperties")
            .and_then(Schema::as_object)
            .and_then(|patterns| patterns.iter().next());
        let entry = by_pattern
            .map(|(_, entry)| entry)
            .or_else(|| schema.get("additionalProperties"));
        for property in &object.properties {
            let name = property.name.as_str();
            let inner = format!("{pointer}/{}", pointer_part(name));
            if by_pattern.is_some() && !Id::is_valid(name) || name.len() > limits::LONGEST_KEY {
                self.misfit(&inner, property.name.range().start, bad_id(name));
                continue;
            }
            if let Some(entry) = entry {
                self.value(entry, &property.value, &inner);
            }
        }
    }

    fn array(&mut self, schema: &'s Schema, array: &jsonc_parser::ast::Array<'_>, pointer: &str) {
        let bound = |key: &str| schema.get(key).and_then(Schema::as_u64);
        if let Some(message) = limits::entries(pointer, array.elements.len()) {
            return self.misfit(pointer, array.range.start, message);
        }
        let count = array.elements.len() as u64;
        if let (Some(least), Some(most)) = (bound("minItems"), bound("maxItems"))
            && !(least..=most).contains(&count)
        {
            self.misfit(
                pointer,
                array.range.start,
                format!("This list must have {least} entries, not {count}."),
            );
        }
        if let Some(items) = schema.get("items") {
            for (index, element) in array.elements.iter().enumerate() {
                self.value(items, element, &format!("{pointer}/{index}"));
            }
        }
    }

    fn word(&mut self, words: &[&str], value: &Value<'_>, pointer: &str) {
        let start = value.range().start;
        let Some(text) = value.as_string_lit() else {
            let message = format!(
                "This must be one of {}, not {}.",
                listed(words.iter().copied()),
                kind_of(value)
            );
            return self.misfit(pointer, start, message);
        };
        if words.contains(&text.value.as_ref()) {
            return;
        }
        let advice = match did_you_mean(&text.value, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}.", listed(words.iter().copied())),
        };
        let message = format!("`{}` is not known here; {advice}", shown(&text.value));
        self.misfit(pointer, start, message);
    }

    fn number(&mut self, schema: &'s Schema, literal: &str, offset: usize, pointer: &str) {
        if !types(schema).contains(&"integer") {
            if let Some(message) = limits::number(literal) {
                self.misfit(pointer, offset, message);
            }
            return;
        }
        let (least, most) = match schema.get("format").and_then(Schema::as_str) {
            Some("uint8") => (0, i128::from(u8::MAX)),
            Some("uint32") => (0, i128::from(u32::MAX)),
            Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
            _ => (0, i128::from(u64::MAX)),
        };
        let message = match literal.parse::<i128>() {
            Ok(0) if literal.starts_with('-') => "Write 0 without a minus sign.",
            Ok(number) if (least..=most).contains(&number) => return,
            Ok(number) if number < 0 && least == 0 => "This number must not be negative.",
            Ok(number) if number < 0 => "This number is too far below 0.",
            Ok(_) => "This number is too large.",
            Err(_) => "This must be a whole number.",
        };
        self.misfit(pointer, offset, message.to_owned());
    }

    /// Whether the value is of a type that the schema allows; notes a misfit if not.
    fn has_type(&mut self, schema: &'s Schema, value: &Value<'_>, pointer: &str) -> bool {
        let mut allowed = types(schema);
        if allowed.is_empty() && list(schema, "oneOf").is_some() {
            // Variants that are told apart by their `kind`.
            allowed.push("object");
        }
        let fits = allowed.is_empty()
            || allowed.iter().any(|name| {
                matches!(
                    (*name, value),
                    ("object", Value::Object(_))
                        | ("array", Value::Array(_))
                        | ("string", Value::StringLit(_))
                        | ("number" | "integer", Value::NumberLit(_))
                        | ("boolean", Value::BooleanLit(_))
                        | ("null", Value::NullKeyword(_))
                )
            });
        if !fits {
            let by_language = schema.get("properties").is_none()
                && schema
                    .get("additionalProperties")
                    .is_some_and(Schema::is_object);
            let message = if by_language && !matches!(value, Value::NullKeyword(_)) {
                "Texts are written by language, as in {\"en\": …}.".to_owned()
            } else {
                let wanted: Vec<&str> = allowed.iter().map(|name| type_words(name)).collect();
                format!(
                    "This must be {}, not {}.",
                    wanted.join(" or "),
                    kind_of(value)
                )
            };
            self.misfit(pointer, value.range().start, message);
        }
        fits
    }

    /// The schema that a pure reference stands for.
    fn resolved(&self, schema: &'s Schema) -> &'s Schema {
        match self.target(schema) {
            Some(target) if schema.get("properties").is_none() => target,
            _ => schema,
        }
    }

    fn target(&self, schema: &'s Schema) -> Option<&'s Schema> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
        self.defs?.get(name)
    }
}

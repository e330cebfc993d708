//! Parses strict JSON, keeping where each value stands, and words syntax errors so that they can be put right.

use jsonc_parser::ast::Value;
use jsonc_parser::errors::ParseErrorKind as Kind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Deepest nesting of objects and lists; a protocol needs eight.
const MOST_NESTED: usize = 64;

/// A JSON text twice: with the place of each value, and as plain values.
pub(super) struct Syntax<'a> {
    pub tree: Value<'a>,
    pub value: serde_json::Value,
}

/// What is wrong with the text, and at which byte.
pub(super) struct Fault {
    pub offset: usize,
    pub message: String,
}

/// Parses `text` as strict JSON (no comments, trailing commas, single quotes or other extensions).
pub(super) fn parse(text: &str) -> Result<Syntax<'_>, Fault> {
    guard_nesting(text)?;
    let parsed =
        parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| Fault {
            offset: error.range().start.min(text.len()),
            message: sentence(error.kind()),
        })?;
    let Some(tree) = parsed.value else {
        return Err(Fault {
            offset: 0,
            message: "The file is empty; start from a template.".to_owned(),
        });
    };
    // A second, stricter opinion: it alone refuses control characters in strings, numbers with leading zeros or beyond the
    // range of numbers, and half surrogate pairs. What it accepts is what the program uses.
    let value = serde_json::from_str(text).map_err(|error| Fault {
        offset: offset_of(text, error.line(), error.column()),
        message: format!("This is not valid JSON: {}.", without_place(&error)),
    })?;
    Ok(Syntax { tree, value })
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The parser is recursive, so depth is limited before it sees the text.
fn guard_nesting(text: &str) -> Result<(), Fault> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                if depth > MOST_NESTED {
                    return Err(Fault {
                        offset,
                        message: format!(
                            "Objects and lists are nested more than {MOST_NESTED} deep; a protocol needs eight, so look for a missing bracket above."
                        ),
                    });
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn sentence(kind: &Kind) -> String {
    match kind {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => {
            "JSON has no comments; delete this one."
        }
        Kind::TrailingCommasNotAllowed => {
            "There is a comma after the last entry; delete the comma."
        }
        Kind::SingleQuotedStringsNotAllowed => {
            "Texts stand between double quotes; replace the single quotes."
        }
        Kind::ExpectedComma => "A comma is missing here, between two entries; write one.",
        Kind::ExpectedColonAfterObjectKey => "A colon is missing after the key; write one.",
        Kind::ExpectedObjectValue => "There is no value after the colon; write one, or `null`.",
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            "A key is expected here; write it between double quotes."
        }
        Kind::UnexpectedWord | Kind::UnexpectedToken => {
            "This is not JSON; put texts between double quotes (only true, false and null stand without)."
        }
        Kind::UnterminatedArray => "This list is never closed; look for a missing `]`.",
        Kind::UnterminatedObject => "This object is never closed; look for a missing `}`.",
        Kind::UnexpectedCloseBrace => "There is a `}` too many, or a value is missing before it.",
        Kind::UnexpectedCloseBracket => "There is a `]` too many, or a value is missing before it.",
        Kind::UnexpectedComma => "There is a comma too many; delete it.",
        Kind::UnexpectedColon => "There is a colon too many; delete it.",
        Kind::MultipleRootJsonValues => {
            "There is something after the end of the file's content; delete it, or look for a `}` too many above."
        }
        Kind::NonFiniteNumbersNotAllowed => "Infinity and NaN are not numbers of JSON; write a number, or `null`.",
        Kind::BareDecimalPointNumbersNotAllowed => {
            "A number needs digits before and after its point; write 0.5 instead of .5."
        }
        Kind::HexadecimalNumbersNotAllowed => "Hexadecimal numbers are not allowed; write a decimal number.",
        Kind::UnaryPlusNumbersNotAllowed => "A number needs no plus sign; delete it.",
        Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => {
            "This number is incomplete; write its missing digits."
        }
        Kind::String(error) => {
            return format!(
                "This text can't be read ({error}); look for a missing double quote or a lone backslash."
            );
        }
        other => return format!("This is not valid JSON: {other}."),
    }
    .to_owned()
}

/// Byte offset of a line and column (both from 1, the column in bytes) as the second parser reports them.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The parser's message without its "at line 1 column 2", which the problem says itself.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message
            .chars()
            .take(message[..end].chars().count())
            .collect(),
        None => message,
    }
}

//! `lacrima schema`: the JSON Schemas of protocol files, of their parts and of session files, generated from the types.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::Value;

use crate::protocol::{FileKind, schema};
use crate::record::amendments::Amendment;
use crate::record::document::Document;
use crate::record::layers::Line;

/// Prints the schema of protocol files or of parts of them.
pub fn of(kind: FileKind) -> ExitCode {
    print(schema::of(kind))
}

/// Prints the schema of session files; they may hold more keys than it names.
pub fn session() -> ExitCode {
    print(&schemars::schema_for!(Document).to_value())
}

/// Prints the schema of what stands under `amendment` in each line of a session's list.
pub fn amendment() -> ExitCode {
    print(&schemars::schema_for!(Amendment).to_value())
}

/// Prints the schema of one line of a layer.
pub fn layer() -> ExitCode {
    print(&schemars::schema_for!(Line).to_value())
}

fn print(schema: &Value) -> ExitCode {
    let mut out = io::stdout().lock();
    match writeln!(out, "{schema:#}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}

//! The program's rooms below the windows, built from the same files without a window library.
#![allow(
    dead_code,
    unused_imports,
    reason = "what only the windows and verbs use is without a user here"
)]

#[path = "../../src/conductor/mod.rs"]
pub mod conductor;
#[path = "../../src/link/mod.rs"]
pub mod link;
#[path = "../../src/measure/mod.rs"]
pub mod measure;
#[path = "../../src/plain.rs"]
pub mod plain;
#[path = "../../src/protocol/mod.rs"]
pub mod protocol;
#[path = "../../src/record/mod.rs"]
pub mod record;
#[path = "../../src/session/mod.rs"]
pub mod session;
#[path = "../../src/time.rs"]
pub mod time;

/// How a session's measures are told to people.
#[path = "."]
pub mod cli {
    #[path = "../../src/cli/table.rs"]
    pub mod table;
}

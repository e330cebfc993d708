//! The verbs of the command line; each prints its result and says how it went by its exit status.

pub mod check;
pub mod schema;

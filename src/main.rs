//! The `lacrima` program.
fn main() {}

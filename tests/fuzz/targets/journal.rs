//! A journal of any bytes, and any facts in a journal whose hashes fit: see the property.
#![no_main]

#[path = "../properties/common.rs"]
mod common;
#[path = "../properties/journal.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::holds(bytes));

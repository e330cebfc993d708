//! Any bytes on the wire between desk and stage, in both directions: see the property.
#![no_main]

#[path = "../properties/common.rs"]
mod common;
#[path = "../properties/link.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::holds(bytes));

//! A session document of any bytes: see the property.
#![no_main]

#[path = "../properties/common.rs"]
mod common;
#[path = "../properties/document.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::holds(bytes));

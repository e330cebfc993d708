//! Any bytes as an instrument, a coding scheme or a list of covariates: see the property.
#![no_main]

#[path = "../properties/common.rs"]
mod common;
#[path = "../properties/part.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::holds(bytes));

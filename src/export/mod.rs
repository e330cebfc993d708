//! Sessions for other programs and other people: one file a format, and the two things that all formats share.
#![allow(
    clippy::disallowed_methods,
    reason = "this room writes tables and files for other programs, and replaces earlier ones of its own when it is told to"
)]

pub mod anonymous;
pub mod bids;
pub mod boris;
mod cell;
mod place;
mod report;
pub mod study;
pub mod tables;
pub mod words;

pub use anonymous::Anonymous;
pub use bids::Bids;
pub use boris::Boris;
pub use place::Place;
pub use tables::Tables;

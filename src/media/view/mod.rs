//! A film looked at from the desk: a child process decodes it and sends pictures, the desk only sends wishes.
//!
//! The hidden verb is `lacrima media-view FILE [MARK]`. Orders come in on standard input, a line of JSON each; messages go out on
//! standard output, each a length, a head of JSON and, for a picture, its bytes. See [`wire`].

pub mod child;
mod client;
mod engine;
mod inbox;
mod orientation;
mod outbox;
mod player;
mod still;
mod wire;

pub use client::{Shown, View};
pub use orientation::Orientation;

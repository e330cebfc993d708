//! Lacrima presents a film to a participant, lets an experimenter code crying live, and asks for mood at scheduled delays.
//!
//! A session is a list of facts in order. A pure engine (`session`) receives stamped inputs and returns events (facts) and
//! effects (what the world must now do); events go to an append-only journal (`record`) first, and everything else is
//! computed from them.

pub mod cli;
pub mod conductor;
pub mod desk;
pub mod export;
pub mod link;
pub mod look;
pub mod measure;
pub mod media;
pub mod plain;
pub mod protocol;
pub mod record;
pub mod session;
pub mod stage;
pub mod study;
pub mod time;

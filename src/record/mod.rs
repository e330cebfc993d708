//! The session on disk: folders, the journal and its recovery, and the session document made from it.
#![allow(
    clippy::disallowed_methods,
    reason = "this room is where files are written, where lock files and trial files are removed again, and where withdrawal removes sessions"
)]

pub mod allocation;
pub mod amendments;
mod at_hand;
mod cell;
pub mod coders;
mod disk;
pub mod document;
pub mod exports;
mod fidelity;
mod folders;
mod frames;
pub mod journal;
pub mod layers;
mod recover;
mod score;
pub mod study;
#[cfg(test)]
pub(crate) mod testing;
mod trouble;
pub mod unlocking;
pub mod vault;
pub mod withdrawal;
mod writer;

pub use at_hand::AtHand;
pub use cell::defused;
pub use document::Document;
pub use folders::{
    Listed, Progress, SessionFolder, Stranger, begin, check, clear_never_begun, create,
    default_data, free_bytes, is_occupied, is_open, is_open_to_others, list, list_study, look,
    reopen, strangers, synced_by,
};
pub use frames::last_shown;
pub use journal::Journal;
pub use recover::{close_interrupted, read};
pub use withdrawal::{finish_withdrawals, to_withdraw, withdraw};
pub use writer::{Moving, Recorder};

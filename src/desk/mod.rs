//! The experimenter's windows: home, set-up, the running session and its summary.

mod act;
pub mod keyboard;
pub mod run;
mod words;

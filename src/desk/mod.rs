//! The experimenter's windows: home, set-up, the running session and its summary.

pub mod keyboard;

//! The experimenter's windows: home, set-up, the running session and its summary.

mod act;
mod agreement;
mod app;
mod coder;
mod home;
mod house;
pub mod keyboard;
mod last_act;
mod page;
pub mod recode;
mod resume;
mod review;
pub mod run;
mod session;
mod setup;
mod shown;
mod sound;
mod stand_back;
mod start;
mod study;
mod summary;
#[cfg(test)]
mod testing;
pub mod viewer;
mod window;
mod words;
mod worker;

pub use app::main;
pub use start::{Options, Start};

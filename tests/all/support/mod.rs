//! The real program in real windows: a private virtual screen, the program on it, and a robot's eye and finger.
//!
//! ```ignore
//! let screen = Screen::start();
//! let mut program = screen.lacrima(&["run", "protocols/demo.json", "--pilot", "1"]);
//! let desk = screen.window("Lacrima");          // waits until it is there
//! let robot = screen.robot();
//! robot.focus(&desk);
//! robot.tap("space");
//! robot.click_in(&desk, 100, 40);
//! robot.screenshot(&desk, "desk");              // target/screenshots/desk.png
//! assert_eq!(program.wait().code(), Some(0), "{}", program.log());
//! ```
//!
//! Each `Screen` is a display, a window manager and a sound server of its own, so tests run beside each other.
//! Everything a test waits for has a generous bound and a name; nothing here measures time.

#![allow(
    dead_code,
    reason = "the timing bench shares this module and uses only a part of it"
)]

pub mod patience;
pub mod picture;
pub mod program;
pub mod robot;
pub mod screen;

#[allow(unused_imports, reason = "each user takes what it needs")]
pub use {
    patience::{wait_for, wait_within},
    program::Program,
    robot::Robot,
    screen::{Screen, Window},
};

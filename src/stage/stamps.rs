//! When the window system delivered the latest presses and keys.
//!
//! egui's events carry no time, so the window's loop stamps each event before it hands it on; what the event leads to a few
//! milliseconds later is reported with that stamp.

use std::cell::Cell;
use std::rc::Rc;

use crate::time::{self, Stamp};

/// The latest instants of each kind; clones share them. All on the window's thread.
#[derive(Clone, Debug, Default)]
pub struct InputStamps(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    press: Cell<Option<Stamp>>,
    release: Cell<Option<Stamp>>,
    key: Cell<Option<Stamp>>,
}

impl InputStamps {
    /// A button or finger went down just now.
    pub fn mark_press(&self) {
        self.0.press.set(Some(time::now()));
    }

    /// A button or finger went up just now.
    pub fn mark_release(&self) {
        self.0.release.set(Some(time::now()));
    }

    /// A key went down or up, or text arrived, just now.
    pub fn mark_key(&self) {
        self.0.key.set(Some(time::now()));
    }

    /// The latest press.
    pub fn press(&self) -> Stamp {
        self.0.press.get().unwrap_or_else(time::now)
    }

    /// The latest release.
    pub fn release(&self) -> Stamp {
        self.0.release.get().unwrap_or_else(time::now)
    }

    /// The latest key.
    pub fn key(&self) -> Stamp {
        self.0.key.get().unwrap_or_else(time::now)
    }
}

//! When the window's last frame reached the screen, so that a target's onset is what the device confirmed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::time::{self, Stamp};

/// The instant at which the last swap returned; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Swaps(Arc<AtomicI64>);

impl Swaps {
    /// A swap has returned just now.
    pub fn mark(&self) {
        self.0.store(time::now().0, Ordering::Release);
    }

    /// The last swap; before the first one, the beginning of time.
    pub fn last(&self) -> Stamp {
        Stamp(self.0.load(Ordering::Acquire))
    }
}

//! Waiting for a condition with a generous bound, so that a slow machine is not a failed test.
#![allow(
    clippy::disallowed_methods,
    reason = "a bound on waiting is not a fact of the session, so the session's clock does not matter here"
)]

use std::time::{Duration, Instant};

/// Far more than any healthy program needs on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until there is an answer; panics with `what` when there is none after a minute.
pub fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait_within(PATIENCE, what, ask)
}

/// Like [`wait_for`] with a bound of its own, for what takes long by design.
pub fn wait_within<T>(bound: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + bound;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited {bound:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

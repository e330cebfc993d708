//! What is still to be done when a library ends the program under us: the X library leaves the process at once when its display is
//! gone, from deep within and without a word to anybody.

use std::cell::RefCell;

type Act = Box<dyn FnOnce()>;

struct LastAct(RefCell<Option<Act>>);

impl Drop for LastAct {
    fn drop(&mut self) {
        if let Some(act) = self.0.take() {
            act();
        }
    }
}

thread_local! {
    /// What belongs to a thread is dropped also when that thread leaves the process by C's `exit`; the other threads still live then.
    static LAST_ACT: LastAct = const { LastAct(RefCell::new(None)) };
}

/// Has `act` done when this thread leaves the process; replaces what was to be done before. Only the window's thread may call it.
pub(super) fn at_the_end(act: impl FnOnce() + 'static) {
    LAST_ACT.with(|last| last.0.replace(Some(Box::new(act))));
}

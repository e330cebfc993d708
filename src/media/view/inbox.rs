//! What the desk wants next: orders that came meanwhile are folded into one, so that the newest seek wins and no step is lost.

use std::io::BufRead;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::wire::{Order, What};
use crate::time::FilmTime;

/// Where to go: to a media time if there is one, and from there on by so many frames.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Go {
    pub to: Option<FilmTime>,
    pub by: i32,
}

/// Everything that is wanted and not yet done.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wish {
    /// The newest order in it.
    pub n: u64,
    pub go: Option<Go>,
    /// Play at a rate, or hold.
    pub rate: Option<Option<f64>>,
    pub muted: Option<bool>,
    pub size: Option<(u32, u32)>,
    /// The desk has gone.
    pub over: bool,
}

impl Wish {
    fn fold(&mut self, order: &Order) {
        self.n = self.n.max(order.n);
        match order.what {
            What::Seek(to) => {
                self.go = Some(Go {
                    to: Some(to),
                    by: 0,
                });
            }
            What::Step(by) => {
                let go = self.go.get_or_insert_default();
                go.by = go.by.saturating_add(by);
                self.rate = Some(None);
            }
            What::Play(rate) if rate.is_finite() => self.rate = Some(Some(rate.clamp(0.05, 4.0))),
            What::Play(_) => {}
            What::Pause => self.rate = Some(None),
            What::Mute(muted) => self.muted = Some(muted),
            What::Size(width, height) => self.size = Some((width, height)),
        }
    }
}

/// Where orders wait.
#[derive(Default)]
pub(super) struct Inbox {
    wish: Mutex<Wish>,
    news: Condvar,
}

impl Inbox {
    /// Reads orders until the desk goes away. Lines that are no orders are passed over.
    pub fn listen(&self, input: impl BufRead) {
        for line in input.lines().map_while(Result::ok) {
            if let Ok(order) = serde_json::from_str::<Order>(&line) {
                self.lock().fold(&order);
                self.news.notify_all();
            }
        }
        self.lock().over = true;
        self.news.notify_all();
    }

    /// Takes what is wanted; waits for it at most so long.
    pub fn take(&self, wait: Duration) -> Wish {
        let idle = |wish: &mut Wish| *wish == Wish::default();
        let waited = self.news.wait_timeout_while(self.lock(), wait, idle);
        let (mut wish, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let over = wish.over;
        let taken = std::mem::take(&mut *wish);
        wish.over = over;
        taken
    }

    /// Whether the work in hand is no longer what is wanted.
    pub fn overtakes(&self) -> bool {
        let wish = self.lock();
        wish.over || wish.go.is_some_and(|go| go.to.is_some())
    }

    fn lock(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(orders: &[What]) -> Wish {
        let mut wish = Wish::default();
        for (n, &what) in (1..).zip(orders) {
            wish.fold(&Order { n, what });
        }
        wish
    }

    #[test]
    fn the_newest_seek_wins_and_no_step_is_lost() {
        let wish = folded(&[
            What::Play(2.0),
            What::Step(1),
            What::Seek(FilmTime(5)),
            What::Seek(FilmTime(9)),
            What::Step(1),
            What::Step(1),
            What::Step(-1),
        ]);
        let go = Go {
            to: Some(FilmTime(9)),
            by: 1,
        };
        assert_eq!((wish.n, wish.go, wish.rate), (7, Some(go), Some(None)));
    }

    #[test]
    fn a_rate_that_is_no_number_is_passed_over() {
        assert_eq!(folded(&[What::Play(f64::NAN)]).rate, None);
        assert_eq!(folded(&[What::Play(1e9)]).rate, Some(Some(4.0)));
    }

    #[test]
    fn what_is_no_order_is_passed_over_and_the_end_is_told() {
        let inbox = Inbox::default();
        inbox.listen("nonsense\n{\"n\":1,\"what\":{\"step\":2}}\n".as_bytes());
        let wish = inbox.take(Duration::ZERO);
        assert_eq!(wish.go, Some(Go { to: None, by: 2 }));
        assert!(wish.over && inbox.take(Duration::ZERO).over);
    }
}

//! The thread that keeps a layer: each fact is on the disk before the next one is written, and what a failing disk refuses waits.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::desk::worker::Wake;
use crate::record::layers::{self, What, Writer};
use crate::time;

/// How long it waits before it tries again on a disk that failed.
const AGAIN: Duration = Duration::from_secs(1);

type Order = (What, DateTime<Utc>);

/// Writes a layer's lines in order. Whoever leaves ends it and waits, a frame at a time, until it [is over](Kept::is_over). Dropping it
/// before that (the program is closed) waits as well: nothing is lost.
pub struct Keeper {
    orders: Option<Sender<Order>>,
    kept: Arc<Mutex<Kept>>,
    thread: Option<JoinHandle<()>>,
}

/// How far it has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The number of the last line that is on the disk.
    pub saved: u64,
    /// How many lines are not on it yet.
    pub waiting: usize,
    /// Why, when the disk fails: one sentence.
    pub fault: Option<String>,
    /// Whether the last line that is on the disk finishes the layer.
    pub is_finished: bool,
    /// Whether it has ended: nothing more is written, and the session is let go.
    pub is_over: bool,
}

/// Where the lines go.
trait Lines: Send + 'static {
    /// How many there are.
    fn count(&self) -> u64;
    /// Adds one; gives its number once it is on the disk.
    fn add(&mut self, what: &What, utc: DateTime<Utc>) -> Result<u64, String>;
    /// Lets them go.
    fn end(self);
}

impl Lines for Writer {
    fn count(&self) -> u64 {
        self.lines().len() as u64
    }

    fn add(&mut self, what: &What, utc: DateTime<Utc>) -> Result<u64, String> {
        Writer::add(self, what.clone(), utc)
    }

    fn end(self) {
        // A layer in which nothing was coded would only stand in the way.
        drop(layers::remove_unfinished(self));
    }
}

impl Keeper {
    /// Takes over a layer that was begun or taken up.
    ///
    /// # Errors
    /// One sentence when the thread can't be started.
    pub fn start(writer: Writer, wake: &Wake) -> Result<Self, String> {
        Self::of(writer, wake)
    }

    fn of(lines: impl Lines, wake: &Wake) -> Result<Self, String> {
        let (orders, coming) = channel();
        let kept = Arc::new(Mutex::new(Kept {
            saved: lines.count(),
            ..Kept::default()
        }));
        let (shared, wake) = (kept.clone(), wake.clone());
        let thread = std::thread::Builder::new()
            .name("layer".to_owned())
            .spawn(move || {
                keep(lines, &coming, &shared, &wake);
                lock(&shared).is_over = true;
                wake();
            })
            .map_err(|why| {
                format!("The layer can't be kept ({why}): close other programs, then try again.")
            })?;
        Ok(Self {
            orders: Some(orders),
            kept,
            thread: Some(thread),
        })
    }

    /// Adds a line; it is kept in order. After the end nothing is taken.
    pub fn add(&self, what: What) {
        if let Some(orders) = &self.orders {
            lock(&self.kept).waiting += 1;
            // Its thread lives as long as it does.
            drop(orders.send((what, time::utc_now())));
        }
    }

    /// Nothing more comes: it writes what is left, once, and lets the session go.
    pub fn end(&mut self) {
        self.orders = None;
    }

    /// How far it has come.
    pub fn kept(&self) -> Kept {
        lock(&self.kept).clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A thread that died has nothing more to write.
            drop(thread.join());
        }
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep(mut lines: impl Lines, orders: &Receiver<Order>, kept: &Mutex<Kept>, wake: &Wake) {
    let mut waiting: VecDeque<Order> = VecDeque::new();
    let mut open = true;
    while open || !waiting.is_empty() {
        if waiting.is_empty() {
            match orders.recv() {
                Ok(order) => waiting.push_back(order),
                Err(_) => break,
            }
        }
        let Some((what, utc)) = waiting.front() else {
            continue;
        };
        let written = lines.add(what, *utc);
        let failed = written.is_err();
        {
            let mut kept = lock(kept);
            match written {
                Ok(n) => {
                    kept.saved = n;
                    kept.waiting = kept.waiting.saturating_sub(1);
                    kept.fault = None;
                    kept.is_finished = *what == What::Finished;
                }
                Err(why) => kept.fault = Some(why),
            }
        }
        wake();
        if !failed {
            waiting.pop_front();
        } else if !open {
            // Whoever left was told that these are lost.
            break;
        } else {
            match orders.recv_timeout(AGAIN) {
                Ok(order) => waiting.push_back(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => open = false,
            }
        }
    }
    lines.end();
}

#[cfg(test)]
pub mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    const LONGEST: Duration = Duration::from_secs(20);

    /// A disk that writes a line whenever it is told to.
    struct Slow {
        go: Receiver<()>,
        lines: u64,
        /// Nobody tells it any more: whoever waits for it in the window's thread shall fail and not hang.
        is_left: bool,
    }

    impl Lines for Slow {
        fn count(&self) -> u64 {
            self.lines
        }

        fn add(&mut self, _: &What, _: DateTime<Utc>) -> Result<u64, String> {
            self.is_left |= !self.is_left && self.go.recv_timeout(LONGEST).is_err();
            self.lines += 1;
            Ok(self.lines)
        }

        fn end(self) {}
    }

    /// A keeper with a disk that waits.
    pub fn slow(wake: &Wake) -> (Keeper, Sender<()>) {
        let (tell, go) = channel();
        let slow = Slow {
            go,
            lines: 0,
            is_left: false,
        };
        (Keeper::of(slow, wake).unwrap(), tell)
    }

    #[test]
    fn an_end_waits_for_no_disk_and_loses_nothing() {
        let wake: Wake = Arc::new(|| {});
        let (mut keeper, go) = slow(&wake);
        for _ in 0..10 {
            keeper.add(What::Finished);
        }
        // With a closed gate this would never come back if it waited.
        keeper.end();
        let kept = keeper.kept();
        assert_eq!((kept.is_over, kept.waiting, kept.saved), (false, 10, 0));
        for _ in 0..10 {
            go.send(()).unwrap();
        }
        while !keeper.kept().is_over {
            std::thread::yield_now();
        }
        let kept = keeper.kept();
        assert_eq!((kept.waiting, kept.saved), (0, 10));
    }
}

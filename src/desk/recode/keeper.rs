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

/// Writes a layer's lines in order. Dropping it writes what is left, once, and lets the session go.
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
}

impl Keeper {
    /// Takes over a layer that was begun or taken up.
    ///
    /// # Errors
    /// One sentence when the thread can't be started.
    pub fn start(writer: Writer, wake: &Wake) -> Result<Self, String> {
        let (orders, coming) = channel();
        let kept = Arc::new(Mutex::new(Kept {
            saved: writer.lines().len() as u64,
            ..Kept::default()
        }));
        let (shared, wake) = (kept.clone(), wake.clone());
        let thread = std::thread::Builder::new()
            .name("layer".to_owned())
            .spawn(move || keep(writer, &coming, &shared, &wake))
            .map_err(|why| {
                format!("The layer can't be kept ({why}): close other programs, then try again.")
            })?;
        Ok(Self {
            orders: Some(orders),
            kept,
            thread: Some(thread),
        })
    }

    /// Adds a line; it is kept in order.
    pub fn add(&self, what: What) {
        lock(&self.kept).waiting += 1;
        if let Some(orders) = &self.orders {
            // Its thread lives as long as it does.
            drop(orders.send((what, time::utc_now())));
        }
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

fn keep(mut writer: Writer, orders: &Receiver<Order>, kept: &Mutex<Kept>, wake: &Wake) {
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
        let written = writer.add(what.clone(), *utc);
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
    // A layer in which nothing was coded would only stand in the way.
    drop(layers::remove_unfinished(writer));
}

//! Work that takes longer than a frame: each piece on a named thread of its own, looked at once a frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};

/// Asks the window for a frame, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// One piece of work and, once it is done, what came of it.
pub struct Job<T> {
    coming: Receiver<T>,
    done: Option<T>,
    progress: Arc<AtomicU32>,
}

/// Through which the work says how far it is.
#[derive(Clone)]
pub struct Progress {
    part: Arc<AtomicU32>,
    wake: Wake,
}

impl Progress {
    /// From 0 to 1.
    pub fn set(&self, part: f32) {
        self.part.store(part.to_bits(), Ordering::Relaxed);
        (self.wake)();
    }
}

impl<T: Send + 'static> Job<T> {
    /// Begins the work.
    pub fn start(
        name: &str,
        wake: &Wake,
        work: impl FnOnce(Progress) -> T + Send + 'static,
    ) -> Self {
        let (finished, coming) = channel();
        let progress = Arc::new(AtomicU32::new(0));
        let tell = Progress {
            part: progress.clone(),
            wake: wake.clone(),
        };
        let wake = wake.clone();
        // A thread that can't be begun leaves the job unfinished, which the windows show as such.
        let _ = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // Nobody may be waiting any more; then the result is not needed.
                let _ = finished.send(work(tell));
                wake();
            });
        Self {
            coming,
            done: None,
            progress,
        }
    }

    /// What came of it, once it is done.
    pub fn look(&mut self) -> Option<&T> {
        if self.done.is_none() {
            self.done = self.coming.try_recv().ok();
        }
        self.done.as_ref()
    }

    /// Takes what came of it.
    pub fn take(&mut self) -> Option<T> {
        self.look();
        self.done.take()
    }

    /// How far it is, from 0 to 1.
    pub fn progress(&self) -> f32 {
        f32::from_bits(self.progress.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_gives_its_result_once() {
        let wake: Wake = Arc::new(|| {});
        let mut job = Job::start("test", &wake, |progress| {
            progress.set(0.5);
            42
        });
        while job.look().is_none() {
            std::thread::yield_now();
        }
        assert_eq!(job.progress(), 0.5);
        assert_eq!(job.take(), Some(42));
        assert_eq!(job.take(), None);
    }
}

//! Work on many things at once, on named threads, with the results in the things' order and a bounded number of them in memory.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{Builder, available_parallelism};

use crossbeam_channel::bounded;

/// So many results a thread may wait for their turn, so that one slow session does not hold the others up.
const AHEAD: usize = 8;

/// Does `work` for each of `things` on as many threads as there are cores and hands the results to `each`, with their places, in the
/// things' order. A result is `None` when the work broke off by a fault of the program. At most eight results a thread are in memory.
///
/// # Errors
/// The first sentence of `each`, after which no more work begins, or one when no thread can be started.
pub fn walk<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut each: impl FnMut(usize, Option<R>) -> Result<(), String>,
) -> Result<(), String> {
    let threads = available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = threads.min(things.len()).max(1);
    let most = threads * AHEAD;
    let (tasks, to_do) = bounded::<(usize, &T)>(most);
    let (done, results) = bounded(most);
    let work = &work;
    std::thread::scope(|scope| {
        for number in 1..=threads {
            let (to_do, done) = (to_do.clone(), done.clone());
            let body = move || {
                for (place, thing) in to_do {
                    let result = catch_unwind(AssertUnwindSafe(|| work(thing))).ok();
                    if done.send((place, result)).is_err() {
                        return;
                    }
                }
            };
            let named = Builder::new().name(format!("walk-{number}"));
            named.spawn_scoped(scope, body).map_err(|error| {
                format!("No thread can be started ({error}): close other programs.")
            })?;
        }
        drop((to_do, done));
        // Taken along, so that the threads end when this one leaves early.
        let (tasks, results) = (tasks, results);
        let mut waiting = BTreeMap::new();
        let mut rest = things.iter().enumerate();
        let mut under_way = 0;
        for turn in 0..things.len() {
            let result = loop {
                while under_way + waiting.len() < most
                    && let Some(task) = rest.next()
                {
                    // There is room for every task that is under way.
                    let _ = tasks.send(task);
                    under_way += 1;
                }
                if let Some(result) = waiting.remove(&turn) {
                    break result;
                }
                let Ok((place, result)) = results.recv() else {
                    return Ok(());
                };
                under_way -= 1;
                waiting.insert(place, result);
            };
            each(turn, result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_few_are_kept() {
        let things: Vec<usize> = (0..500).collect();
        let (begun, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut seen = Vec::new();
        let told = AtomicUsize::new(0);
        let work = |thing: &usize| {
            let begun = begun.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(begun - told.load(Ordering::SeqCst), Ordering::SeqCst);
            if thing.is_multiple_of(50) {
                std::thread::sleep(Duration::from_millis(2));
            }
            thing * 2
        };
        walk(&things, work, |place, result| {
            seen.push((place, result));
            told.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
        .unwrap();
        let wanted: Vec<_> = things.iter().map(|n| (*n, Some(n * 2))).collect();
        assert_eq!(seen, wanted);
        let threads = available_parallelism().map_or(1, NonZeroUsize::get);
        assert!(most.into_inner() <= threads * AHEAD + 1);
    }

    #[test]
    fn a_fault_in_one_leaves_the_others() {
        let work = |thing: &u8| {
            assert!(*thing != 3, "this one has a fault");
            *thing
        };
        let mut seen = Vec::new();
        walk(&[1, 2, 3, 4], work, |_, result| {
            seen.push(result);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, [Some(1), Some(2), None, Some(4)]);
    }

    #[test]
    fn it_ends_with_the_first_sentence() {
        let things = [0; 200];
        let mut seen = 0;
        let ended = walk(
            &things,
            |thing| *thing,
            |place, _| {
                seen += 1;
                if place == 5 {
                    Err("full".to_owned())
                } else {
                    Ok(())
                }
            },
        );
        assert_eq!((ended, seen), (Err("full".to_owned()), 6));
        assert_eq!(walk(&[0; 0], |thing| *thing, |_, _| Ok(())), Ok(()));
    }
}

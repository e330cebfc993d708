//! `make soak`: kills real runs at random instants, recovers them, and counts what was called saved and is lost.
//!
//! ```text
//! make soak ARGS="--kills 200 --seed 1 --parallel 3"
//! ```
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a soak fails by panicking, and makes and breaks files as a crash would"
)]

mod lab;
mod life;
#[path = "../all/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use life::Outcome;
use support::Screen;

struct Wish {
    kills: u64,
    seed: u64,
    parallel: u64,
}

fn main() -> ExitCode {
    let Some(wish) = wish() else {
        eprintln!("usage: make soak ARGS=\"[--kills N] [--seed N] [--parallel N]\"");
        return ExitCode::from(2);
    };
    let home = tempfile::tempdir().expect("a folder for the laboratory");
    lab::set_up(home.path());
    lab::meddler();
    let (next, done, failed) = (AtomicU64::new(0), Mutex::new(Vec::new()), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..wish.parallel {
            std::thread::Builder::new()
                .name("soak".to_owned())
                .spawn_scoped(scope, || {
                    let screen = Screen::start();
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        if n >= wish.kills {
                            return;
                        }
                        let (kind, _) = lab::KINDS[n as usize % lab::KINDS.len()];
                        let seed = wish.seed.wrapping_add(n);
                        let lived = catch_unwind(AssertUnwindSafe(|| {
                            life::live_and_die(&screen, home.path(), kind, seed)
                        }));
                        match lived {
                            Ok(outcome) => {
                                let mut done = done.lock().unwrap();
                                println!("{:>4} {outcome:?}", done.len() + 1);
                                done.push(outcome);
                            }
                            Err(_) => {
                                eprintln!("seed {seed}, step {kind}: failed as said above");
                                failed.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                    }
                })
                .expect("a thread");
        }
    });
    let failed = failed.into_inner();
    let lost = report(&done.into_inner().unwrap(), failed);
    if lost == 0 && failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Prints what came of all runs; returns how many acknowledged events are lost.
fn report(outcomes: &[Outcome], failed: u64) -> u64 {
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    let mut victims: BTreeMap<_, u32> = BTreeMap::new();
    for outcome in outcomes {
        *kinds.entry(&outcome.kind).or_default() += 1;
        *victims.entry(outcome.victim).or_default() += 1;
    }
    println!(
        "\nkills                                  {}",
        outcomes.len()
    );
    for (victim, kills) in victims {
        println!("  {victim:<36} {kills}", victim = format!("{victim:?}"));
    }
    println!("kills in a step of this kind");
    for (kind, kills) in kinds {
        println!("  {kind:<36} {kills}");
    }
    let lost = sum(|one| one.lost);
    let unsynced = sum(|one| one.unsynced);
    println!(
        "recoveries killed as well              {}",
        sum(|one| u64::from(one.recoveries_killed))
    );
    println!(
        "recovered from what a power cut leaves {}",
        sum(|one| u64::from(one.power_cut))
    );
    println!(
        "events called saved                    {}",
        sum(|one| one.acknowledged)
    );
    println!("  of these not in the journal          {lost}");
    println!("  of these not synced when called so   {unsynced}");
    println!("documents made                         {}", outcomes.len());
    println!(
        "  events in them                       {}",
        sum(|one| one.recovered)
    );
    println!("runs that failed otherwise             {failed}");
    lost + unsynced
}

fn wish() -> Option<Wish> {
    let mut wish = Wish {
        kills: 200,
        seed: 1,
        parallel: 3,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number = arguments.next()?.parse().ok()?;
        match name.as_str() {
            "--kills" => wish.kills = number,
            "--seed" => wish.seed = number,
            "--parallel" => wish.parallel = number.clamp(1, 16),
            _ => return None,
        }
    }
    Some(wish)
}

//! `lacrima recover`: finishes what a crash left.

use std::path::Path;
use std::process::ExitCode;

use super::plain::{complain, say};
use crate::record::{self, Listed, Progress};

/// Closes every unfinished session in the data folder `data`, or the one session whose folder it is, and says what was done.
pub fn run(data: &Path) -> ExitCode {
    if !data.is_dir() {
        complain(format_args!(
            "{} is not a folder: name the data folder.",
            data.display()
        ));
        return ExitCode::from(1);
    }
    // What is half removed must not be taken for a session that a crash left.
    let withdrawn = finish_withdrawals(data);
    let unfinished: Vec<_> = match record::look(data) {
        Some(one) => vec![one],
        None => record::list(data),
    }
    .into_iter()
    .filter(|session| {
        matches!(
            session.progress,
            Progress::Unfinished { .. } | Progress::Unreadable
        )
    })
    .collect();
    if unfinished.is_empty() && withdrawn == Some(0) {
        say(format_args!("Nothing to recover in {}.", data.display()));
        return ExitCode::SUCCESS;
    }
    let failed = unfinished.iter().filter(|session| !close(session)).count();
    if failed == 0 && withdrawn.is_some() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// How many withdrawals that a crash broke off were finished; `None` when one could not be.
fn finish_withdrawals(data: &Path) -> Option<usize> {
    let (finished, failed) = record::finish_withdrawals(data);
    if finished > 0 {
        say(format_args!(
            "{finished} withdrawal(s) that had been broken off finished."
        ));
    }
    for why in &failed {
        complain(why);
    }
    failed.is_empty().then_some(finished)
}

/// Whether it could be closed.
fn close(session: &Listed) -> bool {
    match record::close_interrupted(&session.folder) {
        Ok((document, dropped)) => {
            say(format_args!(
                "{}: closed as it was left; {}",
                session.id,
                document.display()
            ));
            if let Some(dropped) = dropped {
                say(format_args!("  {dropped}"));
            }
            true
        }
        Err(why) => {
            complain(format_args!("{}: {why}", session.id));
            false
        }
    }
}

//! `lacrima recover`: finishes what a crash left.

use std::path::Path;
use std::process::ExitCode;

use crate::record::{self, Listed, Progress};

/// Closes every unfinished session in the data folder `data`, or the one session whose folder it is, and says what was done.
pub fn run(data: &Path) -> ExitCode {
    if !data.is_dir() {
        eprintln!("{} is not a folder: name the data folder.", data.display());
        return ExitCode::from(1);
    }
    // What is half removed must not be taken for a session that a crash left.
    let withdrawn = finish_withdrawals(data);
    let one = record::look(data);
    let is_one = one.is_some();
    let sessions = one.map_or_else(|| record::list(data), |one| vec![one]);
    let left_alone = sessions.iter().filter_map(why_left_alone).count();
    if is_one && left_alone > 0 {
        return ExitCode::from(1);
    }
    let unfinished: Vec<_> = sessions
        .into_iter()
        .filter(|session| {
            matches!(
                session.progress,
                Progress::Unfinished { .. } | Progress::Unreadable
            )
        })
        .collect();
    if unfinished.is_empty() && withdrawn == Some(0) {
        println!("Nothing to recover in {}.", data.display());
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
        println!("{finished} withdrawal(s) that had been broken off finished.");
    }
    for why in &failed {
        eprintln!("{why}");
    }
    failed.is_empty().then_some(finished)
}

/// Says why nothing can be done with a session now: it is running, or it went on elsewhere.
fn why_left_alone(session: &Listed) -> Option<()> {
    let why = match session.progress {
        Progress::Running => record::is_open(&session.folder)?,
        Progress::Moved => format!(
            "Session {} went on in another data folder, under the same name: recover it there.",
            session.id
        ),
        _ => return None,
    };
    eprintln!("{why}");
    Some(())
}

/// Whether it could be closed.
fn close(session: &Listed) -> bool {
    match record::close_interrupted(&session.folder) {
        Ok((document, dropped)) => {
            println!(
                "{}: closed as it was left; {}",
                session.id,
                document.display()
            );
            if let Some(dropped) = dropped {
                println!("  {dropped}");
            }
            true
        }
        Err(why) => {
            eprintln!("{}: {why}", session.id);
            false
        }
    }
}

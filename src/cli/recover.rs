//! `lacrima recover`: finishes what a crash left.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::passphrase::Asked;
use crate::record::vault::{self, Leftover};
use crate::record::{self, Listed, Progress};

/// Closes every unfinished session in the data folder `data`, or the one session whose folder it is, and says what was done.
pub fn run(data: &Path, passphrase_file: Option<PathBuf>) -> ExitCode {
    if !data.is_dir() {
        eprintln!("{} is not a folder: name the data folder.", data.display());
        return ExitCode::from(1);
    }
    // What is half removed must not be taken for a session that a crash left.
    let withdrawn = finish_withdrawals(data);
    let sessions = match record::look(data) {
        Some(one) => vec![one],
        None => record::list(data),
    };
    let encryption = finish_encryptions(&sessions, &Asked::new(passphrase_file));
    let unfinished: Vec<_> = sessions
        .into_iter()
        .filter(|session| {
            matches!(
                session.progress,
                Progress::Unfinished { .. } | Progress::Unreadable
            )
        })
        .collect();
    if unfinished.is_empty() && withdrawn == Some(0) && encryption == Some(0) {
        println!("Nothing to recover in {}.", data.display());
        return ExitCode::SUCCESS;
    }
    let failed = unfinished.iter().filter(|session| !close(session)).count();
    if failed == 0 && withdrawn.is_some() && encryption.is_some() {
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

/// How many encryptions and decryptions that a crash broke off were put in order; `None` when one could not be.
fn finish_encryptions(sessions: &[Listed], asked: &Asked) -> Option<usize> {
    let (mut finished, mut failed) = (0, false);
    for session in sessions {
        let done = match vault::leftover(&session.folder) {
            None => continue,
            // Whoever is encrypting at this moment holds the session.
            Some(Leftover::Begun) => vault::clear_begun(&session.folder)
                .map(|()| "was not encrypted yet; its plain files are all there"),
            Some(Leftover::Both) => asked
                .known()
                .and_then(|passphrase| vault::finish(&session.folder, passphrase))
                .map(|()| "is encrypted; the plain files beside it are removed")
                .map_err(|why| format!("its plain files and its archive both stay. {why}")),
        };
        match done {
            Ok(what) => {
                finished += 1;
                println!("{}: {what}", session.id);
            }
            Err(why) => {
                failed = true;
                eprintln!("{}: {why}", session.id);
            }
        }
    }
    (!failed).then_some(finished)
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

//! `lacrima recover`: what a crash left is taken up again or closed.

use std::io::{self, IsTerminal};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::RecoverArguments;
use super::passphrase::Asked;
use crate::desk::{Options, Start};
use crate::plain::{ask as ask_for, complain, say};
use crate::record::vault::{self, Leftover};
use crate::record::{self, Listed, Progress};

/// Said of a session that breaks the program.
const NOTHING_MADE: &str =
    "its journal tells what no session can: nothing can be made of it, and it is left as it is.";

/// What is done with an unfinished session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Resume,
    Close,
    Leave,
}

/// Asks for each unfinished session in a data folder, or for the one whose folder it is, whether it is to go on or to be closed; closes
/// them where nobody can be asked.
pub fn run(arguments: &RecoverArguments) -> ExitCode {
    let absolute = std::path::absolute(&arguments.data).unwrap_or_else(|_| arguments.data.clone());
    let data = absolute.as_path();
    if !data.is_dir() {
        complain(format_args!(
            "{} is not a folder: name the data folder.",
            data.display()
        ));
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
    super::tell_of_strangers(data);
    let asked = Asked::new(arguments.passphrase_file.clone());
    let encryption = finish_encryptions(&sessions, &asked);
    let cleared = clear_never_begun(&sessions);
    let unfinished = unfinished(sessions);
    let nothing = [withdrawn, encryption, cleared] == [Some(0); 3];
    if unfinished.is_empty() && nothing {
        say(format_args!("Nothing to recover in {}.", data.display()));
        return ExitCode::SUCCESS;
    }
    let mut failed = [withdrawn, encryption, cleared].contains(&None);
    let mut resume = Vec::new();
    for session in &unfinished {
        match choice(arguments, session) {
            Choice::Close => failed |= !close(session),
            Choice::Resume => resume.push(session.folder.clone()),
            Choice::Leave => say(format_args!("{}: left as it is.", session.id)),
        }
    }
    match resume.as_slice() {
        [] if failed => ExitCode::from(1),
        [] => ExitCode::SUCCESS,
        [one] => go_on(one.clone()),
        several => {
            complain("One session goes on at a time: name the folder of the one that is meant.");
            for folder in several {
                complain(format_args!("  lacrima resume {}", folder.display()));
            }
            ExitCode::from(1)
        }
    }
}

fn unfinished(sessions: Vec<Listed>) -> Vec<Listed> {
    sessions
        .into_iter()
        .filter(|session| {
            matches!(
                session.progress,
                Progress::Unfinished { .. } | Progress::Unreadable
            )
        })
        .collect()
}

fn go_on(folder: PathBuf) -> ExitCode {
    if let Err(why) = crate::conductor::look(&folder) {
        complain(why);
        return ExitCode::from(1);
    }
    super::open(Start::Resume(folder, Options::default()))
}

fn choice(arguments: &RecoverArguments, session: &Listed) -> Choice {
    match () {
        () if arguments.close => Choice::Close,
        () if arguments.resume => Choice::Resume,
        () if io::stdin().is_terminal() => ask(session),
        () => Choice::Close,
    }
}

fn ask(session: &Listed) -> Choice {
    let last = match session.progress {
        Progress::Unfinished {
            last_s: Some(last), ..
        } => format!("last recorded at {:.0} s", last.as_s()),
        _ => "its journal can't be read".to_owned(),
    };
    loop {
        let question = format_args!(
            "{} ({last}): resume it, close it as interrupted, or leave it? [r/c/l]",
            session.id
        );
        // Who can't see the question can't answer it either: then everything stays as it is.
        if !ask_for(question) {
            return Choice::Leave;
        }
        let mut answer = String::new();
        match io::stdin().read_line(&mut answer) {
            Ok(0) | Err(_) => return Choice::Leave,
            Ok(_) => {}
        }
        match answer.trim().to_lowercase().as_str() {
            "r" | "resume" => return Choice::Resume,
            "c" | "close" => return Choice::Close,
            "l" | "leave" => return Choice::Leave,
            _ => {}
        }
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
    complain(why);
    Some(())
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
                .map(|()| "stands as its archive; the plain files beside it said the same and are removed (decrypt it again if that was meant)")
                .map_err(|why| format!("its plain files and its archive both stay. {why}")),
        };
        match done {
            Ok(what) => {
                finished += 1;
                say(format_args!("{}: {what}", session.id));
            }
            Err(why) => {
                failed = true;
                complain(format_args!("{}: {why}", session.id));
            }
        }
    }
    (!failed).then_some(finished)
}

/// How many folders were removed whose sessions never began; `None` when one could not be.
fn clear_never_begun(sessions: &[Listed]) -> Option<usize> {
    let (mut cleared, mut failed) = (0, false);
    let never_begun = |session: &&Listed| session.progress == Progress::NeverBegun;
    for session in sessions.iter().filter(never_begun) {
        match record::clear_never_begun(&session.folder) {
            Ok(()) => {
                cleared += 1;
                say(format_args!(
                    "{}: had not begun, and nothing was recorded; its empty folder is removed",
                    session.id
                ));
            }
            Err(why) => {
                failed = true;
                complain(format_args!("{}: {why}", session.id));
            }
        }
    }
    (!failed).then_some(cleared)
}

/// Whether it could be closed.
fn close(session: &Listed) -> bool {
    // One of which nothing can be made must not keep the others from being closed.
    let closed = catch_unwind(|| record::close_interrupted(&session.folder));
    match closed.unwrap_or_else(|_| Err(NOTHING_MADE.to_owned())) {
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

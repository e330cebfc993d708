//! `lacrima check`: every problem of protocol files at once, each with its place.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::protocol::{Problem, Severity, load};

/// Checks the files and prints what is wrong with them; warnings alone count as success.
pub fn run(protocols: &[PathBuf]) -> ExitCode {
    let mut out = io::stdout().lock();
    // An error of output means that whoever reads it has seen enough and closed the pipe.
    let good = check(protocols, &mut out).unwrap_or(false);
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// Prints one line a problem and one line a file without errors. Returns whether no file has errors.
///
/// # Errors
/// When `out` can't be written.
pub fn check(protocols: &[PathBuf], out: &mut impl Write) -> io::Result<bool> {
    let mut good = true;
    for path in protocols {
        let name = path.display();
        match load::read(path) {
            Ok(loaded) => {
                print(&loaded.warnings, out)?;
                match loaded.warnings.len() {
                    0 => writeln!(out, "{name}: no problems.")?,
                    count => writeln!(out, "{name}: can be run; {}.", counted(count, "warning"))?,
                }
            }
            Err(problems) => {
                good = false;
                print(&problems, out)?;
                let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
                let errors = counted(of(Severity::Error), "error");
                let warnings = counted(of(Severity::Warning), "warning");
                writeln!(out, "{name}: can't be run; {errors}, {warnings}.")?;
            }
        }
    }
    Ok(good)
}

fn print(problems: &[Problem], out: &mut impl Write) -> io::Result<()> {
    problems
        .iter()
        .try_for_each(|problem| writeln!(out, "{problem}"))
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

//! `lacrima check`: every problem of protocol files and their parts at once, each with its place.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::plain::plain;
use crate::protocol::{FileKind, Problem, Severity, load};

/// Checks the files and prints what is wrong with them; warnings alone count as success.
pub fn run(files: &[PathBuf]) -> ExitCode {
    let mut out = io::stdout().lock();
    // An error of output means that whoever reads it has seen enough and closed the pipe.
    let good = check(files, &mut out).unwrap_or(false);
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// Prints one line a problem and one line a file without errors. Returns whether no file has errors. A file may also be a part of a
/// protocol, such as an instrument.
///
/// # Errors
/// When `out` can't be written.
pub fn check(files: &[PathBuf], out: &mut impl Write) -> io::Result<bool> {
    let mut good = true;
    for path in files {
        let name = plain(&path.display().to_string());
        let kind = load::kind_of(path);
        let (checked, verb) = match kind {
            FileKind::Protocol => (load::read(path).map(|loaded| loaded.warnings), "run"),
            _ => (load::check_part(path, kind), "used"),
        };
        match checked {
            Ok(warnings) => {
                print(&warnings, out)?;
                match warnings.len() {
                    0 => writeln!(out, "{name}: no problems.")?,
                    count => {
                        writeln!(out, "{name}: can be {verb}; {}.", counted(count, "warning"))?
                    }
                }
            }
            Err(problems) => {
                good = false;
                print(&problems, out)?;
                let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
                let errors = counted(of(Severity::Error), "error");
                let warnings = counted(of(Severity::Warning), "warning");
                writeln!(out, "{name}: can't be {verb}; {errors}, {warnings}.")?;
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

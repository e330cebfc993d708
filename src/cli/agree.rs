//! `lacrima agree`: how far two codings of a session agree, or of all sessions of a study that were coded twice.

mod codings;
mod told;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::arguments::AgreeArguments;
use super::passphrase::Asked;
use crate::measure::agreement::{Across, Agreement, Settings, across};
use crate::plain::{Plain, complain};
use crate::record;
use crate::record::study::LeftOut;

pub use codings::Codings;

/// Agreement over a study.
#[derive(Serialize)]
pub struct Many {
    across: Across,
    sessions: Vec<Agreement>,
    /// How many sessions that count have one coding only.
    coded_once: usize,
    /// Sessions that do not count, and why: the same as in the study.
    left_out: Vec<LeftOut>,
}

/// Compares, and prints a table or JSON.
pub fn run(arguments: &AgreeArguments) -> ExitCode {
    match agree(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

fn agree(arguments: &AgreeArguments) -> Result<(), String> {
    let path = std::path::absolute(&arguments.path).unwrap_or_else(|_| arguments.path.clone());
    if path.is_file() || record::look(&path).is_some() {
        return one(arguments, &path);
    }
    if !path.is_dir() {
        return Err(format!(
            "{} is neither a session nor a data folder: name one of them.",
            arguments.path.display()
        ));
    }
    if arguments.with.is_some() {
        return Err("--with compares one session: name its folder.".to_owned());
    }
    many(arguments, &path)
}

fn one(arguments: &AgreeArguments, path: &Path) -> Result<(), String> {
    let asked = Asked::new(arguments.passphrase_file.clone());
    let codings = Codings::read(path, arguments.with.as_deref(), &asked)?;
    for notice in &codings.notices {
        complain(notice);
    }
    let agreement = compared(&codings, arguments)?;
    write(arguments.json, &agreement, |out| told::one(out, &agreement))
}

fn many(arguments: &AgreeArguments, data: &Path) -> Result<(), String> {
    let asked = Asked::new(arguments.passphrase_file.clone());
    let found = record::study::sessions(data)?;
    if let Some(above) = found.folder.parent() {
        super::tell_of_strangers(above);
    }
    let mut left_out = found.left_out;
    let (mut sessions, mut coded_once) = (Vec::new(), 0);
    let mut cautions: Vec<String> = Vec::new();
    // In the order of their ids, so that the intervals stay the same as sessions are added.
    for session in found.counted {
        let codings = match Codings::read(&session.folder, None, &asked) {
            Ok(codings) => codings,
            Err(why) => {
                complain(&why);
                left_out.push(LeftOut {
                    session: session.id,
                    why,
                });
                continue;
            }
        };
        for notice in &codings.notices {
            complain(notice);
        }
        if codings.is_single() {
            coded_once += 1;
            continue;
        }
        match compared(&codings, arguments) {
            Ok(agreement) => {
                let of_session = |caution| format!("Session {}: {caution}", codings.session);
                cautions.extend(codings.cautions(arguments.layers.as_ref()).map(of_session));
                sessions.push(agreement);
            }
            Err(why) => complain(format_args!("{}: {why}", codings.session)),
        }
    }
    if sessions.is_empty() {
        for left in &left_out {
            complain(format_args!("{}: {}", left.session, left.why));
        }
        return Err(format!(
            "No session in {} that counts has a second coding: code one again first.",
            arguments.path.display()
        ));
    }
    let mut across = across(&sessions, arguments.seed);
    across.assumptions.extend(cautions);
    let told = Many {
        across,
        sessions,
        coded_once,
        left_out,
    };
    write(arguments.json, &told, |out| told::many(out, &told))
}

/// The chosen two, with what is to be known of their times among what the figures assume.
fn compared(codings: &Codings, arguments: &AgreeArguments) -> Result<Agreement, String> {
    let (a, b) = codings.chosen(arguments.layers.as_ref())?;
    let mut agreement = Agreement::of(&a, &b, settings(arguments))?;
    let cautions = codings.cautions(arguments.layers.as_ref());
    agreement.assumptions.extend(cautions);
    Ok(agreement)
}

fn settings(arguments: &AgreeArguments) -> Settings {
    Settings {
        unit_s: arguments.unit,
        tolerance_s: arguments.tolerance,
        overlap: arguments.overlap,
        boris_unit_s: arguments.boris_unit,
        corrected: arguments.corrected,
    }
}

fn write(
    json: bool,
    told: &impl Serialize,
    table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let out = io::stdout().lock();
    let written = if json {
        let mut out = Plain::json(out);
        serde_json::to_writer_pretty(&mut out, told)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        table(&mut Plain::text(out))
    };
    match written {
        // Whoever reads the output may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("The figures could not be written: {error}.")),
    }
}

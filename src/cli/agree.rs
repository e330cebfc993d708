//! `lacrima agree`: how far two codings of a session agree, or of all sessions of a data folder that were coded twice.

mod codings;
mod told;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::arguments::AgreeArguments;
use super::passphrase::Asked;
use crate::measure::agreement::{Across, Agreement, Settings, across};
use crate::plain::{Plain, complain};
use crate::record::{self, Progress};

pub use codings::Codings;

/// Agreement over a data folder.
#[derive(Serialize)]
struct Many {
    across: Across,
    sessions: Vec<Agreement>,
    /// How many finished sessions have one coding only.
    coded_once: usize,
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
    super::tell_of_strangers(data);
    let asked = Asked::new(arguments.passphrase_file.clone());
    let (mut sessions, mut coded_once) = (Vec::new(), 0);
    let mut cautions: Vec<String> = Vec::new();
    for path in finished(data) {
        let codings = match Codings::read(&path, None, &asked) {
            Ok(codings) => codings,
            Err(why) => {
                complain(why);
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
        return Err(format!(
            "No finished session in {} has a second coding: code one again first.",
            arguments.path.display()
        ));
    }
    let mut across = across(&sessions, arguments.seed);
    across.assumptions.extend(cautions);
    let told = Many {
        across,
        sessions,
        coded_once,
    };
    write(arguments.json, &told, |out| {
        told::many(out, &told.across, told.coded_once)
    })
}

/// The chosen two, with what is to be known of their times among what the figures assume.
fn compared(codings: &Codings, arguments: &AgreeArguments) -> Result<Agreement, String> {
    let (a, b) = codings.chosen(arguments.layers.as_ref())?;
    let mut agreement = Agreement::of(&a, &b, settings(arguments))?;
    let cautions = codings.cautions(arguments.layers.as_ref());
    agreement.assumptions.extend(cautions);
    Ok(agreement)
}

/// The oldest first, so that the order and with it the intervals stay the same as sessions are added.
fn finished(data: &Path) -> Vec<PathBuf> {
    let done = record::list(data).into_iter().filter(|session| {
        matches!(
            session.progress,
            Progress::Finished(_) | Progress::Encrypted
        )
    });
    let mut paths: Vec<PathBuf> = done.map(|session| session.folder).collect();
    paths.reverse();
    paths
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
    written.map_err(|error| format!("The figures could not be written: {error}."))
}

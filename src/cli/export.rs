//! `lacrima export`: sessions for other programs and other people.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::agree::Codings;
use super::arguments::{ExportArguments, FormatName};
use super::opened;
use super::passphrase::Asked;
use crate::export::anonymous::Names;
use crate::export::boris::REMARK;
use crate::export::{Anonymous, Boris, Tables};
use crate::plain::{complain, progress, say};
use crate::protocol::Id;
use crate::record::document::wants_deletion;
use crate::record::{self, Listed, Progress};

/// Exports a session, or every finished one of a data folder.
pub fn run(arguments: &ExportArguments) -> ExitCode {
    match export(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

/// What is written to; dropped before its end, it leaves what was there before.
enum Export {
    Anonymous(Anonymous),
    Tables(Tables),
    Boris(Boris),
}

/// Whether every session could be exported.
fn export(arguments: &ExportArguments) -> Result<bool, String> {
    if !arguments.without.is_empty() && arguments.format != FormatName::Anonymous {
        return Err("--without belongs to an anonymous export: leave it out.".to_owned());
    }
    if arguments.with.is_some() && arguments.format != FormatName::Boris {
        return Err("--with belongs to an export for BORIS: leave it out.".to_owned());
    }
    let names = Names::random();
    let paths = paths(&arguments.sessions, &names, arguments.format)?;
    if paths.is_empty() {
        return Err(format!(
            "There is no finished session in {}: name a session or a data folder.",
            arguments.sessions.display()
        ));
    }
    if arguments.with.is_some() && paths.len() > 1 {
        return Err("--with is another file of one session: name that session.".to_owned());
    }
    let asked = Asked::new(arguments.passphrase_file.clone());
    let mut export = match arguments.format {
        FormatName::Anonymous => {
            let without = arguments.without.iter().map(|id| Id::from(id.as_str()));
            let without = without.collect();
            Export::Anonymous(Anonymous::begin(
                &arguments.out,
                arguments.force,
                names,
                without,
            )?)
        }
        FormatName::Csv => Export::Tables(Tables::begin(&arguments.out, arguments.force)?),
        FormatName::Boris => Export::Boris(Boris::begin(&arguments.out, arguments.force)?),
    };
    let shows_progress = paths.len() > 1 && io::stderr().is_terminal();
    let (mut written, mut well) = (0, true);
    for (path, number) in paths.iter().zip(1..) {
        if shows_progress {
            progress(number, paths.len());
        }
        let opened = match opened::open(path, &asked) {
            Ok(opened) => opened,
            Err(why) => {
                complain(why);
                well = false;
                continue;
            }
        };
        let document = &opened.amended;
        if wants_deletion(document) {
            complain(format_args!(
                "Session {} is left out: its participant wants the data to be deleted; withdraw it.",
                document.session.id
            ));
            continue;
        }
        for notice in opened.changes.iter().chain(&opened.notices) {
            complain(notice);
        }
        match &mut export {
            Export::Anonymous(export) => export.add(document)?,
            Export::Tables(export) => export.add(document)?,
            Export::Boris(export) => {
                let codings = Codings::read(path, arguments.with.as_deref(), &asked)?;
                export.add(&codings.all())?;
            }
        }
        written += 1;
    }
    if written == 0 {
        return Err(format!(
            "No session could be exported: {} is left as it was.",
            arguments.out.display()
        ));
    }
    match export {
        Export::Tables(export) => {
            export.finish()?;
            complain(
                "These tables hold participants' codes, dates and notes: to publish, use --format anonymous.",
            );
        }
        Export::Boris(export) => {
            export.finish()?;
            complain(REMARK);
            complain("These files hold participants' codes and dates.");
        }
        Export::Anonymous(export) => {
            for warning in export.finish()? {
                complain(warning);
            }
            complain(
                "Who took part may still be recognized by rare values, or by somebody who was there: look the files through before you publish them.",
            );
        }
    }
    say(format_args!(
        "{written} session(s) exported to {}.",
        arguments.out.display()
    ));
    Ok(well)
}

/// The one session of this folder or document, or the finished ones of a data folder. For an anonymous export in the order of the
/// participants' new names, for the files' own times would tell the order in which they came.
fn paths(path: &Path, names: &Names, format: FormatName) -> Result<Vec<PathBuf>, String> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if absolute.is_file() || record::look(&absolute).is_some() {
        return Ok(vec![absolute]);
    }
    if !absolute.is_dir() {
        return Err(format!(
            "{} is neither a session nor a data folder: name one of them.",
            path.display()
        ));
    }
    let is_done = |session: &Listed| {
        matches!(
            session.progress,
            Progress::Finished(_) | Progress::Encrypted
        )
    };
    let (mut done, others): (Vec<Listed>, Vec<Listed>) =
        record::list(&absolute).into_iter().partition(is_done);
    super::tell_of_strangers(&absolute);
    for session in others {
        complain(format_args!(
            "Session {} is left out: it is not finished.",
            session.id
        ));
    }
    match format {
        FormatName::Anonymous => {
            done.sort_by_cached_key(|session| names.of(&session.study, &session.participant));
        }
        FormatName::Csv | FormatName::Boris => done.reverse(),
    }
    Ok(done.into_iter().map(|session| session.folder).collect())
}

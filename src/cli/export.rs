//! `lacrima export`: sessions for other programs and other people.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::agree::Codings;
use super::arguments::{ExportArguments, FormatName};
use super::passphrase::Asked;
use crate::export::anonymous::Names;
use crate::export::bids::{self, Bids};
use crate::export::boris::REMARK;
use crate::export::tables::Rows;
use crate::export::{Anonymous, Boris, Tables};
use crate::plain::{complain, progress, say};
use crate::protocol::Id;
use crate::record::document::wants_deletion;
use crate::record::study::walk;
use crate::record::{self, Document, Listed, Progress, amendments, vault};

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
    Bids(Bids),
    Boris(Boris),
}

/// What is made of one session on any thread.
enum Made {
    Session(Box<Document>),
    Rows(Rows),
    Events(bids::Events),
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
        FormatName::BidsEvents => Export::Bids(Bids::begin(&arguments.out, arguments.force)?),
        FormatName::Boris => Export::Boris(Boris::begin(&arguments.out, arguments.force)?),
    };
    let shows_progress = paths.len() > 1 && io::stderr().is_terminal();
    let (mut written, mut well) = (0, true);
    let format = arguments.format;
    let read = |path: &PathBuf| match vault::needs_passphrase(path) {
        // Asked for once, where the sessions come in their order.
        true => None,
        false => Some(
            amendments::open_amended(path)
                .and_then(|(document, told, _)| make(document, told, format)),
        ),
    };
    walk(&paths, read, |place, result| {
        if shows_progress {
            progress(place + 1, paths.len());
        }
        let result = match (result, paths.get(place)) {
            (Some(Some(result)), _) => result,
            (Some(None), Some(path)) => asked.known().and_then(|passphrase| {
                let opened = amendments::open_encrypted(path, passphrase)?;
                let told = opened.changes.into_iter().chain(opened.notices).collect();
                make(opened.amended, told, format)
            }),
            (_, path) => Err(format!(
                "{} can't be exported: a fault of the program.",
                path.map(|path| path.display().to_string())
                    .unwrap_or_default()
            )),
        };
        let (made, told) = match result {
            Ok(made) => made,
            Err(why) => {
                complain(why);
                well = false;
                return Ok(());
            }
        };
        told.iter().for_each(complain);
        match (&mut export, made) {
            (Export::Anonymous(export), Some(Made::Session(document))) => export.add(&document)?,
            (Export::Tables(export), Some(Made::Rows(rows))) => export.add(&rows)?,
            (Export::Bids(export), Some(Made::Events(events))) => export.add(&events)?,
            (Export::Boris(export), Some(Made::Session(_))) => {
                let Some(path) = paths.get(place) else {
                    return Ok(());
                };
                let codings = Codings::read(path, arguments.with.as_deref(), &asked)?;
                // Of the document itself it was said already.
                let news = codings
                    .notices
                    .iter()
                    .filter(|notice| !told.contains(notice));
                news.for_each(complain);
                export.add(&codings.all())?;
            }
            _ => return Ok(()),
        }
        written += 1;
        Ok(())
    })?;
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
        Export::Bids(export) => {
            export.finish()?;
            complain(
                "These files hold participants' codes and dates: to publish, use --format anonymous.",
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

/// What is written of a session, and what is to be known of it; nothing is written of one that its participant wants to be deleted.
fn make(
    document: Document,
    told: Vec<String>,
    format: FormatName,
) -> Result<(Option<Made>, Vec<String>), String> {
    if wants_deletion(&document) {
        let told = format!(
            "Session {} is left out: its participant wants the data to be deleted; withdraw it.",
            document.session.id
        );
        return Ok((None, vec![told]));
    }
    let made = match format {
        FormatName::Anonymous | FormatName::Boris => Made::Session(Box::new(document)),
        FormatName::Csv => Made::Rows(Rows::of(&document, |_| true)?),
        FormatName::BidsEvents => Made::Events(bids::Events::of(&document)),
    };
    Ok((Some(made), told))
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
            "Session {} is left out: it is not finished, or its session.json can't be read; lacrima recover tells which and closes it.",
            session.id
        ));
    }
    match format {
        FormatName::Anonymous => {
            done.sort_by_cached_key(|session| names.of(&session.study, &session.participant));
        }
        FormatName::Csv | FormatName::BidsEvents | FormatName::Boris => done.reverse(),
    }
    Ok(done.into_iter().map(|session| session.folder).collect())
}

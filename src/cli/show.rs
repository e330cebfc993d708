//! `lacrima show`: the measures of one session, as a table or as JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::amend::lines;
use super::arguments::ShowArguments;
use super::opened;
use super::passphrase::Asked;
use super::table::table;
use crate::measure::{self, Measures, Quality};
use crate::plain::{Plain, complain};
use crate::record::amendments::{Amendment, Opened};

/// The measures, and on which layer they stand.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    measures: Measures,
    /// Whether amendments are left out.
    as_recorded: bool,
    /// The numbers of the amendments that count.
    standing: Vec<u64>,
    /// Every amendment, undone ones too.
    amendments: Vec<Amendment>,
}

/// Shows a session, by its folder or its document, as it stands with its amendments or as it was recorded. An encrypted one is opened
/// in memory.
pub fn run(arguments: &ShowArguments) -> ExitCode {
    let as_recorded = arguments.as_recorded;
    let asked = Asked::new(arguments.passphrase_file.clone());
    let opened = match opened::open(&arguments.session, &asked) {
        Ok(opened) => opened,
        Err(why) => {
            complain(why);
            return ExitCode::from(1);
        }
    };
    for notice in opened.changes.iter().chain(&opened.notices) {
        complain(notice);
    }
    let document = if as_recorded {
        &opened.recorded
    } else {
        &opened.amended
    };
    let mut measures = measure::measures_by(document, &opened.layers, &arguments.rules.settings());
    let changed = opened.changes.iter().map(|change| Quality {
        what: "files_changed",
        detail: change.clone(),
    });
    measures.quality.extend(changed);
    let out = io::stdout().lock();
    let shown = if arguments.json {
        let shown = Shown {
            measures,
            as_recorded,
            standing: opened.standing.clone(),
            amendments: opened.amendments,
        };
        let mut out = Plain::json(out);
        serde_json::to_writer_pretty(&mut out, &shown)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
        let mut out = Plain::text(out);
        table(&mut out, &measures).and_then(|()| amended(&mut out, &opened, as_recorded))
    };
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}

/// Says which layer the figures stand on, and lists the amendments.
fn amended(out: &mut impl Write, opened: &Opened, as_recorded: bool) -> io::Result<()> {
    if opened.amendments.is_empty() {
        return Ok(());
    }
    let told = if as_recorded {
        "not in these figures, which are as they were recorded"
    } else {
        "in these figures, where they stand; --as-recorded leaves them out"
    };
    writeln!(out, "\nAmendments ({told})")?;
    lines(opened)
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}

//! `lacrima layers`: the codings of a session, or which sessions of a folder are to be coded twice.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::arguments::LayersArguments;
use crate::plain::{Plain, complain};
use crate::record::layers::{self, Kind, Layer};
use crate::record::{self, Document, Listed, Progress};

/// A session and its further codings.
#[derive(Serialize)]
struct Session {
    session: String,
    /// Whether it is among those that are to be coded twice.
    is_chosen: bool,
    layers: Vec<Row>,
}

/// A layer in a few words.
#[derive(Serialize)]
struct Row {
    layer: String,
    kind: Kind,
    coder: String,
    is_finished: bool,
    bouts: usize,
    points: usize,
    /// What was coded of the session, in seconds; null of a consensus that doesn't say.
    coded_s: Option<f64>,
    /// Whether it says what was watched of its video; all of it counts as coded otherwise.
    tells_watched: bool,
    /// What is to be known before its times are trusted.
    cautions: Vec<String>,
}

/// Lists them.
pub fn run(arguments: &LayersArguments) -> ExitCode {
    match list(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

fn list(arguments: &LayersArguments) -> Result<(), String> {
    let path = std::path::absolute(&arguments.path).unwrap_or_else(|_| arguments.path.clone());
    let is_done = |listed: &Listed| matches!(listed.progress, Progress::Finished(_));
    let listed = match record::look(&path) {
        Some(one) => vec![one],
        None if path.is_dir() => {
            // A study's folder holds its sessions itself.
            let own = record::list_study(&path);
            if own.is_empty() {
                record::list(&path)
            } else {
                own
            }
        }
        None => Vec::new(),
    };
    let mut sessions: Vec<Session> = listed
        .iter()
        .filter(|listed| is_done(listed) && !listed.wants_deletion)
        .map(|listed| session(listed, arguments))
        .collect();
    sessions.sort_by(|a, b| a.session.cmp(&b.session));
    if sessions.is_empty() {
        return Err(format!(
            "There is no finished session in {}: name a session or a data folder.",
            arguments.path.display()
        ));
    }
    let printed = if arguments.json {
        serde_json::to_writer_pretty(Plain::json(io::stdout().lock()), &sessions)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(io::stdout()))
    } else {
        table(&sessions, record::look(&path).is_none())
    };
    // Nobody reads any more.
    drop(printed);
    Ok(())
}

fn session(listed: &Listed, arguments: &LayersArguments) -> Session {
    // Which session a layer is of stands in the document; most sessions have no layer.
    let has_layers = listed.folder.join(layers::FOLDER).exists();
    let document = has_layers.then(|| Document::read(&listed.folder));
    let (layers, notices) = match document {
        None => (Vec::new(), Vec::new()),
        Some(Ok((document, _))) => layers::read(&listed.folder, &document.journal_sha256),
        Some(Err(why)) => (Vec::new(), vec![why]),
    };
    for notice in notices {
        complain(format_args!("Session {}: {notice}", listed.id));
    }
    Session {
        session: listed.id.clone(),
        is_chosen: layers::is_chosen(&listed.id, arguments.seed, arguments.share),
        layers: layers.iter().map(row).collect(),
    }
}

fn row(layer: &Layer) -> Row {
    Row {
        layer: layer.id.to_string(),
        kind: layer.kind,
        coder: layer.coder.id.to_string(),
        is_finished: layer.is_finished,
        bouts: layer.coding.len(),
        points: layer.points.len(),
        coded_s: (layer.tells_watched || !layer.coded.is_empty()).then(|| {
            let spans = layer.coded.iter();
            let lengths = spans.map(|span| span.offset_s.as_s() - span.onset_s.as_s());
            // Never a zero below zero.
            lengths.fold(0.0, |all, s| all + s)
        }),
        tells_watched: layer.tells_watched,
        cautions: layer.cautions(),
    }
}

impl Session {
    fn is_coded_twice(&self) -> bool {
        let mut layers = self.layers.iter();
        layers.any(|layer| layer.is_finished && layer.kind == Kind::Coding)
    }
}

fn table(sessions: &[Session], is_folder: bool) -> io::Result<()> {
    let mut out = Plain::text(io::stdout().lock());
    for session in sessions {
        let state = match (session.is_chosen, session.is_coded_twice()) {
            (true, true) => "to be coded twice: done",
            (true, false) => "to be coded twice: missing",
            (false, true) => "coded twice",
            (false, false) => "",
        };
        writeln!(
            out,
            "{}  {}",
            session.session,
            if is_folder { state } else { "" }
        )?;
        for layer in &session.layers {
            let kind = match layer.kind {
                Kind::Coding => "coding",
                Kind::Consensus => "consensus",
            };
            let state = if layer.is_finished {
                "finished"
            } else {
                "not finished"
            };
            writeln!(
                out,
                "  {}  {kind} by {}, {state}: {} bouts, {} points{}",
                layer.layer,
                layer.coder,
                layer.bouts,
                layer.points,
                layer
                    .coded_s
                    .map_or_else(String::new, |s| format!(", {s:.1} s coded"))
            )?;
            for caution in &layer.cautions {
                writeln!(out, "    {caution}")?;
            }
        }
    }
    if is_folder {
        let chosen = sessions.iter().filter(|session| session.is_chosen);
        let (all, missing) = (
            chosen.clone().count(),
            chosen.filter(|session| !session.is_coded_twice()).count(),
        );
        writeln!(
            out,
            "{all} of {} sessions are to be coded twice; {missing} of them are missing.",
            sessions.len()
        )?;
    }
    Ok(())
}

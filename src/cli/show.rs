//! `lacrima show`: the measures of one session, as a table or as JSON.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::amend::lines;
use crate::measure::{self, Figures, Measures};
use crate::record::amendments::{self, Amendment, Opened};

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

/// Shows the session at `path`, a session's folder or its document, as it stands with its amendments or as it was recorded.
pub fn run(path: &Path, json: bool, as_recorded: bool) -> ExitCode {
    let opened = match amendments::open(path) {
        Ok(opened) => opened,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(1);
        }
    };
    for notice in opened.changes.iter().chain(&opened.notices) {
        eprintln!("{notice}");
    }
    let document = if as_recorded {
        &opened.recorded
    } else {
        &opened.amended
    };
    let measures = measure::measures(document);
    let mut out = io::stdout().lock();
    let shown = if json {
        let shown = Shown {
            measures,
            as_recorded,
            standing: opened.standing.clone(),
            amendments: opened.amendments,
        };
        serde_json::to_writer_pretty(&mut out, &shown)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out))
    } else {
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

fn table(out: &mut impl Write, told: &Measures) -> io::Result<()> {
    writeln!(
        out,
        "Session {}, participant {}, condition {}",
        told.session, told.participant, told.condition
    )?;
    let name = |value: serde_json::Result<serde_json::Value>| {
        value
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    writeln!(
        out,
        "{} ({} mode)",
        name(serde_json::to_value(told.status)),
        name(serde_json::to_value(told.mode))
    )?;
    writeln!(
        out,
        "Crying: {} by rule {} ({})",
        name(serde_json::to_value(told.crier.status)),
        name(serde_json::to_value(told.crier.rule)),
        told.crier.why
    )?;
    if let Some(practice) = &told.practice {
        writeln!(out, "\nPractice")?;
        for channel in &practice.channels {
            writeln!(out, "  {}", channel.sentence())?;
        }
    }
    for phase in &told.phases {
        writeln!(
            out,
            "\nPhase {}: {:.1} to {:.1} s",
            phase.phase, phase.from_s, phase.to_s
        )?;
        for channel in &phase.channels {
            figures(out, &channel.channel, &channel.figures)?;
        }
        for point in phase
            .points
            .iter()
            .filter(|point| point.figures.get("count") > Some(0.0))
        {
            figures(out, &point.code, &point.figures)?;
        }
        if phase.sobs.get("count") > Some(0.0) {
            figures(out, "rhythm of sobs", &phase.sobs)?;
        }
        for pair in phase
            .pairs
            .iter()
            .filter(|pair| pair.figures.get("shared_s") > Some(0.0))
        {
            figures(
                out,
                &format!("a = {}, b = {}", pair.a, pair.b),
                &pair.figures,
            )?;
        }
    }
    for mood in &told.mood {
        writeln!(out, "\nMood: {}", mood.outcome)?;
        writeln!(
            out,
            "  {:<20} {:>12} {:>9} {:>9} {:>9} {:>9}",
            "probe", "status", "min", "value", "change", "recov. %"
        )?;
        for rating in &mood.probes {
            writeln!(
                out,
                "  {:<20} {:>12} {:>9} {:>9} {:>9} {:>9}",
                rating.probe.as_str(),
                name(serde_json::to_value(rating.status)),
                number(rating.t_min),
                number(rating.value),
                number(rating.change),
                number(rating.recovery_pct)
            )?;
        }
        figures(out, "course", &mood.figures)?;
    }
    if !told.cautions.is_empty() {
        writeln!(out, "\nTo be kept in mind")?;
    }
    told.cautions
        .iter()
        .try_for_each(|caution| writeln!(out, "  {caution}"))
}

fn figures(out: &mut impl Write, title: &str, figures: &Figures) -> io::Result<()> {
    writeln!(out, "  {title}")?;
    for (name, figure) in figures.iter() {
        match figure {
            Ok(x) => writeln!(out, "    {name:<22} {x:>12.3}")?,
            Err(why) => writeln!(out, "    {name:<22} {:>12}  {why}", "–")?,
        }
    }
    Ok(())
}

fn number(x: Option<f64>) -> String {
    x.map_or_else(|| "–".to_owned(), |x| format!("{x:.2}"))
}

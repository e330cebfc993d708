//! Agreement as tables for people.

use std::io::{self, Write};

use super::Many;
use crate::measure::Figures;
use crate::measure::agreement::{Agreement, Differs, Disagreement, Estimate, PointAgreement};
use crate::record::study::LeftOut;

/// How many disagreements are listed; all are in the JSON.
const LISTED: usize = 30;
/// Left-out sessions beyond this are only counted.
const MOST_NAMED: usize = 20;

/// One session's.
///
/// # Errors
/// When `out` can't be written.
pub fn one(out: &mut dyn Write, told: &Agreement) -> io::Result<()> {
    writeln!(
        out,
        "Session {}: A is {}, B is {}; {:.1} s compared",
        told.session, told.a, told.b, told.window.compared_s
    )?;
    for channel in &told.channels {
        writeln!(out, "\n{} ({})", channel.label, channel.channel)?;
        for (name, part) in [
            ("exact time", &channel.exact),
            ("time units", &channel.unit),
            ("bouts", &channel.bouts),
            ("levels", &channel.level),
            ("A", &channel.totals_a),
            ("B", &channel.totals_b),
        ] {
            figures(out, name, part)?;
        }
    }
    let is_coded = |point: &&PointAgreement| is_coded(&point.points);
    for point in told.points.iter().filter(is_coded) {
        writeln!(out, "\n{} ({})", point.label, point.code)?;
        figures(out, "points", &point.points)?;
    }
    writeln!(
        out,
        "\nBORIS-compatible kappa (unit {} s)",
        told.boris.unit_s
    )?;
    figures(out, "all codes", &told.boris.figures)?;
    writeln!(out, "\nDisagreements: {}", told.disagreements.len())?;
    for row in told.disagreements.iter().take(LISTED) {
        writeln!(out, "  {}", sentence(row))?;
    }
    if told.disagreements.len() > LISTED {
        writeln!(out, "  … all of them with --json")?;
    }
    assumptions(out, &told.assumptions)
}

/// That of many sessions.
///
/// # Errors
/// When `out` can't be written.
pub fn many(out: &mut dyn Write, all: &Many) -> io::Result<()> {
    let told = &all.across;
    writeln!(
        out,
        "{} session(s) coded twice, {} coded once",
        told.sessions, all.coded_once
    )?;
    left_out(out, &all.left_out)?;
    for channel in &told.channels {
        writeln!(out, "\n{} ({})", channel.label, channel.channel)?;
        estimates(out, &channel.estimates)?;
    }
    for point in told.points.iter().filter(|point| is_coded(&point.points)) {
        writeln!(out, "\n{} ({})", point.label, point.code)?;
        figures(out, "points", &point.points)?;
        estimates(out, &point.estimates)?;
    }
    writeln!(out, "\nCrier or not")?;
    figures(out, "sessions", &told.crier)?;
    assumptions(out, &told.assumptions)
}

fn left_out(out: &mut dyn Write, all: &[LeftOut]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nLeft out ({})", all.len())?;
    for left in all.iter().take(MOST_NAMED) {
        writeln!(out, "  {}: {}", left.session, left.why)?;
    }
    match all.len().saturating_sub(MOST_NAMED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more; --json lists them all"),
    }
}

/// Whether either coder ever used the code; the JSON has the others too.
fn is_coded(points: &Figures) -> bool {
    ["linked", "only_a", "only_b"]
        .iter()
        .any(|name| points.get(name) > Some(0.0))
}

fn figures(out: &mut dyn Write, part: &str, told: &Figures) -> io::Result<()> {
    for (name, figure) in told.iter() {
        match figure {
            Ok(x) => writeln!(out, "  {part:<12} {name:<32} {x:>10.3}")?,
            Err(why) => writeln!(out, "  {part:<12} {name:<32} {:>10}  {why}", "–")?,
        }
    }
    Ok(())
}

fn estimates(out: &mut dyn Write, told: &[Estimate]) -> io::Result<()> {
    for estimate in told {
        let figure = |name| estimate.figures.get(name);
        let n = estimate.n;
        let name = estimate.name;
        match (figure("value"), figure("low"), figure("high")) {
            (Some(x), Some(low), Some(high)) => {
                writeln!(out, "  {name:<32} {x:>8.3}  [{low:.3}, {high:.3}]  n = {n}")?;
            }
            (Some(x), ..) => writeln!(out, "  {name:<32} {x:>8.3}  no interval  n = {n}")?,
            (None, ..) => {
                let why = estimate.figures.iter().next();
                let why = why.and_then(|(_, figure)| figure.as_ref().err());
                let why = why.map_or("", String::as_str);
                writeln!(out, "  {name:<32} {:>8}  {why}  n = {n}", "–")?;
            }
        }
    }
    Ok(())
}

fn sentence(row: &Disagreement) -> String {
    let differs = match row.differs {
        Differs::OnlyA => "only A",
        Differs::OnlyB => "only B",
        Differs::Onset => "onset differs",
        Differs::Offset => "offset differs",
        Differs::Level => "level differs",
    };
    let levels = match (row.level_a, row.level_b) {
        (Some(a), Some(b)) => format!(", level {a} and {b}"),
        _ => String::new(),
    };
    let film = row
        .from_film_s
        .map_or_else(String::new, |s| format!(" (film {s:.1} s)"));
    format!(
        "{:>8.1} s  {:.1} to {:.1} s{film}  {}: {differs}{levels}",
        row.size_s, row.from_s, row.to_s, row.code
    )
}

fn assumptions(out: &mut dyn Write, told: &[String]) -> io::Result<()> {
    writeln!(out, "\nWhat these figures assume")?;
    told.iter()
        .try_for_each(|sentence| writeln!(out, "  {sentence}"))
}

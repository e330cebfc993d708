//! The measures of a session as a table for people.

use std::io::{self, Write};

use crate::measure::{Figures, Measures};
use crate::plain::Plain;

/// Writes the measures as a table for people.
///
/// # Errors
/// When `out` can't be written.
pub fn table(out: impl Write, told: &Measures) -> io::Result<()> {
    let out = &mut Plain::text(out);
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
    let rules = &told.settings;
    writeln!(
        out,
        "Bouts less than {} s apart are one; the baseline is the {} rating; returned is within {} points of it",
        rules.merge_gap_s,
        name(serde_json::to_value(rules.baseline)),
        rules.tolerance
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
        if let Some(onset) = &phase.onset {
            writeln!(
                out,
                "  Crying began after {:.1} s in {}{}",
                onset.latency_s,
                onset.channel,
                if onset.subthreshold {
                    ", below level 2"
                } else {
                    ""
                }
            )?;
        }
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
        for (n, thirds) in phase.sob_thirds.iter().enumerate() {
            let thirds = [
                ("first", &thirds.first),
                ("middle", &thirds.second),
                ("last", &thirds.third),
            ];
            for (third, told) in thirds {
                figures(out, &format!("bout {} of sobs, {third} third", n + 1), told)?;
            }
        }
        for onset in &phase.moments {
            let moment = match (&onset.moment, onset.lag_s) {
                (Some(moment), Some(lag)) => format!(", {lag:.1} s after the begin of {moment}"),
                _ => String::new(),
            };
            writeln!(out, "  onset at {:.1} s of the film{moment}", onset.film_s)?;
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
            "  {:<20} {:>12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "probe", "status", "delay s", "min", "value", "change", "recov. %", "RC"
        )?;
        for rating in &mood.probes {
            writeln!(
                out,
                "  {:<20} {:>12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
                rating.probe.as_str(),
                name(serde_json::to_value(rating.status)),
                number(rating.delay_s),
                number(rating.t_min),
                number(rating.value),
                number(rating.change),
                number(rating.recovery_pct),
                number(rating.reliable_change)
            )?;
        }
        figures(out, "course", &mood.figures)?;
    }
    if !told.quality.is_empty() {
        writeln!(out, "\nQuality")?;
    }
    for quality in &told.quality {
        writeln!(out, "  {:<18} {}", quality.what, quality.detail)?;
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

//! The study in a few lines for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::export;
use crate::measure::study::{GroupWave, Part, QualityFacts, Study};
use crate::study::Loaded;

/// Left-out sessions beyond this are only counted.
const MOST_NAMED: usize = 20;

/// Prints it.
pub fn print(out: &mut impl Write, loaded: &Loaded, study: &Study) -> io::Result<()> {
    let counts = &study.counts;
    writeln!(
        out,
        "Study {}: {} session(s), {} of them counted, {} participant(s)",
        loaded.sessions.study,
        counts.sessions + loaded.sessions.left_out.len(),
        counts.counted,
        counts.participants
    )?;
    line(out, "status", &counts.by_status)?;
    line(out, "mode", &counts.by_mode)?;
    left_out(out, loaded, study)?;
    quality(out, loaded)?;
    criers(out, loaded, study)?;
    if loaded.is_open() {
        mood(out, study)?;
    } else {
        let folder = &loaded.sessions.folder;
        writeln!(out, "\nMood\n  {}", export::study::locked(folder, loaded))?;
    }
    if !study.cautions.is_empty() {
        writeln!(out, "\nTo be kept in mind")?;
    }
    study
        .cautions
        .iter()
        .try_for_each(|caution| writeln!(out, "  {caution}"))
}

fn line(out: &mut impl Write, what: &str, counts: &BTreeMap<String, usize>) -> io::Result<()> {
    let told: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    writeln!(out, "  {what}: {}", told.join(", "))
}

fn left_out(out: &mut impl Write, loaded: &Loaded, study: &Study) -> io::Result<()> {
    let unread = loaded.sessions.left_out.iter();
    let unread = unread.map(|left| (&left.session, &left.why));
    let others = study.sessions.iter();
    let others = others.filter_map(|state| Some((&state.session, state.left_out.as_ref()?)));
    let all: Vec<_> = unread.chain(others).collect();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nLeft out ({})", all.len())?;
    for (session, why) in all.iter().take(MOST_NAMED) {
        writeln!(out, "  {session}: {why}")?;
    }
    match all.len().checked_sub(MOST_NAMED) {
        Some(more) if more > 0 => writeln!(out, "  and {more} more; --json lists them all"),
        _ => Ok(()),
    }
}

fn quality(out: &mut impl Write, loaded: &Loaded) -> io::Result<()> {
    let facts = || loaded.rows.iter().map(|row| &row.quality);
    let sum = |of: fn(&QualityFacts) -> usize| facts().map(of).sum::<usize>();
    writeln!(
        out,
        "\nQuality\n  probes: {} planned, {} late, {} missing",
        sum(|facts| facts.probes),
        sum(|facts| facts.late),
        sum(|facts| facts.missing)
    )?;
    let what: [(&str, fn(&QualityFacts) -> bool); 8] = [
        ("a coder whose lag was not measured", |facts| {
            facts.is_lag_uncalibrated
        }),
        ("more than 20 % of the stimulus not visible", |facts| {
            facts.not_visible_pct.is_some_and(|pct| pct > 20.0)
        }),
        ("social contact", |facts| facts.is_social_contact),
        ("the participant out of the room", |facts| facts.is_absent),
        ("stopped or broken off", |facts| facts.is_aborted),
        ("a demonstration clip", |facts| facts.is_demo_stimulus),
        ("a film not shown faithfully", |facts| facts.is_unfaithful),
        ("files that were changed", |facts| !facts.changes.is_empty()),
    ];
    for (name, is) in what {
        let count = facts().filter(|facts| is(facts)).count();
        if count > 0 {
            writeln!(out, "  {count} session(s) with {name}")?;
        }
    }
    Ok(())
}

fn criers(out: &mut impl Write, loaded: &Loaded, study: &Study) -> io::Result<()> {
    let rules = export::words::rules(study);
    writeln!(out, "\nWho cried (rule {rules})")?;
    line(out, "status", &study.counts.by_crier)?;
    let by_hand = loaded
        .rows
        .iter()
        .filter(|row| row.by_hand.is_some())
        .count();
    if by_hand > 0 {
        writeln!(out, "  {by_hand} settled otherwise than the rule says")?;
    }
    let by_rule = loaded.rows.iter().filter(|row| row.settled.is_some());
    match by_rule.count() {
        0 => {}
        by_rule => writeln!(out, "  {by_rule} settled by the rule")?,
    }
    if let Some(entry) = loaded.unlocking.unlocked() {
        writeln!(out, "  mood data unlocked {} by {}", entry.utc, entry.who)?;
    }
    let late = loaded.unlocking.statuses();
    let late = late
        .values()
        .filter(|standing| standing.changed_after_unlocking)
        .count();
    if late > 0 {
        writeln!(
            out,
            "  {late} status(es) changed after the mood data were unlocked"
        )?;
    }
    Ok(())
}

fn mood(out: &mut impl Write, study: &Study) -> io::Result<()> {
    let Some(outcome) = &study.outcome else {
        return writeln!(out, "\nMood\n  Nothing was rated.");
    };
    let better = if study.negative { "less" } else { "more" };
    writeln!(out, "\nMood: {outcome} ({better} is better)")?;
    for (place, part) in study.parts.iter().enumerate() {
        if study.parts.len() > 1 {
            writeln!(out, "  Stimuli {}: {} session(s)", place + 1, part.n)?;
        }
        group_table(out, part)?;
        contrasts(out, part)?;
    }
    study
        .warnings
        .iter()
        .try_for_each(|warning| writeln!(out, "  {warning}"))
}

fn group_table(out: &mut impl Write, part: &Part) -> io::Result<()> {
    for group in &part.groups {
        writeln!(out, "  {} (n = {})", group.group, group.n)?;
        for wave in &group.waves {
            writeln!(out, "    {}", of_wave(wave))?;
        }
    }
    Ok(())
}

fn of_wave(wave: &GroupWave) -> String {
    let value = &wave.value;
    let at = wave
        .t_min
        .map_or_else(String::new, |minutes| format!(" at {minutes:.1} min"));
    let Some(mean) = value.mean else {
        return format!("{}: no ratings", wave.probe);
    };
    let ci = value
        .ci
        .map_or_else(String::new, |(low, high)| format!(" [{low:.1}, {high:.1}]"));
    let change = wave
        .change
        .mean
        .map_or_else(String::new, |change| format!(", change {change:+.1}"));
    format!("{}{at}: {mean:.1}{ci}{change}, n = {}", wave.probe, value.n)
}

fn contrasts(out: &mut impl Write, part: &Part) -> io::Result<()> {
    for row in &part.contrasts {
        let head = format!("{} less {}, {} at {}", row.a, row.b, row.of, row.probe);
        match (row.difference, row.ci, row.g) {
            (Some(difference), Some((low, high)), Some(g)) => writeln!(
                out,
                "  {head}: {difference:.2} [{low:.2}, {high:.2}], g = {g:.2}, n = {} and {}",
                row.n_a, row.n_b
            )?,
            _ => {
                let why = row.why.as_deref().unwrap_or("it can't be computed");
                writeln!(out, "  {head}: none, {why}")?;
            }
        }
    }
    writeln!(
        out,
        "  {} tests of dose and response are in the tables, unadjusted.",
        part.dose_response_tests
    )
}

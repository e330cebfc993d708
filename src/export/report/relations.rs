//! What goes with net change: contrasts, doses, moderators, rhythm; and crying along the film.

use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{Axis, Drawn, figure, number};
use super::palette::{LINE, QUIET, TEXT, hue};
use super::words::{dose, group, some};
use crate::measure::study::{Correlation, Moments, Part};

/// Fewer sessions give intervals that would shrink all others to dots.
const LEAST: usize = 5;

/// Differences of groups with their intervals.
pub fn contrasts(part: &Part) -> Drawn {
    let rows: Vec<_> = part
        .contrasts
        .iter()
        .filter_map(|row| Some((row, row.difference?, row.ci?)))
        .take(24)
        .collect();
    if rows.is_empty() {
        return Err("there are no two groups with enough sessions".to_owned());
    }
    let ends = rows.iter().flat_map(|(_, _, (low, high))| [*low, *high]);
    let x = Axis::around(
        ends.chain([0.0]),
        "Difference in points, with 95 % interval (Welch)",
    );
    let y = Axis {
        from: 0.0,
        to: rows.len() as f64,
        ticks: Vec::new(),
        name: String::new(),
    };
    let height = 130 + 34 * u32::try_from(rows.len()).unwrap_or(24);
    // Words stand in the plot's left third.
    let room = (x.to - x.from) * 0.6;
    let x = Axis {
        from: x.from - room,
        ..x
    };
    figure(height, &x, &y, |frame| {
        frame.path(&[(0.0, 0.0), (0.0, y.to)], LINE, 1)?;
        for (place, (row, difference, (low, high))) in rows.iter().enumerate() {
            let at = y.to - place as f64 - 0.5;
            let of = if row.of == "net_change" {
                "net change"
            } else {
                "net change − reaction"
            };
            let words = format!(
                "{}, {of}: {} − {}",
                group(row.probe.as_str()),
                group(&row.a),
                group(&row.b)
            );
            let (px, py) = frame.pixel(x.from, at);
            frame.words(&words, (px + 4, py), 13, TEXT, HPos::Left, VPos::Center)?;
            let color = hue(usize::from(row.of != "net_change"));
            frame.path(&[(*low, at), (*high, at)], color, 2)?;
            frame.mark((*difference, at), 1, color, 5)?;
            let g = format!("g = {}", some(row.g, 2));
            let (_, gy) = frame.pixel(x.to, at);
            frame.words(&g, (880, gy - 8), 11, QUIET, HPos::Right, VPos::Bottom)?;
        }
        Ok(())
    })
}

/// The scatters worth a figure: dose of every channel with net change at the last wave.
pub fn doses(part: &Part) -> Vec<&Correlation> {
    let Some(last) = part.waves.iter().rfind(|wave| wave.is_after) else {
        return Vec::new();
    };
    part.dose_response
        .iter()
        .filter(|row| row.probe == last.probe && matches!(row.dose, "dose" | "cv"))
        .filter(|row| !row.points.is_empty())
        .collect()
}

/// One scatter of dose and net change.
pub fn scatter(row: &Correlation) -> Drawn {
    let name = format!("{}: {}", group(&row.channel), dose(row.dose));
    let x = Axis::around(row.points.iter().map(|point| point.x).chain([0.0]), &name);
    let y = Axis::around(
        row.points.iter().map(|point| point.y).chain([0.0]),
        &format!("Net change at {}", group(row.probe.as_str())),
    );
    let told = match (row.rho, &row.why) {
        (Some(rho), _) => format!("Spearman ρ = {}, n = {}", number(rho, 2), row.n),
        (None, why) => why.clone().unwrap_or_default(),
    };
    figure(380, &x, &y, |frame| {
        frame.path(&[(x.from, 0.0), (x.to, 0.0)], TEXT, 1)?;
        for point in &row.points {
            frame.mark((point.x, point.y), 0, hue(0), 3)?;
        }
        frame.words(&told, (880, 24), 14, TEXT, HPos::Right, VPos::Center)
    })
}

/// How many cried in each second of the film, with its moments and every onset.
pub fn moments(moments: &Moments) -> Drawn {
    let (from, to) = moments.film;
    let x = Axis::between(from, to, "Film time, seconds");
    let y = Axis::between(0.0, 1.0, "Share of visible participants who cried");
    let mut labels: Vec<&str> = moments
        .moments
        .iter()
        .map(|moment| moment.label.as_str())
        .collect();
    labels.sort_unstable();
    labels.dedup();
    let place_of = |label: &str| labels.iter().position(|other| *other == label).unwrap_or(0) + 1;
    figure(420, &x, &y, |frame| {
        for moment in &moments.moments {
            let place = place_of(&moment.label);
            frame.fill([(moment.from_s, 0.0), (moment.to_s, 1.0)], hue(place), 0.14)?;
            let (px, py) = frame.pixel((moment.from_s + moment.to_s) / 2.0, 1.0);
            let row = py + 4 + 13 * i32::try_from(place).unwrap_or(0);
            frame.words(
                &group(&moment.label),
                (px, row),
                11,
                hue(place),
                HPos::Center,
                VPos::Top,
            )?;
        }
        let line: Vec<_> = moments
            .curve
            .iter()
            .filter_map(|point| Some((point.film_s, point.share?)))
            .collect();
        frame.path(&line, hue(0), 3)?;
        for (_, onset) in &moments.onsets {
            frame.path(&[(*onset, 0.0), (*onset, 0.03)], TEXT, 1)?;
        }
        let told = match (&moments.test, &moments.test_why) {
            (Some(test), _) => format!(
                "resolution − barrier: {} onsets a minute, p = {:.4} ({} circular shifts)",
                number(test.observed, 2),
                test.p,
                test.permutations
            ),
            (None, why) => format!("no test: {}", why.as_deref().unwrap_or("too few data")),
        };
        frame.words(&told, (880, 24), 13, TEXT, HPos::Right, VPos::Center)
    })
}

/// Net change by the levels of what may moderate it: means with intervals.
pub fn moderators(part: &Part) -> Drawn {
    let rows: Vec<(String, f64, (f64, f64), usize)> = part
        .moderators
        .iter()
        .flat_map(|row| row.levels.iter().map(move |level| (row, level)))
        .filter_map(|(row, level)| {
            if level.change.n < LEAST {
                return None;
            }
            let name = format!("{}: {}", group(&row.name), group(&level.level));
            Some((name, level.change.mean?, level.change.ci?, level.change.n))
        })
        .take(40)
        .collect();
    if rows.is_empty() {
        return Err("nothing that may moderate was noted in enough sessions".to_owned());
    }
    let ends = rows.iter().flat_map(|(_, _, (low, high), _)| [*low, *high]);
    let x = Axis::around(
        ends.chain([0.0]),
        "Mean net change at the last probe, with 95 % interval",
    );
    let room = (x.to - x.from) * 0.45;
    let x = Axis {
        from: x.from - room,
        ..x
    };
    let y = Axis {
        from: 0.0,
        to: rows.len() as f64,
        ticks: Vec::new(),
        name: String::new(),
    };
    let height = 120 + 22 * u32::try_from(rows.len()).unwrap_or(40);
    figure(height, &x, &y, |frame| {
        frame.path(&[(0.0, 0.0), (0.0, y.to)], LINE, 1)?;
        for (place, (name, mean, (low, high), n)) in rows.iter().enumerate() {
            let at = y.to - place as f64 - 0.5;
            let (px, py) = frame.pixel(x.from, at);
            let words = format!("{name} (n = {n})");
            frame.words(&words, (px + 4, py), 12, TEXT, HPos::Left, VPos::Center)?;
            frame.path(&[(*low, at), (*high, at)], hue(0), 2)?;
            frame.mark((*mean, at), 0, hue(0), 4)?;
        }
        Ok(())
    })
}

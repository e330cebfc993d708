//! Group curves on true time, and return to baseline.

use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{Axis, Drawn, Frame, figure};
use super::palette::{BAND, QUIET, TEXT, hue};
use crate::export::words::{group, number};
use crate::measure::study::{GroupWave, Part, Recovery, Row, Study};

/// Most sessions of a group that are drawn one by one.
pub const MOST_LINES: usize = 150;
/// Room for a line of numbers, as a part of what is drawn.
const LINE: f64 = 0.055;
/// A group of fewer has no mean worth a line.
const LEAST: usize = 2;

/// Early minutes get more room than late ones, so that +5 and +90 can both be read.
fn place(t_min: f64) -> f64 {
    t_min.max(0.0).sqrt()
}

fn minutes(latest: f64) -> Axis {
    let ticks = [
        0.0, 1.0, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0, 120.0, 180.0, 240.0, 360.0, 720.0, 1440.0,
    ];
    let shown = ticks.into_iter().filter(|t| *t <= latest * 1.02 + 0.1);
    Axis {
        from: -0.4,
        to: place(latest) + 0.4,
        ticks: shown.map(|t| (place(t), number(t, 0))).collect(),
        name: "Minutes from the stimulus's end (square-root scale)".to_owned(),
    }
}

/// Every session's change from baseline as a thin line, the groups' means with 95 % intervals strong.
pub fn curves(
    study: &Study,
    part: &Part,
    number_of_part: usize,
    rows: &[Row],
    notes: &[String],
) -> Drawn {
    let outcome = study.outcome.as_ref().ok_or("nothing was rated")?;
    // Up is better in every figure, also where more is worse; the axis keeps the true signs.
    let up = if study.negative { -1.0 } else { 1.0 };
    let groups: Vec<_> = part
        .groups
        .iter()
        .filter(|one| one.is_contrasted && one.n > 0)
        .collect();
    if groups.is_empty() {
        return Err("no group has a session".to_owned());
    }
    let lines: Vec<Vec<Vec<(f64, f64)>>> = groups
        .iter()
        .map(|group| {
            let members = study.sessions.iter().zip(rows).filter(|(state, _)| {
                state.part == Some(number_of_part) && state.group.as_deref() == Some(&group.group)
            });
            let own = members.filter_map(|(_, row)| row.outcome(outcome.as_str()));
            own.map(|own| own.changes(study.settings.rules()))
                .filter(|line| !line.is_empty())
                .take(MOST_LINES)
                .collect()
        })
        .collect();
    let waves = groups.iter().flat_map(|group| &group.waves);
    let means = waves
        .clone()
        .filter_map(|wave| Some((wave.t_min?, wave.change.mean?)));
    let ends = waves
        .filter_map(|wave| wave.change.ci)
        .flat_map(|(low, high)| [low, high]);
    let all = || lines.iter().flatten().flatten().copied();
    let latest = all()
        .chain(means.clone())
        .map(|(t, _)| t)
        .fold(1.0, f64::max);
    let tau = study.settings.tolerance;
    let values = all()
        .map(|(_, y)| y)
        .chain(means.map(|(_, y)| y))
        .chain(ends);
    let turned = if study.negative {
        " (turned: up is better)"
    } else {
        ""
    };
    let name = format!("Change of {outcome} from baseline{turned}");
    let y = Axis::around(values.chain([-tau, tau]).map(|y| y * up), &name).times(up);
    // Counts stand above everything that is drawn.
    let count_row = LINE * (y.to - y.from);
    let top = y.to;
    let y = Axis {
        to: y.to + count_row * groups.len() as f64,
        ..y
    };
    figure(540, &minutes(latest), &y, notes, |frame| {
        frame.fill([(-0.4, -tau), (place(latest) + 0.4, tau)], BAND, 1.0)?;
        thin(frame, &lines, up)?;
        let mut names = Vec::new();
        for (place_of, one) in groups.iter().enumerate() {
            names.push((
                format!("{} (n = {})", group(&one.group), one.n),
                hue(place_of),
            ));
            let waves: Vec<&GroupWave> = one
                .waves
                .iter()
                .filter(|wave| wave.change.n >= LEAST)
                .collect();
            let at = top + count_row * (groups.len() - place_of) as f64 - count_row / 2.0;
            strong(frame, &waves, place_of, at, up)?;
        }
        frame.legend(&names)
    })
}

/// Sessions of the groups in turn, so that no group lies on top of another.
fn thin(frame: &Frame<'_>, lines: &[Vec<Vec<(f64, f64)>>], up: f64) -> Result<(), String> {
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    for n in 0..most {
        for (place_of, lines) in lines.iter().enumerate() {
            let strength = (2.5 / (lines.len().max(1) as f64).sqrt()).clamp(0.12, 0.5);
            if let Some(line) = lines.get(n) {
                let line: Vec<_> = line.iter().map(|(t, y)| (place(*t), y * up)).collect();
                frame.faint_path(&line, hue(place_of), strength, 1)?;
            }
        }
    }
    Ok(())
}

/// A group's means with their intervals, and the counts in a row of their own.
fn strong(
    frame: &Frame<'_>,
    waves: &[&GroupWave],
    place_of: usize,
    count_at: f64,
    up: f64,
) -> Result<(), String> {
    let color = hue(place_of);
    // Groups stand a little apart, so that their intervals don't cover each other.
    let aside = 0.06 * place_of as f64;
    let means: Vec<_> = waves
        .iter()
        .filter_map(|wave| Some((place(wave.t_min?) + aside, wave.change.mean? * up, wave)))
        .collect();
    let line: Vec<_> = means.iter().map(|(x, y, _)| (*x, *y)).collect();
    frame.strong_path(&line, color)?;
    for (x, mean, wave) in &means {
        if let Some((low, high)) = wave.change.ci {
            let (low, high) = (low * up, high * up);
            frame.path(&[(*x, low), (*x, high)], color, 2)?;
            for end in [low, high] {
                frame.path(&[(x - 0.05, end), (x + 0.05, end)], color, 2)?;
            }
        }
        frame.mark((*x, *mean), place_of, color, 5)?;
        let at = frame.pixel(*x, count_at);
        let n = wave.change.n.to_string();
        frame.words(&n, at, 12, color, HPos::Center, VPos::Center)?;
    }
    Ok(())
}

/// Kaplan–Meier curves of return to baseline, with censored sessions as ticks and the numbers at risk below.
pub fn recovery(part: &Part, notes: &[String]) -> Drawn {
    let curves: Vec<&Recovery> = part
        .recovery
        .iter()
        .filter(|curve| curve.n > 0 && curve.group != "all")
        .collect();
    if curves.is_empty() {
        return Err("no session had a drop to come back from".to_owned());
    }
    let corners: Vec<Vec<(f64, f64)>> = curves.iter().map(|curve| curve.corners()).collect();
    let latest = corners
        .iter()
        .flatten()
        .map(|(t, _)| *t)
        .fold(1.0, f64::max);
    let x = minutes(latest);
    let y = Axis::between(0.0, 1.02, "Share not yet back at baseline");
    let y = Axis {
        from: -LINE * (curves.len() as f64 + 1.0),
        ..y
    };
    figure(500, &x, &y, notes, |frame| {
        frame.path(&[(x.from, 0.0), (x.to, 0.0)], TEXT, 1)?;
        let at = frame.pixel(x.from, -LINE / 2.0);
        frame.words("at risk", at, 11, QUIET, HPos::Left, VPos::Center)?;
        let mut names = Vec::new();
        for (place_of, (curve, corners)) in curves.iter().zip(&corners).enumerate() {
            let color = hue(place_of);
            let (name, back, n) = (group(&curve.group), curve.returned, curve.n);
            names.push((format!("{name}: {back} of {n} back"), color));
            let line: Vec<_> = corners
                .iter()
                .map(|(t, share)| (place(*t), *share))
                .collect();
            frame.strong_path(&line, color)?;
            for censored in &curve.censored_min {
                let share = curve.share_at(*censored);
                let x = place(*censored);
                frame.path(&[(x, share - 0.02), (x, share + 0.02)], color, 2)?;
            }
            for (at, _) in &x.ticks {
                let row = -LINE * (place_of as f64 + 1.5);
                let risk = curve.at_risk(at * at).to_string();
                let at = frame.pixel(*at, row);
                frame.words(&risk, at, 12, color, HPos::Center, VPos::Center)?;
            }
        }
        frame.legend(&names)
    })
}

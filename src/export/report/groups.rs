//! Group curves on true time, and return to baseline.

use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{Axis, Drawn, figure, number};
use super::palette::{BAND, QUIET, hue};
use super::words::group;
use crate::measure::study::{Baseline, Part, Recovery, Row, Study};

/// Most sessions of a group that are drawn one by one.
pub const MOST_LINES: usize = 150;

/// Early minutes get more room than late ones, so that +5 and +90 can both be read.
fn place(t_min: f64) -> f64 {
    t_min.max(0.0).sqrt()
}

fn minutes(latest: f64) -> Axis {
    let ticks = [0.0, 1.0, 5.0, 10.0, 20.0, 40.0, 60.0, 90.0, 120.0, 180.0];
    let shown = ticks.into_iter().filter(|t| *t <= latest * 1.02 + 0.1);
    Axis {
        from: -0.4,
        to: place(latest) + 0.4,
        ticks: shown.map(|t| (place(t), number(t, 0))).collect(),
        name: "Minutes from the stimulus's end (square-root scale)".to_owned(),
    }
}

/// Every session's change from baseline as a thin line, the groups' means with 95 % intervals strong.
pub fn curves(study: &Study, part: &Part, number_of_part: usize, rows: &[Row]) -> Drawn {
    let outcome = study.outcome.as_ref().ok_or("nothing was rated")?;
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
            let lines = members.filter_map(|(_, row)| line(row, outcome.as_str(), study));
            lines.take(MOST_LINES).collect()
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
    let y = Axis::around(
        values.chain([-tau, tau]),
        &format!("Change of {outcome} from baseline"),
    );
    figure(520, &minutes(latest), &y, |frame| {
        frame.fill([(-0.4, -tau), (place(latest) + 0.4, tau)], BAND, 1.0)?;
        for (place_of, lines) in lines.iter().enumerate() {
            let strength = (6.0 / (lines.len().max(1) as f64).sqrt()).clamp(0.12, 0.5);
            for line in lines {
                let line: Vec<_> = line.iter().map(|(t, y)| (place(*t), *y)).collect();
                frame.faint_path(&line, hue(place_of), strength, 1)?;
            }
        }
        let mut names = Vec::new();
        for (place_of, one) in groups.iter().enumerate() {
            let color = hue(place_of);
            names.push((format!("{} (n = {})", group(&one.group), one.n), color));
            // Groups stand a little apart, so that their intervals don't cover each other.
            let aside = 0.06 * place_of as f64;
            let waves = one.waves.iter();
            let means: Vec<_> = waves
                .filter_map(|wave| Some((place(wave.t_min?) + aside, wave.change.mean?, wave)))
                .collect();
            let line: Vec<_> = means.iter().map(|(x, y, _)| (*x, *y)).collect();
            frame.path(&line, color, 3)?;
            for (x, mean, wave) in &means {
                if let Some((low, high)) = wave.change.ci {
                    frame.path(&[(*x, low), (*x, high)], color, 2)?;
                    for end in [low, high] {
                        frame.path(&[(x - 0.05, end), (x + 0.05, end)], color, 2)?;
                    }
                }
                frame.mark((*x, *mean), place_of, color, 5)?;
                let (px, _) = frame.pixel(*x, *mean);
                let row = 42 + 14 * i32::try_from(place_of).unwrap_or(0);
                let n = wave.change.n.to_string();
                frame.words(&n, (px, row), 11, color, HPos::Center, VPos::Top)?;
            }
        }
        frame.legend(&names)
    })
}

/// A session's changes from its own baseline, in minutes and points.
fn line(row: &Row, outcome: &str, study: &Study) -> Option<Vec<(f64, f64)>> {
    let outcome = row
        .outcomes
        .iter()
        .find(|one| one.outcome.as_str() == outcome)?;
    let before: Vec<f64> = outcome
        .rated
        .iter()
        .filter(|one| one.is_before)
        .filter_map(|one| one.value)
        .collect();
    let last = *before.last()?;
    let baseline = match study.settings.baseline {
        Baseline::Last => last,
        Baseline::Mean => before.iter().sum::<f64>() / before.len() as f64,
    };
    let after = outcome.rated.iter().filter(|one| one.is_after);
    let line: Vec<_> = after
        .filter_map(|one| Some((one.t_min?, one.value? - baseline)))
        .collect();
    (!line.is_empty()).then_some(line)
}

/// Kaplan–Meier curves of return to baseline, with censored sessions as ticks and the numbers at risk.
pub fn recovery(part: &Part) -> Drawn {
    let curves: Vec<&Recovery> = part
        .recovery
        .iter()
        .filter(|curve| curve.n > 0 && curve.group != "all")
        .collect();
    if curves.is_empty() {
        return Err("no session had a drop to come back from".to_owned());
    }
    let steps = curves
        .iter()
        .flat_map(|curve| curve.curve.iter().map(|step| step.t_min));
    let censored = curves
        .iter()
        .flat_map(|curve| curve.censored_min.iter().copied());
    let latest = steps.chain(censored).fold(1.0, f64::max);
    let x = minutes(latest);
    let y = Axis::between(0.0, 1.02, "Share not yet back at baseline");
    figure(460, &x, &y, |frame| {
        let mut names = Vec::new();
        for (place_of, curve) in curves.iter().enumerate() {
            let color = hue(place_of);
            let back = format!(
                "{}: {} of {} back",
                group(&curve.group),
                curve.returned,
                curve.n
            );
            names.push((back, color));
            let mut corners: Vec<(f64, f64)> = Vec::new();
            for step in &curve.curve {
                if let Some((_, share)) = corners.last().copied() {
                    corners.push((place(step.t_min), share));
                }
                corners.push((place(step.t_min), step.share));
            }
            let end = curve.censored_min.iter().copied().fold(0.0, f64::max);
            if let Some((x, share)) = corners.last().copied().filter(|(x, _)| place(end) > *x) {
                corners.push((place(end), share));
                debug_assert!(x <= place(end));
            }
            frame.path(&corners, color, 3)?;
            for censored in &curve.censored_min {
                let passed = curve
                    .curve
                    .iter()
                    .take_while(|step| step.t_min <= *censored);
                let share = passed.last().map_or(1.0, |step| step.share);
                let x = place(*censored);
                frame.path(&[(x, share - 0.02), (x, share + 0.02)], color, 2)?;
            }
            for (at, _) in &x.ticks {
                let t = at * at;
                let risk = curve
                    .curve
                    .iter()
                    .find(|step| step.t_min >= t)
                    .map(|step| step.at_risk);
                if let Some(risk) = risk {
                    let (px, py) = frame.pixel(*at, 0.0);
                    let row = py - 6 - 13 * i32::try_from(place_of).unwrap_or(0);
                    let risk = risk.to_string();
                    frame.words(&risk, (px, row), 11, color, HPos::Center, VPos::Bottom)?;
                }
            }
        }
        frame.words(
            "at the foot: at risk",
            (890, 30),
            11,
            QUIET,
            HPos::Right,
            VPos::Top,
        )?;
        frame.legend(&names)
    })
}

//! What goes with net change: contrasts, doses, moderators, rhythm; and crying along the film.

use plotters::style::text_anchor::{HPos, VPos};

use super::frame::{Axis, Drawn, figure};
use super::palette::{LINE, QUIET, TEXT, hue};
use crate::export::words::{dose, group, number, some};
use crate::measure::study::{Correlation, Moments, Part};

/// Fewer sessions give intervals that would shrink all others to dots.
pub const LEAST: usize = 5;
/// Most rows of one figure; what is more goes on in a further one.
const ROWS: usize = 40;
/// More points than this are drawn faint, so that they don't become one blot.
const MANY: usize = 300;

/// One row of intervals.
struct Interval {
    name: String,
    mean: f64,
    ends: (f64, f64),
    /// Words at its right end.
    aside: String,
    /// Which mark and hue.
    place: usize,
}

/// Differences of groups with their intervals, in as many figures as it takes.
pub fn contrasts(part: &Part, notes: &[String]) -> Vec<Drawn> {
    let rows = part.contrasts.iter().filter_map(|row| {
        let is_net = row.of == "net_change";
        let of = if is_net {
            "net change"
        } else {
            "net change − reaction"
        };
        let (probe, a, b) = (group(row.probe.as_str()), group(&row.a), group(&row.b));
        Some(Interval {
            name: format!("{probe}, {of}: {a} − {b}"),
            mean: row.difference?,
            ends: row.ci?,
            aside: format!("g = {}", some(row.g, 2)),
            place: usize::from(!is_net),
        })
    });
    let name = "Difference in points, with 95 % interval (Welch)";
    forest(&rows.collect::<Vec<_>>(), name, 34, notes).unwrap_or_else(|| {
        vec![Err(
            "there are no two groups with enough sessions".to_owned()
        )]
    })
}

/// Net change by the levels of what may moderate it: means with intervals, in as many figures as it takes.
pub fn moderators(part: &Part, notes: &[String]) -> Vec<Drawn> {
    let levels = part
        .moderators
        .iter()
        .flat_map(|row| row.levels.iter().map(move |level| (row, level)))
        .filter(|(_, level)| level.change.n >= LEAST);
    let rows = levels.filter_map(|(row, level)| {
        Some(Interval {
            name: format!("{}: {}", group(&row.name), group(&level.level)),
            mean: level.change.mean?,
            ends: level.change.ci?,
            aside: format!("n = {}", level.change.n),
            place: 0,
        })
    });
    let name = "Mean net change at the last probe, with 95 % interval";
    forest(&rows.collect::<Vec<_>>(), name, 24, notes).unwrap_or_else(|| {
        vec![Err(
            "nothing that may moderate was noted in enough sessions".to_owned(),
        )]
    })
}

/// Intervals below each other with their names at the left; nothing when there are none.
fn forest(rows: &[Interval], name: &str, row_height: u32, notes: &[String]) -> Option<Vec<Drawn>> {
    let ends = rows.iter().flat_map(|row| [row.ends.0, row.ends.1]);
    let x = Axis::around(ends.chain([0.0]), name);
    let width = x.to - x.from;
    let x = Axis {
        from: x.from - 0.65 * width,
        to: x.to + 0.12 * width,
        ..x
    };
    let one = |rows: &[Interval]| {
        let y = Axis {
            from: 0.0,
            to: rows.len() as f64,
            ticks: Vec::new(),
            name: String::new(),
        };
        let height = 120 + row_height * u32::try_from(rows.len()).unwrap_or(0);
        figure(height, &x, &y, notes, |frame| {
            frame.path(&[(0.0, 0.0), (0.0, y.to)], LINE, 1)?;
            for (row, n) in rows.iter().zip(0..) {
                let at = y.to - f64::from(n) - 0.5;
                let (left, middle) = frame.pixel(x.from, at);
                let (right, _) = frame.pixel(x.to, at);
                frame.words(
                    &row.name,
                    (left + 4, middle),
                    13,
                    TEXT,
                    HPos::Left,
                    VPos::Center,
                )?;
                frame.words(
                    &row.aside,
                    (right, middle),
                    12,
                    QUIET,
                    HPos::Right,
                    VPos::Center,
                )?;
                let color = hue(row.place);
                frame.path(&[(row.ends.0, at), (row.ends.1, at)], color, 2)?;
                frame.mark((row.mean, at), row.place, color, 4)?;
            }
            Ok(())
        })
    };
    (!rows.is_empty()).then(|| rows.chunks(ROWS).map(one).collect())
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
pub fn scatter(row: &Correlation, notes: &[String]) -> Drawn {
    let name = format!("{}: {}", group(&row.channel), dose(row.dose));
    let x = Axis::around(row.points.iter().map(|point| point.x).chain([0.0]), &name);
    let y = Axis::around(
        row.points.iter().map(|point| point.y).chain([0.0]),
        &format!("Net change at {}", group(row.probe.as_str())),
    );
    let told = match (row.rho, &row.why) {
        (Some(rho), _) => format!(
            "Spearman ρ = {}, n = {} ({} at 0); criers alone: ρ = {}, n = {}",
            number(rho, 2),
            row.n,
            row.zeros,
            some(row.rho_criers, 2),
            row.n_criers
        ),
        (None, why) => why.clone().unwrap_or_default(),
    };
    // Many dots would be one blot.
    let size = if row.points.len() > MANY { 2 } else { 3 };
    let strength = (12.0 / (row.points.len().max(1) as f64).sqrt()).clamp(0.25, 1.0);
    figure(380, &x, &y, notes, |frame| {
        frame.path(&[(x.from, 0.0), (x.to, 0.0)], TEXT, 1)?;
        for point in &row.points {
            let (at, place) = ((point.x, point.y), usize::from(!point.is_crier));
            if row.points.len() > MANY {
                frame.dot(at, hue(place), strength, size)?;
            } else {
                frame.mark(at, place, hue(place), size)?;
            }
        }
        frame.legend(&[("Criers".to_owned(), hue(0)), ("Others".to_owned(), hue(1))])?;
        frame.words(&told, (880, 24), 14, TEXT, HPos::Right, VPos::Center)
    })
}

/// How many cried in each second of the film, with its moments and every onset.
pub fn moments(moments: &Moments, notes: &[String]) -> Drawn {
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
    let strength = (6.0 / (moments.onsets.len().max(1) as f64).sqrt()).clamp(0.05, 1.0);
    figure(420, &x, &y, notes, |frame| {
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
        let line: Vec<_> = moments.shares().collect();
        frame.path(&line, hue(0), 3)?;
        for (_, onset) in &moments.onsets {
            frame.faint_path(&[(*onset, 0.0), (*onset, 0.03)], TEXT, strength, 1)?;
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

//! A study's report: figures as SVG and PNG, a page for the browser, and scripts for R and Python that go on from the tables.

mod frame;
mod groups;
mod page;
mod palette;
mod png;
mod relations;
mod words;

use super::Place;
use crate::measure::study::{Part, Row, Study};
use crate::record::study::LeftOut;

/// Fits the models of SCIENCE.md 5.4 in R.
const R: &str = include_str!("analysis.R");
/// The same in Python.
const PYTHON: &str = include_str!("analysis.py");

/// A figure and what is said under it.
pub struct Figure {
    /// Its file's stem.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its SVG, or why there is none.
    pub drawn: Result<String, String>,
    /// Sentences under it.
    pub caption: Vec<String>,
}

/// Writes figures, page and scripts beside the tables.
///
/// # Errors
/// One sentence when the disk fails.
pub fn write(
    place: &mut Place,
    study: &Study,
    rows: &[Row],
    left_out: &[LeftOut],
) -> Result<(), String> {
    let mut figures = Vec::new();
    for (number, part) in study.parts.iter().enumerate() {
        figures.push((number, of(study, part, number, rows)));
    }
    for figure in figures.iter().flat_map(|(_, figures)| figures) {
        if let Ok(svg) = &figure.drawn {
            place.write(&format!("{}.svg", figure.name), svg.as_bytes())?;
            place.write(&format!("{}.png", figure.name), &png::png(svg)?)?;
        }
    }
    let page = page::page(study, left_out, &figures);
    place.write("report.html", page.as_bytes())?;
    place.write("analysis.R", R.as_bytes())?;
    place.write("analysis.py", PYTHON.as_bytes())
}

/// The figures of one part.
fn of(study: &Study, part: &Part, number: usize, rows: &[Row]) -> Vec<Figure> {
    let suffix = if number == 0 {
        String::new()
    } else {
        format!("-{}", number + 1)
    };
    let figure = |name: &str, title: &str, drawn, caption: Vec<String>| Figure {
        name: format!("figure-{name}{suffix}"),
        title: title.to_owned(),
        drawn,
        caption,
    };
    let warnings: Vec<String> = study.warnings.iter().map(|one| (*one).to_owned()).collect();
    let mut curves = vec![format!(
        "Thin lines: sessions (at most {} of a group are drawn). Strong: mean with 95 % interval; the numbers above count each wave. Grey band: within {} points of the baseline.",
        groups::MOST_LINES,
        study.settings.tolerance
    )];
    curves.extend(warnings.clone());
    let mut recovery = vec![
        "Kaplan–Meier: the share that is not yet back; upright marks are sessions whose last probe came before they were back.".to_owned(),
    ];
    recovery.extend(warnings);
    let mut figures = vec![
        figure(
            "groups",
            "Mood after the stimulus",
            groups::curves(study, part, number, rows),
            curves,
        ),
        figure(
            "recovery",
            "Return to baseline",
            groups::recovery(part),
            recovery,
        ),
        figure(
            "contrasts",
            "Differences between groups",
            relations::contrasts(part),
            study.warnings.iter().map(|one| (*one).to_owned()).collect(),
        ),
    ];
    for row in relations::doses(part) {
        let name = format!("dose-{}-{}", row.channel, row.dose);
        let title = format!("{} and net change", words::group(&row.channel));
        let tests = format!(
            "One of {} correlations of dose and response, none adjusted for their number.",
            part.dose_response_tests
        );
        figures.push(figure(&name, &title, relations::scatter(row), vec![tests]));
    }
    figures.push(figure(
        "moderators",
        "What may moderate net change",
        relations::moderators(part),
        vec!["Numbers are split at the median for display alone; their correlations stand in the table.".to_owned()],
    ));
    let moments = match &part.moments {
        Some(moments) => relations::moments(moments),
        None => Err(part
            .moments_why
            .clone()
            .unwrap_or_else(|| "there are none".to_owned())),
    };
    figures.push(figure(
        "moments",
        "Crying along the film",
        moments,
        vec!["Marks at the foot: onsets of crying, less each coder's lag.".to_owned()],
    ));
    figures
}

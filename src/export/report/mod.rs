//! A study's report: figures as SVG and PNG, a page for the browser, and scripts for R and Python that go on from the tables.

mod frame;
mod groups;
mod page;
mod palette;
mod png;
mod relations;

use super::{Place, words};
use crate::measure::study::{Part, Row, Study};
use crate::protocol::Id;
use crate::record::study::LeftOut;

/// What stands in the scripts where the study's outcome belongs.
const OUTCOME: &str = "@OUTCOME@";
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
    let parts = study.parts.iter().enumerate();
    let figures: Vec<Vec<Figure>> = parts
        .map(|(number, part)| of(study, part, number, rows))
        .collect();
    for figure in figures.iter().flatten() {
        if let Ok(svg) = &figure.drawn {
            place.write(&format!("{}.svg", figure.name), svg.as_bytes())?;
            place.write(&format!("{}.png", figure.name), &png::png(svg)?)?;
        }
    }
    let page = page::page(study, rows, left_out, &figures);
    place.write("report.html", page.as_bytes())?;
    let outcome = study.outcome.as_ref().map_or("valence", Id::as_str);
    for (name, script) in [("analysis.R", R), ("analysis.py", PYTHON)] {
        place.write(name, script.replace(OUTCOME, &quoted(outcome)).as_bytes())?;
    }
    Ok(())
}

/// The figures of one part.
fn of(study: &Study, part: &Part, number: usize, rows: &[Row]) -> Vec<Figure> {
    let suffix = if number == 0 {
        String::new()
    } else {
        format!("-part{}", number + 1)
    };
    let mut figures = Vec::new();
    let mut add =
        |name: &str, title: &str, drawn: Vec<Result<String, String>>, caption: &[&str]| {
            for (drawn, n) in drawn.into_iter().zip(1..) {
                let further = if n == 1 {
                    String::new()
                } else {
                    format!("-{n}")
                };
                figures.push(Figure {
                    name: format!("figure-{name}{suffix}{further}"),
                    title: title.to_owned(),
                    drawn,
                    caption: caption.iter().map(|one| (*one).to_owned()).collect(),
                });
            }
        };
    // What must go wherever the figure goes is written into it.
    let origin: Vec<String> = study.not_study_data().into_iter().collect();
    let compared: Vec<String> = study
        .warnings
        .iter()
        .map(|one| (*one).to_owned())
        .chain(origin.iter().cloned())
        .collect();
    let curves = format!(
        "Thin lines: sessions, at most {} of a group. Strong: mean with 95 % interval, from two sessions on; the numbers above count each wave. Grey band: within {} points of the baseline.",
        groups::MOST_LINES,
        study.settings.tolerance
    );
    let drawn = groups::curves(study, part, number, rows, &compared);
    add("groups", "Mood after the stimulus", vec![drawn], &[&curves]);
    add(
        "recovery",
        "Return to baseline",
        vec![groups::recovery(part, &compared)],
        &[
            "Kaplan–Meier: the share that is not yet back; times of return lie on straight lines between probes, and sessions without a drop are left out. Upright marks: sessions whose last probe came before they were back. Below: how many were neither back nor out of sight.",
        ],
    );
    let drawn = relations::contrasts(part, &compared);
    add("contrasts", "Differences between groups", drawn, &[]);
    let tests = format!(
        "One of {} correlations of dose and response, none adjusted for their number. Ambiguous sessions are among them, and who did not cry has a dose of 0: over all sessions ρ holds the difference between those who cried and those who did not, so look at ρ of criers alone.",
        part.dose_response_tests
    );
    for row in relations::doses(part) {
        let name = format!("dose-{}-{}", row.channel, row.dose);
        let title = format!("{} and net change", words::group(&row.channel));
        add(
            &name,
            &title,
            vec![relations::scatter(row, &compared)],
            &[&tests],
        );
    }
    let few = format!(
        "Numbers are split at the median for display alone; their correlations stand in the table. Levels with fewer than {} sessions stand in the table alone.",
        relations::LEAST
    );
    let drawn = relations::moderators(part, &compared);
    add("moderators", "What may moderate net change", drawn, &[&few]);
    let moments = match &part.moments {
        Some(moments) => relations::moments(moments, &origin),
        None => Err(part
            .moments_why
            .clone()
            .unwrap_or_else(|| "there are none".to_owned())),
    };
    add(
        "moments",
        "Crying along the film",
        vec![moments],
        &[
            "Marks at the foot: onsets of crying, less each coder's lag. Seconds that fewer than half of the participants reached are left out.",
        ],
    );
    figures
}
/// A name within a quoted text of R and Python alike: whatever could end the text stands as its number. A session file can say anything.
fn quoted(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => c.to_string(),
            c => format!("\\U{:08x}", u32::from(c)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_ends_the_text_that_it_stands_in() {
        assert_eq!(quoted("neg_2-b"), "neg_2-b");
        let hostile = quoted("a\"; system('x')\n\\é");
        assert!(
            hostile
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '\\')
        );
        assert!(hostile.starts_with("a\\U00000022\\U0000003b"), "{hostile}");
    }
}

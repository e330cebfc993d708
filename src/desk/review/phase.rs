//! One phase of a session in words and tables: how crying began, what was coded alone and together, rhythm, points, moments.

use egui::Ui;

use super::tables::table_ui;
use crate::desk::page;
use crate::desk::words::sentence_case;
use crate::measure::{Figures, OnsetLag, Phase, PointMeasures};

/// Longer lists would bury the page.
const MOST: usize = 8;

/// The phase; what did not occur in it is not listed.
pub fn phase_ui(ui: &mut Ui, phase: &Phase) {
    let name = sentence_case(&phase.phase);
    let title = format!("{name}: {:.0} to {:.0} s", phase.from_s, phase.to_s);
    let channels = phase.channels.iter();
    let columns: Vec<(String, &Figures)> = channels
        .map(|channel| (sentence_case(&channel.channel), &channel.figures))
        .chain([("Sobs".to_owned(), &phase.sobs)])
        .collect();
    table_ui(ui, &title, &columns);
    for line in [began(phase), together(phase)].into_iter().flatten() {
        page::quiet(ui, &line);
    }
    for lag in phase.moments.iter().take(MOST) {
        page::quiet(ui, &after(lag));
    }
    more(ui, phase.moments.len());
    table_ui(ui, &format!("{name}: pairs of channels"), &pairs(phase));
    let occurred = |point: &&PointMeasures| point.figures.get("count").is_some_and(|n| n > 0.0);
    let points: Vec<(String, &Figures)> = phase
        .points
        .iter()
        .filter(occurred)
        .map(|point| (sentence_case(&point.code), &point.figures))
        .collect();
    for few in points.chunks(6) {
        table_ui(ui, &format!("{name}: point events"), few);
    }
    for thirds in phase.sob_thirds.iter().take(MOST) {
        let title = format!(
            "{name}: sobs of {:.0} to {:.0} s in thirds",
            thirds.from_s, thirds.to_s
        );
        let columns = [
            ("First".to_owned(), &thirds.first),
            ("Second".to_owned(), &thirds.second),
            ("Third".to_owned(), &thirds.third),
        ];
        table_ui(ui, &title, &columns);
    }
    more(ui, phase.sob_thirds.len());
}

/// Says that a list was cut.
fn more(ui: &mut Ui, count: usize) {
    if count > MOST {
        let left = count - MOST;
        page::faint(
            ui,
            &format!("And {left} more, which `lacrima show --json` lists."),
        );
    }
}

/// How crying began.
fn began(phase: &Phase) -> Option<String> {
    let onset = phase.onset.as_ref()?;
    let strength = if onset.subthreshold {
        ", never above level 1"
    } else {
        ""
    };
    Some(format!(
        "Crying began after {:.1} s in {}{strength}.",
        onset.latency_s,
        onset.channel.replace('_', " ")
    ))
}

/// How long each combination of channels lasted.
fn together(phase: &Phase) -> Option<String> {
    let of = phase.combinations.iter();
    let told: Vec<String> = of
        .map(|of| {
            format!(
                "{} {:.1} s",
                of.channels.join(" + ").replace('_', " "),
                of.s
            )
        })
        .collect();
    (!told.is_empty()).then(|| format!("Alone and together: {}.", told.join(" · ")))
}

/// An onset on the film.
fn after(lag: &OnsetLag) -> String {
    let since = lag.moment.as_ref().zip(lag.lag_s).map_or_else(
        || "before the first moment".to_owned(),
        |(moment, s)| format!("{s:.1} s after “{}” began", moment.replace('_', " ")),
    );
    format!("Onset at {:.1} s of the film, {since}.", lag.film_s)
}

/// Pairs of channels of which at least one occurred.
fn pairs(phase: &Phase) -> Vec<(String, &Figures)> {
    let occurred = |figures: &Figures| figures.get("jaccard").is_some();
    let pairs = phase.pairs.iter().filter(|pair| occurred(&pair.figures));
    pairs
        .map(|pair| {
            let (a, b) = (sentence_case(&pair.a), pair.b.replace('_', " "));
            (format!("{a} (a), {b} (b)"), &pair.figures)
        })
        .collect()
}

//! What goes with the change of mood: doses of crying, and everything that may moderate it.

use egui::Ui;
use egui_plot::{MarkerShape, Plot, PlotPoints, Points};

use super::numbers::{figure, group, interval, named_choice, p, signed};
use super::table::{Cell, Column, figures, table_ui, words};
use crate::desk::page;
use crate::desk::words as told;
use crate::export::words;
use crate::look::palette;
use crate::measure::study::{Correlation, Moderator, Part, WARNINGS};

/// Which correlation is drawn.
#[derive(Default)]
pub struct Chosen(usize);

/// Draws it.
pub fn relations_ui(ui: &mut Ui, part: &Part, chosen: &mut Chosen) {
    page::heading(ui, "Dose and response");
    page::caution(
        ui,
        &format!(
            "{} tests were made, none adjusted for their number: by chance alone about one in twenty is below 0.05.",
            part.dose_response_tests
        ),
    );
    page::quiet(
        ui,
        "Who did not cry has a dose of 0, and ambiguous sessions are among them: over all sessions ρ holds the difference between those who cried and those who did not. Look at ρ of criers alone.",
    );
    for warning in WARNINGS {
        page::caution(ui, warning);
    }
    if let Some(clicked) = doses_ui(ui, part) {
        chosen.0 = clicked;
    }
    if let Some(correlation) = part.dose_response.get(chosen.0) {
        scatter_ui(ui, correlation, part, &mut chosen.0);
    }
    slopes_ui(ui, part);
    moderators_ui(ui, part);
}

fn name(row: &Correlation) -> String {
    let dose = words::dose(row.dose);
    format!("{}, {dose}", group(&row.channel))
}

fn doses_ui(ui: &mut Ui, part: &Part) -> Option<usize> {
    const COLUMNS: [Column; 9] = [
        words("Crying", 280.0),
        words("Net change at", 110.0),
        figures("n", 56.0),
        figures("at 0", 56.0),
        figures("Spearman ρ", 90.0),
        figures("p", 70.0),
        figures("n of criers", 90.0),
        figures("ρ of criers", 90.0),
        figures("p", 70.0),
    ];
    table_ui(
        ui,
        "doses",
        &COLUMNS,
        part.dose_response.len(),
        220.0,
        |place| {
            let Some(row) = part.dose_response.get(place) else {
                return Vec::new();
            };
            let why = row.why.as_deref();
            vec![
                Cell::of(name(row)),
                Cell::of(told::sentence_case(row.probe.as_str())),
                Cell::of(row.n),
                Cell::of(row.zeros),
                figure(row.rho, 2, why),
                p(row.p, why),
                Cell::of(row.n_criers),
                figure(
                    row.rho_criers,
                    2,
                    Some("fewer than three criers, or no spread"),
                ),
                p(row.p_criers, None),
            ]
        },
    )
}

fn scatter_ui(ui: &mut Ui, shown: &Correlation, part: &Part, chosen: &mut usize) {
    ui.horizontal(|ui| {
        named_choice(ui, "Drawn")
            .selected_text(format!(
                "{} → {}",
                name(shown),
                told::sentence_case(shown.probe.as_str())
            ))
            .width(360.0)
            .show_ui(ui, |ui| {
                for (place, row) in part.dose_response.iter().enumerate() {
                    let text = format!(
                        "{} → {}",
                        name(row),
                        told::sentence_case(row.probe.as_str())
                    );
                    ui.selectable_value(chosen, place, text);
                }
            });
    });
    if shown.points.is_empty() {
        page::quiet(ui, shown.why.as_deref().unwrap_or("No session has both."));
        return;
    }
    let points: Vec<[f64; 2]> = shown
        .points
        .iter()
        .map(|point| [point.x, point.y])
        .collect();
    let palette = palette(ui);
    Plot::new("scatter")
        .height(240.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .x_axis_label(name(shown))
        .y_axis_label("Net change")
        .show(ui, |plot| {
            plot.hline(
                egui_plot::HLine::new("", 0.0)
                    .color(palette.line)
                    .width(1.0),
            );
            plot.points(
                Points::new("", PlotPoints::from(points))
                    .shape(MarkerShape::Circle)
                    .radius(3.0)
                    .color(palette.accent.gamma_multiply(0.7)),
            );
        });
}

fn slopes_ui(ui: &mut Ui, part: &Part) {
    ui.add_space(12.0);
    page::heading(ui, "Net change by dose, adjusted for baseline");
    const COLUMNS: [Column; 6] = [
        words("Channel", 180.0),
        words("Net change at", 110.0),
        figures("n", 56.0),
        figures("Slope", 90.0),
        figures("95 % interval", 160.0),
        figures("p", 70.0),
    ];
    table_ui(
        ui,
        "slopes",
        &COLUMNS,
        part.slopes.len(),
        f32::INFINITY,
        |place| {
            let Some(row) = part.slopes.get(place) else {
                return Vec::new();
            };
            let why = row.why.as_deref();
            vec![
                Cell::of(group(&row.channel)),
                Cell::of(told::sentence_case(row.probe.as_str())),
                Cell::of(row.n),
                figure(row.slope, 4, why),
                Cell::of(interval(row.ci, 4)),
                p(row.p, why),
            ]
        },
    );
    for row in &part.sob_duration {
        let told = match (row.quadratic, row.quadratic_p) {
            (Some(b2), Some(p)) => format!(
                "Minutes of sobbing → {}: quadratic term {} ({}), p = {p:.3}, n = {}.",
                told::sentence_case(row.probe.as_str()),
                signed(b2, 3),
                interval(row.quadratic_ci, 3),
                row.n
            ),
            _ => continue,
        };
        page::quiet(ui, &told);
    }
}

fn moderators_ui(ui: &mut Ui, part: &Part) {
    ui.add_space(12.0);
    page::heading(ui, "What may moderate net change");
    if part.moderators.is_empty() {
        page::quiet(ui, "Nothing else was noted or asked.");
        return;
    }
    page::faint(
        ui,
        "Numbers are correlated; low and high, split at the median, are for display alone.",
    );
    const COLUMNS: [Column; 5] = [
        words("Moderator", 200.0),
        figures("n", 56.0),
        figures("Spearman ρ", 90.0),
        figures("p", 70.0),
        words("Mean net change by level", 520.0),
    ];
    table_ui(
        ui,
        "moderators",
        &COLUMNS,
        part.moderators.len(),
        f32::INFINITY,
        |place| {
            let Some(row) = part.moderators.get(place) else {
                return Vec::new();
            };
            let why = row
                .why
                .as_deref()
                .or((!row.is_number).then_some("a category has no correlation"));
            let levels = levels(row);
            vec![
                Cell::of(told::sentence_case(&row.name)),
                Cell::of(row.n),
                figure(row.rho, 2, why),
                p(row.p, why),
                Cell::of(&levels).with(&levels),
            ]
        },
    );
}

fn levels(row: &Moderator) -> String {
    let told: Vec<String> = row
        .levels
        .iter()
        .map(|level| {
            let mean = level
                .change
                .mean
                .map_or_else(|| "–".to_owned(), |mean| signed(mean, 1));
            format!(
                "{} {mean} (n = {})",
                told::sentence_case(&level.level),
                level.change.n
            )
        })
        .collect();
    told.join(" · ")
}

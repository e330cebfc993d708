//! A session's figures as tables, and what limits them.

use egui::{Align, Grid, Layout, Response, RichText, Ui};

use super::phase::phase_ui;
use crate::desk::page;
use crate::desk::words;
use crate::look::{button, digits, palette, plain, tokens};
use crate::measure::{Figure, Figures, Measures};

/// What is to be known of the figures, the gravest first, and whether the participant cried.
pub fn quality_ui(ui: &mut Ui, measures: &Measures, hidden: bool) {
    let crier = &measures.crier;
    let rule = serde_json::to_value(crier.rule).unwrap_or_default();
    let status = serde_json::to_value(crier.status).unwrap_or_default();
    let name = |value: &serde_json::Value| words::sentence_case(value.as_str().unwrap_or_default());
    // The status may rest on what the participant said of it.
    if !hidden {
        page::quiet(
            ui,
            &format!(
                "{}, by the rule “{}”: {}.",
                name(&status),
                name(&rule).to_lowercase(),
                crier.why
            ),
        );
    }
    if measures.quality.is_empty() {
        page::quiet(ui, "Nothing limits these figures.");
    }
    for one in &measures.quality {
        page::caution(ui, &one.detail);
    }
}

/// The tables of crying, phase by phase, and of mood; figures that are none say why under the pointer.
pub fn tables_ui(ui: &mut Ui, measures: &Measures) {
    for phase in &measures.phases {
        phase_ui(ui, phase);
    }
    let columns: Vec<(String, &Figures)> = measures
        .mood
        .iter()
        .map(|mood| (words::sentence_case(mood.outcome.as_str()), &mood.figures))
        .collect();
    for few in columns.chunks(6) {
        table_ui(ui, "Mood", few);
    }
}

/// Figures by name, one column each.
pub fn table_ui(ui: &mut Ui, title: &str, columns: &[(String, &Figures)]) {
    let mut names: Vec<&str> = Vec::new();
    for (_, figures) in columns {
        for (name, _) in figures.iter() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        page::quiet(ui, title);
        if button::compact(ui, None, "Copy", button::Weight::Quiet).clicked() {
            ui.ctx().copy_text(tsv(&names, columns));
        }
    });
    let faint = palette(ui).faint;
    Grid::new(("figures", title, columns.first().map(|column| &column.0)))
        .num_columns(columns.len() + 1)
        .spacing([18.0, 2.0])
        .show(ui, |ui| {
            ui.label("");
            for (column, _) in columns {
                let head = RichText::new(column).font(plain(tokens::DESK_SMALL));
                right(ui, |ui| ui.label(head.color(faint)));
            }
            ui.end_row();
            for name in &names {
                ui.label(RichText::new(words::figure(name)).color(palette(ui).quiet));
                for (_, figures) in columns {
                    figure_ui(
                        ui,
                        figures
                            .iter()
                            .find(|(other, _)| other == name)
                            .map(|(_, one)| one),
                    );
                }
                ui.end_row();
            }
        });
}

fn figure_ui(ui: &mut Ui, figure: Option<&Figure>) {
    let font = digits(tokens::DESK_SMALL);
    match figure {
        None => drop(ui.label("")),
        Some(Ok(value)) => {
            let text = RichText::new(number(*value)).font(font);
            right(ui, |ui| ui.label(text.color(palette(ui).text)));
        }
        Some(Err(why)) => {
            let dash = RichText::new("–").font(font).color(palette(ui).faint);
            right(ui, |ui| ui.label(dash).on_hover_text(why));
        }
    }
}

/// At the right edge of its column, as numbers stand.
fn right(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> Response) {
    ui.with_layout(Layout::right_to_left(Align::Center), add);
}

/// As many decimals as say something.
fn number(value: f64) -> String {
    let text = if value.abs() >= 100.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    };
    text.replace('-', "−")
}

/// The same for a spreadsheet: parted by tabs, an empty cell where there is no figure.
fn tsv(names: &[&str], columns: &[(String, &Figures)]) -> String {
    let mut text = String::from("figure");
    for (column, _) in columns {
        text += "\t";
        text += column;
    }
    for name in names {
        text += "\n";
        text += name;
        for (_, figures) in columns {
            text += "\t";
            text += &figures
                .get(name)
                .map_or(String::new(), |value| value.to_string());
        }
    }
    text
}

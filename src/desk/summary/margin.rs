//! How faithfully films were shown, and everything that happened beside the plan.

use egui::{Label, RichText, Ui};

use super::section;
use crate::desk::page;
use crate::desk::words;
use crate::look::{Icon, digits, icon_ui, palette, tokens};
use crate::record::Document;
use crate::record::document::Contact;
use crate::time::SessionTime;

/// One line a film, with its verdict.
pub fn films_ui(ui: &mut Ui, document: &Document, hidden: bool) {
    if document.films.is_empty() {
        page::quiet(ui, "None was shown.");
    }
    let palette = palette(ui);
    for (film, n) in document.films.iter().zip(1..) {
        ui.horizontal_wrapped(|ui| {
            let (icon, color, verdict) = match film.faithful {
                true => (Icon::Check, palette.quiet, "shown faithfully".to_owned()),
                false => {
                    let why = film.why.as_deref().unwrap_or("why is not known");
                    (
                        Icon::Caution,
                        palette.caution,
                        format!("not shown faithfully: {why}"),
                    )
                }
            };
            icon_ui(ui, icon, 14.0, color);
            // The names of step and stimulus could tell the condition.
            let name = match hidden {
                true => format!("Film {n}"),
                false => format!(
                    "{} ({})",
                    words::sentence_case(film.step.as_str()),
                    film.stimulus
                ),
            };
            ui.label(RichText::new(name).color(palette.text));
            ui.label(RichText::new(verdict).color(color));
            if let Some(frames) = &film.frames {
                let mut text = format!(
                    "{} of {} frames, {} dropped",
                    frames.shown, frames.due, frames.dropped
                );
                if let Some(gap) = film.longest_gap_ms {
                    text += &format!(", longest gap {gap:.1} ms");
                }
                if let Some(jitter) = film.jitter_sd_ms {
                    text += &format!(", jitter SD {jitter:.2} ms");
                }
                ui.label(
                    RichText::new(text)
                        .font(digits(tokens::DESK_SMALL))
                        .color(palette.faint),
                );
            }
        });
    }
}

/// Deviations, incidents, faults, absences and notes; a kind of which there is none is not named.
pub fn margin_ui(ui: &mut Ui, document: &Document) {
    let deviations = document.deviations.iter().map(|row| {
        let step = row
            .step
            .as_ref()
            .map(|step| format!(" ({step})"))
            .unwrap_or_default();
        (
            row.t_s,
            format!("{}{step}: {}", words::sentence_case(&row.what), row.reason),
        )
    });
    list_ui(ui, "Deviations from the plan", deviations.collect());
    let incidents = document.incidents.iter().map(|row| {
        let what = words::sentence_case(&snake(&format!("{:?}", row.what)));
        let detail = row
            .detail
            .as_ref()
            .map(|detail| format!(": {detail}"))
            .unwrap_or_default();
        (row.t_s, format!("{what}{detail}"))
    });
    list_ui(ui, "Incidents", incidents.collect());
    let absences = document.contacts.iter().filter_map(|row| match row {
        Contact::Absence(absence) => Some(absence),
        Contact::Social(_) => None,
    });
    let absences = absences.map(|row| {
        let back = row.returned_s.map_or_else(
            || "not back".to_owned(),
            |t| format!("back at {}", words::clock(t)),
        );
        (row.left_s, format!("Left the room, {back}: {}", row.reason))
    });
    list_ui(ui, "Absences", absences.collect());
    let faults = document.faults.iter().map(|row| {
        let mended = row.cleared_s.map_or_else(
            || "never mended".to_owned(),
            |t| format!("mended at {}", words::clock(t)),
        );
        (row.t_s, format!("{} ({mended})", row.text))
    });
    list_ui(ui, "Faults", faults.collect());
    list_ui(
        ui,
        "Notes",
        document
            .notes
            .iter()
            .map(|row| (row.t_s, row.text.clone()))
            .collect(),
    );
}

/// A section with a line for each row; none when there is none.
pub fn list_ui(ui: &mut Ui, title: &str, rows: Vec<(SessionTime, String)>) {
    if rows.is_empty() {
        return;
    }
    section(ui, title);
    let palette = palette(ui);
    for (t, text) in rows {
        ui.horizontal_top(|ui| {
            ui.label(
                RichText::new(words::clock(t))
                    .font(digits(tokens::DESK_SMALL))
                    .color(palette.faint),
            );
            ui.add(Label::new(RichText::new(text).color(palette.quiet)).wrap());
        });
    }
}

/// `StageLost` as `stage_lost`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

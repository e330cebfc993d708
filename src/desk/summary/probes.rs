//! The probes of a session: when each was due, when it was touched, and what was answered.

use egui::{Grid, Label, RichText, Ui};

use crate::desk::page;
use crate::desk::words;
use crate::look::{digits, palette, plain, tokens};
use crate::protocol::Id;
use crate::record::Document;
use crate::session::{ProbeStatus, Value};
use crate::time::{Micros, SessionTime};

/// The table; answers are left out while they are hidden.
pub fn probes_ui(ui: &mut Ui, document: &Document, hidden: bool) {
    if document.probes.is_empty() {
        page::quiet(ui, "The protocol has no probes, or none was reached.");
        return;
    }
    let palette = palette(ui);
    let head = |ui: &mut Ui, text: &str| {
        ui.label(
            RichText::new(text)
                .font(plain(tokens::DESK_SMALL))
                .color(palette.faint),
        );
    };
    let answers_width = (ui.available_width() - 560.0).max(240.0);
    Grid::new("probes")
        .num_columns(6)
        .spacing([24.0, 8.0])
        .show(ui, |ui| {
            for text in [
                "Probe",
                "Scheduled",
                "Opened",
                "Touched after",
                "Status",
                if hidden { "" } else { "Answers and scores" },
            ] {
                head(ui, text);
            }
            ui.end_row();
            for (probe, n) in document.probes.iter().zip(1..) {
                // A step's name could tell the condition.
                let name = match hidden {
                    true => format!("Probe {n}"),
                    false => words::sentence_case(probe.step.as_str()),
                };
                ui.label(RichText::new(name).color(palette.text));
                time(ui, probe.scheduled_s);
                time(ui, probe.opened_s);
                let late = probe
                    .scheduled_s
                    .zip(probe.first_touch_s)
                    .map(|(due, touch)| lateness(touch - due));
                number(ui, late.as_deref().unwrap_or("–"));
                let color = match probe.status {
                    ProbeStatus::OnTime => palette.quiet,
                    _ => palette.caution,
                };
                ui.label(RichText::new(status(probe.status)).color(color));
                if !hidden {
                    let text = RichText::new(answers(probe))
                        .font(plain(tokens::DESK_SMALL))
                        .color(palette.quiet);
                    ui.scope(|ui| {
                        ui.set_max_width(answers_width);
                        ui.add(Label::new(text).wrap());
                    });
                }
                ui.end_row();
            }
        });
}

fn time(ui: &mut Ui, t: Option<SessionTime>) {
    number(ui, &t.map_or_else(|| "–".to_owned(), words::clock));
}

fn number(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text)
            .font(digits(tokens::DESK_SMALL))
            .color(palette(ui).quiet),
    );
}

fn lateness(by: Micros) -> String {
    let s = by.0 as f64 / 1e6;
    if s.abs() < 60.0 {
        format!("{s:.1} s")
    } else {
        words::length(by)
    }
}

/// How a probe went, in words.
pub(super) fn status(status: ProbeStatus) -> &'static str {
    match status {
        ProbeStatus::OnTime => "On time",
        ProbeStatus::Late => "Late",
        ProbeStatus::Missed => "Missed",
        ProbeStatus::OutOfWindow => "Out of window",
        ProbeStatus::Declined => "Declined",
        ProbeStatus::NotShown => "Not shown",
        ProbeStatus::Aborted => "Broken off",
    }
}

fn answers(probe: &crate::record::document::Probe) -> String {
    let given = probe.answers.iter().map(|answer| {
        let value = match (&answer.value, answer.reason) {
            (Some(Value::Number(value)), _) => format!("{value}"),
            (Some(Value::Text(text)), _) => text.clone(),
            (Some(Value::Many(chosen)), _) => {
                let chosen: Vec<&str> = chosen.iter().map(Id::as_str).collect();
                chosen.join(" + ")
            }
            (Some(Value::Place { x, y }), _) => format!("{x} | {y}"),
            (None, Some(reason)) => format!("{reason:?}").to_lowercase(),
            (None, None) => "–".to_owned(),
        };
        format!("{} {value}", answer.item)
    });
    let scored = probe.scores.iter().map(|(score, value)| match value {
        Some(value) => format!("{score} = {:.1}", value),
        None => format!("{score} = –"),
    });
    given.chain(scored).collect::<Vec<_>>().join(" · ")
}

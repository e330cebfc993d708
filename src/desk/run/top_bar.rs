//! The five facts that are always there: step, session time, film time, what is saved, devices.

use egui::{Align, Color32, Label, Layout, RichText, Ui, vec2};

use crate::conductor::StageHealth;
use crate::desk::words;
use crate::look::{digits, palette, plain, strong, tokens};

use crate::session::{DeskView, StepState};

use super::Seen;

/// The bar at the top.
pub fn top_bar_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let palette = palette(ui);
    let (view, health) = (seen.view(), &seen.feed.health);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 24.0;
        let wide = ui.available_width() > 1100.0;
        let step = view.now.step.as_deref().map(words::sentence_case);
        let step = step.as_deref().unwrap_or(between_steps(view));
        fact_ui(
            ui,
            if wide { 208.0 } else { 160.0 },
            "Step",
            Value::Words(step),
            palette.text,
        );
        fact_ui(
            ui,
            88.0,
            "Session time",
            Value::Digits(&words::clock(seen.t)),
            palette.text,
        );
        let film = film(seen);
        fact_ui(ui, 128.0, "Film time", Value::Digits(&film), palette.text);
        match &health.not_saving {
            Some(_) => fact_ui(
                ui,
                136.0,
                "Disk",
                Value::Strong("NOT BEING SAVED"),
                palette.not_saved,
            ),
            None => {
                let saved = format!("Saved to #{}", health.saved);
                fact_ui(ui, 136.0, "Disk", Value::Digits(&saved), palette.text);
            }
        }
        let (devices, well) = devices(health.stage);
        let color = if well { palette.text } else { palette.caution };
        fact_ui(
            ui,
            if wide { 208.0 } else { 184.0 },
            "Devices",
            Value::Words(&devices),
            color,
        );

        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let condition = condition(view);
            let who = if wide {
                format!("{} · {condition}", view.participant)
            } else {
                view.participant.to_string()
            };
            let text = RichText::new(who).color(palette.quiet);
            ui.add(Label::new(text).truncate())
                .on_hover_text(format!("{}\nCondition: {condition}", view.title));
            ui.label(RichText::new(words::mode(view.mode)).color(palette.faint));
        });
    });
}

/// The condition, or why it is not told.
fn condition(view: &DeskView) -> String {
    match (&view.condition, &view.hidden_until) {
        (Some(condition), _) => condition.to_string(),
        (None, _) if view.blinded => "hidden (blinded)".to_owned(),
        (None, Some(step)) => format!("hidden until {}", words::sentence_case(step)),
        (None, None) => "hidden".to_owned(),
    }
}

/// What is the case while no step is on.
fn between_steps(view: &DeskView) -> &'static str {
    if view.now.ended.is_some() {
        "Over"
    } else if view.steps.iter().any(|step| step.on_stop) {
        "Stopped"
    } else if view.steps.iter().all(|step| step.state == StepState::Todo) {
        "Not begun"
    } else {
        "Between steps"
    }
}

enum Value<'a> {
    Words(&'a str),
    Strong(&'a str),
    Digits(&'a str),
}

/// A caption and its value in a place of fixed width.
fn fact_ui(ui: &mut Ui, width: f32, caption: &str, value: Value<'_>, color: Color32) {
    let faint = palette(ui).faint;
    ui.allocate_ui_with_layout(vec2(width, 36.0), Layout::top_down(Align::Min), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.label(
            RichText::new(caption)
                .font(plain(tokens::DESK_SMALL))
                .color(faint),
        );
        let (text, font) = match value {
            Value::Words(text) => (text, plain(tokens::DESK_TEXT)),
            Value::Strong(text) => (text, strong(tokens::DESK_TEXT)),
            Value::Digits(text) => (text, digits(tokens::DESK_TEXT)),
        };
        ui.add(Label::new(RichText::new(text).font(font).color(color)).truncate());
    });
}

fn film(seen: &Seen<'_>) -> String {
    let Some(film) = seen.film() else {
        return "–".to_owned();
    };
    match seen.view().now.film_length {
        Some(length) => format!("{} / {}", words::film_clock(film), words::length(length)),
        None => words::film_clock(film),
    }
}

fn devices(stage: StageHealth) -> (String, bool) {
    match stage {
        StageHealth::Starting => ("Stage is starting".to_owned(), true),
        StageHealth::Up {
            refresh_hz: Some(hz),
        } => (format!("Stage up · {hz:.0} Hz"), true),
        StageHealth::Up { refresh_hz: None } => ("Stage up".to_owned(), true),
        StageHealth::Lost => ("Stage lost, restarting".to_owned(), false),
        StageHealth::Closed => ("Stage closed".to_owned(), true),
    }
}

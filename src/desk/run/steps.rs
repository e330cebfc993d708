//! The list of steps, the current one strong, and the next probe with its countdown.

use egui::{
    Align, CentralPanel, Color32, CornerRadius, Frame, Label, Layout, Panel, RichText, ScrollArea,
    Sense, Ui, vec2,
};

use crate::desk::words;
use crate::look::{Icon, digits, icon_ui, palette, plain, strong, tokens};
use crate::session::{StepState, StepView};

use super::Seen;

/// The left side.
pub fn steps_ui(ui: &mut Ui, seen: &Seen<'_>) {
    Panel::bottom("next probe")
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::NONE)
        .show(ui, |ui| next_ui(ui, seen));
    CentralPanel::no_frame().show(ui, |ui| {
        ui.label(
            RichText::new("Steps")
                .font(plain(tokens::DESK_SMALL))
                .color(palette(ui).faint),
        );
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut on_stop = false;
            for step in &seen.view().steps {
                if step.on_stop && !on_stop {
                    on_stop = true;
                    ui.add_space(8.0);
                    ui.label(
                        RichText::new("After the stop")
                            .font(plain(tokens::DESK_SMALL))
                            .color(palette(ui).faint),
                    );
                }
                step_ui(ui, step, seen);
            }
        });
    });
}

fn step_ui(ui: &mut Ui, step: &StepView, seen: &Seen<'_>) {
    let palette = palette(ui);
    let current = step.state == StepState::Current;
    let (icon, color) = match step.state {
        StepState::Current => (Icon::Dot, palette.accent),
        StepState::Done => (Icon::Check, palette.faint),
        StepState::Todo => (Icon::Ring, palette.faint),
        StepState::LeftOut => (Icon::Skip, palette.faint),
        StepState::Missed => (Icon::Caution, palette.caution),
    };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), tokens::ROW), Sense::hover());
    if current {
        ui.painter().rect_filled(
            rect,
            CornerRadius::same(tokens::RADIUS_SMALL),
            palette.raised,
        );
        scroll_when_new(ui, step, rect);
    }
    let inner = rect.shrink2(vec2(6.0, 0.0));
    let mut row = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    icon_ui(&mut row, icon, 12.0, color);
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if let Some(when) = when(step, seen) {
            ui.label(
                RichText::new(when)
                    .font(digits(tokens::DESK_SMALL))
                    .color(palette.faint),
            );
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (font, color) = text_of(step.state, palette);
            let label = words::sentence_case(&step.label);
            let kind = words::step_kind(step.kind);
            let same = label.eq_ignore_ascii_case(kind);
            let name = RichText::new(label).font(font).color(color);
            ui.add(Label::new(name).truncate());
            if !same {
                let kind = RichText::new(kind)
                    .font(plain(tokens::DESK_SMALL))
                    .color(palette.faint);
                ui.add(Label::new(kind).truncate());
            }
        });
    });
    response.on_hover_text(format!("{} · {}", step.label, words::step_kind(step.kind)));
}

fn text_of(state: StepState, palette: &tokens::Palette) -> (egui::FontId, Color32) {
    match state {
        StepState::Current => (strong(tokens::DESK_TEXT), palette.text),
        StepState::Todo => (plain(tokens::DESK_TEXT), palette.quiet),
        StepState::Missed => (plain(tokens::DESK_TEXT), palette.caution),
        StepState::Done | StepState::LeftOut => (plain(tokens::DESK_TEXT), palette.faint),
    }
}

/// Scrolls to the current step once, when it becomes so; after that the list stays where the hand leaves it.
fn scroll_when_new(ui: &Ui, step: &StepView, rect: egui::Rect) {
    let memory = egui::Id::unique("current step in sight");
    let seen = ui.data(|data| data.get_temp::<String>(memory));
    if seen.as_deref() != Some(step.label.as_str()) {
        ui.scroll_to_rect(rect, Some(Align::Center));
        ui.data_mut(|data| data.insert_temp(memory, step.label.clone()));
    }
}

fn when(step: &StepView, seen: &Seen<'_>) -> Option<String> {
    match (step.state, step.due, step.delay_s) {
        (StepState::LeftOut, ..) => Some("left out".to_owned()),
        (StepState::Missed, ..) => Some("missed".to_owned()),
        (StepState::Todo, Some(due), _) => Some(words::countdown(due, seen.t)),
        (StepState::Todo, None, Some(delay_s)) => Some(words::delay(delay_s)),
        (StepState::Current, ..) => {
            let now = &seen.view().now;
            let until = now.step_until.filter(|_| !now.paused && now.film.is_none());
            until.map(|until| words::countdown(until, seen.t))
        }
        _ => None,
    }
}

fn next_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let palette = palette(ui);
    let (now, schedule) = (&seen.view().now, &seen.view().schedule);
    ui.separator();
    ui.add_space(4.0);
    let small = |text: &str| {
        RichText::new(text)
            .font(plain(tokens::DESK_SMALL))
            .color(palette.faint)
    };
    let big = |text: String, color| {
        RichText::new(text)
            .font(digits(tokens::DESK_TITLE))
            .color(color)
    };
    // Three lines, always, so that the list above keeps its height.
    let (caption, name, time, color) = if let Some(since) = now.waiting_touch_since {
        let waits = words::countdown(since, seen.t).replace("in ", "for ");
        (
            "Waits for the participant's touch",
            now.step.clone(),
            waits,
            palette.text,
        )
    } else if now.answering {
        (
            "Participant is answering",
            now.step.clone(),
            "…".to_owned(),
            palette.quiet,
        )
    } else if let Some((label, due)) = &schedule.next {
        let color = if schedule.held {
            palette.caution
        } else {
            palette.text
        };
        let caption = if schedule.held {
            "Next probe, held"
        } else {
            "Next probe"
        };
        (
            caption,
            Some(label.clone()),
            words::countdown(*due, seen.t),
            color,
        )
    } else {
        ("Next probe", None, "–".to_owned(), palette.faint)
    };
    ui.label(small(caption));
    let name = name
        .as_deref()
        .map_or_else(|| "None scheduled yet".to_owned(), words::sentence_case);
    ui.add(Label::new(RichText::new(name).color(palette.quiet)).truncate());
    ui.label(big(time, color));
    let away = match (schedule.away, schedule.presence) {
        (true, _) => "Participant has left the room",
        (false, crate::protocol::Presence::MayLeave) => "Participant may leave the room",
        (false, crate::protocol::Presence::Stay) => " ",
    };
    let color = if schedule.away {
        palette.caution
    } else {
        palette.faint
    };
    ui.label(
        RichText::new(away)
            .font(plain(tokens::DESK_SMALL))
            .color(color),
    );
}

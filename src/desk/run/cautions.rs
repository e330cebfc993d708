//! Alarms not yet seen and faults not yet mended: strong, still, and with what to do.

use egui::{
    Align, CornerRadius, Frame, Key, Label, Layout, Margin, RichText, Stroke, StrokeKind, Ui,
};

use crate::desk::act::{act_button, pressed};
use crate::desk::words;
use crate::look::{Icon, icon_ui, palette, plain, strong, tokens};
use crate::session::{Caution, CautionKind, DeskInput, DeskView};

use super::{Gestures, RunCommand, Seen};

/// The cards at the top of the right side; none when all is well.
pub fn cautions_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let cautions = &seen.view().cautions;
    let mut first_alarm = gestures.leaves(Key::F1);
    for caution in cautions.iter().take(MOST) {
        let with_key = first_alarm && matches!(caution.kind, CautionKind::Alarm(..));
        first_alarm &= !with_key;
        caution_ui(ui, caution, with_key, seen, commands);
        ui.add_space(8.0);
    }
    if let Some(more) = cautions.len().checked_sub(MOST).filter(|more| *more > 0) {
        ui.label(RichText::new(format!("{more} more")).color(palette(ui).caution));
        ui.add_space(8.0);
    }
    let refusal = seen
        .feed
        .refusal
        .as_ref()
        .filter(|(at, _)| seen.now.ns_since(*at) < SHOW_REFUSAL_NS);
    if let Some((_, why)) = refusal {
        ui.label(RichText::new(why).color(palette(ui).quiet));
        ui.add_space(8.0);
    }
}

/// A frame around the whole window while an alarm is not seen.
pub fn frame_ui(ui: &Ui, seen: &Seen<'_>) {
    if has_alarm(seen.view()) {
        let rect = ui.ctx().content_rect();
        let stroke = Stroke::new(4.0, palette(ui).caution);
        let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("alarm frame"));
        ui.ctx().layer_painter(layer).rect_stroke(
            rect,
            CornerRadius::ZERO,
            stroke,
            StrokeKind::Inside,
        );
    }
}

/// Whether an alarm waits to be seen.
pub fn has_alarm(view: &DeskView) -> bool {
    view.cautions
        .iter()
        .any(|caution| matches!(caution.kind, CautionKind::Alarm(..)))
}

const MOST: usize = 4;
const SHOW_REFUSAL_NS: i64 = 6_000_000_000;

fn caution_ui(
    ui: &mut Ui,
    caution: &Caution,
    with_key: bool,
    seen: &Seen<'_>,
    commands: &mut Vec<RunCommand>,
) {
    let palette = palette(ui);
    let alarm = match caution.kind {
        CautionKind::Alarm(number, _) => Some(number),
        CautionKind::Fault(_) => None,
    };
    let frame = Frame::NONE
        .fill(palette.raised)
        .stroke(Stroke::new(
            if alarm.is_some() { 2.0 } else { 1.0 },
            palette.caution,
        ))
        .corner_radius(CornerRadius::same(tokens::RADIUS))
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            icon_ui(ui, Icon::Caution, 14.0, palette.caution);
            let title = if alarm.is_some() { "Alarm" } else { "Fault" };
            ui.label(
                RichText::new(title)
                    .font(strong(tokens::DESK_TEXT))
                    .color(palette.caution),
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let since = words::countdown(caution.since, seen.t).replace("in ", "for ");
                ui.label(
                    RichText::new(since)
                        .font(plain(tokens::DESK_SMALL))
                        .color(palette.faint),
                );
            });
        });
        ui.add(Label::new(RichText::new(&caution.text).color(palette.text)).wrap());
        if let Some(alarm) = alarm {
            ui.add_space(4.0);
            let key = with_key.then_some(Key::F1);
            let clicked = act_button(
                ui,
                Some(Icon::Check),
                "I have seen it",
                key.map(Into::into),
                true,
            )
            .clicked();
            if clicked || key.is_some_and(|key| pressed(ui, key)) {
                commands.push(RunCommand::Send(DeskInput::Acknowledge { alarm }));
            }
        }
    });
}

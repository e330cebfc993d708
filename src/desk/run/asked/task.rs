//! A timed task: what must be heeded before, the clock while it runs, and why it was ended.

use egui::{CornerRadius, Frame, Key, Label, Margin, RichText, Sense, Stroke, TextEdit, Ui, vec2};

use crate::desk::act::{act_button_sized, pressed};
use crate::desk::run::gestures::Owner;
use crate::desk::run::{Gestures, RunCommand, reasons};
use crate::desk::words;
use crate::look::{Icon, digits, icon_ui, palette, strong, tokens};
use crate::session::DeskInput;
use crate::time::SessionTime;

use super::{BUTTON, head_ui, quiet_ui};

/// Before the start: the safety text can't be overlooked.
pub fn start_ui(ui: &mut Ui, safety: Option<&str>) {
    head_ui(ui, "Start the task's clock");
    let Some(safety) = safety else {
        quiet_ui(ui, "The clock starts when the key goes down.");
        return;
    };
    let palette = palette(ui);
    Frame::NONE
        .fill(palette.raised)
        .stroke(Stroke::new(2.0, palette.caution))
        .corner_radius(CornerRadius::same(tokens::RADIUS))
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                icon_ui(ui, Icon::Caution, 16.0, palette.caution);
                let text = RichText::new(safety).font(strong(tokens::DESK_TEXT + 1.5));
                ui.add(Label::new(text.color(palette.text)).wrap());
            });
        });
}

/// The running clock, large, and how far it is from the cap.
pub fn stop_ui(ui: &mut Ui, now: SessionTime, since: SessionTime, until: SessionTime) {
    head_ui(ui, "The clock is running");
    let palette = palette(ui);
    let run = (now - since).as_s().max(0.0);
    let whole = (until - since).as_s().max(0.001);
    let text = RichText::new(format!("{run:6.1} s")).font(digits(48.0));
    ui.label(text.color(palette.text));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 8.0), Sense::hover());
    let radius = CornerRadius::same(tokens::RADIUS_SMALL);
    ui.painter().rect_filled(rect, radius, palette.raised);
    let mut filled = rect;
    filled.set_width(rect.width() * (run / whole).clamp(0.0, 1.0) as f32);
    ui.painter().rect_filled(filled, radius, palette.accent);
    quiet_ui(
        ui,
        &format!("Ends by itself at {}", words::length(until - since)),
    );
}

/// Why it was ended: one key each, or in other words.
pub fn reason_ui(ui: &mut Ui, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    head_ui(ui, "Why was the task ended?");
    // An open sheet beside it has these keys first.
    let keys_are_ours = !gestures.typing && gestures.owner == Owner::TaskReason;
    let mut chosen = None;
    for (reason, key) in reasons::TASK
        .iter()
        .zip([Key::F1, Key::F2, Key::F3, Key::F4])
    {
        let sign = keys_are_ours.then(|| key.into());
        let clicked =
            act_button_sized(ui, None, reason, sign, true, vec2(BUTTON.x, 28.0)).clicked();
        if clicked || (keys_are_ours && pressed(ui, key)) {
            chosen = Some((*reason).to_owned());
        }
    }
    let field = ui.add(
        TextEdit::singleline(&mut gestures.draft.reason)
            .hint_text("Another reason, then Enter")
            .char_limit(500)
            .desired_width(BUTTON.x),
    );
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("Another reason"));
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let reason = gestures.draft.reason.trim().to_owned();
        chosen = Some(reason).filter(|reason| !reason.is_empty());
    }
    if let Some(reason) = chosen {
        commands.push(RunCommand::Send(DeskInput::TaskReason { reason }));
    }
}

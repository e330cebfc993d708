//! What happened lately, and the field for a note.

use egui::{Key, Label, RichText, ScrollArea, TextEdit, Ui};

use crate::desk::act::pressed;
use crate::desk::words;
use crate::look::{digits, palette, plain, tokens};
use crate::session::DeskInput;

use super::{Gestures, RunCommand, Seen};

/// The list, newest at the bottom.
pub fn notices_ui(ui: &mut Ui, seen: &Seen<'_>) {
    let palette = palette(ui);
    ui.label(
        RichText::new("Notices")
            .font(plain(tokens::DESK_SMALL))
            .color(palette.faint),
    );
    ScrollArea::vertical()
        .auto_shrink(false)
        .stick_to_bottom(true)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            for notice in &seen.view().notices {
                ui.horizontal_top(|ui| {
                    let time =
                        RichText::new(words::clock(notice.t)).font(digits(tokens::DESK_SMALL));
                    ui.label(time.color(palette.faint));
                    ui.add(Label::new(RichText::new(&notice.text).color(palette.quiet)).wrap());
                });
            }
            if seen.view().notices.is_empty() {
                ui.label(RichText::new("Nothing yet").color(palette.faint));
            }
        });
}

/// One line for a note; Enter saves it, Escape leaves it.
pub fn note_ui(ui: &mut Ui, gestures: &mut Gestures, commands: &mut Vec<RunCommand>) {
    if !gestures.typing && gestures.leaves(Key::F3) && pressed(ui, Key::F3) {
        gestures.focus_note = true;
    }
    ui.label(
        RichText::new("Note")
            .font(plain(tokens::DESK_SMALL))
            .color(palette(ui).faint),
    );
    let field = TextEdit::singleline(&mut gestures.note)
        .hint_text("F3 to write, Enter to save; no names")
        .char_limit(2000)
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    if std::mem::take(&mut gestures.focus_note) {
        field.request_focus();
    }
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let text = std::mem::take(&mut gestures.note).trim().to_owned();
        if !text.is_empty() {
            commands.push(RunCommand::Send(DeskInput::Note { text }));
        }
    }
}

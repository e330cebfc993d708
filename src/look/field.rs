//! Fields of the participant's window: a number with its unit, and free text.

use egui::{Align2, CornerRadius, Frame, Id, Margin, Response, RichText, TextEdit, Ui, vec2};

use super::fonts::plain;
use super::theme::palette;
use super::tokens::{GRID, RADIUS, STAGE_SMALL, STAGE_TEXT};

/// A field for a number, with the word behind it. What is typed stays text; only signs of a number are taken.
/// `aside` is a quiet remark behind the unit.
pub fn number_field(
    ui: &mut Ui,
    id: Id,
    question: &str,
    text: &mut String,
    unit: Option<&str>,
    aside: Option<&str>,
) -> Response {
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0 * GRID;
            let edit = TextEdit::singleline(text)
                .char_limit(NUMBER_CHARS)
                .desired_width(128.0);
            let response = framed(ui, id, edit);
            let palette = palette(ui);
            if let Some(unit) = unit {
                ui.label(RichText::new(unit).size(STAGE_TEXT).color(palette.quiet));
            }
            if let Some(aside) = aside {
                ui.label(RichText::new(aside).size(STAGE_SMALL).color(palette.faint));
            }
            response
        })
        .inner;
    name(ui, &response, question);
    text.retain(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
    response
}

/// A field for free text of at most `max_chars` characters, `rows` lines high.
pub fn text_field(
    ui: &mut Ui,
    id: Id,
    question: &str,
    text: &mut String,
    max_chars: usize,
    rows: usize,
) -> Response {
    let edit = TextEdit::multiline(text)
        .char_limit(max_chars)
        .desired_rows(rows)
        .desired_width(f32::INFINITY);
    let response = framed(ui, id, edit);
    name(ui, &response, question);
    response
}

const NUMBER_CHARS: usize = 12;

fn framed(ui: &mut Ui, id: Id, edit: TextEdit<'_>) -> Response {
    let palette = palette(ui);
    let frame = Frame::new()
        .fill(palette.raised)
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(14, 9));
    ui.add(
        edit.id(id)
            .font(plain(STAGE_TEXT))
            .text_color(palette.text)
            .align(Align2::LEFT_TOP)
            .min_size(vec2(0.0, 48.0))
            .frame(frame),
    )
}

/// Tells assistive technology which question the field belongs to.
fn name(ui: &Ui, response: &Response, question: &str) {
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(question));
}

//! Fields of the participant's window: a number with its unit, and free text.

use egui::{
    Align2, CornerRadius, Frame, Id, Margin, Rect, Response, RichText, ScrollArea, Sense, TextEdit,
    Ui, UiBuilder, Vec2, vec2,
};

use super::fonts::plain;
use super::gesture::focus_ring;
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

/// A field for free text of at most `max_chars` characters, `height` points high. A longer text is scrolled within it.
pub fn text_field(
    ui: &mut Ui,
    id: Id,
    question: &str,
    text: &mut String,
    max_chars: usize,
    height: f32,
) -> Response {
    let palette = palette(ui);
    let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
    ui.allocate_rect(rect, Sense::hover());
    let radius = CornerRadius::same(RADIUS);
    ui.painter().rect_filled(rect, radius, palette.raised);
    let inside = rect.shrink2(vec2(INSET.x / 2.0, INSET.y));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(inside));
    let response = ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink(false)
        .show(&mut inner, |ui| {
            let edit = TextEdit::multiline(text)
                .id(id)
                .font(plain(STAGE_TEXT))
                .text_color(palette.text)
                .char_limit(max_chars)
                .desired_width(f32::INFINITY)
                .min_size(inside.size())
                .frame(Frame::new().inner_margin(Margin::symmetric(7, 0)));
            ui.add(edit)
        })
        .inner;
    name(ui, &response, question);
    focus_ring(ui, &response, rect);
    response
}

/// Height of a field for this many lines of free text, in points.
pub fn text_field_height(lines: usize) -> f32 {
    2.0 * INSET.y + lines.max(1) as f32 * LINE_HEIGHT
}

/// From the edge of a text field to its text.
const INSET: Vec2 = vec2(14.0, 10.0);
const LINE_HEIGHT: f32 = 34.0;
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

//! One of several options, each on a line of its own; in columns where they would not fit below each other.

use egui::accesskit::Role;
use egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::gesture::{device_of_pointer, focus_ring};
use super::text::lines;
use super::theme::palette;
use super::tokens::{GRID, STAGE_TEXT};
use crate::session::Device;

/// Height of the options at this width in `columns` columns, in points.
pub fn choice_height(ui: &Ui, labels: &[&str], width: f32, columns: usize) -> f32 {
    row_heights(ui, labels, width, columns).iter().sum()
}

/// Shows the options in the full width; the chosen one is marked. Returns the index of the one picked in this frame.
/// Nothing is marked before a choice is made.
pub fn choice(
    ui: &mut Ui,
    id: Id,
    labels: &[&str],
    chosen: Option<usize>,
    columns: usize,
) -> Option<(usize, Device)> {
    let columns = columns.max(1);
    let width = ui.available_width();
    let heights = row_heights(ui, labels, width, columns);
    let (_, area) = ui.allocate_space(vec2(width, heights.iter().sum()));
    let rows = heights.len();
    let column_width = width / columns as f32;
    let mut picked = None;
    for (index, label) in labels.iter().enumerate() {
        // Down the first column, then down the next: the order of reading.
        let (column, row) = (index / rows.max(1), index % rows.max(1));
        let top: f32 = heights.iter().take(row).sum();
        let height = heights.get(row).copied().unwrap_or(ROW);
        let corner = area.min + vec2(column as f32 * column_width, top);
        let rect = Rect::from_min_size(corner, vec2(column_width - GRID, height));
        if option(ui, id.with(index), label, rect, chosen == Some(index)) {
            let pointer = ui.input(|input| input.pointer.any_released());
            let device = if pointer {
                device_of_pointer(ui.ctx())
            } else {
                Device::Key
            };
            picked = Some((index, device));
        }
    }
    picked
}

const ROW: f32 = 48.0;
const MARK_RADIUS: f32 = 11.0;
const TEXT_LEFT: f32 = 2.0 * MARK_RADIUS + 14.0;

fn option(ui: &mut Ui, id: Id, label: &str, rect: Rect, on: bool) -> bool {
    let text = lines(ui, label, STAGE_TEXT, rect.width() - TEXT_LEFT);
    let right = (rect.left() + TEXT_LEFT + text.size().x + 2.0 * GRID).min(rect.right());
    let touch = rect.with_max_x(right).expand2(vec2(GRID, 0.0));
    let response = ui.interact(touch, id, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: response.enabled(),
        label: Some(label.to_owned()),
        selected: Some(on),
        ..WidgetInfo::new(Role::RadioButton)
    });
    let palette = palette(ui);
    let painter = ui.painter();
    let lit = on || response.hovered() || response.has_focus();
    let color = if lit { palette.text } else { palette.line };
    let center = pos2(rect.left() + MARK_RADIUS, rect.center().y);
    painter.circle_stroke(center, MARK_RADIUS - 1.0, Stroke::new(2.0, color));
    if on {
        painter.circle_filled(center, MARK_RADIUS - 5.5, palette.text);
    }
    let at = pos2(
        rect.left() + TEXT_LEFT,
        rect.center().y - text.size().y / 2.0,
    );
    painter.galley_with_override_text_color(at, text, palette.text);
    focus_ring(ui, &response, touch.shrink2(vec2(0.0, 3.0)));
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// The height of each row: that of its tallest label.
fn row_heights(ui: &Ui, labels: &[&str], width: f32, columns: usize) -> Vec<f32> {
    let columns = columns.max(1);
    let rows = labels.len().div_ceil(columns).max(1);
    let text_width = width / columns as f32 - GRID - TEXT_LEFT;
    let mut heights = vec![ROW; rows];
    for (index, label) in labels.iter().enumerate() {
        let needed = lines(ui, label, STAGE_TEXT, text_width).size().y + GRID;
        if let Some(height) = heights.get_mut(index % rows) {
            *height = height.max(needed);
        }
    }
    heights
}

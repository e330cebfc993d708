//! One or any number of several options, each on a line of its own; in columns where they would not fit below each other.

use egui::accesskit::Role;
use egui::{
    Color32, CornerRadius, CursorIcon, Id, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::gesture::{device_of_click, focus_ring};
use super::icon::{Icon, paint_icon};
use super::text::lines;
use super::theme::palette;
use super::tokens::{GRID, RADIUS_SMALL, STAGE_TEXT};
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
    let is_on = |index| chosen == Some(index);
    options(ui, id, labels, columns, Mark::Circle, &is_on)
}

/// The same with check boxes, of which any number may be ticked. Returns the index of the one touched in this frame.
pub fn choices(
    ui: &mut Ui,
    id: Id,
    labels: &[&str],
    ticked: &[usize],
    columns: usize,
) -> Option<(usize, Device)> {
    let is_on = |index| ticked.contains(&index);
    options(ui, id, labels, columns, Mark::Square, &is_on)
}

/// Height of one check box with a text of this type size at this width, in points.
pub fn tick_height(ui: &Ui, label: &str, size: f32, width: f32) -> f32 {
    (lines(ui, label, size, width - TEXT_LEFT).size().y + GRID).max(ROW)
}

/// One check box with its text, in `rect`; its id is `id`.
pub fn tick(ui: &mut Ui, id: Id, label: &str, size: f32, rect: Rect, on: bool) -> Response {
    option(ui, id, (label, size), rect, Mark::Square, on)
}

/// What stands before an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// One of them is chosen.
    Circle,
    /// Any number of them is.
    Square,
}

fn options(
    ui: &mut Ui,
    id: Id,
    labels: &[&str],
    columns: usize,
    mark: Mark,
    is_on: &dyn Fn(usize) -> bool,
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
        if option(
            ui,
            id.with(index),
            (label, STAGE_TEXT),
            rect,
            mark,
            is_on(index),
        )
        .clicked()
        {
            picked = Some((index, device_of_click(ui)));
        }
    }
    picked
}

const ROW: f32 = 48.0;
const MARK_RADIUS: f32 = 11.0;
const TEXT_LEFT: f32 = 2.0 * MARK_RADIUS + 14.0;

fn option(
    ui: &mut Ui,
    id: Id,
    (label, size): (&str, f32),
    rect: Rect,
    mark: Mark,
    on: bool,
) -> Response {
    let text = lines(ui, label, size, rect.width() - TEXT_LEFT);
    let right = (rect.left() + TEXT_LEFT + text.size().x + 2.0 * GRID).min(rect.right());
    let touch = rect.with_max_x(right).expand2(vec2(GRID, 0.0));
    let response = ui.interact(touch, id, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: response.enabled(),
        label: Some(label.to_owned()),
        selected: Some(on),
        ..WidgetInfo::new(match mark {
            Mark::Circle => Role::RadioButton,
            Mark::Square => Role::CheckBox,
        })
    });
    let palette = palette(ui);
    let at = pos2(
        rect.left() + TEXT_LEFT,
        rect.center().y - text.size().y / 2.0,
    );
    let lit = on || response.hovered() || response.has_focus();
    let color = if lit { palette.text } else { palette.line };
    // The mark stands beside the first line.
    let first_line = text.rows.first().map_or(size, |row| row.height());
    let center = pos2(rect.left() + MARK_RADIUS, at.y + first_line / 2.0);
    paint_mark(ui, mark, center, color, on);
    ui.painter()
        .galley_with_override_text_color(at, text, palette.text);
    focus_ring(ui, &response, touch.shrink2(vec2(0.0, 3.0)));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn paint_mark(ui: &Ui, mark: Mark, center: Pos2, color: Color32, on: bool) {
    let (painter, stroke) = (ui.painter(), Stroke::new(2.0, color));
    match mark {
        Mark::Circle => {
            painter.circle_stroke(center, MARK_RADIUS - 1.0, stroke);
            if on {
                painter.circle_filled(center, MARK_RADIUS - 5.5, color);
            }
        }
        Mark::Square => {
            let square = Rect::from_center_size(center, Vec2::splat(2.0 * MARK_RADIUS));
            let radius = CornerRadius::same(RADIUS_SMALL);
            painter.rect_stroke(square, radius, stroke, StrokeKind::Inside);
            if on {
                paint_icon(painter, Icon::Check, square.shrink(4.5), color);
            }
        }
    }
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

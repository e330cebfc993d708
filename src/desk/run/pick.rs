//! Rows that are ticked or chosen, each with the key for it written on it.

use egui::accesskit::{Role, Toggled};
use egui::{
    Align2, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use crate::desk::act::{Hotkey, paint_key};
use crate::look::{Icon, paint_icon, palette, plain, tokens};

/// A line that is ticked on its own.
pub fn tick_ui(ui: &mut Ui, label: &str, key: Option<Hotkey>, on: bool) -> Response {
    let size = vec2(ui.available_width(), tokens::ROW);
    row_ui(ui, label, key, on, size, Role::CheckBox)
}

/// One of several that exclude each other.
pub fn option_ui(ui: &mut Ui, label: &str, key: Option<Hotkey>, on: bool, size: Vec2) -> Response {
    row_ui(ui, label, key, on, size, Role::RadioButton)
}

/// Width of an option without a key, in points.
pub fn option_width(ui: &Ui, label: &str) -> f32 {
    let text =
        ui.painter()
            .layout_no_wrap(label.to_owned(), plain(tokens::DESK_TEXT), palette(ui).text);
    text.size().x + MARK + 10.0
}

const MARK: f32 = 28.0;

fn row_ui(
    ui: &mut Ui,
    label: &str,
    key: Option<Hotkey>,
    on: bool,
    size: Vec2,
    role: Role,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: response.enabled(),
        label: Some(label.to_owned()),
        selected: Some(on),
        ..WidgetInfo::new(role)
    });
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_toggled(Toggled::from(on)));
    let palette = palette(ui);
    let radius = CornerRadius::same(tokens::RADIUS_SMALL);
    let fill = if response.hovered() {
        palette.hover
    } else {
        palette.raised
    };
    if role == Role::RadioButton || response.hovered() {
        ui.painter().rect_filled(rect, radius, fill);
    }
    mark(ui, rect, on, role);
    let middle = rect.center().y;
    let right = key.map_or(rect.right() - 6.0, |key| {
        paint_key(
            ui,
            pos2(rect.right() - 6.0, middle),
            &key.sign(),
            palette.quiet,
        ) - 4.0
    });
    let clip = Rect::from_min_max(
        pos2(rect.left() + MARK, rect.top()),
        pos2(right, rect.bottom()),
    );
    ui.painter_at(clip.intersect(ui.clip_rect())).text(
        pos2(rect.left() + MARK, middle),
        Align2::LEFT_CENTER,
        label,
        plain(tokens::DESK_TEXT),
        palette.text,
    );
    response
}

fn mark(ui: &Ui, rect: Rect, on: bool, role: Role) {
    let palette = palette(ui);
    let painter = ui.painter();
    let center = pos2(rect.left() + 15.0, rect.center().y);
    let edge = Stroke::new(1.0, if on { palette.text } else { palette.faint });
    if role == Role::CheckBox {
        let boxed = Rect::from_center_size(center, Vec2::splat(14.0));
        painter.rect_stroke(boxed, CornerRadius::same(3), edge, StrokeKind::Inside);
        if on {
            paint_icon(painter, Icon::Check, boxed.shrink(1.0), palette.text);
        }
    } else {
        painter.circle_stroke(center, 6.0, edge);
        if on {
            painter.circle_filled(center, 3.5, palette.text);
        }
    }
}

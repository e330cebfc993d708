//! "Prefer not to answer": a quiet toggle beside an item that can be taken back.

use egui::accesskit::Role;
use egui::{
    CornerRadius, CursorIcon, Id, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::gesture::focus_ring;
use super::icon::{Icon, paint_icon};
use super::text::lines;
use super::theme::palette;
use super::tokens::{GRID, RADIUS_SMALL, STAGE_SMALL};

/// Size that it takes with this label, in points.
pub fn decline_size(ui: &Ui, label: &str) -> Vec2 {
    let text = lines(ui, label, STAGE_SMALL, f32::INFINITY).size();
    vec2(BOX + GRID + text.x, text.y.max(BOX))
}

/// Shows it with its right end and its top at `right_top`. `about` names the item for those who listen.
pub fn decline(
    ui: &mut Ui,
    id: Id,
    label: &str,
    about: &str,
    right_top: Pos2,
    on: bool,
) -> Response {
    let size = decline_size(ui, label);
    let rect = Rect::from_min_size(right_top - vec2(size.x, 0.0), size);
    let response = ui.interact(rect.expand2(vec2(GRID, 6.0)), id, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: response.enabled(),
        label: Some(format!("{label}: {about}")),
        selected: Some(on),
        ..WidgetInfo::new(Role::CheckBox)
    });
    let palette = palette(ui);
    let lit = on || response.hovered() || response.has_focus();
    let color = if lit { palette.text } else { palette.faint };
    let painter = ui.painter();
    let square = Rect::from_center_size(
        pos2(rect.left() + BOX / 2.0, rect.center().y),
        Vec2::splat(BOX),
    );
    painter.rect_stroke(
        square,
        CornerRadius::same(RADIUS_SMALL),
        Stroke::new(1.5, color),
        StrokeKind::Inside,
    );
    if on {
        paint_icon(painter, Icon::Check, square.shrink(3.5), color);
    }
    let text = lines(ui, label, STAGE_SMALL, f32::INFINITY);
    let at = pos2(square.right() + GRID, rect.center().y - text.size().y / 2.0);
    painter.galley_with_override_text_color(at, text, color);
    focus_ring(ui, &response, rect.expand2(vec2(GRID, 4.0)));
    response.on_hover_cursor(CursorIcon::PointingHand)
}

const BOX: f32 = 18.0;

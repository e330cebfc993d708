//! A key as it lies on the keyboard: its sign, what it does, and whether it is held.

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{
    Align2, Color32, CornerRadius, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use super::fonts::{plain, strong};
use super::theme::palette;
use super::tokens::{DESK_SMALL, DESK_TEXT, RADIUS, RADIUS_SMALL};

/// Caps of this height, in points, have room for two rows of label.
const TWO_ROWS: f32 = 60.0;

/// How a key cap is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyCapState {
    /// Held, or its level is the current one.
    pub lit: bool,
    /// The key does nothing now.
    pub idle: bool,
    /// The hue of its channel; none for points.
    pub hue: Option<Color32>,
}

/// Draws a key cap with its sign and a small label; it can be clicked like the key can be pressed.
pub fn key_cap(ui: &mut Ui, sign: &str, label: &str, size: Vec2, state: KeyCapState) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo {
        enabled: !state.idle,
        label: Some(format!("{sign}: {label}")),
        selected: Some(state.lit),
        ..WidgetInfo::new(Role::Button)
    });
    let palette = palette(ui);
    let painter = ui.painter_at(rect);
    let hue = state.hue.unwrap_or(palette.accent);
    let (fill, ink, quiet) = match (state.lit, state.idle) {
        (true, _) => (hue, palette.ground, palette.ground),
        (false, true) => (palette.panel, palette.faint, palette.faint),
        (false, false) if response.hovered() => (palette.hover, palette.text, palette.quiet),
        (false, false) => (palette.raised, palette.text, palette.quiet),
    };
    painter.rect_filled(rect, CornerRadius::same(RADIUS), fill);
    if let (Some(hue), false) = (state.hue, state.lit) {
        let color = if state.idle {
            hue.gamma_multiply(0.4)
        } else {
            hue
        };
        let bar = egui::Rect::from_min_size(
            pos2(rect.left() + 6.0, rect.bottom() - 5.0),
            vec2(rect.width() - 12.0, 2.0),
        );
        painter.rect_filled(bar, CornerRadius::same(1), color);
    }
    if !state.idle && !state.lit {
        let edge = Stroke::new(1.0, palette.line);
        painter.rect_stroke(rect, CornerRadius::same(RADIUS), edge, StrokeKind::Inside);
    }
    let left = rect.left() + 8.0;
    painter.text(
        pos2(left, rect.top() + 6.0),
        Align2::LEFT_TOP,
        sign,
        strong(DESK_TEXT),
        ink,
    );
    let mut job = LayoutJob::simple(
        label.to_owned(),
        plain(DESK_SMALL),
        quiet,
        rect.width() - 14.0,
    );
    // The sign stays readable: a label that finds no room beneath it ends in an ellipsis.
    job.wrap.max_rows = if rect.height() < TWO_ROWS { 1 } else { 2 };
    let text = painter.layout_job(job);
    painter.galley(pos2(left, rect.bottom() - 8.0 - text.size().y), text, quiet);
    if response.has_focus() {
        let ring = Stroke::new(1.0, palette.accent);
        painter.rect_stroke(
            rect,
            CornerRadius::same(RADIUS_SMALL),
            ring,
            StrokeKind::Inside,
        );
    }
    response
}

//! Buttons: the participant's one big button, quiet buttons of text alone, and the desk's compact ones.

use egui::accesskit::Role;
use egui::{
    Align, Align2, Color32, CornerRadius, CursorIcon, Id, Rect, Response, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::fonts::{plain, strong};
use super::gesture::focus_ring;
use super::icon::{Icon, paint_icon};
use super::text::{aligned, lines};
use super::theme::palette;
use super::tokens::{DESK_TEXT, GRID, RADIUS, RADIUS_SMALL, ROW, STAGE_SMALL, STAGE_TEXT};

/// The participant's big button, centred at `center`. While it is not `ready` it is drawn back and does nothing.
pub fn big(ui: &mut Ui, id: Id, label: &str, center: egui::Pos2, ready: bool) -> Response {
    let rect = Rect::from_center_size(center, big_size(ui, label, BIG_WIDEST));
    big_in(ui, id, label, rect, Face::Raised, ready)
}

/// Size of a big button with this label that may be `widest` points wide.
pub fn big_size(ui: &Ui, label: &str, widest: f32) -> Vec2 {
    let text = lines(ui, label, STAGE_TEXT, widest - 8.0 * GRID);
    vec2(
        (text.size().x + 8.0 * GRID).max(BIG_NARROWEST.min(widest)),
        (text.size().y + 2.0 * GRID).max(BIG_HEIGHT),
    )
}

/// How a big button looks beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// With a ground of its own.
    Raised,
    /// With an outline alone: as easy to reach, but not the louder one.
    Outlined,
}

/// A big button in a place of its own.
pub fn big_in(ui: &mut Ui, id: Id, label: &str, rect: Rect, face: Face, ready: bool) -> Response {
    let sense = if ready {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, id, sense);
    describe(&response, label, ready);
    let palette = palette(ui);
    let resting = match face {
        Face::Raised => palette.raised,
        Face::Outlined => palette.ground,
    };
    let (fill, color) = if ready {
        (fill(ui, &response, resting), palette.text)
    } else {
        (
            resting.gamma_multiply(0.45),
            palette.faint.gamma_multiply(0.6),
        )
    };
    let painter = ui.painter();
    let radius = CornerRadius::same(RADIUS);
    painter.rect_filled(rect, radius, fill);
    if face == Face::Outlined {
        let stroke = Stroke::new(1.5, palette.pressed);
        painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
    }
    // Longer labels are broken into lines that are centred below each other.
    let galley = aligned(
        ui,
        label,
        STAGE_TEXT,
        color,
        rect.width() - 4.0 * GRID,
        Align::Center,
    );
    let at = pos2(rect.center().x, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, color);
    focus_ring(ui, &response, rect.expand(3.0));
    if ready {
        response.on_hover_cursor(CursorIcon::PointingHand)
    } else {
        response
    }
}

/// A button of small, quiet text alone; `strongly` draws it as loud as body text. The anchor says which corner of the
/// button lies at `at`.
pub fn quiet(
    ui: &mut Ui,
    id: Id,
    label: &str,
    at: egui::Pos2,
    anchor: Align2,
    strongly: bool,
) -> Response {
    let text = lines(ui, label, STAGE_SMALL, f32::INFINITY);
    let rect = anchor.anchor_size(at, text.size() + vec2(3.0 * GRID, 2.5 * GRID));
    let response = ui.interact(rect, id, Sense::click());
    describe(&response, label, true);
    let palette = palette(ui);
    let color = if strongly || response.hovered() || response.has_focus() {
        palette.text
    } else {
        palette.faint
    };
    let painter = ui.painter();
    if strongly || response.is_pointer_button_down_on() {
        let fill = fill(ui, &response, palette.raised);
        painter.rect_filled(rect, CornerRadius::same(RADIUS), fill);
    }
    painter.galley_with_override_text_color(rect.center() - text.size() / 2.0, text, color);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// How much a button of the desk matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do next.
    Primary,
    /// One of several things.
    Normal,
    /// No fill until the pointer is over it.
    Quiet,
}

/// A compact button of the desk, one row high, with or without an icon.
pub fn compact(ui: &mut Ui, icon: Option<Icon>, label: &str, weight: Weight) -> Response {
    let font = if weight == Weight::Primary {
        strong(DESK_TEXT)
    } else {
        plain(DESK_TEXT)
    };
    let text = ui
        .painter()
        .layout_no_wrap(label.to_owned(), font, Color32::PLACEHOLDER);
    let icon_width = icon.map_or(0.0, |_| ICON + if label.is_empty() { 0.0 } else { 6.0 });
    let height = if weight == Weight::Primary {
        ROW + GRID
    } else {
        ROW + 2.0
    };
    let size = vec2(icon_width + text.size().x + 2.0 * GRID + 4.0, height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    describe(&response, label, ui.is_enabled());
    if ui.is_rect_visible(rect) {
        let palette = palette(ui);
        let lit = response.hovered() || response.has_focus();
        let (fill, color) = match weight {
            Weight::Primary => {
                let accent = if lit {
                    palette.accent.gamma_multiply(0.88)
                } else {
                    palette.accent
                };
                (accent, palette.on_accent)
            }
            Weight::Normal => (fill(ui, &response, palette.raised), palette.text),
            Weight::Quiet if lit => (fill(ui, &response, palette.raised), palette.text),
            Weight::Quiet => (Color32::TRANSPARENT, palette.quiet),
        };
        let painter = ui.painter();
        painter.rect_filled(rect, CornerRadius::same(RADIUS_SMALL), fill);
        let mut x = rect.center().x - (icon_width + text.size().x) / 2.0;
        if let Some(icon) = icon {
            let center = pos2(x + ICON / 2.0, rect.center().y);
            paint_icon(
                painter,
                icon,
                Rect::from_center_size(center, Vec2::splat(ICON)),
                color,
            );
            x += icon_width;
        }
        let at = pos2(x, rect.center().y - text.size().y / 2.0);
        painter.galley_with_override_text_color(at, text, color);
        focus_ring(ui, &response, rect);
    }
    response
}

const BIG_HEIGHT: f32 = 56.0;
const BIG_NARROWEST: f32 = 216.0;
const BIG_WIDEST: f32 = 680.0;
const ICON: f32 = 14.0;

fn fill(ui: &Ui, response: &Response, resting: Color32) -> Color32 {
    let palette = palette(ui);
    if response.is_pointer_button_down_on() {
        palette.pressed
    } else if response.hovered() {
        palette.hover
    } else {
        resting
    }
}

fn describe(response: &Response, label: &str, enabled: bool) {
    response.widget_info(|| WidgetInfo {
        enabled: enabled && response.enabled(),
        label: Some(label.to_owned()),
        ..WidgetInfo::new(Role::Button)
    });
}

//! Things to do, each with the key for it written on it.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::look::{Icon, paint_icon, palette, plain, tokens};

/// A button over the full width that shows its key at the right end.
pub fn act_button(
    ui: &mut Ui,
    icon: Option<Icon>,
    label: &str,
    key: Option<Hotkey>,
    enabled: bool,
) -> Response {
    let width = ui.available_width();
    act_button_sized(ui, icon, label, key, enabled, vec2(width, 28.0))
}

/// The same in a given size.
pub fn act_button_sized(
    ui: &mut Ui,
    icon: Option<Icon>,
    label: &str,
    key: Option<Hotkey>,
    enabled: bool,
    size: Vec2,
) -> Response {
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    let palette = palette(ui);
    let fill = match () {
        () if !enabled => Color32::TRANSPARENT,
        () if response.is_pointer_button_down_on() => palette.pressed,
        () if response.hovered() => palette.hover,
        () => palette.raised,
    };
    let ink = if enabled {
        palette.text
    } else {
        palette.faint.gamma_multiply(0.7)
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(tokens::RADIUS_SMALL), fill);
    paint_label(ui, rect, icon, label, key, ink);
    response
}

/// The sign of a key on a small cap whose right centre is at `right`; returns its left end.
pub fn paint_key(ui: &Ui, right: egui::Pos2, sign: &str, ink: Color32) -> f32 {
    let galley = ui
        .painter()
        .layout_no_wrap(sign.to_owned(), plain(tokens::DESK_SMALL), ink);
    let size = vec2((galley.size().x + 10.0).max(20.0), 18.0);
    let cap = Rect::from_min_size(pos2(right.x - size.x, right.y - size.y / 2.0), size);
    let edge = Stroke::new(1.0, ink.gamma_multiply(0.4));
    ui.painter()
        .rect_stroke(cap, CornerRadius::same(3), edge, StrokeKind::Inside);
    ui.painter()
        .galley(cap.center() - galley.size() / 2.0, galley, ink);
    cap.left()
}

/// A key that acts on the session, alone or with Shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hotkey {
    /// The key.
    pub key: Key,
    /// Whether Shift is held with it.
    pub shift: bool,
}

impl From<Key> for Hotkey {
    fn from(key: Key) -> Self {
        Self { key, shift: false }
    }
}

impl Hotkey {
    /// The key with Shift.
    pub const fn shift(key: Key) -> Self {
        Self { key, shift: true }
    }

    /// Its sign, short enough for a button.
    pub fn sign(self) -> String {
        let name = match self.key {
            Key::Backspace => "Bksp",
            Key::Escape => "Esc",
            Key::ArrowDown => "Down",
            other => other.name(),
        };
        if self.shift {
            format!("Shift {name}")
        } else {
            name.to_owned()
        }
    }
}

/// Whether the key goes down in this frame, without Ctrl or Alt, and with Shift only where it belongs to it.
pub fn pressed(ui: &Ui, key: impl Into<Hotkey>) -> bool {
    let wanted = key.into();
    ui.input(|input| {
        input.events.iter().any(|event| {
            let egui::Event::Key {
                key,
                physical_key,
                pressed: true,
                repeat: false,
                modifiers,
            } = event
            else {
                return false;
            };
            // With Shift a digit's key bears another sign on every layout: its place counts.
            let is_it = *key == wanted.key || (wanted.shift && *physical_key == Some(wanted.key));
            let others = modifiers.alt || modifiers.ctrl || modifiers.mac_cmd || modifiers.command;
            is_it && modifiers.shift == wanted.shift && !others
        })
    })
}

fn paint_label(
    ui: &Ui,
    rect: Rect,
    icon: Option<Icon>,
    label: &str,
    key: Option<Hotkey>,
    ink: Color32,
) {
    let middle = rect.center().y;
    let mut left = rect.left() + 10.0;
    if let Some(icon) = icon {
        let place = Rect::from_center_size(pos2(left + 7.0, middle), Vec2::splat(14.0));
        paint_icon(ui.painter(), icon, place, ink);
        left += 22.0;
    }
    let right = match key {
        Some(key) => {
            paint_key(
                ui,
                pos2(rect.right() - 6.0, middle),
                &key.sign(),
                ink.gamma_multiply(0.85),
            ) - 6.0
        }
        None => rect.right() - 8.0,
    };
    let clip = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    let painter = ui.painter_at(clip.intersect(ui.clip_rect()));
    painter.text(
        pos2(left, middle),
        Align2::LEFT_CENTER,
        label,
        plain(tokens::DESK_TEXT),
        ink,
    );
}

//! Stopping and finishing: a first gesture that asks and a second one within three seconds that does it.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Key, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::desk::act::{paint_key, pressed};
use crate::look::{Icon, button, paint_icon, palette, strong, tokens};
use crate::session::DeskInput;
use crate::time::Stamp;

use super::{Gestures, RunCommand, Seen};

/// How long the second gesture may take.
const WITHIN: Duration = Duration::from_secs(3);

/// An asked-for end that waits for its second gesture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confirm {
    since: Stamp,
    finishes: bool,
}

impl Confirm {
    /// Stop the session.
    pub fn stop(now: Stamp) -> Self {
        Self {
            since: now,
            finishes: false,
        }
    }

    /// Finish the session from its last step.
    pub fn finish(now: Stamp) -> Self {
        Self {
            since: now,
            finishes: true,
        }
    }

    /// Whether it finishes the session rather than stops it.
    pub fn finishes(self) -> bool {
        self.finishes
    }

    /// Time left for the second gesture.
    pub fn left(self, now: Stamp) -> Option<Duration> {
        WITHIN
            .checked_sub(now.since(self.since)?)
            .filter(|left| !left.is_zero())
    }
}

/// The last row of the right side: stop, or its confirmation, or what follows when the session is over.
pub fn stop_ui(
    ui: &mut Ui,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    if seen.view().now.ended.is_some() {
        over_ui(ui, seen, commands);
    } else if let Some(part) = seen.escape {
        bar_ui(ui, "Hold Escape to stop", "Esc", Some(part), true);
    } else if let Some(confirm) = gestures.confirm {
        confirm_ui(ui, confirm, seen, gestures, commands);
    } else {
        let allowed = seen.view().allowed.stop;
        let asked =
            bar_ui(ui, "Stop session", "F12", None, allowed).clicked() || pressed(ui, Key::F12);
        if allowed && asked {
            gestures.confirm = Some(Confirm::stop(seen.now));
        }
    }
}

fn confirm_ui(
    ui: &mut Ui,
    confirm: Confirm,
    seen: &Seen<'_>,
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let left = confirm.left(seen.now).unwrap_or_default();
    let part = left.as_secs_f32() / WITHIN.as_secs_f32();
    let (label, sign, key) = if confirm.finishes {
        ("Press again to finish", "F2", Key::F2)
    } else {
        ("Press again to stop", "F12", Key::F12)
    };
    // The frame that took the first press must not take it for the second as well.
    let second = pressed(ui, key) && confirm.since != seen.now;
    if bar_ui(ui, label, sign, Some(part), true).clicked() || second {
        gestures.confirm = None;
        commands.push(if confirm.finishes {
            RunCommand::Send(DeskInput::Advance)
        } else {
            RunCommand::Stop
        });
    } else if pressed(ui, Key::Escape) {
        gestures.confirm = None;
    }
}

fn over_ui(ui: &mut Ui, seen: &Seen<'_>, commands: &mut Vec<RunCommand>) {
    if seen.feed.health.document.is_some() {
        let clicked = button::compact(
            ui,
            Some(Icon::Right),
            "Open the summary",
            button::Weight::Primary,
        )
        .clicked();
        if clicked || pressed(ui, Key::F2) {
            commands.push(RunCommand::Summary);
        }
    } else {
        ui.label("The session is over and is being saved…");
    }
}

/// A wide button; while a gesture is under way its fill shows how far it is.
fn bar_ui(
    ui: &mut Ui,
    label: &str,
    sign: &str,
    part: Option<f32>,
    enabled: bool,
) -> egui::Response {
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    let palette = palette(ui);
    let radius = CornerRadius::same(tokens::RADIUS);
    let painter = ui.painter();
    let fill = if response.hovered() {
        palette.hover
    } else {
        palette.raised
    };
    painter.rect_filled(rect, radius, fill);
    if let Some(part) = part {
        let mut filled = rect;
        filled.set_width(rect.width() * part.clamp(0.0, 1.0));
        painter.rect_filled(filled, radius, palette.caution.gamma_multiply(0.45));
    }
    let ink = if enabled { palette.text } else { palette.faint };
    let icon =
        egui::Rect::from_center_size(pos2(rect.left() + 18.0, rect.center().y), vec2(14.0, 14.0));
    paint_icon(painter, Icon::Stop, icon, ink);
    let at = pos2(rect.left() + 34.0, rect.center().y);
    painter.text(
        at,
        Align2::LEFT_CENTER,
        label,
        strong(tokens::DESK_TEXT),
        ink,
    );
    paint_key(ui, pos2(rect.right() - 8.0, rect.center().y), sign, ink);
    response
}

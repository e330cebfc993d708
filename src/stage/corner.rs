//! The two corners of every screen: "Stop", which must be held, and "Call the experimenter".
//!
//! A stop is a deliberate gesture, held for 1.5 s on the button or on Escape: nobody stops by a slip, and everybody finds
//! out how by trying, because a short tap shows the hint.

use egui::{Align2, CornerRadius, Id, Key, Rect, Ui, pos2, vec2};

use super::place::Places;
use super::screens::Scene;
use super::targets::Target;
use crate::look::tokens::{GRID, RADIUS, STAGE_SMALL};
use crate::look::{button, lines, palette};
use crate::session::StageInput;

/// How long Stop must be held, in seconds.
pub(super) const HOLD_S: f64 = 1.5;

/// What the corners may offer on this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    pub stop: bool,
    pub call: bool,
    /// Drawn only while the participant reaches for them.
    pub hidden: bool,
    /// Stop is what this screen is about.
    pub strong: bool,
}

/// What has been done with the corners.
#[derive(Debug, Default)]
pub(super) struct Corner {
    /// Since when Stop or Escape is held, in the window's seconds.
    held_since: Option<f64>,
    /// How long the hint stays after a short tap.
    hint_until: f64,
    /// Until when "called" is said.
    called_until: f64,
    /// Until when hidden corners are drawn.
    reached_until: f64,
    /// A stop was told; the same press does not stop twice.
    told: bool,
}

impl Corner {
    /// Draws the corners. True in the pass in which a stop is complete.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        offered: Offered,
        scene: &mut Scene<'_>,
    ) -> bool {
        let drawn = !offered.hidden || self.is_reached_for(ui, scene.now);
        // Over pictures the buttons have a ground of their own, to be readable.
        let strongly = offered.hidden || offered.strong || self.held_since.is_some();
        let stop_held = drawn && offered.stop && stop_button(ui, places, strongly, scene);
        if drawn && offered.call {
            self.call_button(ui, places, offered.hidden, scene);
        }
        let escape = offered.stop && ui.input(|input| input.key_down(Key::Escape));
        let complete = self.hold(ui, stop_held || escape, scene.now);
        if offered.stop {
            self.hint(ui, places, scene);
        }
        complete
    }

    /// Whether the mouse has just moved, or the window was touched: only then is anything drawn over a film.
    pub fn is_reached_for(&mut self, ui: &Ui, now: f64) -> bool {
        let moved = ui.input(|input| {
            input.pointer.delta().length() > 0.5 || input.pointer.any_down() || input.any_touches()
        });
        if moved {
            self.reached_until = now + REACHED_S;
        }
        let reached = now < self.reached_until || self.held_since.is_some();
        if reached {
            let wait = (self.reached_until - now).max(0.05);
            ui.ctx().request_repaint_after_secs(wait as f32);
        }
        reached
    }

    fn hold(&mut self, ui: &Ui, held: bool, now: f64) -> bool {
        if !held {
            if self.held_since.take().is_some() && !self.told {
                self.hint_until = now + HINT_S;
            }
            // Who still holds Escape from the last stop does not stop again.
            self.told &= ui.input(|input| input.key_down(Key::Escape));
            return false;
        }
        let since = *self.held_since.get_or_insert(now);
        let complete = now - since >= HOLD_S && !self.told;
        if complete {
            self.told = true;
            self.hint_until = 0.0;
        } else if !self.told {
            // The hint fills slowly while it is held.
            ui.ctx().request_repaint_after_secs(0.03);
        }
        complete
    }

    fn hint(&self, ui: &Ui, places: &Places, scene: &Scene<'_>) {
        let holding = self.held_since.filter(|_| !self.told);
        if holding.is_none() && scene.now >= self.hint_until {
            return;
        }
        let palette = palette(ui);
        let text = lines(ui, &scene.words.stop_hint, STAGE_SMALL, f32::INFINITY);
        let size = text.size() + vec2(3.0 * GRID, 2.0 * GRID);
        let top_right = pos2(
            places.window.right() - EDGE,
            places.window.top() + EDGE + 52.0,
        );
        let rect = Align2::RIGHT_TOP.anchor_size(top_right, size);
        let painter = ui.painter();
        let radius = CornerRadius::same(RADIUS);
        painter.rect_filled(rect, radius, palette.raised);
        if let Some(since) = holding {
            let share = ((scene.now - since) / HOLD_S).clamp(0.0, 1.0) as f32;
            let part = Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
            painter
                .with_clip_rect(part)
                .rect_filled(rect, radius, palette.pressed);
        } else {
            ui.ctx()
                .request_repaint_after_secs((self.hint_until - scene.now) as f32 + 0.01);
        }
        painter.galley_with_override_text_color(
            rect.center() - text.size() / 2.0,
            text,
            palette.text,
        );
    }

    fn call_button(&mut self, ui: &mut Ui, places: &Places, strongly: bool, scene: &mut Scene<'_>) {
        let at = places.window.left_top() + vec2(EDGE, EDGE);
        if scene.now < self.called_until {
            let palette = palette(ui);
            let text = lines(ui, &scene.words.called, STAGE_SMALL, f32::INFINITY);
            let inset = vec2(1.5 * GRID, 1.25 * GRID);
            ui.painter()
                .galley_with_override_text_color(at + inset, text, palette.quiet);
            ui.ctx()
                .request_repaint_after_secs((self.called_until - scene.now) as f32 + 0.01);
            return;
        }
        let id = Id::unique("call the experimenter");
        if button::quiet(ui, id, &scene.words.call, at, Align2::LEFT_TOP, strongly).clicked() {
            scene
                .out
                .input(scene.clicked_at(ui), StageInput::CallExperimenter);
            self.called_until = scene.now + CALLED_S;
            ui.ctx().request_repaint();
        }
    }
}

/// Distance of the corner buttons from the window's edges, in points.
const EDGE: f32 = 12.0;
const HINT_S: f64 = 3.0;
const CALLED_S: f64 = 12.0;
const REACHED_S: f64 = 2.5;

/// Draws the Stop button; true while it is held.
fn stop_button(ui: &mut Ui, places: &Places, strongly: bool, scene: &mut Scene<'_>) -> bool {
    let at = places.window.right_top() + vec2(-EDGE, EDGE);
    let id = Id::unique("stop");
    let response = button::quiet(ui, id, &scene.words.stop, at, Align2::RIGHT_TOP, strongly);
    scene.targets.put(Target::Stop, response.rect);
    let keys = response.has_focus()
        && ui.input(|input| input.key_down(Key::Space) || input.key_down(Key::Enter));
    response.is_pointer_button_down_on() || keys
}

//! The visual analogue scale: a bare line between two end words that shows no handle until it is touched.
//!
//! No start position, no value, no ticks and always the same length, because each of these pulls answers
//! (SCIENCE.md 3.1). A click without a drag counts, a drag refines, and a press that began elsewhere does nothing.

use egui::accesskit::{Action, ActionData, Role};
use egui::{
    Align, CursorIcon, Id, Key, Pos2, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::gesture::{
    Change, DIGITS, Moves, focus_ring, has_command, keep_arrows, pressed_at, tenths,
};
use super::text::{aligned, lines};
use super::theme::palette;
use super::tokens::{GRID, STAGE_SMALL};

/// One analogue line, ready to be shown.
pub struct Vas<'a> {
    /// The question, for those who listen instead of looking.
    pub question: &'a str,
    /// The words at the left and the right end.
    pub ends: &'a [String; 2],
    /// The answer so far, from 0 to 100.
    pub value: Option<f64>,
    /// Drawn back, because the participant prefers not to answer.
    pub dim: bool,
}

/// What became of it in this frame.
pub struct VasOutput {
    /// The widget.
    pub response: Response,
    /// A new position.
    pub change: Option<Change<f64>>,
    /// A gesture (press to release, key down to key up) ended in this frame.
    pub ended: bool,
}

impl Vas<'_> {
    /// Height that it takes at this width, in points.
    pub fn height(&self, ui: &Ui, width: f32) -> f32 {
        TOUCH_HEIGHT + self.words_height(ui, width)
    }

    /// Shows it in the full width that is available.
    pub fn show(&self, ui: &mut Ui, id: Id) -> VasOutput {
        let size = vec2(ui.available_width(), self.height(ui, ui.available_width()));
        let (_, rect) = ui.allocate_space(size);
        let line = Rect::from_min_size(rect.min, vec2(rect.width(), TOUCH_HEIGHT));
        // The ends are reached without aiming: the touchable part is a little longer than the line.
        let touch = line.expand2(vec2(2.0 * GRID, 0.0));
        let response = ui.interact(touch, id, Sense::click_and_drag());

        let (change, ended) = self.change(ui, &response, line);
        let value = change.map_or(self.value, |change| Some(change.value));
        response.widget_info(|| WidgetInfo {
            enabled: response.enabled(),
            label: Some(format!(
                "{}: {} – {}",
                self.question, self.ends[0], self.ends[1]
            )),
            value,
            ..WidgetInfo::new(Role::Slider)
        });
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.add_action(Action::SetValue);
            if value.is_some() {
                node.add_action(Action::Increment);
                node.add_action(Action::Decrement);
            }
        });
        self.paint(ui, &response, line, value.filter(|_| !self.dim));
        VasOutput {
            response: response.on_hover_cursor(CursorIcon::PointingHand),
            change,
            ended,
        }
    }

    fn change(&self, ui: &Ui, response: &Response, line: Rect) -> (Option<Change<f64>>, bool) {
        if !response.enabled() {
            return (None, false);
        }
        let keyed = if response.has_focus() {
            self.keyed(ui, response)
        } else {
            None
        };
        let moves = Moves {
            pressed: pressed_at(ui, response).map(|pos| tenths(position(pos, line))),
            keyed: keyed.map(|(key, value)| (key, tenths(value))),
            asked: self.asked(ui, response).map(tenths),
        };
        let (change, over) = moves.take(ui, response);
        let is_news =
            |change: &Change<f64>| change.began || self.value != Some(change.value) || self.dim;
        (change.filter(is_news), over)
    }

    /// Where the keyboard puts it: digits and the two end keys place it, arrows move what has been placed.
    /// An arrow never places it, for it would have to start somewhere.
    fn keyed(&self, ui: &Ui, response: &Response) -> Option<(Key, f64)> {
        keep_arrows(ui, response);
        let placed = self.value.filter(|_| !self.dim);
        ui.input(|input| {
            if has_command(input) {
                return None;
            }
            if let Some((key, digit)) = DIGITS.iter().find(|(key, _)| input.key_pressed(*key)) {
                return Some((*key, 100.0 * f64::from(*digit) / 9.0));
            }
            for (key, end) in [(Key::Home, 0.0), (Key::End, 100.0)] {
                if input.key_pressed(key) {
                    return Some((key, end));
                }
            }
            let step = if input.modifiers.shift { 5.0 } else { 1.0 };
            for (key, direction) in ARROWS {
                let presses = input.num_presses(key);
                if presses > 0 {
                    let moved = direction * step * f64::from(u32::try_from(presses).unwrap_or(1));
                    return placed.map(|value| (key, (value + moved).clamp(0.0, 100.0)));
                }
            }
            None
        })
    }

    /// What assistive technology asks for.
    fn asked(&self, ui: &Ui, response: &Response) -> Option<f64> {
        let placed = self.value.filter(|_| !self.dim);
        ui.input(|input| {
            let set = input
                .accesskit_action_requests(response.id, Action::SetValue)
                .filter_map(|request| match request.data {
                    Some(ActionData::NumericValue(value)) if value.is_finite() => {
                        Some(value.clamp(0.0, 100.0))
                    }
                    _ => None,
                })
                .last();
            let steps = |action| input.num_accesskit_action_requests(response.id, action) as f64;
            let step = steps(Action::Increment) - steps(Action::Decrement);
            set.or_else(|| {
                placed
                    .filter(|_| step != 0.0)
                    .map(|value| (value + step).clamp(0.0, 100.0))
            })
        })
    }

    fn paint(&self, ui: &Ui, response: &Response, line: Rect, value: Option<f64>) {
        let palette = palette(ui);
        let painter = ui.painter();
        let fade = if self.dim { 0.45 } else { 1.0 };
        let y = line.center().y;
        let stroke = Stroke::new(LINE_WIDTH, palette.line.gamma_multiply(fade));
        painter.line_segment([pos2(line.left(), y), pos2(line.right(), y)], stroke);
        if let Some(value) = value {
            let x = egui::lerp(line.left()..=line.right(), value as f32 / 100.0);
            painter.circle_filled(pos2(x, y), HANDLE_RADIUS + 3.0, palette.ground);
            painter.circle_filled(pos2(x, y), HANDLE_RADIUS, palette.text);
        }
        for (word, align, x) in [
            (&self.ends[0], Align::Min, line.left()),
            (&self.ends[1], Align::Max, line.right()),
        ] {
            let color = palette.quiet.gamma_multiply(fade);
            let galley = aligned(
                ui,
                word,
                STAGE_SMALL,
                color,
                word_width(line.width()),
                align,
            );
            painter.galley(pos2(x, line.bottom() - WORDS_LIFT), galley, color);
        }
        focus_ring(ui, response, line.expand2(vec2(2.0 * GRID, -GRID)));
    }

    fn words_height(&self, ui: &Ui, width: f32) -> f32 {
        self.ends
            .iter()
            .map(|word| lines(ui, word, STAGE_SMALL, word_width(width)).size().y)
            .fold(0.0, f32::max)
            - WORDS_LIFT
    }
}

/// Height of the part that can be touched, in points.
const TOUCH_HEIGHT: f32 = 48.0;
const LINE_WIDTH: f32 = 2.0;
const HANDLE_RADIUS: f32 = 11.0;
/// By how much the end words reach into the touchable part, whose lower half is empty.
const WORDS_LIFT: f32 = 8.0;

const ARROWS: [(Key, f64); 4] = [
    (Key::ArrowRight, 1.0),
    (Key::ArrowUp, 1.0),
    (Key::ArrowLeft, -1.0),
    (Key::ArrowDown, -1.0),
];

fn position(pos: Pos2, line: Rect) -> f64 {
    let share = (pos.x - line.left()) / line.width().max(1.0);
    100.0 * f64::from(share.clamp(0.0, 1.0))
}

fn word_width(line: f32) -> f32 {
    line * 0.46
}

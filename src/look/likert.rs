//! A row of equal boxes between two end words: no numbers, and nothing chosen before it is touched.

use egui::accesskit::Role;
use egui::{
    Align, CornerRadius, CursorIcon, Id, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::gesture::{DIGITS, device_of_click, focus_ring, has_command, keep_arrows};
use super::text::{aligned, lines};
use super::theme::palette;
use super::tokens::{GRID, RADIUS_SMALL, STAGE_SMALL};
use crate::session::Device;

/// One row of boxes, ready to be shown.
pub struct Likert<'a> {
    /// The question, for those who listen instead of looking.
    pub question: &'a str,
    /// The words below the left and the right end.
    pub ends: &'a [String; 2],
    /// How many boxes.
    pub boxes: usize,
    /// Which box the key 0 means: the first in a scale that counts from 0, else the tenth.
    pub from_zero: bool,
    /// The box chosen so far, from 0 at the left.
    pub chosen: Option<usize>,
}

impl Likert<'_> {
    /// Height that it takes at this width, in points.
    pub fn height(&self, ui: &Ui, width: f32) -> f32 {
        let words = self.ends.iter().map(|word| {
            let room = word_width(width);
            lines(ui, word, STAGE_SMALL, room).size().y
        });
        BOX_HEIGHT + WORDS_GAP + words.fold(0.0, f32::max)
    }

    /// Shows it in the full width that is available. Returns the box chosen in this frame. Each box is pressed under `id`
    /// with its place; for the keyboard the row is one thing.
    pub fn show(&self, ui: &mut Ui, id: Id) -> Option<(usize, Device)> {
        let width = ui.available_width();
        let (_, area) = ui.allocate_space(vec2(width, self.height(ui, width)));
        let row = Rect::from_min_size(area.min, vec2(width, BOX_HEIGHT));
        let response = ui.interact(row, id, Sense::focusable_noninteractive());
        let [left, right] = self.ends;
        response.widget_info(|| WidgetInfo {
            enabled: response.enabled(),
            label: Some(format!("{}: {left} – {right}", self.question)),
            ..WidgetInfo::new(Role::RadioGroup)
        });
        let mut picked = self
            .keyed(ui, &response)
            .map(|chosen| (chosen, Device::Key));
        for place in 0..self.boxes {
            if self.box_ui(ui, id, place, row) {
                picked = Some((place, device_of_click(ui)));
            }
        }
        self.paint_words(ui, row);
        focus_ring(ui, &response, row.expand(4.0));
        picked
    }

    fn box_ui(&self, ui: &mut Ui, id: Id, place: usize, row: Rect) -> bool {
        let pitch = (row.width() + BOX_GAP) / self.boxes as f32;
        let left = row.left() + place as f32 * pitch;
        let rect = Rect::from_min_size(pos2(left, row.top()), vec2(pitch - BOX_GAP, BOX_HEIGHT));
        // What lies between two boxes belongs to them, so that no touch is lost.
        let touch = rect.expand2(vec2(BOX_GAP / 2.0, GRID / 2.0));
        let response = ui.interact(touch, id.with(place), Sense::CLICK);
        let on = self.chosen == Some(place);
        response.widget_info(|| WidgetInfo {
            enabled: response.enabled(),
            label: Some(format!("{}: {} / {}", self.question, place + 1, self.boxes)),
            selected: Some(on),
            ..WidgetInfo::new(Role::RadioButton)
        });
        let palette = palette(ui);
        let painter = ui.painter();
        let color = if on || response.hovered() {
            palette.text
        } else {
            palette.line
        };
        let stroke = Stroke::new(2.0, color);
        let radius = CornerRadius::same(RADIUS_SMALL);
        painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
        if on {
            painter.circle_filled(rect.center(), MARK_RADIUS, palette.text);
        }
        response.on_hover_cursor(CursorIcon::PointingHand).clicked()
    }

    /// Where the keyboard puts it: digits and the two end keys choose a box, arrows go on from a chosen one. An arrow never
    /// chooses the first time, for it would have to start somewhere.
    fn keyed(&self, ui: &Ui, response: &Response) -> Option<usize> {
        if !response.enabled() || !response.has_focus() || self.boxes == 0 {
            return None;
        }
        keep_arrows(ui, response);
        let last = self.boxes - 1;
        let chosen = ui.input(|input| {
            if has_command(input) {
                return None;
            }
            if let Some((_, digit)) = DIGITS.iter().find(|(key, _)| input.key_pressed(*key)) {
                return self.of_digit(*digit);
            }
            if input.key_pressed(Key::Home) {
                return Some(0);
            }
            if input.key_pressed(Key::End) {
                return Some(last);
            }
            let presses = |keys: [Key; 2]| keys.map(|key| input.num_presses(key)).iter().sum();
            let up: usize = presses([Key::ArrowRight, Key::ArrowUp]);
            let down: usize = presses([Key::ArrowLeft, Key::ArrowDown]);
            let place = self.chosen?;
            Some((place + up).saturating_sub(down).min(last))
        });
        chosen.filter(|chosen| self.chosen != Some(*chosen))
    }

    fn of_digit(&self, digit: u8) -> Option<usize> {
        let place = match (self.from_zero, usize::from(digit)) {
            (true, digit) => digit,
            (false, 0) => 9,
            (false, digit) => digit - 1,
        };
        (place < self.boxes).then_some(place)
    }

    fn paint_words(&self, ui: &Ui, row: Rect) {
        let [left, right] = self.ends;
        for (word, align, x) in [
            (left, Align::Min, row.left()),
            (right, Align::Max, row.right()),
        ] {
            let color = palette(ui).quiet;
            let room = word_width(row.width());
            let galley = aligned(ui, word, STAGE_SMALL, color, room, align);
            let at = pos2(x, row.bottom() + WORDS_GAP);
            ui.painter().galley(at, galley, color);
        }
    }
}

const BOX_HEIGHT: f32 = 44.0;
const BOX_GAP: f32 = GRID;
const WORDS_GAP: f32 = GRID / 2.0;
const MARK_RADIUS: f32 = 8.0;

fn word_width(row: f32) -> f32 {
    row * 0.46
}

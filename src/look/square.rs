//! A place on a square between four end words: no mark until it is touched, as on the analogue line.
//!
//! With `cells` it is the affect grid: a quiet raster, and the middle of a cell is the answer (SCIENCE.md 3.5).

use egui::accesskit::Role;
use egui::{
    Align, CursorIcon, Id, InputState, Key, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::gesture::{Change, Moves, focus_ring, has_command, keep_arrows, pressed_at, tenths};
use super::text::{aligned, lines};
use super::theme::palette;
use super::tokens::{GRID, STAGE_SMALL};

/// One square, ready to be shown.
pub struct Square<'a> {
    /// The question, for those who listen instead of looking.
    pub question: &'a str,
    /// The words at the left and the right edge.
    pub x: &'a [String; 2],
    /// The words at the lower and the upper edge.
    pub y: &'a [String; 2],
    /// How many cells a side; any place when `None`.
    pub cells: Option<u8>,
    /// The answer so far: from left to right and from below to above, 0 to 100.
    pub value: Option<(f64, f64)>,
    /// Drawn back, because the participant prefers not to answer.
    pub dim: bool,
}

/// What became of it in this frame.
pub struct SquareOutput {
    /// The square itself, without the words, in points.
    pub rect: Rect,
    /// A new place, in tenths.
    pub change: Option<Change<(f64, f64)>>,
    /// A gesture (press to release, key down to key up) ended in this frame.
    pub ended: bool,
}

impl Square<'_> {
    /// Height that it takes with its words, in points: as much as `available` allows, within limits.
    pub fn height(&self, ui: &Ui, width: f32, available: f32) -> f32 {
        let [below, above] = self.y_heights(ui, width);
        above + below + 2.0 * GAP + self.side(ui, width, available)
    }

    /// Shows it in the middle of the width that is available.
    pub fn show(&self, ui: &mut Ui, id: Id, available: f32) -> SquareOutput {
        let width = ui.available_width();
        let side = self.side(ui, width, available);
        let [_, above] = self.y_heights(ui, width);
        let (_, area) = ui.allocate_space(vec2(width, self.height(ui, width, available)));
        let corner = pos2(area.center().x - side / 2.0, area.top() + above + GAP);
        let rect = Rect::from_min_size(corner.round(), Vec2::splat(side));
        // The edges are reached without aiming.
        let response = ui.interact(rect.expand(GRID), id, Sense::click_and_drag());
        let (change, ended) = self.change(ui, &response, rect);
        let value = change.map_or(self.value, |change| Some(change.value));
        response.widget_info(|| WidgetInfo {
            enabled: response.enabled(),
            label: Some(format!(
                "{}: {} – {}, {} – {}",
                self.question, self.x[0], self.x[1], self.y[0], self.y[1]
            )),
            current_text_value: value.map(|(x, y)| format!("{x}, {y}")),
            ..WidgetInfo::new(Role::Canvas)
        });
        self.paint(ui, rect, value.filter(|_| !self.dim));
        self.paint_words(ui, rect, area);
        focus_ring(ui, &response, rect.expand(4.0));
        response.on_hover_cursor(CursorIcon::Crosshair);
        SquareOutput {
            rect,
            change,
            ended,
        }
    }

    fn change(
        &self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
    ) -> (Option<Change<(f64, f64)>>, bool) {
        if !response.enabled() {
            return (None, false);
        }
        let keyed = if response.has_focus() {
            keep_arrows(ui, response);
            ui.input(|input| self.keyed(input))
        } else {
            None
        };
        let moves = Moves {
            pressed: pressed_at(ui, response).map(|pos| self.place(pos, rect)),
            keyed,
            asked: None,
        };
        let (change, over) = moves.take(ui, response);
        let is_news = |change: &Change<(f64, f64)>| {
            change.began || self.value != Some(change.value) || self.dim
        };
        (change.filter(is_news), over)
    }

    fn place(&self, pos: Pos2, rect: Rect) -> (f64, f64) {
        let share = (pos - rect.left_bottom()) / rect.size();
        (
            self.snap(100.0 * f64::from(share.x)),
            self.snap(-100.0 * f64::from(share.y)),
        )
    }

    /// The first key places it in the middle, because it has to start somewhere; the arrows move it from there: by 1, with
    /// Shift by 5, by a cell where there are cells.
    fn keyed(&self, input: &InputState) -> Option<(Key, (f64, f64))> {
        if has_command(input) {
            return None;
        }
        let Some((x, y)) = self.value.filter(|_| !self.dim) else {
            let arrows = ARROWS.map(|(key, _)| key);
            let mut keys = arrows.into_iter().chain([Key::Enter, Key::Space]);
            let key = keys.find(|key| input.key_pressed(*key))?;
            return Some((key, (self.snap(50.0), self.snap(50.0))));
        };
        let step = match self.cells {
            Some(cells) => 100.0 / f64::from(cells.max(1)),
            None if input.modifiers.shift => 5.0,
            None => 1.0,
        };
        ARROWS.iter().find_map(|&(key, direction)| {
            let presses = u32::try_from(input.num_presses(key)).ok()?;
            let moved = |at: f64, by: f32| {
                self.snap((at + step * f64::from(by) * f64::from(presses)).clamp(0.0, 100.0))
            };
            (presses > 0).then(|| (key, (moved(x, direction.x), moved(y, direction.y))))
        })
    }

    /// The answer nearest to a number in one direction.
    fn snap(&self, at: f64) -> f64 {
        let at = at.clamp(0.0, 100.0);
        let Some(cells) = self.cells.map(|cells| f64::from(cells.max(1))) else {
            return tenths(at);
        };
        let cell = (at / 100.0 * cells).floor().min(cells - 1.0);
        tenths((cell + 0.5) * 100.0 / cells)
    }

    fn paint(&self, ui: &Ui, rect: Rect, value: Option<(f64, f64)>) {
        let palette = palette(ui);
        let painter = ui.painter();
        let line = palette
            .line
            .gamma_multiply(if self.dim { 0.45 } else { 1.0 });
        let cells = self.cells.map_or(1, |cells| cells.max(1));
        let quiet = Stroke::new(1.0, line.gamma_multiply(0.4));
        for cell in 1..cells {
            let at = rect.size() * f32::from(cell) / f32::from(cells);
            painter.vline(rect.left() + at.x, rect.y_range(), quiet);
            painter.hline(rect.x_range(), rect.top() + at.y, quiet);
        }
        painter.rect_stroke(rect, 0.0, Stroke::new(LINE_WIDTH, line), StrokeKind::Middle);
        if let Some((x, y)) = value {
            let share = vec2(x as f32, -y as f32) / 100.0;
            let center = rect.left_bottom() + share * rect.size();
            let most = 0.34 * rect.width() / f32::from(cells);
            painter.circle_filled(center, MARK_RADIUS.min(most) + 3.0, palette.ground);
            painter.circle_filled(center, MARK_RADIUS.min(most), palette.text);
        }
    }

    fn paint_words(&self, ui: &Ui, rect: Rect, area: Rect) {
        let color = palette(ui)
            .quiet
            .gamma_multiply(if self.dim { 0.45 } else { 1.0 });
        let word = |text: &str, room: f32, align: Align| {
            aligned(ui, text, STAGE_SMALL, color, room, align)
        };
        let side_room = (area.width() - rect.width()) / 2.0 - SIDE_GAP;
        let [left, right] = self.x;
        let left = word(left, side_room, Align::Max);
        let right = word(right, side_room, Align::Min);
        let middle = |height: f32| rect.center().y - height / 2.0;
        let [below, above] = self.y;
        let below = word(below, area.width(), Align::Center);
        let above = word(above, area.width(), Align::Center);
        let placed = [
            (pos2(rect.left() - SIDE_GAP, middle(left.size().y)), left),
            (pos2(rect.right() + SIDE_GAP, middle(right.size().y)), right),
            (pos2(rect.center().x, rect.bottom() + GAP), below),
            (
                pos2(rect.center().x, rect.top() - GAP - above.size().y),
                above,
            ),
        ];
        for (at, galley) in placed {
            ui.painter().galley(at, galley, color);
        }
    }

    /// Heights of the words below and above.
    fn y_heights(&self, ui: &Ui, width: f32) -> [f32; 2] {
        [0, 1].map(|end| lines(ui, &self.y[end], STAGE_SMALL, width).size().y)
    }

    fn side(&self, ui: &Ui, width: f32, available: f32) -> f32 {
        let words: f32 = self.y_heights(ui, width).iter().sum();
        let room = (available - words - 2.0 * GAP).min(width - 2.0 * (WORD_ROOM + SIDE_GAP));
        room.clamp(SMALLEST, LARGEST).floor()
    }
}

/// Length of a side, in points: always the largest where the window allows it.
const LARGEST: f32 = 320.0;
const SMALLEST: f32 = 56.0;
/// Least room for the words at the left and the right.
const WORD_ROOM: f32 = 88.0;
const SIDE_GAP: f32 = 1.5 * GRID;
const GAP: f32 = GRID / 2.0;
const LINE_WIDTH: f32 = 2.0;
const MARK_RADIUS: f32 = 9.0;

/// The arrows and where they go, counted from below.
const ARROWS: [(Key, Vec2); 4] = [
    (Key::ArrowRight, vec2(1.0, 0.0)),
    (Key::ArrowLeft, vec2(-1.0, 0.0)),
    (Key::ArrowUp, vec2(0.0, 1.0)),
    (Key::ArrowDown, vec2(0.0, -1.0)),
];

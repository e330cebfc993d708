//! The participant's buttons in their places: the one that goes on, and two beside each other.

use egui::{Id, Rect, Ui, UiBuilder, Vec2, pos2, vec2};

use super::Scene;
use crate::look::button::{self, Face};
use crate::look::tokens::GRID;
use crate::stage::place::Places;
use crate::stage::targets::Target;

/// One of two buttons beside each other.
pub(in crate::stage) struct Side<'a> {
    pub label: &'a str,
    pub face: Face,
    pub ready: bool,
    pub target: Target,
}

impl Scene<'_> {
    /// The button that goes on, in its place. True when it was pressed.
    pub fn go_on_ui(&mut self, ui: &mut Ui, places: &Places, label: &str, ready: bool) -> bool {
        let id = Id::unique("go on");
        let response = button::big(ui, id, label, places.button, ready);
        if ready {
            self.targets.put(Target::GoOn, response.rect);
        }
        ready && response.clicked()
    }

    /// The same while it fades in: `shown` from 0 (not there) to 1. It does nothing before it is fully there.
    pub fn late_go_on_ui(&mut self, ui: &mut Ui, places: &Places, label: &str, shown: f32) -> bool {
        if shown >= 1.0 {
            return self.go_on_ui(ui, places, label, true);
        }
        if shown > 0.0 {
            let mut here = ui.new_child(UiBuilder::new().max_rect(ui.max_rect()));
            here.multiply_opacity(shown);
            here.disable();
            button::big(&mut here, Id::unique("go on"), label, places.button, true);
            ui.ctx().request_repaint();
        }
        false
    }

    /// The button that turns to the next page of a text, in the same place. True when it was pressed.
    pub fn turn_ui(&mut self, ui: &mut Ui, places: &Places) -> bool {
        let label = self.words.go_on.clone();
        let response = button::big(ui, Id::unique("turn"), &label, places.button, true);
        self.targets.put(Target::Turn, response.rect);
        response.clicked()
    }

    /// Two buttons of one size in `pair`. Says which was pressed.
    pub fn pair_ui(&mut self, ui: &mut Ui, pair: [Rect; 2], sides: [Side<'_>; 2]) -> Option<usize> {
        let mut pressed = None;
        for (number, (rect, side)) in pair.into_iter().zip(sides).enumerate() {
            let id = Id::unique(("button", number, side.label));
            let response = button::big_in(ui, id, side.label, rect, side.face, side.ready);
            if side.ready {
                self.targets.put(side.target, rect);
            }
            if side.ready && response.clicked() {
                pressed = Some(number);
            }
        }
        pressed
    }
}

/// Where two buttons of one size, large enough for each of these labels, go: beside each other around the place of the one that goes on; and what is left of the
/// column above them.
pub(super) fn pair(ui: &Ui, places: &Places, labels: &[&str]) -> ([Rect; 2], Rect) {
    let widest = (places.column.width() - GAP) / 2.0;
    let size = labels
        .iter()
        .map(|label| button::big_size(ui, label, widest))
        .fold(Vec2::ZERO, Vec2::max);
    let middle = places
        .button
        .y
        .min(places.window.bottom() - EDGE - size.y / 2.0);
    let top = middle - size.y / 2.0;
    let left = pos2(places.button.x - GAP / 2.0 - size.x, top);
    let right = pos2(places.button.x + GAP / 2.0, top);
    let bottom = places.column.bottom().min(top - ABOVE);
    let column = places
        .column
        .with_max_y(bottom.max(places.column.top() + 1.0));
    (
        [
            Rect::from_min_size(left, size),
            Rect::from_min_size(right, size),
        ],
        column,
    )
}

/// Heights of buttons below each other, each as wide as the widest; with the gaps between them.
pub(super) fn stack_size(ui: &Ui, labels: &[&str], widest: f32) -> Vec2 {
    let sizes = labels
        .iter()
        .map(|label| button::big_size(ui, label, widest));
    let one = sizes.fold(Vec2::ZERO, Vec2::max);
    let count = labels.len() as f32;
    vec2(one.x, (one.y + STACK_GAP) * count - STACK_GAP)
}

/// Buttons of one size below each other, centred in `rect`. Says which was pressed.
pub(super) fn stack_ui(
    ui: &mut Ui,
    rect: Rect,
    labels: &[&str],
    scene: &mut Scene<'_>,
) -> Option<usize> {
    let size = stack_size(ui, labels, rect.width());
    let one = (size.y + STACK_GAP) / labels.len().max(1) as f32 - STACK_GAP;
    let mut pressed = None;
    for (number, label) in labels.iter().enumerate() {
        let top = rect.top() + number as f32 * (one + STACK_GAP);
        let left = rect.center().x - size.x / 2.0;
        let place = Rect::from_min_size(pos2(left.round(), top), vec2(size.x, one));
        let id = Id::unique(("button", number, *label));
        let response = button::big_in(ui, id, label, place, Face::Raised, true);
        scene.targets.put(Target::Button(number), place);
        if response.clicked() {
            pressed = Some(number);
        }
    }
    pressed
}

const GAP: f32 = 2.0 * GRID;
const STACK_GAP: f32 = 1.5 * GRID;
const EDGE: f32 = 2.0 * GRID;
/// Least distance from the column to the buttons below it.
const ABOVE: f32 = 4.0 * GRID;

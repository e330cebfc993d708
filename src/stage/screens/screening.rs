//! Reasons not to take part, as a list, and two buttons of equal weight: which of them applies is never asked.

use egui::{Rect, Ui, pos2};

use super::Scene;
use super::buttons::{Side, pair};
use super::calm::describe;
use super::leaves::{Leaves, Sheet};
use crate::look::button::Face;
use crate::look::tokens::GRID;
use crate::look::{lines, palette};
use crate::session::StageInput;
use crate::stage::place::Places;
use crate::stage::targets::Target;

/// Where in the list the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct ScreeningAct {
    pub(in crate::stage) leaves: Leaves,
}

impl ScreeningAct {
    /// Draws the current page; the buttons are on the last.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        (text, points): (&str, &[String]),
        (none, some): (&str, &str),
        scene: &mut Scene<'_>,
    ) {
        let (sides, column) = pair(ui, places, &[none, some]);
        let rows: Vec<&str> = points.iter().map(String::as_str).collect();
        let sheet = Sheet {
            rows: &rows,
            row_height,
            ..Sheet::of(text)
        };
        let spread = self.leaves.ui(ui, &sheet, column, scene.now);
        for (row, rect) in spread.rows {
            if let Some(point) = points.get(row) {
                point_ui(ui, point, spread.size, rect);
            }
        }
        if !self.leaves.turn_ui(ui, places, scene) {
            return;
        }
        let buttons = [(none, 0), (some, 1)].map(|(label, number)| Side {
            label,
            face: Face::Raised,
            ready: true,
            target: Target::Button(number),
        });
        if let Some(button) = scene.pair_ui(ui, sides, buttons) {
            let (at, serial) = (scene.clicked_at(ui), scene.serial);
            let passed = button == 0;
            scene
                .out
                .input(at, StageInput::Screening { serial, passed });
        }
    }
}

/// From the bullet's edge to the text.
const INDENT: f32 = 3.5 * GRID;
const BULLET_RADIUS: f32 = 3.0;

fn row_height(ui: &Ui, point: &str, size: f32, width: f32) -> f32 {
    lines(ui, point, size, width - INDENT).size().y + GRID
}

fn point_ui(ui: &mut Ui, point: &str, size: f32, rect: Rect) {
    let text = lines(ui, point, size, rect.width() - INDENT);
    let first_line = text.rows.first().map_or(size, |row| row.height());
    let at = pos2(rect.left() + INDENT, rect.top() + GRID / 2.0);
    let painter = ui.painter();
    let palette = palette(ui);
    let bullet = pos2(rect.left() + GRID, at.y + first_line / 2.0);
    painter.circle_filled(bullet, BULLET_RADIUS, palette.quiet);
    let extent = text.size();
    painter.galley_with_override_text_color(at, text, palette.text);
    describe(ui, Rect::from_min_size(at, extent), point);
}

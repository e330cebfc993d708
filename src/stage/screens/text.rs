//! A page of text: as large as fits, over several pages when it is long, never scrolled.

use egui::{Ui, pos2};

use super::Scene;
use super::calm::describe;
use crate::look::tokens::{STAGE_TEXT, STAGE_TEXT_MIN};
use crate::look::{fit_pages, lines, palette};
use crate::session::StageInput;
use crate::stage::place::Places;

/// Where in the text the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct TextAct {
    page: usize,
    /// Since when this page is shown, in the window's seconds.
    since: Option<f64>,
}

impl TextAct {
    /// Draws the current page. A text in several pages has its button even where the experimenter goes on, except on the last.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        text: &str,
        go_on: Option<&str>,
        scene: &mut Scene<'_>,
    ) {
        let column = places.column;
        let sizes = [STAGE_TEXT, 24.0, STAGE_TEXT_MIN];
        let (size, pages) = fit_pages(ui, text, &sizes, column.width(), column.height());
        let last = pages.len().saturating_sub(1);
        self.page = self.page.min(last);
        if let Some(page) = pages.get(self.page) {
            let galley = lines(ui, page, size, column.width());
            let extent = galley.size();
            // Pages of one text begin at the same height.
            let top = if last == 0 {
                places.top_of(extent.y)
            } else {
                column.top()
            };
            let at = pos2((column.center().x - extent.x / 2.0).round(), top);
            let color = palette(ui).text;
            ui.painter()
                .galley_with_override_text_color(at, galley, color);
            describe(ui, egui::Rect::from_min_size(at, extent), page);
        }
        let label = match go_on {
            Some(label) => label.to_owned(),
            None if self.page < last => scene.words.go_on.clone(),
            None => return,
        };
        let since = *self.since.get_or_insert(scene.now);
        if !scene.go_on_ui(ui, places, &label, true) {
            return;
        }
        if self.page < last {
            // The second half of a double click must not skip a page.
            if scene.now - since >= PAGE_GUARD_S || self.page == 0 {
                self.page += 1;
                self.since = Some(scene.now);
                ui.ctx().request_repaint();
            }
        } else if last == 0 || scene.now - since >= PAGE_GUARD_S {
            let serial = scene.serial;
            let at = scene.clicked_at(ui);
            scene.out.input(at, StageInput::Continue { serial });
        }
    }
}

const PAGE_GUARD_S: f64 = 0.4;

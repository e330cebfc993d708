//! Items to answer, a page at a time: as many as fit by height, at most eight, and never scrolled.

use egui::{Rect, Ui, pos2, vec2};

use super::Scene;
use super::calm::describe;
use super::item::ItemAct;
use crate::link::ItemDraft;
use crate::look::tokens::{GRID, STAGE_TEXT};
use crate::look::{lines, palette};
use crate::protocol::Id;
use crate::session::{Page, StageInput};
use crate::stage::place::Places;
use crate::time::Stamp;

/// A page of items and what has been answered on it.
#[derive(Debug)]
pub(in crate::stage) struct PageAct {
    stem: Option<String>,
    /// Items that are still to come or on the window, in order.
    items: Vec<ItemAct>,
    /// How many of them are on the window; 0 until it is known what fits.
    on_page: usize,
    /// For which window that was counted.
    counted_for: egui::Vec2,
    /// Items of pages that were finished here, although the desk may not know yet.
    done: Vec<Id>,
    /// What the desk last said is still to answer.
    asked: Page,
    /// Since when this page is shown; what comes too soon after the last page was not meant for this one.
    since: Option<f64>,
    /// The items on the window whose appearance was not yet told.
    unseen: Vec<Id>,
}

impl PageAct {
    pub fn new(page: Page) -> Self {
        Self {
            stem: page.stem.clone(),
            items: page.items.iter().cloned().map(ItemAct::new).collect(),
            on_page: 0,
            counted_for: egui::Vec2::ZERO,
            done: Vec::new(),
            asked: page,
            since: None,
            unseen: Vec::new(),
        }
    }

    /// A newer view of the same screen. What the participant has here stays; items that the desk counts as finished go.
    pub fn update(&mut self, page: &Page) {
        self.asked = page.clone();
        let is_asked = |item: &ItemAct| page.items.iter().any(|asked| asked.id == item.view.id);
        let on_page = self
            .items
            .iter()
            .take(self.on_page)
            .filter(|item| is_asked(item))
            .count();
        if on_page < self.on_page {
            self.on_page = 0;
        }
        self.items.retain(is_asked);
        let known = |id: &Id, items: &[ItemAct]| items.iter().any(|item| item.view.id == *id);
        for view in &page.items {
            if !known(&view.id, &self.items) && !self.done.contains(&view.id) {
                self.items.push(ItemAct::new(view.clone()));
            }
        }
    }

    /// What was begun and not told.
    pub fn drafts(&self) -> Vec<ItemDraft> {
        self.shown().filter_map(ItemAct::draft).collect()
    }

    /// Takes up what was begun in a stage process that ended.
    pub fn take_up(&mut self, drafts: Vec<ItemDraft>) {
        for draft in drafts {
            if let Some(item) = self
                .items
                .iter_mut()
                .find(|item| item.view.id == draft.item)
            {
                item.take_up(draft);
            }
        }
    }

    /// Draws the current page.
    pub fn ui(&mut self, ui: &mut Ui, places: &Places, scene: &mut Scene<'_>) {
        self.take_up_again(ui, scene.now);
        if self.items.is_empty() {
            return;
        }
        let column = places.column;
        if self.on_page == 0 || self.counted_for != places.window.size() {
            self.count(ui, column, &scene.words.decline);
            self.counted_for = places.window.size();
        }
        self.since.get_or_insert(scene.now);

        let stem = self
            .stem
            .as_deref()
            .map(|stem| lines(ui, stem, STAGE_TEXT, column.width()));
        let stem_height = stem.as_ref().map_or(0.0, |stem| stem.size().y + STEM_GAP);
        let room = column.height() - stem_height;
        let heights: Vec<f32> = self
            .shown()
            .map(|item| item.height(ui, column.width(), &scene.words.decline, room))
            .collect();
        let gap = gap(room, &heights);
        let total = stem_height
            + heights.iter().sum::<f32>()
            + gap * heights.len().saturating_sub(1) as f32;
        let mut top = places.top_of(total);
        if let (Some(stem), Some(text)) = (stem, &self.stem) {
            let at = pos2(column.left(), top);
            let rect = Rect::from_min_size(at, stem.size());
            ui.painter()
                .galley_with_override_text_color(at, stem, palette(ui).quiet);
            describe(ui, rect, text);
            top += stem_height;
        }
        for (item, height) in self.items.iter_mut().take(self.on_page).zip(heights) {
            let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width(), height));
            item.ui(ui, rect, room, scene);
            top += height + gap;
        }
        self.finish_ui(ui, places, scene);
    }

    /// The items that became visible with the latest pass, told once.
    pub fn take_unseen(&mut self) -> Vec<Id> {
        std::mem::take(&mut self.unseen)
    }

    /// Since when the current page is on the window, in the window's seconds.
    pub fn since(&self) -> Option<f64> {
        self.since
    }

    fn shown(&self) -> impl Iterator<Item = &ItemAct> {
        self.items.iter().take(self.on_page)
    }

    fn finish_ui(&mut self, ui: &mut Ui, places: &Places, scene: &mut Scene<'_>) {
        let complete = self.shown().all(ItemAct::is_settled);
        let label = scene.words.go_on.clone();
        if !scene.go_on_ui(ui, places, &label, complete) {
            return;
        }
        let at: Stamp = scene.clicked_at(ui);
        let mut finished = Vec::new();
        for mut item in self.items.drain(..self.on_page) {
            item.flush(at, scene);
            finished.push(item.view.id);
        }
        self.done.extend(finished.iter().cloned());
        scene
            .out
            .input(at, StageInput::PageDone { items: finished });
        self.on_page = 0;
        self.since = None;
        ui.memory_mut(|memory| memory.stop_text_input());
        if let Some(focused) = ui.memory(|memory| memory.focused()) {
            ui.memory_mut(|memory| memory.surrender_focus(focused));
        }
        // What was finished last is how the window waits for a refusal; see `take_up_again`.
        ui.data_mut(|data| data.insert_temp(waiting_id(), scene.now));
        ui.ctx().request_repaint();
    }

    /// Should the desk still ask for what was finished here long ago, then it did not take it: the items come back.
    fn take_up_again(&mut self, ui: &Ui, now: f64) {
        if !self.items.is_empty() || self.asked.items.is_empty() {
            return;
        }
        let finished = ui
            .data(|data| data.get_temp::<f64>(waiting_id()))
            .unwrap_or(now);
        if now - finished > PATIENCE_S {
            let page = self.asked.clone();
            *self = Self::new(page);
        } else {
            let rest = (PATIENCE_S - (now - finished) + 0.01) as f32;
            ui.ctx().request_repaint_after_secs(rest);
        }
    }

    /// How many items go on this page: as many as fit, spread evenly over the pages that are needed anyway.
    fn count(&mut self, ui: &Ui, column: Rect, decline_label: &str) {
        let stem = self.stem.as_deref().map_or(0.0, |stem| {
            lines(ui, stem, STAGE_TEXT, column.width()).size().y + STEM_GAP
        });
        let room = column.height() - stem;
        let heights: Vec<f32> = self
            .items
            .iter()
            .map(|item| item.height(ui, column.width(), decline_label, room))
            .collect();
        let before = self.on_page;
        self.on_page = evenly(&heights, room);
        let fresh = self.items.iter().take(self.on_page).skip(before);
        self.unseen.extend(fresh.map(|item| item.view.id.clone()));
    }
}

/// Most items on a page (SCIENCE.md 3.4).
const MOST: usize = 8;
const STEM_GAP: f32 = 3.0 * GRID;
const LEAST_GAP: f32 = 2.0 * GRID;
const LARGEST_GAP: f32 = 5.0 * GRID;
/// How long the desk may take to answer a finished page, in seconds.
const PATIENCE_S: f64 = 3.0;

fn waiting_id() -> egui::Id {
    egui::Id::unique("page finished at")
}

/// How many of the items go on the first page: those that fit, but no more than an even share of all.
fn evenly(heights: &[f32], room: f32) -> usize {
    let most = fitting(heights, room);
    let pages = heights.len().div_ceil(most.max(1));
    heights.len().div_ceil(pages.max(1)).min(most)
}

/// How many fit: at least one, at most eight.
fn fitting(heights: &[f32], room: f32) -> usize {
    let mut used = 0.0;
    let mut count = 0;
    for height in heights.iter().take(MOST) {
        used += height + if count > 0 { LEAST_GAP } else { 0.0 };
        if used > room && count > 0 {
            break;
        }
        count += 1;
    }
    count
}

/// The distance between the items: the room that is left, within limits.
fn gap(room: f32, heights: &[f32]) -> f32 {
    let between = heights.len().saturating_sub(1).max(1) as f32;
    let free = room - heights.iter().sum::<f32>();
    (free / between).clamp(LEAST_GAP, LARGEST_GAP).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_spread_evenly_over_the_pages_that_are_needed() {
        // Eleven items of which six fit: six and five, not six and a rest that looks forgotten.
        assert_eq!(evenly(&[100.0; 11], 700.0), 6);
        assert_eq!(evenly(&[100.0; 8], 700.0), 4);
        assert_eq!(evenly(&[100.0; 5], 700.0), 5);
        assert_eq!(evenly(&[100.0; 20], 10_000.0), 7);
        assert_eq!(evenly(&[900.0, 100.0], 700.0), 1);
        assert_eq!(evenly(&[100.0], 50.0), 1);
    }
}

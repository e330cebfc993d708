//! A text over as many pages as it needs, and what belongs below it on the last: rows, and a field or buttons.

use std::ops::Range;

use egui::{Rect, Ui, pos2, vec2};

use super::Scene;
use super::calm::describe;
use crate::look::tokens::{GRID, STAGE_FADE_S, STAGE_TEXT, STAGE_TEXT_MIN};
use crate::look::{fit_pages, lines, palette};
use crate::stage::place::Places;

/// What is spread over the pages.
pub(in crate::stage) struct Sheet<'a> {
    /// The text; blank lines part paragraphs.
    pub text: &'a str,
    /// Rows below the text.
    pub rows: &'a [&'a str],
    /// Height of a row with this type size at this width, in points.
    pub row_height: fn(&Ui, &str, f32, f32) -> f32,
    /// Least height of what comes last, in points; 0 when nothing does.
    pub tail: f32,
    /// Whether what comes last takes all the room that is left.
    pub tail_grows: bool,
}

impl<'a> Sheet<'a> {
    /// A text alone.
    pub fn of(text: &'a str) -> Self {
        Self {
            text,
            rows: &[],
            row_height: |_, _, _, _| 0.0,
            tail: 0.0,
            tail_grows: false,
        }
    }
}

/// Where the screen's own things go on the current page.
pub(in crate::stage) struct Spread {
    /// Type size of text and rows, in points.
    pub size: f32,
    /// The rows of this page, by their number.
    pub rows: Vec<(usize, Rect)>,
    /// What comes last, when this page has it.
    pub tail: Option<Rect>,
}

/// Where in a sheet the participant is.
#[derive(Debug, Default)]
pub(in crate::stage) struct Leaves {
    page: usize,
    /// Since when the first page is shown, in the window's seconds.
    begun: Option<f64>,
    /// Since when the current page is shown, where it is not the first.
    turned: Option<f64>,
    laid: Option<Laid>,
}

#[derive(Debug)]
struct Laid {
    text: String,
    area: egui::Vec2,
    tail: f32,
    size: f32,
    leaves: Vec<Leaf>,
}

/// One page.
#[derive(Debug, Default, PartialEq)]
struct Leaf {
    text: String,
    rows: Range<usize>,
    tail: bool,
}

impl Leaves {
    /// Draws the text of the current page within `column`, and says where the rest goes.
    pub fn ui(&mut self, ui: &mut Ui, sheet: &Sheet<'_>, column: Rect, now: f64) -> Spread {
        self.begun.get_or_insert(now);
        self.lay(ui, sheet, column);
        self.page = self.page.min(self.last());
        let Some((leaf, size)) = self.leaf() else {
            return Spread {
                size: STAGE_TEXT,
                rows: Vec::new(),
                tail: None,
            };
        };
        let width = column.width();
        let galley = lines(ui, &leaf.text, size, width);
        let extent = if leaf.text.is_empty() {
            egui::Vec2::ZERO
        } else {
            galley.size()
        };
        let heights: Vec<f32> = sheet
            .rows
            .get(leaf.rows.clone())
            .unwrap_or_default()
            .iter()
            .map(|row| (sheet.row_height)(ui, row, size, width))
            .collect();
        let total = height(extent.y, heights.iter().sum(), sheet.tail_of(leaf));
        // Pages of one text begin at the same height, and a field takes the room that there is.
        let top = if self.last() == 0 && !sheet.tail_grows {
            top_of(column, total)
        } else {
            column.top()
        };
        let left = if sheet.rows.is_empty() && !sheet.tail_grows {
            (column.center().x - extent.x / 2.0).round()
        } else {
            column.left()
        };
        if !leaf.text.is_empty() {
            let at = pos2(left, top);
            let color = palette(ui).text;
            ui.painter()
                .galley_with_override_text_color(at, galley, color);
            describe(ui, Rect::from_min_size(at, extent), &leaf.text);
        }
        let mut y = top + extent.y;
        let mut rows = Vec::new();
        for (number, height) in leaf.rows.clone().zip(heights) {
            y += if rows.is_empty() && extent.y > 0.0 {
                GAP
            } else {
                0.0
            };
            let rect = Rect::from_min_size(pos2(column.left(), y), vec2(width, height));
            rows.push((number, rect));
            y += height;
        }
        let tail = leaf.tail.then(|| {
            let top = y + if y > top { GAP } else { 0.0 };
            let height = if sheet.tail_grows {
                (column.bottom() - top).max(sheet.tail)
            } else {
                sheet.tail
            };
            Rect::from_min_size(pos2(column.left(), top), vec2(width, height))
        });
        Spread { size, rows, tail }
    }

    /// How many pages were turned.
    pub fn page(&self) -> usize {
        self.page
    }

    /// Opens the page that was open in a stage process that ended.
    pub fn open_at(&mut self, page: usize) {
        self.page = page;
    }

    /// Whether nothing comes after the current page.
    pub fn is_last(&self) -> bool {
        self.page >= self.last()
    }

    /// Turns to the next page.
    pub fn turn(&mut self, ui: &Ui, now: f64) {
        self.page += 1;
        self.turned = Some(now);
        ui.ctx().request_repaint();
    }

    /// On every page but the last: the button that turns. True on the last, where the screen's own buttons belong.
    pub fn turn_ui(&mut self, ui: &mut Ui, places: &Places, scene: &mut Scene<'_>) -> bool {
        if self.is_last() {
            return true;
        }
        if scene.turn_ui(ui, places) {
            self.turn(ui, scene.now);
        }
        false
    }

    /// Since when the current page is shown, in the window's seconds, where it is not the first.
    pub fn turned(&self) -> Option<f64> {
        self.turned
    }

    /// How far a button is there that comes `min_s` after the first page, from 0 to 1.
    pub fn faded_in(&self, ui: &Ui, now: f64, min_s: f64) -> f32 {
        let late = now - self.begun.unwrap_or(now) - min_s;
        if min_s <= 0.0 || late >= STAGE_FADE_S {
            return 1.0;
        }
        ui.ctx().request_repaint_after_secs((-late).max(0.0) as f32);
        (late / STAGE_FADE_S).max(0.0) as f32
    }

    fn leaf(&self) -> Option<(&Leaf, f32)> {
        let laid = self.laid.as_ref()?;
        Some((laid.leaves.get(self.page)?, laid.size))
    }

    fn last(&self) -> usize {
        let pages = self.laid.as_ref().map_or(0, |laid| laid.leaves.len());
        pages.saturating_sub(1)
    }

    fn lay(&mut self, ui: &Ui, sheet: &Sheet<'_>, column: Rect) {
        let area = column.size();
        let is_laid = self.laid.as_ref().is_some_and(|laid| {
            laid.text == sheet.text && laid.area == area && laid.tail == sheet.tail
        });
        if !is_laid {
            let (size, leaves) = sheet.spread(ui, area);
            self.laid = Some(Laid {
                text: sheet.text.to_owned(),
                area,
                tail: sheet.tail,
                size,
                leaves,
            });
        }
    }
}

/// From a text to its rows, and from them to what comes last.
const GAP: f32 = 3.0 * GRID;
const SIZES: [f32; 3] = [STAGE_TEXT, 24.0, STAGE_TEXT_MIN];

/// Where a block of that height begins in `column`: a little above the middle.
fn top_of(column: Rect, height: f32) -> f32 {
    let free = (column.height() - height).max(0.0);
    (column.top() + free * crate::stage::place::OPTICAL_CENTRE).round()
}

fn text_height(ui: &Ui, text: &str, size: f32, width: f32) -> f32 {
    if text.is_empty() {
        0.0
    } else {
        lines(ui, text, size, width).size().y
    }
}

/// Height of text, rows and tail with the gaps between those that are there.
fn height(text: f32, rows: f32, tail: f32) -> f32 {
    let parts = [text, rows, tail].map(|part| part.max(0.0));
    let there = parts.iter().filter(|part| **part > 0.0).count();
    parts.iter().sum::<f32>() + GAP * there.saturating_sub(1) as f32
}

impl Sheet<'_> {
    fn tail_of(&self, leaf: &Leaf) -> f32 {
        if leaf.tail { self.tail } else { 0.0 }
    }

    /// Whether it all fits on one page of that size.
    pub fn is_one_page(&self, ui: &Ui, area: egui::Vec2) -> bool {
        let text = text_height(ui, self.text.trim(), STAGE_TEXT_MIN, area.x);
        let rows = self.row_heights(ui, STAGE_TEXT_MIN, area.x).iter().sum();
        height(text, rows, self.tail) <= area.y
    }

    fn row_heights(&self, ui: &Ui, size: f32, width: f32) -> Vec<f32> {
        let rows = self.rows.iter();
        rows.map(|row| (self.row_height)(ui, row, size, width))
            .collect()
    }

    /// The type size and the pages; never an empty list.
    fn spread(&self, ui: &Ui, area: egui::Vec2) -> (f32, Vec<Leaf>) {
        let text = self.text.trim();
        let heights = self.row_heights(ui, STAGE_TEXT_MIN, area.x);
        let rows: f32 = heights.iter().sum();
        let (all, tail) = (0..heights.len(), self.tail > 0.0);
        let fits = |text: &str, size: f32| {
            let text = text_height(ui, text, size, area.x);
            let rows = self.row_heights(ui, size, area.x).iter().sum();
            height(text, rows, self.tail) <= area.y
        };
        if let Some(size) = SIZES.into_iter().find(|size| fits(text, *size)) {
            let leaf = Leaf {
                text: text.to_owned(),
                rows: all,
                tail,
            };
            return (size, vec![leaf]);
        }
        let pages = |text: &str| fit_pages(ui, text, &[STAGE_TEXT_MIN], area.x, area.y).1;
        let mut texts = if text.is_empty() {
            Vec::new()
        } else {
            pages(text)
        };
        if rows == 0.0 && !tail {
            return (STAGE_TEXT_MIN, texts.into_iter().map(Leaf::words).collect());
        }
        // What comes below the text keeps at least its last paragraph.
        let (head, end) = text.rsplit_once("\n\n").unwrap_or(("", text));
        let last = if texts.last().is_some_and(|last| fits(last, STAGE_TEXT_MIN)) {
            texts.pop()
        } else if fits(end.trim(), STAGE_TEXT_MIN) && !head.trim().is_empty() {
            texts = pages(head);
            Some(end.trim().to_owned())
        } else {
            None
        };
        let mut leaves: Vec<Leaf> = texts.into_iter().map(Leaf::words).collect();
        match last {
            Some(text) => leaves.push(Leaf {
                text,
                rows: all,
                tail,
            }),
            None => self.rows_alone(&heights, area.y, &mut leaves),
        }
        (STAGE_TEXT_MIN, leaves)
    }

    /// Pages of rows alone, as even as they go on, and the tail on the last of them or after it.
    fn rows_alone(&self, heights: &[f32], room: f32, leaves: &mut Vec<Leaf>) {
        let (mut from, mut used) = (0, 0.0);
        for (row, height) in heights.iter().enumerate() {
            if row > from && used + height > room {
                leaves.push(Leaf::of(from..row));
                (from, used) = (row, 0.0);
            }
            used += height;
        }
        let rest = Leaf::of(from..heights.len());
        if self.tail <= 0.0 {
            leaves.push(rest);
        } else if height(0.0, used, self.tail) <= room {
            leaves.push(Leaf { tail: true, ..rest });
        } else {
            if !rest.rows.is_empty() {
                leaves.push(rest);
            }
            leaves.push(Leaf {
                tail: true,
                ..Leaf::default()
            });
        }
    }
}

impl Leaf {
    fn words(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    fn of(rows: Range<usize>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }
}

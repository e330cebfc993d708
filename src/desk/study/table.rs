//! A table of any length: only the rows in sight are drawn, so that thousands stay fluid.

use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use crate::look::{digits, palette, plain, tokens};

/// A column: its heading, its width in points, and whether it holds figures.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Heading.
    pub title: &'static str,
    /// Width in points.
    pub width: f32,
    /// Figures stand on the right, in the digits' face.
    pub is_figure: bool,
}

/// A column of words.
pub const fn words(title: &'static str, width: f32) -> Column {
    Column {
        title,
        width,
        is_figure: false,
    }
}

/// A column of figures.
pub const fn figures(title: &'static str, width: f32) -> Column {
    Column {
        title,
        width,
        is_figure: true,
    }
}

/// One cell: what it says, what stands behind it, whether it needs somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Shown under the pointer, such as why there is no figure.
    pub hover: Option<String>,
    /// Whether it needs somebody.
    pub is_caution: bool,
}

impl Cell {
    /// Plain text.
    pub fn of(text: impl ToString) -> Self {
        Self {
            text: text.to_string(),
            ..Self::default()
        }
    }

    /// A dash that says under the pointer why there is nothing.
    pub fn missing(why: impl ToString) -> Self {
        Self {
            text: "–".to_owned(),
            hover: Some(why.to_string()),
            is_caution: false,
        }
    }

    /// The same with something behind it.
    pub fn with(self, hover: impl ToString) -> Self {
        Self {
            hover: Some(hover.to_string()),
            ..self
        }
    }

    /// The same, needing somebody.
    pub fn caution(self) -> Self {
        Self {
            is_caution: true,
            ..self
        }
    }
}

/// Draws the rows in sight; gives the row that was clicked. `name` tells tables apart.
pub fn table_ui(
    ui: &mut Ui,
    name: &str,
    columns: &[Column],
    count: usize,
    height: f32,
    row: impl Fn(usize) -> Vec<Cell>,
) -> Option<usize> {
    let mut clicked = None;
    ui.push_id(name, |ui| {
        ScrollArea::horizontal().show(ui, |ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                heads_ui(ui, columns);
                ScrollArea::vertical()
                    .max_height(height)
                    .auto_shrink([false, true])
                    .show_rows(ui, tokens::ROW, count, |ui, shown| {
                        for index in shown {
                            if row_ui(ui, columns, &row(index)) {
                                clicked = Some(index);
                            }
                        }
                    });
            });
        });
    });
    clicked
}

fn heads_ui(ui: &mut Ui, columns: &[Column]) {
    let faint = palette(ui).faint;
    ui.horizontal(|ui| {
        for column in columns {
            cell_ui(ui, column, |ui| {
                let title = RichText::new(column.title)
                    .font(plain(tokens::DESK_SMALL))
                    .color(faint);
                ui.add(Label::new(title).truncate());
            });
        }
    });
}

fn row_ui(ui: &mut Ui, columns: &[Column], cells: &[Cell]) -> bool {
    let palette = palette(ui);
    let ground = ui.painter().add(egui::Shape::Noop);
    let drawn = ui.horizontal(|ui| {
        for (column, cell) in columns.iter().zip(cells) {
            let color = if cell.is_caution {
                palette.caution
            } else {
                palette.quiet
            };
            let mut text = RichText::new(&cell.text).color(color);
            if column.is_figure {
                text = text.font(digits(tokens::DESK_SMALL));
            }
            cell_ui(ui, column, |ui| {
                let label = ui.add(Label::new(text).truncate());
                if let Some(hover) = &cell.hover {
                    label.on_hover_text(hover);
                }
            });
        }
    });
    let row = drawn.response.interact(Sense::click());
    if row.hovered() {
        ui.painter().set(
            ground,
            egui::Shape::rect_filled(row.rect, tokens::RADIUS_SMALL, palette.panel),
        );
    }
    row.clicked()
}

fn cell_ui(ui: &mut Ui, column: &Column, draw: impl FnOnce(&mut Ui)) {
    let layout = if column.is_figure {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    let size = vec2(column.width, tokens::ROW);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        draw(ui);
    });
}

//! Scales as small rows for the experimenter: nothing is set beforehand, and a second click takes an answer back.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Rect, RichText, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::desk::run::pick::{option_ui, option_width};
use crate::look::{palette, plain, tokens};
use crate::protocol::Id;
use crate::session::Value;

/// A line from 0 to 100 without a handle until it is touched.
pub fn line_ui(
    ui: &mut Ui,
    question: &str,
    ends: &[String; 2],
    answer: Option<Value>,
) -> Option<Value> {
    let size = vec2(ui.available_width(), 38.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let line = Rect::from_min_size(rect.min, vec2(rect.width(), 22.0)).shrink2(vec2(8.0, 0.0));
    let mut value = match answer {
        Some(Value::Number(value)) => Some(value),
        _ => None,
    };
    if let Some(at) = response.interact_pointer_pos() {
        value = Some(tenths(share(at.x, line.left(), line.right())));
    }
    response.widget_info(|| WidgetInfo {
        label: Some(question.to_owned()),
        value,
        ..WidgetInfo::new(Role::Slider)
    });
    let palette = palette(ui);
    let y = line.center().y;
    let painter = ui.painter();
    painter.hline(line.x_range(), y, Stroke::new(2.0, palette.faint));
    if let Some(value) = value {
        let x = egui::lerp(line.x_range(), value as f32 / 100.0);
        painter.circle_filled(pos2(x, y), 7.0, palette.text);
    }
    let [left, right] = ends;
    let font = plain(tokens::DESK_SMALL);
    let at = pos2(line.left(), rect.bottom());
    painter.text(at, Align2::LEFT_BOTTOM, left, font.clone(), palette.quiet);
    let at = pos2(line.right(), rect.bottom());
    painter.text(at, Align2::RIGHT_BOTTOM, right, font, palette.quiet);
    value.map(Value::Number)
}

/// A row of boxes between two words.
pub fn likert_ui(
    ui: &mut Ui,
    points: u8,
    first: i32,
    ends: &[String; 2],
    answer: Option<Value>,
) -> Option<Value> {
    let [left, right] = ends;
    let mut answer = answer;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        end_word(ui, left);
        let room = (ui.available_width() - WORD) / f32::from(points.max(1)) - 4.0;
        for point in 0..points {
            let number = f64::from(first + i32::from(point));
            let on = answer == Some(Value::Number(number));
            let size = vec2(room.clamp(38.0, 46.0), tokens::ROW);
            if option_ui(ui, &format!("{number}"), None, on, size).clicked() {
                answer = (!on).then_some(Value::Number(number));
            }
        }
        end_word(ui, right);
    });
    answer
}

/// Room for the word at the right end, in points.
const WORD: f32 = 64.0;

/// One of several options.
pub fn choice_ui(ui: &mut Ui, options: &[(Id, String)], answer: Option<Value>) -> Option<Value> {
    let mut answer = answer;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (id, label) in options {
            let value = Value::Text(id.to_string());
            let on = answer.as_ref() == Some(&value);
            if chip_ui(ui, label, on) {
                answer = (!on).then_some(value);
            }
        }
    });
    answer
}

/// Any number of several options, in the order in which they are offered; one that stands alone puts the others out.
pub fn multi_ui(
    ui: &mut Ui,
    options: &[(Id, String, bool)],
    answer: Option<Value>,
) -> Option<Value> {
    let mut chosen = match answer {
        Some(Value::Many(chosen)) => chosen,
        _ => Vec::new(),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (id, label, alone) in options {
            let on = chosen.contains(id);
            if !chip_ui(ui, label, on) {
                continue;
            }
            chosen = options
                .iter()
                .filter(|(other, _, other_alone)| {
                    if other == id {
                        !on
                    } else {
                        chosen.contains(other) && !alone && !other_alone
                    }
                })
                .map(|(other, ..)| other.clone())
                .collect();
        }
    });
    (!chosen.is_empty()).then_some(Value::Many(chosen))
}

/// A place on a small square.
pub fn grid_ui(
    ui: &mut Ui,
    question: &str,
    x: &[String; 2],
    y: &[String; 2],
    cells: Option<u8>,
    answer: Option<Value>,
) -> Option<Value> {
    let [left, right] = x;
    let [low, high] = y;
    end_word(ui, high);
    let mut answer = answer;
    ui.horizontal(|ui| {
        end_word(ui, left);
        let (rect, response) = ui.allocate_exact_size(vec2(120.0, 120.0), Sense::click_and_drag());
        if let Some(at) = response.interact_pointer_pos() {
            let place = |share: f64| tenths(centre_of_cell(share, cells));
            answer = Some(Value::Place {
                x: place(share(at.x, rect.left(), rect.right())),
                y: place(share(at.y, rect.bottom(), rect.top())),
            });
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, question));
        paint_grid(ui, rect, cells, answer.as_ref());
        end_word(ui, right);
    });
    end_word(ui, low);
    answer
}

/// A number, its unit, and what it may be while it can't be that.
pub fn number_ui(
    ui: &mut Ui,
    question: &str,
    text: &mut String,
    range: (f64, f64),
    unit: Option<&str>,
) {
    ui.horizontal(|ui| {
        let field = ui.add(
            TextEdit::singleline(text)
                .char_limit(12)
                .desired_width(90.0),
        );
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label(question));
        if let Some(unit) = unit {
            end_word(ui, unit);
        }
        if !text.trim().is_empty() && number(text, range).is_none() {
            let hint = format!("from {} to {}", range.0, range.1);
            ui.label(RichText::new(hint).color(palette(ui).caution));
        }
    });
}

/// The number that is written, when it is one and lies in its range.
pub fn number(text: &str, (min, max): (f64, f64)) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    (min..=max).contains(&number).then_some(number)
}

/// Free text.
pub fn text_ui(ui: &mut Ui, question: &str, text: &mut String, max_chars: usize) {
    let field = ui.add(
        TextEdit::singleline(text)
            .char_limit(max_chars)
            .desired_width(ui.available_width()),
    );
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label(question));
}

fn chip_ui(ui: &mut Ui, label: &str, on: bool) -> bool {
    let width = option_width(ui, label).min(ui.available_width().max(80.0));
    option_ui(ui, label, None, on, vec2(width, tokens::ROW)).clicked()
}

fn end_word(ui: &mut Ui, word: &str) {
    let word = RichText::new(word).font(plain(tokens::DESK_SMALL));
    ui.label(word.color(palette(ui).quiet));
}

fn paint_grid(ui: &Ui, rect: Rect, cells: Option<u8>, answer: Option<&Value>) {
    let palette = palette(ui);
    let painter = ui.painter();
    painter.rect_filled(
        rect,
        CornerRadius::same(tokens::RADIUS_SMALL),
        palette.raised,
    );
    let stroke = Stroke::new(1.0, palette.line);
    for line in 1..cells.unwrap_or(2) {
        let part = f32::from(line) / f32::from(cells.unwrap_or(2));
        painter.hline(rect.x_range(), egui::lerp(rect.y_range(), part), stroke);
        painter.vline(egui::lerp(rect.x_range(), part), rect.y_range(), stroke);
    }
    if let Some(Value::Place { x, y }) = answer {
        let x = egui::lerp(rect.left()..=rect.right(), *x as f32 / 100.0);
        let y = egui::lerp(rect.bottom()..=rect.top(), *y as f32 / 100.0);
        painter.circle_filled(pos2(x, y), 5.0, palette.text);
    }
}

/// Where `at` lies between two edges, 0 to 100.
fn share(at: f32, from: f32, to: f32) -> f64 {
    100.0 * f64::from(((at - from) / (to - from)).clamp(0.0, 1.0))
}

/// The middle of the cell in which this place lies; the place itself without cells.
fn centre_of_cell(share: f64, cells: Option<u8>) -> f64 {
    match cells.filter(|cells| *cells > 0).map(f64::from) {
        Some(cells) => ((share / 100.0 * cells).floor().min(cells - 1.0) + 0.5) / cells * 100.0,
        None => share,
    }
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_out_of_its_range_is_none() {
        assert_eq!(number(" 3,5 ", (0.0, 10.0)), Some(3.5));
        for text in ["", "x", "11", "-1", "NaN", "inf"] {
            assert_eq!(number(text, (0.0, 10.0)), None, "{text}");
        }
    }

    #[test]
    fn a_place_on_a_grid_of_cells_is_the_middle_of_its_cell() {
        assert_eq!(centre_of_cell(0.0, Some(2)), 25.0);
        assert_eq!(centre_of_cell(100.0, Some(2)), 75.0);
        assert_eq!(centre_of_cell(33.3, None), 33.3);
    }
}

//! Questions that the experimenter answers; each may be left open.

use egui::{Key, Label, RichText, Ui, vec2};

use crate::desk::act::act_button_sized;
use crate::desk::run::{Gestures, RunCommand};
use crate::look::{palette, plain, tokens};
use crate::protocol::Id;
use crate::session::{DeskInput, ItemView, ScaleView, Value};

use super::{BUTTON, Draft, head_ui, is_entered, rows};

/// The questions and "Done".
pub fn rate_ui(
    ui: &mut Ui,
    stem: Option<&str>,
    items: &[ItemView],
    gestures: &mut Gestures,
    commands: &mut Vec<RunCommand>,
) {
    let enter = is_entered(ui, gestures);
    head_ui(ui, stem.unwrap_or("Your answers"));
    for item in items {
        item_ui(ui, item, &mut gestures.draft);
    }
    ui.add_space(6.0);
    let answers = answers(items, &gestures.draft);
    let on = answers.is_some();
    let key = Some(Key::Enter.into());
    let clicked = act_button_sized(ui, None, "Done", key, on, BUTTON).clicked();
    if let Some(answers) = answers.filter(|_| clicked || enter) {
        commands.push(RunCommand::Send(DeskInput::Rate { answers }));
    }
}

/// The question left, its scale right.
fn item_ui(ui: &mut Ui, item: &ItemView, draft: &mut Draft) {
    ui.horizontal_top(|ui| {
        let width = ui.available_width();
        ui.vertical(|ui| {
            ui.set_width(width * 0.4);
            ui.add_space(4.0);
            let text = RichText::new(&item.text).font(plain(tokens::DESK_TEXT));
            ui.add(Label::new(text.color(palette(ui).text)).wrap());
        });
        ui.vertical(|ui| {
            ui.set_width(width * 0.6 - 24.0);
            let answer = draft.answers.get(&item.id).cloned();
            let given = match &item.scale {
                ScaleView::Number { min, max, unit } => {
                    let text = draft.texts.entry(item.id.clone()).or_default();
                    rows::number_ui(ui, &item.text, text, (*min, *max), unit.as_deref());
                    return;
                }
                ScaleView::Text { max_chars } => {
                    let text = draft.texts.entry(item.id.clone()).or_default();
                    rows::text_ui(ui, &item.text, text, *max_chars);
                    return;
                }
                ScaleView::Vas { ends } => rows::line_ui(ui, &item.text, ends, answer),
                ScaleView::Likert {
                    points,
                    first,
                    ends,
                } => rows::likert_ui(ui, *points, *first, ends, answer),
                ScaleView::Choice { options } => rows::choice_ui(ui, options, answer),
                ScaleView::Multi { options } => rows::multi_ui(ui, options, answer),
                ScaleView::Grid { x, y, cells } => {
                    rows::grid_ui(ui, &item.text, x, y, *cells, answer)
                }
            };
            match given {
                Some(value) => draft.answers.insert(item.id.clone(), value),
                None => draft.answers.remove(&item.id),
            };
        });
    });
    ui.add_space(vec2(0.0, 4.0).y);
}

/// What is sent; `None` while a number that can't be one stands in its field, for it would be lost.
fn answers(items: &[ItemView], draft: &Draft) -> Option<Vec<(Id, Option<Value>)>> {
    let answer = |item: &ItemView| {
        let text = draft.texts.get(&item.id).map_or("", |text| text.trim());
        let value = match item.scale {
            ScaleView::Number { .. } | ScaleView::Text { .. } if text.is_empty() => None,
            ScaleView::Number { min, max, .. } => {
                Some(Value::Number(rows::number(text, (min, max))?))
            }
            ScaleView::Text { .. } => Some(Value::Text(text.to_owned())),
            _ => draft.answers.get(&item.id).cloned(),
        };
        Some((item.id.clone(), value))
    };
    items.iter().map(answer).collect()
}

//! One item on a page: its question, its scale, "prefer not to answer", and the answer that is being given.

use egui::{Id as WidgetId, Rect, Ui, UiBuilder, pos2, vec2};

use super::Scene;
use super::calm::describe;
use crate::look::tokens::{GRID, STAGE_TEXT};
use crate::look::{
    Vas, choice, choice_height, decline, decline_size, lines, number_field, palette, text_field,
};
use crate::session::{Device, ItemView, ScaleView, StageInput, Value};
use crate::stage::targets::Target;
use crate::time::Stamp;

/// An item and what the participant has done with it.
#[derive(Debug)]
pub(super) struct ItemAct {
    pub view: ItemView,
    value: Option<Value>,
    declined: bool,
    /// What stands in the field of a number or text.
    typed: String,
    /// The value that the desk knows.
    told: Option<Value>,
}

impl ItemAct {
    /// Starts from what the view knows: an answer given before a restart is there again.
    pub fn new(view: ItemView) -> Self {
        let typed = match &view.value {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Many(_) | Value::Place { .. }) | None => String::new(),
        };
        Self {
            value: view.value.clone(),
            told: view.value.clone(),
            declined: view.declined,
            typed,
            view,
        }
    }

    /// Whether it is answered or explicitly not.
    pub fn is_settled(&self) -> bool {
        self.declined || self.value.is_some()
    }

    /// Height that it takes, in points.
    pub fn height(&self, ui: &Ui, width: f32, decline_label: &str, available: f32) -> f32 {
        let head = self.head_height(ui, width, decline_label);
        head + self.body_height(ui, width, available - head)
    }

    /// Draws it at the top of `rect`.
    pub fn ui(&mut self, ui: &mut Ui, rect: Rect, available: f32, scene: &mut Scene<'_>) {
        let id = WidgetId::unique(("item", self.view.id.as_str(), scene.serial));
        let head = self.head_height(ui, rect.width(), &scene.words.decline);
        let color = palette(ui).text;
        let color = if self.declined {
            color.gamma_multiply(0.5)
        } else {
            color
        };
        let question = lines(
            ui,
            &self.view.text,
            STAGE_TEXT,
            self.question_width(ui, rect.width(), &scene.words.decline),
        );
        let question_rect = Rect::from_min_size(rect.min, question.size());
        let first_line = question.rows.first().map_or(STAGE_TEXT, |row| row.height());
        ui.painter()
            .galley_with_override_text_color(rect.min, question, color);
        describe(ui, question_rect, &self.view.text);

        let body = rect.with_min_y(rect.top() + head);
        let mut child = ui.new_child(UiBuilder::new().max_rect(body));
        // The scale comes before "prefer not to answer", also for the Tab key.
        self.scale_ui(&mut child, id, available - head, scene);

        let size = decline_size(ui, &scene.words.decline);
        let at = pos2(rect.right(), rect.top() + (first_line - size.y) / 2.0);
        let response = decline(
            ui,
            id.with("decline"),
            &scene.words.decline,
            &self.view.text,
            at,
            self.declined,
        );
        scene
            .targets
            .put(Target::Decline(self.view.id.clone()), response.rect);
        if response.clicked() {
            let by_pointer = ui.input(|input| input.pointer.any_released());
            let device = if by_pointer {
                crate::look::device_of_pointer(ui.ctx())
            } else {
                Device::Key
            };
            self.toggle(scene.clicked_at(ui), device, scene);
        }
    }

    /// Tells what was typed and not yet told.
    pub fn flush(&mut self, at: Stamp, scene: &mut Scene<'_>) {
        if !self.declined
            && self.value != self.told
            && let Some(value) = self.value.clone()
        {
            self.tell(at, value, Device::Key, scene);
        }
    }

    fn scale_ui(&mut self, ui: &mut Ui, id: WidgetId, available: f32, scene: &mut Scene<'_>) {
        let item = self.view.id.clone();
        match self.view.scale.clone() {
            ScaleView::Vas { ends } => self.vas_ui(ui, id, &ends, scene),
            ScaleView::Choice { options } => {
                let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
                let chosen = match &self.value {
                    Some(Value::Text(chosen)) if !self.declined => options
                        .iter()
                        .position(|(option, _)| option.as_str() == chosen),
                    _ => None,
                };
                let columns = columns(ui, &labels, ui.available_width(), available);
                let picked = choice(ui, id, &labels, chosen, columns);
                for (index, (option, _)) in options.iter().enumerate() {
                    if let Some(drawn) = ui.ctx().read_response(id.with(index)) {
                        scene
                            .targets
                            .put(Target::Option(item.clone(), option.clone()), drawn.rect);
                    }
                }
                if let Some((option, device)) =
                    picked.and_then(|(index, device)| Some((options.get(index)?, device)))
                {
                    let at = if device == Device::Key {
                        scene.stamps.key()
                    } else {
                        scene.stamps.release()
                    };
                    self.declined = false;
                    self.tell(at, Value::Text(option.0.0.clone()), device, scene);
                }
            }
            ScaleView::Likert { .. } | ScaleView::Multi { .. } | ScaleView::Grid { .. } => {}
            ScaleView::Number { min, max, unit } => {
                let outside =
                    !self.typed.trim().is_empty() && number(&self.typed, min, max).is_none();
                // What is asked for is said only when something else stands there.
                let range = outside.then(|| format!("{min} – {max}"));
                let question = self.view.text.clone();
                let response = number_field(
                    ui,
                    id,
                    &question,
                    &mut self.typed,
                    unit.as_deref(),
                    range.as_deref(),
                );
                scene.targets.put(Target::Item(item), response.rect);
                let value = number(&self.typed, min, max).map(Value::Number);
                self.typed_ui(&response, value, scene);
            }
            ScaleView::Text { max_chars } => {
                let question = self.view.text.clone();
                let response = text_field(ui, id, &question, &mut self.typed, max_chars, TEXT_ROWS);
                scene.targets.put(Target::Item(item), response.rect);
                let typed = self.typed.trim();
                let value = (!typed.is_empty()).then(|| Value::Text(typed.to_owned()));
                self.typed_ui(&response, value, scene);
            }
        }
    }

    fn vas_ui(&mut self, ui: &mut Ui, id: WidgetId, ends: &[String; 2], scene: &mut Scene<'_>) {
        let value = match self.value {
            Some(Value::Number(value)) => Some(value),
            _ => None,
        };
        let line = Vas {
            question: &self.view.text,
            ends,
            value,
            dim: self.declined,
        };
        let out = line.show(ui, id);
        let touch = Rect::from_min_size(
            out.response.rect.min + vec2(2.0 * GRID, 0.0),
            out.response.rect.size() - vec2(4.0 * GRID, 0.0),
        );
        scene.targets.put(Target::Item(self.view.id.clone()), touch);
        if let Some(change) = out.change {
            self.declined = false;
            self.value = Some(Value::Number(change.value));
            if change.began {
                let at = if change.device == Device::Key {
                    scene.stamps.key()
                } else {
                    scene.stamps.press()
                };
                self.tell(at, Value::Number(change.value), change.device, scene);
            }
            ui.data_mut(|data| data.insert_temp(id.with("device"), Some(change.device)));
        }
        // A gesture is told twice at most: where it began and where it ended.
        if out.ended
            && !self.declined
            && self.value != self.told
            && let Some(value) = self.value.clone()
        {
            let device = ui
                .data(|data| data.get_temp::<Option<Device>>(id.with("device")))
                .flatten()
                .unwrap_or(Device::Mouse);
            let at = if device == Device::Key {
                scene.stamps.key()
            } else {
                scene.stamps.release()
            };
            self.tell(at, value, device, scene);
        }
    }

    /// A field is told when it is left.
    fn typed_ui(&mut self, response: &egui::Response, value: Option<Value>, scene: &mut Scene<'_>) {
        if response.changed() {
            self.declined = false;
            self.value = value;
        }
        if response.lost_focus() && !self.declined {
            if self.value != self.told
                && let Some(value) = self.value.clone()
            {
                self.tell(scene.stamps.key(), value, Device::Key, scene);
            } else if self.value.is_none() && matches!(self.told, Some(Value::Text(_))) {
                // What was deleted must not stay in the data.
                let item = self.view.id.clone();
                let value = Value::Text(String::new());
                self.told = None;
                scene.out.input(
                    scene.stamps.key(),
                    StageInput::Answer {
                        item,
                        value,
                        device: Device::Key,
                    },
                );
            }
        }
    }

    fn toggle(&mut self, at: Stamp, device: Device, scene: &mut Scene<'_>) {
        if !self.declined {
            self.declined = true;
            let item = self.view.id.clone();
            scene.out.input(at, StageInput::Decline { item, device });
            return;
        }
        // Taken back: what was there before is there again, and told again; else the item is untouched again.
        self.declined = false;
        if let Some(value) = self.value.clone() {
            self.tell(at, value, device, scene);
        }
    }

    fn tell(&mut self, at: Stamp, value: Value, device: Device, scene: &mut Scene<'_>) {
        self.value = Some(value.clone());
        self.told = Some(value.clone());
        let item = self.view.id.clone();
        scene.out.input(
            at,
            StageInput::Answer {
                item,
                value,
                device,
            },
        );
    }

    fn question_width(&self, ui: &Ui, width: f32, decline_label: &str) -> f32 {
        (width - decline_size(ui, decline_label).x - 3.0 * GRID).max(width * 0.4)
    }

    fn head_height(&self, ui: &Ui, width: f32, decline_label: &str) -> f32 {
        let room = self.question_width(ui, width, decline_label);
        let gap = match self.view.scale {
            ScaleView::Vas { .. } => 0.0,
            _ => GRID,
        };
        lines(ui, &self.view.text, STAGE_TEXT, room).size().y + gap
    }

    fn body_height(&self, ui: &Ui, width: f32, available: f32) -> f32 {
        match &self.view.scale {
            ScaleView::Vas { ends } => Vas {
                question: "",
                ends,
                value: None,
                dim: false,
            }
            .height(ui, width),
            ScaleView::Choice { options } => {
                let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
                choice_height(ui, &labels, width, columns(ui, &labels, width, available))
            }
            ScaleView::Likert { .. } | ScaleView::Multi { .. } | ScaleView::Grid { .. } => 0.0,
            ScaleView::Number { .. } => FIELD_HEIGHT,
            ScaleView::Text { .. } => FIELD_HEIGHT + (TEXT_ROWS as f32 - 1.0) * ROW_HEIGHT,
        }
    }
}

const TEXT_ROWS: usize = 3;
const FIELD_HEIGHT: f32 = 54.0;
const ROW_HEIGHT: f32 = 33.0;

/// As few columns as let the options fit into the height; at most three.
fn columns(ui: &Ui, labels: &[&str], width: f32, available: f32) -> usize {
    (1..=3)
        .find(|columns| choice_height(ui, labels, width, *columns) <= available)
        .unwrap_or(3)
}

/// The number that was typed, with comma or point, if it lies in the range.
fn number(typed: &str, min: f64, max: f64) -> Option<f64> {
    let number: f64 = typed.trim().replace(',', ".").parse().ok()?;
    (number.is_finite() && (min..=max).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_with_comma_or_point_and_bounded() {
        assert_eq!(number("7,5", 0.0, 24.0), Some(7.5));
        assert_eq!(number(" 7.5 ", 0.0, 24.0), Some(7.5));
        assert_eq!(number("24", 0.0, 24.0), Some(24.0));
        for typed in ["", "-", "25", "-1", "7,5,3", "1e999"] {
            assert_eq!(number(typed, 0.0, 24.0), None, "{typed}");
        }
    }
}

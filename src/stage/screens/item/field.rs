//! The scales that are typed: a number, and free text.

use egui::{Id as WidgetId, Response, Ui};

use super::ItemAct;
use crate::look::{number_field, text_field, text_field_height};
use crate::session::{Device, Value};
use crate::stage::screens::Scene;
use crate::stage::targets::Target;

/// Height of the field of a number, in points.
pub(super) const NUMBER_HEIGHT: f32 = 54.0;

/// Height of the field of a text, in points.
pub(super) fn text_height() -> f32 {
    text_field_height(TEXT_LINES)
}

impl ItemAct {
    pub(super) fn number_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        (min, max): (f64, f64),
        unit: Option<&str>,
        scene: &mut Scene<'_>,
    ) {
        let outside = !self.typed.trim().is_empty() && number(&self.typed, min, max).is_none();
        // What is asked for is said only when something else stands there.
        let range = outside.then(|| format!("{min} – {max}"));
        let question = self.view.text.clone();
        let response = number_field(ui, id, &question, &mut self.typed, unit, range.as_deref());
        let value = number(&self.typed, min, max).map(Value::Number);
        self.typed_ui(&response, value, scene);
    }

    pub(super) fn text_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        max_chars: usize,
        scene: &mut Scene<'_>,
    ) {
        let question = self.view.text.clone();
        let typed = &mut self.typed;
        let response = text_field(ui, id, &question, typed, max_chars, text_height());
        let typed = self.typed.trim();
        let value = (!typed.is_empty()).then(|| Value::Text(typed.to_owned()));
        self.typed_ui(&response, value, scene);
    }

    /// A field is told when it is left.
    fn typed_ui(&mut self, response: &Response, value: Option<Value>, scene: &mut Scene<'_>) {
        let target = Target::Item(self.view.id.clone());
        scene.targets.put(target, response.rect);
        if response.changed() {
            self.declined = false;
            self.value = value;
            self.device = Device::Key;
        }
        if response.lost_focus() && !self.declined {
            self.tell_news(scene.stamps.key(), Device::Key, scene);
        }
    }
}

const TEXT_LINES: usize = 3;

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

//! The scales that are touched: line, square, row of boxes, options; and the height of every scale.

use egui::{Id as WidgetId, Rect, Ui, vec2};

use super::{ItemAct, field};
use crate::look::tokens::GRID;
use crate::look::{Change, Likert, Square, Vas, choice, choice_height, choices};
use crate::protocol::Id;
use crate::session::{Device, ScaleView, Value};
use crate::stage::screens::Scene;
use crate::stage::targets::Target;
use crate::time::Stamp;

impl ItemAct {
    pub(super) fn scale_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        available: f32,
        scene: &mut Scene<'_>,
    ) {
        match self.view.scale.clone() {
            ScaleView::Vas { ends } => self.vas_ui(ui, id, &ends, scene),
            ScaleView::Choice { options } => self.choice_ui(ui, id, &options, available, scene),
            ScaleView::Likert {
                points,
                first,
                ends,
            } => self.likert_ui(ui, id, (points, first), &ends, scene),
            ScaleView::Multi { options } => self.multi_ui(ui, id, &options, available, scene),
            ScaleView::Grid { x, y, cells } => {
                let square = Square {
                    question: &self.view.text,
                    x: &x,
                    y: &y,
                    cells,
                    value: match self.value {
                        Some(Value::Place { x, y }) => Some((x, y)),
                        _ => None,
                    },
                    dim: self.declined,
                };
                let out = square.show(ui, id, available);
                let target = Target::Item(self.view.id.clone());
                scene.targets.put(target, out.rect);
                let change = out.change.map(|change| Change {
                    value: Value::Place {
                        x: change.value.0,
                        y: change.value.1,
                    },
                    device: change.device,
                    began: change.began,
                });
                self.moved(change, out.ended, scene);
            }
            ScaleView::Number { min, max, unit } => {
                self.number_ui(ui, id, (min, max), unit.as_deref(), scene);
            }
            ScaleView::Text { max_chars } => self.text_ui(ui, id, max_chars, scene),
        }
    }

    /// Height of the scale, in points.
    pub(super) fn body_height(&self, ui: &Ui, width: f32, available: f32) -> f32 {
        let options_height = |labels: &[&str]| {
            choice_height(ui, labels, width, columns(ui, labels, width, available))
        };
        match &self.view.scale {
            ScaleView::Vas { ends } => Vas {
                question: "",
                ends,
                value: None,
                dim: false,
            }
            .height(ui, width),
            ScaleView::Choice { options } => options_height(
                &options
                    .iter()
                    .map(|(_, label)| label.as_str())
                    .collect::<Vec<_>>(),
            ),
            ScaleView::Multi { options } => options_height(
                &options
                    .iter()
                    .map(|(_, label, _)| label.as_str())
                    .collect::<Vec<_>>(),
            ),
            ScaleView::Likert { points, ends, .. } => Likert {
                question: "",
                ends,
                boxes: usize::from(*points),
                from_zero: false,
                chosen: None,
            }
            .height(ui, width),
            ScaleView::Grid { x, y, cells } => Square {
                question: "",
                x,
                y,
                cells: *cells,
                value: None,
                dim: false,
            }
            .height(ui, width, available),
            ScaleView::Number { .. } => field::NUMBER_HEIGHT,
            ScaleView::Text { .. } => field::text_height(),
        }
    }

    fn vas_ui(&mut self, ui: &mut Ui, id: WidgetId, ends: &[String; 2], scene: &mut Scene<'_>) {
        let line = Vas {
            question: &self.view.text,
            ends,
            value: match self.value {
                Some(Value::Number(value)) => Some(value),
                _ => None,
            },
            dim: self.declined,
        };
        let out = line.show(ui, id);
        let touch = Rect::from_min_size(
            out.response.rect.min + vec2(2.0 * GRID, 0.0),
            out.response.rect.size() - vec2(4.0 * GRID, 0.0),
        );
        scene.targets.put(Target::Item(self.view.id.clone()), touch);
        let change = out.change.map(|change| Change {
            value: Value::Number(change.value),
            device: change.device,
            began: change.began,
        });
        self.moved(change, out.ended, scene);
    }

    /// A gesture is told twice at most: where it began and where it ended.
    fn moved(&mut self, change: Option<Change<Value>>, ended: bool, scene: &mut Scene<'_>) {
        if let Some(change) = change {
            self.declined = false;
            self.value = Some(change.value.clone());
            if change.began {
                let at = if change.device == Device::Key {
                    scene.stamps.key()
                } else {
                    scene.stamps.press()
                };
                self.tell(at, change.value, change.device, scene);
            }
            self.device = change.device;
        }
        if ended && !self.declined && self.value.is_some() {
            let device = self.device;
            self.tell_news(at(device, scene), device, scene);
        }
    }

    fn choice_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        options: &[(Id, String)],
        available: f32,
        scene: &mut Scene<'_>,
    ) {
        let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
        let chosen = match &self.value {
            Some(Value::Text(chosen)) if !self.declined => options
                .iter()
                .position(|(option, _)| option.as_str() == chosen),
            _ => None,
        };
        let columns = columns(ui, &labels, ui.available_width(), available);
        let picked = choice(ui, id, &labels, chosen, columns);
        let names = options.iter().map(|(option, _)| option);
        self.put_options(ui, id, names, &|place| chosen == Some(place), scene);
        if let Some((place, device)) = picked
            && let Some((option, _)) = options.get(place)
        {
            let value = Value::Text(option.0.clone());
            self.tell(at(device, scene), value, device, scene);
        }
    }

    fn multi_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        options: &[(Id, String, bool)],
        available: f32,
        scene: &mut Scene<'_>,
    ) {
        let labels: Vec<&str> = options.iter().map(|(_, label, _)| label.as_str()).collect();
        let ticked: Vec<usize> = match &self.value {
            Some(Value::Many(chosen)) if !self.declined => (0..options.len())
                .filter(|place| options.get(*place).is_some_and(|o| chosen.contains(&o.0)))
                .collect(),
            _ => Vec::new(),
        };
        let columns = columns(ui, &labels, ui.available_width(), available);
        let touched = choices(ui, id, &labels, &ticked, columns);
        let names = options.iter().map(|(option, _, _)| option);
        self.put_options(ui, id, names, &|place| ticked.contains(&place), scene);
        let Some((touched, device)) = touched else {
            return;
        };
        let many = toggled(options, &ticked, touched);
        let at = at(device, scene);
        if many.is_empty() {
            self.clear(at, device, scene);
        } else {
            self.tell(at, Value::Many(many), device, scene);
        }
    }

    fn put_options<'a>(
        &self,
        ui: &Ui,
        id: WidgetId,
        options: impl Iterator<Item = &'a Id>,
        is_on: &dyn Fn(usize) -> bool,
        scene: &mut Scene<'_>,
    ) {
        for (place, option) in options.enumerate() {
            if let Some(drawn) = ui.ctx().read_response(id.with(place)) {
                let target = Target::Option(self.view.id.clone(), option.clone());
                scene.targets.put_marked(target, drawn.rect, is_on(place));
            }
        }
    }

    fn likert_ui(
        &mut self,
        ui: &mut Ui,
        id: WidgetId,
        (points, first): (u8, i32),
        ends: &[String; 2],
        scene: &mut Scene<'_>,
    ) {
        let number = |place: usize| f64::from(first) + place as f64;
        let row = Likert {
            question: &self.view.text,
            ends,
            boxes: usize::from(points),
            from_zero: first == 0,
            chosen: match self.value {
                Some(Value::Number(value)) if !self.declined => {
                    (0..usize::from(points)).find(|place| number(*place) == value)
                }
                _ => None,
            },
        };
        let picked = row.show(ui, id);
        for place in 0..usize::from(points) {
            if let Some(drawn) = ui.ctx().read_response(id.with(place)) {
                let target = Target::Box(self.view.id.clone(), number(place) as i64);
                scene.targets.put(target, drawn.rect);
            }
        }
        if let Some((place, device)) = picked {
            let value = Value::Number(number(place));
            self.tell(at(device, scene), value, device, scene);
        }
    }
}

/// When the touch or key of this pass happened.
fn at(device: Device, scene: &Scene<'_>) -> Stamp {
    if device == Device::Key {
        scene.stamps.key()
    } else {
        scene.stamps.release()
    }
}

/// What is ticked after one option was touched, in the order offered. One that excludes the others leaves them, and they it.
fn toggled(options: &[(Id, String, bool)], ticked: &[usize], touched: usize) -> Vec<Id> {
    let alone = options.get(touched).is_some_and(|(_, _, alone)| *alone);
    let is_on = |place: usize, is_alone: bool| {
        if place == touched {
            !ticked.contains(&place)
        } else {
            ticked.contains(&place) && !alone && !is_alone
        }
    };
    let after = options
        .iter()
        .enumerate()
        .filter(|(place, (_, _, is_alone))| is_on(*place, *is_alone));
    after.map(|(_, (option, _, _))| option.clone()).collect()
}

/// As few columns as let the options fit into the height; at most three.
fn columns(ui: &Ui, labels: &[&str], width: f32, available: f32) -> usize {
    (1..=3)
        .find(|columns| choice_height(ui, labels, width, *columns) <= available)
        .unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_excludes_the_others_leaves_them_and_they_it() {
        let options: Vec<(Id, String, bool)> = [("a", false), ("b", false), ("none", true)]
            .map(|(id, alone)| (Id::from(id), id.to_owned(), alone))
            .to_vec();
        let check = |ticked: &[usize], touched: usize, after: &[&str]| {
            let ids: Vec<Id> = after.iter().map(|id| Id::from(*id)).collect();
            assert_eq!(
                toggled(&options, ticked, touched),
                ids,
                "{ticked:?} {touched}"
            );
        };
        check(&[], 1, &["b"]);
        check(&[1], 0, &["a", "b"]);
        check(&[0, 1], 2, &["none"]);
        check(&[2], 0, &["a"]);
        check(&[0], 0, &[]);
        check(&[2], 2, &[]);
    }
}

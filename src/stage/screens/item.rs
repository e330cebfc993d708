//! One item on a page: its question, its scale, "prefer not to answer", and the answer that is being given.

mod field;
mod scale;

use egui::{Id as WidgetId, Rect, Ui, UiBuilder, pos2};

use super::Scene;
use super::calm::describe;
use crate::link::ItemDraft;
use crate::look::tokens::{GRID, STAGE_TEXT};
use crate::look::{decline, decline_size, device_of_click, lines, palette};
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
    /// With what the value was given.
    device: Device,
    /// What the desk knows; nothing when the item is unanswered.
    told: Option<Told>,
}

/// What the desk was told of an item last.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Answer(Value),
    Declined,
}

impl ItemAct {
    /// Starts from what the view knows: an answer given before a restart is there again.
    pub fn new(view: ItemView) -> Self {
        let typed = match &view.value {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Many(_) | Value::Place { .. }) | None => String::new(),
        };
        let told = if view.declined {
            Some(Told::Declined)
        } else {
            view.value.clone().map(Told::Answer)
        };
        Self {
            value: view.value.clone(),
            told,
            declined: view.declined,
            typed,
            device: Device::Key,
            view,
        }
    }

    /// What was begun here and not told: text in a field that was not left, a handle that was not let go.
    pub fn draft(&self) -> Option<ItemDraft> {
        let begun = match &self.told {
            _ if self.declined => false,
            Some(Told::Answer(told)) => self.value.as_ref() != Some(told),
            Some(Told::Declined) => true,
            None => self.value.is_some() || !self.typed.is_empty(),
        };
        begun.then(|| ItemDraft {
            item: self.view.id.clone(),
            typed: self.typed.clone(),
            value: self.value.clone(),
            device: self.device,
        })
    }

    /// Takes up what was begun in a stage process that ended. It is told as ever: when the field is left or the page finished.
    pub fn take_up(&mut self, draft: ItemDraft) {
        self.declined = false;
        self.typed = draft.typed;
        self.value = draft.value;
        self.device = draft.device;
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
            self.toggle(scene.clicked_at(ui), device_of_click(ui), scene);
        }
    }

    /// Tells what was typed and not yet told.
    pub fn flush(&mut self, at: Stamp, scene: &mut Scene<'_>) {
        if !self.declined {
            self.tell_news(at, self.device, scene);
        }
    }

    fn toggle(&mut self, at: Stamp, device: Device, scene: &mut Scene<'_>) {
        self.declined = !self.declined;
        if self.declined {
            self.told = Some(Told::Declined);
            let item = self.view.id.clone();
            scene.out.input(at, StageInput::Decline { item, device });
        } else {
            // Taken back: what was there before is there again, and told again; else the item is untouched again.
            self.tell_news(at, device, scene);
        }
    }

    /// Tells the answer, or that there is none any more, unless the desk knows.
    fn tell_news(&mut self, at: Stamp, device: Device, scene: &mut Scene<'_>) {
        match self.value.clone() {
            Some(value) if self.told != Some(Told::Answer(value.clone())) => {
                self.tell(at, value, device, scene);
            }
            None if self.told.is_some() => self.clear(at, device, scene),
            _ => {}
        }
    }

    /// An answer that was given just now.
    fn tell(&mut self, at: Stamp, value: Value, device: Device, scene: &mut Scene<'_>) {
        self.declined = false;
        self.value = Some(value.clone());
        self.told = Some(Told::Answer(value.clone()));
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

    /// What was taken back must not stay in the data.
    fn clear(&mut self, at: Stamp, device: Device, scene: &mut Scene<'_>) {
        self.declined = false;
        self.value = None;
        if self.told.take().is_some() {
            let item = self.view.id.clone();
            scene.out.input(at, StageInput::Clear { item, device });
        }
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
}

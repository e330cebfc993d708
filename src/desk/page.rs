//! What the pages before and after a session share: headings, rows, path fields with the system's dialog beside them.

use std::path::PathBuf;

use egui::{
    Align, CornerRadius, Frame, Key, Label, Layout, Margin, Response, RichText, ScrollArea,
    TextEdit, Ui, vec2,
};

use super::worker::{Job, Wake};
use crate::look::{Icon, button, icon_ui, palette, plain, strong, tokens};

/// A page that scrolls: one column in the middle, at most this wide.
pub fn column(ui: &mut Ui, widest: f32, draw: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = (ui.available_width() - 64.0).min(widest);
        let margin = (ui.available_width() - width) / 2.0;
        ui.add_space(16.0);
        ui.horizontal_top(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 6.0;
                draw(ui);
                ui.add_space(40.0);
            });
        });
    });
}

/// A section's heading.
pub fn heading(ui: &mut Ui, text: &str) {
    ui.label(
        RichText::new(text)
            .font(strong(tokens::DESK_TEXT + 1.5))
            .color(palette(ui).text),
    );
    ui.add_space(4.0);
}

/// A quiet sentence.
pub fn quiet(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(text).color(palette(ui).quiet)).wrap())
}

/// A faint small line.
pub fn faint(ui: &mut Ui, text: &str) -> Response {
    let text = RichText::new(text)
        .font(plain(tokens::DESK_SMALL))
        .color(palette(ui).faint);
    ui.add(Label::new(text).wrap())
}

/// A sentence that says what is wrong, with its sign.
pub fn caution(ui: &mut Ui, text: &str) {
    let color = palette(ui).caution;
    ui.horizontal_top(|ui| {
        icon_ui(ui, Icon::Caution, 14.0, color);
        ui.add(Label::new(RichText::new(text).color(color)).wrap());
    });
}

/// A card on the ground.
pub fn card<R>(ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::NONE
        .fill(palette(ui).panel)
        .corner_radius(CornerRadius::same(tokens::RADIUS))
        .inner_margin(Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.with_layout(Layout::top_down(Align::Min), draw).inner
        })
        .inner
}

/// A label in a column of fixed width, and what belongs to it.
pub fn field<R>(ui: &mut Ui, label: &str, draw: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            vec2(LABEL, 26.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(LABEL);
                ui.add(Label::new(RichText::new(label).color(palette(ui).quiet)).truncate());
            },
        );
        draw(ui)
    })
    .inner
}

/// A field for one line of text with a name for those who listen.
pub fn text_field(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> Response {
    let response = ui.add(
        TextEdit::singleline(text)
            .desired_width(width)
            .margin(Margin::symmetric(8, 4)),
    );
    named(ui, &response, name);
    response
}

/// Gives a widget a name for those who listen, where no text of its own says what it is.
pub fn named(ui: &Ui, response: &Response, name: &str) {
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// A path that can be typed or chosen with the system's dialog, which may not exist on every machine.
pub struct PathField {
    /// What is typed.
    pub text: String,
    kind: Kind,
    dialog: Option<Job<Option<PathBuf>>>,
    wants_focus: bool,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A protocol file.
    Protocol,
    /// A film, sound or picture.
    Medium,
    /// A table of covariates.
    Table,
    /// A folder.
    Folder,
}

impl PathField {
    /// With this text to begin with.
    pub fn new(kind: Kind, text: String) -> Self {
        Self {
            text,
            kind,
            dialog: None,
            wants_focus: false,
        }
    }

    /// The same, with the keyboard as soon as it is shown.
    pub fn focused(self) -> Self {
        Self {
            wants_focus: true,
            ..self
        }
    }

    /// The path that is there now.
    pub fn path(&self) -> PathBuf {
        let text = self.text.trim();
        match text.strip_prefix("~/") {
            Some(rest) => directories::BaseDirs::new()
                .map_or_else(|| PathBuf::from(text), |dirs| dirs.home_dir().join(rest)),
            None => PathBuf::from(text),
        }
    }

    /// Shows it; true when a path was settled, by Enter, by leaving the field or by the dialog.
    pub fn show(&mut self, ui: &mut Ui, name: &str, wake: &Wake) -> bool {
        let mut settled = false;
        ui.horizontal(|ui| {
            let browse = 88.0;
            let width = (ui.available_width() - browse - 24.0).clamp(120.0, 520.0);
            let field = text_field(ui, name, &mut self.text, width);
            if std::mem::take(&mut self.wants_focus) {
                field.request_focus();
            }
            settled = field.lost_focus()
                && (field.changed() || ui.input(|input| input.key_pressed(Key::Enter)));
            let label = if self.dialog.is_some() {
                "Choosing…"
            } else {
                "Browse…"
            };
            let clicked =
                button::compact(ui, Some(Icon::Folder), label, button::Weight::Normal).clicked();
            if clicked && self.dialog.is_none() {
                self.dialog = Some(dialog(self.kind, self.path(), wake));
            }
        });
        if let Some(answer) = self.dialog.as_mut().and_then(Job::take) {
            self.dialog = None;
            if let Some(path) = answer {
                self.text = path.display().to_string();
                settled = true;
            }
        }
        settled
    }
}

const LABEL: f32 = 132.0;

fn dialog(kind: Kind, from: PathBuf, wake: &Wake) -> Job<Option<PathBuf>> {
    Job::start("file dialog", wake, move |_| {
        let mut dialog = rfd::FileDialog::new();
        let folder = if from.is_dir() {
            Some(from.as_path())
        } else {
            from.parent()
        };
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        match kind {
            Kind::Protocol => dialog.add_filter("Protocols", &["json"]).pick_file(),
            Kind::Medium => dialog.pick_file(),
            Kind::Table => dialog
                .add_filter("Tables", &["csv", "tsv", "txt"])
                .pick_file(),
            Kind::Folder => dialog.pick_folder(),
        }
    })
}

//! "New from a template": a shipped protocol copied under names of its own.

use std::path::PathBuf;

use egui::{ComboBox, Ui};

use crate::desk::page::{self, Kind, PathField};
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button};
use crate::protocol::Id;
use crate::protocol::template::{self, Names, Template};

/// The form; closed until it is asked for.
#[derive(Default)]
pub struct TemplateForm {
    open: Option<Open>,
}

struct Open {
    templates: Job<Vec<Template>>,
    chosen: usize,
    id: String,
    study: String,
    title: String,
    folder: PathField,
    making: Option<Job<Result<PathBuf, String>>>,
    wrong: Option<String>,
}

impl TemplateForm {
    /// Shows it; gives the path of a protocol that has just been made.
    pub fn template_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<PathBuf> {
        let Some(form) = &mut self.open else {
            if button::compact(
                ui,
                Some(Icon::Plus),
                "New from a template",
                button::Weight::Normal,
            )
            .clicked()
            {
                self.open = Some(Open::new(wake));
            }
            return None;
        };
        if let Some(made) = form.making.as_mut().and_then(Job::take) {
            form.making = None;
            match made {
                Ok(path) => {
                    self.open = None;
                    return Some(path);
                }
                Err(why) => form.wrong = Some(why),
            }
        }
        if page::card(ui, |ui| form.form_ui(ui, wake)) {
            self.open = None;
        }
        None
    }
}

impl Open {
    fn new(wake: &Wake) -> Self {
        let documents =
            directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(PathBuf::from));
        let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
        let folder = documents.or(home).unwrap_or_default();
        Self {
            templates: Job::start("templates", wake, |_| template::list()),
            chosen: 0,
            id: "my-protocol".to_owned(),
            study: "my-study".to_owned(),
            title: String::new(),
            folder: PathField::new(Kind::Folder, folder.display().to_string()),
            making: None,
            wrong: None,
        }
    }

    /// True when it is to be closed.
    fn form_ui(&mut self, ui: &mut Ui, wake: &Wake) -> bool {
        page::heading(ui, "New from a template");
        let templates = self.templates.look().map(Vec::as_slice).unwrap_or_default();
        let chosen = templates.get(self.chosen);
        let shown = chosen.map_or("Reading…", |template| template.title.get("en"));
        page::field(ui, "Template", |ui| {
            let width = ui.available_width() - 8.0;
            ComboBox::from_id_salt("template")
                .width(width)
                .truncate()
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    for (i, template) in templates.iter().enumerate() {
                        ui.selectable_value(&mut self.chosen, i, template.title.get("en"));
                    }
                });
        });
        for (label, text) in [
            ("Protocol id", &mut self.id),
            ("Study id", &mut self.study),
            ("Title", &mut self.title),
        ] {
            page::field(ui, label, |ui| {
                page::text_field(ui, label, text, ui.available_width() - 16.0)
            });
        }
        page::field(ui, "Folder", |ui| {
            self.folder.show(ui, "Folder of the new protocol", wake)
        });
        if let Some(why) = &self.wrong {
            page::caution(ui, why);
        }
        let ready = chosen
            .map(|template| template.path.clone())
            .filter(|_| self.making.is_none());
        ui.horizontal(|ui| {
            let make =
                button::compact(ui, None, "Make the protocol", button::Weight::Normal).clicked();
            if let Some(template) = ready.filter(|_| make) {
                self.make(template, wake);
            }
            button::compact(ui, None, "Cancel", button::Weight::Quiet).clicked()
        })
        .inner
    }

    fn make(&mut self, template: PathBuf, wake: &Wake) {
        self.wrong = None;
        let title = self.title.trim();
        let names = Names {
            id: Id(self.id.trim().to_owned()),
            study: Id(self.study.trim().to_owned()),
            title: if title.is_empty() {
                self.id.trim().to_owned()
            } else {
                title.to_owned()
            },
        };
        let folder = self.folder.path();
        self.making = Some(Job::start("template", wake, move |_| {
            template::create(&template, &folder, &names)
        }));
    }
}

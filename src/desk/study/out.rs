//! Writing tables, figures and the report of a study beside it.

use std::path::Path;

use egui::Ui;

use crate::desk::page::{self, Kind, PathField};
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button};
use crate::measure::study::Settings;

/// Where to, and how far it is.
pub struct Out {
    path: PathField,
    writing: Option<Job<Result<String, String>>>,
    said: Option<Result<String, String>>,
}

impl Out {
    /// A folder beside the data folder is proposed.
    pub fn new(study: &Path) -> Self {
        let name = study.file_name().unwrap_or_default().to_string_lossy();
        let beside = study.parent().and_then(Path::parent).unwrap_or(study);
        let proposed = beside.join(format!("{name}-tables"));
        Self {
            path: PathField::new(Kind::Folder, proposed.display().to_string()),
            writing: None,
            said: None,
        }
    }

    /// Draws it.
    pub fn out_ui(
        &mut self,
        ui: &mut Ui,
        wake: &Wake,
        study: &Path,
        settings: &Settings,
        is_open: bool,
    ) {
        page::heading(ui, "Tables, figures and report");
        page::faint(
            ui,
            "Tidy CSV tables with a dictionary, figures as SVG and PNG, a report for the browser, and scripts for R and Python.",
        );
        if !is_open {
            page::quiet(ui, "They can be written once it is settled who cried.");
            return;
        }
        self.path.show(ui, "Folder for tables and report", wake);
        if let Some(done) = self.writing.as_mut().and_then(Job::take) {
            self.writing = None;
            self.said = Some(done);
        }
        if let Some(writing) = &self.writing {
            ui.add(egui::ProgressBar::new(writing.progress()).desired_width(320.0));
            return;
        }
        let write = button::compact(ui, Some(Icon::File), "Write them", button::Weight::Normal);
        if write.clicked() {
            let (study, out, settings) = (study.to_owned(), self.path.path(), settings.clone());
            self.said = None;
            self.writing = Some(Job::start("report", wake, move |progress| {
                crate::export::study::write(&study, &out, &settings, |share| progress.set(share))
            }));
        }
        match &self.said {
            Some(Ok(said)) => drop(page::quiet(ui, said)),
            Some(Err(why)) => page::caution(ui, why),
            None => {}
        }
    }
}

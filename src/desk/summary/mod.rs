//! A finished session on one page: what was coded, how mood went, how faithfully everything was shown.

mod aside;
mod correct;
mod corrections;
mod lanes;
mod lock;
mod margin;
mod mood;
mod practice;
mod probes;

use std::path::{Path, PathBuf};

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};

use super::page;
use super::words;
use super::worker::{Job, Wake};
use crate::look::{Icon, button, digits, palette, strong, tokens};
use crate::measure::{self, Practice};
use crate::record::Document;
use crate::record::amendments::{self, Opened};
use crate::record::document::wants_deletion;
use crate::time::{Micros, SessionTime};
use corrections::Corrections;

/// What the summary asks of the program.
pub enum SummaryCommand {
    /// Back to the home window.
    Home,
    /// Code the session in this folder again.
    CodeAgain(PathBuf),
}

/// One session being looked at.
pub struct Summary {
    folder: PathBuf,
    wake: Wake,
    locked: Option<lock::Locked>,
    encrypting: lock::Encrypting,
    reading: Option<Job<lock::Read>>,
    read: Option<Result<Box<Opened>, String>>,
    corrections: Corrections,
    ratings: Ratings,
    mood: mood::Chosen,
    practice: Option<Practice>,
    code_again: bool,
}

/// Whether ratings may be seen: in a blinded session only after the experimenter has been asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ratings {
    #[default]
    AsTheSessionSays,
    Asking,
    Shown,
}

impl Summary {
    /// Begins to read the session in this folder.
    pub fn open(wake: &Wake, folder: PathBuf) -> Self {
        let locked = lock::Locked::of(&folder);
        Self {
            wake: wake.clone(),
            reading: locked.is_none().then(|| read(wake, &folder)),
            folder,
            locked,
            encrypting: lock::Encrypting::default(),
            read: None,
            corrections: Corrections::default(),
            ratings: Ratings::default(),
            mood: mood::Chosen::default(),
            practice: None,
            code_again: false,
        }
    }

    /// Draws it.
    pub fn summary_ui(&mut self, ui: &mut Ui) -> Option<SummaryCommand> {
        if let Some(read) = self.reading.as_mut().and_then(Job::take) {
            self.take(read);
        }
        let mut home = false;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = (ui.available_width() - 64.0).min(1240.0);
            let margin = (ui.available_width() - width) / 2.0;
            ui.add_space(16.0);
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 6.0;
                    home = self.page_ui(ui);
                    ui.add_space(40.0);
                });
            });
        });
        if std::mem::take(&mut self.code_again) {
            return Some(SummaryCommand::CodeAgain(self.folder.clone()));
        }
        home.then_some(SummaryCommand::Home)
    }

    fn take(&mut self, read: lock::Read) {
        self.practice = match &read {
            Ok(opened) => measure::practice(&opened.amended),
            Err(_) => None,
        };
        self.read = Some(read.map(Box::new));
    }

    fn page_ui(&mut self, ui: &mut Ui) -> bool {
        if let Some(locked) = &mut self.locked {
            let home = head_ui(ui, None);
            if let Some(read) = locked.locked_ui(ui, &self.wake) {
                self.locked = None;
                self.encrypting = lock::Encrypting::Encrypted;
                self.take(Ok(read));
                // Nobody else asks for the frame that shows it.
                ui.ctx().request_repaint();
            }
            return home;
        }
        let opened = match &self.read {
            Some(Ok(opened)) => opened,
            other => {
                let home = head_ui(ui, None);
                match other {
                    Some(Err(why)) => page::caution(ui, why),
                    _ => drop(page::quiet(ui, "Reading the session…")),
                }
                return home;
            }
        };
        let document = &opened.amended;
        let home = head_ui(ui, Some(document));
        if wants_deletion(document) {
            // Nobody looks through answers that the participant wants deleted.
            page::caution(
                ui,
                "The participant wants the data of this session to be deleted. Go Home: this session stands there as “To be deleted”; choose Withdraw and type the code.",
            );
            return home;
        }
        for notice in opened.changes.iter().chain(&opened.notices) {
            page::caution(ui, notice);
        }
        let hidden = document.session.blinded && self.ratings != Ratings::Shown;
        facts_ui(ui, document, hidden);
        if let Some(practice) = &self.practice {
            section(ui, "Practice");
            practice::practice_ui(ui, practice);
        }
        section(ui, "What was coded");
        if let Some(picked) = lanes::lanes_ui(ui, document) {
            self.corrections.pick(picked, opened);
        }
        let corrections = &mut self.corrections;
        if self.encrypting.is_done() {
            page::faint(ui, "Decrypt this session to correct it (lacrima decrypt).");
        } else if corrections.corrections_ui(ui, opened, &self.folder, &self.wake) {
            self.reading = Some(read(&self.wake, &self.folder));
        }
        if !self.encrypting.is_done() {
            self.code_again =
                button::compact(ui, None, "Code again…", button::Weight::Normal).clicked();
        }
        section(ui, "Mood");
        if hidden {
            hidden_ui(ui, &mut self.ratings);
        } else {
            mood::mood_ui(ui, document, &mut self.mood);
        }
        section(ui, "Probes");
        probes::probes_ui(ui, document, hidden);
        section(ui, "Films and sounds");
        margin::films_ui(ui, document);
        margin::margin_ui(ui, document);
        aside::aside_ui(ui, document, hidden);
        ui.add_space(12.0);
        page::faint(ui, &format!("Folder: {}", self.folder.display()));
        self.encrypting.encrypting_ui(ui, &self.wake, &self.folder);
        home
    }
}

fn read(wake: &Wake, folder: &Path) -> Job<lock::Read> {
    let path = folder.to_owned();
    Job::start("summary", wake, move |_| amendments::open(&path))
}

/// The session's last instant.
fn end(document: &Document) -> SessionTime {
    let events = document
        .events
        .iter()
        .map(|event| event.instant().max(event.t_s));
    let bouts = document.coding.iter().map(|bout| bout.offset_s);
    events.chain(bouts).max().unwrap_or_default()
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(16.0);
    page::heading(ui, title);
}

fn head_ui(ui: &mut Ui, document: Option<&Document>) -> bool {
    ui.horizontal(|ui| {
        let home = button::compact(ui, Some(Icon::Left), "Home", button::Weight::Quiet).clicked();
        let title = document.map_or("Session".to_owned(), |document| {
            document.participant.code.to_string()
        });
        let palette = palette(ui);
        ui.add(
            Label::new(
                RichText::new(title)
                    .font(strong(tokens::DESK_TITLE))
                    .color(palette.text),
            )
            .truncate(),
        );
        if let Some(document) = document {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new(words::mode(document.session.mode)).color(palette.faint));
                ui.label(RichText::new(words::status(document.session.status)).color(palette.text));
            });
        }
        home
    })
    .inner
}

fn facts_ui(ui: &mut Ui, document: &Document, hidden: bool) {
    let session = &document.session;
    let begun = chrono::DateTime::parse_from_rfc3339(&session.started_utc)
        .map(|t| t.format("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_else(|_| session.started_utc.clone());
    let condition = if hidden {
        "hidden".to_owned()
    } else {
        document.condition.to_string()
    };
    let coders: Vec<&str> = document
        .coders
        .iter()
        .map(|coder| coder.id.as_str())
        .collect();
    let facts = [
        ("Begun", begun),
        ("Length", words::length(Micros(end(document).0))),
        ("Study", session.study.to_string()),
        ("Visit", session.visit.to_string()),
        ("Condition", condition),
        ("Coder", coders.join(", ")),
        (
            "Key stamps",
            format!(
                "{} ±{} ms",
                session.stamp_source, session.stamp_uncertainty_ms
            ),
        ),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let palette = palette(ui);
        for (name, value) in facts {
            ui.label(RichText::new(name).color(palette.faint));
            ui.label(
                RichText::new(value)
                    .font(digits(tokens::DESK_SMALL))
                    .color(palette.quiet),
            );
            ui.add_space(12.0);
        }
    });
}

/// Ratings could sway whoever still has to say whether this participant cried.
fn hidden_ui(ui: &mut Ui, ratings: &mut Ratings) {
    page::card(ui, |ui| {
        if *ratings == Ratings::Asking {
            page::quiet(
                ui,
                "Whoever sees the ratings is no longer blind. Is the crying status of this session settled?",
            );
            ui.horizontal(|ui| {
                if button::compact(ui, None, "It is settled, show them", button::Weight::Normal)
                    .clicked()
                {
                    *ratings = Ratings::Shown;
                }
                if button::compact(ui, None, "Keep them hidden", button::Weight::Normal).clicked() {
                    *ratings = Ratings::AsTheSessionSays;
                }
            });
        } else {
            page::quiet(
                ui,
                "This session was coded blind: ratings stay hidden until the crying status is settled.",
            );
            if button::compact(ui, None, "Show ratings", button::Weight::Normal).clicked() {
                *ratings = Ratings::Asking;
            }
        }
    });
}

#[cfg(test)]
mod tests;

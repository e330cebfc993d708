//! A finished session on one page: what was coded, how mood went, how faithfully everything was shown.

mod aside;
mod correct;
mod corrections;
mod lock;
mod margin;
mod mood;
mod practice;
mod probes;
mod seen;

use std::path::{Path, PathBuf};

use egui::{Align, CollapsingHeader, Label, Layout, RichText, Ui};

use super::page;
use super::words;
use super::worker::{Job, Wake};
use crate::desk::review::{Axis, Edit, Screening, Shown, quality_ui, tables_ui};
use crate::look::{Icon, button, digits, palette, strong, tokens};
use crate::record::Document;
use crate::record::document::wants_deletion;
use crate::time::{Micros, SessionTime};
use corrections::Corrections;
use seen::Read;

/// What the summary asks of the program.
pub enum SummaryCommand {
    /// Back to the home window.
    Home,
    /// Code the session in this folder again.
    CodeAgain(PathBuf),
    /// Compare the codings of the session in this folder.
    Compare(PathBuf),
}

/// One session being looked at.
pub struct Summary {
    folder: PathBuf,
    wake: Wake,
    locked: Option<lock::Locked>,
    encrypting: lock::Encrypting,
    reading: Option<Job<Read>>,
    read: Option<Read>,
    corrections: Corrections,
    ratings: Ratings,
    mood: mood::Chosen,
    /// The time axis, and the film below it once the session is read.
    axis: Axis,
    screening: Option<Screening>,
    /// What is asked of the program in this frame.
    wish: Option<SummaryCommand>,
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
            axis: Axis::default(),
            screening: None,
            wish: None,
        }
    }

    /// Draws it.
    pub fn summary_ui(&mut self, ui: &mut Ui) -> Option<SummaryCommand> {
        if let Some(read) = self.reading.as_mut().and_then(Job::take) {
            self.take(read);
        }
        let mut home = false;
        page::column(ui, 1240.0, |ui| home = self.page_ui(ui));
        if let Some(wish) = self.wish.take() {
            return Some(wish);
        }
        home.then_some(SummaryCommand::Home)
    }

    /// The stretch that is looked at and the film stay where they are when a session is read again.
    fn take(&mut self, read: Read) {
        if let Ok(seen) = &read {
            self.axis.renew(&seen.scene);
            if self.screening.is_none() {
                self.screening = Screening::of(&seen.opened.amended, &self.wake);
            }
        }
        self.read = Some(read);
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
        let seen = match &self.read {
            Some(Ok(seen)) => seen,
            other => {
                let home = head_ui(ui, None);
                match other {
                    Some(Err(why)) => page::caution(ui, why),
                    _ => drop(page::quiet(ui, "Reading the session…")),
                }
                return home;
            }
        };
        let opened = &seen.opened;
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
        facts_ui(ui, document, seen.end, hidden);
        if let Some(practice) = &seen.measures.practice {
            section(ui, "Practice");
            practice::practice_ui(ui, practice);
        }
        section(ui, "Timeline");
        let editable = !self.encrypting.is_done();
        let (picked, ghost) = self.corrections.proposed(document);
        let shown = Shown {
            scene: &seen.scene,
            hidden,
            editable,
            picked,
            ghost,
        };
        let film = &mut self.screening;
        if let Some(edit) = timeline_ui(ui, document, &shown, &mut self.axis, film) {
            self.corrections.edit(&edit, opened);
        }
        if editable {
            self.wish = codings_ui(ui, seen.finished(), &self.folder);
        }
        let corrections = &mut self.corrections;
        if self.encrypting.is_done() {
            page::faint(ui, "Decrypt this session to correct it (lacrima decrypt).");
        } else if corrections.corrections_ui(ui, opened, &self.folder, &self.wake) {
            self.reading = Some(read(&self.wake, &self.folder));
        }
        section(ui, "Quality, and who cried");
        quality_ui(ui, &seen.measures, hidden);
        section(ui, "Mood");
        if hidden {
            hidden_ui(ui, &mut self.ratings);
        } else {
            mood::mood_ui(ui, &seen.curves, &mut self.mood);
        }
        section(ui, "Probes");
        probes::probes_ui(ui, document, hidden);
        // Phases are named by their steps, which could tell the condition.
        if !hidden {
            ui.add_space(16.0);
            CollapsingHeader::new("All figures as tables")
                .show(ui, |ui| tables_ui(ui, &seen.measures));
        }
        section(ui, "Films and sounds");
        margin::films_ui(ui, document, hidden);
        margin::margin_ui(ui, document);
        aside::aside_ui(ui, document, hidden);
        ui.add_space(12.0);
        page::faint(ui, &format!("Folder: {}", self.folder.display()));
        self.encrypting.encrypting_ui(ui, &self.wake, &self.folder);
        home
    }
}

/// The axis with the film below it; gives what is to be corrected.
fn timeline_ui(
    ui: &mut Ui,
    document: &Document,
    shown: &Shown<'_>,
    axis: &mut Axis,
    screening: &mut Option<Screening>,
) -> Option<Edit> {
    page::faint(
        ui,
        "Wheel: closer or further. Drag: along, or an edge to correct it. Double click in a lane: add; elsewhere: the whole. Drag on the times: the film.",
    );
    let touched = axis.axis_ui(ui, shown);
    // Whoever codes blind sees no picture: it gives the condition away.
    if let Some(screening) = screening.as_mut().filter(|_| !shown.hidden)
        && let Some(t) = screening.screening_ui(ui, document, touched.cursor)
    {
        axis.follow(t);
    }
    touched.edit
}

/// The buttons for further codings.
fn codings_ui(ui: &mut Ui, finished: usize, folder: &Path) -> Option<SummaryCommand> {
    ui.horizontal(|ui| {
        let quiet = |ui: &mut Ui, label: &str| {
            button::compact(ui, None, label, button::Weight::Normal).clicked()
        };
        if quiet(ui, "Code again…") {
            return Some(SummaryCommand::CodeAgain(folder.to_owned()));
        }
        let compare = ui.add_enabled_ui(finished > 0, |ui| quiet(ui, "Compare codings…"));
        compare
            .inner
            .then(|| SummaryCommand::Compare(folder.to_owned()))
    })
    .inner
}

fn read(wake: &Wake, folder: &Path) -> Job<Read> {
    let path = folder.to_owned();
    Job::start("summary", wake, move |_| seen::read(&path))
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

fn facts_ui(ui: &mut Ui, document: &Document, end: SessionTime, hidden: bool) {
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
        ("Length", words::length(Micros(end.0))),
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

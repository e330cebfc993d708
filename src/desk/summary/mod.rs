//! A finished session on one page: what was coded, how mood went, how faithfully everything was shown.

mod aside;
mod brief;
mod correct;
mod corrections;
mod lock;
mod margin;
mod mood;
mod practice;
mod probes;
mod seen;
mod sight;

use std::path::{Path, PathBuf};

use egui::{Align, CollapsingHeader, Label, Layout, RichText, Ui};

use super::page;
use super::words;
use super::worker::{Job, Wake};
use crate::desk::review::{Axis, Edit, Screening, Shown, quality_ui, tables_ui};
use crate::look::{Icon, button, digits, palette, strong, tokens};
use crate::record::Document;
use crate::record::document::wants_deletion;
use crate::time::{self, Micros, SessionTime, Stamp};
use corrections::Corrections;
use seen::Read;
use sight::Unblinding;

/// What the summary asks of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum SummaryCommand {
    /// Back to the home window.
    Home,
    /// Back to where an instant of the session was looked for; whether the session was corrected meanwhile.
    Back {
        /// The session's folder.
        folder: PathBuf,
        /// Whether it was corrected.
        is_corrected: bool,
    },
    /// Code the session in this folder again.
    CodeAgain(PathBuf),
    /// Compare the codings of the session in this folder.
    Compare(PathBuf),
}

/// One session being looked at.
pub struct Summary {
    folder: PathBuf,
    wake: Wake,
    /// Tells pages apart, so that each begins at its top and comes back as it was scrolled.
    opened: Stamp,
    locked: Option<lock::Locked>,
    encrypting: lock::Encrypting,
    reading: Option<Job<Read>>,
    read: Option<Read>,
    corrections: Corrections,
    unblinding: Unblinding,
    sought: Option<Sought>,
    mood: mood::Chosen,
    /// The time axis, and the film below it once the session is read.
    axis: Axis,
    screening: Option<Screening>,
    /// What is asked of the program in this frame.
    wish: Option<SummaryCommand>,
}

/// An instant that was looked for from elsewhere.
struct Sought {
    /// Until the axis shows it.
    on_axis: Option<SessionTime>,
    /// Until the film was asked for it.
    on_film: Option<SessionTime>,
    /// Whether the session was corrected since.
    is_corrected: bool,
}

/// So much is shown before and after an instant that was looked for, in seconds.
const AROUND_S: f64 = 20.0;

impl Summary {
    /// Begins to read the session in this folder.
    pub fn open(wake: &Wake, folder: PathBuf) -> Self {
        let locked = lock::Locked::of(&folder);
        Self {
            wake: wake.clone(),
            reading: locked.is_none().then(|| read(wake, &folder)),
            folder,
            opened: time::now(),
            locked,
            encrypting: lock::Encrypting::default(),
            read: None,
            corrections: Corrections::default(),
            unblinding: Unblinding::default(),
            sought: None,
            mood: mood::Chosen::default(),
            axis: Axis::default(),
            screening: None,
            wish: None,
        }
    }

    /// The same with this instant in the middle, and the film at it; what leads home from elsewhere leads back from here.
    pub fn open_at(wake: &Wake, folder: PathBuf, t: SessionTime) -> Self {
        let sought = Sought {
            on_axis: Some(t),
            on_film: Some(t),
            is_corrected: false,
        };
        Self {
            sought: Some(sought),
            ..Self::open(wake, folder)
        }
    }

    /// Draws it.
    pub fn summary_ui(&mut self, ui: &mut Ui) -> Option<SummaryCommand> {
        if let Some(read) = self.reading.as_mut().and_then(Job::take) {
            self.take(read);
        }
        if let Some(Ok(seen)) = &mut self.read
            && let Some(sight) = self.unblinding.take(&seen.opened.amended)
        {
            seen.sight = sight;
        }
        let mut leaves = false;
        ui.push_id(self.opened.0, |ui| {
            page::column(ui, 1240.0, |ui| leaves = self.page_ui(ui));
        });
        if let Some(wish) = self.wish.take() {
            return Some(wish);
        }
        leaves.then_some(match &self.sought {
            Some(sought) => SummaryCommand::Back {
                folder: self.folder.clone(),
                is_corrected: sought.is_corrected,
            },
            None => SummaryCommand::Home,
        })
    }

    /// The stretch that is looked at and the film stay where they are when a session is read again.
    fn take(&mut self, read: Read) {
        if let Ok(seen) = &read {
            self.axis.renew(&seen.scene);
            let sought = self.sought.as_mut();
            if let Some(t) = sought.and_then(|sought| sought.on_axis.take()) {
                let (from_s, to_s) = (t.as_s() - AROUND_S, t.as_s() + AROUND_S);
                self.axis.show(Some((from_s, to_s)));
                self.axis.follow(t);
            }
            if self.screening.is_none() {
                self.screening = Screening::of(&seen.opened.amended, &self.wake);
            }
        }
        self.read = Some(read);
    }

    /// Whether the page is left.
    fn page_ui(&mut self, ui: &mut Ui) -> bool {
        let is_back = self.sought.is_some();
        if let Some(locked) = &mut self.locked {
            let home = head_ui(ui, None, is_back);
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
                let home = head_ui(ui, None, is_back);
                match other {
                    Some(Err(why)) => page::caution(ui, why),
                    _ => drop(page::quiet(ui, "Reading the session…")),
                }
                return home;
            }
        };
        let opened = &seen.opened;
        let document = &opened.amended;
        let home = head_ui(ui, Some(document), is_back);
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
        let hidden = seen.sight.is_hidden();
        facts_ui(ui, document, seen.end, hidden);
        brief::brief_ui(ui, &seen.measures, hidden);
        let session = (self.folder.as_path(), document);
        self.unblinding
            .sight_ui(ui, &seen.sight, session, &self.wake);
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
        let sought = self.sought.as_mut();
        if let Some(edit) = timeline_ui(ui, document, &shown, &mut self.axis, (film, sought)) {
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
            if let Some(sought) = &mut self.sought {
                sought.is_corrected = true;
            }
        }
        section(ui, "Quality, and who cried");
        quality_ui(ui, &seen.measures, hidden);
        section(ui, "Mood");
        if hidden {
            page::faint(ui, "Hidden, as is said above.");
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
    (screening, sought): (&mut Option<Screening>, Option<&mut Sought>),
) -> Option<Edit> {
    page::faint(
        ui,
        "Wheel: closer or further. Drag: along, or an edge to correct it. Double click in a lane: add; elsewhere: the whole. Drag on the times: the film.",
    );
    let touched = axis.axis_ui(ui, shown);
    // Whoever codes blind sees no picture: it gives the condition away.
    if let Some(screening) = screening.as_mut().filter(|_| !shown.hidden) {
        let sought = sought.and_then(|sought| sought.on_film.take());
        let cursor = touched.cursor.or(sought);
        if let Some(t) = screening.screening_ui(ui, document, cursor) {
            axis.follow(t);
        }
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

/// Whether the page is left: for the home window, or back to where an instant was looked for.
fn head_ui(ui: &mut Ui, document: Option<&Document>, is_back: bool) -> bool {
    ui.horizontal(|ui| {
        let to = if is_back { "Back" } else { "Home" };
        let home = button::compact(ui, Some(Icon::Left), to, button::Weight::Quiet).clicked();
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

#[cfg(test)]
mod tests;

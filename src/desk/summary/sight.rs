//! Whether a session's ratings and condition may be seen on its page: not while they could sway whoever still has to say whether its
//! participant cried. Who looks nevertheless is kept, with time and reason, before anything is shown (SCIENCE.md 4.6 and 5.7).

use std::path::Path;

use egui::Ui;

use crate::desk::page;
use crate::desk::worker::{Job, Wake};
use crate::look::button;
use crate::record::Document;
use crate::record::unlocking::{self, Entry, Unlocking};
use crate::session::Mode;
use crate::time;

/// Whether they may be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// They may: nothing was ever hidden, or it is settled who cried.
    Free,
    /// They may, for somebody looked before that was settled.
    Unblinded(Entry),
    /// They may not, and why.
    Hidden(Because),
}

/// Why they may not be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Because {
    /// A session of a study, of which it is not settled yet whether its participant cried.
    NotSettled,
    /// Coded blind.
    Blind,
    /// The list that says so can't be read.
    Unread(String),
}

impl Sight {
    /// Of the session in this folder: the list of its study is read.
    pub fn of(folder: &Path, document: &Document) -> Self {
        Self::by(document, unlocking::read(study(folder)))
    }

    /// By what the list of its study says.
    fn by(document: &Document, list: Result<Unlocking, String>) -> Self {
        let session = &document.session;
        let because = match (session.mode, session.blinded) {
            (Mode::Study, _) => Because::NotSettled,
            (_, true) => Because::Blind,
            _ => return Self::Free,
        };
        match list {
            Err(why) => Self::Hidden(Because::Unread(why)),
            Ok(list) if list.statuses().contains_key(session.id.as_str()) => Self::Free,
            Ok(list) => list
                .unblinded(session.id.as_str())
                .map_or(Self::Hidden(because), |entry| {
                    Self::Unblinded(entry.clone())
                }),
        }
    }

    /// Whether answers, scores, mood and condition are hidden.
    pub fn is_hidden(&self) -> bool {
        matches!(self, Self::Hidden(_))
    }
}

/// The folder that holds a session's folder.
fn study(folder: &Path) -> &Path {
    folder.parent().unwrap_or(folder)
}

/// The question who looks before it is settled, and why.
#[derive(Default)]
pub struct Unblinding {
    is_asked: bool,
    who: String,
    why: String,
    said: Option<String>,
    keeping: Option<Job<Result<Unlocking, String>>>,
}

impl Unblinding {
    /// What may be seen now, once it is on the disk who looks.
    pub fn take(&mut self, document: &Document) -> Option<Sight> {
        let kept = self.keeping.as_mut().and_then(Job::take)?;
        self.keeping = None;
        match kept {
            Ok(list) => Some(Sight::by(document, Ok(list))),
            Err(why) => {
                self.said = Some(why);
                None
            }
        }
    }

    /// Draws why something is hidden and what to do, or who unblinded the session; nothing where all is free.
    pub fn sight_ui(
        &mut self,
        ui: &mut Ui,
        sight: &Sight,
        (folder, document): (&Path, &Document),
        wake: &Wake,
    ) {
        let because = match sight {
            Sight::Free => return,
            Sight::Unblinded(entry) => {
                page::quiet(
                    ui,
                    &format!(
                        "Unblinded by {} on {}: {}",
                        entry.who,
                        when(&entry.utc),
                        entry.why
                    ),
                );
                return;
            }
            Sight::Hidden(because) => because,
        };
        page::card(ui, |ui| {
            page::quiet(
                ui,
                match because {
                    Because::NotSettled => {
                        "Answers, scores, mood and condition stay hidden until it is settled whether this participant cried: settle who cried in the study window."
                    }
                    Because::Blind => {
                        "This session was coded blind: answers, scores, mood and condition stay hidden until somebody unblinds it."
                    }
                    Because::Unread(why) => why,
                },
            );
            if matches!(because, Because::Unread(_)) {
                return;
            }
            if self.is_asked {
                self.asking_ui(ui, (folder, document), wake);
            } else if button::compact(ui, None, "Unblind…", button::Weight::Normal).clicked() {
                self.is_asked = true;
            }
        });
    }

    fn asking_ui(&mut self, ui: &mut Ui, (folder, document): (&Path, &Document), wake: &Wake) {
        page::quiet(
            ui,
            "Whoever sees them can't say without bias any more whether this participant cried. Who looks, when and why is kept for good in the study's list.",
        );
        page::field(ui, "Who looks", |ui| {
            page::text_field(ui, "Who looks", &mut self.who, 160.0)
        });
        page::field(ui, "Why", |ui| {
            page::text_field(ui, "Why they look", &mut self.why, 420.0)
        });
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        let is_said = !self.who.trim().is_empty() && !self.why.trim().is_empty();
        ui.horizontal(|ui| {
            let is_ready = is_said && self.keeping.is_none();
            let unblind = ui.add_enabled_ui(is_ready, |ui| {
                button::compact(ui, None, "Keep that and show them", button::Weight::Normal)
            });
            if unblind.inner.clicked() && is_ready {
                self.keep(folder, document, wake);
            }
            if button::compact(ui, None, "Leave them hidden", button::Weight::Quiet).clicked() {
                self.is_asked = false;
                self.said = None;
            }
        });
    }

    /// Aside: the disk may be slow.
    fn keep(&mut self, folder: &Path, document: &Document, wake: &Wake) {
        let (study, session) = (study(folder).to_owned(), document.session.id.clone());
        let (who, why) = (self.who.clone(), self.why.clone());
        self.said = None;
        self.keeping = Some(Job::start("unblind", wake, move |_| {
            unlocking::unblind(&study, session.as_str(), &who, &why, time::utc_now())
        }));
    }
}

fn when(utc: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(utc).map_or_else(
        |_| utc.to_owned(),
        |t| t.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

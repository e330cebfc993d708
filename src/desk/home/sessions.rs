//! Sessions in the data folder: recent ones to look at, unfinished ones to close.

use std::path::PathBuf;

use egui::{Align, Label, Layout, RichText, Ui};

use super::HomeCommand;
use crate::desk::page::{self, Kind, PathField};
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button, digits, icon_ui, palette, strong, tokens};
use crate::record::{self, Listed, Progress};
use crate::session::Mode;

/// The list, and what is being done about it.
pub struct Sessions {
    data: PathBuf,
    path: PathField,
    listed: Job<Vec<Listed>>,
    closing: Option<Job<Result<(PathBuf, Option<String>), String>>>,
    said: Option<String>,
}

/// More than this are reached by their folder.
const MOST: usize = 40;

impl Sessions {
    /// The sessions in `data`.
    pub fn new(data: PathBuf, wake: &Wake) -> Self {
        let path = PathField::new(Kind::Folder, data.display().to_string());
        let listed = list(&data, wake);
        Self {
            data,
            path,
            listed,
            closing: None,
            said: None,
        }
    }

    /// Draws them.
    pub fn sessions_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<HomeCommand> {
        self.take_closed(wake);
        let mut command = None;
        let mut close = None;
        page::heading(ui, "Sessions");
        page::faint(ui, "Data folder");
        if self.path.show(ui, "Data folder", wake) {
            command = Some(HomeCommand::Data(self.path.path()));
        }
        if let Some(said) = &self.said {
            page::quiet(ui, said);
        }
        let Some(listed) = self.listed.look() else {
            page::quiet(ui, "Looking for sessions…");
            return command;
        };
        let is_open = |session: &&Listed| {
            matches!(
                session.progress,
                Progress::Unfinished { .. } | Progress::Unreadable
            )
        };
        for session in listed.iter().filter(is_open) {
            if unfinished_ui(ui, session, self.closing.is_some()) {
                close = Some(session.folder.clone());
            }
        }
        let done: Vec<&Listed> = listed.iter().filter(|session| !is_open(session)).collect();
        if listed.is_empty() {
            page::quiet(
                ui,
                "No sessions in this folder yet. They appear here as soon as the first one has begun.",
            );
        }
        for session in done.iter().take(MOST) {
            if finished_ui(ui, session) {
                command = Some(HomeCommand::Summary(session.folder.clone()));
            }
        }
        if let Some(more) = done.len().checked_sub(MOST).filter(|more| *more > 0) {
            page::faint(ui, &format!("{more} older sessions in this folder"));
        }
        if let Some(folder) = close {
            self.closing = Some(Job::start("close session", wake, move |_| {
                record::close_interrupted(&folder)
            }));
        }
        command
    }

    fn take_closed(&mut self, wake: &Wake) {
        let Some(closed) = self.closing.as_mut().and_then(Job::take) else {
            return;
        };
        self.closing = None;
        self.listed = list(&self.data, wake);
        self.said = Some(match closed {
            Ok((_, None)) => {
                "The session was closed as interrupted; everything it recorded is in its document."
                    .to_owned()
            }
            Ok((_, Some(left_out))) => format!("The session was closed as interrupted. {left_out}"),
            Err(why) => why,
        });
    }
}

fn list(data: &std::path::Path, wake: &Wake) -> Job<Vec<Listed>> {
    let data = data.to_owned();
    Job::start("sessions", wake, move |_| record::list(&data))
}

fn unfinished_ui(ui: &mut Ui, session: &Listed, busy: bool) -> bool {
    page::card(ui, |ui| {
        row_ui(ui, session, Icon::Caution);
        let how_far = match &session.progress {
            Progress::Unfinished {
                last_s: Some(last), ..
            } => {
                format!(
                    "Not finished; the data are kept. Last recorded at {}.",
                    words::clock(*last)
                )
            }
            Progress::Unfinished { last_s: None, .. } => {
                "Not finished; the data are kept.".to_owned()
            }
            _ => {
                "Neither its journal nor its document can be read; its files are kept as they are."
                    .to_owned()
            }
        };
        page::quiet(ui, &how_far);
        let can_close = matches!(session.progress, Progress::Unfinished { .. });
        let label = if busy {
            "Closing…"
        } else {
            "Close as interrupted"
        };
        can_close && button::compact(ui, None, label, button::Weight::Normal).clicked() && !busy
    })
}

fn finished_ui(ui: &mut Ui, session: &Listed) -> bool {
    page::card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let openable = matches!(session.progress, Progress::Finished(_));
                let clicked =
                    openable && button::compact(ui, None, "Look", button::Weight::Normal).clicked();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    row_ui(ui, session, Icon::Check)
                });
                clicked
            })
            .inner
        })
        .inner
    })
}

fn row_ui(ui: &mut Ui, session: &Listed, icon: Icon) {
    let palette = palette(ui);
    ui.horizontal(|ui| {
        let color = if icon == Icon::Caution {
            palette.caution
        } else {
            palette.faint
        };
        icon_ui(ui, icon, 12.0, color);
        let code = RichText::new(session.participant.as_str())
            .font(strong(tokens::DESK_TEXT))
            .color(palette.text);
        ui.add(Label::new(code).truncate());
        let when = RichText::new(when(&session.stamp))
            .font(digits(tokens::DESK_SMALL))
            .color(palette.faint);
        ui.label(when);
        let mut about = state(session).to_owned();
        if let Some(mode) = session.mode.filter(|mode| *mode != Mode::Study) {
            about = format!("{about} · {}", words::mode(mode));
        }
        ui.label(RichText::new(about).color(palette.quiet));
        let study = RichText::new(session.study.as_str()).color(palette.faint);
        ui.add(Label::new(study).truncate());
    });
}

fn state(session: &Listed) -> &'static str {
    match session.progress {
        Progress::Finished(status) => words::status(status),
        Progress::Running => "Running now",
        Progress::Unfinished { .. } => "Not finished",
        Progress::Moved => "Went on in another folder",
        Progress::Unreadable => "Unreadable",
    }
}

/// `20261123T131500Z` as `2026-11-23 13:15`.
fn when(stamp: &str) -> String {
    chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ")
        .map(|t| t.format("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_else(|_| stamp.to_owned())
}

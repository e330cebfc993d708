//! Sessions in the data folder: recent ones to look at, unfinished ones to close, withdrawn ones to remove.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Align, Label, Layout, Popup, RichText, Ui, WidgetInfo};

use super::HomeCommand;
use super::withdrawal::{Withdrawal, said};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button, digits, icon_ui, palette, strong, tokens};
use crate::record::{self, Listed, Progress, Stranger};
use crate::session::Mode;

/// The list, and what is being done about it.
pub struct Sessions {
    data: PathBuf,
    path: PathField,
    listed: Job<Vec<Listed>>,
    strangers: Job<Vec<Stranger>>,
    /// The unfinished session that is to be closed with the next press.
    sure: Option<PathBuf>,
    closing: Option<Job<Result<(PathBuf, Option<String>), String>>>,
    withdrawal: Option<Withdrawal>,
    said: Option<String>,
}

/// What is asked of a session in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Look,
    CodeAgain,
    Resume,
    Close,
    Withdraw,
}

const WITHDRAW: &str = "Withdraw…";
/// More than this are reached by their folder.
const MOST: usize = 40;
const MOST_STRANGERS: usize = 5;

impl Sessions {
    /// The sessions in `data`.
    pub fn new(data: PathBuf, wake: &Wake) -> Self {
        let path = PathField::new(Kind::Folder, data.display().to_string());
        let listed = list(&data, wake);
        let looked_in = data.clone();
        let strangers = Job::start("strangers", wake, move |_| record::strangers(&looked_in));
        Self {
            data,
            path,
            listed,
            strangers,
            sure: None,
            closing: None,
            withdrawal: None,
            said: None,
        }
    }

    /// Draws them.
    pub fn sessions_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<HomeCommand> {
        self.take_closed(wake);
        self.take_withdrawn(wake);
        let mut command = None;
        let mut acts: Vec<(Listed, Act)> = Vec::new();
        let mut called_off = false;
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
            let sure = self.sure.as_ref() == Some(&session.folder);
            let act = unfinished_ui(ui, session, self.closing.is_some(), sure);
            acts.extend(act.map(|act| (session.clone(), act)));
            called_off |= withdrawal_ui(ui, &mut self.withdrawal, session, wake);
        }
        // Where nothing was recorded there is nothing to look at.
        let begun = |session: &&Listed| session.progress != Progress::NeverBegun;
        let done: Vec<&Listed> = listed
            .iter()
            .filter(|session| begun(session) && !is_open(session))
            .collect();
        command = studies_ui(ui, listed).map(HomeCommand::Study).or(command);
        let strangers = self.strangers.look().map(Vec::as_slice).unwrap_or_default();
        for stranger in strangers.iter().take(MOST_STRANGERS) {
            page::caution(ui, &stranger.sentence());
        }
        if !listed.iter().any(|session| begun(&session)) {
            page::quiet(
                ui,
                "No sessions in this folder yet. They appear here as soon as the first one has begun.",
            );
        }
        for session in done.iter().copied().take(MOST) {
            let act = finished_ui(ui, session);
            acts.extend(act.map(|act| (session.clone(), act)));
            called_off |= withdrawal_ui(ui, &mut self.withdrawal, session, wake);
        }
        if let Some(more) = done.len().checked_sub(MOST).filter(|more| *more > 0) {
            page::faint(ui, &format!("{more} older sessions in this folder"));
        }
        if called_off {
            self.withdrawal = None;
        }
        for (session, act) in acts {
            command = self.act(&session, act, wake).or(command);
        }
        command
    }

    fn act(&mut self, session: &Listed, act: Act, wake: &Wake) -> Option<HomeCommand> {
        let folder = session.folder.clone();
        match act {
            Act::Look => return Some(HomeCommand::Summary(folder)),
            Act::CodeAgain => return Some(HomeCommand::CodeAgain(folder)),
            Act::Resume => return Some(HomeCommand::Resume(folder)),
            Act::Close if self.sure.as_ref() != Some(&folder) => self.sure = Some(folder),
            Act::Close => {
                self.sure = None;
                self.closing = Some(Job::start("close session", wake, move |_| {
                    record::close_interrupted(&folder)
                }));
            }
            Act::Withdraw => {
                let listed = self.listed.look().map(Vec::as_slice).unwrap_or_default();
                self.withdrawal = Some(Withdrawal::of(session, listed, self.data.clone()));
            }
        }
        None
    }

    fn take_withdrawn(&mut self, wake: &Wake) {
        let Some(done) = self.withdrawal.as_mut().and_then(Withdrawal::take) else {
            return;
        };
        self.withdrawal = None;
        self.listed = list(&self.data, wake);
        self.said = Some(said(done));
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

/// A button a study that has finished sessions.
fn studies_ui(ui: &mut Ui, listed: &[Listed]) -> Option<PathBuf> {
    let mut studies: BTreeMap<&str, (&Listed, usize)> = BTreeMap::new();
    let finished = |session: &&Listed| matches!(session.progress, Progress::Finished(_));
    for session in listed.iter().filter(finished) {
        studies
            .entry(session.study.as_str())
            .or_insert((session, 0))
            .1 += 1;
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for (study, (session, count)) in studies {
            let label = format!("Study {study} ({count})");
            if button::compact(ui, Some(Icon::File), &label, button::Weight::Normal).clicked() {
                chosen = session.folder.parent().map(Path::to_owned);
            }
        }
    });
    chosen
}

fn list(data: &Path, wake: &Wake) -> Job<Vec<Listed>> {
    let data = data.to_owned();
    Job::start("sessions", wake, move |_| record::list(&data))
}

/// The withdrawal below its session; true when it is called off.
fn withdrawal_ui(
    ui: &mut Ui,
    withdrawal: &mut Option<Withdrawal>,
    session: &Listed,
    wake: &Wake,
) -> bool {
    match withdrawal.as_mut().filter(|open| open.is_at(session)) {
        Some(open) => page::card(ui, |ui| open.withdrawal_ui(ui, wake)),
        None => false,
    }
}

/// The rarer things that can be done with a session.
fn menu_ui(ui: &mut Ui, is_finished: bool) -> Option<Act> {
    // Without a word, so that the study's name has room beside it; those who listen hear one.
    let more = button::compact(ui, Some(Icon::Down), "", button::Weight::Quiet);
    more.widget_info(|| WidgetInfo::labeled(Role::Button, true, "More"));
    let chosen = Popup::menu(&more).show(|ui| {
        // From here nothing of the session is seen on the way to coding it blind.
        let again = is_finished
            && button::compact(ui, None, "Code again…", button::Weight::Quiet).clicked();
        let withdraw = button::compact(ui, None, WITHDRAW, button::Weight::Quiet).clicked();
        let withdraw = withdraw.then_some(Act::Withdraw);
        again.then_some(Act::CodeAgain).or(withdraw)
    });
    chosen.and_then(|chosen| chosen.inner)
}

fn unfinished_ui(ui: &mut Ui, session: &Listed, busy: bool, sure: bool) -> Option<Act> {
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
        let label = match (busy, sure) {
            (true, _) => "Closing…",
            (false, true) => "Press again: it can't be resumed after that",
            (false, false) => "Close as interrupted",
        };
        ui.horizontal(|ui| {
            let resume = can_close
                && button::compact(ui, None, "Resume…", button::Weight::Primary).clicked()
                && !busy;
            let close = can_close
                && button::compact(ui, None, label, button::Weight::Normal).clicked()
                && !busy;
            let act = resume.then_some(Act::Resume);
            menu_ui(ui, false).or(act).or(close.then_some(Act::Close))
        })
        .inner
    })
}

fn finished_ui(ui: &mut Ui, session: &Listed) -> Option<Act> {
    page::card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let act = finished_act_ui(ui, session);
                let icon = if session.wants_deletion {
                    Icon::Caution
                } else {
                    Icon::Check
                };
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    row_ui(ui, session, icon)
                });
                act
            })
            .inner
        })
        .inner
    })
}

/// Data that the participant wants to be deleted are not looked at any more.
fn finished_act_ui(ui: &mut Ui, session: &Listed) -> Option<Act> {
    if session.wants_deletion {
        let clicked = button::compact(ui, None, WITHDRAW, button::Weight::Normal).clicked();
        return clicked.then_some(Act::Withdraw);
    }
    let menu = match session.progress {
        Progress::Running => None,
        _ => menu_ui(ui, matches!(session.progress, Progress::Finished(_))),
    };
    let openable = matches!(
        session.progress,
        Progress::Finished(_) | Progress::Encrypted
    );
    let look = openable && button::compact(ui, None, "Look", button::Weight::Normal).clicked();
    menu.or(look.then_some(Act::Look))
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
        _ if session.wants_deletion => "To be deleted",
        Progress::Finished(status) => words::status(status),
        Progress::Running => "Running now",
        Progress::Unfinished { .. } => "Not finished",
        Progress::Moved => "Went on in another folder",
        Progress::Encrypted => "Encrypted",
        Progress::NeverBegun => "Not begun",
        Progress::Unreadable => "Unreadable",
    }
}

/// `20261123T131500Z` as `2026-11-23 13:15`.
fn when(stamp: &str) -> String {
    chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ")
        .map(|t| t.format("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_else(|_| stamp.to_owned())
}

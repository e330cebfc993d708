//! Set-up: everything that must be settled before a session, and a list of checks that says what is missing.

mod checks;
mod condition;
mod covariates;
mod form;
mod keyboards;
pub(super) mod lag;
mod media;
mod medium;
mod plan;
mod protocol_check;
mod screens;
mod setting;
#[cfg(test)]
mod tests;
mod visits;

use std::path::PathBuf;

use egui::{CentralPanel, Frame, Id, Key, Label, Margin, Panel, RichText, ScrollArea, Ui};

use super::act::pressed;
use super::house::House;
use super::page;
use super::start::Options;
use super::worker::{Job, Wake};
use crate::conductor::Plan;
use crate::look::{Icon, button, icon_ui, palette, strong, tokens};
use crate::protocol::Problem;
use crate::protocol::load::{self, Loaded};

use checks::Checks;
pub use checks::{Check, State};
use form::Form;
pub use keyboards::Assignment;
use lag::CoderLag;
use media::Media;
pub use screens::Screens;

/// What set-up asks of the program.
pub enum SetUpCommand {
    /// Back to the home window.
    Home,
    /// Start the session.
    Start(Box<Plan>),
    /// A session that was to start by itself can't: one sentence why.
    GiveUp(String),
}

/// One protocol being set up.
pub struct SetUp {
    path: PathBuf,
    options: Options,
    /// Start by itself as soon as nothing is missing.
    auto: bool,
    loading: Job<Result<Loaded, Vec<Problem>>>,
    problems: Vec<Problem>,
    ready: Option<Box<Ready>>,
    refused: Option<String>,
}

/// A protocol that can be run, and what is settled so far.
struct Ready {
    loaded: Loaded,
    form: Form,
    media: Media,
    screens: Screens,
    keyboards: Assignment,
    lag: CoderLag,
    checks: Checks,
}

impl SetUp {
    /// Begins to read the protocol at `path`.
    pub fn open(house: &House, path: PathBuf, options: &Options, auto: bool) -> Self {
        let reading = path.clone();
        Self {
            path,
            options: options.clone(),
            auto,
            loading: Job::start("protocol", &house.wake, move |_| load::read(&reading)),
            problems: Vec::new(),
            ready: None,
            refused: None,
        }
    }

    /// The engine's or the disk's answer to a start that did not come about.
    pub fn refuse(&mut self, why: String) {
        self.auto = false;
        self.refused = Some(why);
    }

    /// Draws it.
    pub fn set_up_ui(&mut self, ui: &mut Ui, house: &House) -> Option<SetUpCommand> {
        if let Some(read) = self.loading.take() {
            match read {
                Ok(loaded) => self.ready = Some(Box::new(Ready::new(loaded, &self.options, house))),
                Err(problems) if self.options.pilot.is_some() => {
                    return Some(SetUpCommand::GiveUp(first_of(&problems)));
                }
                Err(problems) => self.problems = problems,
            }
        }
        let Some(ready) = &mut self.ready else {
            return self.not_ready_ui(ui);
        };
        ready.follow(&house.wake);
        let checks = ready.check(&self.options);
        let missing = missing(&checks);
        let mut command = None;
        let palette = palette(ui);
        Panel::top("set-up head")
            .exact_size(56.0)
            .resizable(false)
            .frame(
                Frame::NONE
                    .fill(palette.panel)
                    .inner_margin(Margin::symmetric(24, 12)),
            )
            .show(ui, |ui| {
                if head_ui(ui, ready.loaded.protocol.title.get("en")) {
                    command = Some(SetUpCommand::Home);
                }
            });
        let mut start = false;
        Panel::right("checks")
            .exact_size(392.0)
            .resizable(false)
            .frame(
                Frame::NONE
                    .fill(palette.panel)
                    .inner_margin(Margin::symmetric(20, 16)),
            )
            .show(ui, |ui| {
                start = ready.checks_ui(ui, &checks, &missing, self.refused.as_deref(), house);
            });
        CentralPanel::no_frame()
            .frame(
                Frame::NONE
                    .fill(palette.ground)
                    .inner_margin(Margin::symmetric(24, 16)),
            )
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    ui.set_max_width(760.0);
                    ready.form_ui(ui, house);
                });
            });
        if self.auto && missing == Missing::Nothing {
            start = true;
        }
        if let (Missing::These(sentence), true, true) =
            (&missing, self.auto, self.options.pilot.is_some())
        {
            command = Some(SetUpCommand::GiveUp(sentence.clone()));
        }
        if start && missing == Missing::Nothing {
            self.auto = false;
            match ready.plan(&self.options, house) {
                Ok(plan) => command = Some(SetUpCommand::Start(Box::new(plan))),
                Err(why) => self.refused = Some(why),
            }
        }
        command
    }

    fn not_ready_ui(&self, ui: &mut Ui) -> Option<SetUpCommand> {
        let mut home = false;
        CentralPanel::no_frame()
            .frame(Frame::NONE.inner_margin(Margin::same(24)))
            .show(ui, |ui| {
                home = head_ui(
                    ui,
                    &self.path.file_name().unwrap_or_default().to_string_lossy(),
                );
                ui.add_space(16.0);
                if self.problems.is_empty() {
                    page::quiet(ui, "Reading the protocol…");
                    return;
                }
                page::caution(
                    ui,
                    "This protocol can't be run. Correct it in a text editor, then open it again.",
                );
                ui.add_space(8.0);
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    for problem in &self.problems {
                        page::quiet(ui, &problem.message);
                        let (line, column) = (problem.line, problem.column);
                        page::faint(
                            ui,
                            &format!("Line {line}, column {column} · {}", problem.pointer),
                        );
                        ui.add_space(4.0);
                    }
                });
            });
        home.then_some(SetUpCommand::Home)
    }
}

impl Ready {
    fn new(loaded: Loaded, options: &Options, house: &House) -> Self {
        let form = Form::new(&loaded.protocol, options, &house.wake);
        let media = Media::new(&loaded.protocol, options);
        let screens = Screens::new(house.window.as_deref(), options.placement);
        let checks = Checks::new(media.may_sound(), &house.wake);
        Self {
            loaded,
            form,
            media,
            screens,
            keyboards: Assignment::default(),
            lag: CoderLag::default(),
            checks,
        }
    }

    /// Begins the checks of whatever has changed.
    fn follow(&mut self, wake: &Wake) {
        self.form.follow(&self.loaded.protocol, wake);
        self.media.follow(&self.loaded, self.form.is_study(), wake);
        self.checks.follow(&self.form.data.path(), wake);
        self.lag
            .follow(&self.form.data.path(), &self.form.coder, wake);
    }

    fn check(&mut self, options: &Options) -> Vec<Check> {
        let alone = options.pilot.is_some();
        let mut all = protocol_check::check(&self.loaded, self.form.is_study());
        all.extend(self.form.checks(&self.loaded.protocol));
        all.extend(self.media.checks(&self.loaded.protocol));
        all.push(
            self.checks
                .sound(self.media.has_sound(), self.form.is_study(), alone),
        );
        all.extend(self.checks.disk());
        all.push(self.screens.check());
        all.push(self.keyboards.check(alone));
        all.push(self.lag.check(&self.loaded.protocol.coding));
        all
    }

    fn form_ui(&mut self, ui: &mut Ui, house: &House) {
        ui.spacing_mut().item_spacing.y = 6.0;
        self.form.form_ui(ui, &self.loaded.protocol, &house.wake);
        ui.add_space(12.0);
        self.media.media_ui(ui, &self.loaded.protocol, &house.wake);
        ui.add_space(12.0);
        self.screens.screens_ui(ui, house.window.as_deref());
        ui.add_space(12.0);
        self.keyboards.keyboards_ui(ui, &house.keyboards);
        ui.add_space(24.0);
    }

    /// True when the session is to start.
    fn checks_ui(
        &mut self,
        ui: &mut Ui,
        checks: &[Check],
        missing: &Missing,
        refused: Option<&str>,
        house: &House,
    ) -> bool {
        let mut start = false;
        Panel::bottom("start")
            .resizable(false)
            .show_separator_line(false)
            .frame(Frame::NONE)
            .show(ui, |ui| {
                ui.add_space(8.0);
                match (refused, missing) {
                    (Some(why), _) => page::caution(ui, why),
                    (None, Missing::Nothing) => drop(page::quiet(ui, "Nothing is missing.")),
                    (None, Missing::Time) => drop(page::quiet(ui, "Still checking…")),
                    (None, Missing::These(sentence)) => drop(page::quiet(ui, sentence)),
                }
                ui.add_space(8.0);
                ui.add_enabled_ui(*missing == Missing::Nothing, |ui| {
                    ui.horizontal(|ui| {
                        start = button::compact(
                            ui,
                            Some(Icon::Play),
                            "Start session",
                            button::Weight::Primary,
                        )
                        .clicked();
                        page::faint(ui, "F2");
                    });
                });
                start |= pressed(ui, Key::F2);
            });
        CentralPanel::no_frame().show(ui, |ui| {
            page::heading(ui, "Before the session");
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                for check in checks {
                    check_ui(ui, check);
                }
                if self.media.has_sound() {
                    self.checks.tone_ui(ui, &house.wake);
                }
            });
        });
        start
    }
}

/// What stands in the way of a start.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// Nothing.
    Nothing,
    /// Something is still being looked at.
    Time,
    /// This sentence.
    These(String),
}

/// What stands in the way, in one sentence.
pub fn missing(checks: &[Check]) -> Missing {
    let red: Vec<&str> = checks
        .iter()
        .filter(|check| check.state == State::Bad)
        .map(|check| check.text.as_str())
        .collect();
    match red.as_slice() {
        [] if checks
            .iter()
            .any(|check| matches!(check.state, State::Working(_))) =>
        {
            Missing::Time
        }
        [] => Missing::Nothing,
        [only] => Missing::These((*only).to_owned()),
        [first, rest @ ..] => Missing::These(format!("{first} ({} more to settle)", rest.len())),
    }
}

/// One line of a list of checks.
pub fn check_ui(ui: &mut Ui, check: &Check) {
    let palette = palette(ui);
    let (icon, color) = match check.state {
        State::Working(_) => (Icon::Clock, palette.faint),
        State::Well => (Icon::Check, palette.quiet),
        State::Warn | State::Bad => (Icon::Caution, palette.caution),
    };
    ui.push_id(Id::unique(&check.label), |ui| {
        ui.horizontal_top(|ui| {
            icon_ui(ui, icon, 14.0, color);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let weight = if check.state == State::Bad {
                    palette.text
                } else {
                    palette.quiet
                };
                ui.add(
                    Label::new(
                        RichText::new(&check.label)
                            .font(strong(tokens::DESK_TEXT))
                            .color(weight),
                    )
                    .truncate(),
                );
                let text = match check.state {
                    State::Working(part) if part > 0.0 => {
                        format!("{} {:.0} %", check.text, part * 100.0)
                    }
                    _ => check.text.clone(),
                };
                let ink = if check.state == State::Bad {
                    palette.caution
                } else {
                    palette.faint
                };
                ui.add(Label::new(RichText::new(text).color(ink)).wrap());
            });
        });
    });
    ui.add_space(6.0);
}

/// A page's head with the way home; true when that is taken.
pub fn head_ui(ui: &mut Ui, title: &str) -> bool {
    ui.horizontal(|ui| {
        let back = button::compact(ui, Some(Icon::Left), "Home", button::Weight::Quiet).clicked();
        let title = RichText::new(title)
            .font(strong(tokens::DESK_TITLE))
            .color(palette(ui).text);
        ui.add(Label::new(title).truncate());
        back
    })
    .inner
}

fn first_of(problems: &[Problem]) -> String {
    problems.first().map_or_else(
        || "The protocol can't be read.".to_owned(),
        ToString::to_string,
    )
}

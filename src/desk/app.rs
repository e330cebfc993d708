//! The experimenter's program: one window, nine rooms, and the session behind it while one runs.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use eframe::UserEvent;
use egui::{CentralPanel, Context, Event, Frame, Key, Modifiers, RawInput, Ui, ViewportCommand};
use winit::event_loop::EventLoop;
use winit::platform::x11::EventLoopExtX11 as _;

use super::agreement::{AgreementCommand, Comparison};
use super::coder::{CoderCommand, Coders, Swaps};
use super::home::{Home, HomeCommand};
use super::house::House;
use super::keyboard::{self, ForwardKeys, Keyboards};
use super::recode::{Recode, RecodeCommand};
use super::resume::{Resume, ResumeCommand};
use super::session::Session;
use super::setup::{SetUp, SetUpCommand};
use super::shown::Shown;
use super::stand_back::let_software_drawing_stand_back;
use super::start::{Options, Start};
use super::study::{Study, StudyCommand};
use super::summary::{Summary, SummaryCommand};
use super::window::{Contexts, Painted, hurry_by, wake_by, window};
use crate::conductor::PilotRole;
use crate::look::{self, Look};
use crate::time;

/// Opens the experimenter's window and returns when it is closed.
///
/// # Errors
/// One sentence when no window can be opened, or when a pilot can't be run.
pub fn main(start: Start) -> Result<(), String> {
    let no_window = |error: &dyn std::fmt::Display| {
        // The library names the place in its own source first, which helps nobody here.
        let error = error.to_string();
        let why = error
            .split_once(".rs:")
            .map_or(error.as_str(), |(_, rest)| {
                rest.split_once(": ")
                    .map_or("no display answers", |(_, why)| why)
            });
        format!(
            "The window could not be opened ({why}): start Lacrima on a desktop, or use `lacrima simulate`."
        )
    };
    let event_loop = EventLoop::<UserEvent>::with_user_event()
        .build()
        .map_err(|error| no_window(&error))?;
    let is_x11 = event_loop.is_x11();
    if is_x11 {
        look::end_with_the_display();
    }
    let outcome = Arc::new(Mutex::new(Ok(())));
    let contexts = Contexts::default();
    let painted = Painted::default();
    let wake = wake_by(contexts.clone(), painted.clone());
    let keyboards = Arc::new(Keyboards::new(Box::new(hurry_by(contexts.clone()))));
    if is_x11 {
        keyboard::listen(keyboards.clone());
    }
    let swaps = Swaps::default();
    let options = window(start.options());
    let (outcome_of_app, keyboards_of_app) = (outcome.clone(), keyboards.clone());
    let swaps_of_app = swaps.clone();
    let app = eframe::create_native(
        "lacrima",
        options,
        Box::new(move |made| {
            *contexts.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.egui_ctx.clone());
            let look = if start.options().light {
                Look::Light
            } else {
                Look::Dark
            };
            look::install(&made.egui_ctx, look);
            let_software_drawing_stand_back();
            let window = made.winit_window().cloned();
            let house = House {
                wake,
                keyboards: keyboards_of_app,
                swaps: swaps_of_app,
                window,
                say_saved: start.options().say_saved,
                painted,
                look,
                outcome: outcome_of_app,
            };
            Ok(Box::new(App::new(house, start)))
        }),
        &event_loop,
    );
    let mut app = ForwardKeys::new(app, keyboards, swaps);
    event_loop
        .run_app(&mut app)
        .map_err(|error| no_window(&error))?;
    drop(app);
    let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut *outcome, Ok(()))
}

struct App {
    house: House,
    room: Room,
    options: Options,
    shown: Shown,
}

enum Room {
    Home(Box<Home>),
    Coders(Box<Coders>),
    SetUp(Box<SetUp>),
    Resume(Box<Resume>),
    Run(Box<Session>),
    /// With the comparison that an instant was looked for from.
    Summary(Box<Summary>, Option<Box<Comparison>>),
    Study(Box<Study>),
    Recode(Box<Recode>),
    Agreement(Box<Comparison>, PathBuf),
}

impl App {
    fn new(house: House, start: Start) -> Self {
        let options = start.options().clone();
        let room = match start {
            Start::Home(_) => Room::Home(Box::new(Home::new(&house.wake, &options))),
            Start::SetUp(path, _) => {
                Room::SetUp(Box::new(SetUp::open(&house, path, &options, false)))
            }
            Start::Run(path, _) => Room::SetUp(Box::new(SetUp::open(&house, path, &options, true))),
            Start::Resume(folder, _) => {
                let auto = options.pilot.is_some();
                Room::Resume(Box::new(Resume::open(&house, folder, &options, auto)))
            }
        };
        Self {
            house,
            room,
            options,
            shown: Shown::default(),
        }
    }

    fn go_home(&mut self) {
        // What was settled on the command line was for one session.
        let options = Options {
            data: self.options.data.clone(),
            light: self.options.light,
            ..Options::default()
        };
        self.options = options;
        self.room = Room::Home(Box::new(Home::new(&self.house.wake, &self.options)));
    }

    fn home(&mut self, ctx: &Context, command: HomeCommand) {
        match command {
            HomeCommand::SetUp(path) => self.open_set_up(path),
            HomeCommand::Coders => {
                let data = self.options.data.clone();
                let data = data.unwrap_or_else(crate::record::default_data);
                self.room = Room::Coders(Box::new(Coders::open(data, &self.house.wake)));
            }
            HomeCommand::Summary(folder) => self.summary(folder),
            HomeCommand::CodeAgain(folder) => self.recode(folder),
            HomeCommand::Resume(folder) => {
                let resume = Resume::open(&self.house, folder, &self.options, false);
                self.room = Room::Resume(Box::new(resume));
            }
            HomeCommand::Data(data) => {
                self.options.data = Some(data);
                self.go_home();
            }
            HomeCommand::Study(folder) => self.study(folder),
            HomeCommand::Look => self.change_look(ctx),
        }
    }

    fn open_set_up(&mut self, path: PathBuf) {
        let set_up = SetUp::open(&self.house, path, &self.options, false);
        self.room = Room::SetUp(Box::new(set_up));
    }

    fn set_up(&mut self, ctx: &Context, command: SetUpCommand) {
        match command {
            SetUpCommand::Home => self.go_home(),
            SetUpCommand::Start(plan) => match Session::start(&self.house, *plan) {
                Ok(session) => self.room = Room::Run(Box::new(session)),
                Err(why) => {
                    if self.options.pilot.is_some() {
                        self.give_up(ctx, why);
                    } else if let Room::SetUp(set_up) = &mut self.room {
                        set_up.refuse(why);
                    }
                }
            },
            SetUpCommand::GiveUp(why) => self.give_up(ctx, why),
        }
    }

    fn resume(&mut self, ctx: &Context, command: ResumeCommand) {
        match command {
            ResumeCommand::Home => self.go_home(),
            ResumeCommand::Running(running) => {
                let pilot = self.options.pilot.map(|pilot| pilot.role);
                let session = Session::of(&self.house, running, pilot);
                self.room = Room::Run(Box::new(session));
            }
            ResumeCommand::GiveUp(why) => self.give_up(ctx, why),
        }
    }

    fn give_up(&self, ctx: &Context, why: String) {
        *self
            .house
            .outcome
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Err(why);
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    fn summary(&mut self, folder: PathBuf) {
        self.shown.note(&folder);
        let page = Summary::open(&self.house.wake, folder);
        self.room = Room::Summary(Box::new(page), None);
    }

    fn recode(&mut self, folder: PathBuf) {
        let unaware = self.shown.is_unseen(&folder);
        let data = self.options.data.clone();
        let data = data.unwrap_or_else(crate::record::default_data);
        let recode = Recode::open(&self.house.wake, folder, data, unaware);
        self.room = Room::Recode(Box::new(recode));
    }

    fn compare(&mut self, folder: PathBuf) {
        self.shown.note(&folder);
        let page = Comparison::open(&self.house.wake, folder.clone());
        self.room = Room::Agreement(Box::new(page), folder);
    }

    fn session_page(&mut self, command: SummaryCommand) {
        match command {
            SummaryCommand::Home => self.go_home(),
            SummaryCommand::CodeAgain(folder) => self.recode(folder),
            SummaryCommand::Compare(folder) => self.compare(folder),
            SummaryCommand::Back {
                folder,
                is_corrected,
            } => match &mut self.room {
                // As it was left, unless it is of a session that is another one now.
                Room::Summary(_, left) if !is_corrected && left.is_some() => {
                    if let Some(comparison) = left.take() {
                        self.room = Room::Agreement(comparison, folder);
                    }
                }
                _ => self.compare(folder),
            },
        }
    }

    fn agreement(&mut self, command: AgreementCommand) {
        let Room::Agreement(_, folder) = &self.room else {
            return;
        };
        let folder = folder.clone();
        match command {
            AgreementCommand::Back => self.summary(folder),
            AgreementCommand::Again => self.compare(folder),
            AgreementCommand::Jump(t) => {
                self.shown.note(&folder);
                let page = Box::new(Summary::open_at(&self.house.wake, folder, t));
                let room = std::mem::replace(&mut self.room, Room::Summary(page, None));
                if let (Room::Summary(_, left), Room::Agreement(comparison, _)) =
                    (&mut self.room, room)
                {
                    *left = Some(comparison);
                }
            }
        }
    }

    fn study(&mut self, folder: PathBuf) {
        self.shown.note(&folder);
        self.room = Room::Study(Box::new(Study::open(&self.house.wake, folder)));
    }

    fn change_look(&mut self, ctx: &Context) {
        self.house.look = if self.house.look == Look::Light {
            Look::Dark
        } else {
            Look::Light
        };
        self.options.light = self.house.look == Look::Light;
        look::wear(ctx, self.house.look);
    }

    fn run(&mut self, ctx: &Context, next: super::session::Next) {
        use super::session::Next;
        let Room::Run(session) = &mut self.room else {
            return;
        };
        match next {
            Next::Stay => {}
            Next::Summary => {
                let folder = session.folder();
                self.house.keyboards.connect(None);
                let alone = session.pilot_role() == Some(PilotRole::Both);
                self.summary(folder);
                if alone {
                    ctx.send_viewport_cmd(ViewportCommand::Close);
                }
            }
            Next::Home => {
                self.shown.note(&session.folder());
                self.house.keyboards.connect(None);
                self.go_home();
            }
            // The session is saved and closed with the room that holds it.
            Next::Close => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, _ctx: &Context, raw_input: &mut RawInput) {
        // Keys that the participant's window got by having the focus.
        for (key, shift) in self.house.keyboards.take_actions() {
            raw_input.events.push(key_event(key, shift, true));
            raw_input.events.push(key_event(key, shift, false));
        }
    }

    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.house.keyboards.set_typing(ctx.text_edit_focused());
        let closing = ctx.input(|input| input.viewport().close_requested());
        if let Room::Run(session) = &mut self.room
            && closing
            && !session.may_close()
        {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            session.ask_to_close();
            ctx.request_repaint();
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.house.painted.store(time::now().0, Ordering::Relaxed);
        let palette = look::palette(ui);
        ui.painter()
            .rect_filled(ctx.content_rect(), 0, palette.ground);
        match &mut self.room {
            Room::Home(home) => {
                let command = page(ui, |ui| home.home_ui(ui, &self.house.wake));
                if let Some(command) = command {
                    self.home(&ctx, command);
                }
            }
            Room::Coders(coders) => {
                let House {
                    keyboards,
                    swaps,
                    wake,
                    ..
                } = &self.house;
                match page(ui, |ui| coders.coders_ui(ui, keyboards, swaps, wake)) {
                    Some(CoderCommand::Home) => self.go_home(),
                    Some(CoderCommand::SetUp(path)) => self.open_set_up(path),
                    None => {}
                }
            }
            Room::SetUp(set_up) => {
                let command = set_up.set_up_ui(ui, &self.house);
                if let Some(command) = command {
                    self.set_up(&ctx, command);
                }
            }
            Room::Resume(resume) => {
                if let Some(command) = resume.resume_ui(ui, &self.house) {
                    self.resume(&ctx, command);
                }
            }
            Room::Run(session) => {
                let next = session.session_ui(ui, &self.house);
                self.run(&ctx, next);
            }
            Room::Summary(summary, _) => {
                if let Some(command) = page(ui, |ui| summary.summary_ui(ui)) {
                    self.session_page(command);
                }
            }
            Room::Recode(recode) => {
                let keyboards = self.house.keyboards.clone();
                let command = page(ui, |ui| recode.recode_ui(ui, &keyboards));
                if let Some(RecodeCommand::Back) = command {
                    self.go_home();
                }
            }
            Room::Agreement(comparison, _) => {
                if let Some(command) = page(ui, |ui| comparison.comparison_ui(ui)) {
                    self.agreement(command);
                }
            }
            Room::Study(study) => match page(ui, |ui| study.study_ui(ui)) {
                Some(StudyCommand::Home) => self.go_home(),
                Some(StudyCommand::Session(folder)) => self.summary(folder),
                None => {}
            },
        }
    }
}

/// The frame of a room that is one page.
fn page<R>(ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let fill = look::palette(ui).ground;
    CentralPanel::no_frame()
        .frame(Frame::NONE.fill(fill))
        .show(ui, draw)
        .inner
}

fn key_event(key: Key, shift: bool, pressed: bool) -> Event {
    Event::Key {
        key,
        physical_key: Some(key),
        pressed,
        repeat: false,
        modifiers: if shift {
            Modifiers::SHIFT
        } else {
            Modifiers::NONE
        },
    }
}

#[cfg(test)]
mod tests;

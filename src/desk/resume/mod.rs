//! A session that was broken off, before it is taken up again: where it stands, what time has brought since, and its films.

mod films;

use std::path::PathBuf;

use egui::{CentralPanel, Frame, Key, Margin, ScrollArea, Ui};

use super::act::pressed;
use super::house::House;
use super::page;
use super::setup::{Assignment, Missing, Screens, State, check_ui, head_ui, missing};
use super::start::Options;
use super::words;
use super::worker::{Job, Wake};
use crate::conductor::{self, Running, TakenUp, Unfinished};
use crate::look::{Icon, button};
use crate::record::AtHand;
use crate::time::Micros;
use films::Films;

/// What the page asks of the program.
pub enum ResumeCommand {
    /// Back to the home window.
    Home,
    /// The session goes on.
    Running(Running),
    /// A session that was to be taken up by itself can't be: one sentence why.
    GiveUp(String),
}

/// The page of one session.
pub struct Resume {
    options: Options,
    /// Go on by itself as soon as nothing is missing.
    auto: bool,
    looking: Job<Result<Unfinished, String>>,
    found: Option<Box<Found>>,
    refused: Option<String>,
    /// It is being taken up: its journal is read and mended, which must not hold up the window.
    taking_up: Option<Job<Result<Running, String>>>,
}

struct Found {
    session: Unfinished,
    films: Films,
    screens: Screens,
    keyboards: Assignment,
}

impl Resume {
    /// The session in this folder.
    pub fn open(house: &House, folder: PathBuf, options: &Options, auto: bool) -> Self {
        Self {
            options: options.clone(),
            auto,
            looking: Job::start("unfinished session", &house.wake, move |_| {
                conductor::look(&folder)
            }),
            found: None,
            refused: None,
            taking_up: None,
        }
    }

    /// Draws the page.
    pub fn resume_ui(&mut self, ui: &mut Ui, house: &House) -> Option<ResumeCommand> {
        match self.looking.take() {
            Some(Ok(session)) => self.found = Some(Box::new(self.found(session, house))),
            Some(Err(why)) if self.auto => return Some(ResumeCommand::GiveUp(why)),
            Some(Err(why)) => self.refused = Some(why),
            None => {}
        }
        match self.taking_up.as_mut().and_then(Job::take) {
            Some(Ok(running)) => return Some(ResumeCommand::Running(running)),
            Some(Err(why)) if self.options.pilot.is_some() => {
                return Some(ResumeCommand::GiveUp(why));
            }
            Some(Err(why)) => {
                self.taking_up = None;
                self.refused = Some(why);
            }
            None => {}
        }
        let mut command = None;
        let mut taken_up = None;
        let (auto, pilot) = (self.auto, self.options.pilot);
        let busy = self.taking_up.is_some();
        CentralPanel::no_frame()
            .frame(Frame::NONE.inner_margin(Margin::same(24)))
            .show(ui, |ui| {
                let title = match &self.found {
                    Some(found) => {
                        format!("Resume the session of {}", found.session.view.participant)
                    }
                    None => "Resume a session".to_owned(),
                };
                // Who left now would drop a session that is about to run.
                if head_ui(ui, &title) && !busy {
                    command = Some(ResumeCommand::Home);
                }
                ui.add_space(16.0);
                let Some(found) = &mut self.found else {
                    match &self.refused {
                        Some(why) => page::caution(ui, why),
                        None => drop(page::quiet(ui, "Reading the journal…")),
                    }
                    return;
                };
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    ui.set_max_width(760.0);
                    ui.spacing_mut().item_spacing.y = 6.0;
                    let go = found.found_ui(ui, house, self.refused.as_deref(), busy);
                    let missing = found.missing();
                    if let (Missing::These(why), true) = (&missing, auto) {
                        command = Some(ResumeCommand::GiveUp(why.clone()));
                    } else if missing == Missing::Nothing && (go || auto) {
                        found.keyboards.apply(&house.keyboards);
                        taken_up = Some(found.taken_up(pilot));
                    }
                });
            });
        if let Some(session) = taken_up {
            self.auto = false;
            let wake = house.wake.clone();
            self.taking_up = Some(Job::start("take up", &house.wake, move |_| {
                conductor::take_up(session, wake)
            }));
        }
        command
    }

    fn found(&self, session: Unfinished, house: &House) -> Found {
        let placed = session.at_hand.as_ref().map(|at_hand| at_hand.placement);
        Found {
            films: Films::new(&session.media, &house.wake),
            screens: Screens::new(house.window.as_deref(), self.options.placement.or(placed)),
            keyboards: Assignment::default(),
            session,
        }
    }
}

impl Found {
    /// True when the session is to be taken up.
    fn found_ui(&mut self, ui: &mut Ui, house: &House, refused: Option<&str>, busy: bool) -> bool {
        page::card(ui, |ui| self.stand_ui(ui));
        ui.add_space(8.0);
        self.films_ui(ui, &house.wake);
        self.screens.screens_ui(ui, house.window.as_deref());
        ui.add_space(8.0);
        self.keyboards.keyboards_ui(ui, &house.keyboards);
        ui.add_space(12.0);
        match (refused, self.missing()) {
            (Some(why), _) => page::caution(ui, why),
            (None, Missing::Nothing) if busy => drop(page::quiet(ui, "Taking it up…")),
            (None, Missing::Nothing) => {}
            (None, Missing::Time) => drop(page::quiet(ui, "Looking through the films…")),
            (None, Missing::These(why)) => page::caution(ui, &why),
        }
        let ready = self.missing() == Missing::Nothing && !busy;
        let clicked = ui
            .add_enabled_ui(ready, |ui| {
                ui.horizontal(|ui| {
                    let icon = Some(Icon::Play);
                    let weight = button::Weight::Primary;
                    let clicked = button::compact(ui, icon, "Resume session", weight).clicked();
                    page::faint(ui, "F2");
                    clicked
                })
                .inner
            })
            .inner;
        clicked || (ready && pressed(ui, Key::F2))
    }

    /// Where it stands, in sentences.
    fn stand_ui(&self, ui: &mut Ui) {
        let session = &self.session;
        let view = &session.view;
        let since = session.now - session.last;
        page::heading(ui, &view.title);
        page::quiet(
            ui,
            &format!(
                "Broken off at {} of the session, {} ago. Everything up to then is there.",
                words::clock(session.last),
                words::length(since)
            ),
        );
        if let Some(step) = &view.now.step {
            let step = words::sentence_case(step);
            page::quiet(
                ui,
                &match view.now.film {
                    Some(film) => format!(
                        "During “{step}”, at {} of the film. It waits there, paused, until you let it go on.",
                        words::film_clock(film)
                    ),
                    None => format!(
                        "Broken off during “{step}”; answers given so far are kept, and it goes on."
                    ),
                },
            );
        }
        if let Some((probe, due)) = &view.schedule.next {
            let probe = words::sentence_case(probe);
            page::quiet(
                ui,
                &if *due <= session.now {
                    format!(
                        "“{probe}” fell due {} ago. Of what fell due meanwhile the newest probe opens at once, its lateness in the data; earlier ones count as missed.",
                        words::length(session.now - *due)
                    )
                } else {
                    format!(
                        "“{probe}” falls due in {}.",
                        words::length(*due - session.now)
                    )
                },
            );
        }
        if session.new_boot {
            let span = words::length(Micros((session.uncertainty_ms * 1000.0) as i64));
            page::quiet(
                ui,
                &format!(
                    "The computer was started anew meanwhile: session time goes on by the wall clock, within about {span}."
                ),
            );
        }
        if let Some(left_out) = &session.left_out {
            page::caution(ui, left_out);
        }
    }

    fn films_ui(&mut self, ui: &mut Ui, wake: &Wake) {
        if self.films.is_empty() {
            return;
        }
        page::heading(ui, "Films, sounds and pictures");
        for check in self.films.checks() {
            check_ui(ui, &check);
        }
        self.films.films_ui(ui, wake);
        ui.add_space(8.0);
    }

    fn missing(&mut self) -> Missing {
        let mut checks = self.films.checks();
        checks.push(self.screens.check());
        // A film that is not at hand must not keep the rest of the session from its participant.
        checks.retain(|check| check.state != State::Warn);
        missing(&checks)
    }

    fn taken_up(&mut self, pilot: Option<conductor::Pilot>) -> TakenUp {
        let before = self.session.at_hand.as_ref();
        TakenUp {
            folder: self.session.folder.clone(),
            at_hand: AtHand {
                media: self.films.places(),
                subtitles: before
                    .map(|before| before.subtitles.clone())
                    .unwrap_or_default(),
                placement: self.screens.placement(),
                warn_before_probes: before.is_none_or(|before| before.warn_before_probes),
            },
            pilot,
        }
    }
}

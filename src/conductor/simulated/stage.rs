//! A simulated stage: shows every view a frame later, plays films without losing one, and reports as the real one does.

use std::collections::BTreeMap;

use crate::conductor::ports::StagePort;
use crate::link::{Gesture, ToStage};
use crate::protocol::Id;
use crate::session::{
    Device, Film, FilmStats, MarkInput, MediaFacts, MediaInput, Screen, StageInput, StageView,
};
use crate::time::{FilmTime, Micros, SessionTime};

/// From view to screen: one frame at 60 Hz.
const FRAME: Micros = Micros(16_667);
/// From view to a film's first frame.
const PREROLL: Micros = Micros(250_000);
/// From view to the end of a flash and chirp, the flash a while before it, and the chirp a little after the flash.
const MARK: Micros = Micros(700_000);
const MARK_FLASH: Micros = Micros(-250_000);
const MARK_CHIRP: Micros = Micros(-240_000);
/// Length of a film of which nothing is known.
const UNKNOWN_S: f64 = 60.0;

/// The stage.
#[derive(Debug)]
pub struct SimulatedStage {
    /// What time it is.
    pub now: SessionTime,
    files: BTreeMap<Id, MediaFacts>,
    agenda: BTreeMap<(SessionTime, u64), StageInput>,
    order: u64,
    view: Option<StageView>,
    playing: Option<Playing>,
    /// What is ticked and written on the screen that is shown.
    ticks: BTreeMap<Id, bool>,
    written: String,
    /// What was written has been told.
    recalled: bool,
}

#[derive(Clone, Debug)]
struct Playing {
    serial: u64,
    from: FilmTime,
    end: FilmTime,
    fps: f64,
    /// Since when it runs and from where; `None` while it is paused.
    runs: Option<(SessionTime, FilmTime)>,
    position: FilmTime,
}

impl SimulatedStage {
    /// A stage with these media files.
    pub fn new(media: &[MediaFacts]) -> Self {
        Self {
            now: SessionTime::ZERO,
            files: media
                .iter()
                .map(|facts| (facts.id.clone(), facts.clone()))
                .collect(),
            agenda: BTreeMap::new(),
            order: 0,
            view: None,
            playing: None,
            ticks: BTreeMap::new(),
            written: String::new(),
            recalled: false,
        }
    }

    /// When the stage next reports.
    pub fn next(&self) -> Option<SessionTime> {
        self.agenda.keys().next().map(|(t, _)| *t)
    }

    /// The report that is due at `t`.
    pub fn report(&mut self, t: SessionTime) -> Option<StageInput> {
        let (key, input) = self.agenda.pop_first()?;
        if key.0 > t {
            self.agenda.insert(key, input);
            return None;
        }
        if let StageInput::Media {
            media: MediaInput::Ended { .. },
            ..
        } = input
        {
            self.playing = None;
        }
        Some(input)
    }

    /// Carries out a gesture of the participant on what is shown now.
    pub fn gesture(&mut self, gesture: Gesture) {
        let Some(view) = &self.view else { return };
        let serial = view.serial;
        let device = Device::Mouse;
        let input = match (gesture, &view.screen) {
            (Gesture::Begin, Screen::Begin) => StageInput::Begun { serial },
            (Gesture::GoOn, Screen::Page(page)) => StageInput::PageDone {
                items: page.items.iter().map(|item| item.id.clone()).collect(),
            },
            (Gesture::GoOn, Screen::Recall { tell_text, .. }) => {
                self.recalled = true;
                recalled(serial, &self.written, *tell_text)
            }
            (Gesture::GoOn, _) => StageInput::Continue { serial },
            (Gesture::Tick { id }, Screen::Consent { .. }) => {
                let ticked = self.ticks.entry(id).or_default();
                *ticked = !*ticked;
                return;
            }
            (Gesture::Write { text }, Screen::Recall { write: true, .. }) => {
                self.written.push_str(&text);
                return;
            }
            (Gesture::SelfKey { down }, Screen::Film(film)) if film.self_key.is_some() => {
                StageInput::SelfKey { serial, down }
            }
            (Gesture::Choose { button }, screen) => match self.chosen(serial, button, screen) {
                Some(input) => input,
                None => return,
            },
            (Gesture::Answer { item, value }, Screen::Page(_)) => StageInput::Answer {
                item,
                value,
                device,
            },
            (Gesture::Decline { item }, Screen::Page(_)) => StageInput::Decline { item, device },
            (Gesture::Stop, _) if view.can_stop => StageInput::StopHeld,
            _ => return,
        };
        self.plan(Micros(0), input);
    }

    /// Leaves a screen: what was written and not told is told.
    fn leave(&mut self) {
        if let Some(StageView {
            serial,
            screen: Screen::Recall { tell_text, .. },
            ..
        }) = &self.view
            && !self.recalled
        {
            let input = recalled(*serial, &self.written, *tell_text);
            self.plan(Micros(0), input);
        }
        self.ticks.clear();
        self.written.clear();
        self.recalled = false;
    }

    /// What a press of one of several buttons tells.
    fn chosen(&self, serial: u64, button: usize, screen: &Screen) -> Option<StageInput> {
        let first = button == 0;
        Some(match screen {
            Screen::Consent { .. } => StageInput::Consent {
                serial,
                agreed: first,
                ticks: self.ticks.clone(),
            },
            Screen::Screening { .. } => StageInput::Screening {
                serial,
                passed: first,
            },
            Screen::DataChoice { options, .. } => StageInput::DataChoice {
                serial,
                choice: options.get(button)?.0,
            },
            Screen::Wish { .. } => StageInput::Wish {
                serial,
                wish: first,
            },
            Screen::Task { stop: Some(_), .. } => StageInput::TaskStop { serial },
            _ => return None,
        })
    }

    fn plan(&mut self, after: Micros, input: StageInput) {
        self.order += 1;
        self.agenda.insert((self.now + after, self.order), input);
    }

    fn media(&mut self, after: Micros, serial: u64, media: MediaInput) {
        self.plan(after, StageInput::Media { serial, media });
    }

    /// Takes a film off the screen, and what was planned for it.
    fn cut(&mut self) {
        let Some(playing) = self.playing.take() else {
            return;
        };
        self.forget(playing.serial);
        let film = playing.film_time(self.now);
        let stats = playing.stats(film);
        self.media(FRAME, playing.serial, MediaInput::Cut { film, stats });
    }

    fn forget(&mut self, film: u64) {
        self.agenda.retain(
            |_, input| !matches!(input, StageInput::Media { serial, .. } if *serial == film),
        );
    }

    fn play(&mut self, serial: u64, film: &Film) {
        let facts = self.files.get(&film.stimulus);
        let file_end = facts.and_then(|facts| facts.duration_s);
        let end_s = match (film.to, file_end) {
            (Some(to), Some(end)) => to.as_s().min(end),
            (Some(to), None) => to.as_s(),
            (None, Some(end)) => end,
            (None, None) => film.from.as_s() + UNKNOWN_S,
        };
        self.playing = Some(Playing {
            serial,
            from: film.from,
            end: FilmTime::from_s(end_s),
            fps: facts.and_then(|facts| facts.fps).unwrap_or(25.0),
            runs: None,
            position: film.start_at,
        });
        self.plan(FRAME, StageInput::Shown { serial });
        if !film.paused {
            self.run(PREROLL);
        }
    }

    fn run(&mut self, after: Micros) {
        let Some(playing) = &mut self.playing else {
            return;
        };
        let film = playing.position;
        playing.runs = Some((self.now + after, film));
        let (serial, end) = (playing.serial, playing.end);
        let stats = playing.stats(end);
        let rest = Micros((end - film).0.max(0));
        self.media(after, serial, MediaInput::Onset { film });
        let ended = MediaInput::Ended { film: end, stats };
        self.media(Micros(after.0 + rest.0), serial, ended);
    }

    fn pause(&mut self, paused: bool) {
        let now = self.now;
        let Some(playing) = &mut self.playing else {
            return;
        };
        if paused && playing.runs.is_some() {
            let film = playing.film_time(now);
            playing.position = film;
            playing.runs = None;
            let serial = playing.serial;
            self.forget(serial);
            self.media(FRAME, serial, MediaInput::Paused { film });
        } else if !paused && playing.runs.is_none() {
            self.run(PREROLL);
        }
    }
}

impl StagePort for SimulatedStage {
    fn show(&mut self, view: StageView) {
        let new = self.view.as_ref().map(|view| view.serial) != Some(view.serial);
        if new {
            self.leave();
        }
        match &view.screen {
            Screen::Film(film) if self.playing.as_ref().map(|p| p.serial) == Some(view.serial) => {
                self.pause(film.paused);
            }
            Screen::Film(film) => {
                self.cut();
                self.play(view.serial, film);
            }
            screen => {
                self.cut();
                if new {
                    self.plan(
                        FRAME,
                        StageInput::Shown {
                            serial: view.serial,
                        },
                    );
                }
                if let (true, Screen::Mark { flash, chirp }) = (new, screen) {
                    let given = MarkInput {
                        flash: flash.then_some(MARK_FLASH),
                        chirp: chirp.then_some(MARK_CHIRP),
                        uncertainty_ms: Some(1.0),
                        reason: None,
                    };
                    let serial = view.serial;
                    self.plan(MARK, StageInput::Mark { serial, given });
                }
                if let Screen::Page(page) = screen {
                    for item in &page.items {
                        self.plan(
                            FRAME,
                            StageInput::ItemShown {
                                item: item.id.clone(),
                            },
                        );
                    }
                }
            }
        }
        self.view = Some(view);
    }

    fn stop(&mut self) {
        self.cut();
    }

    fn send(&mut self, message: ToStage) {
        match message {
            ToStage::Gesture(gesture) => self.gesture(gesture),
            ToStage::Stop => self.cut(),
            _ => {}
        }
    }
}

/// What is told of a written text: how long it is and, where it is kept, the text.
fn recalled(serial: u64, written: &str, tell_text: bool) -> StageInput {
    StageInput::Recalled {
        serial,
        characters: written.chars().count() as u64,
        words: written.split_whitespace().count() as u64,
        text: tell_text.then(|| written.to_owned()),
    }
}

impl Playing {
    fn film_time(&self, now: SessionTime) -> FilmTime {
        match self.runs {
            Some((since, from)) => (from + Micros((now - since).0.max(0))).min(self.end.max(from)),
            None => self.position,
        }
    }

    /// Every frame up to `film`, shown on time.
    fn stats(&self, film: FilmTime) -> FilmStats {
        let frames = ((film - self.from).as_s().max(0.0) * self.fps).round() as u64;
        FilmStats {
            due: frames,
            shown: frames,
            dropped: 0,
            longest_gap_ms: 1000.0 / self.fps,
            jitter_sd_ms: 0.0,
        }
    }
}

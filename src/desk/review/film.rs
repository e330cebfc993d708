//! The films of a session beside its time axis: found where they ship with the program, chosen by the laboratory otherwise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::{Key as Letter, KeyboardShortcut, Modifiers, Ui, vec2};

use super::film_time::{film_at, session_at};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::viewer::{Keys, Standing, Viewer, transport};
use crate::desk::worker::{Job, Wake};
use crate::protocol::{self, Id};
use crate::record::Document;
use crate::time::{FilmTime, SessionTime};

const HEIGHT: f32 = 220.0;

/// The film that is looked at, or the field for its file.
pub struct Screening {
    wake: Wake,
    /// Its place among the session's films.
    place: usize,
    path: PathField,
    /// The files that were found to be those that were shown.
    known: BTreeMap<Id, PathBuf>,
    looking: Option<Job<Result<PathBuf, Option<String>>>>,
    viewer: Option<Viewer>,
    said: Option<String>,
    /// Where the cursor wants it; taken when there are pictures.
    wanted: Option<FilmTime>,
}

impl Screening {
    /// The first film of a session, opened at once where it ships with the program.
    pub fn of(document: &Document, wake: &Wake) -> Option<Self> {
        let place = document
            .films
            .iter()
            .position(|film| !film.segments.is_empty())?;
        let mut screening = Self {
            wake: wake.clone(),
            place,
            path: PathField::new(Kind::Medium, String::new()),
            known: BTreeMap::new(),
            looking: None,
            viewer: None,
            said: None,
            wanted: None,
        };
        screening.turn_to(document, place);
        Some(screening)
    }

    /// Shows another film of the session from now on.
    fn turn_to(&mut self, document: &Document, place: usize) {
        self.place = place;
        self.viewer = None;
        self.said = None;
        let film = document.films.get(place);
        let stimulus = film.map(|film| &film.stimulus);
        match stimulus.and_then(|stimulus| self.known.get(stimulus)) {
            Some(path) => self.viewer = Some(Viewer::open(path.clone(), None, &self.wake)),
            None => self.look(document, None),
        }
    }

    /// Looks whether the chosen file, or else the one that ships, is the film that was shown.
    fn look(&mut self, document: &Document, chosen: Option<PathBuf>) {
        let Some(film) = document.films.get(self.place) else {
            return;
        };
        let facts = document
            .stimuli
            .iter()
            .find(|facts| facts.id == film.stimulus);
        let wanted = facts.map(|facts| facts.sha256.clone());
        let stimulus = document.protocol.stimuli.get(&film.stimulus);
        let shipped = stimulus.and_then(|stimulus| {
            let names = [stimulus.file.as_deref(), stimulus.demo.as_deref()];
            let mut names = names.into_iter().flatten();
            names.find_map(|name| name.strip_prefix("asset:").map(str::to_owned))
        });
        self.said = None;
        self.looking = Some(Job::start("film", &self.wake, move |progress| {
            let by_hand = chosen.is_some();
            let path = chosen.or_else(|| protocol::assets::find(&shipped?));
            let path = path.ok_or(None)?;
            // Nobody chose the one that ships: a simulated session was shown no file at all.
            same(&path, wanted.as_deref(), |part| progress.set(part))
                .map_err(|why| by_hand.then_some(why))?;
            Ok(path)
        }));
    }

    /// Draws it; gives the instant of the session whose picture is shown, while the film plays. `cursor` is what the axis asks for.
    pub fn screening_ui(
        &mut self,
        ui: &mut Ui,
        document: &Document,
        cursor: Option<SessionTime>,
    ) -> Option<SessionTime> {
        self.take(document);
        if let Some((place, at)) = cursor.and_then(|t| film_at(&document.films, t)) {
            if place != self.place {
                self.turn_to(document, place);
            }
            self.wanted = Some(at);
        }
        let film = document.films.get(self.place)?;
        let Some(viewer) = &mut self.viewer else {
            self.choose_ui(ui, document, &film.stimulus);
            return None;
        };
        if *viewer.standing() == Standing::Ready
            && let Some(at) = self.wanted.take()
        {
            viewer.pause();
            viewer.seek(at);
        }
        let width = (HEIGHT * 16.0 / 9.0).min(ui.available_width());
        viewer.picture_ui(ui, vec2(width, HEIGHT));
        let key = |letter| Some(KeyboardShortcut::new(Modifiers::NONE, letter));
        let keys = Keys {
            play: key(Letter::Space),
            back: key(Letter::Comma),
            on: key(Letter::Period),
            ..Keys::default()
        };
        transport(ui, viewer, &keys);
        if let Standing::Failed(why) = viewer.standing() {
            let why = why.clone();
            page::caution(ui, &why);
        }
        if !viewer.is_playing() {
            return None;
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(100));
        session_at(film, viewer.position())
    }

    fn take(&mut self, document: &Document) {
        let Some(looked) = self.looking.as_mut().and_then(Job::take) else {
            return;
        };
        self.looking = None;
        match looked {
            Ok(path) => {
                if let Some(film) = document.films.get(self.place) {
                    self.known.insert(film.stimulus.clone(), path.clone());
                }
                self.viewer = Some(Viewer::open(path, None, &self.wake));
            }
            Err(why) => self.said = why,
        }
    }

    fn choose_ui(&mut self, ui: &mut Ui, document: &Document, stimulus: &Id) {
        if let Some(looking) = &self.looking {
            page::quiet(ui, "Looking whether this is the film that was shown…");
            ui.add(egui::ProgressBar::new(looking.progress()).desired_width(320.0));
            return;
        }
        page::faint(
            ui,
            &format!("Choose the file of {stimulus} to see it beside the axis."),
        );
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        if self.path.show(ui, "File of the film", &self.wake) && !self.path.text.trim().is_empty() {
            let path = self.path.path();
            self.look(document, Some(path));
        }
    }
}

/// Whether this is the very film that was shown.
fn same(path: &Path, wanted: Option<&str>, mut progress: impl FnMut(f32)) -> Result<(), String> {
    let facts = protocol::facts(path, &mut |done, all| {
        progress(done as f32 / all.max(1) as f32);
    })
    .map_err(|error| {
        format!(
            "{} can't be read: {error}. Choose another file.",
            path.display()
        )
    })?;
    match wanted {
        Some("") => Err("A simulated session showed no film, so there is none to see.".to_owned()),
        Some(wanted) if wanted != facts.sha256 => Err(format!(
            "{} is another film than the one that was shown: choose the file with the same content.",
            path.file_name().unwrap_or_default().to_string_lossy()
        )),
        _ => Ok(()),
    }
}

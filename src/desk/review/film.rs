//! The film of a session beside its time axis: found where it ships with the program, chosen by the laboratory otherwise.

use std::path::{Path, PathBuf};

use egui::{Key as Letter, KeyboardShortcut, Modifiers, Ui, vec2};

use super::film_time::{film_at, session_at};
use crate::desk::page::{self, Kind, PathField};
use crate::desk::viewer::{Keys, Standing, Viewer, transport};
use crate::desk::worker::{Job, Wake};
use crate::protocol;
use crate::record::Document;
use crate::record::document::Film;
use crate::time::SessionTime;

const HEIGHT: f32 = 220.0;

/// The film that is looked at, or the field for its file.
pub struct Screening {
    /// Its place among the session's films.
    place: usize,
    path: PathField,
    looking: Option<Job<Result<PathBuf, String>>>,
    viewer: Option<Viewer>,
    said: Option<String>,
    /// What was last asked for, so that a picture that comes is not asked for again.
    asked: Option<SessionTime>,
}

impl Screening {
    /// The first film of a session, opened at once where it ships with the program.
    pub fn of(document: &Document, wake: &Wake) -> Option<Self> {
        let place = document
            .films
            .iter()
            .position(|film| !film.segments.is_empty())?;
        let film = document.films.get(place)?;
        let stimulus = document.protocol.stimuli.get(&film.stimulus);
        let shipped = stimulus.and_then(|stimulus| {
            let names = [stimulus.file.as_deref(), stimulus.demo.as_deref()];
            let asset = names
                .into_iter()
                .flatten()
                .find_map(|name| name.strip_prefix("asset:"));
            protocol::assets::find(asset?)
        });
        let mut screening = Self {
            place,
            path: PathField::new(Kind::Medium, String::new()),
            looking: None,
            viewer: None,
            said: None,
            asked: None,
        };
        if let Some(path) = shipped {
            screening.look(document, film, path, wake);
        }
        Some(screening)
    }

    fn look(&mut self, document: &Document, film: &Film, path: PathBuf, wake: &Wake) {
        let wanted = document
            .stimuli
            .iter()
            .find(|facts| facts.id == film.stimulus)
            .map(|facts| facts.sha256.clone());
        self.said = None;
        self.looking = Some(Job::start("film", wake, move |progress| {
            same(&path, wanted.as_deref(), |part| progress.set(part)).map(|()| path)
        }));
    }

    /// Draws it; gives the instant of the session whose picture is shown, while the film plays. `cursor` is what the axis asks for.
    pub fn screening_ui(
        &mut self,
        ui: &mut Ui,
        document: &Document,
        cursor: Option<SessionTime>,
        wake: &Wake,
    ) -> Option<SessionTime> {
        if let Some(looked) = self.looking.as_mut().and_then(Job::take) {
            self.looking = None;
            match looked {
                Ok(path) => self.viewer = Some(Viewer::open(path, None, wake)),
                // A simulated session was shown no file; nobody chose the one that ships.
                Err(_) if self.path.text.is_empty() => {}
                Err(why) => self.said = Some(why),
            }
        }
        let film = document.films.get(self.place)?;
        if self.viewer.is_none() {
            self.choose_ui(ui, document, film, wake);
            return None;
        }
        let viewer = self.viewer.as_mut()?;
        if let Some(t) = cursor.filter(|t| self.asked != Some(*t)) {
            self.asked = Some(t);
            if let Some((place, at)) = film_at(&document.films, t)
                && place == self.place
            {
                viewer.pause();
                viewer.seek(at);
            }
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

    fn choose_ui(&mut self, ui: &mut Ui, document: &Document, film: &Film, wake: &Wake) {
        if let Some(looking) = &self.looking {
            page::quiet(ui, "Looking whether this is the film that was shown…");
            ui.add(egui::ProgressBar::new(looking.progress()).desired_width(320.0));
            return;
        }
        page::faint(
            ui,
            &format!(
                "Choose the file of {} to see it beside the axis.",
                film.stimulus
            ),
        );
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        if self.path.show(ui, "File of the film", wake) && !self.path.text.trim().is_empty() {
            let path = self.path.path();
            self.look(document, film, path, wake);
        }
    }
}

/// Whether this is the very film that was shown.
fn same(path: &Path, wanted: Option<&str>, mut progress: impl FnMut(f32)) -> Result<(), String> {
    let facts = protocol::facts(path, &mut |done, all| {
        progress(done as f32 / all.max(1) as f32);
    })
    .map_err(|error| error.to_string())?;
    match wanted {
        Some(wanted) if wanted != facts.sha256 => Err(format!(
            "{} is another film than the one that was shown: choose the file with the same content.",
            path.file_name().unwrap_or_default().to_string_lossy()
        )),
        _ => Ok(()),
    }
}

//! The films of a session that is taken up: still where they lay and the same, or chosen anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::Ui;

use crate::conductor::Needed;
use crate::desk::page::{self, Kind, PathField};
use crate::desk::setup::{Check, State};
use crate::desk::words;
use crate::desk::worker::{Job, Progress, Wake};
use crate::protocol::{self, Id};

/// Each with what is known of it.
pub struct Films(Vec<Film>);

struct Film {
    needed: Needed,
    field: PathField,
    looked_at: PathBuf,
    look: Option<Job<Result<(), String>>>,
}

impl Films {
    /// Looks for all of them where they lay.
    pub fn new(media: &[Needed], wake: &Wake) -> Self {
        let film = |needed: &Needed| {
            let text = needed.path.as_ref().map(|path| path.display().to_string());
            let mut film = Film {
                needed: needed.clone(),
                field: PathField::new(Kind::Medium, text.unwrap_or_default()),
                looked_at: PathBuf::new(),
                look: None,
            };
            film.follow(wake);
            film
        };
        Self(media.iter().map(film).collect())
    }

    /// Whether the session shows none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One line each.
    pub fn checks(&mut self) -> Vec<Check> {
        self.0.iter_mut().map(Film::check).collect()
    }

    /// A field for each that is not at hand.
    pub fn films_ui(&mut self, ui: &mut Ui, wake: &Wake) {
        for film in &mut self.0 {
            if film.is_well() {
                continue;
            }
            let label = words::sentence_case(film.needed.id.as_str());
            page::field(ui, &label, |ui| {
                film.field.show(ui, &format!("File for {label}"), wake)
            });
            film.follow(wake);
        }
    }

    /// Where those lie that are at hand: a file counts once it is known to be the one that the session began with, for the session's
    /// own record says which that was.
    pub fn places(&mut self) -> BTreeMap<Id, PathBuf> {
        self.0
            .iter_mut()
            .filter_map(|film| {
                film.is_well()
                    .then(|| (film.needed.id.clone(), film.looked_at.clone()))
            })
            .collect()
    }
}

impl Film {
    /// Looks at a file that is newly named.
    fn follow(&mut self, wake: &Wake) {
        let path = self.field.path();
        if path == self.looked_at || path.as_os_str().is_empty() {
            return;
        }
        self.looked_at.clone_from(&path);
        let needed = self.needed.clone();
        self.look = Some(Job::start("film check", wake, move |progress| {
            is_same(&path, &needed, &progress)
        }));
    }

    fn is_well(&mut self) -> bool {
        let look = self.look.as_mut().and_then(Job::look);
        matches!(look, Some(Ok(())))
    }

    fn check(&mut self) -> Check {
        let label = self.needed.name.clone();
        let Some(look) = &mut self.look else {
            let why = format!("Choose {label} again; without it its step can only be left out.");
            return Check::new(&label, State::Warn, why);
        };
        let progress = look.progress();
        match look.look() {
            None => Check::new(
                &label,
                State::Working(progress),
                "Looking through the file…",
            ),
            Some(Ok(())) => Check::new(&label, State::Well, "The same file as before."),
            Some(Err(why)) => Check::new(&label, State::Warn, why.clone()),
        }
    }
}

fn is_same(path: &Path, needed: &Needed, progress: &Progress) -> Result<(), String> {
    let facts = protocol::facts(path, &mut |done, of| {
        progress.set(done as f32 / of.max(1) as f32);
    })
    .map_err(|why| {
        format!(
            "{} can't be read ({why}): choose it again, or its step can only be left out.",
            needed.name
        )
    })?;
    if facts.sha256 == needed.sha256 {
        return Ok(());
    }
    Err(format!(
        "{} is not the file that the session began with (its SHA-256 is another) and will not be used: choose that one, or its step can only be left out.",
        facts.name
    ))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "these tests put films in place")]
mod tests {
    use super::*;

    #[test]
    fn only_the_file_that_the_session_began_with_is_placed() {
        let home = tempfile::tempdir().unwrap();
        let needed = |id: &str, then: &str, now: Option<&str>| {
            let path = home.path().join(id);
            std::fs::write(&path, then).unwrap();
            let sha256 = protocol::facts(&path, &mut |_, _| {}).unwrap().sha256;
            match now {
                Some(now) => std::fs::write(&path, now).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            Needed {
                id: id.into(),
                name: format!("{id}.mp4"),
                sha256,
                path: Some(path),
            }
        };
        let media = [
            needed("same", "film", Some("film")),
            needed("other", "film", Some("fi1m")),
            needed("gone", "film", None),
        ];
        let wake: Wake = std::sync::Arc::new(|| {});
        let mut films = Films::new(&media, &wake);
        let checks = loop {
            let checks = films.checks();
            let is_settled = |check: &Check| !matches!(check.state, State::Working(_));
            if checks.iter().all(is_settled) {
                break checks;
            }
            assert!(films.places().len() <= 1);
            std::thread::yield_now();
        };
        let same = BTreeMap::from([("same".into(), home.path().join("same"))]);
        assert_eq!(films.places(), same);
        let states: Vec<State> = checks.iter().map(|check| check.state).collect();
        assert_eq!(states, [State::Well, State::Warn, State::Warn]);
        let other = checks[1].text.as_str();
        assert!(other.contains("is not the file that the session began with"));
        assert!(other.contains("will not be used"), "{other}");
    }
}

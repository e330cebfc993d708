//! All that a further coder may know of a session: neither ratings nor condition nor what others coded are in it, so that no window
//! made of it can show them.

use std::path::Path;

use super::found;
use super::share::Span;
use crate::protocol::{Coding, Id};
use crate::record::document::wants_deletion;
use crate::record::layers::{self, Kind, Layer};
use crate::record::{Document, amendments};
use crate::time::SessionTime;

/// What of a session is left when everything is taken away that could sway a coder.
#[derive(Clone, Debug, PartialEq)]
pub struct Blind {
    /// Whose session it is.
    pub participant: Id,
    /// What is coded, and with which keys.
    pub scheme: Coding,
    /// Instants that the session knows, to find in the video.
    pub instants: Vec<Instant>,
    /// When live coding was on, whatever was coded.
    pub live: Vec<Span>,
    /// Flashes and chirps that were given for the camera.
    pub marks: Vec<GivenMark>,
    /// SHA-256 of the files that the participant was shown.
    pub stimuli: Vec<String>,
    /// SHA-256 of the journal, by which a layer says whose it is.
    pub journal: String,
    /// The codings that were begun: by whom, and whether they are finished.
    pub layers: Vec<Known>,
    /// What can't be read of them.
    pub notices: Vec<String>,
}

/// An instant of the session. Films are numbered: their names could tell the condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Instant {
    /// What happened.
    pub what: String,
    /// Session time.
    pub at: SessionTime,
}

/// A flash and a chirp of the session, in seconds of session time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GivenMark {
    /// Counts from 1.
    pub n: u64,
    /// The flash, where it was confirmed.
    pub flash_s: Option<f64>,
    /// The chirp, where it was confirmed.
    pub chirp_s: Option<f64>,
}

/// That somebody coded the session, and nothing of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Names the layer.
    pub id: Id,
    /// Who codes.
    pub coder: Id,
    /// Whether it is finished.
    pub is_finished: bool,
}

impl Blind {
    /// Of the session in this folder.
    ///
    /// # Errors
    /// One sentence when it can't be read, or may not be coded again.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let opened = amendments::open(folder)?;
        if let Some(change) = opened.changes.first() {
            return Err(format!(
                "{change} Only a session as it was sealed can be coded again: put back the files from a copy."
            ));
        }
        if wants_deletion(&opened.recorded) {
            return Err(
                "The participant wants the data of this session to be deleted: withdraw it instead of coding it again."
                    .to_owned(),
            );
        }
        let (layers, notices) = layers::read(folder, &opened.recorded.journal_sha256);
        Ok(Self {
            notices,
            ..Self::of(&opened.recorded, &layers)
        })
    }

    /// Takes away everything else.
    pub fn of(document: &Document, layers: &[Layer]) -> Self {
        let codings = layers.iter().filter(|layer| layer.kind == Kind::Coding);
        Self {
            participant: document.participant.code.clone(),
            scheme: document.protocol.coding.clone(),
            instants: instants(document),
            live: document
                .coded
                .iter()
                .map(|span| (span.onset_s, span.offset_s))
                .collect(),
            marks: marks(document),
            stimuli: document
                .stimuli
                .iter()
                .map(|stimulus| stimulus.sha256.clone())
                .collect(),
            journal: document.journal_sha256.clone(),
            layers: codings
                .map(|layer| Known {
                    id: layer.id.clone(),
                    coder: layer.coder.id.clone(),
                    is_finished: layer.is_finished,
                })
                .collect(),
            notices: Vec::new(),
        }
    }
}

/// The marks that were confirmed.
fn marks(document: &Document) -> Vec<GivenMark> {
    let marks = document.marks.iter().map(|mark| GivenMark {
        n: mark.n,
        flash_s: mark.flash_s.map(SessionTime::as_s),
        chirp_s: mark.chirp_s.map(SessionTime::as_s),
    });
    marks
        .filter(|mark| mark.flash_s.is_some() || mark.chirp_s.is_some())
        .collect()
}

/// Flashes and chirps, begin and end of each film, and when live coding was switched on and off, in order of time.
fn instants(document: &Document) -> Vec<Instant> {
    let mut all = Vec::new();
    let mut add = |what: String, at: Option<SessionTime>| {
        all.extend(at.map(|at| Instant { what, at }));
    };
    for (place, film) in document.films.iter().enumerate() {
        let n = place + 1;
        add(format!("Film {n} begins"), film.onset_s);
        add(format!("Film {n} ends"), film.offset_s);
    }
    for span in &document.coded {
        add("Live coding begins".to_owned(), Some(span.onset_s));
        add("Live coding ends".to_owned(), Some(span.offset_s));
    }
    all.extend(found::instants(&marks(document)));
    all.sort_by_key(|instant| instant.at);
    all
}

//! A session as its page shows it: read and reckoned once, on a thread of its own, and drawn from in every frame.

use std::path::Path;

use super::mood::Curves;
use super::sight::Sight;
use crate::desk::review::{Scene, end};
use crate::measure::study::Settings;
use crate::measure::{self, Measures};
use crate::record::amendments::{self, Opened};
use crate::record::vault::Passphrase;
use crate::time::SessionTime;

/// What reading a session gives.
pub type Read = Result<Box<Seen>, String>;

/// A session and all that is made of it.
pub struct Seen {
    /// The session, as recorded and as it stands.
    pub opened: Opened,
    /// What the time axis shows.
    pub scene: Scene,
    /// Its figures.
    pub measures: Measures,
    /// How mood went.
    pub curves: Curves,
    /// Its last instant.
    pub end: SessionTime,
    /// Whether its ratings and its condition may be seen.
    pub sight: Sight,
}

impl Seen {
    fn of(folder: &Path, opened: Opened) -> Box<Self> {
        let document = &opened.amended;
        let measures = measure::measures_by(document, &opened.layers, &Settings::default());
        Box::new(Self {
            scene: Scene::new(document, &opened.layers),
            curves: Curves::of(document, &measures),
            end: end(document),
            sight: Sight::of(folder, document),
            measures,
            opened,
        })
    }

    /// How many further codings are finished.
    pub fn finished(&self) -> usize {
        let layers = self.opened.layers.iter();
        layers.filter(|layer| layer.is_finished).count()
    }
}

/// Reads the session in this folder.
///
/// # Errors
/// One sentence when it can't be opened.
pub fn read(folder: &Path) -> Read {
    amendments::open(folder).map(|opened| Seen::of(folder, opened))
}

/// Reads an encrypted one, in memory alone.
///
/// # Errors
/// One sentence when it can't be opened with this passphrase.
pub fn read_encrypted(folder: &Path, passphrase: &Passphrase) -> Read {
    amendments::open_encrypted(folder, passphrase).map(|opened| Seen::of(folder, opened))
}

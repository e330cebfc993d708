//! The checks before a session that look at the machine: sound, disk, synced folders.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Ui;

use crate::desk::page;
use crate::desk::sound;
use crate::desk::words;
use crate::desk::worker::{Job, Wake};
use crate::look::{Icon, button};
use crate::media;
use crate::record;

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is checked.
    pub label: String,
    /// How it stands.
    pub state: State,
    /// One sentence.
    pub text: String,
}

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Under way; how far, from 0 to 1.
    Working(f32),
    /// All right.
    Well,
    /// Worth knowing; the session can start.
    Warn,
    /// The session can't start.
    Bad,
}

impl Check {
    /// One line of the list.
    pub fn new(label: &str, state: State, text: impl Into<String>) -> Self {
        Self {
            label: label.to_owned(),
            state,
            text: text.into(),
        }
    }
}

/// The machine's checks.
pub struct Checks {
    sound: Option<Job<Result<(), String>>>,
    tone: Option<Job<Result<(), String>>>,
    tone_failed: Option<String>,
    heard: bool,
    data: Option<(PathBuf, Job<Folder>)>,
}

/// What is known of the data folder.
struct Folder {
    writable: Result<(), String>,
    free: Option<u64>,
    synced: Option<&'static str>,
    open: bool,
}

/// Less than this is too little for a session with all its frames.
const LEAST: u64 = 200_000_000;
const LITTLE: u64 = 2_000_000_000;

impl Checks {
    /// Asks for the sound device when the protocol may need one.
    pub fn new(sounds: bool, wake: &Wake) -> Self {
        let ask = |_| media::ask_sound_device(Duration::from_secs(5));
        Self {
            sound: sounds.then(|| Job::start("sound check", wake, ask)),
            tone: None,
            tone_failed: None,
            heard: false,
            data: None,
        }
    }

    /// Looks at the data folder again when it is another one.
    pub fn follow(&mut self, data: &Path, wake: &Wake) {
        if let Some(result) = self.tone.as_mut().and_then(Job::take) {
            self.tone = None;
            self.tone_failed = result.err();
        }
        if self.data.as_ref().is_none_or(|(path, _)| path != data) {
            let path = data.to_owned();
            let job = Job::start("folder check", wake, move |_| Folder {
                writable: record::check(&path),
                free: record::free_bytes(&path),
                synced: record::synced_by(&path),
                open: record::is_open_to_others(&path),
            });
            self.data = Some((data.to_owned(), job));
        }
    }

    /// The sound device and the test tone.
    pub fn sound(&mut self, needed: bool, study: bool, alone: bool) -> Check {
        let check = |state, text: &str| Check::new("Sound", state, text);
        if !needed {
            return check(State::Well, "This protocol plays no sound.");
        }
        match self.sound.as_mut().map(Job::look) {
            Some(None) => check(State::Working(0.0), "Asking the sound device…"),
            // A film with sound can't begin without a device; only a pilot may find that out by itself.
            Some(Some(Err(why))) => check(if alone { State::Warn } else { State::Bad }, why),
            _ if self.heard => check(State::Well, "The test tone was heard."),
            _ if study => check(
                State::Bad,
                "Play the test tone and confirm that it is heard in the participant's room.",
            ),
            _ if alone => check(State::Well, "A sound device answers."),
            _ => check(
                State::Warn,
                "A sound device answers; nobody has heard the test tone yet.",
            ),
        }
    }

    /// Plays the test tone and asks whether it was heard.
    pub fn tone_ui(&mut self, ui: &mut Ui, wake: &Wake) {
        ui.horizontal(|ui| {
            let label = if self.tone.is_some() {
                "Playing…"
            } else {
                "Play test tone"
            };
            let clicked =
                button::compact(ui, Some(Icon::Sound), label, button::Weight::Normal).clicked();
            if clicked && self.tone.is_none() {
                self.tone_failed = None;
                self.tone = Some(Job::start("test tone", wake, |_| sound::test_tone()));
            }
            if button::compact(ui, Some(Icon::Check), "I heard it", button::Weight::Normal)
                .clicked()
            {
                self.heard = true;
            }
        });
        if let Some(why) = &self.tone_failed {
            page::caution(ui, why);
        }
    }

    /// The data folder: writable, room, not synced.
    pub fn disk(&mut self) -> Vec<Check> {
        let Some(folder) = self.data.as_mut().and_then(|(_, job)| job.look()) else {
            return vec![Check::new(
                "Data folder",
                State::Working(0.0),
                "Looking at the data folder…",
            )];
        };
        let free = folder
            .free
            .map_or_else(|| "an unknown amount".to_owned(), words::bytes);
        let first = match (&folder.writable, folder.free) {
            (Err(why), _) => Check::new("Data folder", State::Bad, why.clone()),
            (Ok(()), Some(n)) if n < LEAST => Check::new(
                "Data folder",
                State::Bad,
                format!("Only {free} free: make room or choose another data folder."),
            ),
            (Ok(()), Some(n)) if n < LITTLE => Check::new(
                "Data folder",
                State::Warn,
                format!("It can be written to, but only {free} are free."),
            ),
            (Ok(()), _) => Check::new(
                "Data folder",
                State::Well,
                format!("It can be written to; {free} free."),
            ),
        };
        let mut all = vec![first];
        if let Some(program) = folder.synced {
            let text = format!(
                "{program} seems to copy this folder to other computers. Participants' data should not leave the lab: choose another folder."
            );
            all.push(Check::new("Synced folder", State::Warn, text));
        }
        if folder.open {
            let text = "Other users of this computer can look into this folder and see participants' codes: make it private (chmod 700), or choose another folder.";
            all.push(Check::new("Open folder", State::Warn, text));
        }
        all
    }
}

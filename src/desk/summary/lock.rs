//! Sessions at rest: the passphrase that an encrypted one waits for, and encrypting the one that is looked at.

use std::path::{Path, PathBuf};

use egui::{Key, Margin, TextEdit, Ui};

use super::seen::{Read, Seen, read_encrypted};
use crate::desk::page;
use crate::desk::worker::{Job, Wake};
use crate::look::button;
use crate::record::vault::{self, Done, LEAST_CHARACTERS, Passphrase};

const WIDTH: f32 = 260.0;

/// An encrypted session that waits for its passphrase.
pub struct Locked {
    folder: PathBuf,
    typed: String,
    opening: Option<Job<Read>>,
    said: Option<String>,
}

impl Locked {
    /// The session in this folder, when it can only be read with a passphrase.
    pub fn of(folder: &Path) -> Option<Self> {
        vault::needs_passphrase(folder).then(|| Self {
            folder: folder.to_owned(),
            typed: String::new(),
            opening: None,
            said: None,
        })
    }

    /// Draws it; gives the document once it is open.
    pub fn locked_ui(&mut self, ui: &mut Ui, wake: &Wake) -> Option<Box<Seen>> {
        if let Some(read) = self.opening.as_mut().and_then(Job::take) {
            self.opening = None;
            match read {
                Ok(read) => return Some(read),
                Err(why) => self.said = Some(why),
            }
        }
        page::card(ui, |ui| {
            page::quiet(
                ui,
                "This session is encrypted. It is opened in memory; nothing of it is written to the disk.",
            );
            if self.opening.is_some() {
                page::quiet(ui, "Opening…");
                return;
            }
            let entered = password_ui(ui, "Passphrase", &mut self.typed);
            if let Some(said) = &self.said {
                page::caution(ui, said);
            }
            let ready = !self.typed.is_empty();
            let clicked = ui
                .add_enabled_ui(ready, |ui| {
                    button::compact(ui, None, "Open", button::Weight::Normal).clicked()
                })
                .inner;
            if ready && (entered || clicked) {
                self.open(wake);
            }
        });
        None
    }

    fn open(&mut self, wake: &Wake) {
        let (folder, typed) = (self.folder.clone(), std::mem::take(&mut self.typed));
        self.said = None;
        self.opening = Some(Job::start("open encrypted", wake, move |_| {
            read_encrypted(&folder, &Passphrase::new(typed)?)
        }));
    }
}

/// Encrypting the session that is looked at.
#[derive(Default)]
pub enum Encrypting {
    /// Nobody has asked for it.
    #[default]
    Idle,
    /// Both fields wait for the new passphrase.
    Asking(Asking),
    /// It is being done.
    Working(Job<Result<Done, String>>),
    /// It is done.
    Encrypted,
}

/// What is typed, and what was wrong with it.
#[derive(Default)]
pub struct Asking {
    typed: String,
    again: String,
    said: Option<String>,
}

impl Encrypting {
    /// Whether it is encrypted already.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Encrypted)
    }

    /// Draws it.
    pub fn encrypting_ui(&mut self, ui: &mut Ui, wake: &Wake, folder: &Path) {
        if let Self::Working(job) = self
            && let Some(done) = job.take()
        {
            *self = match done {
                Ok(_) => Self::Encrypted,
                Err(why) => Self::Asking(Asking {
                    said: Some(why),
                    ..Asking::default()
                }),
            };
        }
        let next = match self {
            Self::Idle => button::compact(ui, None, "Encrypt…", button::Weight::Quiet)
                .clicked()
                .then(|| Self::Asking(Asking::default())),
            Self::Asking(asking) => page::card(ui, |ui| asking.asking_ui(ui, wake, folder)),
            Self::Working(_) => {
                page::quiet(ui, "Encrypting…");
                None
            }
            Self::Encrypted => {
                page::quiet(
                    ui,
                    "The session is encrypted. It can be looked at, exported and decrypted with its passphrase alone.",
                );
                None
            }
        };
        if let Some(next) = next {
            *self = next;
        }
    }
}

impl Asking {
    fn asking_ui(&mut self, ui: &mut Ui, wake: &Wake, folder: &Path) -> Option<Encrypting> {
        page::quiet(
            ui,
            &format!(
                "Choose a passphrase of at least {LEAST_CHARACTERS} characters and keep it where the lab finds it again: a lost one can't be recovered by anybody, and the data with it."
            ),
        );
        page::faint(
            ui,
            "The plain files are removed afterwards; until their space is used again, an expert may still find them on the disk.",
        );
        password_ui(ui, "New passphrase", &mut self.typed);
        let entered = password_ui(ui, "The same again", &mut self.again);
        if let Some(said) = &self.said {
            page::caution(ui, said);
        }
        let ready = !self.typed.is_empty() && !self.again.is_empty();
        let (mut encrypt, mut keep) = (entered, false);
        ui.horizontal(|ui| {
            encrypt |= ui
                .add_enabled_ui(ready, |ui| {
                    button::compact(ui, None, "Encrypt", button::Weight::Normal).clicked()
                })
                .inner;
            keep = button::compact(ui, None, "Leave it as it is", button::Weight::Quiet).clicked();
        });
        if keep {
            return Some(Encrypting::Idle);
        }
        if !(encrypt && ready) {
            return None;
        }
        let typed = std::mem::take(&mut self.typed);
        match Passphrase::chosen(typed, std::mem::take(&mut self.again)) {
            Ok(passphrase) => {
                let folder = folder.to_owned();
                Some(Encrypting::Working(Job::start(
                    "encrypt",
                    wake,
                    move |_| vault::encrypt(&folder, &passphrase),
                )))
            }
            Err(why) => {
                self.said = Some(why);
                None
            }
        }
    }
}

/// A field whose text is not shown; true when it was left with Enter.
fn password_ui(ui: &mut Ui, name: &str, text: &mut String) -> bool {
    page::field(ui, name, |ui| {
        let field = ui.add(
            TextEdit::singleline(text)
                .password(true)
                .desired_width(WIDTH)
                .margin(Margin::symmetric(8, 4)),
        );
        page::named(ui, &field, name);
        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    })
}

#[cfg(test)]
mod tests;

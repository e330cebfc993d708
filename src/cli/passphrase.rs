//! Where a passphrase comes from: the terminal, or the first line of a file; never the command line or the environment.

use std::cell::OnceCell;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::plain::complain;
use crate::record::vault::Passphrase;

/// No passphrase is longer.
const MOST: u64 = 4096;

/// Asks for a passphrase once, when it is first needed.
pub struct Asked {
    file: Option<PathBuf>,
    answer: OnceCell<Result<Passphrase, String>>,
}

impl Asked {
    /// From this file, or from the terminal without one.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self {
            file,
            answer: OnceCell::new(),
        }
    }

    /// The passphrase of what is encrypted already.
    ///
    /// # Errors
    /// One sentence when there is none to be had.
    pub fn known(&self) -> Result<&Passphrase, String> {
        self.once(|file| match file {
            Some(file) => first_line(file).and_then(Passphrase::new),
            None => typed("Passphrase: ").and_then(Passphrase::new),
        })
    }

    /// A new passphrase, typed twice.
    ///
    /// # Errors
    /// One sentence when there is none to be had, it is too short, or the two differ.
    pub fn new_one(&self) -> Result<&Passphrase, String> {
        self.once(|file| match file {
            Some(file) => {
                let line = first_line(file)?;
                Passphrase::chosen(line.clone(), line)
            }
            None => {
                complain(format_args!(
                    "Nobody can open the sessions without this passphrase, and nobody can recover it: keep it where the lab finds it again."
                ));
                let chosen = typed("New passphrase: ")?;
                Passphrase::chosen(chosen, typed("The same again: ")?)
            }
        })
    }

    fn once(
        &self,
        ask: impl FnOnce(Option<&Path>) -> Result<Passphrase, String>,
    ) -> Result<&Passphrase, String> {
        self.answer
            .get_or_init(|| ask(self.file.as_deref()))
            .as_ref()
            .map_err(Clone::clone)
    }
}

fn typed(prompt: &str) -> Result<String, String> {
    rpassword::prompt_password(prompt).map_err(|_| {
        "There is no terminal to ask for the passphrase on: name a file that holds it with --passphrase-file."
            .to_owned()
    })
}

fn first_line(path: &Path) -> Result<String, String> {
    let cant = |why: &dyn std::fmt::Display| {
        format!(
            "The passphrase can't be read from {}: {why}.",
            path.display()
        )
    };
    // A named pipe is waited for, as its writer may come later; nothing else may keep anybody waiting already when it is opened.
    let is_pipe = path
        .metadata()
        .is_ok_and(|about| about.file_type().is_fifo());
    let flags = match is_pipe {
        true => OFlags::empty(),
        false => OFlags::NONBLOCK,
    };
    let file = std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits() as i32)
        .open(path)
        .map_err(|error| cant(&error))?;
    let about = file.metadata().map_err(|error| cant(&error))?;
    if about.is_dir() {
        return Err(cant(&"it is a folder"));
    }
    if about.is_file() && about.mode() & 0o077 != 0 {
        complain(format_args!(
            "Others on this computer can read {}: make it private (chmod 600).",
            path.display()
        ));
    }
    rustix::fs::fcntl_getfl(&file)
        .and_then(|flags| rustix::fs::fcntl_setfl(&file, flags - OFlags::NONBLOCK))
        .map_err(|error| cant(&io::Error::from(error)))?;
    let mut line = String::new();
    BufReader::new(file.take(MOST))
        .read_line(&mut line)
        .map_err(|error| cant(&error))?;
    // Some editors begin every file with a mark that nobody types.
    let typed = line.strip_prefix('\u{feff}').unwrap_or(&line);
    Ok(typed.trim_end_matches(['\n', '\r']).to_owned())
}

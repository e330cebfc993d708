//! The folder that an export goes to: private, never over other files, and marked, so that a later withdrawal finds it.
//!
//! Every file is written beside its place and gets its name at the end, so an export that fails leaves an earlier one as it was. The mark
//! names the files of both meanwhile, for a crash leaves both.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::record::exports::{Kind, Manifest};
use crate::record::{self, exports};

/// How the name of a file ends until the export is whole.
const PART: &str = ".part";

/// A folder that is being written to. Dropped before [`Place::finish`], it is as it was.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    kind: Kind,
    files: Vec<String>,
    earlier: Option<Manifest>,
    finished: bool,
}

impl Place {
    /// Makes the folder where it is absent. One that holds something is refused; with `force` an earlier export in it gives way to this one
    /// in the end, and everything else in it stays.
    ///
    /// # Errors
    /// One sentence.
    pub fn begin(folder: &Path, kind: Kind, force: bool) -> Result<Self, String> {
        outside_sessions(folder)?;
        let cant = |error: io::Error| cant(folder, &error);
        exports::make_folder(folder).map_err(cant)?;
        let is_empty = std::fs::read_dir(folder).map_err(cant)?.next().is_none();
        if !is_empty && !force {
            return Err(format!(
                "{} is not empty: choose another folder, or replace an earlier export in it with --force.",
                folder.display()
            ));
        }
        let place = Self {
            folder: folder.to_owned(),
            kind,
            files: Vec::new(),
            earlier: Manifest::read(folder),
            finished: false,
        };
        // Marked before anything is written, so that nothing lies here unmarked after a crash.
        place.mark()?;
        Ok(place)
    }

    /// A file that grows row by row; it counts once [`Place::close`] has it.
    ///
    /// # Errors
    /// One sentence when it can't be made or is there already.
    pub fn open(&mut self, name: &str) -> Result<BufWriter<File>, String> {
        // A session file can call itself anything.
        if !is_plain(name) {
            return Err(format!(
                "“{name}” is no file name: a session that calls itself so is not what it was; leave it out."
            ));
        }
        let part = format!("{name}{PART}");
        for name in [name, &part] {
            let path = self.folder.join(name);
            if path.symlink_metadata().is_ok() && !self.is_earlier(name) {
                return Err(format!(
                    "{} is there already and none of an earlier export's files: put it elsewhere first.",
                    path.display()
                ));
            }
        }
        let path = self.folder.join(&part);
        // A crash left it.
        remove(&path).map_err(|error| self.cant(&error))?;
        self.files.push(name.to_owned());
        self.mark()?;
        exports::make_file(&path)
            .map(BufWriter::new)
            .map_err(|error| self.cant(&error))
    }

    /// Puts a file that was opened onto the disk for good.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn close(&self, file: BufWriter<File>) -> Result<(), String> {
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(|error| self.cant(&error))
    }

    /// A whole file at once.
    ///
    /// # Errors
    /// One sentence, as [`Place::open`].
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let mut file = self.open(name)?;
        file.write_all(bytes).map_err(|error| self.cant(&error))?;
        self.close(file)
    }

    /// A whole table at once; its first row names the columns.
    ///
    /// # Errors
    /// One sentence, as [`Place::open`].
    pub fn table(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Result<(), String> {
        let mut writer = csv::Writer::from_writer(self.open(&format!("{name}.csv"))?);
        for row in rows {
            writer
                .write_record(&row)
                .map_err(|error| self.cant(&error))?;
        }
        let file = writer
            .into_inner()
            .map_err(|error| self.cant(&error.error()))?;
        self.close(file)
    }

    /// Whether a file of this name was written.
    pub fn has(&self, name: &str) -> bool {
        self.files.iter().any(|other| other == name)
    }

    /// Gives every file its name, in the place of an earlier export's.
    ///
    /// # Errors
    /// One sentence when the disk fails.
    pub fn finish(mut self) -> Result<(), String> {
        // From here on what is half done is finished by exporting anew.
        self.finished = true;
        let put = || {
            for name in &self.files {
                let path = self.folder.join(name);
                std::fs::rename(self.folder.join(format!("{name}{PART}")), path)?;
            }
            for name in self.earlier.iter().flat_map(|earlier| &earlier.files) {
                if !self.has(name) {
                    remove(&self.folder.join(name))?;
                }
            }
            Manifest::new(self.kind, self.files.clone()).write(&self.folder)
        };
        put().map_err(|error| self.cant(&error))
    }

    /// The sentence for a disk that fails.
    pub fn cant(&self, error: &dyn std::fmt::Display) -> String {
        cant(&self.folder, error)
    }

    fn is_earlier(&self, name: &str) -> bool {
        let earlier = self.earlier.as_ref();
        earlier.is_some_and(|earlier| earlier.files.iter().any(|other| other == name))
    }

    /// Names what lies here now: the files of an earlier export, and those that are being written.
    fn mark(&self) -> Result<(), String> {
        let earlier = self.earlier.iter().flat_map(|earlier| &earlier.files);
        let parts = self.files.iter().map(|name| format!("{name}{PART}"));
        let all: BTreeSet<String> = earlier.chain(&self.files).cloned().chain(parts).collect();
        let kind = self
            .earlier
            .as_ref()
            .map_or(self.kind, |earlier| earlier.kind);
        Manifest::new(kind, all.into_iter().collect())
            .write(&self.folder)
            .map_err(|error| self.cant(&error))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // Why the export failed was said; what can't be removed is named by the mark, and gives way to the next one.
        let removed = self
            .files
            .iter()
            .map(|name| remove(&self.folder.join(format!("{name}{PART}"))))
            .all(|removed| removed.is_ok());
        match &self.earlier {
            Some(earlier) => drop(earlier.write(&self.folder)),
            None if removed => drop(remove(&self.folder.join(exports::FILE))),
            None => {}
        }
    }
}

/// A session's own folder is no place for an export: it would be encrypted, withdrawn and moved with that session.
fn outside_sessions(folder: &Path) -> Result<(), String> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let real = whole
        .ancestors()
        .find_map(|above| {
            let real = above.canonicalize().ok()?;
            Some(real.join(whole.strip_prefix(above).ok()?))
        })
        .unwrap_or_else(|| whole.clone());
    let inside = [&whole, &real]
        .into_iter()
        .flat_map(|path| path.ancestors())
        .find(|above| above.is_dir() && record::look(above).is_some());
    match inside {
        None => Ok(()),
        Some(session) => Err(format!(
            "{} lies in the folder of session {}: choose another folder with --out.",
            folder.display(),
            session.file_name().unwrap_or_default().to_string_lossy()
        )),
    }
}

/// Removes a plain file; one that is not there need not go, and what is none is left.
fn remove(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(about) if about.is_file() => std::fs::remove_file(path),
        _ => Ok(()),
    }
}

fn cant(folder: &Path, error: &dyn std::fmt::Display) -> String {
    format!(
        "The export to {} can't be written ({error}): choose another folder with --out.",
        folder.display()
    )
}
/// Whether a name stays in the folder in which it is made: one part, no way up, nothing that moves a cursor.
fn is_plain(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.starts_with('.') && !name.is_empty() && name.chars().all(is_part)
}

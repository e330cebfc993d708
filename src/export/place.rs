//! The folder that an export goes to: private, never over other files, and marked, so that a later withdrawal finds it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::record::exports::{self, Kind, Manifest};

/// A folder that is being written to.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    kind: Kind,
    files: Vec<String>,
}

impl Place {
    /// Makes the folder where it is absent. One that holds something is refused; with `force` an earlier export in it is removed, and
    /// everything else in it stays.
    ///
    /// # Errors
    /// One sentence.
    pub fn begin(folder: &Path, kind: Kind, force: bool) -> Result<Self, String> {
        let place = Self {
            folder: folder.to_owned(),
            kind,
            files: Vec::new(),
        };
        exports::make_folder(folder).map_err(|error| place.cant(&error))?;
        let is_empty = std::fs::read_dir(folder)
            .map_err(|error| place.cant(&error))?
            .next()
            .is_none();
        if !is_empty && !force {
            return Err(format!(
                "{} is not empty: choose another folder, or replace an earlier export in it with --force.",
                folder.display()
            ));
        }
        if let Some(earlier) = Manifest::read(folder) {
            for name in earlier.files {
                let path = folder.join(name);
                if path.symlink_metadata().is_ok_and(|about| about.is_file()) {
                    std::fs::remove_file(&path).map_err(|error| place.cant(&error))?;
                }
            }
        }
        // Marked before anything is written, so that nothing lies here unmarked after a crash.
        Manifest::new(kind, Vec::new())
            .write(folder)
            .map_err(|error| place.cant(&error))?;
        Ok(place)
    }

    /// A file that grows row by row; it counts once [`Place::close`] has it.
    ///
    /// # Errors
    /// One sentence when it can't be made or is there already.
    pub fn open(&mut self, name: &str) -> Result<BufWriter<File>, String> {
        let path = self.folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(format!(
                "{} is there already and none of an earlier export's files: put it elsewhere first.",
                path.display()
            ));
        }
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

    /// Whether a file of this name was written.
    pub fn has(&self, name: &str) -> bool {
        self.files.iter().any(|other| other == name)
    }

    /// The sentence for a disk that fails.
    pub fn cant(&self, error: &dyn std::fmt::Display) -> String {
        format!(
            "The export to {} can't be written ({error}): choose another folder with --out.",
            self.folder.display()
        )
    }

    fn mark(&self) -> Result<(), String> {
        Manifest::new(self.kind, self.files.clone())
            .write(&self.folder)
            .map_err(|error| self.cant(&error))
    }
}

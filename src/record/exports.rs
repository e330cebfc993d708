//! Exports that lie in a data folder: how they are marked, and how a withdrawal takes a session out of their tables.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{disk, folders};

/// The file that marks a folder as an export.
pub const FILE: &str = "export.json";
/// The column of every table that names the session.
pub const SESSION: &str = "session";
const FORMAT: &str = "lacrima.export";
/// More is no such file, or no table that is taken into memory.
const MOST: u64 = 16 << 20;
const MOST_TABLE: u64 = 4 << 30;
/// Exports are looked for so deep below a data folder.
const DEPTH: usize = 4;

/// The name of a session's file in an export for the Brain Imaging Data Structure: `sub-<code>_ses-<stamp>_events.tsv`, by the session's
/// id alone, so that a withdrawal finds it.
pub fn bids_name(session: &str) -> String {
    let (stamp, code) = session.split_once('_').unwrap_or(("", session));
    format!("sub-{code}_ses-{stamp}_events.tsv")
}

/// What was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Tables, with codes and session ids.
    Csv,
    /// Files from which nobody should be recognized.
    Anonymous,
    /// BORIS projects, one a session, named by its id.
    Boris,
}

/// What an export's folder says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    /// What was exported.
    pub kind: Kind,
    /// The files that the export wrote.
    pub files: Vec<String>,
}

impl Manifest {
    /// Of an export with these files.
    pub fn new(kind: Kind, files: Vec<String>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: 1,
            kind,
            files,
        }
    }

    /// What this folder says of itself; `None` when it is no export. Names that lead elsewhere are left out.
    pub fn read(folder: &Path) -> Option<Self> {
        let mut bytes = Vec::new();
        let file = disk::open_plain(&folder.join(FILE), MOST).ok()?;
        file.take(MOST).read_to_end(&mut bytes).ok()?;
        let mut manifest: Self = serde_json::from_slice(&bytes).ok()?;
        let is_plain = |name: &String| {
            !name.starts_with('.')
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
        };
        manifest.files.retain(is_plain);
        (manifest.format == FORMAT).then_some(manifest)
    }

    /// Writes it into the folder.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        disk::replace(&folder.join(FILE), |out| out.write_all(&text))
    }
}

/// Makes a folder and those above it, private to the user.
///
/// # Errors
/// When the disk fails.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    disk::make_folder(folder)
}

/// Makes a new file, private to the user.
///
/// # Errors
/// When it is there already or the disk fails.
pub fn make_file(path: &Path) -> io::Result<File> {
    disk::make_new(path)
}

/// Takes sessions out of every export that lies in the data folder. Returns what the experimenter has to know, one sentence each.
///
/// # Errors
/// When the disk fails.
pub(super) fn forget(data: &Path, sessions: &[String]) -> io::Result<Vec<String>> {
    let mut told = Vec::new();
    for (folder, manifest) in find(data) {
        match manifest.kind {
            Kind::Anonymous => told.push(format!(
                "The anonymous export in {} may tell of a session that was removed, and nobody can say which file it is: export anew with --force.",
                folder.display()
            )),
            Kind::Boris => {
                for session in sessions {
                    let name = format!("{session}.boris");
                    if manifest.files.contains(&name) {
                        std::fs::remove_file(folder.join(name))?;
                    }
                }
            }
            Kind::Csv => {
                let own: Vec<String> = sessions.iter().map(|session| bids_name(session)).collect();
                let (gone, kept): (Vec<String>, Vec<String>) =
                    manifest.files.iter().cloned().partition(|name| own.contains(name));
                for name in &gone {
                    match std::fs::remove_file(folder.join(name)) {
                        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                        _ => {}
                    }
                }
                if !gone.is_empty() {
                    Manifest::new(manifest.kind, kept.clone()).write(&folder)?;
                }
                for name in &kept {
                    let path = folder.join(name);
                    if path.symlink_metadata().is_ok_and(|about| about.is_file()) {
                        without(&path, sessions)?;
                    }
                }
            }
        }
    }
    Ok(told)
}

/// The exports in a data folder; sessions' own folders hold none, and links are not followed.
fn find(data: &Path) -> Vec<(PathBuf, Manifest)> {
    let mut found = Vec::new();
    let mut places = vec![(data.to_owned(), 0)];
    while let Some((folder, depth)) = places.pop() {
        if let Some(manifest) = Manifest::read(&folder) {
            found.push((folder.clone(), manifest));
        }
        if depth < DEPTH {
            let inner = folders::folders_in(&folder).filter(|inner| folders::look(inner).is_none());
            places.extend(inner.map(|inner| (inner, depth + 1)));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Writes a table anew without the rows of these sessions. A table that can't be read is removed: it can be exported again.
fn without(path: &Path, sessions: &[String]) -> io::Result<()> {
    match kept(path, sessions) {
        Ok(None) => Ok(()),
        Ok(Some(rest)) => disk::replace(path, |out| out.write_all(&rest)),
        Err(_) => std::fs::remove_file(path),
    }
}

/// What is left of a table; `None` when it holds nothing of these sessions.
fn kept(path: &Path, sessions: &[String]) -> csv::Result<Option<Vec<u8>>> {
    let file = disk::open_plain(path, MOST_TABLE)?;
    let mut table = csv::Reader::from_reader(io::BufReader::new(file));
    let head = table.byte_headers()?.clone();
    let Some(column) = head.iter().position(|name| name == SESSION.as_bytes()) else {
        return Ok(None);
    };
    let mut rest = csv::Writer::from_writer(Vec::new());
    rest.write_byte_record(&head)?;
    let mut found = false;
    for row in table.byte_records() {
        let row = row?;
        let session = row.get(column).unwrap_or_default();
        if sessions.iter().any(|gone| gone.as_bytes() == session) {
            found = true;
        } else {
            rest.write_byte_record(&row)?;
        }
    }
    let rest = rest.into_inner().map_err(|error| error.into_error())?;
    Ok(found.then_some(rest))
}

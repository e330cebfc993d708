//! What goes into an encrypted session: plain files with names that a session's folder may hold, and nothing else.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tar::{Archive, Builder, EntryType, Header};

use super::cipher::damaged;
use super::{MOST, disk, document, folders, frames, journal, recover};

/// Files in a session's folder.
const FILES: [&str; 5] = [
    journal::FILE,
    document::FILE,
    frames::FILE,
    "amendments.jsonl",
    folders::MOVED,
];
/// Folders in it, which hold files alone.
const FOLDERS: [&str; 2] = ["layers", RECORDINGS];
const RECORDINGS: &str = "recordings";
/// What is set aside of a damaged file is named so, with a number behind.
const DAMAGED: [&str; 3] = [recover::DAMAGED, frames::DAMAGED, "amendments.damaged-"];
/// How the name of a file ends that was not written to its end.
const PART: &str = ".part";
/// Longest name of a layer or a recording.
const LONGEST: usize = 80;
/// No session has more files.
const MOST_FILES: usize = 10_000;

/// One plain file of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// Its name within the folder, as in `layers/C2.json`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// Whether a session's folder may hold a file of this name.
pub fn is_known(name: &str) -> bool {
    let set_aside = DAMAGED.iter().find_map(|stem| name.strip_prefix(stem));
    let numbered = set_aside.is_some_and(|number| {
        (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
    });
    let inner = name.split_once('/').is_some_and(|(folder, inner)| {
        FOLDERS.contains(&folder)
            && (1..=LONGEST).contains(&inner.len())
            && !inner.starts_with('.')
            && !inner.ends_with(PART)
            && inner
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
    });
    FILES.contains(&name) || numbered || inner
}

/// Whether it is too large to be read into memory.
pub fn is_recording(name: &str) -> bool {
    name.split_once('/')
        .is_some_and(|(folder, _)| folder == RECORDINGS)
}

/// The plain files of the session in this folder, by name.
///
/// # Errors
/// One sentence when something lies there that is no file of a session: it would stay behind unencrypted.
pub fn plain(folder: &Path) -> Result<Vec<Plain>, String> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((above, here)) = folders.pop() {
        let cant = |error: io::Error| format!("{} can't be read: {error}.", here.display());
        for entry in std::fs::read_dir(&here).map_err(cant)? {
            let entry = entry.map_err(cant)?;
            let name = format!("{above}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(cant)?;
            let (path, is_top) = (entry.path(), above.is_empty());
            if is_top && kind.is_dir() && FOLDERS.contains(&name.as_str()) {
                folders.push((format!("{name}/"), path));
            } else if kind.is_file() && is_known(&name) {
                found.push(Plain { name, path });
            } else if !(kind.is_file() && is_passed_over(&name)) {
                return Err(format!(
                    "{} is no file of a session and would not be encrypted: put it elsewhere first.",
                    path.display()
                ));
            }
            if found.len() > MOST_FILES {
                return Err(format!(
                    "{} holds more files than any session.",
                    folder.display()
                ));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Locks, the archive itself, and what a crash left half written.
fn is_passed_over(name: &str) -> bool {
    name == super::FILE || name == ".lock" || is_half_written(name)
}

/// Files that were not written to their end; their whole form stands under the name itself.
fn is_half_written(name: &str) -> bool {
    name == super::PART || name.strip_suffix(PART).is_some_and(is_known)
}

/// Removes the plain files, what is left half written of them, and their folders.
pub fn remove(folder: &Path, plain: &[Plain]) -> io::Result<()> {
    for file in plain {
        std::fs::remove_file(&file.path)?;
    }
    let inner = FOLDERS.map(|name| folder.join(name));
    for place in std::iter::once(folder).chain(inner.iter().map(PathBuf::as_path)) {
        for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = match place.file_name().filter(|_| place != folder) {
                Some(above) => format!("{}/{name}", above.to_string_lossy()),
                None => name,
            };
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && is_half_written(&name) {
                std::fs::remove_file(entry.path())?;
            }
        }
        if place != folder {
            // An absent folder needs no removing, and one that is not empty holds nothing of ours.
            drop(std::fs::remove_dir(place));
        }
    }
    disk::sync_folder(folder)
}

/// Puts the files one after another into `out`, without owners or times.
pub fn write(plain: &[Plain], out: impl Write) -> io::Result<()> {
    let mut tar = Builder::new(out);
    for file in plain {
        let mut content: File = disk::open_plain(&file.path, MOST)?;
        let mut header = Header::new_ustar();
        header.set_size(content.metadata()?.len());
        header.set_mode(0o600);
        header.set_entry_type(EntryType::Regular);
        tar.append_data(&mut header, &file.name, &mut content)?;
    }
    tar.into_inner().map(drop)
}

/// Hands over each file of an archive from its beginning, then reads on to its end: only that proves that nothing was cut off.
///
/// # Errors
/// One sentence when it was changed, or holds what no session's archive holds; or what `take` found.
pub fn each<R: Read + Seek>(
    opened: &mut R,
    path: &Path,
    mut take: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> Result<(), String> {
    let broken = |_| damaged(path.display());
    opened.seek(SeekFrom::Start(0)).map_err(broken)?;
    let mut tar = Archive::new(&mut *opened);
    let mut seen: Vec<String> = Vec::new();
    for entry in tar.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let plain = entry.header().entry_type() == EntryType::Regular;
        if !plain || !is_known(&name) || seen.contains(&name) || seen.len() >= MOST_FILES {
            return Err(format!(
                "{} holds something that no session holds: it is left as it is.",
                path.display()
            ));
        }
        let size = entry.size();
        let mut counted = Counted {
            inner: &mut entry,
            read: 0,
            broken: false,
        };
        let taken = take(&name, &mut counted)
            .and_then(|()| io::copy(&mut counted, &mut io::sink()).map(drop));
        let (read, is_broken) = (counted.read, counted.broken);
        match taken {
            Ok(()) if read == size => {}
            Err(error) if !is_broken && read <= size => {
                return Err(format!("{} can't be used: {error}.", path.display()));
            }
            _ => return Err(damaged(path.display())),
        }
        seen.push(name);
    }
    io::copy(opened, &mut io::sink())
        .map(drop)
        .map_err(|_| damaged(path.display()))
}

/// Tells a failing archive from a failing target.
struct Counted<'r, R> {
    inner: &'r mut R,
    read: u64,
    broken: bool,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer);
        match &read {
            Ok(n) => self.read += *n as u64,
            Err(_) => self.broken = true,
        }
        read
    }
}

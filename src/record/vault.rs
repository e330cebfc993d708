//! A finished session encrypted at rest: one archive that a passphrase opens, in the place of the session's plain files.
//!
//! Encrypting, in order: the archive is written under another name and synced, opened again and compared with the plain files
//! byte for byte, gets its name, the folder is synced, and only then the plain files go. So at any instant either all the plain
//! files are there or a whole archive is; where a crash left both, [`finish`] compares them and ends what was begun. Plain files
//! are unlinked, not overwritten: on most disks an expert can still find what they held until the space is used again.

mod archive;
mod cipher;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::folders::{self, Listed, Progress};
use super::{disk, document, frames, journal, recover};
use crate::session::{Event, Fact};
use archive::Plain;
use cipher::Opened;
pub use cipher::{LEAST_CHARACTERS, Passphrase};

/// The archive's name in a session's folder.
pub const FILE: &str = "session.age";
/// Its name until it is known to hold everything.
const PART: &str = "session.age.part";
/// How every archive begins.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// No session's archive is larger.
const MOST: u64 = 64 << 30;
/// More of a session is not taken into memory.
const MOST_IN_MEMORY: u64 = 1 << 30;

/// What became of a session that was to be encrypted or decrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was done now.
    Now,
    /// It was so already.
    Before,
}

/// What a crash left of an encryption or a decryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// An archive that was not written to its end, beside all the plain files; it can go without a passphrase.
    Begun,
    /// A whole archive and plain files beside it; only the passphrase tells whether they say the same.
    Both,
}

/// Whether the session in this folder, or the one whose document this would be, is encrypted.
pub fn is_encrypted(path: &Path) -> bool {
    let folder = folders::folder_of(path);
    is_plain_file(&folder.join(FILE)) && !is_stray(&folder)
}

/// Whether what lies in the archive's place can't be the archive of the plain session beside it: it is none at all, or the session has
/// not come to an end.
fn is_stray(folder: &Path) -> bool {
    let is_archive =
        || disk::read_head(&folder.join(FILE), MAGIC.len() as u64).is_ok_and(|head| head == MAGIC);
    if is_plain_file(&folder.join(document::FILE)) {
        return !is_archive();
    }
    if !is_plain_file(&folder.join(journal::FILE)) {
        return false;
    }
    let events = recover::read(folder).map_or_else(|_| Vec::new(), |journal| journal.events);
    let starts = |event: &Event| matches!(event.fact, Fact::SessionStarted { .. });
    let ends = |event: &Event| matches!(event.fact, Fact::SessionEnded { .. });
    events.first().is_some_and(starts) && !(events.iter().any(ends) && is_archive())
}

/// Whether the document at this path, or of the session in this folder, can only be read with a passphrase.
pub fn needs_passphrase(path: &Path) -> bool {
    let document = match path.file_name() {
        Some(name) if name == FILE => path.with_file_name(document::FILE),
        _ if path.is_dir() => path.join(document::FILE),
        _ => path.to_owned(),
    };
    is_encrypted(path) && !document.exists()
}

/// What a crash left in a session's folder.
pub fn leftover(folder: &Path) -> Option<Leftover> {
    if is_encrypted(folder) {
        let plain = archive::plain(folder).is_ok_and(|plain| !plain.is_empty());
        return plain.then_some(Leftover::Both);
    }
    is_plain_file(&folder.join(PART)).then_some(Leftover::Begun)
}

/// Encrypts a finished session in its folder.
///
/// # Errors
/// One sentence, and the plain files stay: the session is running, unfinished or to be deleted, a file in its folder is none of a
/// session's, or the disk fails.
pub fn encrypt(folder: &Path, passphrase: &Passphrase) -> Result<Done, String> {
    let _held = folders::alone(folder)?;
    if is_encrypted(folder) {
        finish_locked(folder, passphrase)?;
        return Ok(Done::Before);
    }
    may_be_encrypted(folder)?;
    is_as_sealed(folder)?;
    let plain = archive::plain(folder)?;
    let part = folder.join(PART);
    let written = write(&part, &plain, passphrase)
        .map_err(|error| cant("encrypted", folder, &error))
        .and_then(|()| compare(&mut open(&part, passphrase)?, &plain, folder));
    if let Err(why) = written {
        drop(std::fs::remove_file(&part));
        return Err(why);
    }
    std::fs::rename(&part, folder.join(FILE))
        .and_then(|()| disk::sync_folder(folder))
        .and_then(|()| archive::remove(folder, &plain))
        .map_err(|error| cant("encrypted", folder, &error))?;
    Ok(Done::Now)
}

/// Puts the plain files of an encrypted session back in their places and removes the archive.
///
/// # Errors
/// One sentence, and everything stays as it was: a wrong passphrase, an archive that was changed or cut off, plain files that say
/// something else, or a disk that fails.
pub fn decrypt(folder: &Path, passphrase: &Passphrase) -> Result<Done, String> {
    let _held = folders::alone(folder)?;
    let path = folder.join(FILE);
    if !is_encrypted(folder) {
        return decrypted_before(folder, &path);
    }
    let mut opened = open(&path, passphrase)?;
    // The whole of it is read before anything is written: a changed archive gives nothing.
    compare(&mut opened, &archive::plain(folder)?, folder)?;
    archive::each(&mut opened, &path, |name, content| {
        let target = folder.join(name);
        if let Some(parent) = target.parent() {
            disk::make_folder(parent)?;
        }
        disk::replace(&target, |out| io::copy(content, out).map(drop))
    })?;
    std::fs::remove_file(&path)
        .and_then(|()| disk::sync_folder(folder))
        .map_err(|error| cant("decrypted", folder, &error))?;
    Ok(Done::Now)
}

/// There is no archive to decrypt: whether that is as it should be.
fn decrypted_before(folder: &Path, path: &Path) -> Result<Done, String> {
    let what = match path.symlink_metadata().map(|about| about.file_type()) {
        Ok(kind) if kind.is_dir() => "a folder",
        Ok(kind) if kind.is_symlink() => "a link to somewhere else",
        Ok(kind) if kind.is_file() => "not the archive of the session beside it",
        Ok(_) => "a pipe or a device",
        Err(_)
            if [document::FILE, journal::FILE]
                .iter()
                .any(|name| is_plain_file(&folder.join(name))) =>
        {
            return Ok(Done::Before);
        }
        Err(_) => {
            return Err(format!(
                "Session {} holds neither an archive nor plain files: take it from a backup.",
                name_of(folder)
            ));
        }
    };
    Err(format!(
        "{} is {what}, so nothing was decrypted: put it elsewhere, or take the archive from a backup.",
        path.display()
    ))
}

/// Removes the plain files that a crash left beside the archive, once they are known to say the same as it.
///
/// # Errors
/// One sentence, and both stay: a wrong passphrase, a changed archive, or plain files that say something else.
pub fn finish(folder: &Path, passphrase: &Passphrase) -> Result<(), String> {
    let _held = folders::alone(folder)?;
    finish_locked(folder, passphrase)
}

/// Removes an archive that was not written to its end; the plain files are all there.
///
/// # Errors
/// One sentence when the session is open elsewhere or the disk fails.
pub fn clear_begun(folder: &Path) -> Result<(), String> {
    let _held = folders::alone(folder)?;
    if leftover(folder) != Some(Leftover::Begun) {
        return Ok(());
    }
    std::fs::remove_file(folder.join(PART))
        .and_then(|()| disk::sync_folder(folder))
        .map_err(|error| cant("put in order", folder, &error))
}

/// The files of an encrypted session by their names within its folder, in memory alone: nothing plain touches the disk. Recordings are
/// left out.
///
/// # Errors
/// One sentence: a wrong passphrase, an archive that was changed, cut off or is too large.
pub fn read(folder: &Path, passphrase: &Passphrase) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let path = folder.join(FILE);
    let mut opened = open(&path, passphrase)?;
    let mut files = BTreeMap::new();
    let mut total = 0;
    archive::each(&mut opened, &path, |name, content| {
        if archive::is_recording(name) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        content
            .take(MOST_IN_MEMORY + 1 - total)
            .read_to_end(&mut bytes)?;
        total += bytes.len() as u64;
        if total > MOST_IN_MEMORY {
            return Err(io::Error::other("it holds more than any session does"));
        }
        files.insert(name.to_owned(), bytes);
        Ok(())
    })?;
    Ok(files)
}

fn finish_locked(folder: &Path, passphrase: &Passphrase) -> Result<(), String> {
    let plain = archive::plain(folder)?;
    let mut opened = open(&folder.join(FILE), passphrase)?;
    compare(&mut opened, &plain, folder)?;
    archive::remove(folder, &plain).map_err(|error| cant("put in order", folder, &error))
}

fn may_be_encrypted(folder: &Path) -> Result<(), String> {
    let listed: Option<Listed> = folders::look(folder);
    let refused = match listed {
        Some(Listed {
            wants_deletion: true,
            ..
        }) => "is to be deleted, as its participant wishes: withdraw it instead",
        Some(Listed {
            progress: Progress::Finished(_),
            ..
        }) => return Ok(()),
        Some(Listed {
            progress: Progress::Moved,
            ..
        }) => "went on in another data folder: encrypt it there",
        _ => "is not finished: finish or close it first, then encrypt it",
    };
    Err(format!("Session {} {refused}.", name_of(folder)))
}

/// What is encrypted is the session as it was sealed: later nobody could tell when it was changed.
fn is_as_sealed(folder: &Path) -> Result<(), String> {
    let (_, changes) = document::Document::read(folder)?;
    match changes.first() {
        None => Ok(()),
        Some(change) => Err(format!(
            "{change} Only a session as it was sealed can be encrypted: put back the files from a copy."
        )),
    }
}

fn write(part: &Path, plain: &[Plain], passphrase: &Passphrase) -> io::Result<()> {
    let file = disk::make_anew(part)?;
    let out = io::BufWriter::with_capacity(1 << 16, file);
    let mut out = passphrase.lock(out)?;
    archive::write(plain, &mut out)?;
    let mut out = out.finish()?;
    out.flush()?;
    out.get_ref().sync_all()
}

fn open(path: &Path, passphrase: &Passphrase) -> Result<Opened<BufReader<File>>, String> {
    let file = disk::open_plain(path, MOST)
        .map_err(|error| format!("{} can't be opened: {error}.", path.display()))?;
    passphrase.open(BufReader::with_capacity(1 << 16, file), path)
}

/// Reads the archive to its end, and compares with it the plain files that are there.
fn compare(
    opened: &mut Opened<BufReader<File>>,
    plain: &[Plain],
    folder: &Path,
) -> Result<(), String> {
    let path = folder.join(FILE);
    let mut left: BTreeMap<&str, &Path> = plain
        .iter()
        .map(|plain| (plain.name.as_str(), plain.path.as_path()))
        .collect();
    let mut other = None;
    archive::each(opened, &path, |name, content| {
        if let Some(path) = left.remove(name)
            && !is_same(content, path)?
        {
            other = Some(name.to_owned());
        }
        Ok(())
    })?;
    let other = other.or_else(|| left.keys().next().map(|name| (*name).to_owned()));
    if let Some(name) = other {
        return Err(format!(
            "{name} in {} does not say what the archive beside it says: both are kept; look at them, and put one of them elsewhere.",
            folder.display()
        ));
    }
    opened
        .seek(SeekFrom::Start(0))
        .map(drop)
        .map_err(|error| cant("read", folder, &error))
}

fn is_same(content: &mut dyn Read, path: &Path) -> io::Result<bool> {
    let mut file = BufReader::with_capacity(1 << 16, disk::open_plain(path, MOST)?);
    let (mut ours, mut theirs) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let n = content.read(&mut ours)?;
        if n == 0 {
            return Ok(file.read(&mut theirs)? == 0);
        }
        let (Some(ours), Some(theirs)) = (ours.get(..n), theirs.get_mut(..n)) else {
            return Ok(false);
        };
        match file.read_exact(theirs) {
            Ok(()) if ours == &*theirs => {}
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            _ => return Ok(false),
        }
    }
}

fn is_plain_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file())
}

fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn cant(what: &str, folder: &Path, error: &io::Error) -> String {
    format!(
        "Session {} can't be {what}: {error}. Nothing of it is lost.",
        name_of(folder)
    )
}

#[cfg(test)]
mod tests;

//! The allocation ledger of a study: `DATA/<study>/allocation.jsonl`, one line a participant, each place given away once.

use std::collections::BTreeSet;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::disk;
use super::folders::cant_write;
use crate::protocol::allocate::{Drawn, List, MOST_PLACES};
use crate::protocol::{Id, Protocol};

/// The ledger's name in the study's folder.
pub(super) const FILE: &str = "allocation.jsonl";
/// Stands in the place of the code of everybody whose data were withdrawn; their places stay taken.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// No study's ledger is longer.
const MOST_BYTES: u64 = 64 << 20;
/// How often and how far apart a ledger is tried that another program holds; it is held for milliseconds.
const TRIES: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(20);

/// One line: the place that a participant has taken for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The participant's code.
    pub participant: Id,
    /// The values of the strata, joined with `/`.
    pub stratum: String,
    /// The place in the stratum's list, from 1.
    pub place: u32,
    /// Digest of that list.
    pub list_sha256: String,
    /// What stands there.
    pub sequence: Vec<Id>,
    /// When it was taken, RFC 3339.
    pub utc: String,
}

/// The lines of a study's ledger, in order; none when there is no ledger yet.
///
/// # Errors
/// One sentence when the ledger can't be read or is damaged.
pub fn ledger(data: &Path, study: &Id) -> Result<Vec<Line>, String> {
    let path = path(data, study);
    match disk::open_plain(&path, MOST_BYTES) {
        Ok(mut file) => {
            lock(&file, File::try_lock_shared, &path)?;
            read(&mut file, &path)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unreadable(&path, &error)),
    }
}

/// Takes the next place of the stratum's list for this participant and writes it down before it is given out; whoever has a
/// line already keeps it, also when the stratum is another one now.
///
/// # Errors
/// One sentence: a ledger that is damaged, held by another program or can't be written to, a list that has changed since the
/// study began, or one that is used up. Nothing is given out then.
pub fn take(
    data: &Path,
    protocol: &Protocol,
    participant: &Id,
    stratum: &str,
    utc: &str,
) -> Result<Drawn, String> {
    if participant.as_str() == WITHDRAWN {
        return Err(format!(
            "The code {WITHDRAWN} stands for those whose data were withdrawn: choose another code."
        ));
    }
    let path = path(data, &protocol.study.id);
    let list = List::new(protocol, stratum)?;
    if let Some(folder) = path.parent() {
        disk::make_folder(folder).map_err(|error| cant_write(data, &error))?;
    }
    let mut file = locked(&path, |error| cant_write(data, error))?;
    let lines = read(&mut file, &path)?;
    if let Some(line) = lines.iter().find(|line| line.participant == *participant) {
        return kept(line, protocol);
    }
    let mut place = 1;
    let digest = list.sha256();
    for line in lines.iter().filter(|line| line.stratum == stratum) {
        if line.list_sha256 != digest {
            return Err(changed());
        }
        place = place.max(line.place.saturating_add(1));
    }
    let drawn = list
        .at(place)
        .ok_or_else(|| format!("The allocation list is used up after {MOST_PLACES} places."))?;
    let line = Line {
        participant: participant.clone(),
        stratum: stratum.to_owned(),
        place,
        list_sha256: digest,
        sequence: drawn.sequence.clone(),
        utc: utc.to_owned(),
    };
    append(&mut file, &path, &line).map_err(|error| cant_write(data, &error))?;
    Ok(drawn)
}

/// What a participant who has come before was given, if the list still says so.
fn kept(line: &Line, protocol: &Protocol) -> Result<Drawn, String> {
    let list = List::new(protocol, &line.stratum)?;
    let drawn = list.at(line.place).ok_or_else(changed)?;
    if drawn.list_sha256 == line.list_sha256 && drawn.sequence == line.sequence {
        Ok(drawn)
    } else {
        Err(changed())
    }
}

fn changed() -> String {
    "The allocation list is another one than when this study began: go on with the seed, conditions, ratio and blocks of then, or give the study a new id."
        .to_owned()
}

fn path(data: &Path, study: &Id) -> PathBuf {
    data.join(study.as_str()).join(FILE)
}

/// The ledger, or a new one, for ourselves alone until the file is dropped.
pub(super) fn locked(path: &Path, cant: impl Fn(&io::Error) -> String) -> Result<File, String> {
    loop {
        let open = disk::open_own(path);
        let file = open.map_err(|error| cant(&error))?;
        lock(&file, File::try_lock, path)?;
        // A withdrawal may have put another file in its place between our opening and our locking it.
        let inode = |about: Metadata| (about.dev(), about.ino());
        let ours = file.metadata().map(inode).map_err(|error| cant(&error))?;
        if path
            .symlink_metadata()
            .is_ok_and(|there| inode(there) == ours)
        {
            return Ok(file);
        }
    }
}

fn lock(
    file: &File,
    try_lock: impl Fn(&File) -> Result<(), TryLockError>,
    path: &Path,
) -> Result<(), String> {
    for _ in 0..TRIES {
        match try_lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
            Err(TryLockError::Error(error)) => return Err(unreadable(path, &error)),
        }
    }
    Err(format!(
        "{} is held by another program: close that one, then start again.",
        path.display()
    ))
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!(
        "The allocation ledger {} can't be read ({error}): put it in order, then start again.",
        path.display()
    )
}

fn read(file: &mut File, path: &Path) -> Result<Vec<Line>, String> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))
        .and_then(|_| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    let mut lines: Vec<Line> = Vec::new();
    let (mut people, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (index, bytes) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        // A line that broke off has no end, whatever else it may look like.
        let whole = bytes.strip_suffix(b"\n");
        let line = whole.and_then(|line| serde_json::from_slice::<Line>(line).ok());
        let line = line.ok_or_else(|| damaged(path, index, "can't be read"))?;
        let withdrawn = line.participant.as_str() == WITHDRAWN;
        let is_new = (people.insert(line.participant.clone()) || withdrawn)
            && places.insert((line.stratum.clone(), line.place));
        if !is_new {
            return Err(damaged(path, index, "gives a place or a participant twice"));
        }
        lines.push(line);
    }
    Ok(lines)
}

fn damaged(path: &Path, index: usize, what: &str) -> String {
    format!(
        "Line {} of {} {what}: mend the file by hand from a copy of it; no place is given out until then.",
        index + 1,
        path.display()
    )
}

/// Puts the line at the end, on the disk for good. What could not be written whole is taken back.
fn append(file: &mut File, path: &Path, line: &Line) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    let end = file.seek(SeekFrom::End(0))?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        file.set_len(end)?;
    }
    written?;
    path.parent().map_or(Ok(()), disk::sync_folder)
}

#[cfg(test)]
mod tests;

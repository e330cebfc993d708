//! `frames.csv`: every film frame's media time, the time at which it was due and the one at which it was shown.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::cell::defused;
use super::disk;
use crate::link::FrameLine;
use crate::protocol::Id;
use crate::time::{SessionTime, Stamp};

/// The file's name in a session folder.
pub const FILE: &str = "frames.csv";
/// What of a damaged one is set aside is named so, with a number.
pub const DAMAGED: &str = "frames.damaged-";
/// Its first line. Times in seconds: `film_s` in the file, `due_s` and `shown_s` since session start; `shown_s` is empty for a dropped frame.
pub const HEAD: &str = "step,stimulus,index,film_s,due_s,shown_s\n";
/// More is not read back; a whole day of film is less.
const MOST: u64 = 256 << 20;
/// Enough of its end to hold a line with a frame that was shown.
const TAIL: u64 = 64 << 10;
/// No session lasts ten years.
const LONGEST_S: f64 = 10.0 * 365.25 * 86_400.0;

/// Adds one line. Ids need no quoting, by their alphabet, but one may begin with a hyphen, as a formula does.
pub fn write(text: &mut String, step: &Id, stimulus: &Id, line: &FrameLine, origin: Stamp) {
    let (due, shown) = line.in_session(origin);
    let (step, stimulus) = (defused(step.as_str()), defused(stimulus.as_str()));
    let (index, film_s, due_s) = (line.index, line.film.as_s(), due.as_s());
    // Writing into a string can't fail.
    let _ = write!(text, "{step},{stimulus},{index},{film_s:.6},{due_s:.6},");
    let _ = match shown {
        Some(shown) => writeln!(text, "{:.6}", shown.as_s()),
        None => writeln!(text),
    };
}

/// When the last frame that the file tells of was shown: a sign of life that may be newer than the newest event. What a damaged line says
/// to have been shown after `latest` is not believed.
pub fn last_shown(folder: &Path, latest: SessionTime) -> Option<SessionTime> {
    let mut file = disk::open_plain(&folder.join(FILE), u64::MAX).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    let whole = tail.get(..tail.iter().rposition(|b| *b == b'\n')?)?;
    whole.rsplit(|b| *b == b'\n').find_map(|line| {
        let shown = std::str::from_utf8(line).ok()?.rsplit(',').next()?;
        let shown = SessionTime::from_s(seconds(shown)?);
        (shown <= latest).then_some(shown)
    })
}

/// What the file held before, up to its last whole line; the first line when there is no such file.
pub fn read_back(folder: &Path) -> Vec<u8> {
    let mut bytes = disk::read_head(&folder.join(FILE), MOST).unwrap_or_default();
    let sound = sound(&bytes);
    bytes.truncate(sound);
    if sound == 0 {
        bytes.extend_from_slice(HEAD.as_bytes());
    }
    bytes
}

/// Makes the file end with its last whole line before any damage; what follows is set aside in a file beside it, and so is what is no
/// list of frames at all. Says what was set aside, in one sentence.
///
/// # Errors
/// When the disk fails; nothing is removed then.
pub fn mend(folder: &Path) -> io::Result<Option<String>> {
    let path = folder.join(FILE);
    let read = disk::open_plain(&path, u64::MAX).and_then(|file| {
        let mut bytes = Vec::new();
        (&file).take(MOST).read_to_end(&mut bytes)?;
        let length = file.metadata()?.len();
        Ok((bytes, length, file))
    });
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) => whole_aside(folder, &path),
        Ok((bytes, _, _)) if HEAD.as_bytes().starts_with(&bytes) => Ok(None),
        Ok((bytes, length, file)) => match sound(&bytes) {
            0 => whole_aside(folder, &path),
            sound if sound as u64 == length => Ok(None),
            sound => {
                let lines = bytes.iter().take(sound).filter(|b| **b == b'\n').count();
                rest_aside(folder, &path, file, sound as u64, lines, length).map(Some)
            }
        },
    }
}

fn whole_aside(folder: &Path, path: &Path) -> io::Result<Option<String>> {
    let (aside, name) = disk::free_name(folder, DAMAGED);
    std::fs::rename(path, aside)?;
    disk::sync_folder(folder)?;
    Ok(Some(format!(
        "{FILE} was no list of frames that can be read: it is set aside as {name}, and a new one begins."
    )))
}

fn rest_aside(
    folder: &Path,
    path: &Path,
    mut file: File,
    sound: u64,
    lines: usize,
    length: u64,
) -> io::Result<String> {
    let (aside, name) = disk::free_name(folder, DAMAGED);
    disk::set_aside(path, &mut file, sound, &aside)?;
    Ok(format!(
        "The list of frames is read up to line {} ({} bytes set aside as {name}): it was damaged or not written to its end.",
        lines + 1,
        length - sound
    ))
}

/// How many of these bytes are the first line and whole lines of frames; none without the first line.
fn sound(bytes: &[u8]) -> usize {
    if !bytes.starts_with(HEAD.as_bytes()) {
        return 0;
    }
    let lines = bytes.split_inclusive(|b| *b == b'\n').skip(1);
    HEAD.len()
        + lines
            .take_while(|line| is_line(line))
            .map(<[u8]>::len)
            .sum::<usize>()
}

fn is_line(line: &[u8]) -> bool {
    let text = line.strip_suffix(b"\n").map(std::str::from_utf8);
    let Some(Ok(text)) = text else {
        return false;
    };
    let mut cells = text.split(',');
    let mut id = || cells.next().is_some_and(is_id);
    let ids = id() && id();
    let index = cells.next().is_some_and(|n| n.parse::<u64>().is_ok());
    let mut time = || cells.next().and_then(seconds).is_some();
    let times = time() && time();
    let shown = cells
        .next()
        .is_some_and(|shown| shown.is_empty() || seconds(shown).is_some());
    ids && index && times && shown && cells.next().is_none()
}

/// An id, as [`write`] puts it into a cell.
fn is_id(cell: &str) -> bool {
    Id::is_valid(cell.strip_prefix('\'').unwrap_or(cell))
}

/// A time that a session can have.
fn seconds(cell: &str) -> Option<f64> {
    let s: f64 = cell.parse().ok()?;
    (s.abs() < LONGEST_S).then_some(s)
}

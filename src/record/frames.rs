//! `frames.csv`: every film frame's media time, the time at which it was due and the one at which it was shown.

use std::fmt::Write as _;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::cell::defused;
use super::disk;
use crate::link::FrameLine;
use crate::protocol::Id;
use crate::time::{SessionTime, Stamp};

/// The file's name in a session folder.
pub const FILE: &str = "frames.csv";
/// Its first line. Times in seconds: `film_s` in the file, `due_s` and `shown_s` since session start; `shown_s` is empty for a dropped frame.
pub const HEAD: &str = "step,stimulus,index,film_s,due_s,shown_s\n";
/// More is not read back; a whole day of film is less.
const MOST: u64 = 256 << 20;
/// Enough of its end to hold a line with a frame that was shown.
const TAIL: u64 = 64 << 10;

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

/// When the last frame that the file tells of was shown: a sign of life that may be newer than the newest event.
pub fn last_shown(folder: &Path) -> Option<SessionTime> {
    let mut file = disk::open_plain(&folder.join(FILE), u64::MAX).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    let whole = tail.get(..tail.iter().rposition(|b| *b == b'\n')?)?;
    whole.rsplit(|b| *b == b'\n').find_map(|line| {
        let shown = std::str::from_utf8(line).ok()?.rsplit(',').next()?;
        let shown: f64 = shown.parse().ok()?;
        shown.is_finite().then(|| SessionTime::from_s(shown))
    })
}

/// What the file held before, up to its last whole line; the first line when there is no such file.
pub fn read_back(folder: &Path) -> Vec<u8> {
    let mut bytes = disk::read_head(&folder.join(FILE), MOST).unwrap_or_default();
    let whole = bytes
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |at| at + 1);
    bytes.truncate(whole);
    if bytes.starts_with(HEAD.as_bytes()) {
        bytes
    } else {
        HEAD.as_bytes().to_vec()
    }
}

//! The list's lines: chained like the journal's, and read back as far as they can be trusted.
//!
//! ```text
//! {"chain":"<64 hex digits>","amendment":<the amendment as compact JSON>}
//! ```
//!
//! The first line follows upon [`GENESIS`]. A file that was cut between two lines can't be told from one that was never longer.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::Amendment;
use crate::record::disk;
use crate::record::journal::Chain;

/// The list's file name in a session folder.
pub const FILE: &str = "amendments.jsonl";
/// What the first line's chain follows upon.
const GENESIS: &str = "lacrima.amendments.1";
const KEY: &str = "amendment";
/// No line is longer.
const LONGEST_LINE: u64 = 1 << 20;
/// No list is longer: tens of thousands of amendments.
pub(super) const LONGEST_FILE: u64 = 8 << 20;

/// What a list holds: the longest beginning whose chain is whole.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its amendments, in order.
    pub amendments: Vec<Amendment>,
    /// What was left out and why, in one sentence.
    pub dropped: Option<String>,
    /// What is wrong with the rest.
    pub(super) damage: Option<Damage>,
    /// Length of the beginning in bytes.
    pub(super) bytes: u64,
    pub(super) chain: Chain,
}

/// Why the rest of a list can't be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// The last line was not written to its end.
    Torn,
    /// A line was damaged or changed after it was written.
    Changed,
    /// A line holds what only a newer version knows.
    Newer,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            amendments: Vec::new(),
            dropped: None,
            damage: None,
            bytes: 0,
            chain: Chain::begun(GENESIS),
        }
    }
}

impl Log {
    /// The number of the next line.
    fn next(&self) -> u64 {
        self.amendments.len() as u64 + 1
    }

    /// The line that would follow with this amendment.
    pub(super) fn line(&self, amendment: &Amendment) -> serde_json::Result<Vec<u8>> {
        let mut line = Vec::new();
        let body = serde_json::to_vec(amendment)?;
        self.chain.clone().add(KEY, &body, &mut line);
        Ok(line)
    }
}

/// The amendments of the session in this folder; none where there is no list.
///
/// # Errors
/// One sentence when the list can't be read at all; garbage in it is no error.
pub fn read(folder: &Path) -> Result<Log, String> {
    let file = match disk::open_plain(&folder.join(FILE), LONGEST_FILE) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Log::default()),
        Err(error) => return Err(cant_read(folder, &error)),
    };
    parse(BufReader::with_capacity(1 << 16, file.take(LONGEST_FILE)))
        .map_err(|error| cant_read(folder, &error))
}

/// The same among the files of an encrypted session, which are in memory alone.
///
/// # Errors
/// As [`read`].
pub fn read_among(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Log, String> {
    let list = files.get(FILE).map(Vec::as_slice).unwrap_or_default();
    parse(list).map_err(|error| cant_read(folder, &error))
}

fn cant_read(folder: &Path, error: &io::Error) -> String {
    format!(
        "The amendments in {} can't be read: {error}.",
        folder.display()
    )
}

fn parse(mut source: impl BufRead) -> io::Result<Log> {
    let mut log = Log::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = (&mut source)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(log);
        }
        let chain = log.chain.clone();
        let read = match log.chain.follow(KEY, &line) {
            Some(body) => understood(body, log.next()).ok_or(Damage::Newer),
            None if line.last() == Some(&b'\n') => Err(Damage::Changed),
            None => Err(Damage::Torn),
        };
        match read {
            Ok(amendment) => {
                log.amendments.push(amendment);
                log.bytes += length as u64;
            }
            Err(damage) => {
                // What follows upon a line that is left out is left out too: it may rest on it.
                log.chain = chain;
                let rest = io::copy(&mut source, &mut io::sink())?;
                let damage = match damage {
                    Damage::Torn if rest > 0 => Damage::Changed,
                    other => other,
                };
                log.dropped = Some(damage.sentence(log.next(), length as u64 + rest));
                log.damage = Some(damage);
                return Ok(log);
            }
        }
    }
}

fn understood(body: &[u8], number: u64) -> Option<Amendment> {
    let amendment: Amendment = serde_json::from_slice(body).ok()?;
    (amendment.n == number).then_some(amendment)
}

impl Damage {
    fn sentence(self, line: u64, bytes: u64) -> String {
        let why = match self {
            Self::Torn => "it was not written to its end",
            Self::Changed => "its hash does not fit, so it was damaged or changed",
            Self::Newer => "it holds what this version does not know",
        };
        format!("The amendments are read up to line {line} ({bytes} bytes left out): {why}.")
    }
}

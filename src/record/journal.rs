//! The journal's lines: how a fact is written, chained to the line before it, and checked when it is read back.
//!
//! One line a fact, in this fixed layout and ended by a newline:
//!
//! ```text
//! {"chain":"<64 hex digits>","event":<the event as compact JSON>}
//! ```
//!
//! The event carries its sequence number. `chain` is the SHA-256 of the chain of the line before (its 64 hex digits)
//! followed by the event's bytes exactly as they stand in the line; the first line follows upon [`GENESIS`]. So a line
//! that was changed, removed or moved breaks the chain from there on, and any program can check it.

use std::io::{self, BufRead, Read};

use sha2::{Digest, Sha256};

use crate::session::Event;

/// The journal's file name in a session folder.
pub const FILE: &str = "journal.jsonl";
/// What the first line's chain follows upon.
pub const GENESIS: &str = "lacrima.journal.1";
/// No line is longer; what is longer is no journal.
const LONGEST_LINE: u64 = 64 << 20;
/// No journal is longer; what lies beyond is left unread.
const LONGEST_FILE: u64 = 1 << 30;

const OPEN: &[u8] = b"{\"chain\":\"";
const MIDDLE: &[u8] = b"\",\"event\":";
const CLOSE: &[u8] = b"}\n";
const HEX: usize = 64;

/// The running hash of a journal: what the next line follows upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain(String);

impl Default for Chain {
    fn default() -> Self {
        Self(GENESIS.to_owned())
    }
}

impl Chain {
    /// Appends `event` as a line to `out` and moves on. Fails, and appends nothing, when the event can't be written as JSON.
    pub fn append(&mut self, event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let body = serde_json::to_vec(event)?;
        let next = self.after(&body);
        out.extend_from_slice(OPEN);
        out.extend_from_slice(next.as_bytes());
        out.extend_from_slice(MIDDLE);
        out.extend_from_slice(&body);
        out.extend_from_slice(CLOSE);
        self.0 = next;
        Ok(())
    }

    fn after(&self, body: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0.as_bytes());
        hash.update(body);
        hex(&hash.finalize())
    }

    /// The event's bytes, when `line` follows upon this chain; moves on then.
    fn follow<'l>(&mut self, line: &'l [u8]) -> Option<&'l [u8]> {
        let rest = line.strip_prefix(OPEN)?;
        let (chain, rest) = rest.split_at_checked(HEX)?;
        let rest = rest.strip_prefix(MIDDLE)?;
        let body = rest.strip_suffix(CLOSE).or(rest.strip_suffix(b"}"))?;
        let next = self.after(body);
        (next.as_bytes() == chain).then(|| {
            self.0 = next;
            body
        })
    }
}

/// What a journal holds: the longest prefix whose chain is whole.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// Its events, in order.
    pub events: Vec<Event>,
    /// What the next line would follow upon.
    pub chain: Chain,
    /// Length of the prefix in bytes.
    pub bytes: u64,
    /// SHA-256 of the prefix, in hex: what `sha256sum` says of an undamaged file.
    pub sha256: String,
    /// What was left out and why, in one sentence.
    pub dropped: Option<String>,
}

/// Reads a journal. Garbage is no error: what can't be trusted is left out and named.
///
/// # Errors
/// Only when reading itself fails.
pub fn read(source: impl BufRead) -> io::Result<Journal> {
    let mut source = source.take(LONGEST_FILE);
    let mut journal = Journal::default();
    let mut hash = Sha256::new();
    let mut line = Vec::new();
    let (mut lines, mut unread) = (0u64, 0u64);
    let mut why = None;
    loop {
        line.clear();
        let length = (&mut source)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        lines += 1;
        let Some(body) = journal.chain.follow(&line) else {
            let torn = line.last() != Some(&b'\n');
            why = Some((lines, torn));
            unread = length as u64 + io::copy(&mut source, &mut io::sink())?;
            break;
        };
        match serde_json::from_slice::<Event>(body) {
            Ok(event) => journal.events.push(event),
            Err(_) => journal.dropped = Some(unknown_sentence(lines)),
        }
        hash.update(&line);
        journal.bytes += length as u64;
    }
    journal.sha256 = hex(&hash.finalize());
    if let Some((number, torn)) = why {
        journal.dropped = Some(dropped_sentence(number, torn, unread));
    }
    Ok(journal)
}

fn dropped_sentence(number: u64, torn: bool, bytes: u64) -> String {
    let why = if torn {
        "it was not written to its end"
    } else {
        "its hash does not fit, so it was damaged or changed"
    };
    format!("The journal is read up to line {number} ({bytes} bytes left out): {why}.")
}

fn unknown_sentence(number: u64) -> String {
    format!(
        "Line {number} of the journal holds a fact that this version does not know; it was left out."
    )
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of `bytes`, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of all that `source` holds, in hex.
pub fn sha256_of(mut source: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    loop {
        match source.read(&mut chunk)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(chunk.get(..n).unwrap_or_default()),
        }
    }
}

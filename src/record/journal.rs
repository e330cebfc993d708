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
const EVENT: &str = "event";
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
        self.add(EVENT, &body, out);
        Ok(())
    }

    /// The chain of another list of lines, which follows upon words of its own.
    pub(super) fn begun(genesis: &str) -> Self {
        Self(genesis.to_owned())
    }

    /// Appends a line whose `body`, as compact JSON, stands under `key`.
    pub(super) fn add(&mut self, key: &str, body: &[u8], out: &mut Vec<u8>) {
        let next = self.after(body);
        out.extend_from_slice(OPEN);
        out.extend_from_slice(next.as_bytes());
        out.extend_from_slice(&middle(key));
        out.extend_from_slice(body);
        out.extend_from_slice(CLOSE);
        self.0 = next;
    }

    fn after(&self, body: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0.as_bytes());
        hash.update(body);
        hex(&hash.finalize())
    }

    /// The bytes under `key`, when `line` follows upon this chain; moves on then.
    pub(super) fn follow<'l>(&mut self, key: &str, line: &'l [u8]) -> Option<&'l [u8]> {
        let rest = line.strip_prefix(OPEN)?;
        let (chain, rest) = rest.split_at_checked(HEX)?;
        let rest = rest.strip_prefix(middle(key).as_slice())?;
        let body = rest.strip_suffix(CLOSE).or(rest.strip_suffix(b"}"))?;
        let next = self.after(body);
        (next.as_bytes() == chain).then(|| {
            self.0 = next;
            body
        })
    }
}

/// What stands between the chain and what it holds.
fn middle(key: &str) -> Vec<u8> {
    format!("\",\"{key}\":").into_bytes()
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
        let Some(body) = journal.chain.follow(EVENT, &line) else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing::{Script, whole};
    use crate::session::Fact;

    fn image(events: &[Event]) -> Vec<u8> {
        let mut image = Vec::new();
        let mut chain = Chain::default();
        for event in events {
            chain.append(event, &mut image).unwrap();
        }
        image
    }

    fn short() -> Vec<Event> {
        let mut s = Script::begun();
        for n in 0..6 {
            s.at(
                f64::from(n),
                Fact::Note {
                    text: format!("note {n}"),
                },
            );
        }
        s.0
    }

    #[test]
    fn a_journal_reads_back_as_it_was_written() {
        let image = image(&whole());
        let journal = read(image.as_slice()).unwrap();
        assert_eq!((journal.events, journal.dropped), (whole(), None));
        assert_eq!(
            (journal.bytes, journal.sha256),
            (image.len() as u64, sha256(&image))
        );
    }

    #[test]
    fn cut_at_any_byte_it_yields_the_whole_lines_before_the_cut() {
        let (events, image) = (short(), image(&short()));
        for cut in 0..image.len() {
            let journal = read(&image[..cut]).unwrap();
            // A line that lacks nothing but its newline is whole.
            let lines = image[..cut].iter().filter(|b| **b == b'\n').count();
            let lines = lines + usize::from(image[cut] == b'\n');
            assert_eq!(journal.events, events[..lines], "cut at {cut}");
            let torn = cut > 0 && image[cut - 1] != b'\n' && image[cut] != b'\n';
            assert_eq!(journal.dropped.is_some(), torn, "cut at {cut}");
        }
    }

    #[test]
    fn with_any_byte_flipped_it_yields_the_lines_before_it_and_says_so() {
        let (events, image) = (short(), image(&short()));
        for at in 0..image.len() {
            let mut bad = image.clone();
            bad[at] ^= [0x01, 0x20, 0x80][at % 3];
            let journal = read(bad.as_slice()).unwrap();
            let lines = image[..at].iter().filter(|b| **b == b'\n').count();
            assert_eq!(journal.events, events[..lines], "flipped at {at}");
            assert!(journal.dropped.is_some(), "flipped at {at}");
        }
    }

    #[test]
    fn a_line_that_was_removed_doubled_or_moved_breaks_the_chain_there() {
        let events = short();
        let image = image(&events);
        let lines: Vec<&[u8]> = image.split_inclusive(|b| *b == b'\n').collect();
        let check = |order: &[usize], whole: usize| {
            let bytes: Vec<u8> = order.iter().flat_map(|n| lines[*n].to_vec()).collect();
            let journal = read(bytes.as_slice()).unwrap();
            assert_eq!(journal.events, events[..whole]);
            assert!(
                journal
                    .dropped
                    .unwrap()
                    .contains(&format!("line {}", whole + 1))
            );
        };
        check(&[0, 1, 3, 4], 2);
        check(&[0, 1, 1, 2], 2);
        check(&[0, 2, 1, 3], 1);
        check(&[1, 2, 3], 0);
    }

    #[test]
    fn a_fact_of_a_newer_version_is_passed_over_and_named() {
        let events = short();
        let mut image = image(&events[..2]);
        let mut chain = read(image.as_slice()).unwrap().chain;
        let body = br#"{"seq":3,"t_s":1.0,"kind":"of_tomorrow"}"#;
        let next = chain.after(body);
        image.extend([OPEN, next.as_bytes(), &middle(EVENT), body, CLOSE].concat());
        chain.0 = next;
        chain.append(&events[3], &mut image).unwrap();
        let journal = read(image.as_slice()).unwrap();
        assert_eq!(journal.events, [&events[..2], &events[3..4]].concat());
        assert!(journal.dropped.unwrap().contains("Line 3"));
    }

    #[test]
    fn garbage_is_no_error() {
        for garbage in [
            &b""[..],
            b"\n\n\n",
            b"{",
            &[0xff; 5000],
            b"{\"chain\":\"\",\"event\":{}}\n",
        ] {
            let journal = read(garbage).unwrap();
            assert_eq!(journal.events, []);
            assert_eq!(journal.dropped.is_some(), !garbage.is_empty());
        }
    }
}

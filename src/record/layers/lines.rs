//! A layer's lines: chained like the journal's, and read back as far as they can be trusted.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::{FOLDER, FORMAT, Line, VERSION, What};
use crate::protocol::Id;
use crate::record::disk;
use crate::record::journal::Chain;

/// What the first line's chain follows upon.
const GENESIS: &str = "lacrima.layer.1";
const KEY: &str = "line";
const ENDING: &str = "jsonl";
/// No line is longer.
const LONGEST_LINE: u64 = 1 << 20;
/// No layer is longer.
const LONGEST_FILE: u64 = 64 << 20;
/// More files than this are not looked at.
const MOST: usize = 200;

/// What a layer's file holds: the longest beginning whose chain is whole.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// What was left out and why, in one sentence.
    pub dropped: Option<String>,
    /// Whether no more than its last line was not written to its end.
    pub is_torn: bool,
    /// Length of the beginning in bytes.
    pub bytes: u64,
    /// What the next line follows upon.
    pub chain: Chain,
}

impl Log {
    /// The bytes of a further line.
    pub fn line(&mut self, line: &Line) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.chain.add(KEY, &serde_json::to_vec(line)?, &mut out);
        Ok(out)
    }
}

/// The path of this layer's file.
pub fn path(folder: &Path, id: &Id) -> PathBuf {
    folder.join(FOLDER).join(format!("{id}.{ENDING}"))
}

/// Every layer's lines, in order of the ids, and a sentence for each file that can't be read.
pub fn read_all(folder: &Path) -> (Vec<(Id, Log)>, Vec<String>) {
    let mut notices = Vec::new();
    let entries = match std::fs::read_dir(folder.join(FOLDER)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (Vec::new(), notices),
        Err(error) => {
            notices.push(format!(
                "The folder of further codings can't be read ({error}), so none of them counts."
            ));
            return (Vec::new(), notices);
        }
    };
    let mut ids: Vec<Id> = entries
        .flatten()
        .filter_map(|entry| id_of(&entry.file_name().to_string_lossy()))
        .take(MOST)
        .collect();
    ids.sort();
    let mut logs = Vec::new();
    for id in ids {
        match read(&path(folder, &id)) {
            Ok(log) => logs.push((id, log)),
            Err(error) => notices.push(format!("Layer {id} can't be read: {error}.")),
        }
    }
    (logs, notices)
}

/// The same among files in memory.
pub fn read_among(files: &BTreeMap<String, Vec<u8>>) -> (Vec<(Id, Log)>, Vec<String>) {
    let (mut logs, mut notices) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let Some(id) = name
            .strip_prefix(FOLDER)
            .and_then(|rest| id_of(rest.strip_prefix('/')?))
        else {
            continue;
        };
        match parse(bytes.as_slice()) {
            Ok(log) => logs.push((id, log)),
            Err(error) => notices.push(format!("Layer {id} can't be read: {error}.")),
        }
    }
    (logs, notices)
}

fn id_of(name: &str) -> Option<Id> {
    let stem = name.strip_suffix(ENDING)?.strip_suffix('.')?;
    Id::is_valid(stem).then(|| Id::from(stem))
}

/// One layer's lines.
pub fn read(path: &Path) -> io::Result<Log> {
    let file = disk::open_plain(path, LONGEST_FILE)?;
    parse(BufReader::with_capacity(1 << 16, file.take(LONGEST_FILE)))
}

fn parse(mut source: impl BufRead) -> io::Result<Log> {
    let mut log = Log {
        lines: Vec::new(),
        dropped: None,
        is_torn: false,
        bytes: 0,
        chain: Chain::begun(GENESIS),
    };
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = (&mut source)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(log);
        }
        let n = log.lines.len() as u64 + 1;
        let mut chain = log.chain.clone();
        let whole = line.last() == Some(&b'\n');
        let body = chain.follow(KEY, &line).filter(|_| whole);
        let why = match body.map(serde_json::from_slice::<Line>) {
            Some(Ok(read)) if read.n == n && is_known(&read) => {
                log.lines.push(read);
                log.chain = chain;
                log.bytes += length as u64;
                continue;
            }
            Some(_) => "it holds what this version does not know",
            None if whole => "its hash does not fit, so it was damaged or changed",
            None => "it was not written to its end",
        };
        let rest = io::copy(&mut source, &mut io::sink())?;
        log.is_torn = !whole && rest == 0;
        log.dropped = Some(format!(
            "It is read up to line {n} ({} bytes left out): {why}.",
            length as u64 + rest
        ));
        return Ok(log);
    }
}

/// The first line says what kind of file it is.
fn is_known(line: &Line) -> bool {
    match &line.what {
        What::Begun { header } => {
            line.n == 1 && header.format == FORMAT && header.version <= VERSION
        }
        _ => line.n > 1,
    }
}

//! The list's lines: read as far as they can be trusted, added to at the end, and chained anew when a session is withdrawn.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::{Entry, Unlocking, What};
use crate::record::journal::Chain;
use crate::record::{allocation, disk};

/// The list's file name in a study's folder.
pub const FILE: &str = "unlocking.jsonl";
/// What the first line's chain follows upon.
const GENESIS: &str = "lacrima.unlocking.1";
const KEY: &str = "entry";
/// No list is longer: a line on 100 000 sessions has about 20 MB.
const LONGEST_FILE: u64 = 256 << 20;

/// The list in a study's folder; empty where there is none.
///
/// # Errors
/// One sentence when it can't be read at all; garbage in it is no error.
pub fn read(study: &Path) -> Result<Unlocking, String> {
    let path = study.join(FILE);
    let mut file = match disk::open_plain(&path, LONGEST_FILE) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Unlocking::default()),
        Err(error) => return Err(cant_read(&path, &error)),
    };
    let list = List::read(&mut file).map_err(|error| cant_read(&path, &error))?;
    Ok(list.says)
}

/// What lies in the file.
struct List {
    says: Unlocking,
    chain: Chain,
    /// Length of the beginning that can be trusted.
    bytes: u64,
    /// Whether the rest is a line that was not written to its end.
    is_torn: bool,
    /// Whether the last line that can be trusted lacks its end.
    is_open: bool,
}

impl List {
    fn read(file: &mut File) -> io::Result<Self> {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
        let mut list = Self {
            says: Unlocking::default(),
            chain: Chain::begun(GENESIS),
            bytes: 0,
            is_torn: false,
            is_open: false,
        };
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            let n = list.says.entries.len() as u64 + 1;
            let mut chain = list.chain.clone();
            let body = chain.follow(KEY, line);
            let why = match body.map(serde_json::from_slice::<Entry>) {
                Some(Ok(entry)) if entry.n == n && entry.what.is_sound() => {
                    list.says.entries.push(entry);
                    list.chain = chain;
                    list.bytes += line.len() as u64;
                    list.is_open = line.last() != Some(&b'\n');
                    continue;
                }
                Some(_) => "it holds what this version does not know",
                None if lines.peek().is_none() && line.last() != Some(&b'\n') => {
                    list.is_torn = true;
                    "it was not written to its end"
                }
                None => "its hash does not fit, so it was damaged or changed",
            };
            list.says.dropped = Some(format!(
                "The list of unlockings is read up to line {n} ({} bytes left out): {why}.",
                bytes.len() as u64 - list.bytes
            ));
            break;
        }
        Ok(list)
    }
}

/// Adds the entries that `make` makes of the list as it stands.
pub(super) fn append(
    study: &Path,
    make: impl FnOnce(&Unlocking) -> Result<Vec<Entry>, String>,
) -> Result<Unlocking, String> {
    let path = study.join(FILE);
    let cant = |error: &io::Error| {
        format!(
            "The unlocking was not kept in {} ({error}): mend that, then try again.",
            study.display()
        )
    };
    let is_new = path.symlink_metadata().is_err();
    let mut file = allocation::locked(&path, cant)?;
    let mut list = List::read(&mut file).map_err(|error| cant_read(&path, &error))?;
    if let Some(dropped) = list.says.dropped.as_ref().filter(|_| !list.is_torn) {
        return Err(format!(
            "{dropped} Put back {} from a copy before you go on.",
            path.display()
        ));
    }
    let made = make(&list.says).and_then(|entries| {
        let mut lines = Vec::new();
        if list.is_open {
            lines.push(b'\n');
        }
        add(&mut list.chain, &entries, &mut lines).map_err(|error| cant(&error))?;
        write(study, &path, &mut file, &list, &lines).map_err(|error| cant(&error))?;
        list.says.entries.extend(entries);
        Ok(())
    });
    // An empty list says nothing: it is not left behind.
    if made.is_err() && is_new {
        drop(std::fs::remove_file(&path));
    }
    made.map(|()| list.says)
}

fn add(chain: &mut Chain, entries: &[Entry], out: &mut Vec<u8>) -> io::Result<()> {
    for entry in entries {
        chain.add(KEY, &serde_json::to_vec(entry)?, out);
    }
    Ok(())
}

fn write(study: &Path, path: &Path, file: &mut File, list: &List, lines: &[u8]) -> io::Result<()> {
    if list.is_torn {
        let (aside, _) = disk::free_name(study, "unlocking.damaged-");
        disk::set_aside(path, file, list.bytes, &aside)?;
    }
    let before = file.seek(SeekFrom::End(0))?;
    let written = file.write_all(lines).and_then(|()| file.sync_all());
    if written.is_err() {
        drop(file.set_len(before));
    }
    written?;
    disk::sync_folder(study)
}

/// Takes withdrawn sessions out of the list and chains it anew. What could not be trusted goes with them: it may name them.
pub(in crate::record) fn forget(study: &Path, sessions: &[String]) -> io::Result<()> {
    let path = study.join(FILE);
    damaged(study, sessions)?;
    if !path.symlink_metadata().is_ok_and(|about| about.is_file()) {
        return Ok(());
    }
    let mut file = allocation::locked(&path, io::Error::to_string).map_err(io::Error::other)?;
    let mut list = List::read(&mut file)?;
    let mut found = list.says.dropped.is_some();
    for entry in &mut list.says.entries {
        found |= forget_in(entry, sessions);
    }
    if !found {
        return Ok(());
    }
    let mut lines = Vec::new();
    add(&mut Chain::begun(GENESIS), &list.says.entries, &mut lines)?;
    disk::replace(&path, |out| out.write_all(&lines))
}

/// Takes the sessions out of one entry; whether it named any. What was said of one session alone goes with it.
fn forget_in(entry: &mut Entry, sessions: &[String]) -> bool {
    match &mut entry.what {
        What::CriersFixed {
            sessions: fixed,
            withdrawn,
            ..
        } => {
            let before = fixed.len();
            fixed.retain(|fixed| !sessions.contains(&fixed.session));
            let gone = (before - fixed.len()) as u64;
            *withdrawn += gone;
            gone > 0
        }
        What::MoodUnlocked => false,
        What::Unblinded { session } => {
            let is_named = session.as_ref().is_some_and(|own| sessions.contains(own));
            if is_named {
                *session = None;
                entry.why.clear();
            }
            is_named
        }
        What::Other(value) => {
            let text = format!("{value} {}", entry.why);
            let is_named = sessions.iter().any(|session| text.contains(session));
            if is_named {
                *value = serde_json::json!({"kind": value.get("kind")});
                entry.why.clear();
            }
            is_named
        }
    }
}

/// What was set aside, or left half written, is removed when it names one of the sessions.
fn damaged(study: &Path, sessions: &[String]) -> io::Result<()> {
    for entry in std::fs::read_dir(study)?.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            name.starts_with("unlocking.damaged-") || name == "unlocking.jsonl.part"
        });
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let bytes = disk::read_head(&entry.path(), LONGEST_FILE)?;
        let text = String::from_utf8_lossy(&bytes);
        if sessions.iter().any(|session| text.contains(session)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn cant_read(path: &Path, error: &io::Error) -> String {
    format!(
        "The list of unlockings {} can't be read ({error}): mend that, then try again.",
        path.display()
    )
}

//! Amending: what is proposed is checked against the session as it stands, and added to the list as its last line.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;

use super::lines::{Damage, FILE, LONGEST_FILE};
use super::open::{Opened, open};
use super::overlay::lay;
use super::{Amendment, What};
use crate::protocol::Id;
use crate::record::disk;
use crate::record::document::wants_deletion;
use crate::record::folders::{self, Progress};

/// Longest reason, in characters.
const LONGEST_WHY: usize = 500;

/// An amendment that somebody wants to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The id of whoever makes it.
    pub who: String,
    /// Why.
    pub why: String,
    /// What is wanted.
    pub wish: Wish,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A new value.
    Set {
        /// Of what.
        what: What,
        /// The value.
        new: Value,
        /// The value that whoever wants it was looking at; the present one when absent.
        old: Option<Value>,
    },
    /// A change as on the command line, read against the session as it stands then.
    Words(Vec<String>),
    /// That this amendment counts no more; undoing an undoing makes it count again.
    Undo(u64),
}

/// An amendment that is on the disk.
#[derive(Clone, Debug)]
pub struct Kept {
    /// It.
    pub amendment: Amendment,
    /// What is to be known of the list, in one sentence.
    pub remark: Option<String>,
}

/// Adds an amendment to a session that has ended, and returns when it is on the disk.
///
/// # Errors
/// One sentence that says what would be right: the session is open elsewhere, has no end yet or was changed, the change is none
/// that can be made, or the disk fails. Nothing is written then.
pub fn amend(session: &Path, proposal: &Proposal, now: DateTime<Utc>) -> Result<Kept, String> {
    let folder = folders::folder_of(session);
    is_ended(&folder)?;
    let _alone = folders::alone(&folder)?;
    let opened = open(&folder)?;
    may_be_amended(&folder, &opened)?;
    let amendment = opened.propose(proposal, now)?;
    let remark = append(&folder, &opened, &amendment)?;
    Ok(Kept { amendment, remark })
}

impl Opened {
    /// The amendment that would follow, when it fits the session as it stands.
    ///
    /// # Errors
    /// One sentence that says what would be right.
    pub fn propose(&self, proposal: &Proposal, now: DateTime<Utc>) -> Result<Amendment, String> {
        let amendment = amendment(self, proposal, now)?;
        fits(self, &amendment)?;
        Ok(amendment)
    }
}

fn is_ended(folder: &Path) -> Result<(), String> {
    let listed = folders::look(folder).filter(|_| folder.is_dir());
    let Some(listed) = listed else {
        return Err(format!(
            "{} is not the folder of a session: name the folder that holds session.json.",
            folder.display()
        ));
    };
    match listed.progress {
        Progress::Finished(_) => Ok(()),
        Progress::Running => Err(format!(
            "Session {} is running: amend it after its end; until then the experimenter's window takes corrections.",
            listed.id
        )),
        Progress::Moved => Err(format!(
            "Session {} went on in another data folder: amend it there.",
            listed.id
        )),
        Progress::Encrypted => Err(format!(
            "Session {} is encrypted: run lacrima decrypt {} first.",
            listed.id,
            folder.display()
        )),
        Progress::Unfinished { .. } | Progress::NeverBegun | Progress::Unreadable => Err(format!(
            "Session {} has no end yet: run lacrima recover {} first.",
            listed.id,
            folder.display()
        )),
    }
}

fn may_be_amended(folder: &Path, opened: &Opened) -> Result<(), String> {
    if let Some(change) = opened.changes.first() {
        return Err(format!(
            "{change} Only a session as it was sealed can be amended: put back the files from a copy."
        ));
    }
    if wants_deletion(&opened.recorded) {
        return Err(
            "The participant wants the data of this session to be deleted: withdraw it instead of amending it."
                .to_owned(),
        );
    }
    let file = folder.join(FILE);
    match opened.log.damage {
        None | Some(Damage::Torn) => Ok(()),
        Some(Damage::Changed) => Err(format!(
            "{} Put back {} from a copy before you amend further.",
            opened.log.dropped.clone().unwrap_or_default(),
            file.display()
        )),
        Some(Damage::Newer) => Err(format!(
            "{} was written by a newer version of Lacrima: amend the session with that.",
            file.display()
        )),
    }
}

fn amendment(
    opened: &Opened,
    proposal: &Proposal,
    now: DateTime<Utc>,
) -> Result<Amendment, String> {
    let who = proposal.who.trim();
    if !Id::is_valid(who) {
        return Err(format!(
            "“{who}” can't say who amends: give an id of 1 to {} letters, digits, _ or -.",
            Id::MAX
        ));
    }
    let why = proposal.why.trim();
    let length = why.chars().count();
    if length == 0 {
        return Err("An amendment needs a reason: say why.".to_owned());
    }
    if length > LONGEST_WHY || why.contains(char::is_control) {
        return Err(format!(
            "The reason must be one line of at most {LONGEST_WHY} characters."
        ));
    }
    let (what, old, new, undoes) = match &proposal.wish {
        Wish::Set { what, new, old } => {
            let old = match old {
                Some(old) => old.clone(),
                None => opened.present(what)?,
            };
            (what.clone(), old, new.clone(), None)
        }
        Wish::Words(words) => {
            let (what, new) = super::parse(words, opened)?;
            let old = opened.present(&what)?;
            (what, old, new, None)
        }
        Wish::Undo(n) => {
            let Some(undone) = opened.amendments.iter().find(|earlier| earlier.n == *n) else {
                return Err(match opened.amendments.len() {
                    0 => format!(
                        "There is no amendment {n} to undo: this session was never amended."
                    ),
                    last => {
                        format!("There is no amendment {n} to undo: they are numbered 1 to {last}.")
                    }
                });
            };
            let Amendment { what, old, new, .. } = undone.clone();
            (what, new, old, Some(*n))
        }
    };
    Ok(Amendment {
        n: opened.amendments.len() as u64 + 1,
        utc: now.to_rfc3339_opts(SecondsFormat::Millis, true),
        who: who.into(),
        what,
        old,
        new,
        why: why.to_owned(),
        of: opened.recorded.journal_sha256.clone(),
        undoes,
    })
}

/// Whether the session with this amendment too is one without further problems.
fn fits(opened: &Opened, amendment: &Amendment) -> Result<(), String> {
    let mut all = opened.amendments.clone();
    all.push(amendment.clone());
    let (_, _, problems) = lay(&opened.recorded, &all);
    let known = |n: u64| opened.problems.iter().any(|problem| problem.n == n);
    let new = problems.into_iter().find(|problem| !known(problem.n));
    match (new, amendment.undoes) {
        (None, _) => Ok(()),
        (Some(problem), Some(undone)) if problem.n != amendment.n && problem.n != undone => {
            Err(format!(
                "Amendment {undone} can't be undone while amendment {} rests on it: undo that one first.",
                problem.n
            ))
        }
        (Some(problem), _) => Err(problem.text),
    }
}

/// Writes the line; gives a sentence when an unfinished one was set aside for it.
fn append(folder: &Path, opened: &Opened, amendment: &Amendment) -> Result<Option<String>, String> {
    let cant = |error: io::Error| cant_keep(folder, &error);
    let line = opened
        .log
        .line(amendment)
        .map_err(|error| cant(error.into()))?;
    if opened.log.bytes.saturating_add(line.len() as u64) > LONGEST_FILE {
        return Err(
            "This session was amended so often that its list of amendments is full: no more can be added."
                .to_owned(),
        );
    }
    let path = folder.join(FILE);
    let is_new = !path.exists();
    let mut file = disk::open_own(&path).map_err(cant)?;
    let remark = whole(folder, &mut file, opened).map_err(cant)?;
    let before = file.seek(SeekFrom::End(0)).map_err(cant)?;
    let written = file.write_all(&line).and_then(|()| file.sync_all());
    let written = written.and_then(|()| match is_new {
        true => disk::sync_folder(folder),
        false => Ok(()),
    });
    if let Err(error) = written {
        // A part of a line would be named as damage when the list is read again.
        drop(file.set_len(before));
        return Err(cant(error));
    }
    Ok(remark)
}

/// Makes the list end with a whole line; what was not written to its end is kept in a file beside it.
fn whole(folder: &Path, file: &mut File, opened: &Opened) -> io::Result<Option<String>> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let trusted = opened.log.bytes;
    if file.metadata()?.len() > trusted {
        file.seek(SeekFrom::Start(trusted))?;
        let aside = (1..)
            .map(|n| folder.join(format!("amendments.damaged-{n}")))
            .find(|path| !path.exists())
            .unwrap_or_default();
        disk::replace(&aside, |out| io::copy(file, out).map(drop))?;
        file.set_len(trusted)?;
        let name = aside.file_name().unwrap_or_default().to_string_lossy();
        let remark = opened.log.dropped.clone().unwrap_or_default();
        return Ok(Some(format!("{remark} It was set aside as {name}.")));
    }
    // A last line that lacks nothing but its end is whole.
    if trusted > 0 {
        file.seek(SeekFrom::Start(trusted - 1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(None)
}

fn cant_keep(folder: &Path, error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; free some space".to_owned()
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "its folder can't be written to; allow writing".to_owned()
        }
        _ => error.to_string(),
    };
    format!(
        "The amendment was not kept in {}: {why}, and amend again.",
        folder.display()
    )
}

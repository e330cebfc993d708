//! Withdrawal: a participant's sessions are removed for good, and a tombstone says that there were some (SCIENCE.md 6.13).
//!
//! This is the one place where recorded data are deleted. In order: a file in the study's folder notes what is to be done, the
//! tombstone is written and synced, the folders go, then what lies of them elsewhere in the data folder, the allocation ledger forgets
//! the code, the note goes. On a full disk the session's own files make room for the note, and for the tombstone, which the note
//! holds until then. After a crash the note is found by the next withdrawal or by `lacrima recover`, and the rest is done. Links are never followed.

mod beside;
mod ledger;
mod note;
mod room;
mod tombstone;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::folders::{self, Held, Listed, Progress};
use super::{disk, document, recover};
use crate::protocol::Id;
use crate::session::{Event, Fact, OTHER_FOLDER};
pub(super) use ledger::forget;
use note::Note;
pub use tombstone::{AdverseEvent, FILE, Tombstone, Why};

/// Whose data are to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Every session with this code, in one study or in all.
    Participant {
        /// The code.
        code: Id,
        /// The study; every study of the data folder when absent.
        study: Option<Id>,
    },
    /// The session in this folder alone.
    Session(PathBuf),
}

/// What a withdrawal did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// How many sessions were removed.
    pub sessions: usize,
    /// What the experimenter has to know, one sentence each.
    pub remarks: Vec<String>,
}

/// The sessions that [`withdraw`] would remove, and what is to be known of others.
///
/// # Errors
/// One sentence when there are none.
pub fn to_withdraw(data: &Path, whom: &Whom) -> Result<(Vec<Listed>, Vec<String>), String> {
    let (sessions, remarks) = match whom {
        Whom::Session(folder) => (folders::look(folder).into_iter().collect(), Vec::new()),
        Whom::Participant { code, study } => of_participant(data, code, study.as_ref()),
    };
    let sessions: Vec<Listed> = sessions
        .into_iter()
        .filter(|session: &Listed| Id::is_valid(session.study.as_str()))
        .filter(|session| is_real_folder(&session.folder))
        .collect();
    if !sessions.is_empty() {
        return Ok((sessions, remarks));
    }
    let mut sentences = vec![match whom {
        Whom::Session(folder) => format!("{} is not the folder of a session.", folder.display()),
        Whom::Participant { code, study } => format!(
            "There is no session of participant {code} in {}{}.",
            data.display(),
            study
                .as_ref()
                .map(|study| format!(", study {study}"))
                .unwrap_or_default()
        ),
    }];
    sentences.extend(remarks);
    Err(sentences.join(" "))
}

/// Removes a participant's sessions, or one session, for good: journal, document, frames, layers and whatever else lies in
/// their folders. A line in the study's `withdrawn.jsonl` stays, which names neither code nor session; in the study's
/// allocation ledger the code gives way to `withdrawn` once no session of the participant is left there. Withdrawals that a
/// crash broke off are finished first.
///
/// # Errors
/// One sentence when there is no such session, one is running, or the disk fails; a withdrawal that has begun is finished by
/// the next call or by [`finish_withdrawals`].
pub fn withdraw(data: &Path, whom: &Whom, day: NaiveDate, why: Why) -> Result<Withdrawn, String> {
    let (finished, mut told) = finish_withdrawals(data);
    if finished > 0 {
        told.push("A withdrawal that was broken off before was finished.".to_owned());
    }
    let first = match to_withdraw(data, whom) {
        Ok((first, _)) => first,
        // What was broken off before was this one.
        Err(_) if finished > 0 => Vec::new(),
        Err(why) => return Err(why),
    };
    let Some(code) = first.first().map(|session| session.participant.clone()) else {
        return Ok(Withdrawn {
            sessions: 0,
            remarks: told,
        });
    };
    let mut held = folders::hold(data_of(data, whom, &first), &code)?;
    // Looked at anew, since nobody can begin a session of this participant from here on.
    let (sessions, mut remarks) = to_withdraw(data, whom)?;
    for session in &sessions {
        held.lock(&session.folder)?;
    }
    remarks.extend(came_from_elsewhere(&sessions));
    remarks.extend(told);
    for study in studies(&sessions) {
        let own: Vec<&Listed> = sessions
            .iter()
            .filter(|session| session.folder.parent() == Some(study.as_path()))
            .collect();
        remarks.extend(withdraw_in(&study, &code, &own, day, why)?);
    }
    remarks.extend(moved(&sessions));
    remarks.extend(unread(&sessions));
    remarks.sort();
    remarks.dedup();
    Ok(Withdrawn {
        sessions: sessions.len(),
        remarks,
    })
}

/// Finishes what a crash left of withdrawals in a data folder: how many there were, and a sentence for each that can't be
/// finished now.
pub fn finish_withdrawals(data: &Path) -> (usize, Vec<String>) {
    let (mut finished, mut failed) = (0, Vec::new());
    for (study, path) in note::find(data) {
        match finish_one(data, &study, &path) {
            Ok(()) => finished += 1,
            Err(why) => failed.push(why),
        }
    }
    (finished, failed)
}

fn finish_one(data: &Path, study: &Path, path: &Path) -> Result<(), String> {
    let note = Note::read(path)?;
    let mut held: Held = folders::hold(data, &note.participant)?;
    if let Some(other) = note.of_another(study) {
        return Err(format!(
            "{} names session {other}, which is another participant's: nothing is removed; look at that file, and withdraw again by the code.",
            path.display()
        ));
    }
    for folder in note.folders(study) {
        held.lock(&folder)?;
    }
    carry_out(study, path, &note)
        .map(drop)
        .map_err(|error| cant(study, &error))
}

/// One study's part of a withdrawal; its sessions are locked.
fn withdraw_in(
    study: &Path,
    code: &Id,
    sessions: &[&Listed],
    day: NaiveDate,
    why: Why,
) -> Result<Vec<String>, String> {
    let encrypted = sessions
        .iter()
        .filter(|session| session.progress == Progress::Encrypted);
    let unread = encrypted.count();
    let events: Vec<Vec<Event>> = sessions
        .iter()
        .map(|session| events_of(&session.folder))
        .collect();
    let names: Vec<String> = sessions.iter().map(|session| session.id.clone()).collect();
    let note = Note {
        tombstone: Tombstone::new(day, why, &events, unread),
        participant: code.clone(),
        forget: is_all(study, code, &names),
        sessions: names,
    };
    let path = note.path(study);
    room::make(sessions, || note.write(&path)).map_err(|stuck| stuck.sentence(study))?;
    carry_out(study, &path, &note).map_err(|error| cant(study, &error))
}

/// Everything that a note asks for; what is done already is passed over. Returns what the experimenter has to know.
fn carry_out(study: &Path, path: &Path, note: &Note) -> std::io::Result<Vec<String>> {
    let set = note.tombstone.set(study);
    // On a full disk the tombstone waits, safe in the note, for the room that the folders leave.
    let waits = set.as_ref().is_err_and(disk::is_full);
    if !waits {
        set?;
    }
    for folder in note.folders(study) {
        std::fs::remove_dir_all(&folder)?;
    }
    disk::sync_folder(study)?;
    if waits {
        note.tombstone.set(study)?;
    }
    let told = beside::forget(study, &note.sessions)?;
    if note.forget {
        forget(study, &note.participant)?;
    }
    std::fs::remove_file(path)?;
    disk::sync_folder(study)?;
    Ok(told)
}

/// Whether the participant has no other session in the study.
fn is_all(study: &Path, code: &Id, names: &[String]) -> bool {
    folders::list_study(study)
        .iter()
        .filter(|session| session.participant == *code)
        .all(|session| names.contains(&session.id))
}

/// A session's facts, from whichever of its files has more of them.
fn events_of(folder: &Path) -> Vec<Event> {
    let journal = recover::read(folder).map(|journal| journal.events);
    let journal = journal.unwrap_or_default();
    let sealed = document::Document::read(folder);
    let sealed = sealed
        .map(|(document, _)| document.events)
        .unwrap_or_default();
    if sealed.len() > journal.len() {
        sealed
    } else {
        journal
    }
}

fn of_participant(data: &Path, code: &Id, study: Option<&Id>) -> (Vec<Listed>, Vec<String>) {
    let listed = folders::list(data);
    let here = listed
        .into_iter()
        .filter(|session| study.is_none_or(|study| session.study == *study));
    // A folder that can't be read is known by its name alone, which may end in the number of a second folder of somebody else.
    let ambiguous = |session: &Listed| {
        let tail = session.participant.as_str().rsplit_once('_');
        let is_second = tail.is_some_and(|(bare, tail)| {
            let is_number = tail.bytes().all(|digit| digit.is_ascii_digit());
            // Nobody can look into an encrypted one; there is a second folder only where there is a first.
            let first = session
                .folder
                .with_file_name(format!("{}_{bare}", session.stamp));
            is_number && (session.progress != Progress::Encrypted || first.exists())
        });
        is_closed(session) && is_second
    };
    let (own, others): (Vec<Listed>, Vec<Listed>) =
        here.partition(|session| session.participant == *code && !ambiguous(session));
    let doubtful = others.iter().filter(|session| {
        is_closed(session)
            && (session.participant == *code || folders::may_be_of(&session.id, code))
    });
    let doubtful = doubtful.map(|session| {
        format!(
            "Session {} can't be read and may belong to participant {code} too: look at it, and withdraw it by its folder.",
            session.id
        )
    });
    let strangers = folders::strangers(data);
    let strangers = strangers
        .iter()
        .filter(|stranger| stranger.may_be_of(code))
        .map(|stranger| format!("{} Then withdraw again.", stranger.sentence()));
    let remarks = doubtful.chain(strangers).collect();
    (own, remarks)
}

/// Whether nothing but its folder's name tells whose it is.
fn is_closed(session: &Listed) -> bool {
    matches!(
        session.progress,
        Progress::Unreadable | Progress::NeverBegun | Progress::Encrypted
    )
}

fn unread(sessions: &[Listed]) -> impl Iterator<Item = String> {
    sessions
        .iter()
        .filter(|session| session.progress == Progress::Encrypted)
        .map(|session| {
            format!(
                "Session {} was encrypted, so nobody could look whether it held adverse events: note them by hand if there were any.",
                session.id
            )
        })
}

fn moved(sessions: &[Listed]) -> impl Iterator<Item = String> {
    sessions
        .iter()
        .filter(|session| session.progress == Progress::Moved)
        .map(|session| {
            format!(
                "Session {} went on in another data folder: withdraw it there too.",
                session.id
            )
        })
}

/// Sessions that came here from another data folder, where their beginning still lies.
fn came_from_elsewhere(sessions: &[Listed]) -> Vec<String> {
    let is_move =
        |event: &Event| matches!(&event.fact, Fact::Fault { id, .. } if id == OTHER_FOLDER);
    let came = sessions
        .iter()
        .filter(|session| events_of(&session.folder).iter().any(is_move));
    came.map(|session| {
        format!(
            "Session {} had begun in another data folder, where its first part may still lie: withdraw it there too.",
            session.id
        )
    })
    .collect()
}

fn studies(sessions: &[Listed]) -> Vec<PathBuf> {
    let mut studies: Vec<PathBuf> = sessions
        .iter()
        .filter_map(|session| session.folder.parent().map(Path::to_owned))
        .collect();
    studies.sort();
    studies.dedup();
    studies
}

/// The data folder: for one session, the one in which it lies.
fn data_of<'p>(data: &'p Path, whom: &Whom, sessions: &'p [Listed]) -> &'p Path {
    let own = sessions.first().map(|session| session.folder.as_path());
    match whom {
        Whom::Participant { .. } => data,
        Whom::Session(_) => own
            .and_then(Path::parent)
            .and_then(Path::parent)
            .unwrap_or(data),
    }
}

/// Whether a session's folder, and the study's above it, are folders themselves and no links to others.
fn is_real_folder(folder: &Path) -> bool {
    let is_real = |path: &Path| path.symlink_metadata().is_ok_and(|about| about.is_dir());
    is_real(folder) && folder.parent().is_some_and(is_real)
}

fn cant(study: &Path, error: &std::io::Error) -> String {
    format!(
        "The withdrawal in {} can't be finished: {error}. What is left to do is noted there; withdraw again, or run lacrima recover.",
        study.display()
    )
}

#[cfg(test)]
mod tests;

//! What is locked while something is done with a session, and the sentence for whoever comes second.

use std::io;
use std::path::{Path, PathBuf};

use super::lock::{self, Doing, Holder, Lock, Taken};
use super::{name_of, trouble};
use crate::protocol::Id;
use crate::time;

/// A participant's code in a data folder, and sessions of theirs, that are ours alone while this lives.
pub struct Held {
    _participant: Lock,
    sessions: Vec<Lock>,
}

/// Locks a participant's code, to remove sessions of theirs.
///
/// # Errors
/// One sentence when a session of theirs is running.
pub fn hold(data: &Path, participant: &Id) -> Result<Held, String> {
    let holder = holder(Doing::Withdrawing, None);
    Ok(Held {
        _participant: lock_participant(data, participant, &holder)?,
        sessions: Vec::new(),
    })
}

impl Held {
    /// Locks a session's folder too.
    ///
    /// # Errors
    /// One sentence when it is open elsewhere.
    pub fn lock(&mut self, session: &Path) -> Result<(), String> {
        let holder = holder(Doing::Withdrawing, Some(name_of(session)));
        self.sessions.push(lock_session(session, &holder)?);
        Ok(())
    }
}

/// A session's folder that is ours alone while this lives.
pub struct Alone {
    _session: Lock,
}

/// Locks the folder of a finished session, whatever else runs with the participant's code.
///
/// # Errors
/// One sentence when it is open elsewhere.
pub fn alone(session: &Path) -> Result<Alone, String> {
    let holder = holder(Doing::Amending, Some(name_of(session)));
    Ok(Alone {
        _session: lock_session(session, &holder)?,
    })
}

/// Whoever locks something now.
pub fn holder(doing: Doing, session: Option<String>) -> Holder {
    Holder {
        doing,
        session,
        since: time::utc_now(),
    }
}

/// Locks a data folder for one running session.
pub fn lock_data(data: &Path, holder: &Holder) -> Result<Lock, String> {
    taken(lock::data(data, holder), RUNNING_HERE)
}

pub fn lock_participant(data: &Path, code: &Id, holder: &Holder) -> Result<Lock, String> {
    let what = format!("A session of participant {code} is running in this data folder");
    taken(lock::participant(data, code, holder), &what)
}

pub fn lock_session(folder: &Path, holder: &Holder) -> Result<Lock, String> {
    let what = format!("Session {} is open in another window", name_of(folder));
    taken(lock::session(folder, holder), &what)
}

/// Why no session can begin in this data folder now: one is running there.
pub fn is_occupied(data: &Path) -> Option<String> {
    lock::data_holder(data).map(|holder| sentence(RUNNING_HERE, holder.as_ref()))
}

/// Why nothing can be done with this session now: it is open.
pub fn is_open(folder: &Path) -> Option<String> {
    let what = format!("Session {} is running", name_of(folder));
    lock::session_holder(folder).map(|holder| sentence(&what, holder.as_ref()))
}

/// The data folder in which a session's folder lies.
pub fn data_of(session: &Path) -> PathBuf {
    let data = session.parent().and_then(Path::parent);
    data.unwrap_or(session).to_owned()
}

fn taken(taken: io::Result<Taken>, what: &str) -> Result<Lock, String> {
    match taken {
        Ok(Taken::Ours(lock)) => Ok(lock),
        Ok(Taken::Theirs(holder)) => Err(sentence(what, holder.as_ref())),
        Err(error) => Err(trouble::at_rest(&error)),
    }
}

const RUNNING_HERE: &str = "A session is running in this data folder";

fn sentence(what: &str, holder: Option<&Holder>) -> String {
    let Some(holder) = holder else {
        return format!("{what}: end it there first, or close that window.");
    };
    let since = holder.since.format("%Y-%m-%d %H:%M UTC");
    let session = holder.session.as_deref();
    let who = session
        .filter(|id| !what.contains(id))
        .map(|id| format!(" ({id})"))
        .unwrap_or_default();
    let named = session.map_or_else(
        || "The participant's data".to_owned(),
        |id| format!("Session {id}"),
    );
    match holder.doing {
        Doing::Running => {
            format!("{what}, begun {since}{who}: end it there first, or close that window.")
        }
        Doing::Closing => format!(
            "{named} is being closed by another program, begun {since}: wait until that is done and try again."
        ),
        Doing::Amending => format!(
            "{named} is being changed by another program, begun {since}: wait until that is done and try again."
        ),
        Doing::Withdrawing => format!(
            "{named} is being withdrawn by another program, begun {since}: wait until that is done and try again."
        ),
    }
}

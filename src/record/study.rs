//! The sessions of a study, walked through: which of them count, and each opened on as many threads as there are cores, in a stable
//! order and with few of them in memory at once.

mod walk;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::folders::{self, Listed, Progress};
use crate::protocol::Id;
use crate::session::{Mode, Status};

pub use walk::walk;

/// The sessions of one study in a folder.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// The study.
    pub study: Id,
    /// The study's folder.
    pub folder: PathBuf,
    /// The finished sessions that count, in order of their ids: by time, then by code.
    pub counted: Vec<Listed>,
    /// The others, and why, in the same order.
    pub left_out: Vec<LeftOut>,
    /// Why the sessions that count were run; all of one kind when it is `study`.
    pub modes: Vec<Mode>,
}

/// A session that does not count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// The session.
    pub session: String,
    /// Why, in one sentence.
    pub why: String,
}

/// The sessions of a study: its folder, or the data folder when that holds no other study. Sessions of mode `study` count; where there
/// is none, those of the other modes do, and demonstrations only among themselves.
///
/// # Errors
/// One sentence when there is no session, or there are several studies.
pub fn sessions(folder: &Path) -> Result<Sessions, String> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    if !absolute.is_dir() {
        return Err(format!(
            "{} is no folder: name the folder of a study, or the data folder that holds it.",
            folder.display()
        ));
    }
    if folders::look(&absolute).is_some_and(|session| session.progress != Progress::NeverBegun) {
        return Err(format!(
            "{} is one session: name the folder of its study, or use lacrima show.",
            folder.display()
        ));
    }
    let mut listed = folders::list_study(&absolute);
    if listed.is_empty() {
        listed = folders::list(&absolute);
    }
    listed.sort_by(|a, b| a.id.cmp(&b.id));
    let studies: BTreeSet<&Id> = listed.iter().map(|session| &session.study).collect();
    let Some(study) = studies.first().map(|study| (*study).clone()) else {
        return Err(format!(
            "There is no session in {}: name the folder of a study, or the data folder that holds it.",
            folder.display()
        ));
    };
    if studies.len() > 1 {
        let names: Vec<&str> = studies.iter().map(|study| study.as_str()).collect();
        return Err(format!(
            "{} holds {} studies ({}): name the folder of one, such as {}.",
            folder.display(),
            names.len(),
            names.join(", "),
            folder.join(study.as_str()).display()
        ));
    }
    let own = listed.first().and_then(|session| session.folder.parent());
    let own = own.map_or(absolute.clone(), Path::to_owned);
    Ok(chosen(study, own, listed))
}

fn chosen(study: Id, folder: PathBuf, listed: Vec<Listed>) -> Sessions {
    let mut left_out = Vec::new();
    let mut counted = Vec::new();
    for session in listed {
        match why_not(&session) {
            Some(why) => left_out.push(LeftOut {
                session: session.id,
                why,
            }),
            None => counted.push(session),
        }
    }
    let has = |mode: Mode| counted.iter().any(|session| session.mode == Some(mode));
    let counts = |mode: Option<Mode>| match mode {
        _ if has(Mode::Study) => mode == Some(Mode::Study),
        Some(Mode::Demo) => counted.iter().all(|one| one.mode == Some(Mode::Demo)),
        _ => true,
    };
    let because = if has(Mode::Study) {
        "only sessions of mode study count where there are any"
    } else {
        "demonstrations do not count beside other sessions"
    };
    let (counted, others): (Vec<Listed>, Vec<Listed>) = counted
        .iter()
        .cloned()
        .partition(|session| counts(session.mode));
    left_out.extend(others.into_iter().map(|session| LeftOut {
        why: format!(
            "Its mode is {}, and {because}.",
            session.mode.map_or("unknown", word)
        ),
        session: session.id,
    }));
    left_out.sort_by(|a, b| a.session.cmp(&b.session));
    let mut modes: Vec<Mode> = Vec::new();
    for mode in counted.iter().filter_map(|session| session.mode) {
        if !modes.contains(&mode) {
            modes.push(mode);
        }
    }
    modes.sort_by_key(|mode| word(*mode));
    Sessions {
        study,
        folder,
        counted,
        left_out,
        modes,
    }
}

/// Why a session can't count, whatever its mode.
fn why_not(session: &Listed) -> Option<String> {
    if session.wants_deletion {
        return Some(
            "Its participant wants the data to be deleted: withdraw it with lacrima withdraw."
                .to_owned(),
        );
    }
    let why = match session.progress {
        Progress::Finished(Status::Withdrawn) => {
            "Its participant withdrew from taking part, so its data are not used."
        }
        Progress::Finished(_) => return None,
        Progress::Running => "It is running now: it counts once it has ended.",
        Progress::Unfinished { .. } => {
            "It has no end yet, or no session.json that can be read: resume it, or close it with lacrima recover."
        }
        Progress::Moved => "It went on in another data folder: look at it there.",
        Progress::Encrypted => "It is encrypted: decrypt it with lacrima decrypt to let it count.",
        Progress::NeverBegun => "Nothing was recorded in it.",
        Progress::Unreadable => {
            "Neither its journal nor its document can be read: put back its files from a copy."
        }
    };
    Some(why.to_owned())
}

/// A mode's name in files.
pub fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Study => "study",
        Mode::Rehearsal => "rehearsal",
        Mode::Demo => "demo",
        Mode::Pilot => "pilot",
        Mode::Simulated => "simulated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, mode: Mode, progress: Progress) -> Listed {
        Listed {
            folder: PathBuf::from("/data/s").join(id),
            id: id.to_owned(),
            study: Id::from("s"),
            participant: Id::from("P1"),
            stamp: String::new(),
            mode: Some(mode),
            progress,
            wants_deletion: false,
        }
    }

    fn check(modes: &[Mode], counted: &[usize]) {
        let done = Progress::Finished(Status::Completed);
        let all = modes.iter().zip('a'..);
        let all = all.map(|(mode, id)| listed(&id.to_string(), *mode, done.clone()));
        let all: Vec<Listed> = all.collect();
        let found = chosen(Id::from("s"), PathBuf::new(), all.clone());
        let wanted: Vec<&str> = counted
            .iter()
            .map(|place| all[*place].id.as_str())
            .collect();
        let ids: Vec<&str> = found.counted.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, wanted, "{modes:?}");
        assert_eq!(
            found.left_out.len(),
            modes.len() - counted.len(),
            "{modes:?}"
        );
    }

    #[test]
    fn study_sessions_count_alone_and_demonstrations_only_among_themselves() {
        use Mode::{Demo, Pilot, Rehearsal, Simulated, Study};
        check(&[Study, Demo, Study, Pilot], &[0, 2]);
        check(&[Simulated, Demo, Rehearsal], &[0, 2]);
        check(&[Demo, Demo], &[0, 1]);
        check(&[Simulated], &[0]);
    }

    #[test]
    fn what_is_open_or_put_away_is_left_out_with_its_reason() {
        for (progress, word) in [
            (Progress::Running, "running"),
            (Progress::Encrypted, "decrypt"),
            (Progress::Moved, "another data folder"),
            (Progress::Finished(Status::Withdrawn), "withdrew"),
            (
                Progress::Unfinished {
                    last_s: None,
                    last_seq: None,
                },
                "recover",
            ),
        ] {
            let all = vec![
                listed("a", Mode::Study, Progress::Finished(Status::Stopped)),
                listed("b", Mode::Study, progress),
            ];
            let found = chosen(Id::from("s"), PathBuf::new(), all);
            assert_eq!(found.counted.len(), 1);
            let why = &found.left_out[0].why;
            assert!(why.contains(word), "{why}");
        }
    }
}

//! A session that the program's end broke off, looked at before it is taken up again: where it stands, and what it needs.

use std::path::{Path, PathBuf};

use super::clock;
use super::clockwatch::Reading;
use crate::protocol::Id;
use crate::record::{self, AtHand, Progress};
use crate::session::{DeskView, Engine, Event};
use crate::time::SessionTime;

/// No session lasts ten years.
const LONGEST: SessionTime = SessionTime(10 * 366 * 86_400 * 1_000_000);

/// No session has more events.
const MOST: u64 = 1 << 40;

/// One that can be taken up.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// Its folder.
    pub folder: PathBuf,
    /// What the desk may see of it, as it stood when it was broken off.
    pub view: Box<DeskView>,
    /// When the program was last known to run.
    pub last: SessionTime,
    /// Session time now, by true elapsed time.
    pub now: SessionTime,
    /// How exactly that is known, in milliseconds.
    pub uncertainty_ms: f64,
    /// The computer was started anew meanwhile.
    pub new_boot: bool,
    /// What of its journal can't be read, in one sentence.
    pub left_out: Option<String>,
    /// The films, sounds and pictures that it shows.
    pub media: Vec<Needed>,
    /// What else it had at hand on this computer, if that is still known.
    pub at_hand: Option<AtHand>,
}

/// A film, sound or picture of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// The stimulus.
    pub id: Id,
    /// The file's name.
    pub name: String,
    /// Digest of the file that was used.
    pub sha256: String,
    /// Where it lay.
    pub path: Option<PathBuf>,
}

/// Looks at the session in this folder. Nothing on the disk changes.
///
/// # Errors
/// One sentence when it runs elsewhere, has come to its end, or its journal has no readable beginning.
pub fn look(folder: &Path) -> Result<Unfinished, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let listed = record::look(folder)
        .ok_or_else(|| format!("{} is not the folder of a session.", folder.display()))?;
    match listed.progress {
        Progress::Finished(_) | Progress::Encrypted => {
            return Err(format!(
                "Session {name} is finished: there is nothing to take up."
            ));
        }
        Progress::Running => {
            return Err(format!(
                "Session {name} is running in another window: go on there."
            ));
        }
        Progress::Moved => {
            return Err(format!(
                "Session {name} went on in another data folder: take it up there."
            ));
        }
        Progress::NeverBegun => {
            return Err(format!(
                "Session {name} had not begun, and nothing was recorded: begin a new one."
            ));
        }
        Progress::Unfinished { .. } | Progress::Unreadable => {}
    }
    let journal = record::read(folder)?;
    let engine = engine(folder, &journal.events)?;
    let going_on = clock::go_on(engine.header(), &journal.events, Reading::now());
    let now = SessionTime::from_stamp(crate::time::now(), going_on.origin);
    let last = last_life(folder, &journal.events, now);
    let at_hand = AtHand::of(folder);
    let places = at_hand.as_ref().map(|at_hand| &at_hand.media);
    let media = engine.header().stimuli.iter().map(|facts| Needed {
        id: facts.id.clone(),
        name: facts.file.clone(),
        sha256: facts.sha256.clone(),
        path: places.and_then(|places| places.get(&facts.id)).cloned(),
    });
    Ok(Unfinished {
        folder: folder.to_owned(),
        media: media.collect(),
        view: Box::new(engine.desk_view(last)),
        last,
        now,
        uncertainty_ms: going_on.clock.uncertainty_ms,
        new_boot: going_on.new_boot,
        left_out: journal.dropped,
        at_hand,
    })
}

/// The engine as it stood.
///
/// # Errors
/// One sentence when there is none, or the session is over.
pub(super) fn engine(folder: &Path, events: &[Event]) -> Result<Engine, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let engine = Engine::replay(events).ok_or_else(|| {
        format!(
            "The journal of session {name} has no readable beginning: nothing can be made of it, and it is left as it is."
        )
    })?;
    let is_odd = |event: &Event| {
        let times = [event.t_s, event.instant()];
        event.seq > MOST || times.iter().any(|t| *t > LONGEST || *t < SessionTime::ZERO)
    };
    if events.iter().any(is_odd) {
        return Err(format!(
            "The journal of session {name} tells of times or numbers that no session has: it can't be taken up; close it instead."
        ));
    }
    if engine.is_over() {
        return Err(format!(
            "Session {name} had come to its end, and only its document is missing: close it, and that is written."
        ));
    }
    Ok(engine)
}

/// When the program was last known to run: the newest fact, or the newest frame of a film. Nothing was shown after `now`.
pub(super) fn last_life(folder: &Path, events: &[Event], now: SessionTime) -> SessionTime {
    let fact = events.last().map_or(SessionTime::ZERO, |event| event.t_s);
    record::last_shown(folder, now).map_or(fact, |frame| frame.max(fact))
}

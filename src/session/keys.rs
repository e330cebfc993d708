//! What a coding key means, in a live session and when it is coded again: a press becomes at most one fact.

use super::engine::Refusal;
use super::event::{BoutEnd, Fact, Nudged, Undone};
use super::state::{Act, CodingState};
use crate::protocol::{Channel, Coding, Id, Key, PointGroup};
use crate::time::{Micros, SessionTime};

/// How far an onset can be moved.
const MOST_NUDGE: Micros = Micros(5_000_000);
const NOTHING: &str = "Nothing was coded yet.";

/// What a key means.
enum Meaning<'s> {
    Hold(&'s Channel),
    Level(&'s Channel, u8),
    Off(&'s Channel),
    Point(&'s Id),
    Social(&'s Id),
    Source(&'s Id),
}

/// What becomes of a key that went down or up; `None` when nothing does.
pub(super) fn fact(
    scheme: &Coding,
    state: &CodingState,
    key: &Key,
    down: bool,
) -> Result<Option<Fact>, Refusal> {
    if down {
        pressed(scheme, state, key)
    } else {
        Ok(released(state, key))
    }
}

fn pressed(scheme: &Coding, state: &CodingState, key: &Key) -> Result<Option<Fact>, Refusal> {
    let Some(meaning) = meaning(scheme, key) else {
        return Ok(None);
    };
    // Contacts and their sources count until the session ends, whether or not crying is coded.
    let social = matches!(meaning, Meaning::Social(_) | Meaning::Source(_));
    if !state.on && !social {
        return Err(Refusal("Coding is not on now.".to_owned()));
    }
    let closed = |bout| Fact::BoutClosed {
        bout,
        by: BoutEnd::Key,
    };
    let opened = |channel: &Channel, level, held| Fact::BoutOpened {
        bout: state.last + 1,
        channel: channel.id.clone(),
        level,
        key: key.clone(),
        held,
    };
    Ok(match meaning {
        Meaning::Hold(channel) => match state.open_bout(&channel.id) {
            // The keyboard repeats a key that is held.
            Some(bout) if bout.held && bout.key == *key => None,
            Some(bout) => Some(closed(bout.id)),
            None => Some(opened(channel, channel.hold_level.unwrap_or(1), true)),
        },
        Meaning::Level(channel, level) => match state.open_bout(&channel.id) {
            Some(bout) if bout.level() == level => None,
            Some(bout) => Some(Fact::LevelSet {
                bout: bout.id,
                level,
            }),
            None => Some(opened(channel, level, false)),
        },
        Meaning::Off(channel) => state.open_bout(&channel.id).map(|bout| closed(bout.id)),
        Meaning::Source(source) => unsourced(scheme, state).map(|point| Fact::SourceSet {
            point,
            source: source.clone(),
        }),
        Meaning::Point(code) | Meaning::Social(code) => Some(Fact::Point {
            point: state.last + 1,
            code: code.clone(),
        }),
    })
}

fn released(state: &CodingState, key: &Key) -> Option<Fact> {
    let held = state
        .open_bouts()
        .find(|bout| bout.held && bout.key == *key);
    match held {
        Some(bout) => Some(Fact::BoutClosed {
            bout: bout.id,
            by: BoutEnd::Release,
        }),
        None => state
            .orphans
            .contains(key)
            .then(|| Fact::LateRelease { key: key.clone() }),
    }
}

/// Takes the last act back.
pub(super) fn undo(state: &CodingState) -> Result<Fact, Refusal> {
    let what = match state.acts.last() {
        Some(Act::Bout(id)) => Undone::Bout(*id),
        Some(Act::Level(id)) => Undone::Level(*id),
        Some(Act::Point(id)) => Undone::Point(*id),
        None => return Err(Refusal("There is nothing to take back.".to_owned())),
    };
    Ok(Fact::Undone { what })
}

/// The newest social event, if nobody has said yet who it came from.
pub(super) fn unsourced(scheme: &Coding, state: &CodingState) -> Option<u64> {
    let is_social = |code: &Id| {
        let code = scheme.points.iter().find(|point| point.id == *code);
        code.is_some_and(|point| point.group == PointGroup::Social)
    };
    let newest = state
        .points
        .iter()
        .rev()
        .find(|point| is_social(&point.code))?;
    (!scheme.sources.is_empty() && newest.source.is_none()).then_some(newest.id)
}

/// Moves the last coded point, or the onset of the bout that was last begun or changed. What was coded first stays; at most five
/// seconds in all, never past the bout's next level or its end, and never beyond `now`.
pub(super) fn nudge(state: &CodingState, by: Micros, now: SessionTime) -> Result<Fact, Refusal> {
    let nothing = || Refusal(NOTHING.to_owned());
    let (what, so_far, onset, end) = match state.acts.last() {
        Some(Act::Bout(id) | Act::Level(id)) => {
            let bout = state.bouts.iter().find(|bout| bout.id == *id);
            let bout = bout.ok_or_else(nothing)?;
            let next = bout.levels.iter().skip(1).map(|(t, _)| *t);
            let end = next.chain(bout.offset).min();
            (Nudged::Bout(*id), bout.nudge, bout.onset(), end)
        }
        Some(Act::Point(id)) => {
            let point = state.points.iter().find(|point| point.id == *id);
            let point = point.ok_or_else(nothing)?;
            (Nudged::Point(*id), point.nudge, point.t, None)
        }
        None => return Err(nothing()),
    };
    let total = Micros(so_far.0.saturating_add(by.0));
    let moved = onset + total;
    if total.0.saturating_abs() > MOST_NUDGE.0
        || moved.0 < 0
        || moved > now
        || end.is_some_and(|end| moved >= end)
    {
        return Err(Refusal("The onset can't be moved further.".to_owned()));
    }
    Ok(Fact::Nudged {
        what,
        by_ms: by.0 / 1000,
    })
}

fn meaning<'s>(scheme: &'s Coding, key: &Key) -> Option<Meaning<'s>> {
    if let Some(point) = scheme.points.iter().find(|point| point.key == *key) {
        return Some(match point.group {
            PointGroup::Social => Meaning::Social(&point.id),
            PointGroup::Main | PointGroup::More => Meaning::Point(&point.id),
        });
    }
    if let Some(source) = scheme.sources.iter().find(|source| source.key == *key) {
        return Some(Meaning::Source(&source.id));
    }
    scheme.channels.iter().find_map(|channel| {
        if channel.hold_key.as_ref() == Some(key) {
            return Some(Meaning::Hold(channel));
        }
        if channel.off_key.as_ref() == Some(key) {
            return Some(Meaning::Off(channel));
        }
        let level = channel.level_keys.iter().position(|other| other == key)?;
        Some(Meaning::Level(channel, u8::try_from(level + 1).ok()?))
    })
}

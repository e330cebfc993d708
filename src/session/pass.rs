//! A session coded again from a video: the same keys as live, on the video's own time, at any speed and in any order of its stretches.

use super::engine::Refusal;
use super::event::{BoutEnd, Fact, Nudged, Undone};
use super::keys;
use super::state::{Act, Bout as BoutState, CodingState};
use crate::protocol::{Coding, Id, Key, PointGroup};
use crate::time::{FilmTime, Micros, SessionTime};

/// A frame that is shown so little before an onset shows that onset.
const FRAME: Micros = Micros(40_000);

/// A coding pass. Like the engine it knows no clock: each press comes with the media time that was seen then, and what it
/// becomes is applied as a fact, so that a pass can be made again from its facts.
#[derive(Clone, Debug)]
pub struct Pass {
    scheme: Coding,
    state: CodingState,
}

/// A bout of a pass. Media time of the video.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded {
    /// Its number.
    pub bout: u64,
    /// Its channel.
    pub channel: Id,
    /// Its level from each instant on, the first at its onset.
    pub levels: Vec<(FilmTime, u8)>,
    /// Its end; null while it lasts.
    pub offset: Option<FilmTime>,
}

impl Coded {
    /// Where it begins.
    pub fn onset(&self) -> FilmTime {
        self.levels.first().map_or(FilmTime(0), |(t, _)| *t)
    }

    /// Its level at a media time; before it the first.
    fn level_at(&self, at: FilmTime) -> u8 {
        let passed = self.levels.iter().take_while(|(t, _)| *t <= at).last();
        passed
            .or(self.levels.first())
            .map_or(0, |(_, level)| *level)
    }

    /// Whether it is closed and lasts at this media time, or begins within the frame that is shown then.
    fn holds(&self, at: FilmTime) -> bool {
        self.onset() <= at + FRAME && self.offset.is_some_and(|offset| at < offset)
    }

    /// Whether it ended where it began: then nothing is in its way.
    fn is_empty(&self) -> bool {
        self.offset.is_some_and(|offset| offset <= self.onset())
    }
}

impl Pass {
    /// Nothing coded yet. Social events are the experimenter's, who was there: their keys mean nothing here.
    pub fn new(mut scheme: Coding) -> Self {
        scheme
            .points
            .retain(|point| point.group != PointGroup::Social);
        scheme.sources.clear();
        let state = CodingState {
            on: true,
            ..CodingState::default()
        };
        Self { scheme, state }
    }

    /// What is coded, and with which keys.
    pub fn scheme(&self) -> &Coding {
        &self.scheme
    }

    /// Makes a fact of this pass true.
    pub fn apply(&mut self, at: FilmTime, fact: &Fact) {
        let t = SessionTime(at.0);
        match fact {
            Fact::BoutOpened {
                bout,
                channel,
                level,
                key,
                held,
            } => self.state.open(BoutState {
                id: *bout,
                channel: channel.clone(),
                levels: vec![(t, *level)],
                offset: None,
                key: key.clone(),
                held: *held,
                nudge: Micros(0),
            }),
            Fact::LevelSet { bout, level } => self.state.set_level_at(*bout, t, *level),
            Fact::BoutClosed { bout, by } => self.state.close(*bout, t, *by),
            Fact::Point { point, code } => self.state.add_point(*point, code.clone(), t),
            Fact::Undone { what } => self.state.undo(*what),
            Fact::Nudged { what, by_ms } => {
                self.state.nudge(*what, Micros(by_ms.saturating_mul(1000)));
            }
            Fact::LateRelease { key } => drop(self.state.orphans.remove(key)),
            _ => {}
        }
    }

    /// What a key at this media time becomes; the caller keeps and applies it. Within a bout that stands already no other one of its
    /// channel begins: there a level key sets its level from here on to where it changes next, or ends.
    ///
    /// # Errors
    /// When the key can't mean anything now.
    pub fn key(&self, at: FilmTime, key: &Key, down: bool) -> Result<Option<Fact>, Refusal> {
        let fact = keys::fact(&self.scheme, &self.state, key, down)?;
        let Some(Fact::BoutOpened {
            channel,
            level,
            held,
            ..
        }) = &fact
        else {
            return Ok(fact);
        };
        let Some(there) = self.standing(channel, at) else {
            return Ok(fact);
        };
        if *held {
            return Err(self.taken(&there));
        }
        let bout = there.bout;
        Ok((there.level_at(at) != *level).then_some(Fact::LevelSet {
            bout,
            level: *level,
        }))
    }

    /// What ends open bouts that have come to where another bout of their channel stands, each with its instant: it is coded already
    /// from there on.
    pub fn meeting(&self, at: FilmTime) -> Vec<(FilmTime, Fact)> {
        let open: Vec<Coded> = self.bouts().filter(|bout| bout.offset.is_none()).collect();
        let met = open.into_iter().filter_map(|bout| {
            let there = self.after(&bout)?;
            let fact = Fact::BoutClosed {
                bout: bout.bout,
                by: BoutEnd::Key,
            };
            (there <= at).then_some((there, fact))
        });
        met.collect()
    }

    /// Where the next bout of its channel begins.
    fn after(&self, bout: &Coded) -> Option<FilmTime> {
        let others = self.bouts().filter(|other| {
            other.bout != bout.bout && other.channel == bout.channel && !other.is_empty()
        });
        others
            .map(|other| other.onset())
            .filter(|onset| *onset >= bout.onset())
            .min()
    }

    /// The closed bout of this channel that stands at this media time.
    fn standing(&self, channel: &Id, at: FilmTime) -> Option<Coded> {
        self.bouts()
            .find(|bout| bout.channel == *channel && bout.holds(at))
    }

    fn taken(&self, bout: &Coded) -> Refusal {
        let channel = self
            .scheme
            .channels
            .iter()
            .find(|one| one.id == bout.channel);
        let name = channel
            .and_then(|channel| channel.label.as_ref())
            .map_or(bout.channel.as_str(), |label| label.get("en"));
        let to = bout.offset.unwrap_or(bout.onset());
        Refusal(format!(
            "{name} is coded here already, {:.1} to {:.1} s of the video: click that bout and take it back first, or code after it.",
            bout.onset().as_s(),
            to.as_s()
        ))
    }

    /// Takes the last act back.
    ///
    /// # Errors
    /// When there is none.
    pub fn undo(&self) -> Result<Fact, Refusal> {
        keys::undo(&self.state)
    }

    /// Takes back this bout or point.
    ///
    /// # Errors
    /// When there is no such.
    pub fn take_back(&self, what: Undone) -> Result<Fact, Refusal> {
        let is_there = match what {
            Undone::Bout(id) | Undone::Level(id) => self.state.bouts.iter().any(|b| b.id == id),
            Undone::Point(id) => self.state.points.iter().any(|point| point.id == id),
        };
        if is_there {
            Ok(Fact::Undone { what })
        } else {
            Err(Refusal("There is no such code any more.".to_owned()))
        }
    }

    /// Moves the last onset or point.
    ///
    /// # Errors
    /// When nothing was coded, or it can't be moved so far.
    pub fn nudge(&self, by: Micros) -> Result<Fact, Refusal> {
        self.free(keys::nudge(&self.state, by, SessionTime(i64::MAX / 4))?)
    }

    /// Moves the onset of this bout, or this point.
    ///
    /// # Errors
    /// When there is no such, or it can't be moved so far.
    pub fn nudge_of(&self, what: Nudged, by: Micros) -> Result<Fact, Refusal> {
        let act = match what {
            Nudged::Bout(id) => Act::Bout(id),
            Nudged::Point(id) => Act::Point(id),
        };
        let state = CodingState {
            acts: vec![act],
            ..self.state.clone()
        };
        self.free(keys::nudge(&state, by, SessionTime(i64::MAX / 4))?)
    }

    /// Lets an onset be moved where no other bout of its channel stands.
    fn free(&self, fact: Fact) -> Result<Fact, Refusal> {
        let Fact::Nudged {
            what: Nudged::Bout(id),
            by_ms,
        } = fact
        else {
            return Ok(fact);
        };
        let Some(bout) = self.bouts().find(|bout| bout.bout == id) else {
            return Ok(fact);
        };
        let to = bout.onset() + Micros(by_ms.saturating_mul(1000));
        let passes = |other: &Coded| {
            other.bout != id
                && other.channel == bout.channel
                && !other.is_empty()
                && other.onset() < bout.onset()
                && other.offset.is_some_and(|offset| to < offset)
        };
        match self.bouts().find(passes) {
            Some(other) => Err(self.taken(&other)),
            None => Ok(fact),
        }
    }

    /// What closes every open bout: before another place of the video is looked at, and at the end.
    pub fn closing(&self, by: BoutEnd) -> Vec<Fact> {
        let open = self.state.open_bouts();
        open.map(|bout| Fact::BoutClosed { bout: bout.id, by })
            .collect()
    }

    /// The bouts that stand, in order of opening, each with its onset as it was moved and its levels in order of time.
    pub fn bouts(&self) -> impl Iterator<Item = Coded> {
        self.state.bouts.iter().map(|bout| {
            let film = |t: SessionTime| FilmTime(t.0);
            let offset = bout.offset.map(film);
            let levels = bout.levels.iter().map(|(t, level)| (film(*t), *level));
            let mut levels: Vec<(FilmTime, u8)> = levels.collect();
            levels.sort_by_key(|(t, _)| *t);
            // What was set last at an instant holds.
            levels.dedup_by(|later, earlier| {
                let is_same = later.0 == earlier.0;
                if is_same {
                    earlier.1 = later.1;
                }
                is_same
            });
            let next = levels.get(1).map(|(t, _)| *t).or(offset);
            if let Some((onset, _)) = levels.first_mut() {
                let moved = *onset + bout.nudge;
                *onset = next.map_or(moved, |next| moved.min(next.max(*onset)));
            }
            Coded {
                bout: bout.id,
                channel: bout.channel.clone(),
                levels,
                offset,
            }
        })
    }

    /// The points that stand: number, code, media time.
    pub fn points(&self) -> impl Iterator<Item = (u64, &Id, FilmTime)> {
        let points = self.state.points.iter();
        points.map(|point| (point.id, &point.code, FilmTime(point.t.0 + point.nudge.0)))
    }

    /// Whether this channel is open.
    pub fn is_open(&self, channel: &Id) -> Option<u8> {
        self.state.open_bout(channel).map(BoutState::level)
    }

    /// How far the onset of a bout was moved, in ms.
    pub fn moved_ms(&self, what: Nudged) -> i64 {
        match what {
            Nudged::Bout(id) => {
                let bout = self.state.bouts.iter().find(|bout| bout.id == id);
                bout.map_or(0, |bout| bout.nudge.0 / 1000)
            }
            Nudged::Point(id) => {
                let point = self.state.points.iter().find(|point| point.id == id);
                point.map_or(0, |point| point.nudge.0 / 1000)
            }
        }
    }
}

#[cfg(test)]
mod tests;

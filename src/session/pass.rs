//! A session coded again from a video: the same keys as live, on the video's own time, at any speed and in any order of its stretches.

use super::engine::Refusal;
use super::event::{BoutEnd, Fact, Nudged, Undone};
use super::keys;
use super::state::{Act, Bout as BoutState, CodingState};
use crate::protocol::{Coding, Id, Key, PointGroup};
use crate::time::{FilmTime, Micros, SessionTime};

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
            Fact::LevelSet { bout, level } => self.state.set_level(*bout, t, *level),
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

    /// What a key at this media time becomes; the caller keeps and applies it.
    ///
    /// # Errors
    /// When the key can't mean anything now.
    pub fn key(&self, key: &Key, down: bool) -> Result<Option<Fact>, Refusal> {
        keys::fact(&self.scheme, &self.state, key, down)
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
        keys::nudge(&self.state, by, SessionTime(i64::MAX / 4))
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
        keys::nudge(&state, by, SessionTime(i64::MAX / 4))
    }

    /// What closes every open bout: before another place of the video is looked at, and at the end.
    pub fn closing(&self, by: BoutEnd) -> Vec<Fact> {
        let open = self.state.open_bouts();
        open.map(|bout| Fact::BoutClosed { bout: bout.id, by })
            .collect()
    }

    /// The bouts that stand, in order of opening.
    pub fn bouts(&self) -> impl Iterator<Item = Coded> {
        self.state.bouts.iter().map(|bout| Coded {
            bout: bout.id,
            channel: bout.channel.clone(),
            levels: bout
                .levels
                .iter()
                .map(|(t, level)| (FilmTime(t.0), *level))
                .collect(),
            offset: bout.offset.map(|t| FilmTime(t.0)),
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
mod tests {
    use super::*;

    fn scheme() -> Coding {
        serde_json::from_value(serde_json::json!({
            "channels": [{"id": "tears", "levels": 3, "hold_key": "J", "level_keys": ["U", "I", "O"], "off_key": "Y"}],
            "points": [
                {"id": "sob", "key": "Space"},
                {"id": "touch", "key": "T", "group": "social"}
            ]
        }))
        .unwrap()
    }

    /// Presses and releases as `12.5 down J`, in any order of media time; gives the pass and its facts.
    fn lived(script: &str) -> (Pass, Vec<(FilmTime, Fact)>) {
        let mut pass = Pass::new(scheme());
        let mut facts = Vec::new();
        for line in script
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let words: Vec<&str> = line.split_whitespace().collect();
            let at = FilmTime::from_s(words[0].parse().unwrap());
            let made = match words[1] {
                "down" => pass.key(&Key(words[2].to_owned()), true).unwrap(),
                "up" => pass.key(&Key(words[2].to_owned()), false).unwrap(),
                "undo" => Some(pass.undo().unwrap()),
                "nudge" => Some(
                    pass.nudge(Micros::from_s(words[2].parse().unwrap()))
                        .unwrap(),
                ),
                "seek" => pass.closing(BoutEnd::Key).into_iter().next(),
                other => panic!("{other}"),
            };
            if let Some(fact) = made {
                pass.apply(at, &fact);
                facts.push((at, fact));
            }
        }
        (pass, facts)
    }

    fn told(pass: &Pass) -> Vec<(f64, f64, u8)> {
        pass.bouts()
            .map(|bout| {
                let (from, level) = *bout.levels.last().unwrap();
                (from.as_s(), bout.offset.map_or(-1.0, FilmTime::as_s), level)
            })
            .collect()
    }

    #[test]
    fn the_same_keys_code_a_video_forwards_and_backwards() {
        let (pass, facts) = lived(
            "10 down J
             14 up J
             20 down U
             22 down O
             25 down Y
             30 down Space
             5 down J
             6 seek",
        );
        assert_eq!(
            told(&pass),
            [(10.0, 14.0, 1), (22.0, 25.0, 3), (5.0, 6.0, 1)]
        );
        assert_eq!(pass.points().count(), 1);
        let mut again = Pass::new(scheme());
        for (at, fact) in &facts {
            again.apply(*at, fact);
        }
        assert_eq!(again.state, pass.state, "made again from its facts");
    }

    #[test]
    fn acts_are_taken_back_and_moved_and_social_keys_mean_nothing() {
        let (pass, _) = lived(
            "10 down J
             12 up J
             30 down Space
             31 undo
             32 nudge -0.5
             33 down T",
        );
        assert_eq!((pass.points().count(), told(&pass).len()), (0, 1));
        assert_eq!(pass.moved_ms(Nudged::Bout(1)), -500);
        assert!(pass.take_back(Undone::Bout(9)).is_err());
        let (nothing, _) = lived("");
        assert!(nothing.undo().is_err() && nothing.nudge(Micros(1)).is_err());
    }

    #[test]
    fn any_bout_and_point_can_be_moved_and_what_is_gone_cannot() {
        let (mut pass, _) = lived(
            "10 down J
             12 up J
             20 down J
             22 up J",
        );
        let earlier = pass.nudge_of(Nudged::Bout(1), Micros(-200_000)).unwrap();
        pass.apply(FilmTime::from_s(23.0), &earlier);
        assert_eq!(pass.moved_ms(Nudged::Bout(1)), -200);
        assert_eq!(pass.moved_ms(Nudged::Bout(2)), 0);
        assert!(
            pass.nudge_of(Nudged::Bout(1), Micros(2_300_000)).is_err(),
            "past its end"
        );
        assert!(pass.nudge_of(Nudged::Point(9), Micros(1)).is_err());
    }
}

//! Keys become bouts, levels and points.

use super::{Engine, Outcome, Refusal, refuse};
use crate::protocol::{Channel, Id, Key, PointGroup};
use crate::session::event::{BoutEnd, Fact, Nudged, Undone};
use crate::session::state::Act;
use crate::time::Micros;

/// How far an onset can be moved.
const MOST_NUDGE: Micros = Micros(5_000_000);
const NOTHING: &str = "Nothing was coded yet.";

/// What a key means.
enum Meaning {
    Hold(Channel),
    Level(Channel, u8),
    Off(Channel),
    Point(Id),
    Social(Id),
    Source(Id),
}

impl Engine {
    pub(super) fn key(&mut self, key: &Key, down: bool) -> Outcome {
        if down {
            self.key_down(key)
        } else {
            self.key_up(key)
        }
    }

    fn key_down(&mut self, key: &Key) -> Outcome {
        let Some(meaning) = self.meaning(key) else {
            return Ok(());
        };
        // Contacts and their sources count until the session ends, whether or not crying is coded.
        let social = matches!(meaning, Meaning::Social(_) | Meaning::Source(_));
        if !self.state.coding.on && !social {
            return refuse("Coding is not on now.");
        }
        match meaning {
            Meaning::Hold(channel) => match self.state.coding.open_bout(&channel.id) {
                // The keyboard repeats a key that is held.
                Some(bout) if bout.held && bout.key == *key => {}
                Some(bout) => {
                    let bout = bout.id;
                    self.emit(Fact::BoutClosed {
                        bout,
                        by: BoutEnd::Key,
                    });
                }
                None => self.open_bout(&channel, channel.hold_level.unwrap_or(1), key, true),
            },
            Meaning::Level(channel, level) => match self.state.coding.open_bout(&channel.id) {
                Some(bout) if bout.level() == level => {}
                Some(bout) => {
                    let bout = bout.id;
                    self.emit(Fact::LevelSet { bout, level });
                }
                None => self.open_bout(&channel, level, key, false),
            },
            Meaning::Off(channel) => {
                if let Some(bout) = self.state.coding.open_bout(&channel.id).map(|bout| bout.id) {
                    self.emit(Fact::BoutClosed {
                        bout,
                        by: BoutEnd::Key,
                    });
                }
            }
            Meaning::Source(source) => {
                if let Some(point) = self.unsourced() {
                    self.emit(Fact::SourceSet { point, source });
                }
            }
            Meaning::Point(code) | Meaning::Social(code) => {
                let point = self.state.coding.last + 1;
                self.emit(Fact::Point { point, code });
            }
        }
        Ok(())
    }

    fn key_up(&mut self, key: &Key) -> Outcome {
        let held = self
            .state
            .coding
            .open_bouts()
            .find(|bout| bout.held && bout.key == *key)
            .map(|bout| bout.id);
        if let Some(bout) = held {
            self.emit(Fact::BoutClosed {
                bout,
                by: BoutEnd::Release,
            });
        } else if self.state.coding.orphans.contains(key) {
            self.emit(Fact::LateRelease { key: key.clone() });
        }
        Ok(())
    }

    fn open_bout(&mut self, channel: &Channel, level: u8, key: &Key, held: bool) {
        let bout = self.state.coding.last + 1;
        self.emit(Fact::BoutOpened {
            bout,
            channel: channel.id.clone(),
            level,
            key: key.clone(),
            held,
        });
    }

    /// Another program took the keyboard: what was held counts as released, its end as unknown.
    pub(super) fn release_all(&mut self) -> Outcome {
        let held: Vec<u64> = self
            .state
            .coding
            .open_bouts()
            .filter(|bout| bout.held)
            .map(|bout| bout.id)
            .collect();
        for bout in held {
            self.emit(Fact::BoutClosed {
                bout,
                by: BoutEnd::FocusLost,
            });
        }
        Ok(())
    }

    pub(super) fn undo(&mut self) -> Outcome {
        let what = match self.state.coding.acts.last() {
            Some(Act::Bout(id)) => Undone::Bout(*id),
            Some(Act::Level(id)) => Undone::Level(*id),
            Some(Act::Point(id)) => Undone::Point(*id),
            None => return Err(Refusal("There is nothing to take back.".to_owned())),
        };
        self.emit(Fact::Undone { what });
        Ok(())
    }

    /// The newest social event, if nobody has said yet who it came from.
    pub(in crate::session) fn unsourced(&self) -> Option<u64> {
        let coding = &self.header.protocol.coding;
        let is_social = |code: &Id| {
            let code = coding.points.iter().find(|point| point.id == *code);
            code.is_some_and(|point| point.group == PointGroup::Social)
        };
        let newest = self
            .state
            .coding
            .points
            .iter()
            .rev()
            .find(|point| is_social(&point.code))?;
        (!coding.sources.is_empty() && newest.source.is_none()).then_some(newest.id)
    }

    /// Moves the last coded point, or the onset of the bout that was last begun or changed. What was coded first stays; at most five
    /// seconds in all, and never past the bout's next level or its end.
    pub(super) fn nudge(&mut self, by: Micros) -> Outcome {
        let coding = &self.state.coding;
        let (what, so_far, onset, end) = match coding.acts.last() {
            Some(Act::Bout(id) | Act::Level(id)) => {
                let bout = coding.bouts.iter().find(|bout| bout.id == *id);
                let bout = bout.ok_or_else(|| Refusal(NOTHING.to_owned()))?;
                let next = bout.levels.get(1).map(|(t, _)| *t);
                let end = next.into_iter().chain(bout.offset).min();
                (Nudged::Bout(*id), bout.nudge, bout.onset(), end)
            }
            Some(Act::Point(id)) => {
                let point = coding.points.iter().find(|point| point.id == *id);
                let point = point.ok_or_else(|| Refusal(NOTHING.to_owned()))?;
                (Nudged::Point(*id), point.nudge, point.t, None)
            }
            None => return refuse(NOTHING),
        };
        let total = Micros(so_far.0.saturating_add(by.0));
        let moved = onset + total;
        if total.0.saturating_abs() > MOST_NUDGE.0
            || moved.0 < 0
            || moved > self.when.t
            || end.is_some_and(|end| moved >= end)
        {
            return refuse("The onset can't be moved further.");
        }
        self.emit(Fact::Nudged {
            what,
            by_ms: by.0 / 1000,
        });
        Ok(())
    }

    pub(super) fn rate_episode(&mut self, quality: Id) -> Outcome {
        let known = &self.header.protocol.coding.qualities;
        if !known.iter().any(|known| known.id == quality) {
            return refuse("The coding scheme has no such quality.");
        }
        let Some(bout) = self.state.coding.unrated() else {
            return refuse("There is no episode of crying without a quality.");
        };
        self.emit(Fact::EpisodeRated { bout, quality });
        Ok(())
    }

    /// Ends live coding, closing every open bout.
    pub(super) fn end_coding(&mut self, by: BoutEnd) {
        let open: Vec<u64> = self.state.coding.open_bouts().map(|bout| bout.id).collect();
        for bout in open {
            self.emit(Fact::BoutClosed { bout, by });
        }
        if self.state.coding.on {
            self.emit(Fact::CodingEnded { by });
        }
    }

    fn meaning(&self, key: &Key) -> Option<Meaning> {
        let coding = &self.header.protocol.coding;
        if let Some(point) = coding.points.iter().find(|point| point.key == *key) {
            return Some(match point.group {
                PointGroup::Social => Meaning::Social(point.id.clone()),
                PointGroup::Main | PointGroup::More => Meaning::Point(point.id.clone()),
            });
        }
        if let Some(source) = coding.sources.iter().find(|source| source.key == *key) {
            return Some(Meaning::Source(source.id.clone()));
        }
        coding.channels.iter().find_map(|channel| {
            if channel.hold_key.as_ref() == Some(key) {
                return Some(Meaning::Hold(channel.clone()));
            }
            if channel.off_key.as_ref() == Some(key) {
                return Some(Meaning::Off(channel.clone()));
            }
            let level = channel.level_keys.iter().position(|other| other == key)?;
            Some(Meaning::Level(
                channel.clone(),
                u8::try_from(level + 1).ok()?,
            ))
        })
    }
}

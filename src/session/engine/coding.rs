//! Keys become bouts, levels and points.

use super::{Engine, Outcome, Refusal, refuse};
use crate::protocol::{Channel, Key};
use crate::session::event::{BoutEnd, Fact, Undone};
use crate::session::state::Act;

/// What a key means.
enum Meaning {
    Hold(Channel),
    Level(Channel, u8),
    Off(Channel),
    Point(crate::protocol::Id),
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
        if !self.state.coding.on {
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
            Meaning::Point(code) => {
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
            return Some(Meaning::Point(point.id.clone()));
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

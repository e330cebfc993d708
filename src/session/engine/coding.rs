//! Live coding: what keys mean becomes facts while coding is on.

use super::{Engine, Outcome, refuse};
use crate::protocol::{Id, Key};
use crate::session::event::{BoutEnd, Fact};
use crate::session::keys;
use crate::time::Micros;

impl Engine {
    pub(super) fn key(&mut self, key: &Key, down: bool) -> Outcome {
        let scheme = &self.header.protocol.coding;
        let fact = keys::fact(scheme, &self.state.coding, key, down)?;
        if let Some(fact) = fact {
            self.emit(fact);
        }
        Ok(())
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
        let fact = keys::undo(&self.state.coding)?;
        self.emit(fact);
        Ok(())
    }

    /// The newest social event, if nobody has said yet who it came from.
    pub(in crate::session) fn unsourced(&self) -> Option<u64> {
        keys::unsourced(&self.header.protocol.coding, &self.state.coding)
    }

    /// Moves the last coded point, or the onset of the bout that was last begun or changed.
    pub(super) fn nudge(&mut self, by: Micros) -> Outcome {
        let fact = keys::nudge(&self.state.coding, by, self.when.t)?;
        self.emit(fact);
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
}

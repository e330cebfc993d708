//! Whose hand coded, and how far it lagged behind what was seen: live, or again from a video at any speed.

use std::collections::BTreeMap;

use super::coding::{Level, uncalibrated};
use crate::protocol::Id;
use crate::session::{Coder, Event};
use crate::time::{Micros, SessionTime};

/// How uncertain an onset is that was coded on a standing frame: a frame at 25 a second, in seconds.
const FRAME_S: f64 = 0.04;

/// Who coded, and how.
#[derive(Clone, Copy)]
pub(in crate::record) struct Hand<'a> {
    /// Who.
    pub coder: &'a Coder,
    /// Of a layer: how fast the video played at each fact, by its number. `None` for the coder who was there.
    rates: Option<&'a BTreeMap<u64, f64>>,
}

/// By how much an instant comes late, and how sure that is, in seconds of session time.
#[derive(Clone, Copy)]
pub(super) struct Late {
    /// Taken off.
    pub lag_s: f64,
    /// What remains uncertain.
    pub uncertainty_s: f64,
}

impl<'a> Hand<'a> {
    /// The coder who was there.
    pub fn live(coder: &'a Coder) -> Self {
        Self { coder, rates: None }
    }

    /// A coder of a layer. A fact without a rate was written by an older version: it is taken to be coded at the speed of life.
    pub fn again(coder: &'a Coder, rates: &'a BTreeMap<u64, f64>) -> Self {
        Self {
            coder,
            rates: Some(rates),
        }
    }

    /// While a reaction lasts, a video goes on by the lag times its speed; a standing frame waits.
    pub(super) fn late(self, code: &Id, event: &Event) -> Late {
        let rate = self.rates.and_then(|rates| rates.get(&event.seq)).copied();
        let lag = self.coder.lags.get(code);
        let uncertainty_s = lag.map_or_else(uncalibrated, |lag| lag.iqr_s);
        match rate {
            None => Late {
                lag_s: self.coder.lag_of(code),
                uncertainty_s,
            },
            Some(rate) => Late {
                lag_s: self.coder.lag_of(code) * rate,
                uncertainty_s: (uncertainty_s * rate).max(FRAME_S),
            },
        }
    }

    /// An instant with what its coder moved it by. A live coder's stays as it was coded, since it was seen once; in a layer it moves:
    /// there the coder placed it anew by the picture.
    pub(super) fn placed(self, t: SessionTime, nudge_ms: i64) -> SessionTime {
        match self.rates {
            None => t,
            Some(_) => t + Micros(nudge_ms.saturating_mul(1000)),
        }
    }

    /// What of a move is not in the instant yet, in ms.
    pub(super) fn to_come(self, nudge_ms: i64) -> i64 {
        self.rates.map_or(nudge_ms, |_| 0)
    }

    /// Levels in order of time. In a layer what was set last at an instant holds alone: it was looked at again.
    pub(super) fn in_order(self, levels: &mut Vec<Level>) {
        levels.sort_by_key(|level| level.t_s);
        if self.rates.is_some() {
            levels.dedup_by(|later, earlier| {
                let is_same = later.t_s == earlier.t_s;
                if is_same {
                    earlier.level = later.level;
                }
                is_same
            });
        }
    }
}

//! Bouts under amendment: onset, offset, channel, levels, quality, whole bouts.

use serde_json::Value;

use super::{Sheet, known, listed, mark};
use crate::protocol::{Channel, Id, NOT_VISIBLE};
use crate::record::amendments::What;
use crate::record::amendments::values::{self, BoutValue};
use crate::record::document::{self, AmendedPart, Bout, Level};
use crate::session::{BoutEnd, Coder, Fact};
use crate::time::SessionTime;

impl Sheet {
    pub(super) fn bout(&self, number: u64) -> Result<&Bout, String> {
        let bouts = &self.document.coding;
        let found = bouts.iter().find(|bout| bout.bout == number);
        found.ok_or_else(|| {
            let mut numbers: Vec<u64> = bouts.iter().map(|bout| bout.bout).collect();
            numbers.sort_unstable();
            format!(
                "There is no bout {number}; there are these: {}.",
                listed(numbers.iter())
            )
        })
    }

    pub(super) fn bout_value(&self, what: &What) -> Result<Value, String> {
        Ok(match what {
            What::Bout { bout } => match self.bout(*bout) {
                Ok(row) => values::json(&BoutValue::from(row)),
                Err(_) => Value::Null,
            },
            What::BoutOnset { bout } => values::json(&self.bout(*bout)?.onset_s),
            What::BoutOffset { bout } => values::json(&self.bout(*bout)?.offset_s),
            What::BoutChannel { bout } => values::json(&self.bout(*bout)?.channel),
            What::BoutLevel { bout, at_s } => {
                let levels = &self.bout(*bout)?.levels;
                let found = match at_s {
                    None => levels.first(),
                    Some(at) => levels.iter().skip(1).find(|level| level.t_s == *at),
                };
                values::json(&found.map(|level| level.level))
            }
            What::BoutQuality { bout } => {
                self.bout(*bout)?;
                let mut bouts = self.document.coding.clone();
                bouts.sort_by_key(|row| (row.onset_s, row.bout));
                drop(document::episodes(&mut bouts, &self.ratings));
                let row = bouts.iter().find(|row| row.bout == *bout);
                values::json(&row.and_then(|row| row.quality.clone()))
            }
            _ => Value::Null,
        })
    }

    /// Adds or removes a whole bout.
    pub(super) fn set_bout(&mut self, number: u64, new: &Value, who: &Id) -> Result<(), String> {
        if new.is_null() {
            self.document.coding.retain(|bout| bout.bout != number);
            return Ok(());
        }
        let is_opened =
            |fact: &Fact| matches!(fact, Fact::BoutOpened { bout, .. } if *bout == number);
        if self.events().iter().any(|event| is_opened(&event.fact)) || self.bout(number).is_ok() {
            return Err(format!(
                "Bout {number} was there already: a new bout needs a number of its own."
            ));
        }
        let value: BoutValue = values::from(new, "channel, onset, offset and levels")?;
        let row = Bout {
            coder: who.clone(),
            bout: number,
            onset_corrected_s: value.onset_s,
            nudge_ms: 0,
            onset_uncertainty_s: 0.0,
            onset_film_s: None,
            offset_film_s: None,
            closed_by: BoutEnd::Amendment,
            censored: false,
            quality: None,
            amended: vec![AmendedPart::Added],
            channel: value.channel,
            onset_s: value.onset_s,
            offset_s: value.offset_s,
            levels: value.levels,
        };
        self.document.coding.push(self.fitting(row)?);
        Ok(())
    }

    pub(super) fn set_onset(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let onset = self.instant(new, "The onset")?;
        let mut row = self.bout(number)?.clone();
        row.onset_s = onset;
        row.onset_corrected_s = onset;
        row.onset_uncertainty_s = 0.0;
        if let Some(first) = row.levels.first_mut() {
            first.t_s = onset;
        }
        mark(&mut row.amended, AmendedPart::Onset);
        self.replace(row)
    }

    pub(super) fn set_offset(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let offset = self.instant(new, "The offset")?;
        let mut row = self.bout(number)?.clone();
        row.offset_s = offset;
        row.censored = false;
        mark(&mut row.amended, AmendedPart::Offset);
        self.replace(row)
    }

    pub(super) fn set_channel(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let mut row = self.bout(number)?.clone();
        row.channel = values::from(new, "the id of a channel")?;
        let coder = self
            .document
            .coders
            .iter()
            .find(|coder| coder.id == row.coder);
        let is_best = [AmendedPart::Onset, AmendedPart::Added]
            .iter()
            .any(|part| row.amended.contains(part));
        if let Some(coder) = coder.filter(|_| !is_best) {
            correct(&mut row, coder);
        }
        mark(&mut row.amended, AmendedPart::Channel);
        self.replace(row)
    }

    pub(super) fn set_level(
        &mut self,
        number: u64,
        at: Option<SessionTime>,
        new: &Value,
    ) -> Result<(), String> {
        let mut row = self.bout(number)?.clone();
        let level: Option<u8> = values::from(new, "a level, or none where it does not change")?;
        match (at, level) {
            (None, None) => {
                return Err(format!(
                    "Bout {number} needs a level at its onset: remove the bout instead, or give a level."
                ));
            }
            (None, Some(level)) => {
                if let Some(first) = row.levels.first_mut() {
                    first.level = level;
                }
            }
            (Some(at), level) => {
                if at <= row.onset_s || at >= row.offset_s {
                    return Err(format!(
                        "The level of bout {number} can only change within it: give a time between {:.3} and {:.3} s.",
                        row.onset_s.as_s(),
                        row.offset_s.as_s()
                    ));
                }
                let mut place = 0;
                row.levels.retain(|other| {
                    place += 1;
                    place == 1 || other.t_s != at
                });
                row.levels
                    .extend(level.map(|level| Level { t_s: at, level }));
                row.levels.sort_by_key(|level| level.t_s);
            }
        }
        mark(&mut row.amended, AmendedPart::Level);
        self.replace(row)
    }

    pub(super) fn set_quality(&mut self, number: u64, new: &Value) -> Result<(), String> {
        let quality: Option<Id> = values::from(new, "the id of a quality, or none")?;
        if let Some(quality) = &quality {
            let qualities = self.document.protocol.coding.qualities.iter();
            known(quality, qualities.map(|quality| &quality.id), "quality")?;
        }
        if self.bout(number)?.channel.as_str() == NOT_VISIBLE {
            return Err(format!(
                "Bout {number} is time in which the participant was not visible, which has no quality."
            ));
        }
        self.ratings.push((number, quality));
        Ok(())
    }

    fn replace(&mut self, row: Bout) -> Result<(), String> {
        let row = self.fitting(row)?;
        let bouts = &mut self.document.coding;
        if let Some(old) = bouts.iter_mut().find(|bout| bout.bout == row.bout) {
            *old = row;
        }
        Ok(())
    }

    /// The row, when it is one that could have been coded.
    fn fitting(&self, row: Bout) -> Result<Bout, String> {
        let (n, channel) = (row.bout, self.channel(&row.channel)?);
        self.within(row.onset_s, "The onset")?;
        self.within(row.offset_s, "The offset")?;
        if row.offset_s <= row.onset_s {
            return Err(format!(
                "Bout {n} would end at {:.3} s without having begun: give an offset after its onset at {:.3} s.",
                row.offset_s.as_s(),
                row.onset_s.as_s()
            ));
        }
        let begins = row
            .levels
            .first()
            .is_some_and(|first| first.t_s == row.onset_s);
        if !begins || !row.levels.is_sorted_by(|a, b| a.t_s < b.t_s) {
            let next = row.levels.get(1).map_or(row.onset_s, |next| next.t_s);
            return Err(format!(
                "Bout {n} changes its level at {:.3} s, which must come after its onset: amend that change first.",
                next.as_s()
            ));
        }
        if let Some(last) = row
            .levels
            .iter()
            .skip(1)
            .find(|level| level.t_s >= row.offset_s)
        {
            return Err(format!(
                "Bout {n} changes its level at {:.3} s, which must come before its offset: amend that change first.",
                last.t_s.as_s()
            ));
        }
        let fits = |level: &Level| (1..=channel.levels).contains(&level.level);
        if let Some(wrong) = row.levels.iter().find(|level| !fits(level)) {
            return Err(format!(
                "Channel {} has no level {}: give one from 1 to {}.",
                channel.id, wrong.level, channel.levels
            ));
        }
        let runs_into = |other: &&Bout| {
            other.bout != n
                && other.channel == row.channel
                && row.onset_s < other.offset_s
                && other.onset_s < row.offset_s
        };
        if let Some(other) = self.document.coding.iter().find(runs_into) {
            return Err(format!(
                "Bouts of one channel can't overlap: bout {n} would run into bout {} ({:.3} to {:.3} s).",
                other.bout,
                other.onset_s.as_s(),
                other.offset_s.as_s()
            ));
        }
        Ok(row)
    }

    fn channel(&self, id: &Id) -> Result<&Channel, String> {
        let channels = &self.document.protocol.coding.channels;
        known(id, channels.iter().map(|channel| &channel.id), "channel")?;
        let found = channels.iter().find(|channel| channel.id == *id);
        found.ok_or_else(|| format!("The protocol has no channel “{id}”."))
    }
}

/// Takes the coder's lag on the row's channel off its onset as it was coded.
fn correct(row: &mut Bout, coder: &Coder) {
    let lag_s = coder.lag_of(&row.channel);
    row.onset_corrected_s = document::corrected(row.onset_s, row.nudge_ms, lag_s);
    row.onset_uncertainty_s = coder
        .lags
        .get(&row.channel)
        .map_or_else(document::uncalibrated, |lag| lag.iqr_s);
}

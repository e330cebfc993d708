//! The participant's own track, "I feel like crying": never mixed with the coder's (SCIENCE.md 2, P8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::films::FilmClock;
use crate::protocol::Id;
use crate::session::{Event, Fact};
use crate::time::{FilmTime, SessionTime};

/// A stretch in which the participant held the key down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SelfReport {
    /// The step.
    pub step: Id,
    /// When the key went down.
    pub onset_s: SessionTime,
    /// When it went up, or the film or sound ended.
    pub offset_s: SessionTime,
    /// Media time at onset; null outside the film.
    pub onset_film_s: Option<FilmTime>,
    /// Media time at offset; null outside the film.
    pub offset_film_s: Option<FilmTime>,
    /// What ended it.
    pub ended_by: SelfEnd,
    /// Whether its true end is unknown.
    pub censored: bool,
}

/// What ended a stretch of the participant's own track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SelfEnd {
    /// The participant let go.
    Release,
    /// The film, the sound or the session ended first.
    End,
}

pub(super) fn self_reports(events: &[Event], clock: &FilmClock) -> Vec<SelfReport> {
    let mut rows = Vec::new();
    let mut held: Option<(&Id, SessionTime)> = None;
    let mut close = |held: &mut Option<(&Id, SessionTime)>, at: SessionTime, ended_by| {
        if let Some((step, onset_s)) = held.take() {
            let offset_s = at.max(onset_s);
            rows.push(SelfReport {
                step: step.clone(),
                onset_s,
                offset_s,
                onset_film_s: clock.at(onset_s),
                offset_film_s: clock.at(offset_s),
                ended_by,
                censored: ended_by == SelfEnd::End,
            });
        }
    };
    let is_of = |held: &Option<(&Id, SessionTime)>, step: &Id| {
        held.as_ref().is_some_and(|(of, _)| *of == step)
    };
    for event in events {
        let at = event.instant();
        match &event.fact {
            Fact::SelfPressed { step } if !is_of(&held, step) => {
                // Only one film runs at a time: a key that is still down in another has lost its release.
                close(&mut held, at, SelfEnd::End);
                held = Some((step, at));
            }
            Fact::SelfReleased { step } if is_of(&held, step) => {
                close(&mut held, at, SelfEnd::Release);
            }
            Fact::MediaEnded { step, .. } | Fact::StepEnded { step, .. } if is_of(&held, step) => {
                close(&mut held, at, SelfEnd::End);
            }
            Fact::StageLost { .. } => close(&mut held, at, SelfEnd::End),
            _ => {}
        }
    }
    let last = events.last().map_or(SessionTime::ZERO, Event::instant);
    close(&mut held, last, SelfEnd::End);
    rows.sort_by_key(|row: &SelfReport| row.onset_s);
    rows
}

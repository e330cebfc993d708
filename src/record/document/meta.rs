//! The head of the document: program, session, clock, participant and allocation.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::Id;
use crate::session::{Allocated, Event, Fact, Header, Mode, Status};
use crate::time::SessionTime;

/// The program that ran the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct App {
    /// `lacrima`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The session itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// The session's id, which is also its folder's name.
    pub id: String,
    /// The study.
    pub study: Id,
    /// Which visit of this participant, from 1.
    pub visit: u32,
    /// How it ended.
    pub status: Status,
    /// Why it was run.
    pub mode: Mode,
    /// Begin.
    pub started_utc: String,
    /// End: the wall clock as the latest of the clock's segments before it has it, and true elapsed time from there on. So a
    /// clock that was set right during the session makes the end right, though `ended_utc − started_utc` is then not how
    /// long the session lasted; that is the end's `t_s`. Null when that segment can't be read.
    pub ended_utc: Option<String>,
    /// How far the local wall clock was ahead of UTC.
    pub utc_offset_minutes: i32,
    /// Where input stamps come from.
    pub stamp_source: String,
    /// How uncertain an input stamp is.
    pub stamp_uncertainty_ms: f64,
    /// The session clock.
    pub clock: Clock,
    /// Language of the participant's texts.
    pub language: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Whether condition and ratings were hidden from the coder.
    pub blinded: bool,
    /// By how much waits were shortened; 1 in a real session.
    pub speed: f64,
}

/// The session clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clock {
    /// Its name, such as `CLOCK_BOOTTIME`.
    pub source: String,
    /// `CLOCK_MONOTONIC`'s reading at session time zero, in seconds.
    pub origin_s: f64,
    /// How session time and UTC belong together, one segment a start, sleep or resume.
    pub segments: Vec<ClockSegment>,
}

/// From an instant on, session time and UTC belong together like this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockSegment {
    /// Session time.
    pub from_s: SessionTime,
    /// UTC then.
    pub utc: String,
    /// `start`, `sleep`, `resume`, or that the wall clock was set.
    pub why: String,
    /// How uncertain that is.
    pub uncertainty_ms: f64,
}

/// The participant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Participant {
    /// The code.
    pub code: Id,
    /// What else is known, by name.
    pub covariates: BTreeMap<String, serde_json::Value>,
}

/// How the condition was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AllocationRow {
    /// The method.
    pub method: String,
    /// Where in the allocation list the session stands; absent when the condition was chosen by hand.
    #[serde(flatten)]
    pub allocated: Option<Allocated>,
}

impl App {
    pub(super) fn of(header: &Header) -> Self {
        Self {
            name: "lacrima".to_owned(),
            version: header.app_version.clone(),
        }
    }
}

impl Participant {
    pub(super) fn of(header: &Header) -> Self {
        Self {
            code: header.participant.clone(),
            covariates: header.covariates.clone(),
        }
    }
}

impl AllocationRow {
    pub(super) fn of(header: &Header) -> Self {
        Self {
            method: header.allocation.clone(),
            allocated: header.allocated.clone(),
        }
    }
}

/// The level of each factor in the session's condition.
pub(super) fn factors(header: &Header) -> BTreeMap<Id, Id> {
    let conditions = &header.protocol.conditions;
    let own = conditions.iter().find(|own| own.id == header.condition);
    own.map(|own| own.factors.clone()).unwrap_or_default()
}

impl Session {
    pub(super) fn of(header: &Header, events: &[Event]) -> Self {
        let end = events.iter().find_map(|event| match event.fact {
            Fact::SessionEnded { status } => Some((event.t_s, status)),
            _ => None,
        });
        let last = events.last().map_or(SessionTime::ZERO, |event| event.t_s);
        let (ended, status) = end.unwrap_or((last, Status::Interrupted));
        let clock = clock(header, events);
        Self {
            id: header.session.clone(),
            study: header.study.clone(),
            visit: header.visit,
            status,
            mode: header.mode,
            started_utc: header.started_utc.clone(),
            ended_utc: clock.utc_at(ended),
            utc_offset_minutes: header.utc_offset_minutes,
            stamp_source: header.stamp_source.clone(),
            stamp_uncertainty_ms: header.stamp_uncertainty_ms,
            clock,
            language: header.language.clone(),
            seed: header.seed,
            blinded: header.blinded,
            speed: header.speed,
        }
    }
}

fn clock(header: &Header, events: &[Event]) -> Clock {
    let start = ClockSegment {
        from_s: SessionTime::ZERO,
        utc: header.started_utc.clone(),
        why: "start".to_owned(),
        uncertainty_ms: header.clock.uncertainty_ms,
    };
    let later = events.iter().filter_map(|event| match &event.fact {
        Fact::ClockChanged {
            why,
            utc,
            uncertainty_ms,
        } => Some(ClockSegment {
            from_s: event.instant(),
            utc: utc.clone(),
            why: why.clone(),
            uncertainty_ms: *uncertainty_ms,
        }),
        _ => None,
    });
    Clock {
        source: header.clock.source.clone(),
        origin_s: header.clock.origin_s,
        segments: std::iter::once(start).chain(later).collect(),
    }
}

impl Clock {
    /// UTC at this session time, by the latest segment that had begun then.
    fn utc_at(&self, t: SessionTime) -> Option<String> {
        let segment = self
            .segments
            .iter()
            .rfind(|segment| segment.from_s <= t)
            .or(self.segments.first())?;
        let since = chrono::Duration::microseconds(t.0.saturating_sub(segment.from_s.0));
        let from: DateTime<Utc> = DateTime::parse_from_rfc3339(&segment.utc).ok()?.into();
        let then = from.checked_add_signed(since)?;
        Some(then.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

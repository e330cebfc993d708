//! The session document, `session.json`: everything that the journal says, laid out for people and other programs.
//!
//! It is built purely from the events. Times are seconds since the session began, UTC is RFC 3339, and what is unknown is null.
//! The names are fixed, since other tools read them; more may be added, none renamed.

mod answers;
mod coding;
mod file;
mod films;
mod margin;
mod meta;
mod probes;
mod steps;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use answers::Answer;
pub use coding::{Bout, CodedSpan, Level, PointRow};
pub use file::FILE;
pub use films::{Film, Frames, Segment};
pub use margin::{Contact, Deviation, FaultRow, Incident, Note};
pub use meta::{AllocationRow, App, Clock, ClockSegment, Participant, Session};
pub use probes::{Probe, Response};
pub use steps::StepRow;

use super::journal::{self, Journal};
use crate::protocol::{Id, Protocol};
use crate::session::{
    Coder, Engine, Event, Fact, Header, Input, MediaFacts, Reason, When, WorldInput,
};
use films::FilmClock;

/// The `format` that every session document names.
pub const FORMAT: &str = "lacrima.session";
/// The newest `version` of the format.
pub const VERSION: u32 = 1;

/// One session. Field order is the file's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Always `lacrima.session`.
    pub format: String,
    /// Version of the format: 1.
    pub version: u32,
    /// The program that ran the session.
    pub app: App,
    /// The session itself.
    pub session: Session,
    /// The participant.
    pub participant: Participant,
    /// The condition.
    pub condition: Id,
    /// How the condition was chosen.
    pub allocation: AllocationRow,
    /// Who coded.
    pub coders: Vec<Coder>,
    /// The protocol as it was run.
    pub protocol: Protocol,
    /// Digest of the protocol's file.
    pub protocol_sha256: String,
    /// The media files.
    pub stimuli: Vec<MediaFacts>,
    /// The steps that were reached, in order.
    pub steps: Vec<StepRow>,
    /// Films and sounds, as they were really presented.
    pub films: Vec<Film>,
    /// Mood probes, in the protocol's order.
    pub probes: Vec<Probe>,
    /// Answers to questions that are no mood outcome.
    pub responses: Vec<Response>,
    /// Bouts of crying that stand (undone ones are in `events` only), in order of onset.
    pub coding: Vec<Bout>,
    /// When live coding was on.
    pub coded: Vec<CodedSpan>,
    /// Point events that stand, in order of time.
    pub points: Vec<PointRow>,
    /// When the participant was out of the room.
    pub contacts: Vec<Contact>,
    /// Stops, calls for the experimenter and attempts to leave the window.
    pub incidents: Vec<Incident>,
    /// Samples taken; none are recorded by this version.
    pub samples: Vec<serde_json::Value>,
    /// What was done otherwise than planned.
    pub deviations: Vec<Deviation>,
    /// The experimenter's remarks.
    pub notes: Vec<Note>,
    /// What failed, and when it was mended.
    pub faults: Vec<FaultRow>,
    /// Every fact, as the journal has it.
    pub events: Vec<Event>,
    /// SHA-256 of `journal.jsonl`.
    pub journal_sha256: String,
}

impl Document {
    /// The document of a session that these facts tell of, whether it came to its end or not; `None` when the first fact is not the
    /// session's start.
    pub fn from_events(events: &[Event]) -> Option<Self> {
        let mut chain = journal::Chain::default();
        let mut image = Vec::new();
        for event in events {
            // An event that can't be written is not in the journal either.
            drop(chain.append(event, &mut image));
        }
        Self::build(events, journal::sha256(&image))
    }

    /// The document of a journal that was read back.
    pub fn of_journal(journal: &Journal) -> Option<Self> {
        Self::build(&journal.events, journal.sha256.clone())
    }

    fn build(events: &[Event], journal_sha256: String) -> Option<Self> {
        let Fact::SessionStarted { header } = &events.first()?.fact else {
            return None;
        };
        let header: &Header = header;
        let all: Vec<Event> = events.iter().cloned().chain(closing(events)).collect();
        let (films, clock): (_, FilmClock) = films::films(&all, header);
        let (probes, responses) = probes::probes(&all, header);
        Some(Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            app: App::of(header),
            session: Session::of(header, &all),
            participant: Participant::of(header),
            condition: header.condition.clone(),
            allocation: AllocationRow::of(header),
            coders: vec![header.coder.clone()],
            protocol: header.protocol.clone(),
            protocol_sha256: header.protocol_sha256.clone(),
            stimuli: header.stimuli.clone(),
            steps: steps::steps(&all),
            films,
            probes,
            responses,
            coding: coding::bouts(&all, &header.coder, &clock),
            coded: coding::coded(&all),
            points: coding::points(&all, &header.coder, &clock),
            contacts: margin::contacts(&all),
            incidents: margin::incidents(&all),
            samples: Vec::new(),
            deviations: margin::deviations(&all),
            notes: margin::notes(&all),
            faults: margin::faults(&all),
            events: events.to_vec(),
            journal_sha256,
        })
    }
}

/// The facts that an interrupted session lacks: what is open is closed at the last known time, and the session ends as interrupted.
/// None when it has ended, or never began.
pub(super) fn closing(events: &[Event]) -> Vec<Event> {
    let ended = events
        .iter()
        .any(|event| matches!(event.fact, Fact::SessionEnded { .. }));
    let Some(last) = events.last().filter(|_| !ended) else {
        return Vec::new();
    };
    let interrupt = Input::World(WorldInput::Interrupt {
        reason: Reason::Technical,
    });
    Engine::replay(events)
        .and_then(|mut engine| engine.handle(When::taken(last.t_s), interrupt).ok())
        .map(|turn| turn.events)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;

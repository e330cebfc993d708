//! The session document, `session.json`: everything that the journal says, laid out for people and other programs.
//!
//! It is built purely from the events. Times are seconds since the session began, UTC is RFC 3339, and what is unknown is null.
//! The names are fixed, since other tools read them; more may be added, none renamed.

mod answers;
mod blinding;
mod care;
mod coding;
mod consent;
mod episodes;
mod file;
mod films;
mod hand;
mod margin;
mod marks;
mod meta;
mod presence;
mod probes;
mod reviews;
mod samples;
mod self_track;
mod steps;
mod tasks;

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use answers::Answer;
pub use blinding::Unblinding;
pub use care::{DataChoiceRow, Debrief, Wish};
pub use coding::{AmendedPart, Bout, CodedSpan, Level, PointRow};
pub(super) use coding::{corrected, uncalibrated};
pub use consent::{Consent, Screening};
pub use episodes::Episode;
pub(super) use episodes::{Ratings, episodes, ratings};
pub use file::FILE;
pub use films::{Film, Frames, Segment};
pub(super) use hand::Hand;
pub use margin::{Deviation, FaultRow, Incident, IncidentKind, Note};
pub use marks::MarkRow;
pub use meta::{AllocationRow, App, Clock, ClockSegment, Participant, Session};
pub use presence::{Absence, Company, Contact, ContactKind, SocialEvent};
pub use probes::{Flag, Probe, Response};
pub use reviews::{Review, ReviewedMoment};
pub use samples::Sample;
pub use self_track::{SelfEnd, SelfReport};
pub use steps::StepRow;
pub use tasks::{Action, Application, Recall, Task};

use super::journal::{self, Journal};
use crate::protocol::{Id, Protocol, Setting, StepKind};
use crate::session::{
    Coder, DataChoice, Engine, Event, Fact, Header, Input, MediaFacts, Reason, Status, When,
    WorldInput,
};
use crate::time::SessionTime;
use films::FilmClock;

/// The `format` that every session document names.
pub const FORMAT: &str = "lacrima.session";
/// The newest `version` of the format.
pub const VERSION: u32 = 1;
/// The newest `revision` within the version: what is told beside the names that every file of the version has.
pub const REVISION: u32 = 3;

/// One session. Field order is the file's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Always `lacrima.session`.
    pub format: String,
    /// Version of the format: 1.
    pub version: u32,
    /// What is told beside the names that every file of the version has: 0 in the first files, 1 since consent, tasks, samples,
    /// reviews, presence and the rest of the newer rows are there, 2 since points have numbers, 3 since marks for a camera are
    /// told. What a file lacks is made of its
    /// events when it is read.
    #[serde(default)]
    pub revision: u32,
    /// The program that ran the session.
    pub app: App,
    /// The session itself.
    pub session: Session,
    /// The participant.
    pub participant: Participant,
    /// The condition.
    pub condition: Id,
    /// The condition's level of each factor; empty when the protocol names none.
    #[serde(default)]
    pub condition_factors: BTreeMap<Id, Id>,
    /// Who was with the participant at the beginning, and who watched.
    #[serde(default)]
    pub setting: Setting,
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
    /// Answers about the moments of a stimulus.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// Consents that were given or refused.
    #[serde(default)]
    pub consents: Vec<Consent>,
    /// Whether the participant may take part.
    #[serde(default)]
    pub screening: Vec<Screening>,
    /// When the participant first practised stopping; null when never.
    #[serde(default)]
    pub stop_practised_s: Option<SessionTime>,
    /// What was remembered, imagined or written.
    #[serde(default)]
    pub recalls: Vec<Recall>,
    /// Timed tasks.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// What the experimenter did to the participant.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// When the participant felt like crying, by their own key.
    #[serde(default)]
    pub self_reports: Vec<SelfReport>,
    /// Bouts of crying that stand (undone ones are in `events` only), in order of onset.
    pub coding: Vec<Bout>,
    /// When live coding was on.
    pub coded: Vec<CodedSpan>,
    /// Flashes and chirps by which a camera's video is laid on session time.
    #[serde(default)]
    pub marks: Vec<MarkRow>,
    /// Episodes of crying: bouts less than 10 s apart.
    #[serde(default)]
    pub episodes: Vec<Episode>,
    /// Point events that stand, in order of time.
    pub points: Vec<PointRow>,
    /// How many others were with the participant, from the beginning on.
    #[serde(default)]
    pub presence: Vec<Company>,
    /// When the participant was out of the room, and what others did.
    pub contacts: Vec<Contact>,
    /// Whether there was a social event, or somebody came or went, from the last probe before the first film to the last scheduled
    /// probe.
    #[serde(default)]
    pub social_contact_in_window: bool,
    /// Stops, calls for the experimenter, distress and attempts to leave the window.
    pub incidents: Vec<Incident>,
    /// The participant's wishes that the experimenter come, asked for by the protocol's rules.
    #[serde(default)]
    pub wishes: Vec<Wish>,
    /// How the participant wanted to go on after a stop.
    #[serde(default)]
    pub data_choices: Vec<DataChoiceRow>,
    /// The debriefing; null when nothing was said of it.
    #[serde(default)]
    pub debrief: Option<Debrief>,
    /// When the allocated condition was first shown to the experimenter; null when never.
    #[serde(default)]
    pub revealed_s: Option<SessionTime>,
    /// When and why the coder's blinding was lifted.
    #[serde(default)]
    pub unblinding: Vec<Unblinding>,
    /// Samples that were planned or taken.
    pub samples: Vec<Sample>,
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
    /// SHA-256 of `frames.csv` when the session was sealed; absent in files of older versions, null where no film was really shown.
    #[serde(default)]
    pub frames_sha256: Option<String>,
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
        Self::build(events.to_vec(), journal::sha256(&image))
    }

    /// The document of a journal that was read back.
    pub fn of_journal(journal: &Journal) -> Option<Self> {
        Self::build(journal.events.clone(), journal.sha256.clone())
    }

    fn build(events: Vec<Event>, journal_sha256: String) -> Option<Self> {
        let rows = Self::rows(&events, journal_sha256)?;
        Some(Self { events, ..rows })
    }

    /// All but the events themselves, of which a session may have very many.
    fn rows(events: &[Event], journal_sha256: String) -> Option<Self> {
        let Fact::SessionStarted { header } = &events.first()?.fact else {
            return None;
        };
        let header: &Header = header;
        let all = with_an_end(events);
        let (films, clock): (_, FilmClock) = films::films(&all, header);
        let probes::Given {
            probes,
            responses,
            reviews,
        } = probes::probes(&all, header);
        let mut coding = coding::bouts(&all, Hand::live(&header.coder), &clock);
        let episodes = episodes(&mut coding, &ratings(&all));
        let points = coding::points(&all, Hand::live(&header.coder), &clock);
        let presence = presence::presence(&all, &header.setting);
        let contacts = presence::contacts(&all, &points, &header.protocol);
        Some(Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            revision: REVISION,
            app: App::of(header),
            session: Session::of(header, &all),
            participant: Participant::of(header),
            condition: header.condition.clone(),
            condition_factors: meta::factors(header),
            setting: header.setting.clone(),
            allocation: AllocationRow::of(header),
            coders: vec![header.coder.clone()],
            protocol: header.protocol.clone(),
            protocol_sha256: header.protocol_sha256.clone(),
            stimuli: header.stimuli.clone(),
            steps: steps::steps(&all),
            social_contact_in_window: presence::in_window(&contacts, &presence, &films, &probes),
            self_reports: self_track::self_reports(&all, &clock),
            films,
            probes,
            responses,
            reviews,
            consents: consent::consents(&all),
            screening: consent::screening(&all),
            stop_practised_s: consent::stop_practised(&all),
            recalls: tasks::recalls(&all),
            tasks: tasks::tasks(&all, header),
            actions: tasks::actions(&all, header),
            coding,
            coded: coding::coded(&all),
            marks: marks::marks(&all),
            episodes,
            points,
            presence,
            contacts,
            incidents: margin::incidents(&all),
            wishes: care::wishes(&all),
            data_choices: care::data_choices(&all),
            debrief: care::debrief(&all),
            revealed_s: blinding::revealed(&all),
            unblinding: blinding::unblinding(&all),
            samples: samples::samples(&all, header),
            deviations: margin::deviations(&all),
            notes: margin::notes(&all),
            faults: margin::faults(&all),
            events: Vec::new(),
            journal_sha256,
            frames_sha256: None,
        })
    }

    /// The same with the digest of the session's `frames.csv`.
    pub(super) fn with_frames(self, frames_sha256: Option<String>) -> Self {
        Self {
            frames_sha256,
            ..self
        }
    }
}

impl Document {
    /// Bouts and points that these facts tell of, without film times.
    pub(super) fn rows_of(events: &[Event], hand: Hand<'_>) -> (Vec<Bout>, Vec<PointRow>) {
        let clock = FilmClock::of(&[]);
        (
            coding::bouts(events, hand, &clock),
            coding::points(events, hand, &clock),
        )
    }

    /// The same session with another coder's bouts and points. What only somebody in the room could know stays as it is.
    pub(super) fn retell(&mut self, bouts: &[Bout], points: &[PointRow], coder: &Coder) {
        let clock = FilmClock::of(&self.films);
        self.coding = bouts.to_vec();
        for bout in &mut self.coding {
            bout.onset_film_s = clock.at(bout.onset_s);
            bout.offset_film_s = clock.at(bout.offset_s);
        }
        self.episodes = episodes(&mut self.coding, &Ratings::default());
        self.points = points.to_vec();
        for point in &mut self.points {
            point.film_s = clock.at(point.t_s);
        }
        self.coders = vec![coder.clone()];
    }

    /// Makes anew what follows from bouts and points, after these were amended: their order and their film time, episodes with
    /// these ratings, and the contacts.
    pub(super) fn settle(&mut self, ratings: &Ratings) {
        let clock = FilmClock::of(&self.films);
        self.coding.sort_by_key(|bout| (bout.onset_s, bout.bout));
        for bout in &mut self.coding {
            bout.onset_film_s = clock.at(bout.onset_s);
            bout.offset_film_s = clock.at(bout.offset_s);
        }
        self.episodes = episodes(&mut self.coding, ratings);
        self.points.sort_by_key(|point| (point.t_s, point.point));
        for point in &mut self.points {
            point.film_s = clock.at(point.t_s);
        }
        let all = with_an_end(&self.events);
        self.contacts = presence::contacts(&all, &self.points, &self.protocol);
        self.social_contact_in_window =
            presence::in_window(&self.contacts, &self.presence, &self.films, &self.probes);
    }
}

/// Whether the participant wants the data to be deleted: the session ended as withdrawn after the choice to delete them, or after
/// consent was refused when it was asked again (SCIENCE.md 6.5 and 6.10).
pub fn wants_deletion(document: &Document) -> bool {
    let chosen = document.data_choices.last();
    let refused = |consent: &Consent| {
        let step = document.protocol.step(&consent.step);
        let asked = step.map(|step| &step.kind);
        !consent.agreed && matches!(asked, Some(StepKind::Consent(consent)) if consent.renewed)
    };
    document.session.status == Status::Withdrawn
        && (chosen.is_some_and(|chosen| chosen.choice == DataChoice::Delete)
            || document.consents.iter().any(refused))
}

/// The events, and those that an interrupted session lacks.
fn with_an_end(events: &[Event]) -> Cow<'_, [Event]> {
    let lacking = closing(events, None);
    if lacking.is_empty() {
        Cow::Borrowed(events)
    } else {
        Cow::Owned([events, &lacking].concat())
    }
}

/// The facts that an interrupted session lacks: what is open is closed at the last known time, and the session ends as interrupted.
/// None when it has ended, or never began. `alive` is another sign of life, which counts when it is newer than the newest fact.
pub(super) fn closing(events: &[Event], alive: Option<SessionTime>) -> Vec<Event> {
    let ended = events
        .iter()
        .any(|event| matches!(event.fact, Fact::SessionEnded { .. }));
    let Some(last) = events.last().filter(|_| !ended) else {
        return Vec::new();
    };
    let t = alive.map_or(last.t_s, |alive| alive.max(last.t_s));
    let interrupt = Input::World(WorldInput::Interrupt {
        reason: Reason::Technical,
    });
    Engine::replay(events)
        .and_then(|mut engine| engine.handle(When::taken(t), interrupt).ok())
        .map(|turn| turn.events)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;

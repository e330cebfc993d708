//! Every measure of one session, computed from its document.

mod crying;
mod judged;
mod lane;
mod moments;
mod quality;
mod ratings;
mod told;

use serde::Serialize;

pub use moments::OnsetLag;
pub use quality::{Quality, QualityFacts};

pub(super) use judged::{self_report, signs};
pub(super) use lane::{Lane, lane};
pub(super) use moments::{RESOLUTION, corrected, film_time, onsets};
pub(super) use quality::facts;
pub(super) use ratings::{class, outcomes, recalled_change};
pub use told::ANY;
pub(super) use told::{SOB, Told, stimulus_film};

use super::crier::{Crier, CrierRule};
use super::figures::Figures;
use super::mood::Baseline;
use super::practice::{Practice, practice};
use super::rhythm::Thirds;
use super::settings::{Reliability, Settings as Choices};
use super::together::{Combination, Pair};
use crate::protocol::Id;
use crate::record::Document;
use crate::record::document::{AmendedPart, Contact, IncidentKind};
use crate::record::layers::Layer;
use crate::session::{Mode, ProbeStatus, Status};

/// The measures of one session. Times in seconds, mood times in minutes from the stimulus's end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// The session.
    pub session: String,
    /// The participant's code.
    pub participant: Id,
    /// The condition.
    pub condition: Id,
    /// How the session ended.
    pub status: Status,
    /// Why it was run.
    pub mode: Mode,
    /// Parameters that the figures depend on.
    pub settings: Settings,
    /// The live coder's channels, phase by phase.
    pub phases: Vec<Phase>,
    /// Whether the participant cried.
    pub crier: Crier,
    /// One course for each item and score that was rated.
    pub mood: Vec<Mood>,
    /// How well the coder saw what is known to happen; only where a practice clip was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practice: Option<Practice>,
    /// What limits the session's figures (SCIENCE.md 5.3): what, and how much or why.
    pub quality: Vec<Quality>,
    /// What limits these figures, in words.
    pub cautions: Vec<String>,
}

/// Parameters that the figures depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Bouts less than this apart are one.
    pub merge_gap_s: f64,
    /// Bits shorter than this are left out.
    pub least_s: f64,
    /// Reaction lag taken off corrected latencies where a channel has none of its own.
    pub lag_s: f64,
    /// Within this of the baseline counts as returned, in points.
    pub tolerance: f64,
    /// A smaller first change gives no recovery in per cent, in points.
    pub least_reaction: f64,
    /// What the baseline is made of.
    pub baseline: Baseline,
    /// By which rule the participant is a crier.
    pub crier_rule: CrierRule,
    /// For reliable change; null without one.
    pub reliability: Option<Reliability>,
}

/// A part of the session in which coding was on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Phase {
    /// The film's step, `after_` and that step, or `all`.
    pub phase: String,
    /// Its begin.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// One entry a channel, and `any` for all of them together.
    pub channels: Vec<ChannelMeasures>,
    /// The channel whose strict onset came first; null when there was none.
    pub leading: Option<String>,
    /// When crying began; null when it did not.
    pub onset: Option<CryingOnset>,
    /// What channels shared.
    pub pairs: Vec<Pair>,
    /// Which combinations of channels occurred.
    pub combinations: Vec<Combination>,
    /// Rhythm of the point events coded as sobs.
    pub sobs: Figures,
    /// The same in the thirds of each bout of sobbing that is long enough.
    pub sob_thirds: Vec<Thirds>,
    /// Onsets on a film with labelled moments.
    pub moments: Vec<OnsetLag>,
    /// Point events: code, count and rate a minute.
    pub points: Vec<PointMeasures>,
}

/// When crying began in a phase: the earliest strict onset of any channel; without any, the earliest at level 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CryingOnset {
    /// Session time.
    pub onset_s: f64,
    /// From the phase's begin.
    pub latency_s: f64,
    /// Whether no channel reached level 2.
    pub subthreshold: bool,
    /// The channel.
    pub channel: String,
}

/// One channel in one phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelMeasures {
    /// The channel.
    pub channel: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// One code of point events in one phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointMeasures {
    /// The code.
    pub code: String,
    /// Count and rate.
    #[serde(flatten)]
    pub figures: Figures,
}

/// One outcome's course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mood {
    /// The item or score.
    pub outcome: Id,
    /// Whether more of it is worse.
    pub negative: bool,
    /// Each probe in its place.
    pub probes: Vec<Rating>,
    /// The course's figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// One outcome in one probe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rating {
    /// The probe.
    pub probe: Id,
    /// Its nominal delay as the protocol plans it, in seconds; null for one that comes when it is reached.
    pub delay_s: Option<f64>,
    /// Its status.
    pub status: ProbeStatus,
    /// True minutes from the stimulus's end (negative before the stimulus); null when it was not rated.
    pub t_min: Option<f64>,
    /// The rating; null when there is none.
    pub value: Option<f64>,
    /// Change from baseline; null before the stimulus and without one.
    pub change: Option<f64>,
    /// Recovery in per cent; null like `change`, and when the first change was too small.
    pub recovery_pct: Option<f64>,
    /// Change in SDs of differences; null like `change`, and without a reliability and an SD.
    pub reliable_change: Option<f64>,
    /// Its class; null like `reliable_change`.
    pub reliable_class: Option<ReliableClass>,
}

/// Classes of reliable change: beyond 1.96 SDs of differences or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReliableClass {
    /// Reliably better: more of a positive outcome, less of a negative one.
    Better,
    /// No reliable change.
    Unchanged,
    /// Reliably worse.
    Worse,
}

/// Computes every measure by the settings that hold when nothing is chosen.
pub fn measures(document: &Document) -> Measures {
    measures_by(document, &[], &Choices::default())
}

/// Computes every measure. Finished layers of other coders make the crier status ambiguous where the coders disagree; all other figures
/// are of the document's own coding.
pub fn measures_by(document: &Document, layers: &[Layer], choices: &Choices) -> Measures {
    let told = Told::first(document);
    let outcomes = outcomes(document);
    Measures {
        session: document.session.id.clone(),
        participant: document.participant.code.clone(),
        condition: document.condition.clone(),
        status: document.session.status,
        mode: document.session.mode,
        settings: Settings {
            merge_gap_s: choices.merge_gap_s,
            least_s: super::level::LEAST_S,
            lag_s: told.coder.map_or(0.0, |coder| coder.lag_s),
            tolerance: choices.tolerance,
            least_reaction: choices.least_reaction,
            baseline: choices.baseline,
            crier_rule: choices.rule,
            reliability: choices.reliability.clone(),
        },
        phases: crying::phases(told, choices.merge_gap_s),
        crier: judged::crier(document, layers, choices.rule),
        mood: ratings::mood(&outcomes, recalled_change(document), choices),
        practice: practice(document),
        quality: quality::quality(&facts(document)),
        cautions: cautions(document),
    }
}

fn cautions(document: &Document) -> Vec<String> {
    let mut cautions = Vec::new();
    if document.coders.iter().any(|coder| !coder.lag_calibrated) {
        cautions.push("The coder's reaction lag was not calibrated.".to_owned());
    }
    if document.session.mode != Mode::Study {
        let mode = format!("{:?}", document.session.mode).to_lowercase();
        cautions.push(format!("This was no study session: its mode was {mode}."));
    }
    let stops = document.incidents.iter().filter(|incident| {
        matches!(
            incident.what,
            IncidentKind::StoppedByParticipant | IncidentKind::StoppedByExperimenter
        )
    });
    for stop in stops {
        cautions.push(format!(
            "The session was stopped at {:.0} s.",
            stop.t_s.as_s()
        ));
    }
    for skipped in document.deviations.iter().filter(|row| row.what == "skip") {
        let step = skipped.step.as_ref().map_or("a step", Id::as_str);
        cautions.push(format!("Left out by hand: {step} ({}).", skipped.reason));
    }
    for film in document.films.iter().filter(|film| !film.faithful) {
        let why = film.why.as_deref().unwrap_or("for an unknown reason");
        cautions.push(format!("{} was not shown faithfully: {why}.", film.step));
    }
    for probe in &document.probes {
        if probe.status != ProbeStatus::OnTime {
            let status = serde_json::to_value(probe.status).unwrap_or_default();
            cautions.push(format!(
                "Probe {}: {}.",
                probe.id,
                status.as_str().unwrap_or_default()
            ));
        }
    }
    let half = document.coding.iter().filter(|bout| {
        bout.amended.contains(&AmendedPart::Onset) && !bout.amended.contains(&AmendedPart::Offset)
    });
    for bout in half {
        cautions.push(format!(
            "Bout {}: its onset was amended and its offset was not, so its length holds the coder's lag.",
            bout.bout
        ));
    }
    let is_absence = |contact: &Contact| matches!(contact, Contact::Absence(_));
    if document.contacts.iter().any(is_absence) {
        cautions.push("The participant left the room.".to_owned());
    }
    if document.session.status != Status::Completed {
        cautions.push("The session did not come to its end.".to_owned());
    }
    cautions
}

#[cfg(test)]
mod tests;

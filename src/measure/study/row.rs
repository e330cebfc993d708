//! What one session contributes to a study: small, so that ten thousand fit into memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::measure::crier::{Crier, CrierStatus};
use crate::measure::outcome::Outcome;
use crate::measure::session::QualityFacts;
use crate::measure::spans::Span;
use crate::protocol::Id;
use crate::session::{Mode, Status};

/// A number or a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// A category.
    Text(String),
}

/// One session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The session.
    pub session: String,
    /// The study.
    pub study: Id,
    /// The participant's code.
    pub participant: Id,
    /// Which visit, from 1.
    pub visit: u32,
    /// The condition.
    pub condition: Id,
    /// The condition's level of each factor.
    pub factors: BTreeMap<Id, Id>,
    /// Why the session was run.
    pub mode: Mode,
    /// How it ended.
    pub status: Status,
    /// When it began.
    pub started_utc: String,
    /// The first coding, then finished layers in the order of their ids; empty when nothing was coded.
    pub codings: Vec<Coding>,
    /// The participant's word on the scale of SCIENCE.md 3.3, 0 to 6; null when not asked or not answered.
    pub self_report: Option<f64>,
    /// A status given by hand, which stands above every rule.
    pub by_hand: Option<Override>,
    /// What a rule said when it was settled who cried; it stands, whatever rule is asked for later.
    pub settled: Option<Crier>,
    /// The rated outcomes.
    pub outcomes: Vec<Outcome>,
    /// Scores that are means or sums of several items, for Cronbach's alpha.
    pub composites: Vec<Composite>,
    /// Recalled change as signed points (−100 much worse … 100 much better); null when not asked or not answered.
    pub recalled_change: Option<f64>,
    /// Presence, observation, the stimulus's `resolution` tag, and every answer outside the mood probes.
    pub moderators: BTreeMap<String, Cell>,
    /// What is known of the participant.
    pub covariates: BTreeMap<String, Cell>,
    /// The stimulus; null when none was shown.
    pub film: Option<Film>,
    /// SHA-256 of every stimulus that was really shown before the last outcome, sorted, each once; sessions are compared only when these are equal.
    pub stimuli_sha256: Vec<String>,
    /// What limits the session's figures.
    pub quality: QualityFacts,
}

/// A status given by hand (SCIENCE.md 4.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The status.
    pub status: CrierStatus,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub coder: Id,
}

/// What a coding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodingKind {
    /// Made live.
    First,
    /// Made again by a coder.
    Layer,
    /// What coders agreed upon.
    Consensus,
}

/// One coding of a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coding {
    /// `first`, or the layer's id.
    pub id: Id,
    /// What it is.
    pub kind: CodingKind,
    /// Who coded.
    pub coder: Id,
    /// Crier status by every rule, in the rules' order.
    pub criers: Vec<Crier>,
    /// The channels in the stimulus's phase, and `any` for all together.
    pub stimulus: Vec<Channel>,
    /// The same over the whole of coding.
    pub all: Vec<Channel>,
    /// The rhythm of sobs in the stimulus's phase, as the doses are.
    pub sobs: Sobs,
    /// Onsets of bouts (merged by the gap) of any channel within the film, on media time in seconds, in order.
    pub onsets: Vec<Onset>,
    /// When any channel was at level 1 or above, on media time.
    pub active: Vec<Span>,
    /// When the participant was coded and visible, on media time.
    pub visible: Vec<Span>,
}

/// An onset of crying.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Onset {
    /// Media time, corrected for the coder's lag, in seconds.
    pub film_s: f64,
}

/// One channel's figures in one phase, in seconds and levels; null as [`crate::measure::Levels::measures`] says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Channel {
    /// The channel, or `any`.
    pub channel: String,
    /// First onset from the phase's begin; null when not reached, censored at `censored_at_s`.
    pub latency_s: Option<f64>,
    /// The same less what the coder was late.
    pub latency_corrected_s: Option<f64>,
    /// First strict onset: level 2 and above, or the only level that the channel has.
    pub latency_strict_s: Option<f64>,
    /// The same less what the coder was late.
    pub latency_strict_corrected_s: Option<f64>,
    /// Length of the phase.
    pub censored_at_s: Option<f64>,
    /// Bouts.
    pub count: Option<f64>,
    /// Active time.
    pub total_s: Option<f64>,
    /// Visible time.
    pub visible_s: Option<f64>,
    /// Active share of visible time, in per cent; null when never visible.
    pub pct: Option<f64>,
    /// The longest bout.
    pub longest_s: Option<f64>,
    /// ∫ level dt.
    pub dose: Option<f64>,
    /// Mean level while active; null when it did not occur.
    pub mean_active: Option<f64>,
    /// Mean level over visible time; null when never visible.
    pub mean_phase: Option<f64>,
    /// Highest level.
    pub peak: Option<f64>,
    /// From the first onset to the first instant at the highest level; null when it did not occur.
    pub time_to_peak_s: Option<f64>,
}

/// The rhythm of sobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sobs {
    /// How many.
    pub count: Option<f64>,
    /// A minute, within bouts; null without intervals.
    pub rate_per_min: Option<f64>,
    /// Mean interval; null without intervals.
    pub ioi_mean_s: Option<f64>,
    /// Coefficient of variation; null with fewer than four intervals.
    pub cv: Option<f64>,
    /// CV2; null with fewer than four intervals.
    pub cv2: Option<f64>,
}

/// A score and its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Composite {
    /// The score.
    pub score: Id,
    /// Its items, which are outcomes too.
    pub items: Vec<Id>,
    /// Those of them that count from the other end.
    pub reversed: Vec<Id>,
}

/// The stimulus as it was shown. Times are media time in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Film {
    /// The stimulus.
    pub stimulus: Id,
    /// Where the showing began and ended.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// Its labelled moments that lie within, in order.
    pub moments: Vec<FilmMoment>,
}

/// A labelled moment, in media time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilmMoment {
    /// What happens.
    pub label: String,
    /// Its begin.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
}

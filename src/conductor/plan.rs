//! Everything that must be settled before a session can start.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use crate::link::Placement;
use crate::protocol::{Id, Protocol, Setting};
use crate::session::{Allocated, Coder, MediaFacts, Mode};

/// A session about to start.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The protocol as its file has it, waits not yet shortened.
    pub protocol: Protocol,
    /// Digest of its file.
    pub protocol_sha256: String,
    /// Why the session is run.
    pub mode: Mode,
    /// The participant's code.
    pub participant: Id,
    /// What else is known of the participant.
    pub covariates: BTreeMap<String, serde_json::Value>,
    /// Which visit, from 1.
    pub visit: u32,
    /// The chosen condition.
    pub condition: Id,
    /// How it was chosen.
    pub allocation: String,
    /// Where in the allocation list the session stands.
    pub allocated: Option<Allocated>,
    /// Who is with the participant, and who watches.
    pub setting: Setting,
    /// The live coder.
    pub coder: Coder,
    /// Language of the participant's texts.
    pub language: String,
    /// Whether the desk hides condition and ratings.
    pub blinded: bool,
    /// Seed of everything random.
    pub seed: u64,
    /// By how much waits are shortened; 1 in a real session.
    pub speed: f64,
    /// Where each stimulus lies.
    pub places: BTreeMap<Id, PathBuf>,
    /// Where the subtitles of each stimulus lie, for those that have some.
    pub subtitles: BTreeMap<Id, PathBuf>,
    /// What is known of each media file.
    pub media: Vec<MediaFacts>,
    /// The data folder.
    pub data: PathBuf,
    /// Where the stage's window goes.
    pub placement: Placement,
    /// Whether the experimenter is warned a minute before a probe falls due.
    pub warn_before_probes: bool,
    /// Who is simulated, if anybody.
    pub pilot: Option<Pilot>,
    /// Where input stamps come from, such as `x11_raw`, and how uncertain they are in ms.
    pub stamps: (String, f64),
}

/// A simulated participant and/or coder in a session with real windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pilot {
    /// Seed of what they do.
    pub seed: u64,
    /// Who is simulated.
    pub role: PilotRole,
}

/// Who is simulated in a pilot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PilotRole {
    /// The participant.
    Participant,
    /// The coder.
    Coder,
    /// Both; the session then runs and ends by itself.
    Both,
}

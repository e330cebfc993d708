//! What the program was started with: which room opens first and what is settled already.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::conductor::{Pilot, Placement};
use crate::protocol::Id;
use crate::session::Mode;

/// Which room opens first.
#[derive(Clone, Debug)]
pub enum Start {
    /// The home window.
    Home(Options),
    /// Set-up for this protocol.
    SetUp(PathBuf, Options),
    /// This protocol at once, as soon as every check is passed.
    Run(PathBuf, Options),
    /// The session in this folder, to be taken up again; by itself where somebody is simulated.
    Resume(PathBuf, Options),
}

/// What is settled already; the rest is asked at set-up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Why the session is run.
    pub mode: Option<Mode>,
    /// The participant's code, as typed.
    pub participant: Option<String>,
    /// The condition.
    pub condition: Option<Id>,
    /// Covariates as typed, by id.
    pub covariates: BTreeMap<Id, String>,
    /// Which visit it is, from 1; proposed from the earlier sessions when absent.
    pub visit: Option<u32>,
    /// Files for slots.
    pub films: BTreeMap<Id, PathBuf>,
    /// The data folder.
    pub data: Option<PathBuf>,
    /// Where the stage's window goes.
    pub placement: Option<Placement>,
    /// Who is simulated.
    pub pilot: Option<Pilot>,
    /// By how much waits are shortened.
    pub speed: Option<f64>,
    /// Seed of everything random.
    pub seed: Option<u64>,
    /// The coder's id.
    pub coder: Option<Id>,
    /// Language of the participant's texts.
    pub language: Option<String>,
    /// Whether condition and ratings are hidden from the coder.
    pub blinded: bool,
    /// Whether each number that the status bar calls saved is printed as well.
    pub say_saved: bool,
    /// A bright room.
    pub light: bool,
    /// Place and size of the desk's window in points: x, y, width, height.
    pub desk_rect: Option<(i32, i32, u32, u32)>,
}

impl Start {
    /// What is settled already.
    pub fn options(&self) -> &Options {
        match self {
            Self::Home(options)
            | Self::SetUp(_, options)
            | Self::Run(_, options)
            | Self::Resume(_, options) => options,
        }
    }
}

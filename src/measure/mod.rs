//! What it means: pure functions from coded times and answers to the measures that the field uses.

pub mod agreement;
mod crier;
mod figures;
mod level;
mod mood;
mod outcome;
mod practice;
mod quantile;
mod rhythm;
mod session;
mod settings;
mod spans;
pub mod study;
mod together;

pub use crier::{Crier, CrierRule, CrierStatus, Signs, classify};
pub use figures::{Figure, Figures};
pub use level::{Levels, MERGE_GAP_S, Piece};
pub use mood::{Baseline, Course, Rules, TOLERANCE, reliable_change};
pub use practice::{ChannelPractice, Middle, Practice, apart, middle, practice};
pub use rhythm::{Thirds, rhythm, thirds};
pub use session::{
    ChannelMeasures, CryingOnset, Measures, Mood, OnsetLag, Phase, PointMeasures, Quality, Rating,
    ReliableClass, Settings, measures, measures_by,
};
pub use spans::{Span, Spans};
pub use together::{Combination, Pair, combinations, pairs};

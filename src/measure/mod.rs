//! What it means: pure functions from coded times and answers to the measures that the field uses.

pub mod agreement;
mod crier;
mod figures;
mod level;
mod mood;
mod practice;
mod rhythm;
mod session;
mod spans;
mod together;

pub use crier::{Crier, CrierRule, CrierStatus, Signs, classify};
pub use figures::{Figure, Figures};
pub use level::{Levels, Piece};
pub use mood::{Course, reliable_change};
pub use practice::{ChannelPractice, Middle, Practice, apart, middle, practice};
pub use rhythm::rhythm;
pub use session::{
    ChannelMeasures, Measures, Mood, Phase, PointMeasures, Rating, Settings, measures,
};
pub use spans::{Span, Spans};
pub use together::{Combination, Pair, combinations, pairs};

//! What a study says: one small row a session, and the statistics over all rows (SCIENCE.md 5.4 and 5.5).

mod build;
mod choose;
mod compute;
mod limits;
mod onsets;
mod part;
mod result;
mod row;
mod statistics;
mod survival;

pub use super::outcome::{Outcome, Rated};
pub use super::session::QualityFacts;
pub use super::settings::{Baseline, CodingChoice, Reliability, Settings};
pub use result::{
    Alpha, Contrast, Correlation, Counts, CrierAgreement, CryPoint, CurveStep, Dose, Group,
    GroupWave, LabelRate, Moderator, ModeratorLevel, MomentTest, Moments, Part, Quadratic, Recall,
    Recovery, Reliable, ReliableWave, SessionState, Slope, Study, Summary, WARNINGS, Wave,
};
pub use row::{
    Cell, Channel, Coding, CodingKind, Composite, Film, FilmMoment, Onset, Override, Row, Sobs,
};
pub use statistics::{Welch, spearman, summary, welch};

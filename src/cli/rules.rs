//! By which rules figures are made, on the command line.

use clap::{Args, ValueEnum};

use crate::measure::study::{Reliability, Settings};
use crate::measure::{Baseline, CrierRule, MERGE_GAP_S};

/// By which rules figures are made.
#[derive(Debug, Args)]
pub struct RuleArguments {
    /// Bouts less than so many seconds apart are one: 5, 10, 20 or 30.
    #[arg(long, value_name = "S", value_parser = ["5", "10", "20", "30"], default_value = "10")]
    pub merge_gap: String,
    /// By which rule the participant is a crier.
    #[arg(long, value_enum, default_value_t = CrierRuleName::TearsStrict)]
    pub crier_rule: CrierRuleName,
    /// What the baseline is made of.
    #[arg(long, value_enum, default_value_t = BaselineName::Mean)]
    pub baseline: BaselineName,
    /// Within so many points of the baseline mood counts as returned.
    #[arg(long, value_name = "POINTS", default_value_t = 5.0, value_parser = points)]
    pub tolerance: f64,
    /// The outcome's retest correlation, for reliable change.
    #[arg(long, value_name = "R", value_parser = reliability)]
    pub reliability: Option<f64>,
    /// The standard deviation of baselines, for reliable change.
    #[arg(long, value_name = "POINTS", requires = "reliability", value_parser = points)]
    pub sd: Option<f64>,
}

/// Rules of who is a crier, as they are written on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum CrierRuleName {
    /// Tears at level 2 or above at least once.
    TearsStrict,
    /// Tears at level 1 or above for at least 3 s in all.
    TearsAny,
    /// Tears, vocalization or sobbing at level 2 or above at least once.
    AnyComponent,
    /// The participant's own word.
    SelfReport,
}

/// What the baseline may be made of.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum BaselineName {
    /// The mean of all ratings before the stimulus.
    Mean,
    /// The last of them.
    Last,
}

impl RuleArguments {
    /// The rules as the measures want them.
    pub fn settings(&self) -> Settings {
        Settings {
            merge_gap_s: self.merge_gap.parse().unwrap_or(MERGE_GAP_S),
            rule: match self.crier_rule {
                CrierRuleName::TearsStrict => CrierRule::TearsStrict,
                CrierRuleName::TearsAny => CrierRule::TearsAny,
                CrierRuleName::AnyComponent => CrierRule::AnyComponent,
                CrierRuleName::SelfReport => CrierRule::SelfReport,
            },
            baseline: match self.baseline {
                BaselineName::Mean => Baseline::Mean,
                BaselineName::Last => Baseline::Last,
            },
            tolerance: self.tolerance,
            reliability: self.reliability.map(|r| Reliability {
                r,
                source: "given on the command line".to_owned(),
                sd_before: self.sd,
            }),
            ..Settings::default()
        }
    }
}

/// Points of a scale: a number of at least 0.
fn points(text: &str) -> Result<f64, String> {
    let points: f64 = text.parse().map_err(|_| "write a number".to_owned())?;
    (points.is_finite() && points >= 0.0)
        .then_some(points)
        .ok_or_else(|| "write a number of at least 0".to_owned())
}

/// A correlation from 0 to below 1.
fn reliability(text: &str) -> Result<f64, String> {
    let r: f64 = text.parse().map_err(|_| "write a number".to_owned())?;
    ((0.0..1.0).contains(&r))
        .then_some(r)
        .ok_or_else(|| "write a number from 0 to below 1".to_owned())
}

//! What comes out of a study. Where a number is null, `why` beside it says the reason.

mod on_film;

use std::collections::BTreeMap;

use serde::Serialize;

pub use on_film::{CryPoint, LabelRate, MomentTest, Moments};

use crate::measure::crier::Crier;
use crate::measure::settings::Settings;
use crate::protocol::{Anchor, Id};

/// What stands under every comparison of groups.
pub const WARNINGS: [&str; 2] = [
    "Crying was not randomly assigned; groups may differ beforehand.",
    "A larger recovery follows from a larger drop; look at net change.",
];

/// The statistics of a study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Study {
    /// What they depend on.
    pub settings: Settings,
    /// The outcome that they are of; null when nothing was rated.
    pub outcome: Option<Id>,
    /// Whether more of it is worse.
    pub negative: bool,
    /// Every outcome that was rated.
    pub outcomes: Vec<Id>,
    /// How many sessions of which kind.
    pub counts: Counts,
    /// Every session, in the order of the rows.
    pub sessions: Vec<SessionState>,
    /// One for each set of stimuli, the largest first: sessions with other stimuli are never compared.
    pub parts: Vec<Part>,
    /// Two codings compared; null when fewer than two sessions have two.
    pub coders: Option<CrierAgreement>,
    /// What stands under every comparison of groups.
    pub warnings: [&'static str; 2],
    /// What is to be kept in mind, in words.
    pub cautions: Vec<String>,
}

/// How many sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// In all.
    pub sessions: usize,
    /// That count in the statistics.
    pub counted: usize,
    /// Persons among those that count.
    pub participants: usize,
    /// By how they ended.
    pub by_status: BTreeMap<String, usize>,
    /// By why they were run.
    pub by_mode: BTreeMap<String, usize>,
    /// By crier status, of those that count.
    pub by_crier: BTreeMap<String, usize>,
}

/// One session in the study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionState {
    /// The session.
    pub session: String,
    /// Why it does not count; null when it does.
    pub left_out: Option<String>,
    /// Whether the participant cried, by the settings' rule.
    pub crier: Crier,
    /// Its group; null when it belongs to none.
    pub group: Option<String>,
    /// Which of the parts it belongs to; null when left out.
    pub part: Option<usize>,
    /// Mean of the z values of its channels' doses over the part; null when a dose is or nothing varies.
    pub dose_z: Option<f64>,
}

/// The sessions with the same stimuli.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Digests of the stimuli.
    pub stimuli_sha256: Vec<String>,
    /// Their ids, as far as known.
    pub stimulus: Option<Id>,
    /// How many sessions.
    pub n: usize,
    /// The probes in order of time.
    pub waves: Vec<Wave>,
    /// One entry a group: criers, non-criers, then those of neither; or the factor's levels.
    pub groups: Vec<Group>,
    /// First group less second, of net change by wave and of `N(last) − R`. Of a factor with more levels, every pair.
    pub contrasts: Vec<Contrast>,
    /// How many tests of dose and response were made.
    pub dose_response_tests: usize,
    /// Spearman correlations of net change with doses.
    pub dose_response: Vec<Correlation>,
    /// Net change by dose, adjusted for baseline.
    pub slopes: Vec<Slope>,
    /// Net change by duration of sobbing, with a quadratic term.
    pub sob_duration: Vec<Quadratic>,
    /// Net change by what may moderate it.
    pub moderators: Vec<Moderator>,
    /// Return to baseline, one curve a group, and `all`.
    pub recovery: Vec<Recovery>,
    /// Reliable change; null without a reliability.
    pub reliable: Option<Reliable>,
    /// Internal consistency of every composite at every wave.
    pub alphas: Vec<Alpha>,
    /// Recalled less measured change, one entry a group, and `all`.
    pub recall_bias: Vec<Recall>,
    /// Crying and the moments of the film; null without onsets or moments.
    pub moments: Option<Moments>,
    /// Why `moments` is null.
    pub moments_why: Option<String>,
}

/// One probe of the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wave {
    /// The probe.
    pub probe: Id,
    /// What its delay counts from.
    pub anchor: Option<Anchor>,
    /// Nominal delay, in seconds.
    pub delay_s: Option<f64>,
    /// Whether it is an outcome (after the stimulus).
    pub is_after: bool,
    /// Median true minutes from the stimulus's end; null when nobody answered.
    pub t_min: Option<f64>,
}

/// Sample statistics; null as far as n does not allow them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// How many.
    pub n: usize,
    /// Mean; null when n is 0.
    pub mean: Option<f64>,
    /// Standard deviation (n − 1); null when n < 2.
    pub sd: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// First quartile (Hyndman and Fan's type 7).
    pub q1: Option<f64>,
    /// Third quartile.
    pub q3: Option<f64>,
    /// 95 % confidence interval of the mean by Student's t; null when n < 2.
    pub ci: Option<(f64, f64)>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// `crier`, `non_crier`, `ambiguous`, `unclassifiable`, or the factor's level.
    pub group: String,
    /// Whether it takes part in contrasts.
    pub is_contrasted: bool,
    /// How many sessions.
    pub n: usize,
    /// One entry a wave, in the part's order.
    pub waves: Vec<GroupWave>,
}

/// One group at one wave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupWave {
    /// The probe.
    pub probe: Id,
    /// Mean true minutes; null when nobody answered.
    pub t_min: Option<f64>,
    /// The ratings.
    pub value: Summary,
    /// Changes from baseline; before the stimulus, n is 0.
    pub change: Summary,
}

/// First group less second.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// `net_change`, or `net_change_less_reactivity` of the last wave.
    pub of: &'static str,
    /// The probe; of `net_change_less_reactivity`, the last.
    pub probe: Id,
    /// Its nominal delay.
    pub delay_s: Option<f64>,
    /// First group.
    pub a: String,
    /// Second group.
    pub b: String,
    /// In the first.
    pub n_a: usize,
    /// In the second.
    pub n_b: usize,
    /// Difference of means.
    pub difference: Option<f64>,
    /// Its 95 % confidence interval (Welch).
    pub ci: Option<(f64, f64)>,
    /// Welch's t.
    pub t: Option<f64>,
    /// Satterthwaite's degrees of freedom.
    pub df: Option<f64>,
    /// Two-sided.
    pub p: Option<f64>,
    /// Cohen's d by the pooled SD.
    pub d: Option<f64>,
    /// Hedges' g.
    pub g: Option<f64>,
    /// Why something is null.
    pub why: Option<String>,
}

/// One Spearman correlation with net change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correlation {
    /// The probe of the net change.
    pub probe: Id,
    /// Its nominal delay.
    pub delay_s: Option<f64>,
    /// The channel, `any`, or `sob`.
    pub channel: String,
    /// `dose`, `total_s`, `mean_active`, `peak`, or `cv` of sobs.
    pub dose: &'static str,
    /// Sessions with both, ambiguous ones among them.
    pub n: usize,
    /// Of them: those with a dose of 0.
    pub zeros: usize,
    /// Spearman's rho.
    pub rho: Option<f64>,
    /// Two-sided: by every order of up to eight sessions, of more by Student's t with n − 2 degrees of freedom.
    pub p: Option<f64>,
    /// Sessions of criers among them.
    pub n_criers: usize,
    /// The same among criers alone: over all sessions it holds the difference between those who cried and those who did not.
    pub rho_criers: Option<f64>,
    /// Its p.
    pub p_criers: Option<f64>,
    /// Why something is null.
    pub why: Option<String>,
    /// The points: dose and net change, for the scatter; in no file, since they follow from the rows.
    #[serde(skip)]
    pub points: Vec<Dose>,
}

/// One session in a scatter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Dose {
    /// Which of the rows, from 0.
    pub row: usize,
    /// Dose.
    pub x: f64,
    /// Net change.
    pub y: f64,
    /// Whether by the rule it is a crier's.
    pub is_crier: bool,
}

/// `N = b0 + b1·B + b2·x` by least squares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slope {
    /// The probe.
    pub probe: Id,
    /// The channel or `any`.
    pub channel: String,
    /// Sessions.
    pub n: usize,
    /// b2: points a level·second.
    pub slope: Option<f64>,
    /// Its 95 % confidence interval.
    pub ci: Option<(f64, f64)>,
    /// Two-sided.
    pub p: Option<f64>,
    /// b1.
    pub of_baseline: Option<f64>,
    /// b0.
    pub intercept: Option<f64>,
    /// Why something is null.
    pub why: Option<String>,
}

/// `N = b0 + b1·x + b2·x²` by least squares, x in minutes of sobbing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quadratic {
    /// The probe.
    pub probe: Id,
    /// Sessions.
    pub n: usize,
    /// b0.
    pub intercept: Option<f64>,
    /// b1.
    pub linear: Option<f64>,
    /// b2.
    pub quadratic: Option<f64>,
    /// 95 % confidence interval of b2.
    pub quadratic_ci: Option<(f64, f64)>,
    /// Two-sided, of b2.
    pub quadratic_p: Option<f64>,
    /// Why something is null.
    pub why: Option<String>,
}

/// Net change at the last wave by something that may moderate it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moderator {
    /// Its name.
    pub name: String,
    /// The probe of the net change.
    pub probe: Id,
    /// Whether it is a number.
    pub is_number: bool,
    /// Sessions with both.
    pub n: usize,
    /// Spearman's rho, of numbers.
    pub rho: Option<f64>,
    /// Two-sided.
    pub p: Option<f64>,
    /// Of numbers, below and above the median (for display alone); of categories, one entry each.
    pub levels: Vec<ModeratorLevel>,
    /// Why something is null.
    pub why: Option<String>,
}

/// One level of a moderator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModeratorLevel {
    /// The category, or `low` and `high`.
    pub level: String,
    /// Net change.
    pub change: Summary,
}

/// Kaplan–Meier of return to baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recovery {
    /// The group, or `all`.
    pub group: String,
    /// Sessions with a drop to come back from.
    pub n: usize,
    /// How many came back.
    pub returned: usize,
    /// Sessions without such a drop, which are left out.
    pub without_drop: usize,
    /// Share not yet back, by time: begins at 0 min with 1.
    pub curve: Vec<CurveStep>,
    /// Minutes of the censored sessions.
    pub censored_min: Vec<f64>,
    /// Median time; null when fewer than half came back.
    pub median_min: Option<f64>,
}

/// From here on this share is not back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurveStep {
    /// Minutes from the stimulus's end.
    pub t_min: f64,
    /// Share not back, 0 to 1.
    pub share: f64,
    /// Sessions at risk just before.
    pub at_risk: usize,
    /// Greenwood's 95 % interval on the log scale; null at 1 and 0.
    pub ci: Option<(f64, f64)>,
}

/// Reliable change (Jacobson and Truax).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliable {
    /// The SD of baselines.
    pub sd_before: Option<f64>,
    /// The reliability.
    pub r: f64,
    /// Its source.
    pub source: String,
    /// So many points are reliable.
    pub points_needed: Option<f64>,
    /// One entry a group and outcome wave.
    pub waves: Vec<ReliableWave>,
    /// Why something is null.
    pub why: Option<String>,
}

/// Classes of reliable change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReliableWave {
    /// The probe.
    pub probe: Id,
    /// The group, or `all`.
    pub group: String,
    /// Reliably better (less of a negative outcome).
    pub better: usize,
    /// No reliable change.
    pub unchanged: usize,
    /// Reliably worse.
    pub worse: usize,
}

/// Cronbach's alpha.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alpha {
    /// The score.
    pub score: Id,
    /// The probe.
    pub probe: Id,
    /// Sessions with every item.
    pub n: usize,
    /// Items.
    pub items: usize,
    /// Alpha.
    pub alpha: Option<f64>,
    /// Why it is null.
    pub why: Option<String>,
}

/// Recalled change less net change at the last wave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recall {
    /// The group, or `all`.
    pub group: String,
    /// Recalled less measured, in points.
    pub bias: Summary,
}

/// Two codings' statuses over the sessions that have both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrierAgreement {
    /// Sessions.
    pub n: usize,
    /// Both say crier.
    pub both: usize,
    /// Only the first.
    pub only_first: usize,
    /// Only the second.
    pub only_second: usize,
    /// Neither.
    pub neither: usize,
    /// Per cent.
    pub agreement_pct: f64,
    /// Cohen's kappa; null when everybody has one status.
    pub kappa: Option<f64>,
    /// Why it is null.
    pub why: Option<String>,
}

//! Arguments of the verbs that tell what sessions mean, and write them out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::rules::RuleArguments;

/// Which session is shown, and how.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The session's folder or its session.json.
    pub session: PathBuf,
    /// Prints the measures as JSON.
    #[arg(long)]
    pub json: bool,
    /// Leaves amendments out: what was coded and noted in the session itself.
    #[arg(long)]
    pub as_recorded: bool,
    /// By which rules the figures are made.
    #[command(flatten)]
    pub rules: RuleArguments,
    /// A file whose first line is the passphrase of an encrypted session; asked for on the terminal when absent.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Which codings are compared, and how.
#[derive(Debug, Args)]
pub struct AgreeArguments {
    /// A session's folder or document, or the folder of a study, or a data folder with one study.
    pub path: PathBuf,
    /// The two codings: `first`, a layer's id, or `other` for that of --with; the first and the first layer when absent.
    #[arg(long, value_name = "A,B", value_parser = pair)]
    pub layers: Option<(String, String)>,
    /// Another file of the same session, whose coding is compared.
    #[arg(long, value_name = "FILE")]
    pub with: Option<PathBuf>,
    /// Length of a time unit, in seconds.
    #[arg(long, value_name = "S", default_value_t = 1.0)]
    pub unit: f64,
    /// How far apart units and points may lie and still agree, in seconds.
    #[arg(long, value_name = "S", default_value_t = 2.0)]
    pub tolerance: f64,
    /// Overlap ÷ union from which two bouts are the same one.
    #[arg(long, value_name = "SHARE", default_value_t = 0.6)]
    pub overlap: f64,
    /// Distance of the samples of the BORIS-compatible kappa, in seconds.
    #[arg(long, value_name = "S", default_value_t = 1.0)]
    pub boris_unit: f64,
    /// Takes onsets as the coders corrected them, less the reaction lag.
    #[arg(long)]
    pub corrected: bool,
    /// Of the samples of sessions that intervals are made of.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Prints JSON.
    #[arg(long)]
    pub json: bool,
    /// A file whose first line is the passphrase of an encrypted session; asked for on the terminal when absent.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// What is exported, and how.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// A session's folder or document, or a data folder with all its sessions.
    pub sessions: PathBuf,
    /// As what.
    #[arg(long, value_enum)]
    pub format: FormatName,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replaces files that are there already.
    #[arg(long)]
    pub force: bool,
    /// A covariate that is left out.
    #[arg(long, value_name = "ID")]
    pub without: Vec<String>,
    /// Another file of the same session, whose coding is written as well (with --format boris).
    #[arg(long, value_name = "FILE")]
    pub with: Option<PathBuf>,
    /// A file whose first line is the passphrase of encrypted sessions; asked for on the terminal when absent.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Which study, what its figures depend on, and what is to be done with it.
#[derive(Debug, Args)]
pub struct StudyArguments {
    /// The study's folder, or a data folder with one study.
    pub study: PathBuf,
    /// The folder to write tables, statistics, figures and the report to; outside the data folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replaces files of an earlier export.
    #[arg(long, requires = "out")]
    pub force: bool,
    /// Prints everything as JSON.
    #[arg(long, conflicts_with = "out")]
    pub json: bool,
    /// Settles who cried by the rule, keeps that in the study's list, and unlocks the mood data.
    #[arg(long, requires = "who")]
    pub fix_criers: bool,
    /// The id of whoever settles it.
    #[arg(long, value_name = "ID")]
    pub who: Option<String>,
    /// Why; needed for --override.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub why: String,
    /// Settles a session's status otherwise than the rule, with --who and --why; may be repeated.
    #[arg(long = "override", value_name = "SESSION=STATUS", requires_all = ["who", "why"])]
    pub overrides: Vec<String>,
    /// The rule: tears_strict, tears_any, any_component or self_report; once it is settled who cried, the rule that settled it holds.
    #[arg(long, alias = "crier-rule", value_name = "RULE")]
    pub rule: Option<String>,
    /// The item or score whose course is looked at.
    #[arg(long, value_name = "ID")]
    pub outcome: Option<String>,
    /// Bouts less than this apart are one: 5, 10, 20 or 30 s.
    #[arg(long, value_name = "SECONDS")]
    pub merge_gap: Option<f64>,
    /// The baseline: mean of all probes before the stimulus, or the last one.
    #[arg(long, value_name = "mean|last")]
    pub baseline: Option<String>,
    /// Within this of the baseline counts as returned, in points.
    #[arg(long, value_name = "POINTS")]
    pub tolerance: Option<f64>,
    /// The outcome's retest correlation, for reliable change.
    #[arg(long, value_name = "R", requires = "reliability_source")]
    pub reliability: Option<f64>,
    /// Where the retest correlation comes from.
    #[arg(long, value_name = "TEXT", requires = "reliability")]
    pub reliability_source: Option<String>,
    /// Groups by this factor, covariate or condition instead of crier status.
    #[arg(long, value_name = "NAME")]
    pub group_by: Option<String>,
    /// Which coding counts where there are several: first or consensus.
    #[arg(long, value_name = "first|consensus")]
    pub coding: Option<String>,
    /// Seed of the circular shifts.
    #[arg(long)]
    pub seed: Option<u64>,
}

/// Formats to export as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// One JSON file a session from which nobody should be recognized.
    Anonymous,
    /// Tables for statistics programs and spreadsheets.
    Csv,
    /// One events.tsv a session, as the Brain Imaging Data Structure has it.
    BidsEvents,
    /// BORIS projects, one file a session and one observation a coding.
    Boris,
}

/// Whose codings are listed.
#[derive(Debug, Args)]
pub struct LayersArguments {
    /// A session's folder, or a data folder with all its sessions.
    pub path: PathBuf,
    /// The share of sessions that are to be coded twice, chosen by the seed: from 0 to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 0.2, value_parser = share)]
    pub share: f64,
    /// The same seed chooses the same sessions, also when there are more of them later.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Prints JSON.
    #[arg(long)]
    pub json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once(',') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() => Ok((a.to_owned(), b.to_owned())),
        _ => Err("write A,B, as in first,second-coder".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("give a number from 0 to 1, such as 0.2".to_owned()),
    }
}

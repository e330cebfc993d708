//! What may stand on the command line.

mod meaning;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::conductor::PilotRole;
use crate::record::amendments::HELP;
pub use meaning::{
    AgreeArguments, ExportArguments, FormatName, LayersArguments, ShowArguments, StudyArguments,
};

/// Presents a film to a participant, lets an experimenter code crying live, and asks for mood at scheduled delays.
#[derive(Debug, Parser)]
#[command(name = "lacrima", version, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do; the home window opens when nothing is named.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Runs a session of a protocol: set-up, then the experimenter's and the participant's windows.
    Run(Box<RunArguments>),
    /// Runs sessions without windows, in virtual time, with a simulated participant and experimenter.
    Simulate(SimulateArguments),
    /// Lists every problem of protocol files.
    Check {
        /// The files.
        #[arg(required = true)]
        protocols: Vec<PathBuf>,
    },
    /// Shows the measures of one session.
    Show(ShowArguments),
    /// Takes up a session that the end of the program or of the computer broke off: its schedule goes on by true elapsed time.
    Resume(ResumeArguments),
    /// Finishes what a crash left: asks for each unfinished session whether to resume or to close it; closes them where nobody can be asked.
    Recover(RecoverArguments),
    /// Corrects a finished session: adds an amendment, lists them, or undoes one; what was recorded never changes.
    Amend(AmendArguments),
    /// Lists a session's codings, or which sessions of a folder are to be coded twice.
    Layers(LayersArguments),
    /// Says how far two codings of a session agree, or those of all sessions of a study that were coded twice.
    Agree(AgreeArguments),
    /// Writes sessions out for other programs and other people.
    Export(ExportArguments),
    /// Tells what all sessions of a study say; with --out, writes tables, statistics, figures and a report.
    Study(Box<StudyArguments>),
    /// Encrypts finished sessions with a passphrase.
    Encrypt(VaultArguments),
    /// Puts encrypted sessions back as plain files.
    Decrypt(VaultArguments),
    /// Removes a participant's sessions for good; without --yes, only lists them.
    Withdraw(WithdrawArguments),
    /// Prints a JSON Schema.
    Schema {
        /// Of what.
        of: SchemaOf,
    },
    /// Says whether this computer can run a session: displays, sound, codecs, disk.
    Doctor {
        /// The data folder to check; the default one when absent.
        #[arg(long)]
        data: Option<PathBuf>,
    },
}

/// What has a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaOf {
    /// Protocol files.
    Protocol,
    /// Instruments in files of their own.
    Instrument,
    /// Coding schemes in files of their own.
    Coding,
    /// Covariates in files of their own.
    Covariates,
    /// Session files.
    Session,
    /// One amendment in a session's list.
    Amendment,
    /// One line of a layer.
    Layer,
}

/// What a session may be given before its set-up screen.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The protocol's file.
    pub protocol: PathBuf,
    /// Why the session is run.
    #[arg(long, value_enum)]
    pub mode: Option<ModeName>,
    /// The participant's code.
    #[arg(long, value_name = "CODE")]
    pub participant: Option<String>,
    /// The condition, where the protocol lets the experimenter choose it.
    #[arg(long, value_name = "ID")]
    pub condition: Option<String>,
    /// Which visit of the participant it is; proposed from the earlier sessions when absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=999))]
    pub visit: Option<u32>,
    /// A covariate of the participant, as in gender=f.
    #[arg(long, value_name = "NAME=VALUE", value_parser = covariate)]
    pub covariate: Vec<(String, String)>,
    /// The coder's id.
    #[arg(long, value_name = "ID")]
    pub coder: Option<String>,
    /// Language of the participant's texts.
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// The lab's own file for a slot.
    #[arg(long, value_name = "SLOT=PATH", value_parser = slot)]
    pub film: Vec<(String, PathBuf)>,
    /// The data folder.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The monitor of the participant, counted from 0.
    #[arg(long, value_name = "N", conflicts_with = "stage_rect")]
    pub monitor: Option<usize>,
    /// A borderless participant's window at a place, in pixels.
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect, allow_hyphen_values = true)]
    pub stage_rect: Option<(i32, i32, u32, u32)>,
    /// Hide the condition and the ratings from the coder.
    #[arg(long)]
    pub blinded: bool,
    /// Skip the set-up screen when everything needed is given.
    #[arg(long)]
    pub start: bool,
    /// Let a simulated person take part in the real windows; exits by itself when the session is saved.
    #[arg(long, value_name = "SEED")]
    pub pilot: Option<u64>,
    /// Who is simulated in a pilot.
    #[arg(long, value_enum, default_value = "both")]
    pub pilot_role: RoleName,
    /// By how much waits are shortened, in rehearsals, demos and pilots.
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Print "saved N" whenever the status bar says that everything up to event N is on the disk.
    #[arg(long)]
    pub say_saved: bool,
}

/// Which session goes on, and where.
#[derive(Debug, Args)]
pub struct ResumeArguments {
    /// The session's folder.
    pub session: PathBuf,
    /// The monitor of the participant, counted from 0; the one of before when absent.
    #[arg(long, value_name = "N", conflicts_with = "stage_rect")]
    pub monitor: Option<usize>,
    /// A borderless participant's window at a place, in pixels.
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect, allow_hyphen_values = true)]
    pub stage_rect: Option<(i32, i32, u32, u32)>,
    /// Let a simulated person go on with the session; exits by itself when it is saved.
    #[arg(long, value_name = "SEED")]
    pub pilot: Option<u64>,
    /// Who is simulated in a pilot.
    #[arg(long, value_enum, default_value = "both")]
    pub pilot_role: RoleName,
}

/// What is done with what a crash left.
#[derive(Debug, Args)]
pub struct RecoverArguments {
    /// The data folder, or one session's folder.
    pub data: PathBuf,
    /// Closes every unfinished session as interrupted, with its data, and asks nothing.
    #[arg(long, conflicts_with = "resume")]
    pub close: bool,
    /// Resumes the unfinished session.
    #[arg(long)]
    pub resume: bool,
    /// A file whose first line is the passphrase of encrypted sessions; asked for on the terminal when absent.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// What a simulation may be given.
#[derive(Debug, Args)]
pub struct SimulateArguments {
    /// The protocol's file.
    pub protocol: PathBuf,
    /// The condition; when absent the allocation list decides, or all are taken in turn.
    #[arg(long, value_name = "ID")]
    pub condition: Option<String>,
    /// Seed of everything: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many sessions; each has the seed after the one before.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub sessions: u32,
    /// Probability that the participant stops the session during a sad film.
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub stops: f64,
    /// The data folder; the sessions are only summed up when absent.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// What is amended.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct AmendArguments {
    /// The session's folder or its session.json.
    pub session: PathBuf,
    /// The id of whoever amends.
    #[arg(long, value_name = "ID")]
    pub who: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// Lists the amendments.
    #[arg(long, conflicts_with_all = ["undo", "change"])]
    pub list: bool,
    /// Undoes this amendment; to undo an undoing is to do it again.
    #[arg(long, value_name = "N", conflicts_with = "change")]
    pub undo: Option<u64>,
    /// The change, as in: bout 3 offset 125.4
    pub change: Vec<String>,
}

/// What is encrypted or decrypted.
#[derive(Debug, Args)]
pub struct VaultArguments {
    /// A session's folder, or a data folder with all its sessions.
    pub sessions: PathBuf,
    /// A file whose first line is the passphrase; asked for on the terminal when absent.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Whose data are withdrawn.
#[derive(Debug, Args)]
pub struct WithdrawArguments {
    /// The data folder, or one session's folder.
    pub data: PathBuf,
    /// The participant's code.
    #[arg(long, value_name = "CODE")]
    pub participant: String,
    /// The study; every study of the data folder when absent.
    #[arg(long, value_name = "ID")]
    pub study: Option<String>,
    /// Why.
    #[arg(long, value_enum, default_value = "participant")]
    pub why: WhyName,
    /// Removes them; what is removed can't be brought back.
    #[arg(long)]
    pub yes: bool,
}

/// Why data are withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WhyName {
    /// The participant asked for it.
    Participant,
    /// Consent was refused.
    Consent,
    /// Something else.
    Other,
}

/// Modes that may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeName {
    /// For the data; every safeguard holds.
    Study,
    /// A real person tries it, with short waits.
    Rehearsal,
    /// To show the program.
    Demo,
}

/// Who is simulated in a pilot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// The participant.
    Participant,
    /// The coder.
    Coder,
    /// Both.
    Both,
}

impl From<RoleName> for PilotRole {
    fn from(role: RoleName) -> Self {
        match role {
            RoleName::Participant => Self::Participant,
            RoleName::Coder => Self::Coder,
            RoleName::Both => Self::Both,
        }
    }
}

fn slot(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((slot, path)) if !slot.is_empty() && !path.is_empty() => {
            Ok((slot.to_owned(), PathBuf::from(path)))
        }
        _ => Err("write SLOT=PATH, as in sad-film=/films/champ.mp4".to_owned()),
    }
}

fn covariate(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("write NAME=VALUE, as in gender=f".to_owned()),
    }
}

fn rect(text: &str) -> Result<(i32, i32, u32, u32), String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let wrong = || "write X,Y,W,H in pixels, as in 1280,0,1280,720".to_owned();
    let &[x, y, width, height] = parts.as_slice() else {
        return Err(wrong());
    };
    let place = (
        x.parse().map_err(|_| wrong())?,
        y.parse().map_err(|_| wrong())?,
        width.parse().map_err(|_| wrong())?,
        height.parse().map_err(|_| wrong())?,
    );
    if place.2 < 320 || place.3 < 240 {
        return Err("the participant's window must be at least 320 × 240 pixels".to_owned());
    }
    Ok(place)
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if (1.0..=1000.0).contains(&speed) => Ok(speed),
        _ => Err("give a number from 1 to 1000".to_owned()),
    }
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}

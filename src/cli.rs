//! The verbs of the command line; without one, the experimenter's home window opens.

mod amend;
mod arguments;
pub mod check;
mod doctor;
mod encrypt;
mod export;
mod opened;
mod passphrase;
pub mod recover;
mod resume;
mod rota;
mod rules;
mod run;
pub mod schema;
mod show;
mod simulate;
mod study;
pub mod table;
mod withdraw;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use crate::desk::{self, Options, Start};
use crate::protocol::FileKind;
use arguments::{Cli, SchemaOf, Verb};

/// Runs what the arguments ask for.
///
/// Exit status: 0 done, 1 the input is wrong or something is missing (one sentence on stderr), 2 usage.
pub fn main() -> ExitCode {
    match Cli::parse().verb {
        None => open(Start::Home(Options::default())),
        Some(Verb::Run(arguments)) => run::run(*arguments),
        Some(Verb::Simulate(arguments)) => simulate::run(&arguments),
        Some(Verb::Check { protocols }) => check::run(&protocols),
        Some(Verb::Schema { of }) => match of {
            SchemaOf::Protocol => schema::of(FileKind::Protocol),
            SchemaOf::Instrument => schema::of(FileKind::Instrument),
            SchemaOf::Coding => schema::of(FileKind::Coding),
            SchemaOf::Covariates => schema::of(FileKind::Covariates),
            SchemaOf::Session => schema::session(),
            SchemaOf::Amendment => schema::amendment(),
        },
        Some(Verb::Resume(arguments)) => resume::run(arguments),
        Some(Verb::Recover(arguments)) => recover::run(&arguments),
        Some(Verb::Show(arguments)) => show::run(&arguments),
        Some(Verb::Amend(arguments)) => amend::run(&arguments),
        Some(Verb::Export(arguments)) => export::run(&arguments),
        Some(Verb::Study(arguments)) => study::run(&arguments),
        Some(Verb::Encrypt(arguments)) => encrypt::encrypt(&arguments),
        Some(Verb::Decrypt(arguments)) => encrypt::decrypt(&arguments),
        Some(Verb::Withdraw(arguments)) => withdraw::run(&arguments),
        Some(Verb::Doctor { data }) => doctor::run(data),
    }
}

fn open(start: Start) -> ExitCode {
    match desk::main(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            crate::plain::complain(why);
            ExitCode::from(1)
        }
    }
}

/// Says which sessions in a data folder were renamed or moved by hand, so that they are left out.
fn tell_of_strangers(data: &Path) {
    for stranger in crate::record::strangers(data) {
        crate::plain::complain(stranger.sentence());
    }
}

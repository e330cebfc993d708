//! The verbs of the command line; without one, the experimenter's home window opens.

mod arguments;
pub mod check;
mod doctor;
mod encrypt;
mod export;
mod passphrase;
pub mod recover;
mod rota;
mod run;
pub mod schema;
pub mod show;
mod simulate;
mod withdraw;

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
        },
        Some(Verb::Show {
            session,
            json,
            passphrase_file,
        }) => show::run(&session, json, passphrase_file),
        Some(Verb::Export(arguments)) => export::run(&arguments),
        Some(Verb::Encrypt(arguments)) => encrypt::encrypt(&arguments),
        Some(Verb::Decrypt(arguments)) => encrypt::decrypt(&arguments),
        Some(Verb::Recover {
            data,
            passphrase_file,
        }) => recover::run(&data, passphrase_file),
        Some(Verb::Withdraw(arguments)) => withdraw::run(&arguments),
        Some(Verb::Doctor { data }) => doctor::run(data),
    }
}

fn open(start: Start) -> ExitCode {
    match desk::main(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(1)
        }
    }
}

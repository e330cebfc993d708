//! The verbs of the command line; without one, the experimenter's home window opens.

mod arguments;
pub mod check;
mod doctor;
pub mod recover;
pub mod schema;
pub mod show;
mod simulate;

use std::process::ExitCode;

use clap::Parser;

use crate::conductor::{Pilot, PilotRole, Placement};
use crate::desk::{self, Options, Start};
use crate::protocol::Id;
use crate::session::Mode;
use arguments::{Cli, ModeName, RoleName, RunArguments, SchemaOf, Verb};

/// Runs what the arguments ask for.
///
/// Exit status: 0 done, 1 the input is wrong or something is missing (one sentence on stderr), 2 usage.
pub fn main() -> ExitCode {
    match Cli::parse().verb {
        None => open(Start::Home(Options::default())),
        Some(Verb::Run(arguments)) => run(*arguments),
        Some(Verb::Simulate(arguments)) => simulate::run(&arguments),
        Some(Verb::Check { protocols }) => check::run(&protocols),
        Some(Verb::Schema {
            of: SchemaOf::Protocol,
        }) => schema::protocol(),
        Some(Verb::Schema {
            of: SchemaOf::Session,
        }) => schema::session(),
        Some(Verb::Show { session, json }) => show::run(&session, json),
        Some(Verb::Recover { data }) => recover::run(&data),
        Some(Verb::Doctor { data }) => doctor::run(data),
    }
}

fn run(arguments: RunArguments) -> ExitCode {
    let speed = (arguments.speed > 1.0).then_some(arguments.speed);
    if speed.is_some() && arguments.mode == Some(ModeName::Study) {
        eprintln!(
            "In study mode waits are never shortened: leave out --speed, or use --mode rehearsal."
        );
        return ExitCode::from(1);
    }
    let protocol = arguments.protocol.clone();
    let start = arguments.start || arguments.pilot.is_some();
    let options = options(arguments, speed);
    open(if start {
        Start::Run(protocol, options)
    } else {
        Start::SetUp(protocol, options)
    })
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

fn options(arguments: RunArguments, speed: Option<f64>) -> Options {
    let role = match arguments.pilot_role {
        RoleName::Participant => PilotRole::Participant,
        RoleName::Coder => PilotRole::Coder,
        RoleName::Both => PilotRole::Both,
    };
    let place = arguments
        .stage_rect
        .map(|(x, y, width, height)| Placement::Rect(x, y, width, height));
    Options {
        mode: arguments.mode.map(|mode| match mode {
            ModeName::Study => Mode::Study,
            ModeName::Rehearsal => Mode::Rehearsal,
            ModeName::Demo => Mode::Demo,
        }),
        participant: arguments.participant,
        condition: arguments.condition.map(Id),
        films: arguments
            .film
            .into_iter()
            .map(|(slot, path)| (Id(slot), path))
            .collect(),
        data: arguments.data,
        placement: place.or(arguments.monitor.map(Placement::Monitor)),
        pilot: arguments.pilot.map(|seed| Pilot { seed, role }),
        speed,
        seed: arguments.pilot,
        coder: arguments.coder.map(Id),
        language: arguments.language,
        blinded: arguments.blinded,
        ..Options::default()
    }
}

//! `lacrima run`: what can be told to be wrong before any window opens is told at once.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Duration;

use super::arguments::{ModeName, RunArguments};
use crate::conductor::{Pilot, Placement};
use crate::desk::{Options, Start};
use crate::plain::complain;
use crate::protocol::{AllocationMethod, Id, Protocol, identity, load};
use crate::session::Mode;
use crate::{media, record};

/// Longest silence of the child process that looks at a film.
const PATIENCE: Duration = Duration::from_secs(20);

/// Opens the set-up screen or, with `--start`, the session.
pub fn run(arguments: RunArguments) -> ExitCode {
    let wrong = what_is_wrong(&arguments);
    if !wrong.is_empty() {
        wrong.iter().for_each(complain);
        return ExitCode::from(1);
    }
    let protocol = arguments.protocol.clone();
    let start = arguments.start || arguments.pilot.is_some();
    let options = options(arguments);
    super::open(if start {
        Start::Run(protocol, options)
    } else {
        Start::SetUp(protocol, options)
    })
}

/// One sentence each.
fn what_is_wrong(arguments: &RunArguments) -> Vec<String> {
    let mut wrong = Vec::new();
    if arguments.speed > 1.0 && arguments.mode == Some(ModeName::Study) {
        wrong.push(
            "In study mode waits are never shortened: leave out --speed, or use --mode rehearsal."
                .to_owned(),
        );
    }
    for (what, id) in [
        ("participant", &arguments.participant),
        ("coder", &arguments.coder),
    ] {
        if let Some(id) = id.as_ref().filter(|id| !Id::is_valid(id)) {
            wrong.push(format!(
                "The {what} \"{}\" can't name a folder: use 1 to 64 letters, digits, _ or -.",
                id.escape_debug()
            ));
        }
    }
    let code = arguments.participant.as_deref();
    if code.is_some_and(identity::is_birth_date) {
        wrong.push(
            "The participant's code looks like a date of birth: choose one that tells nothing of the person."
                .to_owned(),
        );
    }
    if let Some(Err(why)) = arguments.data.as_ref().map(|data| record::check(data)) {
        wrong.push(why);
    }
    // Without --start the set-up says so, where another data folder can be chosen.
    if arguments.start || arguments.pilot.is_some() {
        let data = arguments.data.clone().unwrap_or_else(record::default_data);
        wrong.extend(record::is_occupied(&data));
    }
    match load::read(&arguments.protocol) {
        Ok(loaded) => wrong.extend(what_does_not_fit(arguments, &loaded.protocol)),
        Err(problems) => wrong.extend(problems.iter().map(ToString::to_string)),
    }
    wrong
}

/// Conditions and films that the protocol doesn't know, and files that are no films.
fn what_does_not_fit(arguments: &RunArguments, protocol: &Protocol) -> Vec<String> {
    let mut wrong = covariates_that_do_not_fit(arguments, protocol);
    let method = protocol.allocation.method;
    if arguments.condition.is_some() && method != AllocationMethod::Manual {
        wrong.push(format!(
            "The protocol allocates the condition itself (`{}`): leave out --condition.",
            method.name()
        ));
    } else if let Some(condition) = &arguments.condition
        && !protocol
            .conditions
            .iter()
            .any(|known| known.id.as_str() == condition)
    {
        let known: Vec<&str> = protocol
            .conditions
            .iter()
            .map(|known| known.id.as_str())
            .collect();
        wrong.push(format!(
            "The protocol has no condition \"{}\": choose one of {}.",
            condition.escape_debug(),
            known.join(", ")
        ));
    }
    for (slot, path) in &arguments.film {
        let known = protocol
            .stimuli
            .values()
            .any(|stimulus| stimulus.slot.as_ref().is_some_and(|id| id.as_str() == slot));
        if !known {
            wrong.push(format!(
                "The protocol has no slot \"{}\" for a film.",
                slot.escape_debug()
            ));
        } else if let Err(why) = media::ask(path, false, PATIENCE) {
            wrong.push(why);
        }
    }
    wrong
}

/// Covariates that the protocol doesn't know, that are given twice, or whose value is none.
fn covariates_that_do_not_fit(arguments: &RunArguments, protocol: &Protocol) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let given = arguments.covariate.iter();
    given
        .filter_map(|(name, value)| {
            let asked = protocol.covariates.iter().find(|asked| asked.id == **name);
            match asked {
                _ if !seen.insert(name) => Some(format!(
                    "The covariate \"{}\" is given twice.",
                    name.escape_debug()
                )),
                None => Some(format!(
                    "The protocol has no covariate \"{}\".",
                    name.escape_debug()
                )),
                Some(asked) => asked.read(value).err(),
            }
        })
        .collect()
}

fn options(arguments: RunArguments) -> Options {
    let role = arguments.pilot_role.into();
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
        visit: arguments.visit,
        covariates: arguments
            .covariate
            .into_iter()
            .map(|(name, value)| (Id(name), value))
            .collect(),
        films: arguments
            .film
            .into_iter()
            .map(|(slot, path)| (Id(slot), path))
            .collect(),
        data: arguments.data,
        placement: place.or(arguments.monitor.map(Placement::Monitor)),
        pilot: arguments.pilot.map(|seed| Pilot { seed, role }),
        speed: (arguments.speed > 1.0).then_some(arguments.speed),
        seed: arguments.pilot,
        coder: arguments.coder.map(Id),
        language: arguments.language,
        blinded: arguments.blinded,
        say_saved: arguments.say_saved,
        ..Options::default()
    }
}

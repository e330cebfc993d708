//! `lacrima simulate`: sessions without windows, in virtual time, with a simulated participant and experimenter.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::arguments::SimulateArguments;
use super::rota::{Rota, Turn};
use crate::conductor::{Placement, Plan, Simulated, keep, simulate};
use crate::plain::{Plain, complain, progress};
use crate::protocol::load::{self, Loaded};
use crate::protocol::{Id, Protocol, Stimulus, covariates};
use crate::record::study::walk;
use crate::session::{Coder, Fact, MediaFacts, Mode, Status};

/// Length of a film of which the protocol tells nothing, in seconds.
const UNKNOWN_S: f64 = 60.0;
/// So many sessions are planned ahead.
const AT_ONCE: u32 = 1000;
/// Reaction lag that is assumed of coders, in seconds (SCIENCE: coding).
const LAG_S: f64 = 0.8;

/// Runs the sessions; writes them when a data folder is named, and tells what came of them.
pub fn run(arguments: &SimulateArguments) -> ExitCode {
    let loaded = match load::read(&arguments.protocol) {
        Ok(loaded) => loaded,
        Err(problems) => {
            for problem in problems {
                complain(problem);
            }
            return ExitCode::from(1);
        }
    };
    match simulate_all(&loaded, arguments) {
        Ok(tally) => {
            // Whoever reads the output may have seen enough and closed the pipe.
            let _ = tally.print(&mut Plain::text(io::stdout().lock()));
            ExitCode::SUCCESS
        }
        Err(why) => {
            complain(why);
            ExitCode::from(1)
        }
    }
}

fn simulate_all(loaded: &Loaded, arguments: &SimulateArguments) -> Result<Tally, String> {
    let mut rota = Rota::new(&loaded.protocol, arguments)?;
    let mut tally = Tally::default();
    let shows_progress = arguments.sessions > 1 && io::stderr().is_terminal();
    for from in (0..arguments.sessions).step_by(AT_ONCE as usize) {
        let mut turns = Vec::new();
        let mut used_up = None;
        for number in from..from.saturating_add(AT_ONCE).min(arguments.sessions) {
            match rota.turn(number) {
                Ok(turn) => turns.push((turn, arguments.seed.wrapping_add(u64::from(number)))),
                Err(why) => {
                    used_up = Some(why);
                    break;
                }
            }
        }
        let simulated = |(turn, seed): &(Turn, u64)| {
            simulate(&plan(loaded, turn.clone(), *seed), arguments.stops)
        };
        // Written one after the other: a participant's visits lie in folders that are made in their order.
        walk(&turns, simulated, |_, session| {
            let session = session.ok_or("A session could not be simulated.")?;
            let document = match &arguments.data {
                Some(data) => Some(keep(&session, data)?),
                None => None,
            };
            tally.add(&session, document);
            if shows_progress {
                progress(tally.sessions, arguments.sessions as usize);
            }
            Ok(())
        })?;
        if let Some(why) = used_up {
            return Err(why);
        }
    }
    Ok(tally)
}

fn plan(loaded: &Loaded, turn: Turn, seed: u64) -> Plan {
    let protocol = loaded.protocol.clone();
    let noted = covariates::simulated(&protocol, turn.seed);
    Plan {
        media: media(&protocol),
        protocol,
        protocol_sha256: loaded.sha256.clone(),
        mode: Mode::Simulated,
        participant: Id(format!("sim{:06}", turn.seed)),
        covariates: covariates::to_json(&loaded.protocol, &noted),
        visit: turn.visit,
        condition: turn.condition,
        allocation: turn.method,
        allocated: turn.allocated,
        setting: loaded.protocol.setting.clone(),
        coder: Coder {
            id: "simulated".into(),
            lag_s: LAG_S,
            lag_calibrated: false,
            lags: BTreeMap::new(),
        },
        language: "en".to_owned(),
        blinded: loaded.protocol.allocation.blind,
        seed,
        speed: 1.0,
        places: BTreeMap::new(),
        subtitles: BTreeMap::new(),
        data: PathBuf::new(),
        placement: Placement::Monitor(0),
        warn_before_probes: false,
        pilot: None,
        stamps: ("simulated".to_owned(), 0.0),
    }
}

/// What the protocol itself tells of its stimuli. No file is opened: the same seed gives the same bytes wherever the films are.
fn media(protocol: &Protocol) -> Vec<MediaFacts> {
    let facts = |(id, stimulus): (&Id, &Stimulus)| MediaFacts {
        id: id.clone(),
        kind: stimulus.kind,
        file: "simulated".to_owned(),
        sha256: String::new(),
        duration_s: Some(length_s(stimulus)),
        width: None,
        height: None,
        fps: None,
    };
    protocol.stimuli.iter().map(facts).collect()
}

fn length_s(stimulus: &Stimulus) -> f64 {
    let last_moment = stimulus
        .moments
        .iter()
        .map(|moment| moment.to_s)
        .fold(stimulus.from_s + UNKNOWN_S, f64::max);
    stimulus.to_s.unwrap_or(last_moment)
}

/// What came of all sessions.
#[derive(Debug, Default)]
struct Tally {
    sessions: usize,
    completed: usize,
    cried: usize,
    probes: usize,
    events: usize,
    longest_s: f64,
    document: Option<PathBuf>,
}

impl Tally {
    fn add(&mut self, session: &Simulated, document: Option<PathBuf>) {
        let count = |is: fn(&Fact) -> bool| {
            session
                .events
                .iter()
                .filter(|event| is(&event.fact))
                .count()
        };
        self.sessions += 1;
        self.completed += count(|fact| {
            matches!(
                fact,
                Fact::SessionEnded {
                    status: Status::Completed
                }
            )
        });
        self.cried += usize::from(count(|fact| matches!(fact, Fact::BoutOpened { .. })) > 0);
        self.probes += count(|fact| matches!(fact, Fact::ProbeEnded { .. }));
        self.events += session.events.len();
        let length_s = session.events.last().map_or(0.0, |event| event.t_s.as_s());
        self.longest_s = self.longest_s.max(length_s);
        self.document = document;
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{} simulated, {} completed, {} with coded crying, {} probes and questionnaires, {} events; the longest took {:.0} min of virtual time.",
            self.sessions,
            self.completed,
            self.cried,
            self.probes,
            self.events,
            self.longest_s / 60.0
        )?;
        match &self.document {
            Some(document) if self.sessions == 1 => writeln!(out, "{}", document.display()),
            Some(document) => writeln!(out, "The last one: {}", document.display()),
            None => Ok(()),
        }
    }
}

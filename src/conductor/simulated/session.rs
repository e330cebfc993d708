//! One session in virtual time: the same loop as a real one, as fast as it computes, the same for the same seed.

use chrono::{DateTime, Duration, SecondsFormat, Utc};

use super::{Experimenter, Participant, Person, SimulatedStage};
use crate::conductor::core::Core;
use crate::conductor::header::header;
use crate::conductor::plan::Plan;
use crate::conductor::ports::StagePort;
use crate::link::ToStage;
use crate::session::{ClockOrigin, Engine, Event, Input, Mode, Reason, When, WorldInput};
use crate::time::SessionTime;

/// The longest session that is simulated: two days.
const LONGEST_S: f64 = 172_800.0;

/// A simulated session.
#[derive(Debug)]
pub struct Simulated {
    /// The session's id, which is its folder's name.
    pub id: String,
    /// When it began, as its seed has it.
    pub started: DateTime<Utc>,
    /// Its facts, in order.
    pub events: Vec<Event>,
    /// The engine as it stood at the end.
    pub engine: Engine,
}

/// Simulates the session that `plan` describes; its date and id come from the seed. With probability `stop_rate` the participant stops it during a film.
pub fn simulate(plan: &Plan, stop_rate: f64) -> Simulated {
    let started = date(plan.seed);
    let id = format!("{}_{}", started.format("%Y%m%dT%H%M%SZ"), plan.participant);
    let plan = Plan {
        mode: Mode::Simulated,
        pilot: None,
        stamps: ("simulated".to_owned(), 0.0),
        ..plan.clone()
    };
    let clock = ClockOrigin {
        source: "virtual".to_owned(),
        origin_s: 0.0,
        uncertainty_ms: 0.0,
        boot_ns: None,
        boot: None,
    };
    let utc = started.to_rfc3339_opts(SecondsFormat::Millis, true);
    let header = header(&plan, &id, utc, 0, clock);
    let person = Person::new(plan.seed, plan.speed);
    let pace = 1.0;
    let mut world = World {
        participant: Participant::new(person.clone(), &header.protocol, plan.seed, pace, stop_rate),
        experimenter: Experimenter::new(
            person,
            &header.protocol,
            &header.condition,
            plan.seed,
            pace,
        ),
        core: Core::new(header, SimulatedStage::new(&plan.media), Vec::new()),
    };
    world.live();
    Simulated {
        id,
        started,
        engine: world.core.engine().clone(),
        events: world.core.journal,
    }
}

/// A weekday's working hour of 2001 or later: plainly no real session, and the same for the same seed.
fn date(seed: u64) -> DateTime<Utc> {
    let first = DateTime::<Utc>::UNIX_EPOCH + Duration::days(11_323);
    let day = i64::try_from(seed % 7000).unwrap_or(0);
    let minute = i64::try_from(seed / 7000 % 480).unwrap_or(0);
    let second = i64::try_from(seed / 3_360_000 % 60).unwrap_or(0);
    first + Duration::days(day) + Duration::minutes(9 * 60 + minute) + Duration::seconds(second)
}

struct World {
    core: Core<SimulatedStage, Vec<Event>>,
    participant: Participant,
    experimenter: Experimenter,
}

impl World {
    fn live(&mut self) {
        self.give(When::taken(SessionTime::ZERO), Input::Begin);
        loop {
            let now = self.core.stage.now;
            if !self.core.engine().is_over() {
                self.participant.look(now, &self.core.engine().stage_view());
                self.experimenter
                    .look(now, &self.core.engine().desk_view(now));
            }
            match self.next() {
                Some(t) if t.as_s() < LONGEST_S => self.step(t),
                _ if self.core.engine().is_over() => return,
                _ => {
                    // Nobody will ever do anything again, as when a protocol waits for somebody who is not simulated.
                    let reason = Reason::Technical;
                    let input = Input::World(WorldInput::Interrupt { reason });
                    self.give(When::taken(now), input);
                }
            }
        }
    }

    fn next(&self) -> Option<SessionTime> {
        let people = (!self.core.engine().is_over())
            .then(|| {
                self.participant
                    .next()
                    .into_iter()
                    .chain(self.experimenter.next())
            })
            .into_iter()
            .flatten();
        people
            .chain(self.core.next_deadline())
            .chain(self.core.stage.next())
            .min()
            .map(|t| t.max(self.core.stage.now))
    }

    /// One thing that happens at `t`.
    fn step(&mut self, t: SessionTime) {
        self.core.stage.now = t;
        let when = When::stamped(t, t);
        if let Some(input) = self.core.stage.report(t) {
            self.give(when, Input::Stage(input));
        } else if self.core.next_deadline().is_some_and(|due| due <= t) {
            self.give(When::taken(t), Input::Tick);
        } else if self.core.engine().is_over() {
            // People have gone home.
        } else if self.experimenter.next().is_some_and(|due| due <= t) {
            if let Some(input) = self.experimenter.act(t) {
                self.give(when, Input::Desk(input));
            }
        } else if let Some(gesture) = self.participant.act(t) {
            self.core.stage.send(ToStage::Gesture(gesture));
        }
    }

    fn give(&mut self, when: When, input: Input) {
        // People try what has no place now, as real ones do; the engine says no and nothing changes.
        let _ = self.core.take(when, input);
    }
}

//! A simulated experimenter: codes crying by the protocol's keys, sees alarms, and goes on where the protocol waits for them.

use std::collections::{BTreeSet, VecDeque};

use super::chance::Chance;
use super::crying::{practice_presses, presses};
use super::person::{Person, is_sad};
use crate::protocol::{Advance, CodingSwitch, Id, Protocol, Step};
use crate::session::{CautionKind, DeskInput, DeskView, StepState};
use crate::time::{Micros, SessionTime};

/// How long after the last film coding goes on, in seconds.
const CODES_ON_S: f64 = 60.0;

/// The experimenter.
#[derive(Debug)]
pub struct Experimenter {
    person: Person,
    chance: Chance,
    protocol: Protocol,
    pace: f64,
    plan: VecDeque<(SessionTime, DeskInput)>,
    /// Films already coded, steps already seen to and alarms already answered.
    coded: BTreeSet<Id>,
    gone_on: BTreeSet<Id>,
    seen: BTreeSet<u64>,
    coding_ends: bool,
}

impl Experimenter {
    /// The experimenter of this seed.
    pub fn new(person: Person, protocol: &Protocol, seed: u64, pace: f64) -> Self {
        Self {
            person,
            chance: Chance::new(seed, 2),
            protocol: protocol.clone(),
            pace: pace.max(0.1),
            plan: VecDeque::new(),
            coded: BTreeSet::new(),
            gone_on: BTreeSet::new(),
            seen: BTreeSet::new(),
            coding_ends: protocol
                .all_steps()
                .any(|step| step.coding == Some(CodingSwitch::Stop)),
        }
    }

    /// Looks at the desk at `t`.
    pub fn look(&mut self, t: SessionTime, view: &DeskView) {
        if view.now.ended.is_some() {
            self.plan.clear();
            return;
        }
        self.see_alarms(t, view);
        let Some(step) = self.current(view) else {
            return;
        };
        if view.coding && view.now.film_runs && self.coded.insert(step.id.clone()) {
            self.code(t, view, &step);
        }
        let waits_for_me = view.allowed.advance
            && (step.ends_by() == Some(Advance::Experimenter) || step.stimulus().is_some());
        if waits_for_me && self.gone_on.insert(step.id.clone()) {
            self.later(t, 4.0, DeskInput::Advance);
        }
    }

    /// When the experimenter next does something.
    pub fn next(&self) -> Option<SessionTime> {
        self.plan.front().map(|(t, _)| *t)
    }

    /// What the experimenter does at `t`, once it is due.
    pub fn act(&mut self, t: SessionTime) -> Option<DeskInput> {
        let (at, _) = self.plan.front()?;
        if *at > t {
            return None;
        }
        Some(self.plan.pop_front()?.1)
    }

    fn see_alarms(&mut self, t: SessionTime, view: &DeskView) {
        for caution in &view.cautions {
            if let CautionKind::Alarm(alarm, _) = caution.kind
                && self.seen.insert(alarm)
            {
                self.later(t, 3.0, DeskInput::Acknowledge { alarm });
            }
        }
    }

    /// The steps of the view stand in the protocol's order, whatever their labels hide.
    fn current(&self, view: &DeskView) -> Option<Step> {
        let place = view
            .steps
            .iter()
            .position(|step| step.state == StepState::Current)?;
        self.protocol.all_steps().nth(place).cloned()
    }

    fn code(&mut self, t: SessionTime, view: &DeskView, step: &Step) {
        let sad = step
            .stimulus()
            .is_some_and(|stimulus| is_sad(&self.protocol, stimulus));
        let length_s = view.now.film_length.map_or(60.0, |length| {
            length.as_s() - view.now.film.map_or(0.0, |film| film.as_s())
        });
        let coding = self.protocol.coding.clone();
        let stimulus = step
            .stimulus()
            .and_then(|id| self.protocol.stimuli.get(id))
            .filter(|stimulus| !stimulus.known.is_empty());
        let coded = match stimulus {
            None => presses(&self.person, &coding, sad, length_s, &mut self.chance),
            Some(stimulus) => {
                // The desk counts from where the stimulus begins, known bouts count from where its file does.
                let film_s = stimulus.from_s + view.now.film.map_or(0.0, |film| film.as_s());
                practice_presses(&stimulus.known, &coding, film_s, &mut self.chance)
            }
        };
        for press in coded {
            let input = DeskInput::Key {
                key: press.key,
                down: press.down,
            };
            self.at(t + Micros::from_s(press.at_s), input);
        }
        let last_film = self
            .protocol
            .steps
            .iter()
            .rev()
            .find(|step| step.stimulus().is_some())
            .is_some_and(|last| last.id == step.id);
        if last_film && !self.coding_ends {
            let end_s = length_s + CODES_ON_S;
            self.at(t + Micros::from_s(end_s), DeskInput::EndCoding);
        }
    }

    fn later(&mut self, t: SessionTime, median_s: f64, input: DeskInput) {
        let pause_s = self.chance.duration(median_s, 0.3) / self.pace;
        self.at(t + Micros::from_s(pause_s.max(0.2)), input);
    }

    /// Plans an act; acts at one instant stay in the order they were planned.
    fn at(&mut self, t: SessionTime, input: DeskInput) {
        let place = self.plan.partition_point(|(other, _)| *other <= t);
        self.plan.insert(place, (t, input));
    }
}

//! A simulated experimenter: codes crying by the protocol's keys, sees alarms, and goes on where the protocol waits for them.

use std::collections::{BTreeSet, VecDeque};

use super::chance::Chance;
use super::crying::{practice_presses, presses};
use super::person::{Person, is_sad};
use crate::protocol::{Advance, CodingSwitch, Id, Protocol, Step};
use crate::session::{Asked, CautionKind, DeskInput, DeskView, StepState};
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
    rated: BTreeSet<u64>,
    /// What the step asked when it was last looked at.
    asked: Option<Asked>,
    condition: Id,
    coding_ends: bool,
    paused: bool,
}

impl Experimenter {
    /// The experimenter of this seed.
    pub fn new(person: Person, protocol: &Protocol, condition: &Id, seed: u64, pace: f64) -> Self {
        Self {
            person,
            chance: Chance::new(seed, 2),
            protocol: protocol.clone(),
            pace: pace.max(0.1),
            plan: VecDeque::new(),
            coded: BTreeSet::new(),
            gone_on: BTreeSet::new(),
            seen: BTreeSet::new(),
            rated: BTreeSet::new(),
            asked: None,
            condition: condition.clone(),
            paused: false,
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
        if let Some((bout, qualities)) = &view.unrated
            && self.rated.insert(*bout)
        {
            let place = self.chance.pick(qualities.len());
            if let Some((quality, _)) = qualities.get(place) {
                let quality = quality.clone();
                self.later(t, 6.0, DeskInput::RateEpisode { quality });
            }
        }
        if view.asked != self.asked {
            self.asked.clone_from(&view.asked);
            self.answer(t, view.asked.as_ref());
        }
        let Some(step) = self.current(view) else {
            return;
        };
        if view.coding && view.now.film_runs && self.coded.insert(step.id.clone()) {
            self.code(t, view, &step);
        }
        // Only a session that was taken up stands paused: the simulated experimenter never pauses.
        let paused = view.allowed.resume;
        if paused && !self.paused {
            self.later(t, 3.0, DeskInput::Resume);
        }
        self.paused = paused;
        let waits_for_me = view.allowed.advance
            && !matches!(view.asked, Some(Asked::Apply { .. }))
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

    /// Does what the current step asks.
    fn answer(&mut self, t: SessionTime, asked: Option<&Asked>) {
        match asked {
            Some(Asked::Rate { items, .. }) => {
                let answers = items
                    .iter()
                    .map(|item| {
                        let value =
                            self.person
                                .answer(item, 50.0, self.person.cries, &mut self.chance);
                        (item.id.clone(), Some(value))
                    })
                    .collect();
                self.later(t, 8.0, DeskInput::Rate { answers });
            }
            Some(Asked::Apply { done, planned, .. }) => {
                let input = if *done < planned.unwrap_or(3) {
                    DeskInput::Act
                } else {
                    DeskInput::Advance
                };
                self.later(t, 4.0, input);
            }
            Some(Asked::Sample { taken: None, .. }) => self.later(t, 20.0, DeskInput::Act),
            Some(Asked::TaskStart { .. }) => self.later(t, 5.0, DeskInput::Act),
            Some(Asked::TaskStop { since, until }) => {
                let most_s = (*until - *since).as_s();
                let after_s = self.chance.between(0.2, 1.3) * most_s;
                // Whoever holds out longer than allowed is stopped by the clock.
                if after_s < most_s {
                    self.at(*since + Micros::from_s(after_s), DeskInput::Act);
                }
            }
            Some(Asked::TaskReason) => {
                let reason = "wanted to stop".to_owned();
                self.later(t, 3.0, DeskInput::TaskReason { reason });
            }
            Some(Asked::Debrief { points }) => {
                let points = points.iter().map(|(id, _)| id.clone()).collect();
                self.later(t, 30.0, DeskInput::Debrief { points });
            }
            Some(Asked::Sample { .. }) | None => {}
        }
    }

    /// The steps of the view stand in the protocol's order, whatever their labels hide; a blinded view leaves out the steps of other
    /// conditions.
    fn current(&self, view: &DeskView) -> Option<Step> {
        let place = view
            .steps
            .iter()
            .position(|step| step.state == StepState::Current)?;
        let main = view.steps.iter().filter(|step| !step.on_stop).count();
        let fits = |step: &&Step| {
            let named = step
                .show_if
                .as_ref()
                .and_then(|test| test.condition.as_ref());
            main == self.protocol.steps.len()
                || named.is_none_or(|named| named.contains(&self.condition))
        };
        let kind = view.steps.get(place)?.kind;
        let (list, place) = match place.checked_sub(main) {
            None => (vec![&self.protocol.steps], place),
            Some(place) => (
                vec![&self.protocol.on_stop, &self.protocol.on_decline],
                place,
            ),
        };
        list.into_iter()
            .filter_map(|list| list.iter().filter(fits).nth(place))
            .find(|step| step.kind.name() == kind)
            .cloned()
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
            .filter(|_| self.protocol.is_for_coders());
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

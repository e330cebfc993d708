//! A simulated participant: sees the stage's view and, after a while, touches, answers, declines and goes on.

use std::collections::VecDeque;

use super::chance::Chance;
use super::person::{Exposure, Person, is_sad};
use crate::link::Gesture;
use crate::protocol::{Id, Protocol};
use crate::session::{Page, Screen, StageView};
use crate::time::{Micros, SessionTime};

/// Share of items that are not answered.
const DECLINES: f64 = 0.02;
/// Share of answers that are changed once.
const CHANGES: f64 = 0.12;
/// Share of what need not be agreed to that is agreed to all the same.
const AGREES: f64 = 0.8;
/// What is written where something is to be remembered.
const REMEMBERED: &str = "It was late in the summer, and we sat on the steps until it was dark.";
/// How long the participant waits for an effect before trying again.
const PATIENCE_S: f64 = 4.0;

/// The participant.
#[derive(Debug)]
pub struct Participant {
    person: Person,
    chance: Chance,
    protocol: Protocol,
    /// By how much the participant is faster than people are.
    pace: f64,
    sight: Option<Sight>,
    plan: VecDeque<(SessionTime, Planned)>,
    lived: Vec<Exposure>,
    stops_at: Option<SessionTime>,
}

/// What the participant notices of a view; only a change of it makes a new plan.
#[derive(Clone, Debug, PartialEq)]
struct Sight {
    serial: u64,
    items: Vec<Id>,
    can_go_on: bool,
}

#[derive(Clone, Debug)]
enum Planned {
    Do(Gesture),
    LookAgain,
}

impl Participant {
    /// The participant of this seed. `stop_rate` is the probability that they stop the session during a film.
    pub fn new(person: Person, protocol: &Protocol, seed: u64, pace: f64, stop_rate: f64) -> Self {
        let mut chance = Chance::new(seed, 1);
        let stops = chance.happens(stop_rate);
        Self {
            person,
            protocol: protocol.clone(),
            pace: pace.max(0.1),
            sight: None,
            plan: VecDeque::new(),
            lived: Vec::new(),
            // The instant is settled when the first sad film is on.
            stops_at: stops.then_some(SessionTime(i64::MAX)),
            chance,
        }
    }

    /// Looks at the stage at `t`.
    pub fn look(&mut self, t: SessionTime, view: &StageView) {
        self.live_through(t, view);
        let sight = Sight::of(view);
        if self.sight.as_ref() == Some(&sight) {
            return;
        }
        self.sight = Some(sight);
        self.plan.clear();
        self.make_plan(t, view);
    }

    /// When the participant next does something, if the view stays as it is.
    pub fn next(&self) -> Option<SessionTime> {
        let planned = self.plan.front().map(|(t, _)| *t);
        let stop = self.stops_at.filter(|t| t.0 != i64::MAX);
        planned.into_iter().chain(stop).min()
    }

    /// What the participant does at `t`, once it is due.
    pub fn act(&mut self, t: SessionTime) -> Option<Gesture> {
        if self.stops_at.is_some_and(|at| at <= t) {
            self.stops_at = None;
            return Some(Gesture::Stop);
        }
        let (at, _) = self.plan.front()?;
        if *at > t {
            return None;
        }
        match self.plan.pop_front()?.1 {
            Planned::Do(gesture) => Some(gesture),
            Planned::LookAgain => {
                self.sight = None;
                None
            }
        }
    }

    fn live_through(&mut self, t: SessionTime, view: &StageView) {
        match &view.screen {
            Screen::Film(film) => {
                if self.lived.last().is_none_or(|last| last.to.is_some()) {
                    let sad = is_sad(&self.protocol, &film.stimulus);
                    self.lived.push(Exposure {
                        sad,
                        from: t,
                        to: None,
                    });
                    if sad && self.stops_at == Some(SessionTime(i64::MAX)) {
                        self.stops_at = Some(t + Micros::from_s(self.chance.between(10.0, 50.0)));
                    }
                }
            }
            _ => {
                if let Some(last) = self.lived.last_mut().filter(|last| last.to.is_none()) {
                    last.to = Some(t);
                }
            }
        }
    }

    fn make_plan(&mut self, t: SessionTime, view: &StageView) {
        let mut at = t;
        match &view.screen {
            Screen::Begin => {
                self.later(&mut at, 3.5, 0.6, Planned::Do(Gesture::Begin));
            }
            Screen::Page(page) => self.answer_page(&mut at, page),
            Screen::Text {
                text,
                go_on: Some(_),
                min_s,
            } => {
                at = at + Micros::from_s(*min_s);
                self.read(&mut at, text);
                self.later(&mut at, 1.0, 0.25, Planned::Do(Gesture::GoOn));
            }
            Screen::Consent { text, ticks, .. } => {
                self.read(&mut at, text);
                for tick in ticks {
                    if tick.required || self.chance.happens(AGREES) {
                        let gesture = Gesture::Tick {
                            id: tick.id.clone(),
                        };
                        self.later(&mut at, 2.0, 0.3, Planned::Do(gesture));
                    }
                }
                self.choose(&mut at, 0);
            }
            Screen::Screening { text, points, .. } => {
                self.read(&mut at, text);
                self.read(&mut at, &points.join(" "));
                self.choose(&mut at, 0);
            }
            Screen::PracticeStop { text } => {
                self.read(&mut at, text);
                self.later(&mut at, 2.0, 0.3, Planned::Do(Gesture::Stop));
            }
            Screen::Recall {
                text, write, min_s, ..
            } => {
                at = at + Micros::from_s(*min_s);
                self.read(&mut at, text);
                if *write {
                    let text = REMEMBERED.to_owned();
                    self.later(&mut at, 20.0, 0.4, Planned::Do(Gesture::Write { text }));
                }
                self.later(&mut at, 3.0, 0.3, Planned::Do(Gesture::GoOn));
            }
            Screen::DataChoice { text, options } => {
                self.read(&mut at, text);
                // Most people who stopped let their answers be kept.
                let keep = options.len().saturating_sub(2);
                self.choose(&mut at, keep);
            }
            Screen::Wish { .. } => {
                let wants = self.chance.happens(0.3);
                self.choose(&mut at, usize::from(!wants));
            }
            Screen::Film(film) if film.self_key.is_some() && self.person.cries => {
                for down in [true, false] {
                    self.later(&mut at, 12.0, 0.4, Planned::Do(Gesture::SelfKey { down }));
                }
                return;
            }
            Screen::Calm { go_on: Some(_), .. } | Screen::Image { go_on: Some(_), .. } => {
                self.later(&mut at, 6.0, 0.3, Planned::Do(Gesture::GoOn));
            }
            _ => return,
        }
        at = at + Micros::from_s(PATIENCE_S);
        self.plan.push_back((at, Planned::LookAgain));
    }

    /// Reads, at about 25 characters a second.
    fn read(&mut self, at: &mut SessionTime, text: &str) {
        let reading_s = 0.5 + text.chars().count() as f64 / 25.0;
        let pause_s = self.chance.duration(reading_s, 0.25) / self.pace;
        *at = *at + Micros::from_s(pause_s);
    }

    fn choose(&mut self, at: &mut SessionTime, button: usize) {
        self.later(at, 2.0, 0.3, Planned::Do(Gesture::Choose { button }));
    }

    fn answer_page(&mut self, at: &mut SessionTime, page: &Page) {
        for item in &page.items {
            if item.value.is_some() || item.declined {
                continue;
            }
            if self.chance.happens(DECLINES) {
                let gesture = Gesture::Decline {
                    item: item.id.clone(),
                };
                self.later(at, 2.0, 0.3, Planned::Do(gesture));
                continue;
            }
            let times = 1 + usize::from(self.chance.happens(CHANGES));
            for _ in 0..times {
                let mood = self.person.mood(*at, &self.lived);
                let cried = self.person.cries && self.lived.iter().any(|film| film.sad);
                let value = self.person.answer(item, mood, cried, &mut self.chance);
                let gesture = Gesture::Answer {
                    item: item.id.clone(),
                    value,
                };
                self.later(at, 2.4, 0.35, Planned::Do(gesture));
            }
        }
        self.later(at, 1.0, 0.3, Planned::Do(Gesture::GoOn));
    }

    fn later(&mut self, at: &mut SessionTime, median_s: f64, spread: f64, planned: Planned) {
        let pause_s = self.chance.duration(median_s, spread) / self.pace;
        *at = *at + Micros::from_s(pause_s.max(0.2));
        self.plan.push_back((*at, planned));
    }
}

impl Sight {
    fn of(view: &StageView) -> Self {
        let items = match &view.screen {
            Screen::Page(page) => page.items.iter().map(|item| item.id.clone()).collect(),
            _ => Vec::new(),
        };
        let can_go_on = match &view.screen {
            Screen::Calm { go_on, .. }
            | Screen::Text { go_on, .. }
            | Screen::Image { go_on, .. } => go_on.is_some(),
            Screen::Begin | Screen::Page(_) => true,
            Screen::Film(_) => false,
            _ => true,
        };
        Self {
            serial: view.serial,
            items,
            can_go_on,
        }
    }
}

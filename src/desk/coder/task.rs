//! The reaction-lag task without window and device: which target comes when, and what each press means.

use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

use crate::measure::middle;
use crate::protocol::Sense;
use crate::record::coders::{Outcome, SenseLag, TargetRow};
use crate::time::Stamp;

/// Targets of each sense (SCIENCE.md 4.4).
pub const OF_EACH: u32 = 20;
/// Quicker than this nobody reacts: the press was under way before the target came.
const ANTICIPATED: Duration = Duration::from_millis(100);
/// A target that is not answered for so long is missed.
pub const LONGEST: Duration = Duration::from_secs(2);
/// The shortest and the longest time before a target, in seconds.
const GAP_S: (f64, f64) = (1.5, 4.0);

/// What the window has to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Nothing before this instant.
    Wait(Stamp),
    /// Show the disc and say when it appeared.
    Show,
    /// Play the tone and say when it began.
    Play,
    /// A target is there, at most until this instant.
    Await(Stamp),
    /// Every target has come.
    Done,
}

/// One run of the task.
#[derive(Clone, Debug)]
pub struct Task {
    plan: Vec<(Sense, Duration)>,
    rows: Vec<Row>,
    now: Now,
    strays: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Now {
    /// Nothing is there; the next target is due then.
    Gap {
        due: Stamp,
    },
    /// The target was asked for and its onset is not yet known.
    Asked,
    /// The target is there since then.
    There {
        onset: Stamp,
    },
    Done,
}

/// A target that has come and what came of it.
#[derive(Clone, Copy, Debug)]
struct Row {
    sense: Sense,
    onset: Stamp,
    lag: Option<Duration>,
    outcome: Outcome,
    doubles: u32,
}

/// What a whole run tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The lag to what is seen.
    pub seen: SenseLag,
    /// The lag to what is heard.
    pub heard: SenseLag,
    /// Presses that belong to no target.
    pub strays: u32,
    /// Every target.
    pub targets: Vec<TargetRow>,
}

impl Task {
    /// A run that begins at `begin`; the same seed gives the same order and the same gaps.
    pub fn new(seed: u64, begin: Stamp) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut plan = Vec::new();
        // Mixed four by four, so that tiring meets both senses alike and no sense comes more than four times in a row.
        for _ in 0..OF_EACH / 2 {
            let mut four = [Sense::Seen, Sense::Seen, Sense::Heard, Sense::Heard];
            four.shuffle(&mut rng);
            for sense in four {
                let gap_s = GAP_S.0 + (GAP_S.1 - GAP_S.0) * rng.random::<f64>();
                plan.push((sense, Duration::from_secs_f64(gap_s)));
            }
        }
        let mut task = Self {
            plan,
            rows: Vec::new(),
            now: Now::Done,
            strays: 0,
        };
        task.rest(begin);
        task
    }

    /// What is to be done at `now`. `Show` and `Play` are asked once for each target.
    pub fn step(&mut self, now: Stamp) -> Act {
        if let Now::There { onset } = self.now
            && now >= onset.after(LONGEST)
        {
            self.end(onset, None, Outcome::Missed, onset.after(LONGEST));
        }
        match self.now {
            Now::Done => Act::Done,
            Now::There { onset } => Act::Await(onset.after(LONGEST)),
            Now::Asked => Act::Wait(now),
            Now::Gap { due } if now < due => Act::Wait(due),
            Now::Gap { .. } => {
                self.now = Now::Asked;
                match self.sense() {
                    Sense::Seen => Act::Show,
                    Sense::Heard => Act::Play,
                }
            }
        }
    }

    /// The target that was asked for appeared or sounded at `at`.
    pub fn onset(&mut self, at: Stamp) {
        if self.now == Now::Asked {
            self.now = Now::There { onset: at };
        }
    }

    /// A key went down at `at`.
    pub fn press(&mut self, at: Stamp) {
        match self.now {
            Now::There { onset } if at >= onset.after(LONGEST) => {
                // The window had no chance to look in between.
                self.end(onset, None, Outcome::Missed, onset.after(LONGEST));
                self.strays += 1;
            }
            Now::There { onset } if at >= onset => {
                let lag = at.since(onset);
                let early = lag.is_some_and(|lag| lag < ANTICIPATED);
                let outcome = if early {
                    Outcome::Anticipated
                } else {
                    Outcome::Answered
                };
                self.end(onset, lag, outcome, at);
            }
            _ => self.press_beside(),
        }
    }

    /// A press while no target is there: a second one after an answer, or one that belongs to nothing.
    fn press_beside(&mut self) {
        match self.rows.last_mut() {
            Some(row) if row.outcome != Outcome::Missed => row.doubles += 1,
            _ => self.strays += 1,
        }
    }

    fn end(&mut self, onset: Stamp, lag: Option<Duration>, outcome: Outcome, at: Stamp) {
        self.rows.push(Row {
            sense: self.sense(),
            onset,
            lag,
            outcome,
            doubles: 0,
        });
        self.rest(at);
    }

    fn rest(&mut self, from: Stamp) {
        self.now = match self.plan.get(self.rows.len()) {
            Some((_, gap)) => Now::Gap {
                due: from.after(*gap),
            },
            None => Now::Done,
        };
    }

    fn sense(&self) -> Sense {
        self.plan
            .get(self.rows.len())
            .map_or(Sense::Seen, |(sense, _)| *sense)
    }

    /// Whether the disc is to be seen.
    pub fn is_disc_due(&self) -> bool {
        matches!(self.now, Now::Asked | Now::There { .. }) && self.sense() == Sense::Seen
    }

    /// How many targets have come and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.rows.len(), self.plan.len())
    }

    /// What the run tells, once every target has come.
    pub fn told(&self) -> Option<Told> {
        if self.now != Now::Done {
            return None;
        }
        let first = self.rows.first()?.onset;
        let seconds = |ns: i64| micros(ns as f64 / 1e9);
        let row = |row: &Row| TargetRow {
            sense: row.sense,
            onset_s: seconds(row.onset.ns_since(first)),
            lag_s: row
                .lag
                .map(|lag| seconds(i64::try_from(lag.as_nanos()).unwrap_or(0))),
            outcome: row.outcome,
        };
        Some(Told {
            seen: self.lag(Sense::Seen),
            heard: self.lag(Sense::Heard),
            strays: self.strays,
            targets: self.rows.iter().map(row).collect(),
        })
    }

    fn lag(&self, sense: Sense) -> SenseLag {
        let rows: Vec<&Row> = self.rows.iter().filter(|row| row.sense == sense).collect();
        let count = |outcome| {
            let counted = rows.iter().filter(|row| row.outcome == outcome).count();
            u32::try_from(counted).unwrap_or(u32::MAX)
        };
        let lags: Vec<f64> = rows
            .iter()
            .filter(|row| row.outcome == Outcome::Answered)
            .filter_map(|row| row.lag)
            .map(|lag| lag.as_secs_f64())
            .collect();
        let middle = middle(&lags);
        SenseLag {
            median_s: middle.map(|middle| micros(middle.median_s)),
            iqr_s: middle.map(|middle| micros(middle.iqr_s)),
            n: count(Outcome::Answered),
            anticipations: count(Outcome::Anticipated),
            misses: count(Outcome::Missed),
            doubles: rows.iter().map(|row| row.doubles).sum(),
        }
    }
}

/// Seconds to the microsecond: no stamp says more.
fn micros(s: f64) -> f64 {
    (s * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000_000;

    /// Lives through a run: `answer` gives the delays of the presses after the onset of each target, in ms.
    fn run(seed: u64, mut answer: impl FnMut(usize, Sense) -> Vec<i64>) -> (Task, Told) {
        let mut task = Task::new(seed, Stamp(0));
        let mut now = Stamp(0);
        let mut number = 0;
        loop {
            match task.step(now) {
                Act::Done => {
                    let told = task.told().unwrap();
                    return (task, told);
                }
                Act::Wait(until) | Act::Await(until) => now = until,
                act @ (Act::Show | Act::Play) => {
                    let sense = task.sense();
                    assert_eq!(act == Act::Show, sense == Sense::Seen);
                    assert_eq!(task.is_disc_due(), sense == Sense::Seen);
                    // A frame or a buffer later it is there.
                    let onset = Stamp(now.0 + 7 * MS);
                    task.onset(onset);
                    for ms in answer(number, sense) {
                        now = Stamp(onset.0 + ms * MS);
                        task.press(now);
                    }
                    number += 1;
                }
            }
        }
    }

    #[test]
    fn the_order_is_seeded_balanced_and_mixed_and_gaps_keep_their_bounds() {
        for seed in 0..50 {
            let plan = Task::new(seed, Stamp(0)).plan;
            assert_eq!(plan.len(), 40);
            for four in plan.chunks(4) {
                let seen = four.iter().filter(|(sense, _)| *sense == Sense::Seen);
                assert_eq!(seen.count(), 2);
            }
            assert!(
                plan.iter()
                    .all(|(_, gap)| (1.5..=4.0).contains(&gap.as_secs_f64()))
            );
        }
        let order = |seed| Task::new(seed, Stamp(0)).plan;
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
    }

    #[test]
    fn every_press_in_time_is_a_lag_and_the_median_is_of_each_sense() {
        // Visual 300, 310 … 490; auditory always 250.
        let mut seen = 0;
        let (_, told) = run(3, |_, sense| {
            if sense == Sense::Heard {
                return vec![250];
            }
            seen += 1;
            vec![290 + 10 * seen]
        });
        // Of 300 … 490 in twenty steps: median 395, quartiles 347.5 and 442.5.
        assert!((told.seen.median_s.unwrap() - 0.395).abs() < 1e-9);
        assert!((told.seen.iqr_s.unwrap() - 0.095).abs() < 1e-9);
        assert_eq!(
            (told.heard.median_s, told.heard.iqr_s),
            (Some(0.25), Some(0.0))
        );
        assert_eq!((told.seen.n, told.heard.n, told.strays), (20, 20, 0));
        assert_eq!(told.targets.len(), 40);
        assert_eq!(told.targets[0].onset_s, 0.0);
        assert!(
            told.targets
                .windows(2)
                .all(|pair| pair[0].onset_s < pair[1].onset_s)
        );
    }

    #[test]
    fn anticipations_misses_and_double_presses_are_counted_and_left_out() {
        let (_, told) = run(5, |number, _| match number {
            0 => vec![99],
            1 => vec![],
            2 => vec![400, 520],
            3 => vec![100],
            _ => vec![400],
        });
        let both = |count: fn(&SenseLag) -> u32| count(&told.seen) + count(&told.heard);
        assert_eq!(both(|lag| lag.anticipations), 1);
        assert_eq!(both(|lag| lag.misses), 1);
        assert_eq!(both(|lag| lag.doubles), 1);
        assert_eq!(both(|lag| lag.n), 38, "100 ms is an answer");
        assert_eq!(
            (told.seen.median_s, told.heard.median_s),
            (Some(0.4), Some(0.4))
        );
        assert_eq!(told.targets[0].outcome, Outcome::Anticipated);
        assert_eq!(
            (told.targets[1].lag_s, told.targets[1].outcome),
            (None, Outcome::Missed)
        );
        assert_eq!(told.targets[2].lag_s, Some(0.4));
    }

    #[test]
    fn presses_that_belong_to_nothing_are_strays() {
        let mut task = Task::new(1, Stamp(0));
        task.press(Stamp(5 * MS));
        // Between asking and the onset nothing can be answered yet.
        let Act::Wait(due) = task.step(Stamp(0)) else {
            panic!("a gap comes first");
        };
        task.step(due);
        task.press(due);
        task.onset(Stamp(due.0 + 16 * MS));
        task.press(Stamp(due.0 + 10 * MS));
        assert_eq!((task.strays, task.progress()), (3, (0, 40)));
        // One that comes after two seconds answers nothing, even when the window did not look in between.
        task.press(Stamp(due.0 + 3000 * MS));
        assert_eq!((task.strays, task.progress()), (4, (1, 40)));
        assert_eq!(task.told(), None, "a broken run tells nothing");
    }

    #[test]
    fn nobody_there_is_forty_misses_and_no_median() {
        let (_, told) = run(9, |_, _| vec![]);
        assert_eq!((told.seen.misses, told.heard.misses), (20, 20));
        assert_eq!((told.seen.median_s, told.heard.iqr_s), (None, None));
        assert_eq!(told.seen.usable(), None);
    }
}

//! Time in units of equal length: states unit by unit, and kappa with tolerance (Bakeman, Quera and Gnisci 2009).

use std::collections::BTreeMap;

use super::cells::Cells;
use super::track::Both;

/// The states of both coders unit by unit, for units of which more than half was compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Units(Vec<(i64, u8, u8)>);

/// The most units that are made: a unit too short for the session is lengthened by whoever set it.
pub const MOST: i64 = 20_000_000;

impl Units {
    /// Units count from the window's begin; a unit's state is the one that held longest in it, the higher of two that held as long.
    pub fn of(begin: Option<i64>, both: &[Both], unit: i64) -> Self {
        let Some(start) = begin else {
            return Self::default();
        };
        let mut units = Vec::new();
        let mut held: [BTreeMap<u8, i64>; 2] = Default::default();
        let mut current = i64::MIN;
        let mut close = |number: i64, held: &mut [BTreeMap<u8, i64>; 2]| {
            let [a, b] = held;
            let known: i64 = a.values().sum();
            if 2 * known > unit {
                units.push((number, longest(a), longest(b)));
            }
            a.clear();
            b.clear();
        };
        for both in both {
            let mut t = both.from;
            while t < both.to {
                let number = (t - start).div_euclid(unit);
                if number != current {
                    close(current, &mut held);
                    current = number;
                }
                let until = (start + (number + 1) * unit).min(both.to);
                let [a, b] = &mut held;
                *a.entry(both.a).or_default() += until - t;
                *b.entry(both.b).or_default() += until - t;
                t = until;
            }
        }
        close(current, &mut held);
        Self(units)
    }

    /// The table of levels, `0` to `highest`.
    pub fn levels(&self, highest: u8) -> Cells {
        let mut cells = Cells::new(usize::from(highest) + 1);
        for (_, a, b) in &self.0 {
            cells.add(usize::from(*a), usize::from(*b), 1.0);
        }
        cells
    }

    /// The table of absent and present. Led by A (or by B), a unit of the leader agrees when the other has the same state in a unit
    /// at most `tolerance` units away; then it is counted as agreed on the leader's state.
    pub fn presence(&self, tolerance: i64, leader: Leader) -> Cells {
        let mut cells = Cells::new(2);
        let mut ahead = 0;
        let mut last_of = [None::<i64>; 2];
        let mut next_of: [std::collections::VecDeque<i64>; 2] = Default::default();
        for (number, a, b) in &self.0 {
            let (a, b) = (usize::from(*a > 0), usize::from(*b > 0));
            let (own, other) = match leader {
                Leader::A => (a, b),
                Leader::B => (b, a),
            };
            while let Some((next, a, b)) = self.0.get(ahead).filter(|x| x.0 <= number + tolerance) {
                let state = match leader {
                    Leader::A => *b,
                    Leader::B => *a,
                };
                if let Some(queue) = next_of.get_mut(usize::from(state > 0)) {
                    queue.push_back(*next);
                }
                ahead += 1;
            }
            for (queue, last) in next_of.iter_mut().zip(&mut last_of) {
                while let Some(passed) = queue.front().copied().filter(|x| x <= number) {
                    *last = Some(passed);
                    queue.pop_front();
                }
            }
            let before = last_of.get(own).copied().flatten();
            let after = next_of.get(own).and_then(|queue| queue.front());
            let near = before.is_some_and(|x| number - x <= tolerance) || after.is_some();
            let told = if near { own } else { other };
            match leader {
                Leader::A => cells.add(own, told, 1.0),
                Leader::B => cells.add(told, own, 1.0),
            }
        }
        cells
    }
}

/// Whose units are gone through; kappa with tolerance is not symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leader {
    /// A's.
    A,
    /// B's.
    B,
}

fn longest(held: &BTreeMap<u8, i64>) -> u8 {
    held.iter()
        .max_by_key(|(level, length)| (**length, **level))
        .map_or(0, |(level, _)| *level)
}

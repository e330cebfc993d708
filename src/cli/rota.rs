//! Who comes when in a simulated study, and in which condition: by the allocation list, or each condition in turn.

use std::collections::BTreeMap;

use super::arguments::SimulateArguments;
use crate::protocol::allocate::{self, Drawn, List};
use crate::protocol::covariates;
use crate::protocol::{AllocationMethod, Id, Protocol};
use crate::session::Allocated;

/// The order of the sessions.
pub struct Rota<'p> {
    protocol: &'p Protocol,
    /// Seed of the first participant.
    seed: u64,
    /// The conditions that are taken in turn; none when the list decides.
    in_turn: Vec<Id>,
    /// How often each participant comes.
    visits: u32,
    /// The participant who is coming now.
    drawn: Option<Drawn>,
    /// How many of each stratum have come.
    places: BTreeMap<String, u32>,
}

/// One session: whose, which visit, and in which condition.
#[derive(Clone)]
pub struct Turn {
    /// The participant's seed, the same at every visit.
    pub seed: u64,
    /// From 1.
    pub visit: u32,
    /// The condition.
    pub condition: Id,
    /// How it was chosen.
    pub method: String,
    /// The place in the list.
    pub allocated: Option<Allocated>,
}

impl<'p> Rota<'p> {
    /// As the arguments want it.
    ///
    /// # Errors
    /// One sentence when the protocol has no such condition.
    pub fn new(protocol: &'p Protocol, arguments: &SimulateArguments) -> Result<Self, String> {
        let all: Vec<Id> = protocol.conditions.iter().map(|c| c.id.clone()).collect();
        let method = protocol.allocation.method;
        let in_turn = match arguments.condition.as_deref() {
            None if method == AllocationMethod::Manual => all,
            None => Vec::new(),
            Some(wanted) if all.iter().any(|id| id.as_str() == wanted) => vec![wanted.into()],
            Some(wanted) => {
                let names: Vec<&str> = all.iter().map(Id::as_str).collect();
                return Err(format!(
                    "The protocol has no condition “{wanted}”; it has: {}.",
                    names.join(", ")
                ));
            }
        };
        let visits = if in_turn.is_empty() {
            visits(protocol)
        } else {
            1
        };
        Ok(Self {
            protocol,
            seed: arguments.seed,
            in_turn,
            visits,
            drawn: None,
            places: BTreeMap::new(),
        })
    }

    /// The session with this number, from 0; sessions are asked for in order.
    ///
    /// # Errors
    /// One sentence when the protocol describes no list.
    pub fn turn(&mut self, number: u32) -> Result<Turn, String> {
        if let Some(place) = (number as usize).checked_rem(self.in_turn.len()) {
            return Ok(Turn {
                seed: self.seed.wrapping_add(u64::from(number)),
                visit: 1,
                condition: self
                    .in_turn
                    .get(place)
                    .cloned()
                    .unwrap_or_else(|| "".into()),
                method: AllocationMethod::Manual.name().to_owned(),
                allocated: None,
            });
        }
        let (come, visit) = (number / self.visits, number % self.visits + 1);
        let seed = self
            .seed
            .wrapping_add(u64::from(come) * u64::from(self.visits));
        let drawn = match self.drawn.take().filter(|_| visit > 1) {
            Some(drawn) => drawn,
            None => self.draw(seed)?,
        };
        self.drawn = Some(drawn.clone());
        let method = self.protocol.allocation.method;
        Ok(Turn {
            seed,
            visit,
            condition: drawn.condition(method, visit)?,
            method: method.name().to_owned(),
            allocated: Some(drawn.into()),
        })
    }

    /// The next place of this participant's stratum.
    fn draw(&mut self, seed: u64) -> Result<Drawn, String> {
        let noted = covariates::simulated(self.protocol, seed);
        let stratum = allocate::stratum(self.protocol, |id| covariates::for_stratum(&noted, id))
            .map_err(|id| {
                format!("The stratum “{id}” is no covariate with choices: correct the protocol.")
            })?;
        let list = List::new(self.protocol, &stratum)?;
        let place = self.places.entry(stratum).or_default();
        *place += 1;
        list.at(*place)
            .ok_or_else(|| "The allocation list is used up.".to_owned())
    }
}

/// Within participants everybody goes through all conditions, unless the protocol plans fewer visits.
fn visits(protocol: &Protocol) -> u32 {
    let planned = protocol.visits.map(|visits| visits.count.max(1));
    let conditions = u32::try_from(protocol.conditions.len()).unwrap_or(1).max(1);
    if protocol.allocation.method.is_within() {
        planned.unwrap_or(conditions).min(conditions)
    } else {
        planned.unwrap_or(1)
    }
}

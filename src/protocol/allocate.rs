//! Allocation lists: which condition a participant's place in a stratum gives, the same on every machine for the same seed.

mod squares;

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::{AllocationMethod, Id, Protocol};

pub use squares::{latin, williams};

/// How many entries of a stratum's list its digest covers.
const DIGESTED: u32 = 1000;
/// No study reaches this place; a ledger that names a later one is damaged.
pub const MOST_PLACES: u32 = 100_000;
/// Longest block.
const LONGEST_BLOCK: u32 = 10_000;
/// Most conditions of a square; a Williams square of so many has 128 rows.
const MOST_CONDITIONS: usize = 64;

/// The allocation list of one stratum, endless and computed (SCIENCE.md 5.7).
///
/// Between participants each entry is one condition, from permuted blocks whose sizes are themselves drawn. Within participants
/// each entry is a row of a Latin or Williams square; every block holds each row once, so block sizes and ratios have no place there.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    method: AllocationMethod,
    seed: u64,
    stratum: String,
    key: String,
    /// What one block holds, before it is permuted, and by how often that is repeated.
    entries: Vec<Vec<Id>>,
    repeats: Vec<u32>,
}

/// One participant's place in a list and what stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// From 1.
    pub place: u32,
    /// The values of the strata, joined with `/`.
    pub stratum: String,
    /// The conditions of the visits, in order; only one in a design between participants.
    pub sequence: Vec<Id>,
    /// Seed of the list.
    pub seed: u64,
    /// Digest of the stratum's list: see [`List::sha256`].
    pub list_sha256: String,
}

impl List {
    /// The list of one stratum, as the protocol plans it.
    ///
    /// # Errors
    /// One sentence when the protocol does not describe a list.
    pub fn new(protocol: &Protocol, stratum: &str) -> Result<Self, String> {
        let seed = protocol.allocation.seed.ok_or(
            "The protocol's `allocation` has no `seed`: add one, so that its list can be made.",
        )?;
        Self::with_seed(protocol, stratum, seed)
    }

    /// The same with another seed, for whoever must not touch the study's own list.
    ///
    /// # Errors
    /// As [`List::new`].
    pub fn with_seed(protocol: &Protocol, stratum: &str, seed: u64) -> Result<Self, String> {
        let method = protocol.allocation.method;
        let (entries, repeats) = match method {
            AllocationMethod::Manual => {
                return Err("The experimenter chooses the condition: there is no list.".to_owned());
            }
            AllocationMethod::Blocks => blocks(protocol)?,
            AllocationMethod::Latin | AllocationMethod::Williams => (rows(protocol)?, vec![1]),
        };
        Ok(Self {
            method,
            seed,
            stratum: stratum.to_owned(),
            key: format!("{seed}/{}/{stratum}", protocol.study.id),
            entries,
            repeats,
        })
    }

    /// The entry at `place`, counted from 1, with everything that a session keeps of it; `None` beyond [`MOST_PLACES`].
    pub fn at(&self, place: u32) -> Option<Drawn> {
        if place > MOST_PLACES {
            return None;
        }
        let index = usize::try_from(place.checked_sub(1)?).ok()?;
        Some(Drawn {
            place,
            stratum: self.stratum.clone(),
            sequence: self.iter().nth(index)?.clone(),
            seed: self.seed,
            list_sha256: self.sha256(),
        })
    }

    /// The entries from the first on, without end.
    pub fn iter(&self) -> impl Iterator<Item = &Vec<Id>> {
        let mut rng = ChaCha8Rng::from_seed(Sha256::digest(self.key.as_bytes()).into());
        std::iter::from_fn(move || Some(self.block(&mut rng))).flatten()
    }

    /// SHA-256 of the first 1000 entries of the stratum, each as its conditions joined with `,` and a line feed, in small hex
    /// digits; so it can be shown later that nobody changed the list.
    pub fn sha256(&self) -> String {
        let mut digest = Sha256::new();
        for entry in self.iter().take(DIGESTED as usize) {
            let names: Vec<&str> = entry.iter().map(Id::as_str).collect();
            digest.update(format!("{}\n", names.join(",")));
        }
        digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The next block: its size is drawn first, then its order.
    fn block(&self, rng: &mut ChaCha8Rng) -> Vec<&Vec<Id>> {
        let drawn = match self.repeats.as_slice() {
            [_, _, ..] => below(rng, self.repeats.len()),
            _ => 0,
        };
        let repeat = self.repeats.get(drawn).copied().unwrap_or(1);
        let mut block: Vec<&Vec<Id>> = (0..repeat).flat_map(|_| &self.entries).collect();
        for last in (1..block.len()).rev() {
            block.swap(last, below(rng, last + 1));
        }
        block
    }
}

impl Drawn {
    /// The condition of this visit, counted from 1.
    ///
    /// # Errors
    /// One sentence when every condition has had its visit.
    pub fn condition(&self, method: AllocationMethod, visit: u32) -> Result<Id, String> {
        let visit_index = if method.is_within() {
            usize::try_from(visit.saturating_sub(1)).unwrap_or(usize::MAX)
        } else {
            0
        };
        self.sequence.get(visit_index).cloned().ok_or_else(|| {
            format!(
                "The design has {} conditions, one a visit, so there is none for visit {visit}: correct the visit's number.",
                self.sequence.len()
            )
        })
    }
}

/// The stratum of a participant with these answers, by covariate id.
///
/// # Errors
/// The covariate whose answer is needed.
pub fn stratum(protocol: &Protocol, answer: impl Fn(&Id) -> Option<String>) -> Result<String, &Id> {
    let values = protocol.allocation.strata.iter();
    let values: Result<Vec<String>, &Id> = values.map(|id| answer(id).ok_or(id)).collect();
    values.map(|values| values.join("/"))
}

/// A number from 0 to `n − 1`, each as likely. Written out here because a library may draw otherwise in its next version, and a
/// study's list must not change under it.
pub(super) fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
    // What lies above the last whole multiple would make the first numbers likelier.
    let whole = u64::MAX - u64::MAX % n;
    loop {
        let drawn = rng.next_u64();
        if drawn < whole {
            return usize::try_from(drawn % n).unwrap_or(0);
        }
    }
}

/// One round of the ratio, and how many rounds the possible blocks hold.
fn blocks(protocol: &Protocol) -> Result<(Vec<Vec<Id>>, Vec<u32>), String> {
    let ratio = ratio(protocol)?;
    let round: u32 = ratio.values().sum();
    let sizes = &protocol.allocation.block_sizes;
    if let Some(size) = sizes
        .iter()
        .find(|size| **size == 0 || **size % round != 0 || **size > LONGEST_BLOCK)
    {
        return Err(format!(
            "A block of {size} can't hold the conditions in their ratio: in `allocation`, write multiples of {round} in `block_sizes`."
        ));
    }
    let entries = protocol.conditions.iter().flat_map(|condition| {
        let often = ratio.get(&condition.id).copied().unwrap_or(0);
        (0..often).map(|_| vec![condition.id.clone()])
    });
    let repeats = if sizes.is_empty() {
        vec![2]
    } else {
        sizes.iter().map(|size| size / round).collect()
    };
    Ok((entries.collect(), repeats))
}

fn ratio(protocol: &Protocol) -> Result<BTreeMap<Id, u32>, String> {
    let often = |id: &Id| protocol.allocation.ratio.get(id).copied().unwrap_or(1);
    let conditions = protocol.conditions.iter();
    let ratio: BTreeMap<Id, u32> = conditions
        .map(|condition| (condition.id.clone(), often(&condition.id)))
        .collect();
    let round = ratio
        .values()
        .try_fold(0_u32, |sum, often| sum.checked_add(*often));
    match round {
        Some(1..=LONGEST_BLOCK) => Ok(ratio),
        _ => Err(format!(
            "The `ratio` of the allocation must add up to 1 to {LONGEST_BLOCK}: correct it in the protocol."
        )),
    }
}

fn rows(protocol: &Protocol) -> Result<Vec<Vec<Id>>, String> {
    let n = protocol.conditions.len();
    if !(1..=MOST_CONDITIONS).contains(&n) {
        return Err(format!(
            "A square needs 1 to {MOST_CONDITIONS} conditions; the protocol has {n}."
        ));
    }
    let square = match protocol.allocation.method {
        AllocationMethod::Williams => williams(n),
        _ => latin(n),
    };
    let name = |index: &usize| Some(protocol.conditions.get(*index)?.id.clone());
    Ok(square
        .iter()
        .map(|row| row.iter().filter_map(name).collect())
        .collect())
}

#[cfg(test)]
mod tests;

//! In which order a participant sees the items of an instrument.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::Engine;
use crate::protocol::{Id, Instrument, ItemOrder, Step, StepKind};
use crate::session::event::Fact;
use crate::session::review;

impl Engine {
    /// Opens the pages of a probe or of questions.
    pub(super) fn order_items(&mut self, step: &Step) {
        let Some(id) = step.instrument() else { return };
        let Some(instrument) = self.header.protocol.instruments.get(id) else {
            return;
        };
        let wave = match instrument.order {
            ItemOrder::PerWave => format!("{}/{}", self.header.seed, step.id),
            ItemOrder::Fixed | ItemOrder::PerParticipant => String::new(),
        };
        let seed = format!(
            "{}/{}/{id}/{wave}",
            self.header.study, self.header.participant
        );
        let mut items = ordered(instrument, &seed);
        if let StepKind::Review(review) = &step.kind {
            let stimulus = self.header.protocol.stimuli.get(&review.stimulus);
            items = stimulus
                .into_iter()
                .flat_map(review::moments)
                .flat_map(|(moment, _)| items.iter().map(move |item| review::id(moment, item)))
                .collect();
        }
        self.emit_at(
            Fact::ItemsOrdered {
                step: step.id.clone(),
                instrument: id.clone(),
                items,
            },
            None,
        );
    }
}

/// The instrument's item ids in the order that `seed` gives; the same seed gives the same order, whenever and wherever.
fn ordered(instrument: &Instrument, seed: &str) -> Vec<Id> {
    let mut items: Vec<Id> = instrument
        .items
        .iter()
        .map(|item| item.id.clone())
        .collect();
    if instrument.order != ItemOrder::Fixed {
        let mut rng = ChaCha8Rng::from_seed(Sha256::digest(seed.as_bytes()).into());
        if let Some(rest) = items.get_mut(instrument.keep_first..) {
            rest.shuffle(&mut rng);
        }
    }
    items
}

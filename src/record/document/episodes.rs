//! Episodes of crying: bouts of all channels that follow each other closely (SCIENCE.md 4.2 and R38).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::coding::Bout;
use crate::protocol::{Id, NOT_VISIBLE};
use crate::session::{Event, Fact};
use crate::time::{Micros, SessionTime};

/// A pause of at least this parts two episodes.
pub const MERGE_GAP: Micros = Micros(10_000_000);

/// Bouts of any channel but `not_visible`, merged over pauses shorter than 10 s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Episode {
    /// Onset of its first bout, as it was coded.
    pub onset_s: SessionTime,
    /// The last offset of its bouts.
    pub offset_s: SessionTime,
    /// The numbers of its bouts, in order of onset.
    pub bouts: Vec<u64>,
    /// Its quality, as the coder last rated it; null when unrated.
    pub quality: Option<Id>,
}

/// What the coder said of the episode to which a bout belongs; the last word counts, and none takes a rating back.
pub(in crate::record) type Ratings = Vec<(u64, Option<Id>)>;

/// The ratings that the live coder gave, in order.
pub(in crate::record) fn ratings(events: &[Event]) -> Ratings {
    let rated = events.iter().filter_map(|event| match &event.fact {
        Fact::EpisodeRated { bout, quality } => Some((*bout, Some(quality.clone()))),
        _ => None,
    });
    rated.collect()
}

/// The episodes of these bouts, which stand in order of onset; also tells each bout its episode's quality.
pub(in crate::record) fn episodes(bouts: &mut [Bout], ratings: &Ratings) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = Vec::new();
    for bout in bouts
        .iter()
        .filter(|bout| bout.channel.as_str() != NOT_VISIBLE)
    {
        match episodes.last_mut() {
            Some(last) if bout.onset_s - last.offset_s < MERGE_GAP => {
                last.offset_s = last.offset_s.max(bout.offset_s);
                last.bouts.push(bout.bout);
            }
            _ => episodes.push(Episode {
                onset_s: bout.onset_s,
                offset_s: bout.offset_s,
                bouts: vec![bout.bout],
                quality: None,
            }),
        }
    }
    // A session with very many bouts may have one long episode: looking through it for each bout would take for ever.
    let mut place_of: HashMap<u64, usize> = HashMap::new();
    for (place, episode) in episodes.iter().enumerate() {
        for bout in &episode.bouts {
            place_of.entry(*bout).or_insert(place);
        }
    }
    for (bout, quality) in ratings {
        let own = place_of
            .get(bout)
            .and_then(|place| episodes.get_mut(*place));
        if let Some(rated) = own {
            rated.quality.clone_from(quality);
        }
    }
    for bout in bouts.iter_mut() {
        let own = place_of
            .get(&bout.bout)
            .and_then(|place| episodes.get(*place));
        bout.quality = own.and_then(|episode| episode.quality.clone());
    }
    episodes
}

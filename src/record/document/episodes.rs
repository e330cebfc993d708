//! Episodes of crying: bouts of all channels that follow each other closely (SCIENCE.md 4.2 and R38).

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

/// The episodes of these bouts, which stand in order of onset; also tells each bout its episode's quality.
pub(super) fn episodes(bouts: &mut [Bout], events: &[Event]) -> Vec<Episode> {
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
    for event in events {
        if let Fact::EpisodeRated { bout, quality } = &event.fact
            && let Some(rated) = episodes
                .iter_mut()
                .find(|episode| episode.bouts.contains(bout))
        {
            rated.quality = Some(quality.clone());
        }
    }
    for bout in bouts.iter_mut() {
        let own = episodes
            .iter()
            .find(|episode| episode.bouts.contains(&bout.bout));
        bout.quality = own.and_then(|episode| episode.quality.clone());
    }
    episodes
}

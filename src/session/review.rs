//! The items of a moment review: the instrument's items once for every moment that has a text, under ids such as `3-sad`.

use crate::protocol::{Id, Moment, Stimulus};

/// The moments of a stimulus that are reviewed, each with its number from 1 among all moments of the stimulus.
pub fn moments(stimulus: &Stimulus) -> impl Iterator<Item = (u32, &Moment)> {
    (1..)
        .zip(&stimulus.moments)
        .filter(|(_, moment)| moment.text.is_some())
}

/// The id under which an item is asked of a moment.
pub fn id(moment: u32, item: &Id) -> Id {
    Id(format!("{moment}-{item}"))
}

/// The number of the moment and the plain item's id.
pub fn parts(id: &Id) -> Option<(u32, &str)> {
    let (moment, item) = id.as_str().split_once('-')?;
    Some((moment.parse().ok()?, item))
}

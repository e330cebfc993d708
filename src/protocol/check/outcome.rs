//! Which probe is the last whose mood is an outcome; what would change the answers comes after it.

use super::{Placed, first_induction};
use crate::protocol::{Protocol, StepKind};

/// Place in `steps` of the last probe whose mood counts as an outcome: the last with a delay, else the first one after the induction.
pub(super) fn last(protocol: &Protocol, steps: &[Placed<'_>]) -> Option<usize> {
    let is_probe = |placed: &&Placed<'_>| matches!(placed.step.kind, StepKind::Probe(_));
    let delayed = steps
        .iter()
        .rev()
        .find(|placed| placed.step.after().is_some());
    let first_after = first_induction(protocol, steps).and_then(|induction| {
        let mut later = steps.iter().filter(|placed| placed.index > induction.index);
        later.find(is_probe)
    });
    delayed.or(first_after).map(|placed| placed.index)
}

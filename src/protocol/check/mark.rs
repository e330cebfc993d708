//! The mark for the camera: that it can be given at all, and that its consent is asked for.

use super::references::unknown;
use crate::protocol::problem::Findings;
use crate::protocol::{CodingSwitch, Protocol, StepKind};

/// A mark that would silently never come leaves a camera's video without any.
pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let Some(mark) = &protocol.mark else {
        return;
    };
    if !mark.flash && !mark.chirp {
        found.error(
            "/mark".to_owned(),
            "Flash and chirp are both switched off, so that no mark is given; leave `mark` out, or switch one on.".to_owned(),
        );
    }
    let starts = |step: &crate::protocol::Step| step.coding == Some(CodingSwitch::Start);
    let Some(tick) = &mark.consented else {
        return;
    };
    let begins = protocol.steps.iter().take_while(|step| !starts(step));
    let ticks = begins.flat_map(|step| match &step.kind {
        StepKind::Consent(consent) => consent.ticks.as_slice(),
        _ => &[],
    });
    let known: Vec<_> = ticks.map(|tick| &tick.id).collect();
    if !known.contains(&tick) {
        found.error(
            "/mark/consented".to_owned(),
            unknown(
                "tick of a consent before coding begins",
                tick,
                known.into_iter(),
            ),
        );
    }
}

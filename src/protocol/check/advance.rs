//! Every step ends some time, and a duration that is written down has an effect.

use super::{Placed, lists};
use crate::protocol::problem::Findings;
use crate::protocol::{Advance, Protocol, StepKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    for list in lists(protocol) {
        for (place, placed) in list.iter().enumerate() {
            let later = list.get(place + 1..).unwrap_or_default();
            check_fill(placed, later, found);
            check_time(placed, found);
        }
    }
}

/// A filling wait ends when a later probe falls due.
fn check_fill(placed: &Placed<'_>, later: &[Placed<'_>], found: &mut Findings) {
    let StepKind::Wait(wait) = &placed.step.kind else {
        return;
    };
    if wait.fill && !later.iter().any(|other| other.step.after().is_some()) {
        found.error(
            placed.pointer("fill"),
            "No probe with `after` follows in this list, so this wait would never end; add one or write `duration_s` instead of `fill`.",
        );
    }
}

/// Whether the step must not end before it has what it is there for.
fn ends_by_its_answer(kind: &StepKind) -> bool {
    matches!(
        kind,
        StepKind::Consent(_)
            | StepKind::Screening(_)
            | StepKind::Probe(_)
            | StepKind::Questions(_)
            | StepKind::Review(_)
            | StepKind::Recall(_)
            | StepKind::Task(_)
            | StepKind::Sample(_)
            | StepKind::PracticeStop(_)
            | StepKind::DataChoice(_)
            | StepKind::Debrief(_)
    )
}

fn check_time(placed: &Placed<'_>, found: &mut Findings) {
    let step = placed.step;
    if step.advance.is_some() && ends_by_its_answer(&step.kind) {
        return found.error(
            placed.pointer("advance"),
            format!(
                "What is asked or done ends a {} step, nothing else may; delete `advance`.",
                step.kind.name()
            ),
        );
    }
    let by_time = step.ends_by() == Some(Advance::Time);
    let (may_last, written) = match &step.kind {
        StepKind::Text(text) => (true, text.duration_s.is_some()),
        StepKind::Rest(_) => (true, true),
        StepKind::Wait(wait) => (true, wait.duration_s.is_some()),
        StepKind::Image(image) => (true, image.duration_s.is_some()),
        _ => (false, false),
    };
    if by_time && !written {
        let message = if may_last {
            "Time ends this step but no time is given; add `duration_s`.".to_owned()
        } else {
            format!(
                "Time can't end a {} step; delete `advance` or choose `participant` or `experimenter`.",
                step.kind.name()
            )
        };
        found.error(placed.pointer("advance"), message);
    }
    let fills = matches!(&step.kind, StepKind::Wait(wait) if wait.fill);
    if written && !by_time {
        let why = if fills {
            "`fill` ends the step"
        } else {
            "`advance` is not `time`"
        };
        found.warning(
            placed.pointer("duration_s"),
            format!("This has no effect because {why}; delete one of the two."),
        );
    }
}

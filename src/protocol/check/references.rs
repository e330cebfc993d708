//! Steps name stimuli and instruments that exist and are of the right kind, and nothing is left unused.

use std::collections::BTreeSet;

use super::placed;
use crate::protocol::problem::{Findings, did_you_mean, listed, shown};
use crate::protocol::{Id, Protocol, StepKind, StimulusKind};

pub(super) fn check(protocol: &Protocol, found: &mut Findings) {
    let mut used: BTreeSet<&Id> = BTreeSet::new();
    let mut asked: BTreeSet<&Id> = BTreeSet::new();
    for placed in placed(protocol) {
        let step = placed.step;
        let reviewed = match &step.kind {
            StepKind::Review(review) => Some(&review.stimulus),
            _ => None,
        };
        if let Some(id) = step.stimulus().or(reviewed) {
            used.insert(id);
            match protocol.stimuli.get(id) {
                None => found.error(
                    placed.pointer("stimulus"),
                    unknown("stimulus", id, protocol.stimuli.keys()),
                ),
                Some(stimulus) if wanted(&step.kind).is_some_and(|kind| kind != stimulus.kind) => found.error(
                    placed.pointer("stimulus"),
                    format!(
                        "The step is a {} but the stimulus `{id}` is a {}; name another stimulus or change the step's kind.",
                        step.kind.name(),
                        name_of(stimulus.kind)
                    ),
                ),
                Some(_) => {}
            }
        }
        if let Some(id) = step.instrument() {
            asked.insert(id);
            if !protocol.instruments.contains_key(id) {
                found.error(
                    placed.pointer("instrument"),
                    unknown("instrument", id, protocol.instruments.keys()),
                );
            }
        }
    }
    unused(found, "stimuli", "stimulus", protocol.stimuli.keys(), &used);
    unused(
        found,
        "instruments",
        "instrument",
        protocol.instruments.keys(),
        &asked,
    );
}

/// Warns of parts that no step uses; not while a name is misspelt, which is probably one of them.
fn unused<'p>(
    found: &mut Findings,
    list: &str,
    what: &str,
    known: impl Iterator<Item = &'p Id> + Clone,
    used: &BTreeSet<&Id>,
) {
    if used
        .iter()
        .any(|id| !known.clone().any(|known| known == *id))
    {
        return;
    }
    for id in known.filter(|id| !used.contains(id)) {
        found.warning(
            format!("/{list}/{id}"),
            format!("The {what} `{id}` is used by no step; delete it or add a step."),
        );
    }
}

/// The sentence for a name that nothing has.
pub(super) fn unknown<'p>(what: &str, id: &Id, known: impl Iterator<Item = &'p Id>) -> String {
    let known: Vec<&str> = known.map(Id::as_str).collect();
    let advice = match did_you_mean(id.as_str(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}.", listed(known)),
    };
    format!("There is no {what} `{}`; {advice}", shown(id.as_str()))
}

fn wanted(kind: &StepKind) -> Option<StimulusKind> {
    match kind {
        StepKind::Film(_) => Some(StimulusKind::Film),
        StepKind::Sound(_) => Some(StimulusKind::Sound),
        StepKind::Image(_) => Some(StimulusKind::Image),
        _ => None,
    }
}

fn name_of(kind: StimulusKind) -> &'static str {
    match kind {
        StimulusKind::Film => "film",
        StimulusKind::Sound => "sound",
        StimulusKind::Image => "picture",
    }
}
